// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A forecast and a played day for the mock of staff.mjs, in the form of the service's answers: made up, but
// they answer what is asked – a counter opened shortens the lines.
import { saying } from './staffing.mjs';
import { few, good, poor } from './twin.mjs';

const QUARTER = 900_000_000;
const DAY = 96 * QUARTER;
const FIRST = 36; // nine o'clock
const LAST = 68;

/** Midnight in Warsaw, in winter, of the day that begins so many days from today. */
const midnight = (ahead) => Math.floor((Date.now() * 1000 + 3600_000_000) / DAY + ahead) * DAY - 3600_000_000;
const dayOf = (at) => new Date((at + 3600_000_000) / 1000).toISOString().slice(0, 10);

const shape = (q) => 3 + 5 * Math.exp(-(((q - 42) / 5) ** 2)) + 2.5 * Math.exp(-(((q - 60) / 4) ** 2));
const around = (mean) => ({ mean, low: Math.max(0, Math.floor(mean - 1.96 * Math.sqrt(1.3 * mean))), high: Math.ceil(mean + 1.96 * Math.sqrt(1.3 * mean)) });

export function forecastOf({ isYoung = false, days: n = 7 } = {}) {
  if (isYoung) return { branch: 7, counted: 'ticket.taken', beats_naive: false, models: [], days: [], quarters: [], services: [], notes: [saying('few-days', { n: 3, least: 14 })] };
  const model = (name, wape, isChosen) => ({ name, meaning: name, wape, mase: wape * 1.6, bias: 0.01, mae: 2, n: 1296, day_wape: wape / 4, day_mase: 0.9, is_chosen: isChosen });
  const days = [];
  const quarters = [];
  for (let i = 0; i < n; i++) {
    const at = midnight(i);
    const kind = i === 4 ? 'holiday' : i === 5 ? 'short' : i === 6 ? 'closed' : 'workday';
    const last = kind === 'short' ? 48 : LAST;
    const own = kind === 'holiday' || kind === 'closed' ? [] : Array.from({ length: last - FIRST }, (_, q) => ({ at: at + (FIRST + q) * QUARTER, ...around(shape(FIRST + q)) }));
    quarters.push(...own);
    days.push({ day: dayOf(at + DAY / 2), kind, ...around(own.reduce((sum, one) => sum + one.mean, 0)) });
  }
  return {
    branch: 7, counted: 'ticket.taken', learnt_from: '2026-01-01', learnt_until: '2026-11-01', beats_naive: true, coverage: 0.958, coverage_n: 1296, dispersion: 1.3,
    models: [model('seasonal-naive', 0.642, false), model('profile-8', 0.5, true)], days, quarters, services: [],
    notes: [
      saying('forecast-by-quarter', { model: 'profile-8', off: 50, naive: 64.2 }), saying('days-empty', { n: 2 }), saying('days-special', { n: 1 }), saying('came-outside', { n: 5 }),
      saying('intervals-learnt', { times: 1.3, n: 39 }), saying('intervals-held', { held: 95.8, n: 1296 }),
    ],
  };
}

export const fitOf = (counters) => ({
  branch: 'old-town', assumed: [], services: [], arrivals: [],
  counters: counters.map((counter, index) => ({
    counter, services: [], open: Array.from({ length: 7 }, (_, day) => Array.from({ length: 96 }, (_, q) => (day < 6 && index < 3 && q >= FIRST && q < (index === 2 ? 48 : LAST) ? 0.9 : 0.05))),
  })),
});

export const scenarioFiles = [
  {
    scenario: 'third-window', title: { en: 'The third window takes everybody in the morning', pl: 'Trzecie okienko obsługuje rano wszystkich', vi: 'Quầy thứ ba phục vụ mọi khách buổi sáng' },
    summary: { en: 'From ten to one, when most people come, window 4 serves whoever is next.', pl: 'Od dziesiątej do trzynastej okienko 4 obsługuje następną osobę.', vi: 'Từ mười giờ đến một giờ trưa, quầy 4 phục vụ khách kế tiếp.' },
    branch: 'old-town', changes: [{ counter: 'window-4', open: ['10:00-13:00'] }, { arrivals: 'all', times: 1.1 }, { patience: 'cheque', times: 1.2 }], runs: 60,
  },
  { scenario: 'elsewhere', title: { en: 'Another branch' }, branch: 'hanoi', changes: [{ arrivals: 'all', times: 2 }] },
];

const wait = (name, unit, label) => ({ name, label, type: 'real', unit });
const ofWaits = [['came', '1', 'came'], ['called', 'share', 'called'], ['left', 'share', 'gave up'], ['wait_mean', 's', 'mean wait'], ['wait_median', 's', 'median wait'], ['wait_p90', 's', '90 % of waits'], ['within', 'share', 'called within the limit']];
const columns = [{ name: 'service', label: 'service', type: 'text', unit: '' }, ...ofWaits.flatMap(([name, unit, label]) => [wait(name, unit, label), wait(`${name}_low`, unit, 'from'), wait(`${name}_high`, unit, 'to')])];

