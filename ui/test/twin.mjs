// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The twin's answers for the mock: made up, in the shape of doc/what-if.md.
const figure = (mean, half, least, most, n = 400) => ({ mean, low: mean - half, high: mean + half, least, most, n });
const figures = (chance, wait_s, left) => ({
  chance: figure(chance, 0.012, Math.max(0, chance - 0.17), Math.min(1, chance + 0.21)),
  wait_p90_s: figure(wait_s, 22, wait_s * 0.6, wait_s * 1.5),
  left: figure(left, 0.006, 0, left * 2.4),
  customers: figure(31.4, 0.5, 24, 39),
});

const finding = (name, n, of, share, text) => ({ finding: name, n, of, share, text });
const trustOf = (grade, isTrusted, findings, checked_us) => ({
  grade, is_trusted: isTrusted, is_refused: grade === 'poor', findings, reasons: findings.map((one) => one.text), checked_us, checked_at: new Date(checked_us / 1000).toISOString(), learnt_days: 9, limit_us: 600e6, days: [],
});

export const good = (now) => trustOf('good', true, [
  finding('passed', 29, 30, 0, '29 of 30 figures of 5 hidden days were as foretold, or near enough.'), finding('coverage', 28, 30, 0, '28 of 30 lay in their 95 % prediction intervals.'),
  finding('wait-error', 0, 0, 0.12, 'The median wait of a hidden day was off by 12 %.'), finding('little', 0, 0, 1e-15, 'Little’s law holds inside every run.'),
  finding('closed-form', 0, 0, 0.7, 'The simulator agrees with the formula of M/M/2.'),
], now - 5 * 3600e6);

export const poor = (now) => trustOf('poor', false, [
  finding('service-longer', 0, 0, 1.97, 'Serving took 197 % longer than in the days before.'), finding('waits-longer', 0, 0, 1, 'On the hidden days people waited longer than was foretold.'),
  finding('passed', 9, 30, 0, '9 of 30 figures of 5 hidden days were as foretold, or near enough.'), finding('coverage', 8, 30, 0, '8 of 30 lay in their 95 % prediction intervals.'),
], now - 5 * 3600e6);

export const few = (now) => trustOf('too-few-days', false, [finding('few-days', 2, 6, 0, 'Only 2 days with at least 15 customers are over; 6 are needed.')], now);

export const refusalOf = (branch, trust) => ({ branch, trust, now: null, choices: [], assumed: [] });

/** Each counter opened or closed, the most helpful first. */
export function whatIfOf(branch, counters, waiting, now, limit_us) {
  const openN = counters.filter((one) => one.state === 'open').length;
  const choices = counters.filter((one) => one.state !== 'open' || openN > 1).map((one, index) => {
    const isOpening = one.state !== 'open';
    const after = isOpening ? figures(0.09 + 0.07 * index, 540 + 90 * index, 0.03) : figures(0.58, 1820, 0.19);
    const change = after.chance.mean - 0.34;
    return {
      ...after, counter: one.counter, [isOpening ? 'open' : 'close']: one.counter, is_opening: isOpening, name: one.name, title: one.title, state: one.state,
      difference: { ...after, chance: figure(change, 0.014, change - 0.2, change + 0.1) }, sentence: `${isOpening ? 'open' : 'close'} ${one.name}`,
    };
  });
  choices.sort((a, b) => Number(b.is_opening) - Number(a.is_opening) || a.chance.mean - b.chance.mean);
  return {
    branch, trust: good(now), from_us: now, until_us: now + 2 * 3600e6, limit_us: limit_us || 600e6, waiting: waiting.length, aside: 3, runs: 400, took_us: 41000,
    now: figures(0.34, 1230, 0.11), choices, assumed: [], assumed_here: [{ id: 'patience-of-leavers', figures: {}, text: 'How long people are patient is told by those who left, and taken not to depend on the line they see.' }],
  };
}
