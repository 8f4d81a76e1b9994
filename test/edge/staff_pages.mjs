// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The staff's other pages in a real browser: the way in, today, people and places, staffing, measures, the
// twin's answers, and the first steps of a new house.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COUNTER, newHouse, SECRET } from '../../ui/test/staff.mjs';
import { few, poor } from '../../ui/test/twin.mjs';
import { violations } from './live.mjs';
import { houseWith, open, overflow } from './staff.mjs';

test('a session that has ended is taken up again over the page, and what was typed is still there', async () => {
  await open('/people#customers', { may: ['401'] }, async (page, { house }) => {
    await page.locator('button:text-is("Add a customer")').click();
    await page.locator('dialog input').first().fill('Zażółć Gęślą');
    house.signedIn = false;
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open] h2:text-is("Your session has ended")');
    assert.deepEqual(await violations(page), []);
    await page.locator('dialog input[type=password]').fill('wrong');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.form-fault:has-text("do not go together")');
    await page.locator('dialog input[type=password]').fill('correct horse');
    await page.keyboard.press('Enter');
    await page.waitForSelector('h2:text-is("Your session has ended")', { state: 'detached' });
    assert.equal(await page.locator('dialog input').first().inputValue(), 'Zażółć Gęślą');
    await page.locator('dialog button[type=submit]').click();
    await page.waitForSelector('dialog', { state: 'detached' });
    assert.deepEqual(house.commands.at(-1), ['POST /api/customers', { title: 'Zażółć Gęślą' }]);
  });
});

test('a stranger signs in and comes to the page that was wanted', async () => {
  await open(`/desk#${COUNTER}`, { house: houseWith({ signedIn: false }), may: ['401'] }, async (page, { url }) => {
    await page.waitForSelector('h1:text-is("Sign in to Bridge Bank")');
    assert.deepEqual(await violations(page), []);
    await page.keyboard.type('marta.zielinska');
    await page.keyboard.press('Tab');
    await page.keyboard.type('correct horse');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.desk');
    assert.equal(page.url(), `${url}/desk#${COUNTER}`);
  });
});

test('an invitation sets the password once, its word leaves the address, and bad passwords are told at their field', async () => {
  await open(`/invitation#${SECRET}`, { house: houseWith({ signedIn: false }) }, async (page) => {
    const [password, again] = [page.locator('main input').nth(0), page.locator('main input').nth(1)];
    await password.waitFor();
    assert.ok(!page.url().includes(SECRET));
    await password.fill('short');
    await again.fill('short');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.field.is-bad .field-fault:has-text("too short")');
    assert.deepEqual(await violations(page), []);
    await password.fill('four words in a row');
    await again.fill('four words in a line');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.field.is-bad .field-fault:has-text("not the same")');
    await again.fill('four words in a row');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.live-map, .desk');
  });
});

test('people see the places of their role and no buttons that they may not press', async () => {
  const seen = {};
  for (const role of ['agent', 'lead', 'manager', 'administrator'])
    await open('/today', { house: houseWith({ role }) }, async (page) => {
      await page.waitForSelector('.live-map');
      seen[role] = await page.locator('.staff-bar nav a').allTextContents();
      assert.equal(await page.locator('button:text-is("Close the day")').count(), role === 'agent' ? 0 : 1, role);
    });
  assert.deepEqual(seen.agent, ['Desk', 'Today', 'Customers']);
  assert.deepEqual(seen.lead, ['Desk', 'Today', 'Measures', 'What if', 'Staffing', 'People', 'Places']);
  await open('/desk', { house: houseWith({ role: 'agent' }) }, async (page) => {
    await page.waitForSelector('.desk');
    await page.keyboard.press(' ');
    await page.waitForSelector('.visit-label');
    await page.keyboard.press('i');
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open] h2:text-is("Keys")');
    assert.equal(await page.locator('dialog dd:text-is("Repair a wrong state")').count(), 0);
  });
});

