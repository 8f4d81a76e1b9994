// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
//   node table.mjs DIR LOG SMALL     the times in DIR as a table of ratios; also into doc/performance.md
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {availableParallelism} from 'node:os';
import path from 'node:path';

const [dir, log] = process.argv.slice(2);
const median = values => {
	const sorted = [...values].sort((a, b) => a - b);
	return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const file = name => path.join(dir, name);

// Medians of wall seconds, of processor seconds, and the most kilobytes.
function times(name) {
	if (!existsSync(file(`${name}.times`)))
		return null;
	const rows = readFileSync(file(`${name}.times`), 'utf8').trim().split('\n').map(line => line.split(' ').map(Number));
	return {
		wall: median(rows.map(row => row[0])),
		cpu: median(rows.map(row => row[1] + row[2])),
		kilobytes: median(rows.map(row => row[3])),
		runs: rows.length,
	};
}

const wc = times('wc'), ours = times('ours'), one = times('ours-one'), saved = times('ours-saved');
const small = times('ours-small'), plain = times('duck-plain'), tuned = times('duck-tuned'), sqlite = times('sqlite');
const gaps = existsSync(file('duck-gaps.json')) ? median(JSON.parse(readFileSync(file('duck-gaps.json'), 'utf8'))) : null;
const summary = JSON.parse(readFileSync(file('ours.out'), 'utf8')).summary;
const count = name => summary.rows[0][summary.columns.findIndex(column => column.name === name)];
const events = count('events');
const bytes = statSync(log).size;

const seconds = s => (s >= 1 ? `${s.toFixed(1)} s` : `${(s * 1000).toFixed(0)} ms`);
const rows = [];
// better: +1 when a larger ratio is better, −1 when a smaller one is.
function row(what, peer, us, ratio, goal, floor, better, unit = '×') {
	const reaches = limit => (better > 0 ? ratio >= limit : ratio <= limit);
	const verdict = reaches(goal) ? 'goal' : reaches(floor) ? 'floor' : 'below the floor';
	const sign = better > 0 ? '≥' : '≤';
	const digits = ratio < 100 ? (ratio < 10 ? 2 : 1) : 0;
	rows.push([what, peer, us, `${ratio.toFixed(digits)} ${unit}`, `${sign} ${goal}`, `${sign} ${floor}`, verdict]);
}
row('`wc -l`', seconds(wc.wall), seconds(ours.wall), ours.wall / wc.wall, 4.5, 8, -1, '× its time');
if (plain)
	row('DuckDB, SQL an analyst writes', seconds(plain.wall), seconds(ours.wall), plain.wall / ours.wall, 28, 15, 1, '× faster');
if (tuned)
	row('DuckDB, tuned by hand', seconds(tuned.wall), seconds(ours.wall), tuned.wall / ours.wall, 10, 5, 1, '× faster');
if (sqlite)
	row('SQLite, a log of a million events', seconds(sqlite.wall), seconds(small.wall), sqlite.wall / small.wall, 200, 100, 1, '× faster');
row('memory an event, beyond the mapped file', '', `${(ours.kilobytes / 1024).toFixed(0)} MB in all`,
	(ours.kilobytes * 1024 - bytes) / events, 24, 48, -1, 'bytes');
row('two threads over one', seconds(one.wall), seconds(ours.wall), one.wall / ours.wall, 1.75, 1.4, 1);
if (gaps)
	row('again from saved columns: DuckDB on a ready table of gaps', seconds(gaps), seconds(saved.wall), gaps / saved.wall, 6, 3, 1, '× faster');

const heading = ['against', 'peer', 'we', 'ratio', 'goal', 'floor', 'reached'];
const lines = [heading, heading.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`);
const text = [
	`Medians of ${ours.runs} runs${plain && plain.runs !== ours.runs ? ` (DuckDB and SQLite: ${plain.runs})` : ''} on ${availableParallelism()} processors, warm, side by side in one run: ${events.toLocaleString('en')} events, ` +
		`${count('journeys').toLocaleString('en')} journeys, ${count('variants').toLocaleString('en')} variants, ` +
		`${(bytes / 1e6).toFixed(0)} MB. Whole processes, the file in the page cache. Processor time: ours ${seconds(ours.cpu)}, ` +
		`\`wc -l\` ${seconds(wc.cpu)}.`,
	'',
	...lines,
].join('\n');
console.log(text);

const page = 'doc/performance.md', begin = '<!-- script/bench writes from here -->', end = '<!-- to here -->';
if (plain && existsSync(page)) {
	const whole = readFileSync(page, 'utf8');
	const from = whole.indexOf(begin), to = whole.indexOf(end);
	if (from >= 0 && to > from)
		writeFileSync(page, `${whole.slice(0, from)}${begin}\n${text}\n${whole.slice(to)}`);
}
