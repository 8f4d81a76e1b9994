// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The report page in a real browser: CYKL_REPORT_PAGE names the built page, which is without data.
// Every test opens reports made by ui/test/fixture.mjs from files. No page may ask the network for
// anything or write an error to the console; names that attack stay names.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { filled, kinds } from '../../ui/test/fixture.mjs';
import { colourViolations, launch, violations, violationsButColours } from './live.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const built = resolve(process.env.CYKL_REPORT_PAGE ?? join(here, '../../out/report.html'));
const LANGUAGES = ['en', 'pl', 'vi'];
const WIDTHS = [1440, 768, 390];

let browser;
let folder;
const pages = {};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cykl-report-page-'));
  const page = readFileSync(built, 'utf8');
  for (const [kind, make] of Object.entries(kinds)) {
    const path = join(folder, `${kind}.html`);
    writeFileSync(path, filled(page, make()));
    pages[kind] = pathToFileURL(path).href;
  }
  pages.unfilled = pathToFileURL(built).href;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Opens a report, gives the page to the test, and then looks for what must not have happened. */
async function open(kind, { width = 1440, height = 900, theme = 'light', language = 'en' } = {}, run) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce' });
  const wrong = [];
  await context.addInitScript((lang) => localStorage.setItem('cykl.language', lang), language);
  const page = await context.newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && wrong.push(message.text()));
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('request', (request) => {
    const url = request.url();
    if (url !== pages[kind] && !url.startsWith('data:') && !url.startsWith('blob:')) wrong.push(`asked for ${url}`);
  });
  try {
    await page.goto(pages[kind]);
    await page.waitForSelector('main');
    await run(page);
    assert.deepEqual(wrong, [], `${kind} ${width} ${theme} ${language}`);
  } finally {
    await context.close();
  }
}

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/**
 * Structure is asked at each width and in each language, of the longest words also where it is narrowest; English
 * on a wide screen with all that folds open. Colours are asked in English, in both themes: no language has its own.
 */
const asked = { en: [390], pl: [768, 390], vi: [1440] };

for (const language of LANGUAGES)
  test(`the report has no fault of access in ${language} and fits three widths`, async () => {
    await open('clinic', { language }, async (page) => {
      assert.equal(await page.getAttribute('html', 'lang'), language);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        assert.ok((await overflow(page)) <= 0, `${width} px scrolls sideways`);
        if (asked[language].includes(width)) assert.deepEqual(await (language === 'en' ? violations(page) : violationsButColours(page)), [], `${width} light`);
      }
    });
  });

test('nor has it in the dark', async () => {
  await open('clinic', { theme: 'dark' }, async (page) => {
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await colourViolations(page), [], `${width}`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.waitForSelector('html[data-theme=light]');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.waitForSelector('html[data-theme=dark]');
  });
});

test('nor has it when everything that folds is open', async () => {
  await open('clinic', {}, async (page) => {
    await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
    assert.deepEqual(await violations(page), []);
  });
});

for (const kind of ['plain', 'empty', 'one', 'long', 'newer', 'unfilled'])
  test(`a report that is ${kind} has no fault of access and fits a phone`, async () => {
    await open(kind, { width: 390, theme: 'dark', language: 'pl' }, async (page) => {
      assert.ok((await overflow(page)) <= 0);
      assert.deepEqual(await violations(page), []);
    });
  });

test('it reflows at 320 pixels, which is 400 % of 1280', async () => {
  for (const kind of ['clinic', 'long', 'plain']) await open(kind, { width: 320 }, async (page) => assert.ok((await overflow(page)) <= 0, kind));
});

test('an empty log says what will be here and what to do', async () => {
  await open('empty', {}, async (page) => {
    assert.match(await page.textContent('main'), /No journey was found.*Check the file/s);
    assert.equal(await page.locator('.big-figures').count(), 0);
  });
});

test('data of a newer form and a page without data are told from each other', async () => {
  await open('newer', {}, async (page) => assert.match(await page.textContent('h1'), /newer page/));
  await open('unfilled', {}, async (page) => assert.match(await page.textContent('h1'), /no data yet/));
});

test('too few is said instead of a number', async () => {
  await open('clinic', {}, async (page) => {
    const row = page.locator('#standards .row-chart li', { hasText: 'We ask about pain' });
    assert.match((await row.textContent()).replaceAll('\u00a0', ' '), /too few \(n 4\)/);
    assert.equal(await row.locator('.dot').count(), 0);
  });
});

test('a card of the map opens its moment, and the way back returns the focus', async () => {
  await open('clinic', {}, async (page) => {
    await page.locator('#card-diagnosis').focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.closest('#moment-diagnosis') !== null);
    const moment = page.locator('#moment-diagnosis');
    assert.match(await moment.textContent(), /A doctor sees you within an hour.*What patients told us in 2026/s);
    await moment.locator('.back').click();
    await page.waitForFunction(() => document.activeElement?.id === 'card-diagnosis');
  });
});

test('an address with a moment opens it', async () => {
  await open('clinic', {}, async (page) => {
    await page.evaluate(() => (location.hash = '#moment-triage'));
    await page.waitForSelector('#moment-triage[open] .moment-body');
  });
});

