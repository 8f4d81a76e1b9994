-- SPDX-FileCopyrightText: The Cykl founders
-- SPDX-License-Identifier: GPL-3.0-or-later
-- A customer's whole way as pgbench writes it: the rows that bench/serve.c's four commands write, one
-- transaction a command, in the same tables, with the same lock of a branch. No rules, no quote, no HTTP.
\set step mod(:step + 1, 4)
\set branch 100000 + mod(:client_id, 8)
\set counter :branch * 100000 + :client_id
BEGIN;
SELECT next_id FROM live WHERE branch = :branch FOR UPDATE;
SELECT number FROM chain WHERE branch = :branch FOR UPDATE \gset
\if :step = 1
\set ticket :counter * 1000000 + :number
INSERT INTO journey(branch, id, cycle, version, service, customer, opened_us, due_us, staff_mark, verdict, served_n, tickets_n, mark, ended_us, outcome, judged_by) VALUES (:branch, :ticket, 'visit', 1, 1, 0, 1, 0, 0, 0, 0, 1, NULL, 0, 0, 0);
INSERT INTO ticket(branch, id, journey, customer, service, class, letter, number, form, state, place_us, taken_us, since_us, counter, for_counter, called_us, calls, begun_us, worked_us, appointment, appointment_us, language, preference, quoted_least_us, quoted_most_us, errands, date, staff, secret, over_us) VALUES (:branch, :ticket, :ticket, 0, 1, 0, 'M', 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, '\x00112233445566778899aabbccddeeff', 0);
INSERT INTO clock(branch, journey, id, ticket, version, cycle, moment, standard, state, is_over, begun_us, since_us, left_us, due_us, look_us, missed_us, is_warned, chance_permille, response) VALUES (:branch, :ticket, :ticket, :ticket, 1, 0, 0, 0, 1, 0, 1, 1, 1, 9, 9, 0, 0, 0, 0);
\elif :step = 2
UPDATE ticket SET state = 2, since_us = 2, counter = :counter, called_us = 2, calls = 1 WHERE branch = :branch AND id = :ticket;
UPDATE counter_now SET ticket = :ticket, since_us = 2 WHERE branch = :branch AND counter = :counter;
DELETE FROM clock WHERE branch = :branch AND journey = :ticket AND id = :ticket;
\elif :step = 3
UPDATE ticket SET state = 3, since_us = 3, begun_us = 3 WHERE branch = :branch AND id = :ticket;
\else
DELETE FROM ticket WHERE branch = :branch AND id = :ticket;
INSERT INTO ticket_past(branch, id, journey, customer, service, class, letter, number, form, state, place_us, taken_us, since_us, counter, for_counter, called_us, calls, begun_us, worked_us, appointment, appointment_us, language, preference, quoted_least_us, quoted_most_us, errands, date, staff, secret, over_us) VALUES (:branch, :ticket, :ticket, 0, 1, 0, 'M', 1, 1, 7, 1, 1, 4, :counter, 0, 2, 1, 3, 1, 0, 0, 0, 0, 1, 1, 0, 1, 0, '\x00112233445566778899aabbccddeeff', 4);
UPDATE journey SET served_n = 1, tickets_n = 0, staff_mark = 1, due_us = 9 WHERE branch = :branch AND id = :ticket;
UPDATE counter_now SET ticket = 0, since_us = 4 WHERE branch = :branch AND counter = :counter;
\endif
INSERT INTO event(branch, number, kind, at_us, journey, subject, staff, body, hash) VALUES (:branch, :number + 1, 20, 1, :ticket, :ticket, 0, '\x690100000000000000', '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff');
INSERT INTO event(branch, number, kind, at_us, journey, subject, staff, body, hash) VALUES (:branch, :number + 2, 21, 1, :ticket, :ticket, 0, '\x690100000000000000', '\x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff');
UPDATE chain SET number = :number + 2 WHERE branch = :branch;
UPDATE live SET next_id = next_id + 1, last_us = 1, commits = commits + 1 WHERE branch = :branch;
COMMIT;
