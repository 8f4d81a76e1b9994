// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A day's staffing as the program would give it: a rush at noon that three counters hardly hold.
import { good } from './twin.mjs';

export const saying = (id, figures = {}) => ({ id, figures, text: id });

const clock = (quarter) => `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`;
const FIRST = 36;
const LAST = 68;

function comingAt(quarter) {
  const noon = Math.exp(-(((quarter - 48) / 5) ** 2));
  return Math.round((2.2 + 4.1 * noon + (quarter % 3) * 0.4) * 100) / 100;
}

const unknown = { mean: null, low: null, high: null };

/** Of a twin that was judged and failed nothing is played. */
function unplayed(plan, trust) {
  return {
    ...plan, trust, runs: 0, raised_hours: 0, expected: plan.expected.map((one) => ({ ...one, formula: null, simulated: null, low: null, high: null })),
    day_expected: { arrivals: plan.day_expected.arrivals, within: unknown, wait_s: null, leaves: null, overtime_s: null },
  };
}

export function staffingOf(query, trust = good(Date.now() * 1000)) {
  const plan = planOf(query);
  return trust.is_refused ? unplayed(plan, trust) : { ...plan, trust };
}

function planOf(query) {
  const day = query.get('day') ?? '2026-11-23';
  const target = Number(query.get('target') ?? 0.8);
  const rate = Number(query.get('rate')) || null;
  const quarters = Array.from({ length: LAST - FIRST }, (_, i) => FIRST + i);
  const demand = quarters.map((q) => ({ at: clock(q), arrivals: comingAt(q), low: Math.max(0, Math.round(comingAt(q) - 3)), high: Math.round(comingAt(q) + 4), handling_s: 420, load: (comingAt(q) * 420) / 900 }));
  const needed = demand.map((one) => {
    const formula = Math.ceil(one.load + 0.9);
    return { at: one.at, needed: Math.min(4, formula), formula, square_root: formula };
  });
  const plan = [
    { person: 1, from: '09:00', until: '17:00', breaks: [['13:30', '14:00']] },
    { person: 2, from: '09:00', until: '16:30', breaks: [['14:00', '14:30']] },
    { person: 3, from: '10:15', until: '14:15', breaks: [] },
    { person: 4, from: '11:00', until: '17:00', breaks: [['14:30', '15:00']] },
  ];
  const works = (shift, at) => at >= shift.from && at < shift.until && !shift.breaks.some(([from, until]) => at >= from && at < until);
  const expected = demand.map((one) => {
    const planned = plan.filter((shift) => works(shift, one.at)).length;
    const spare = planned - one.load;
    const simulated = Math.max(0.35, Math.min(0.99, 0.62 + 0.2 * spare));
    return { at: one.at, planned, formula: spare <= 0 ? null : Math.min(1, simulated + 0.03), simulated, low: simulated - 0.05, high: Math.min(1, simulated + 0.05) };
  });
  return {
    branch: 'old-town', day, zone: 'Europe/Warsaw', from: '09:00', until: '17:00', within_s: Number(query.get('within_us') ?? 600e6) / 1e6, target, counters: 4, runs: 100, raised_hours: 1.25,
    demand, needed, plan, expected,
    day_expected: { arrivals: demand.reduce((sum, one) => sum + one.arrivals, 0), within: { mean: 0.864, low: 0.845, high: 0.883 }, wait_s: 214, leaves: 0.021, overtime_s: 310 },
    cost: { hours: 23.5, least_hours: 23.5, is_cheapest: true, missing_hours: 0.5, rate, cost: rate && rate * 23.5, least_cost: rate && rate * 23.5 },
    notes: [saying('within-counts-all', { minutes: 10 }), saying('erlang-a', { minutes: 41.8 }), saying('counters-idle', { n: 2 })],
  };
}