test('today shows the map with live counts, who left as a share with its n, and bad answers with their sentence', async () => {
  await open('/today', {}, async (page, { house, mock }) => {
    await page.waitForSelector('.live-card');
    assert.match((await page.textContent('.now-figures')).replaceAll('\u00a0', ' '), /Walked out3118 % of 172/);
    assert.match(await page.textContent('.answers'), /A-19.*mark 1 on 1–5.*I waited for forty minutes/s);
    assert.match((await page.locator('.live-card.is-missed').first().textContent()), /2 now.*1 missed.*kept 17 of 20 today/s);
    assert.equal(await page.locator('#promises .clock-item').count(), 3);
    house.isQuiet = true;
    house.waiting = [];
    mock.publish(7, { kind: 'ticket.left' });
    await page.waitForSelector('.few:has-text("too few (n 3)")');
    assert.match(await page.textContent('main'), /No promise is at risk\..*Nobody waits\..*No bad answer today\./s);
    assert.deepEqual(await violations(page), []);
    await page.locator('button:text-is("Close the day")').click();
    await page.waitForSelector('dialog[open]');
    assert.deepEqual(await violations(page), []);
    await page.locator('dialog .is-main').click();
    await page.waitForSelector('button:text-is("Open the day")');
  });
});

test('a link to set a password and a device’s link are shown once, with something to copy and a code to scan', async () => {
  await open('/people', {}, async (page) => {
    await page.locator('button:text-is("Add somebody")').click();
    await page.locator('dialog input').first().fill('Łukasz Żak');
    assert.equal(await page.locator('dialog input').nth(1).inputValue(), 'lukasz.zak');
    assert.deepEqual(await violations(page), []);
    await page.locator('dialog button[type=submit]').click();
    await page.waitForSelector('dialog h2:text-is("The link for Łukasz Żak")');
    assert.match(await page.locator('.copied input').inputValue(), new RegExp(`/invitation#${SECRET}$`));
    assert.deepEqual(await violations(page), []);
  });
  await open('/places#devices', {}, async (page) => {
    await page.locator('button:text-is("Pair a device")').click();
    await page.locator('dialog input[type=text]').fill('Kiosk two');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.qr');
    assert.match(await page.locator('.copied input').inputValue(), new RegExp(`/kiosk/${SECRET}$`));
    assert.deepEqual(await violations(page), []);
    await page.locator('dialog button:text-is("Done")').click();
    await page.waitForSelector('tr:has-text("Kiosk two")');
  });
});

test('a fault of a form stands at its field and takes the focus there', async () => {
  await open('/people', { may: ['409'] }, async (page) => {
    await page.locator('button:text-is("Add somebody")').click();
    await page.locator('dialog input').first().fill('Piotr Nowak');
    await page.locator('dialog button[type=submit]').click();
    await page.waitForSelector('.field.is-bad:has-text("somebody signs in with this name already")');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
    assert.deepEqual(await violations(page), []);
  });
});

test('erasing a customer says what goes and what stays, and then erases', async () => {
  await open('/people#customers', {}, async (page, { house }) => {
    await page.locator('#customers input').fill('wiśn');
    await page.locator('tr:has-text("Anna") button:has-text("Erase")').click();
    assert.match(await page.textContent('dialog'), /erased for good.*What happened stays.*4 visits.*cannot be taken back/s);
    assert.deepEqual(await violations(page), []);
    await page.locator('dialog .is-grave').click();
    await page.waitForSelector('text=Nobody of that name is known');
    assert.deepEqual(house.commands.at(-1), ['DELETE /api/customers/{customer}', { customer: '501' }]);
  });
});

