// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What tests of pages share: one browser, a page opened on some address with nothing wrong in its console,
// and what axe finds. CYKL_LIVE_PAGES names the folder of the built live pages.
import assert from 'node:assert/strict';
import { accessSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withPackages } from '../../ui/packages.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const built = resolve(process.env.CYKL_LIVE_PAGES ?? join(here, '../../out/live'));
const packages = createRequire(join(withPackages(join(here, '../../ui'), dirname(process.env.CYKL_REPORT_PAGE ?? built)), 'package.json'));
const axe = readFileSync(packages.resolve('axe-core/axe.min.js'), 'utf8');
const program = process.env.CYKL_CHROMIUM ?? '/usr/bin/chromium-headless-shell';
const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

export async function launch(more = []) {
  accessSync(program);
  return packages('playwright-core').chromium.launch({ executablePath: program, args: [...flags, ...more] });
}

/**
 * Opens url + path, gives the page to the test, and then looks for what must not have happened: an error
 * in the console (but for those that `isExpected` knows), a request to elsewhere.
 */
export async function open(browser, url, path, options, run) {
  const { width = 390, height = 844, theme = 'light', language = 'en', isExpected = () => false, before } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: language, reducedMotion: 'reduce' });
  context.setDefaultTimeout(60_000);
  const wrong = [];
  const page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isExpected(message.text())) wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(error.stack ?? error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) wrong.push(`asked for ${request.url()}`);
  });
  try {
    await before?.(page);
    await page.goto(url + path);
    await page.waitForSelector('main');
    await run(page, context);
    assert.deepEqual(wrong, [], `${path} ${width} ${theme} ${language}`);
  } finally {
    await context.close();
  }
}

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** All rules that ask which colour something has; the others see the same in every theme. */
const aboutColours = ['color-contrast', 'link-in-text-block'];

/** Asks the page, or the question that is open over it: what lies behind is out of reach then, and is asked where nothing is over it. */
async function found(page, runOnly, without = []) {
  /* The page's policy lets nobody add a script; the test's own comes from outside of it. */
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  return page.evaluate(async ([only, off]) => {
    const open = document.querySelectorAll('dialog[open]');
    const result = await globalThis.axe.run(open.length > 0 ? open : document, { resultTypes: ['violations'], runOnly: only, preload: false, rules: Object.fromEntries(off.map((rule) => [rule, { enabled: false }])) });
    return result.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(', ')}`);
  }, [runOnly, without]);
}

/** What axe finds, by all its rules. */
export const violations = (page) => found(page, { type: 'tag', values: standards });

/** What axe finds in a further language of a page whose colours were looked at in another. */
export const violationsButColours = (page) => found(page, { type: 'tag', values: standards }, aboutColours);

/** What axe finds in a further theme of a page that is without fault in another: the rules about colours alone. */
export const colourViolations = (page) => found(page, { type: 'rule', values: aboutColours });

/** Things to touch that are smaller than `least` pixels either way; radio buttons count with their label. */
export async function smallTargets(page, least) {
  return page.evaluate((size) => {
    const seen = [...document.querySelectorAll('button, a[href], input, textarea, summary')].map((one) => one.closest('label') ?? one);
    return seen
      .map((one) => ({ text: (one.textContent || one.id || one.tagName).trim().slice(0, 30), box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < size - 0.5 || box.height < size - 0.5))
      .map(({ text, box }) => `${text} ${Math.round(box.width)}×${Math.round(box.height)}`);
  }, least);
}

/** Does anything stick out to the side? */
export async function isTooWide(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** What a first visit fetched, compressed, in bytes: the page and its assets, not the data. */
export function firstLoad(asked) {
  return asked.filter(({ path }) => !path.startsWith('/api/')).reduce((sum, { size }) => sum + size, 0);
}
