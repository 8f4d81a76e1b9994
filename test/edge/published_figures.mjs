// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every event log of the shared data folder, measured by the real program, against the figures of the
// folder's INDEX.md: what was published, or counted by an independent script.
//
//   CYKL=build/cykl [CYKL_DATA=FOLDER] node test/edge/published_figures.mjs
//
// Without the folder the test is skipped (exit status 77): the data may not be given on.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const cykl = process.env.CYKL ?? resolve(here, '../../build/cykl');
const data = process.env.CYKL_DATA ?? resolve(here, '../../../shared/data');
const SKIPPED = 77;

if (!existsSync(join(data, 'INDEX.md'))) {
	console.log(`skipped: there is no data folder at ${data}`);
	process.exit(SKIPPED);
}

const patients = ['--columns',
	'case=patient,activity=handling,resource=employee,time=time,lifecycle=registration_type,instance=handling_id'];
const bpi2014 = ['--columns',
	'case=incident_id,activity=incident_activity_type,time=data_stamp,resource=assignment_group'];

// durations: median, mean, longest in seconds; follows: pairs, count, onto itself.
const logs = [
	...['csv', 'xes'].map((form) => ({ file: `running-example/running-example.${form}`,
		journeys: 6, events: 42, activities: 8, variants: 6,
		durations: [815940, 966890, 1576440], follows: [16, 36, 0] })),
	...['csv', 'xes.gz'].map((form) => ({ file: `receipt/receipt.${form}`,
		journeys: 1434, events: 8577, activities: 27, variants: 116,
		durations: [2868.5835, 467263.915, 23832541.524], follows: [99, 7143, 6] })),
	{ file: 'bpi2013/bpic2013_incidents.xes.gz',
		journeys: 7554, events: 65533, activities: 4, variants: 1511,
		durations: [652244.5, 1043655.35, 66644793], follows: [11, 57979, 29045] },
	{ file: 'bpi2013/bpic2013_incidents.xes.gz',
		options: ['--columns', 'activity=concept:name+lifecycle:transition'],
		journeys: 7554, events: 65533, variants: 2278 },
	{ file: 'helpdesk/helpdesk.xes.gz',
		journeys: 4580, events: 21348, activities: 14, variants: 226,
		durations: [3443836.5, 3530166.421, 5183565], follows: [55, 16768, 944] },
	{ file: 'hospital_billing/hospital_billing.csv.gz',
		journeys: 100000, events: 451359, activities: 18, variants: 1022,
		durations: [8844081.5, 11004054.861, 89460392] },
	{ file: 'hospital_billing/hospital_billing.csv.gz', options: ['--order', 'file'],
		journeys: 100000, events: 451359, activities: 18, variants: 1020,
		durations: [8844081.5, 11004054.861, 89460392], follows: [143, 351359, 5558] },
	{ file: 'patients/patients.csv', options: patients,
		journeys: 500, events: 5442, activities: 7, variants: 13,
		first: '2017-01-02T11:41:53Z', last: '2018-05-05T07:16:02Z' },
	{ file: 'patients/patients.csv', options: [...patients, '--order', 'file'],
		journeys: 500, events: 5442, activities: 7, variants: 7 },
	{ file: 'patients/patients.csv', options: [...patients, '--instances'],
		journeys: 500, events: 2721, activities: 7, variants: 7 },
	{ file: 'teleclaims/teleclaims.xes.gz',
		journeys: 3512, events: 46138, activities: 11, variants: 12, longestDays: 0.47 },
	{ file: 'bpi2014/bpi2014_incident_activity_4000cases.csv.gz', options: bpi2014,
		journeys: 4000, events: 39911, activities: 36, variants: 2430 },
	{ file: 'bpi2014/bpi2014_incident_activity_4000cases.csv.gz',
		options: [...bpi2014, '--order', 'file'],
		journeys: 4000, events: 39911, activities: 36, variants: 3263 },
	// Every object is a journey: 9 objects, and each of the 20 event-object rows an event.
	...['jsonocel', 'sqlite'].map((form) => ({ file: `ocel/ocel20_example.${form}`,
		options: ['--object-type', 'all'], journeys: 9, events: 20, activities: 8 })),
];