test('staffing shows the day in one picture, keeps what is asked in the address, goes by keys and offers the calendar', async () => {
  await open('/staffing', { may: ['404'] }, async (page) => {
    const asked = [];
    page.on('request', (request) => request.url().includes('/staffing?') && asked.push(request.url()));
    await page.waitForSelector('.staffing-part');
    assert.equal(await page.locator('.staffing-part svg[role=img][aria-label]').count(), 4);
    assert.equal(await page.locator('.shift').count(), 7, 'four people, three with a break');
    assert.match(await page.textContent('.staffing-found h2'), /86% of customers are called within 10 min \(85%–88%\), as asked/);
    await page.keyboard.press(']');
    await page.waitForFunction(() => location.search.includes('day=2026-11-24'));
    await page.waitForSelector('.page-head:has-text("Tuesday, 24 November 2026")');
    await page.keyboard.press('f');
    assert.equal(await page.evaluate(() => document.activeElement.type), 'date');
    await page.getByLabel('Of customers, %').fill('95');
    await page.waitForSelector('.staffing-found:not(.is-old) h2:has-text("95% were asked")');
    assert.ok(asked.at(-1).includes('target=0.95') && asked.at(-1).includes('day=2026-11-24'), asked.at(-1));
    assert.ok((await page.getAttribute('.staffing-links a', 'href')).startsWith('/api/branches/7/staffing.ics?day=2026-11-24'));
    await page.click('.staffing-quarters summary');
    assert.equal(await page.locator('.staffing-quarters tbody tr').count(), 32);
    assert.deepEqual(await violations(page), [], 'with the table');
    await page.locator('#staffing-day input').fill('2026-11-29');
    await page.waitForSelector('.trouble h2:has-text("The branch is closed on this day")');
    assert.deepEqual(await violations(page), [], 'closed');
  });
});

test('of a twin that failed the staffing page shows who comes and who is needed, and promises nothing', async () => {
  await open('/staffing', { house: houseWith({ isDoubted: true }) }, async (page) => {
    await page.waitForSelector('.refusal');
    assert.match(await page.textContent('.refusal'), /What to expect of this plan is not told.*poor.*197\s%\s*longer/s);
    await page.waitForSelector('.staffing-part');
    assert.equal(await page.locator('.staffing-part svg').count(), 3);
    await page.click('.staffing-quarters summary');
    assert.equal(await page.locator('.staffing-quarters thead th').count(), 5);
    assert.equal(await page.locator('.in-time, .by-formula, .mark-in-time').count(), 0);
    assert.deepEqual(await violations(page), []);
  });
});

test('the printed plan of staffing has the shifts and a line for each name, and no controls', async () => {
  await open('/staffing', {}, async (page) => {
    await page.waitForSelector('.staffing-part');
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.shift-table .only-paper').first().isVisible(), true);
    for (const hidden of ['.staffing-controls', '.staff-bar', '.staffing-links']) assert.equal(await page.locator(hidden).isVisible(), false, hidden);
  });
});

test('measures begin with promises and waits, break down, limit, and keep all of it in the address', async () => {
  await open('/measures', { may: ['400'] }, async (page) => {
    await page.waitForSelector('#standards .row-chart');
    await page.waitForSelector('#waits .plotted svg');
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#standards .csv').click()]);
    assert.equal(download.suggestedFilename(), 'standards.csv');
    await page.selectOption('#measure', 'outcomes');
    await page.waitForSelector('#outcomes');
    await page.locator('.chip:has-text("branch")').click();
    await page.waitForSelector('#measure-outcomes .row-label:has-text("Harbour")');
    assert.match(page.url(), /measure=outcomes.*branch=old-town.*by=branch/);
    assert.deepEqual(await violations(page), []);
    await page.reload();
    await page.waitForSelector('#measure-outcomes .row-label:has-text("Harbour")');
    await page.locator('.where-add select').first().selectOption('form');
    await page.locator('.where-add input').fill('nothing');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.finding.empty:has-text("Nothing happened")');
    assert.deepEqual(await violations(page), [], 'nothing');
    await page.locator('.tag.is-button').click();
    await page.locator('.where-add select').first().selectOption('form');
    await page.locator('.where-add input').fill('wrong');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.finding.trouble:has-text("no event has a form")');
    assert.deepEqual(await violations(page), [], 'fault');
  });
});

test('too few is said instead of a number', async () => {
  await open('/measures', {}, async (page) => {
    const row = page.locator('#standards .row-chart li', { hasText: 'We ask about pain' });
    await row.waitFor();
    assert.match((await row.textContent()).replaceAll('\u00a0', ' '), /too few \(n 4\)/);
  });
});

