// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The counter in a real browser: a whole visit with the keyboard alone, questions, what was promised, what
// happens elsewhere, and keys that come quicker than the network.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newHouse } from '../../ui/test/staff.mjs';
import { violations } from './live.mjs';
import { open, overflow } from './staff.mjs';

test('a whole visit is served with the keyboard alone', async () => {
  await open('/desk', { house: newHouse() }, async (page, { house }) => {
    const active = (what) => page.evaluate((how) => (how === 'text' ? document.activeElement?.textContent : document.activeElement?.id), what);
    const did = () => house.commands.map(([row]) => row.replace(/^\w+ \/api\//, '').replace(/\{\w+\}/g, '*'));
    const tabTo = async (text) => {
      for (let i = 0; i < 40; i++) {
        await page.keyboard.press('Tab');
        if ((await active('text'))?.includes(text)) return;
      }
      assert.fail(`"${text}" cannot be reached`);
    };
    await page.waitForSelector('.counter-choice');
    await tabTo('Sit down here Window 3');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#call-next:not([disabled])');
    await page.keyboard.press('Escape');
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press(' ');
    await page.waitForSelector('.visit-label:has-text("A-28")');
    assert.deepEqual(await violations(page), [], 'called');
    await page.keyboard.press('r');
    await page.waitForSelector('.notice-line:has-text("A-28 is called again")');
    await page.keyboard.press('b');
    await page.waitForSelector('#finish');
    assert.deepEqual(await violations(page), [], 'serving');
    await page.keyboard.press('1');
    await page.waitForSelector('.desk-moment.is-current:has-text("Verification")');
    await page.keyboard.press('0');
    await page.waitForSelector('.desk-moment.is-current .moment-time');
    await tabTo('');
    for (let i = 0; i < 40 && (await page.evaluate(() => document.activeElement?.type)) !== 'checkbox'; i++) await page.keyboard.press('Tab');
    await page.keyboard.press(' ');
    assert.equal(await page.locator('.steps input:checked').count(), 1);
    await page.keyboard.press('2');
    await page.waitForSelector('.desk-moment.is-current:has-text("denominations")');
    await page.keyboard.press('a');
    await page.waitForSelector('dialog[open]');
    assert.deepEqual(await violations(page), [], 'one more service');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.waitForSelector('.visit-tags:has-text("then: Opening an account")');
    await page.keyboard.press('f');
    await page.waitForFunction(() => document.activeElement?.closest('#finish') !== null);
    await page.keyboard.press('1');
    await page.waitForSelector('.nobody');
    await page.waitForSelector('.strip-state:has-text("15 served today")');
    assert.deepEqual(did(), [
      'counters/*/open', 'counters/*/next', 'tickets/*/recall', 'tickets/*/begin', 'tickets/*/moments/*', 'tickets/*/moments/*', 'tickets/*/moments/*',
      'tickets/*/errands', 'tickets/*/finish',
    ]);
    assert.deepEqual(house.commands.at(-1)[1], { ticket: '28', outcome: 'positive' });
    assert.deepEqual(house.commands[4][1], { ticket: '28', moment: 'greeting', mark: 'positive' });
  });
});

test('ticked steps are still there when the page is loaded again in the middle of a visit', async () => {
  await open('/desk', {}, async (page) => {
    await page.waitForSelector('.desk');
    await page.keyboard.press(' ');
    await page.waitForSelector('.visit-label');
    await page.keyboard.press('b');
    await page.waitForSelector('#finish');
    await page.keyboard.press('j');
    await page.locator('.steps input').nth(1).check();
    await page.reload();
    await page.waitForSelector('#finish');
    await page.keyboard.press('j');
    assert.deepEqual(await page.locator('.steps input').evaluateAll((all) => all.map((one) => one.checked)), [false, true, false]);
  });
});

test('the space bar calls once, however fast it is pressed, and stays with a button that has the focus', async () => {
  await open('/desk', {}, async (page, { house }) => {
    await page.waitForSelector('#call-next:not([disabled])');
    await page.evaluate(() => {
      for (let i = 0; i < 5; i++) document.body.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true, cancelable: true }));
    });
    await page.waitForSelector('.visit-label');
    assert.equal(house.commands.filter(([row]) => row.endsWith('/next')).length, 1);
    await page.keyboard.press('n');
    await page.waitForSelector('.nobody');
    await page.locator('[data-focus=pause]').focus();
    await page.keyboard.press(' ');
    await page.waitForSelector('dialog[open]:has-text("Pause")');
    assert.equal(house.commands.filter(([row]) => row.endsWith('/next')).length, 1);
  });
});

const questions = [['t', 'Transfer A-28'], ['h', 'Hold A-28'], ['p', 'Put A-28 aside'], ['w', 'Who is A-28?'], ['v', 'How is A-28 called?'], ['i', 'Repair A-28'], ['u', 'Pause'], ['?', 'Keys'], ['/', 'Search']];

test('each question has a key; Escape closes it and the focus returns', async () => {
  await open('/desk', {}, async (page) => {
    await page.waitForSelector('#call-next:not([disabled])');
    await page.keyboard.press(' ');
    await page.locator('[data-focus="do-visit.recall"]').focus();
    for (const [key, name] of questions) {
      await page.keyboard.press(key);
      await page.waitForSelector(`dialog[open] h2:text-is("${name}")`);
      assert.deepEqual(await violations(page), [], name);
      await page.setViewportSize({ width: 320, height: 640 });
      assert.ok((await overflow(page)) <= 0, name);
      assert.ok((await page.locator('dialog').evaluate((one) => one.scrollWidth - one.clientWidth)) <= 0, `the dialog ${name} scrolls sideways`);
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      await page.waitForFunction(() => document.activeElement?.getAttribute('data-focus') === 'do-visit.recall');
    }
  });
});