const spread = (value, by) => [value, value - by, value + by];
function waitsFrame(services, of) {
  return { measure: 'sim_waits', title: 'Waits, played', definition: 'What customers live through at each service, in simulated days.', n: 50, notes: [], columns, rows: ['all', ...services].map((service, index) => [service, ...of(index).flatMap(([value, by]) => spread(value, by))]) };
}

function countersFrame(counters, busy) {
  const cells = [['open_hours', 'h'], ['busy', 'share']].flatMap(([name, unit]) => [wait(name, unit, name), wait(`${name}_low`, unit, 'from'), wait(`${name}_high`, unit, 'to')]);
  return {
    measure: 'sim_counters', title: 'Counters, played', definition: 'How long counters are open and busy.', n: 50, notes: [], columns: [{ name: 'counter', label: 'counter', type: 'text', unit: '' }, ...cells],
    rows: counters.map((counter, index) => [counter, ...spread(8, 0), ...spread(Math.max(0.05, busy - index * 0.1), 0.03)]),
  };
}

/** A day: customers who come regularly, `windows` counters that take them in order. */
function visitsOf(services, windows) {
  const free = Array.from({ length: windows }, () => 0);
  const cells = [];
  for (let i = 0; i < 150; i++) {
    const came = i * 190;
    const at = free.indexOf(Math.min(...free));
    const called = Math.max(came, free[at]);
    const service = i % services;
    if (called - came > 1500) {
      cells.push([service, came, null, null, came + 1500, 'left', null]);
      continue;
    }
    const ended = called + 60 + 460 + ((i * 37) % 11) * 20;
    free[at] = ended;
    cells.push([service, came, called, called + 20, ended, 'served', at]);
  }
  return cells;
}

export function playedOf(body, { counters, services, moments, isYoung = false, isDoubted = false }) {
  if (isDoubted) return { branch: 'old-town', day: body.day, runs: 0, assumed: [], trust: poor(Date.now() * 1000), before: null, after: null, difference: null, moments: [], quarters: [], visits: null };
  const changes = body.scenario?.changes ?? [];
  const opened = changes.filter((one) => one.counter && one.open).length;
  const more = changes.find((one) => one.arrivals === 'all')?.times ?? 1;
  const gain = Math.max(-0.3, 0.22 * opened - 0.8 * (more - 1));
  const side = (help) => ({
    frames: [
      waitsFrame(services, (index) => [[index ? 38 : 152, 3], [0.92 + help / 8, 0.01], [0.08 - help / 8, 0.012], [540 - help * 1500, 35], [410 - help * 1200, 30], [1240 - help * 2500, 60], [Math.min(0.97, 0.66 + help), 0.03]]),
      countersFrame(counters, 0.82 - help / 2),
    ],
  });
  const difference = {
    frames: [waitsFrame(services, () => [[0, 0], [gain / 8, 0.008], [-gain / 8, 0.009], [-gain * 1500, 22], [-gain * 1200, 18], [-gain * 2500, 40], [Math.min(0.31, gain), 0.024]])],
  };
  const from = new Date((midnight(1) + FIRST * QUARTER) / 1000).toISOString().replace('.000Z', 'Z');
  const two = (value) => String(value).padStart(2, '0');
  return {
    branch: 'old-town', day: body.day, runs: body.runs, seed: 1, within_s: 600, assumed: [{ id: 'patience-of-leavers', figures: {}, text: 'patience' }, { id: 'duration-of-few', figures: { service: 'cheque', n: 12, minutes: 3.5 }, text: 'few' }, { id: 'new-one', figures: {}, text: 'A sentence that this page does not know.' }],
    trust: (isYoung ? few : good)(Date.now() * 1000),
    before: side(0), after: side(gain), difference,
    moments: moments.slice(0, 3).map((moment, index) => ({ moment, before: { wait_median_s: 410 + index * 60, attainment: 0.66 - index * 0.1 }, after: { wait_median_s: 410 + index * 60 - gain * 900, attainment: Math.min(1, 0.66 - index * 0.1 + gain) } })),
    quarters: Array.from({ length: LAST - FIRST }, (_, q) => ({
      from: `${two(Math.floor((FIRST + q) / 4))}:${two(((FIRST + q) % 4) * 15)}`, arrivals: shape(FIRST + q), waiting_before: shape(FIRST + q) * 1.4, waiting_after: shape(FIRST + q) * 1.4 * (1 - gain * 2),
      counters_before: 3, counters_after: 3 + opened,
    })),
    visits: { before: visitsOf(services.length, 3), after: visitsOf(services.length, 3 + opened), services, counters, from },
  };
}