test('the search field finds by arrow keys what it finds, and goes there', async () => {
  await open('/today', {}, async (page) => {
    await page.waitForSelector('.live-map');
    await page.keyboard.press('/');
    await page.waitForSelector('dialog[open]');
    await page.keyboard.type('an');
    await page.waitForSelector('.menu-item:has-text("Anna Wiśniewska")');
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('Anna'));
    await page.keyboard.press('Enter');
    await page.waitForURL(/people#customers\/Anna/);
    await page.waitForSelector('tr:has-text("Anna")');
  });
});

test('the first steps go from an example to a paired kiosk and a first counter', async () => {
  const house = houseWith({ role: 'administrator', is_new: true, devices: [], isAlone: true });
  Object.assign(house.counters[2], { state: 'closed', staff: null });
  await open('/setup', { house }, async (page) => {
    await page.waitForSelector('.setup-step.is-now h2:has-text("A map to begin with")');
    assert.deepEqual(await violations(page), []);
    await page.locator('.example:has-text("A bank")').click();
    await page.waitForSelector('.setup-step.is-now h2:has-text("A place for tickets")');
    await page.locator('.form input[type=text]').fill('Kiosk at the door');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.once .qr');
    assert.deepEqual(await violations(page), []);
    await page.locator('.once button:text-is("Done")').click();
    await page.waitForSelector('text=Paired: Kiosk at the door');
    assert.ok((await page.locator('.setup-step a[href^="/desk#"]').count()) > 3);
  });
});

test('a house without anything says what will be here', async () => {
  await open('/today', { house: houseWith({ is_new: true }) }, async (page) => {
    await page.waitForSelector('h1:text-is("There is no branch yet")');
    assert.deepEqual(await violations(page), []);
  });
  await open('/desk', { house: Object.assign(newHouse(), { is_new: true }) }, async (page) => {
    await page.waitForSelector('text=You have not been given a branch yet');
    assert.deepEqual(await violations(page), []);
  });
});

test('a server that cannot answer is told with what is safe and what to do', async () => {
  const broken = () => ({ status: 500, body: { fault: 'broken', message: 'something went wrong on our side; it has been noted', again: false } });
  for (const [path, route] of [['/today', 'GET /api/branches/{branch}/today'], ['/people', 'GET /api/people'], ['/desk', 'GET /api/me']])
    await open(path, { routes: { [route]: broken }, may: ['500'] }, async (page) => {
      await page.waitForSelector('.trouble');
      assert.match(await page.textContent('.trouble'), /Something went wrong on our side.*nothing is lost.*Try again/s);
      assert.deepEqual(await violations(page), [], path);
    });
});

test('what if a closed window opened now: one click, before and after, in every language, and the focus returns', async () => {
  for (const [language, width, theme] of [['en', 1440, 'light'], ['pl', 390, 'dark'], ['vi', 390, 'light']])
    await open('/today', { house: newHouse(), language, width, theme }, async (page) => {
      const ask = page.locator('[data-focus="whatif-7003"]');
      await ask.focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog[open] .whatif-headline');
      assert.equal(await page.textContent('.whatif-change .from'), '34\u00a0%');
      assert.match(await page.textContent('.whatif-change .to'), /^\d+\u00a0%$/);
      assert.match(await page.textContent('.whatif-table'), /33–35\s%/);
      assert.deepEqual(await violations(page), []);
      for (const one of await page.locator('.whatif summary').all()) await one.click();
      assert.match(await page.textContent('.whatif'), /400/);
      assert.match(await page.textContent('.trust-note'), /29 [a-zź]+ 30|29 of 30|29 trên 30/);
      assert.ok((await overflow(page)) <= 0);
      assert.ok((await page.locator('dialog').evaluate((one) => one.scrollWidth - one.clientWidth)) <= 0, 'the dialog scrolls sideways');
      assert.deepEqual(await violations(page), [], 'all open');
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => document.activeElement?.getAttribute('data-focus') === 'whatif-7003');
    });
});

