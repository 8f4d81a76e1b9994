// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   node compare.mjs OURS.json DUCK.json     exit status 1 when a figure differs
//
// The answers of `cykl measure summary,variants,follows,activities` against those of duck.mjs: counts and medians must be
// equal, means and shares to nine digits.
import {readFileSync} from 'node:fs';

const [ours, theirs] = process.argv.slice(2).map(path => JSON.parse(readFileSync(path, 'utf8')));
const differences = [];

function records(frame) {
	const names = frame.columns.map(column => column.name);
	return frame.rows.map(row => Object.fromEntries(row.map((cell, i) => [names[i], cell])));
}

function same(what, a, b, isExact = true) {
	const close = isExact ? a === b : Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
	if (!close)
		differences.push(`${what}: ${a} here, ${b} there`);
}

const [summary] = records(ours.summary);
same('journeys', summary.journeys, theirs.summary[0]);
same('events', summary.events, theirs.summary[1]);
same('variants', summary.variants, theirs.summary[2]);
same('mean throughput', summary.mean, theirs.throughput[0], false);
same('median throughput', summary.median, theirs.throughput[1]);
same('p95 throughput', summary.p95, theirs.throughput[2], false);
theirs.variants.forEach((n, i) => same(`variant ${i + 1}`, records(ours.variants)[i]?.count, n));

const follows = new Map(records(ours.follows).map(row => [`${row.from} → ${row.to}`, row]));
same('pairs', follows.size, theirs.follows.length);
for (const [from, to, count, mean, median] of theirs.follows) {
	const row = follows.get(`${from} → ${to}`) ?? {};
	same(`count of ${from} → ${to}`, row.count, count);
	same(`mean of ${from} → ${to}`, row.mean, mean, false);
	same(`median of ${from} → ${to}`, row.median, median);
}
const activities = new Map(records(ours.activities).map(row => [row.activity, row]));
for (const [activity, share] of theirs.within)
	same(`share within ten minutes after ${activity}`, activities.get(activity)?.within, share, false);

if (differences.length > 0) {
	console.error(differences.slice(0, 20).join('\n'));
	process.exit(1);
}
