// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad logs given to the real program. Each gets a clear fault (exit status 2 and a sentence) or is read
// as far as it can be, with every loss counted and its line named. Memory stays bounded: the program
// runs with a limit on its data (not under sanitizers, whose shadow memory is larger than any limit).
//
//   CYKL=build/cykl node test/edge/bad_input.mjs
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const cykl = process.env.CYKL ?? resolve(here, '../../build/cykl');
const mostMemoryKb = process.env.SANITIZED ? 'unlimited' : '400000';
const folder = mkdtempSync(join(tmpdir(), 'cykl-bad-input-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

let passed = 0, failed = 0;

function check(what, isRight, seen) {
	if (isRight) {
		passed++;
	} else {
		failed++;
		console.log(`wrong: ${what}${seen === undefined ? '' : `: ${JSON.stringify(seen).slice(0, 600)}`}`);
	}
}

function file(name, bytes) {
	const path = join(folder, name);
	writeFileSync(path, bytes);
	return path;
}

// Begins with `head` and goes on with zero bytes up to `size`, without taking that much of the disk.
function sparse(name, head, size) {
	const path = file(name, head);
	truncateSync(path, size);
	return path;
}

// Begins with `head` and goes on with `size` times "a", as a gzip file of many members.
function endless(name, head, size) {
	const path = join(folder, name), out = openSync(path, 'w');
	const member = gzipSync(Buffer.alloc(1 << 24, 'a'));
	writeSync(out, gzipSync(head));
	for (let n = 0; n < size; n += 1 << 24)
		writeSync(out, member);
	closeSync(out);
	return path;
}

function run(...words) {
	const begun = process.hrtime.bigint();
	const done = spawnSync('bash', ['-c', `ulimit -d ${mostMemoryKb}; exec "$0" "$@"`, cykl, ...words],
		{ encoding: 'utf8', maxBuffer: 1 << 28 });
	const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
	check(`${words.join(' ')}: it ends by itself`, done.signal === null, done.signal ?? done.error);
	return { ...done, seconds };
}

// What `cykl report --json` says of the source.
function source(path, ...options) {
	const done = run('report', path, '--json', ...options);
	check(`${path}: it is read`, done.status === 0, done.stderr);
	return done.status === 0 ? JSON.parse(done.stdout).source : { bad_shown: [], notes: [] };
}

function isRefused(what, path, sentence, ...options) {
	const done = run('measure', 'summary', path, '--format', 'json', ...options);
	check(`${what}: exit status 2`, done.status === 2, done.status);
	check(`${what}: the reason is said`, sentence.test(done.stderr), done.stderr);
	check(`${what}: nothing on standard output`, done.stdout === '', done.stdout);
	return done;
}

const rows = Array.from({ length: 10000 }, (_, i) => {
	const seconds = String(i % 60).padStart(2, '0'), minutes = String(Math.floor(i / 60) % 60).padStart(2, '0');
	return `c${i % 500},step ${i % 7},2026-03-02T${String(8 + Math.floor(i / 3600)).padStart(2, '0')}:${minutes}:${seconds}Z`;
});
const csv = (lines) => ['case_id,activity,timestamp', ...lines, ''].join('\n');

function truncatedGzip() {
	const whole = gzipSync(csv(rows));
	const path = file('cut.csv.gz', whole.subarray(0, Math.floor(whole.length / 2)));
	const done = run('report', path, '--json');
	if (done.status === 2) {
		check('a cut gzip: the reason is said', /gzip|cut|end/i.test(done.stderr), done.stderr);
		return;
	}
	const found = JSON.parse(done.stdout).source;
	check('a cut gzip: some events', found.events > 1000 && found.events < 10000, found.events);
	check('a cut gzip: the cut is counted', found.bad >= 1, found);
	isRefused('a cut gzip, strictly', path, /gzip|cut|end/i, '--strict');
}

function onePercentBroken() {
	const breakages = [(row) => row.replace(/,2026.*/, ',yesterday'), (row) => row.replace(/,step.*/, ''),
		(row) => row.replace(/^c\d+/, ''), (row) => row.replace(/step \d/, '')];
	const lines = rows.map((row, i) => (i % 100 === 37 ? breakages[Math.floor(i / 100) % 4](row) : row));
	const path = file('broken.csv', csv(lines));
	const found = source(path);
	check('1 % broken lines: 100 are counted', found.bad === 100, found);
	check('1 % broken lines: 9,900 events', found.events === 9900, found.events);
	check('1 % broken lines: the first is line 39', found.bad_shown[0]?.line === 39, found.bad_shown);
	check('1 % broken lines: the second is line 139', found.bad_shown[1]?.line === 139, found.bad_shown);
	isRefused('1 % broken lines, strictly', path, /39/, '--strict');
}

const event = (name, time) => `<event><string key="concept:name" value="${name}"/>` +
	`<date key="time:timestamp" value="2026-03-02T08:00:0${time}Z"/></event>\n`;
const trace = (n) => `<trace><string key="concept:name" value="t${n}"/>\n` +
	[0, 1, 2, 3].map((i) => event(`step ${i}`, i)).join('') + '</trace>\n';

function xesCutInTheMiddle() {
	const whole = '<?xml version="1.0"?>\n<log>\n' + [0, 1, 2, 3, 4].map(trace).join('') + '</log>\n';
	const at = whole.lastIndexOf('step 2');
	const line = whole.slice(0, at).split('\n').length;
	const path = file('cut.xes', whole.slice(0, at));
	const found = source(path);
	check('a cut XES: what came before is kept', found.events === 18, found.events);
	check('a cut XES: the cut is counted', found.bad === 1, found.bad);
	check('a cut XES: the line of the cut', found.bad_shown[0]?.line === line, found.bad_shown);
	isRefused('a cut XES, strictly', path, new RegExp(`${line}`), '--strict');
}

function lineOfTwoGigabytes() {
	const size = 2 ** 31 + 4096;
	const cases = [
		sparse('long.csv', csv(rows.slice(0, 3)), size),
		sparse('long.queue_log', '1722931210|1.1|sales|NONE|ENTERQUEUE||48|1\n', size),
		endless('long.xes.gz', '<log>\n' + trace(1) + '<trace><string key="concept:name" value="', size),
		endless('long.json.gz', '{"objectTypes": [], "events": [], "objects": [{"id": "', size),
	];
	for (const path of cases) {
		const done = run('report', path, '--json');
		check(`${path}: quick`, done.seconds < (process.env.SANITIZED ? 120 : 30), done.seconds);
		if (done.status === 0)
			check(`${path}: the line is counted`, JSON.parse(done.stdout).source.bad >= 1, done.stdout);
		else
			check(`${path}: a clear fault`, done.status === 2 && done.stderr.length > 20, done.stderr);
	}
}

function invalidUtf8() {
	const path = file('latin.csv', Buffer.from(csv(rows.slice(0, 50)).replaceAll('step 3', 'Ga\xdf \xe4'), 'latin1'));
	const found = source(path);
	check('bytes that are not UTF-8 are told of',
		found.bad > 0 || found.notes.some((note) => /UTF-8/.test(note)), found);
	const queue = file('latin.queue_log', Buffer.from(
		'1722931210|1.1|sales|J\xf6rg|ENTERQUEUE||48|1\n1722931212|1.1|sales|J\xf6rg|CONNECT|2|3|1\n', 'latin1'));
	const calls = source(queue);
	check('bytes that are not UTF-8 in a queue_log are told of',
		calls.bad > 0 || calls.notes.some((note) => /UTF-8/.test(note)), calls);
	const xes = file('latin.xes', Buffer.from(`<log>\n${trace(1)}<trace>${event('caf\xe9', 1)}</trace></log>`, 'latin1'));
	const steps = source(xes);
	check('bytes that are not UTF-8 in XES are counted', steps.bad === 1 && steps.events === 4, steps);
}

function billionLaughs() {
	const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('\n');
	isRefused('a billion laughs', file('laughs.xes', `<?xml version="1.0"?>\n<!DOCTYPE log [\n<!ENTITY l0 "ha">\n` +
		`${entities}\n]>\n<log><trace><string key="concept:name" value="&l9;"/></trace></log>\n`), /entit/i);
	isRefused('an external entity', file('outside.xes', `<?xml version="1.0"?>\n<!DOCTYPE log [\n` +
		`<!ENTITY x SYSTEM "file:///etc/passwd">\n]>\n<log><trace>&x;</trace></log>\n`), /entit/i);
}

function otherDamage() {
	isRefused('an empty file', file('empty.csv', ''), /./);
	isRefused('bytes without sense', file('noise.bin', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 167 + 13) % 251))), /./);
	isRefused('a file that is not there', join(folder, 'nowhere.csv'), /nowhere\.csv/);
	isRefused('a folder', folder, /./);
	isRefused('a damaged database', file('damaged.sqlite',
		Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8192, 0x5a)])), /database/i);
	isRefused('a JSON log cut in the middle', file('cut.json',
		'{"objectTypes": [{"name": "order", "attributes": []}], "eventTypes": [], "objects": [{"id": "o1", "ty'), /line 1|end/);
	isRefused('a deep JSON', file('deep.json', '{"objectTypes": ' + '['.repeat(100000)), /64|deep/);
	isRefused('OCEL 1.0', file('old.jsonocel', '{"ocel:global-log": {"ocel:object-types": []}, "ocel:events": {}}'), /OCEL 1\.0/);
}

for (const each of [truncatedGzip, onePercentBroken, xesCutInTheMiddle, lineOfTwoGigabytes, invalidUtf8,
	billionLaughs, otherDamage]) {
	try {
		each();
	} catch (problem) {
		failed++;
		console.log(`failed: ${each.name}: ${problem.stack}`);
	}
}
console.log(`${passed} as it should be, ${failed} not`);
process.exit(failed === 0 ? 0 : 1);
