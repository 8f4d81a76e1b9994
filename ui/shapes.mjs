// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes src/live/shapes.ts from the tables of the service's door (src/service/views.def, commands.def):
// the shapes of all answers, what each command takes and gives. `npm run shapes` writes it, a test says
// when it is not what the tables say. A field that may be missing is null; so are numbers, since a thing
// that is not there has none.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const service = join(here, '..', 'src', 'service');
export const target = join(here, 'src', 'live', 'shapes.ts');

const given = {
  ID: 'number | null', IDS: 'number[]', NUMBER: 'number | null', REAL: 'number | null', FLAG: 'boolean', TIME: 'number | null',
  SPAN_US: 'number | null', WORD: 'string | null', TEXT: 'string | null', TITLE: 'Wording | null', SECRET: 'string',
};
const taken = {
  ID: 'number', IDS: 'number[]', NUMBER: 'number', REAL: 'number', FLAG: 'boolean', TIME: 'number', SPAN_US: 'number',
  WORD: 'string', TEXT: 'string', TITLE: 'Wording | string', SECRET: 'string',
};

/** The rows of a table, as [name, arguments]: texts lose their quotes. */
function rows(file) {
  const text = readFileSync(join(service, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  return [...text.matchAll(/^([A-Z]+)\((.*)\)$/gm)].map(([, name, all]) => [
    name,
    [...all.matchAll(/"((?:[^"\\]|\\.)*)"|([^,\s][^,]*)/g)].map((one) => one[1] ?? one[2].trim()),
  ]);
}

function typeName(id) {
  return id.replace(/_shape$/, '').replace(/(^|_)([a-z])/g, (_, __, letter) => letter.toUpperCase());
}

function typeOf(types, word, file) {
  const type = types[word];
  if (!type) throw new Error(`${file}: no type for ${word}`);
  return type;
}

function views() {
  const lines = [];
  const shown = [];
  for (const [name, [id, field, type, meaning]] of rows('views.def')) {
    if (name === 'SHAPE') lines.push(`/** ${field} */`, `export interface ${typeName(id)} {`);
    if (name === 'HAS') lines.push(`  /** ${meaning} */`, `  ${field}: ${typeOf(given, type, 'views.def')};`);
    if (name === 'ONE') lines.push(`  /** ${meaning} */`, `  ${field}: ${typeName(type)} | null;`);
    if (name === 'MANY') lines.push(`  /** ${meaning} */`, `  ${field}: ${typeName(type)}[];`);
    if (name === 'END') lines.push('}', '');
  }
  for (const [name, parts] of rows('views.def')) if (name === 'VIEW') shown.push(`  ${parts[0]}: ${typeName(parts.find((part) => part.endsWith('_shape')))};`);
  return [...lines, '/** What each view shows. */', 'export interface Views {', ...shown, '}', ''];
}

function commands() {
  const takes = [];
  const gives = [];
  let open = false;
  for (const [name, [id, field, type, need]] of rows('commands.def')) {
    if (name === 'COMMAND') {
      takes.push(`  ${id}: {`);
      gives.push(`  ${id}: {`);
      open = true;
    }
    if (name === 'TAKES' && type !== 'FILES') takes.push(`    ${field}${need === 'FREE' ? '?' : ''}: ${typeOf(taken, type, 'commands.def')};`);
    if (name === 'GIVES') gives.push(`    ${field}: ${typeOf(taken, type, 'commands.def')};`);
    if (name === 'DONE' && open) {
      takes.push('  };');
      gives.push('  };');
      open = false;
    }
  }
  return [
    '/** What each command takes. */', 'export interface Takes {', ...takes, '}', '',
    '/** What each command gives. */', 'export interface Gives {', ...gives, '}', '',
  ];
}

export function shapes() {
  return [
    '// SPDX-FileCopyrightText: The Cykl founders',
    '// SPDX-License-Identifier: GPL-3.0-or-later',
    '//',
    '// Written by `npm run shapes` from src/service/views.def and commands.def: do not edit.',
    "import type { Wording } from '../lib/language';",
    '',
    ...views(),
    ...commands(),
  ].join('\n');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(target, shapes());
