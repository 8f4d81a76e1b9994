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
import { dirname, join, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { browsers, dependencies, smallerFonts } from './bundling.mjs';
import { withPackages } from './packages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    page: { type: 'string', default: 'report' },
    out: { type: 'string', default: join(here, '..', 'out', 'report.html') },
    depfile: { type: 'string' },
  },
});

async function bundle(folder, page) {
  const packages = createRequire(join(realpathSync(folder), 'package.json'));
  const esbuild = packages('esbuild');
  return esbuild.build({
    plugins: [smallerFonts(packages('subset-font'), 'dataurl')],
    absWorkingDir: realpathSync(folder),
    entryPoints: [`src/pages/${page}/main.tsx`],
    outdir: 'out',
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    format: 'iife',
    target: browsers,
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

const out = resolve(options.out);
mkdirSync(dirname(out), { recursive: true });
const folder = withPackages(here, dirname(out));
const result = await bundle(folder, options.page);
const template = `src/pages/${options.page}/index.html`;
const page = assemble(readFileSync(join(folder, template), 'utf8'), part(result, '.js'), part(result, '.css'));
writeFileSync(`${out}.new`, page);
renameSync(`${out}.new`, out);
if (options.depfile)
  writeFileSync(options.depfile, dependencies(options.out, here, { ...result.metafile.inputs, [template]: {} }));