test('a question is open in the same moment as its key is pressed, so that Enter right after it answers', async () => {
  await open('/desk', {}, async (page, { house }) => {
    await page.waitForSelector('#call-next:not([disabled])');
    await page.keyboard.press(' ');
    await page.waitForSelector('.visit-label');
    const focus = await page.evaluate(async () => {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'h', bubbles: true, cancelable: true }));
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      return document.activeElement?.closest('dialog[open]') && document.activeElement.getAttribute('value');
    });
    assert.equal(focus, 'form');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.line-row:has-text("on hold")');
    assert.deepEqual(house.commands.at(-1), ['POST /api/tickets/{ticket}/hold', { ticket: '28', reason: 'form' }]);
  });
});

test('keys that quick hands press while a command is under way are done when the page is ready for them, in their order', async () => {
  await open('/desk', {}, async (page, { house }) => {
    await page.waitForSelector('#call-next:not([disabled])');
    let go;
    const held = new Promise((done) => (go = done));
    await page.route('**/next', async (route) => {
      await held;
      await route.continue();
    });
    for (const key of [' ', 'b', 'f', '2']) await page.keyboard.press(key);
    assert.deepEqual(house.commands, []);
    go();
    await page.waitForSelector('.strip-state:has-text("15 served today")');
    await page.waitForSelector('.nobody');
    assert.deepEqual(house.commands.map(([row]) => row.split('/').at(-1)), ['next', 'begin', 'finish']);
    assert.equal(house.commands.at(-1)[1].outcome, 'neutral');
  });
});

test('after a command that was refused nothing is done that was pressed meanwhile', async () => {
  const refused = () => ({ status: 409, body: { fault: 'conflict', message: 'it has moved on since you looked', again: false } });
  await open('/desk', { may: ['409'], routes: { 'POST /api/tickets/{ticket}/missed': refused } }, async (page, { house }) => {
    await page.waitForSelector('#call-next:not([disabled])');
    await page.keyboard.press(' ');
    await page.waitForSelector('.visit-label');
    let go;
    const held = new Promise((done) => (go = done));
    await page.route('**/missed', async (route) => {
      await held;
      await route.continue();
    });
    for (const key of ['n', ' ', 'b']) await page.keyboard.press(key);
    go();
    await page.waitForSelector('.notice-line.is-fault');
    await page.keyboard.press('r');
    await page.waitForSelector('.notice-line:has-text("A-28 is called again")');
    assert.deepEqual(house.commands.map(([row]) => row.split('/').at(-1)), ['next', 'recall']);
  });
});

test('a ticket of the list is called, resumed or put back by its menu, and what was refused is told', async () => {
  await open('/desk', { may: ['409'] }, async (page, { house }) => {
    await page.waitForSelector('.desk');
    await page.keyboard.press('q');
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('A-29'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open] h2:text-is("Ticket A-29")');
    assert.deepEqual(await violations(page), []);
    await page.locator('.menu-item:text-is("Call to my counter")').press('Enter');
    await page.waitForSelector('.visit-label:has-text("A-29")');
    await page.keyboard.press('x');
    await page.waitForSelector('.notice-line.is-fault:has-text("finish, hold, park or transfer it first")');
    assert.deepEqual(await violations(page), [], 'with a fault');
    await page.locator('.line-row:has-text("A-24")').click();
    await page.locator('.menu-item:has-text("Back into the queue")').click();
    await page.waitForSelector('.line .rows >> nth=0 >> text=A-24');
    assert.deepEqual(house.commands.map(([row]) => row.split('/').at(-1)), ['call', 'close', 'resume']);
  });
});

test('a missed promise says what to say, is taken up and is done', async () => {
  await open('/desk', {}, async (page) => {
    await page.waitForSelector('.desk');
    await page.keyboard.press(' ');
    await page.locator('.response button:text-is("Take it up")').click();
    await page.locator('.response button:text-is("It is done")').click();
    await page.waitForSelector('.response:has-text("Responded.")');
    assert.match(await page.textContent('.clock-item.is-missed'), /over.*missed.*You are called within 10 minutes.*I am sorry/s);
  });
});

test('what happens elsewhere is seen at once, what is cut off says since when and catches up', async () => {
  await open('/desk', { may: ['ERR_', 'Failed to load', 'net::'] }, async (page, { house, mock }) => {
    await page.waitForSelector('.desk');
    house.waiting.push({ ...house.waiting[1], ticket: 99, label: 'A-99', class: 'normal' });
    mock.publish(7, { kind: 'ticket.taken', subject: 99 });
    await page.waitForSelector('.line-row:has-text("A-99")');
    mock.isDown = true;
    mock.cut();
    await page.waitForSelector('.banner:has-text("Offline since")');
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press(' ');
    house.waiting = house.waiting.filter((one) => one.ticket !== 99);
    mock.isDown = false;
    await page.waitForSelector('.banner', { state: 'detached', timeout: 60_000 });
    await page.waitForSelector('.line-row:has-text("A-99")', { state: 'detached' });
  });
});