test('w plays all choices, another limit plays them again, and what fails keeps what was seen', async () => {
  await open('/today', { house: newHouse(), may: ['ERR_', 'Failed to load', 'net::'] }, async (page, { mock }) => {
    await page.waitForSelector('.counter-now');
    await page.keyboard.press('w');
    await page.waitForSelector('.whatif-rows li >> nth=5');
    assert.match(await page.textContent('.whatif-rows li >> nth=1'), /Open Window/);
    assert.match(await page.textContent('.whatif-rows li >> nth=5'), /Close Window.*24 points more/);
    await page.locator('.whatif-limit select').selectOption('20');
    await page.waitForSelector('.whatif-rows-title:has-text("20 min")');
    mock.isDown = true;
    await page.locator('.whatif button:text-is("Play it again from now")').click();
    await page.waitForSelector('.whatif [role=alert]');
    assert.equal(await page.locator('.whatif-rows li').count(), 6);
    assert.deepEqual(await violations(page), [], 'offline');
  });
});

test('a twin that is not trusted gives its reasons and no figure', async () => {
  for (const [trust, words] of [[poor, /No figure.*poor.*197\s%\s*longer/s], [few, /No figure yet.*too few days.*2; needed: 6/s]])
    await open('/today', { house: Object.assign(newHouse(), { trust }) }, async (page) => {
      await page.locator('.whatif-ask').first().click();
      await page.waitForSelector('.refusal');
      assert.match(await page.textContent('dialog'), words);
      assert.equal(await page.locator('.whatif-headline, .whatif-rows, .track').count(), 0);
      assert.deepEqual(await violations(page), []);
    });
});

test('a day is changed and played with the keyboard alone, and both days are told', async () => {
  await open('/what-if', {}, async (page, { house }) => {
    await page.waitForSelector('.strip-picture');
    await page.waitForSelector('.hours-grid input:checked');
    assert.match(await page.textContent('#forecast-title'), /^Most come at 10:30: 8 \(\d+–\d+\) in a quarter of an hour$/);
    await page.keyboard.press('g');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Window 4, 10:00');
    for (const key of [' ', 'ArrowRight', ' ', 'ArrowRight', ' ']) await page.keyboard.press(key);
    assert.equal(await page.locator('.hours-grid tfoot td').nth(1).textContent(), '4');
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press('r');
    await page.waitForSelector('#verdict');
    const plain = async (what) => (await page.textContent(what)).replaceAll('\u2060', '').replaceAll('\u00a0', ' ');
    assert.equal(await plain('#verdict'), 'Window 4 open 10:00–13:00: waits over 10 min fall from 34 % to 12 %');
    const [[row, sent]] = house.commands;
    assert.equal(row, 'POST /api/branches/{branch}/simulate');
    assert.deepEqual(sent.scenario, { changes: [{ counter: 'window-4', open: ['10:00-13:00'] }] });
    assert.match(sent.day, /^\d{4}-\d\d-\d\d$/);
    assert.match(await page.textContent('.both tbody tr'), /Called within 10\u00a0min.*66\u00a0%.*88\u00a0%.*\+22 points.*better/);
    assert.match(await page.textContent('.trust-note summary'), /good/);
    assert.match(await page.textContent('.compare-card.is-seen'), /66\u00a0%.*88\u00a0%/);
    await page.evaluate(() => scrollTo(0, 0));
    for (const theme of ['dark', 'light']) {
      await page.emulateMedia({ colorScheme: theme });
      await page.waitForSelector(`html[data-theme=${theme}]`);
      assert.deepEqual(await violations(page), [], theme);
    }
    await page.keyboard.press('p');
    await page.waitForFunction(() => document.querySelector('.play-clock').textContent !== '09:00');
    await page.keyboard.press('p');
    assert.match(await page.textContent('.scene-words'), /(Waiting: |Nobody waits).*At counters \d+, served \d+, left \d+\./);
    await page.fill('.percent input[type=number] >> nth=0', '20');
    await page.keyboard.press('Tab');
    await page.waitForSelector('.stale');
  });
});

