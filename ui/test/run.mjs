// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Runs the unit tests: bundles every *.test.ts with esbuild (Node 18 reads no TypeScript) into a folder
// of its own and gives them to Node's test runner.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withPackages } from '../packages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const source = dirname(here);
const out = mkdtempSync(join(tmpdir(), 'cykl-ui-test-'));
const folder = withPackages(source, out);
const packages = createRequire(join(folder, 'package.json'));
const tests = readdirSync(here).filter((name) => name.endsWith('.test.ts'));
let status = 1;
try {
  await packages('esbuild').build({
    entryPoints: tests.map((name) => join(here, name)),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node18',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    nodePaths: [join(folder, 'node_modules')],
    external: ['typescript'],
    define: { 'process.env.CYKL_UI': JSON.stringify(folder) },
    logLevel: 'warning',
  });
  const files = tests.map((name) => join(out, name.replace('.ts', '.mjs')));
  status = spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
process.exit(status);
