// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Checks the types of the pages and of their tests.
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withPackages } from '../packages.mjs';

const folder = withPackages(dirname(dirname(fileURLToPath(import.meta.url))), tmpdir());
const tsc = join(folder, 'node_modules', 'typescript', 'bin', 'tsc');
const result = spawnSync(process.execPath, [tsc, '--noEmit', '-p', folder], { stdio: 'inherit' });
process.exit(result.status ?? 1);
