-- SPDX-FileCopyrightText: The Cykl founders
-- SPDX-License-Identifier: GPL-3.0-or-later
-- The benchmark's job by SQLite's shell: sqlite3 :memory: ".import --csv LOG log" ".read bench/log.sql"
create table steps as
	select case_id, activity, lead(activity) over w as next, unixepoch(lead(timestamp) over w) - unixepoch(timestamp) as gap
	from log window w as (partition by case_id order by timestamp, rowid);
create table through as select unixepoch(max(timestamp)) - unixepoch(min(timestamp)) as s from log group by case_id;
create table paths as select path, count(*) as n from (
	select group_concat(activity, ' → ') as path from (select case_id, activity from log order by case_id, timestamp, rowid)
	group by case_id) group by path;
select count(distinct case_id), count(*), (select count(*) from paths) from log;
select n, path from paths order by n desc limit 10;
select activity, next, count(*), avg(gap), avg(case when place in ((n + 1) / 2, (n + 2) / 2) then gap end) from (
	select activity, next, gap, row_number() over (partition by activity, next order by gap) as place,
		count(*) over (partition by activity, next) as n from steps where next is not null)
	group by activity, next;
select activity, avg(gap <= 600) from steps where next is not null group by activity;
select avg(s), (select avg(s) from (select s, row_number() over (order by s) as place from through)
		where place in ((select (count(*) + 1) / 2 from through), (select (count(*) + 2) / 2 from through))),
	(select s from through order by s limit 1 offset (select cast(0.95 * (count(*) - 1) as int) from through)) from through;