test('a day begins from a file of the workspace; what the page has no field for is shown and can be left out', async () => {
  await open('/what-if', { width: 390, language: 'pl' }, async (page, { house }) => {
    await page.waitForSelector('.hours-grid');
    assert.equal(await page.locator('.what-if-form select >> nth=0').locator('option').count(), 2, 'only files for this branch');
    await page.selectOption('.what-if-form select >> nth=0', 'third-window');
    await page.waitForSelector('.also li');
    await page.click('.what-if-form button[type=submit]');
    await page.waitForSelector('#verdict');
    assert.deepEqual(house.commands[0][1].scenario.changes, [{ patience: 'cheque', times: 1.2 }, { arrivals: 'all', times: 1.1 }, { counter: 'window-4', open: ['10:00-13:00'] }]);
    assert.ok((await overflow(page)) <= 0);
    assert.deepEqual(await violations(page), []);
    await page.click('.also .reset');
    await page.waitForSelector('.also', { state: 'detached' });
    await page.setViewportSize({ width: 320, height: 800 });
    assert.ok((await overflow(page)) <= 0, '320 px');
  });
});

test('what should be known of a forecast is said in the language of the reader', async () => {
  const said = {
    en: ['2 days without a single customer are taken as closed', 'variance of a day is 1.3 times its mean', '95.8 % of the 1,296 steps'],
    pl: ['2 dni bez ani jednego klienta przyjęto za zamknięte', 'to 1,3-krotność jej średniej', '95,8 % z 1296 odcinków'],
    vi: ['2 ngày không có khách nào được coi là đóng cửa', 'phương sai của một ngày gấp 1,3 lần trung bình', '95,8 % trong 1.296 khoảng thời gian'],
  };
  for (const [language, parts] of Object.entries(said))
    await open('/what-if', { width: 390, language }, async (page) => {
      await page.waitForSelector('.strip-picture');
      await page.locator('#forecast .definition summary').click();
      const notes = page.locator('#forecast .definition ul');
      assert.equal(await notes.getAttribute('lang'), language);
      const words = (await notes.innerText()).replaceAll('\u00a0', ' ');
      for (const part of parts) assert.ok(words.includes(part), `${part} is not in ${words}`);
      assert.ok((await overflow(page)) <= 0);
      assert.deepEqual(await violations(page), []);
    });
});

test('a branch that is young, a twin that failed and a day that cannot be played are told', async () => {
  await open('/what-if', { house: houseWith({ isYoung: true }), may: ['409'] }, async (page) => {
    await page.waitForSelector('.strip h2:has-text("Too little has happened here")');
    assert.match(await page.textContent('.strip'), /3 days are too few to learn from: a forecast needs 14\./);
    assert.match(await page.textContent('.hint'), /is not known/);
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('r');
    await page.waitForSelector('.unjudged:has-text("Not yet judged")');
    assert.match(await page.textContent('#verdict'), /^Without any change: no clear difference/);
    assert.deepEqual(await violations(page), []);
  });
  await open('/what-if', { house: houseWith({ isDoubted: true }) }, async (page) => {
    await page.waitForSelector('.hours-grid');
    await page.keyboard.press('r');
    await page.waitForSelector('.refusal');
    assert.match(await page.textContent('#verdict'), /^No figure: the twin has not earned trust here/);
    assert.match(await page.textContent('.refusal'), /poor.*Serving took 197\s%\s*longer/s);
    assert.equal(await page.locator('.both, .compare-card, .lines, .play, .finding table').count(), 0);
    assert.deepEqual(await violations(page), []);
  });
  const refused = () => ({ status: 400, body: { fault: 'bad-input', message: 'nobody would come on 2026-11-29', field: 'day', again: false } });
  await open('/what-if', { routes: { 'POST /api/branches/{branch}/simulate': refused }, may: ['400', 'Failed to load'] }, async (page, { mock }) => {
    await page.waitForSelector('.hours-grid');
    await page.fill('.percent input[type=number] >> nth=0', '15');
    await page.click('.what-if-form button[type=submit]');
    await page.waitForSelector('.form-fault:has-text("nobody would come")');
    mock.isDown = true;
    await page.click('.what-if-form button[type=submit]');
    await page.waitForSelector('.form-fault:has-text("There is no connection")');
    assert.equal(await page.inputValue('.percent input[type=number] >> nth=0'), '15', 'what was entered is kept');
  });
});
