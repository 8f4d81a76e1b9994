// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Makes sure that node_modules holds exactly what package-lock.json says. It asks npm only when the
// folder is missing or older than the lock, and only one process at a time: several build folders may
// share one checkout. When the checkout cannot be written to, the pages are built in a copy.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, cpSync, existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STALE_LOCK_MS = 10 * 60 * 1000;

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function lockSum(folder) {
  return createHash('sha256').update(readFileSync(join(folder, 'package-lock.json'))).digest('hex');
}

function isInstalled(folder) {
  const stamp = join(folder, 'node_modules', '.cykl-installed');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockSum(folder);
}

function install(folder) {
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (npm.error || npm.status !== 0)
    throw new Error(
      `npm ci did not succeed in ${folder}${npm.error ? `: ${npm.error.message}` : ''}. ` +
        'The pages need the packages of ui/package-lock.json; `meson configure -Dpages=false` builds without pages.',
    );
  writeFileSync(join(folder, 'node_modules', '.cykl-installed'), lockSum(folder));
}

function takeTurn(turn) {
  for (;;) {
    try {
      mkdirSync(turn);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (existsSync(turn) && Date.now() - statSync(turn).mtimeMs > STALE_LOCK_MS) rmdirSync(turn);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

/** Copies what a build needs, but not what it makes. */
function copySources(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of ['package.json', 'package-lock.json', '.npmrc', 'tsconfig.json', 'src', 'locale'])
    cpSync(join(from, name), join(to, name), { recursive: true });
}

/** The folder to build in: `source` with its packages, or a copy of it under `spare`. */
export function withPackages(source, spare) {
  let folder = source;
  if (!isInstalled(source) && !isWritable(source)) {
    folder = join(spare, 'ui-copy');
    copySources(source, folder);
  }
  if (isInstalled(folder)) return folder;
  const turn = join(folder, '.installing');
  takeTurn(turn);
  try {
    if (!isInstalled(folder)) install(folder);
  } finally {
    rmdirSync(turn);
  }
  return folder;
}
