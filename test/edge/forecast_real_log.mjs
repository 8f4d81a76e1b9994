// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A year of calls to a bank (the shared data folder, calls in bins of six minutes), forecast by the real program: every model
// held against "as on the last such weekday" by rolling origin. What is chosen is the nearest, what is said about it is true,
// and on this log, by day, hour and quarter, seasonal naive is beaten.
//
//   CYKL=build/cykl [CYKL_DATA=FOLDER] node test/edge/forecast_real_log.mjs
//
// Without the folder the test is skipped (exit status 77): the data may not be given on.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const cykl = process.env.CYKL ?? resolve(here, '../../build/cykl');
const data = process.env.CYKL_DATA ?? resolve(here, '../../../shared/data');
const bins = join(data, 'anonymous_bank/calls_1999_6min_bins.csv.gz');
const SKIPPED = 77;

if (!existsSync(bins)) {
	console.log(`skipped: there is no ${bins}`);
	process.exit(SKIPPED);
}

// A call a row, spread evenly over its bin. Some bins hold halves: they are carried on to the next.
function callsOf(text) {
	const rows = ['case_id,activity,timestamp'];
	let n = 0, carried = 0;
	for (const line of text.trim().split('\n').slice(1)) {
		const [calls, bin, day] = line.split(',');
		carried += Number(calls);
		const whole = Math.floor(carried);
		carried -= whole;
		for (let i = 0; i < whole; i++) {
			const second = (Number(bin) - 1) * 360 + Math.floor((i * 360) / whole);
			const clock = new Date(second * 1000).toISOString().slice(11, 19);
			rows.push(`${++n},call,${day}T${clock}`);
		}
	}
	return { n, log: rows.join('\n') + '\n' };
}

function rowsOf(frame) {
	const names = frame.columns.map((column) => column.name);
	return frame.rows.map((row) => Object.fromEntries(row.map((cell, i) => [names[i], cell])));
}

const folder = mkdtempSync(join(tmpdir(), 'cykl-forecast-'));
try {
	const { n, log } = callsOf(gunzipSync(readFileSync(bins)).toString());
	assert.ok(Math.abs(n - 445369) < 100, `${n} calls`);
	writeFileSync(join(folder, 'calls.csv'), log);
	for (const step of ['day', 'hour', '15 min']) {
		const answer = JSON.parse(execFileSync(cykl,
			['forecast', join(folder, 'calls.csv'), '--step', step, '--days', '7', '--format', 'json'],
			{ encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] }));
		const models = rowsOf(answer.forecast_models), days = rowsOf(answer.forecast_days);
		const naive = models.find((model) => model.model === 'seasonal-naive');
		const chosen = models.find((model) => model.chosen === 'yes');

		assert.equal(models.filter((model) => model.chosen === 'yes').length, 1);
		for (const model of models) {
			assert.ok(model.mae >= chosen.mae, `${step}: ${model.model} is nearer than what is chosen`);
			assert.ok(model.n >= 200 && model.n === naive.n, 'all models are held against the same days');
		}
		assert.ok(chosen.wape < 0.9 * naive.wape, `${step}: ${chosen.wape} against ${naive.wape}`);
		assert.match(answer.forecast_models.notes.join(' '), /forecast by .* against [\d.]+ % of seasonal-naive/);
		const [, share] = /held ([\d.]+) % of \d+ steps/.exec(answer.forecast_days.notes.join(' '));
		assert.ok(Number(share) >= 90, `${step}: intervals hold ${share} %`);
		assert.deepEqual(days.map((day) => day.day.slice(0, 10)), ['01', '02', '03', '04', '05', '06', '07'].map((d) => `2000-01-${d}`));
		for (const day of days)
			assert.ok(day.low < day.mean && day.mean < day.high, JSON.stringify(day));
		console.log(`${step}: ${chosen.model} WAPE ${(100 * chosen.wape).toFixed(1)} %, MASE ${chosen.mase.toFixed(3)}; ` +
			`seasonal-naive ${(100 * naive.wape).toFixed(1)} %, ${naive.mase.toFixed(3)}; intervals hold ${share} %`);
	}
} finally {
	rmSync(folder, { recursive: true });
}
