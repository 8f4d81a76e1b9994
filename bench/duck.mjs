// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The benchmark's job by DuckDB, in three ways:
//
//   node duck.mjs plain LOG      as an analyst writes it: window functions, string_agg, median
//   node duck.mjs tuned LOG      integer keys; (time, row, activity) packed into one number, sorted as a list a journey
//   node duck.mjs gaps-make LOG DB     a table of gaps, pair after pair as ours, and one of throughputs, ready to be asked
//   node duck.mjs gaps DB        asks that table, several times; prints the seconds of each
//
// Prints the answers as JSON, in one form for both ways, so that they can be compared with ours.
import {DuckDBInstance} from '@duckdb/node-api';

const [, , way, ...paths] = process.argv;
const quoted = text => `'${text.replaceAll("'", "''")}'`;
const threads = process.env.THREADS ?? '2';

async function open(path) {
	const instance = await DuckDBInstance.create(path, {threads});
	const connection = await instance.connect();
	return async sql => (await connection.runAndReadAll(sql)).getRowsJson().map(row => row.map(plain));
}

// Counts come as text, since they may be larger than a number of JavaScript holds.
const plain = value => (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value);

const throughputOf = table => `select avg(s), median(s), quantile_cont(s, 0.95) from ${table}`;
const followsOf = table => `select activity, next, count(*), avg(gap), median(gap) from ${table}
	group by activity, next order by activity, next`;
const withinOf = table => `select activity, avg((gap <= 600)::int) from ${table} group by activity order by activity`;

async function plainly(log) {
	const ask = await open(':memory:');
	await ask(`create temp table log as select case_id, activity, timestamp, row_number() over () as row
		from read_csv(${quoted(log)}, header = true)`);
	await ask(`create temp table steps as
		select activity, lead(activity) over w as next, epoch(lead(timestamp) over w) - epoch(timestamp) as gap
		from log window w as (partition by case_id order by timestamp, row)`);
	await ask(`create temp table paths as
		select path, count(*) as n from (
			select string_agg(activity, ' → ' order by timestamp, row) as path from log group by case_id)
		group by path`);
	await ask(`create temp table through as
		select epoch(max(timestamp)) - epoch(min(timestamp)) as s from log group by case_id`);
	return {
		summary: (await ask(`select (select count(distinct case_id) from log), (select count(*) from log),
			(select count(*) from paths)`))[0],
		throughput: (await ask(throughputOf('through')))[0],
		variants: (await ask(`select n from paths order by n desc limit 10`)).flat(),
		follows: await ask(followsOf('(select * from steps where next is not null)')),
		within: await ask(withinOf('(select * from steps where next is not null)')),
	};
}

async function tuned(log) {
	const ask = await open(':memory:');
	await ask(`create temp table log as
		select cast(substr(case_id, 9) as integer) as journey, activity, epoch(timestamp)::bigint as s
		from read_csv(${quoted(log)}, header = true, auto_detect = false, delim = ',', quote = '',
			columns = {case_id: 'varchar', activity: 'varchar', timestamp: 'timestamp'})`);
	await ask(`create temp table names as select activity, row_number() over (order by activity) - 1 as code
		from (select distinct activity from log)`);
	const first = (await ask('select min(s) from log'))[0][0];
	await ask(`create temp table journeys as
		select list_sort(list(((s - ${first}) << 29) | (log.rowid << 5) | code)) as steps
		from log join names using (activity) group by journey`);
	await ask(`create temp table pairs as
		select (a & 31)::tinyint as a, (b & 31)::tinyint as b, ((b >> 29) - (a >> 29))::integer as gap
		from (select unnest(steps) as a, unnest(steps[2:]) as b from journeys) where b is not null`);
	await ask(`create temp table through as select ((steps[-1] >> 29) - (steps[1] >> 29))::integer as s from journeys`);
	await ask(`create temp table paths as select count(*) as n
		from (select list_transform(steps, lambda x: (x & 31)::utinyint) as path from journeys) group by path`);
	const byName = name => `(select x.activity as activity, y.activity as next, t.* from (${name}) t
		join names x on x.code = t.a left join names y on y.code = t.b)`;
	return {
		summary: (await ask(`select (select count(*) from journeys), (select count(*) from log), (select count(*) from paths)`))[0],
		throughput: (await ask(throughputOf('through')))[0],
		variants: (await ask(`select n from paths order by n desc limit 10`)).flat(),
		follows: await ask(`select activity, next, n, mean, median from ${byName(
			'select a, b, count(*) as n, avg(gap) as mean, median(gap) as median from pairs group by a, b')}
			order by activity, next`),
		within: await ask(`select activity, share from ${byName(
			'select a, null as b, avg((gap <= 600)::int) as share from pairs group by a')} order by activity`),
	};
}

async function gapsMake(log, db) {
	const ask = await open(db);
	await ask(`create table log as select case_id, activity, timestamp, row_number() over () as row
		from read_csv(${quoted(log)}, header = true)`);
	await ask(`create type name as enum (select distinct activity from log)`);
	await ask(`create table gaps as select * from (
		select activity::name as activity, (lead(activity) over w)::name as next,
			(epoch(lead(timestamp) over w) - epoch(timestamp))::integer as gap
		from log window w as (partition by case_id order by timestamp, row)) where next is not null
		order by activity, next`);
	await ask(`create table through as
		select (epoch(max(timestamp)) - epoch(min(timestamp)))::integer as s from log group by case_id`);
	await ask('drop table log');
	await ask('checkpoint');
	return {};
}

async function gapsAsk(db) {
	const ask = await open(db);
	const seconds = [];
	for (let i = 0; i < 7; i++) {
		const begin = process.hrtime.bigint();
		await ask(followsOf('gaps'));
		await ask(withinOf('gaps'));
		await ask(throughputOf('through'));
		seconds.push(Number(process.hrtime.bigint() - begin) / 1e9);
	}
	return seconds.slice(1); // the first one is cold
}

const ways = {plain: plainly, tuned, 'gaps-make': gapsMake, gaps: gapsAsk};
console.log(JSON.stringify(await ways[way](...paths)));
