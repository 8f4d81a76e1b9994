// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Makes the pages of the live service: node live.mjs [--out FOLDER] [--depfile FILE] [--stamp FILE]
//
//     FOLDER/kiosk.html              a shell: no script or style inside, so that the policy can forbid both
//     FOLDER/worker.js               keeps a ticket's page on its phone
//     FOLDER/assets/kiosk-1f2e….js   what it asks for; the name holds a hash, so a browser keeps it for ever
//
// Each folder of src/pages but the report's is a page. What pages share is a file of its own, fetched
// once; words are one file a page and language, fetched when they are spoken; fonts are files.
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { browsers, dependencies, smallerFonts } from './bundling.mjs';
import { withPackages } from './packages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: join(here, '..', 'out', 'live') },
    depfile: { type: 'string' },
    stamp: { type: 'string' },
  },
});

/** Tickets' letters and numbers: all that customers' pages write in our own font. */
const LABEL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789- ';

/** `label-font` is a few kilobytes of Inter, in one weight. */
function labelFont(packages) {
  const source = packages.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2');
  return {
    name: 'label font',
    setup(build) {
      build.onResolve({ filter: /^label-font$/ }, () => ({ path: join(dirname(source), 'label.woff2'), namespace: 'label' }));
      build.onLoad({ filter: /.*/, namespace: 'label' }, async () => ({
        contents: await packages('subset-font')(readFileSync(source), LABEL, { targetFormat: 'woff2', variationAxes: { wght: 650 }, noLayoutClosure: true }),
        loader: 'file',
      }));
    },
  };
}

/** Only the whole of a file of words is wanted: without this each word is exported by its own name as well. */
function words(folder) {
  return {
    name: 'words',
    setup(build) {
      build.onLoad({ filter: /[\\/]locale[\\/][^\\/]+\.json$/ }, ({ path }) => ({
        contents: `export default ${JSON.stringify(JSON.parse(readFileSync(path, 'utf8')))}`,
        loader: 'js',
        resolveDir: folder,
      }));
    },
  };
}

function pagesOf(folder) {
  return readdirSync(join(folder, 'src', 'pages'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'report' && existsSync(join(folder, 'src', 'pages', entry.name, 'main.tsx')))
    .map((entry) => entry.name)
    .sort();
}

async function bundle(folder, pages, out) {
  const packages = createRequire(join(realpathSync(folder), 'package.json'));
  return packages('esbuild').build({
    plugins: [smallerFonts(packages('subset-font'), 'file'), labelFont(packages), words(folder)],
    absWorkingDir: realpathSync(folder),
    entryPoints: [
      ...pages.map((page) => ({ in: `src/pages/${page}/main.tsx`, out: page })),
      { in: 'src/live/icon.svg', out: 'icon' },
    ],
    outdir: out,
    bundle: true,
    splitting: true,
    write: false,
    minify: true,
    metafile: true,
    format: 'esm',
    charset: 'utf8',
    publicPath: '/',
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/part-[hash]',
    assetNames: 'assets/[name]-[hash]',
    target: browsers,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.woff2': 'file', '.svg': 'copy' },
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** The one script that is not a page's: it has to have a lasting address, and stands by itself. */
async function bundleWorker(folder) {
  const packages = createRequire(join(realpathSync(folder), 'package.json'));
  const result = await packages('esbuild').build({
    absWorkingDir: realpathSync(folder),
    entryPoints: ['src/live/worker.ts'],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: browsers,
    legalComments: 'none',
    logLevel: 'warning',
  });
  return result.outputFiles[0].contents;
}

/** All outputs that an output needs at once, itself included. */
function needed(outputs, name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const one of outputs[name].imports) if (one.kind === 'import-statement' && outputs[one.path]) needed(outputs, one.path, found);
  return found;
}

function shell(template, page, outputs, address) {
  const [name, entry] = Object.entries(outputs).find(([, one]) => one.entryPoint === `src/pages/${page}/main.tsx`);
  const icon = Object.keys(outputs).find((one) => /icon-[^/]*\.svg$/.test(one));
  const head = [`<link rel="icon" type="image/svg+xml" href="${address(icon)}">`];
  if (entry.cssBundle) head.push(`<link rel="stylesheet" href="${address(entry.cssBundle)}">`);
  for (const part of needed(outputs, name)) if (part !== name) head.push(`<link rel="modulepreload" href="${address(part)}">`);
  head.push(`<script type="module" src="${address(name)}"></script>`);
  return template.replace('<!--head-->', () => head.join('\n'));
}

function noscript(folder) {
  return ['en', 'pl', 'vi']
    .map((lang) => {
      const text = JSON.parse(readFileSync(join(folder, 'locale', `live.${lang}.json`), 'utf8'))['page.noscript'];
      return `<p lang="${lang}">${text}</p>`;
    })
    .join('');
}

const out = resolve(options.out);
const folder = withPackages(here, dirname(out));
const pages = pagesOf(folder);
const result = await bundle(folder, pages, out);
const outputs = result.metafile.outputs;
const address = (name) => `/assets/${basename(name)}`;
const template = readFileSync(join(folder, 'src/live/shell.html'), 'utf8').replace('<!--noscript-->', () => noscript(folder));

const fresh = `${out}.new`;
rmSync(fresh, { recursive: true, force: true });
mkdirSync(join(fresh, 'assets'), { recursive: true });
for (const file of result.outputFiles) writeFileSync(join(fresh, relative(out, file.path)), file.contents);
writeFileSync(join(fresh, 'worker.js'), await bundleWorker(folder));
for (const page of pages) writeFileSync(join(fresh, `${page}.html`), shell(template, page, outputs, address));
rmSync(out, { recursive: true, force: true });
renameSync(fresh, out);
if (options.stamp) writeFileSync(options.stamp, `${Object.keys(outputs).map((name) => basename(name)).sort().join('\n')}\n`);
if (options.depfile) {
  const watched = { ...result.metafile.inputs, 'src/live/shell.html': {}, 'src/live/worker.ts': {}, 'src/pages': {} };
  writeFileSync(options.depfile, dependencies(options.stamp ?? options.out, here, watched));
}