test('a walk with the Tab key visits everything in order, with the focus in sight', async () => {
  await open('plain', {}, async (page) => {
    const seen = [];
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      const place = await page.evaluate(() => {
        const on = document.activeElement;
        const box = (on.matches('input[type=radio]') ? on.nextElementSibling : on).getBoundingClientRect();
        const style = getComputedStyle(on.matches('input[type=radio]') ? on.nextElementSibling : on);
        return { name: `${on.tagName} ${on.className} ${on.textContent.slice(0, 20)}`, isSeen: box.width > 0 && box.bottom > 0 && box.top < innerHeight, outline: style.outlineStyle, isBody: on === document.body };
      });
      if (place.isBody) break;
      assert.ok(place.isSeen, `${place.name} is out of sight`);
      assert.notEqual(place.outline, 'none', `${place.name} shows no focus`);
      seen.push(place.name);
    }
    assert.match(seen[0], /skip/);
    assert.ok(new Set(seen).size > 20, `${seen.length} places`);
  });
});

test('keys: ? shows them, Escape closes and returns the focus, l and t switch, they can be turned off', async () => {
  await open('clinic', {}, async (page) => {
    await page.locator('.tools button').first().focus();
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog:not([open])', { state: 'attached' });
    assert.ok(await page.locator('.tools button').first().evaluate((one) => one === document.activeElement));
    await page.keyboard.press('l');
    await page.waitForSelector('html[lang=pl]');
    await page.keyboard.press('t');
    await page.waitForSelector('html[data-theme=dark]');
    await page.keyboard.press('j');
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'SECTION');
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    await page.locator('dialog input').uncheck();
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog:not([open])', { state: 'attached' });
    await page.keyboard.press('l');
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.equal(await page.getAttribute('html', 'lang'), 'pl');
  });
});

test('the flow graph answers to the keyboard and says in words what it shows', async () => {
  await open('clinic', {}, async (page) => {
    const boxes = page.locator('.flow-box');
    await boxes.first().waitFor();
    assert.equal(await page.locator('.flow-box[tabindex="0"]').count(), 1);
    await boxes.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.flow-box[aria-pressed="true"]');
    assert.equal(await page.locator('.flow-box[aria-pressed="true"]').count(), 1);
    assert.match(await page.textContent('.flow-words'), /Before it.*After it.*times/s);
    const lines = await page.locator('.flow-way').count();
    await page.locator('.slider input').focus();
    await page.keyboard.press('End');
    await page.waitForFunction((before) => document.querySelectorAll('.flow-way').length > before, lines);
  });
});

test('the table under a chart holds what the frame holds, and the CSV file the same', async () => {
  await open('clinic', {}, async (page) => {
    await page.locator('#standards .table summary').click();
    await page.waitForSelector('#standards tbody tr');
    assert.equal(await page.locator('#standards tbody tr').count(), kinds.clinic().frames.standards.rows.length);
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#standards .csv').click()]);
    assert.equal(download.suggestedFilename(), 'standards.csv');
    const csv = readFileSync(await download.path(), 'utf8');
    assert.match(csv, /^\ufeffstage,moment,standard,/);
    assert.equal(csv.trim().split('\n').length, kinds.clinic().frames.standards.rows.length + 1);
  });
});

test('names that attack stay names', async () => {
  await open('hostile', {}, async (page) => {
    await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
    await page.locator('.flow-box').first().click();
    assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
    assert.equal(await page.locator('img, main b[onerror], main script').count(), 0);
    assert.match(await page.textContent('h1'), /<\/script><img src=x/);
  });
});

test('a script that got into the page would not run', async () => {
  const path = join(folder, 'injected.html');
  writeFileSync(path, filled(readFileSync(built, 'utf8'), kinds.one()).replace('</body>', '<script>window.attacked=1</script></body>'));
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path).href);
  await page.waitForSelector('main');
  assert.equal(await page.evaluate(() => globalThis.attacked), undefined);
  await page.close();
});

test('a thousand activities are drawn in time, and no list of them is endless', async () => {
  await open('thousand', {}, async (page) => {
    await page.waitForSelector('.flow-box');
    assert.ok((await page.locator('.row-chart li').count()) < 200);
    assert.ok((await page.locator('.flow-box').count()) <= 48);
    const took = await page.evaluate(() => performance.now());
    assert.ok(took < 15_000, `${took} ms`);
  });
});

test('it prints on paper with everything open, in black on white', async () => {
  await open('clinic', { theme: 'dark' }, async (page) => {
    const folded = await page.evaluate(() => {
      dispatchEvent(new Event('beforeprint'));
      return new Promise((done) =>
        requestAnimationFrame(() => requestAnimationFrame(() => done(document.querySelectorAll('main details:not([open])').length))),
      );
    });
    assert.equal(folded, 0);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
    const sheets = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    assert.ok(sheets >= 5 && sheets <= 60, `${sheets} sheets`);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()), '#1b1d21');
    assert.ok(!(await page.locator('.topbar').isVisible()));
    await page.emulateMedia({ media: 'screen' });
  });
});