const idleDays = { r7: 464.4199, r1: 450.2124, r4: 442.6260, r5: 430.1764, r3: 429.1064,
	r6: 425.5362, r2: 214.7436 };

let passed = 0, failed = 0;

function check(what, found, expected, within = 0) {
	const isRight = typeof expected === 'number' ? Math.abs(found - expected) <= within : found === expected;
	if (isRight) {
		passed++;
	} else {
		failed++;
		console.log(`wrong: ${what}: ${found}, published ${expected}`);
	}
}

function run(...words) {
	return execFileSync(cykl, words,
		{ encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
}

// The rows of a measure, each an object by the columns' names.
function measured(name, file, options = []) {
	const answer = JSON.parse(run('measure', name, join(data, file), ...options, '--format', 'json'));
	const frame = Array.isArray(answer) ? answer[0] : answer;
	const names = frame.columns.map((column) => column.name);
	return frame.rows.map((row) => Object.fromEntries(row.map((cell, i) => [names[i], cell])));
}

// Figures are published with three or four decimals.
const close = (expected) => (Number.isInteger(expected) ? 1e-6 : 6e-4);

function checkSummary(log, what) {
	const [found] = measured('summary', log.file, log.options);
	for (const name of ['journeys', 'events', 'activities', 'variants', 'first', 'last'])
		if (log[name] !== undefined)
			check(`${what}: ${name}`, found[name], log[name]);
	(log.durations ?? []).forEach((expected, i) => {
		const name = ['median', 'mean', 'longest'][i];
		// The mean of BPI 2013 is published with two decimals.
		check(`${what}: ${name}`, found[name], expected, i === 1 ? 6e-3 : close(expected));
	});
	if (log.longestDays !== undefined)
		check(`${what}: longest`, Math.round(found.longest / 864) / 100, log.longestDays);
}

function checkFollows(log, what) {
	const rows = measured('follows', log.file, log.options);
	const sum = (some) => some.reduce((n, row) => n + row.count, 0);
	check(`${what}: pairs of activities`, rows.length, log.follows[0]);
	check(`${what}: one follows another`, sum(rows), log.follows[1]);
	check(`${what}: onto itself`, sum(rows.filter((row) => row.from === row.to)), log.follows[2]);
}

function checkIdleDays() {
	const rows = measured('resources', 'patients/patients.csv', [...patients, '--instances']);
	check('patients: employees', rows.length, Object.keys(idleDays).length);
	for (const [employee, days] of Object.entries(idleDays)) {
		const row = rows.find((each) => each.resource === employee);
		check(`patients: idle days of ${employee}`, row ? row.idle / 86400 : NaN, days, 5.1e-5);
	}
}

function checkOldOcelIsRefused() {
	try {
		run('measure', 'summary', join(data, 'ocel/recruiting-red.jsonocel'), '--format', 'json');
		check('OCEL 1.0 is refused', 'read', 'refused');
	} catch (refusal) {
		check('OCEL 1.0: exit status', refusal.status, 2);
		check('OCEL 1.0: the message names it', /OCEL 1\.0/.test(refusal.stderr), true);
	}
}

// A log that cannot be read at all is one failure, and the others are still looked at.
function attempt(what, work) {
	try {
		work();
	} catch (problem) {
		failed++;
		console.log(`failed: ${what}: ${problem.stderr || problem.message}`);
	}
}

for (const log of logs) {
	const what = [log.file, ...(log.options ?? [])].join(' ');
	attempt(what, () => checkSummary(log, what));
	if (log.follows)
		attempt(what, () => checkFollows(log, what));
}
attempt('idle days', checkIdleDays);
attempt('OCEL 1.0', checkOldOcelIsRefused);
console.log(`${passed} figures as published, ${failed} not`);
process.exit(failed === 0 ? 0 : 1);
