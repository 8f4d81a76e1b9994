// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Makes one self-contained page: node build.mjs [--page report] [--out FILE] [--depfile FILE]
//
// Script, style and fonts go into the HTML file, so that it needs no network. A content security
// policy allows this one script by its hash and nothing from elsewhere. The program later writes its
// data between the one empty pair of data tags; the build refuses to leave none or two of them.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { withPackages } from './packages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    page: { type: 'string', default: 'report' },
    out: { type: 'string', default: join(here, '..', 'out', 'report.html') },
    depfile: { type: 'string' },
  },
});

/** Latin Extended-A, the Romanian comma letters, and the capital sharp s: the languages of Europe. */
function extendedLatin() {
  const points = Array.from({ length: 0x80 }, (_, index) => 0x100 + index);
  return String.fromCodePoint(...points, 0x218, 0x219, 0x21a, 0x21b, 0x1e9e);
}

/** The font's file for further Latin letters holds phonetics and much else; those of Europe are a sixth of it. */
function smallerFonts(subset) {
  return {
    name: 'smaller fonts',
    setup(build) {
      build.onLoad({ filter: /inter-latin-ext-.*\.woff2$/ }, async ({ path }) => ({
        contents: await subset(readFileSync(path), extendedLatin(), { targetFormat: 'woff2' }),
        loader: 'dataurl',
      }));
    },
  };
}

async function bundle(folder, page) {
  const packages = createRequire(join(realpathSync(folder), 'package.json'));
  const esbuild = packages('esbuild');
  return esbuild.build({
    plugins: [smallerFonts(packages('subset-font'))],
    absWorkingDir: realpathSync(folder),
    entryPoints: [`src/pages/${page}/main.tsx`],
    outdir: 'out',
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    format: 'iife',
    target: ['chrome100', 'firefox100', 'safari15.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.woff2': 'dataurl' },
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
  });
}

function part(result, ending) {
  const file = result.outputFiles.find((f) => f.path.endsWith(ending));
  if (!file) throw new Error(`the bundle has no ${ending}`);
  return file.text.trim();
}

function hash(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Puts script and style into the page. Functions as replacements: `$` has no meaning in them. */
function assemble(html, script, style) {
  if (/<\/script/i.test(script) || /<!--/.test(script)) throw new Error('the script would end its own tag');
  if (/<\/style/i.test(style)) throw new Error('the style would end its own tag');
  const policy =
    `default-src 'none'; script-src ${hash(script)}; style-src 'unsafe-inline'; ` +
    `font-src data:; img-src data:; base-uri 'none'; form-action 'none'`;
  const page = html
    .replace('<!--policy-->', () => `<meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace('<!--style-->', () => `<style>${style}</style>`)
    .replace('<!--script-->', () => `<script>${script}</script>`);
  const places = page.split('<script type="application/json" id="report"></script>').length - 1;
  if (places !== 1) throw new Error(`the page has ${places} places for the data, not one`);
  return page;
}

/** What ninja watches: every file of ours that went in, and the list of packages. */
function dependencies(target, inputs) {
  const names = Object.keys(inputs)
    .filter((name) => !name.startsWith('node_modules/') && !name.startsWith('<') && !name.includes(':'))
    .map((name) => join(here, name));
  names.push(join(here, 'package-lock.json'), join(here, 'build.mjs'), join(here, 'packages.mjs'));
  const escaped = names.map((name) => relative(process.cwd(), name).replace(/([ #])/g, '\\$1'));
  return `${target}: ${escaped.join(' ')}\n`;
}

const out = resolve(options.out);
mkdirSync(dirname(out), { recursive: true });
const folder = withPackages(here, dirname(out));
const result = await bundle(folder, options.page);
const template = `src/pages/${options.page}/index.html`;
const page = assemble(readFileSync(join(folder, template), 'utf8'), part(result, '.js'), part(result, '.css'));
writeFileSync(`${out}.new`, page);
renameSync(`${out}.new`, out);
if (options.depfile)
  writeFileSync(options.depfile, dependencies(options.out, { ...result.metafile.inputs, [template]: {} }));
