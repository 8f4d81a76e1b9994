/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables of the customer's way in a store, and the words of their states. A table's rows are
 * narrow and begin with the branch; what is open and what is over are two tables, so that the open
 * ones stay on a few pages. The indexes hold only rows that somebody looks for by them: those who
 * wait by place, those who are aside, what falls due; who is called or served is found by the
 * counters.
 */
#include "service/tickets.h"
#include "service/tickets_kept.h"

static const struct store_sql rows[] = {
#define SQL STORE_SQL_ROW
#include "service/tickets_sql.def"
#undef SQL
};

#define WITHOUT_ROWID "{{STRICT, WITHOUT ROWID|}}"

#define TICKET_TABLE(name)                                                                         \
	"CREATE TABLE " name "(branch INTEGER NOT NULL, id INTEGER NOT NULL,"                      \
	" journey INTEGER NOT NULL, customer INTEGER NOT NULL, service INTEGER NOT NULL,"          \
	" class INTEGER NOT NULL, letter TEXT NOT NULL, number INTEGER NOT NULL,"                  \
	" form INTEGER NOT NULL, state INTEGER NOT NULL, place_us INTEGER NOT NULL,"               \
	" taken_us INTEGER NOT NULL, since_us INTEGER NOT NULL, counter INTEGER NOT NULL,"         \
	" for_counter INTEGER NOT NULL, called_us INTEGER NOT NULL, calls INTEGER NOT NULL,"       \
	" begun_us INTEGER NOT NULL, worked_us INTEGER NOT NULL, appointment INTEGER NOT NULL,"    \
	" appointment_us INTEGER NOT NULL, language INTEGER NOT NULL,"                             \
	" preference INTEGER NOT NULL, quoted_least_us INTEGER NOT NULL,"                          \
	" quoted_most_us INTEGER NOT NULL, errands INTEGER NOT NULL, date INTEGER NOT NULL,"       \
	" staff INTEGER NOT NULL, secret BLOB NOT NULL, over_us INTEGER NOT NULL,"                 \
	" PRIMARY KEY (branch, id)) " WITHOUT_ROWID ";"

#define JOURNEY_TABLE(name)                                                                        \
	"CREATE TABLE " name "(branch INTEGER NOT NULL, id INTEGER NOT NULL,"                      \
	" cycle TEXT NOT NULL, version INTEGER NOT NULL, service INTEGER NOT NULL,"                \
	" customer INTEGER NOT NULL, opened_us INTEGER NOT NULL, due_us INTEGER NOT NULL,"         \
	" staff_mark INTEGER NOT NULL, verdict INTEGER NOT NULL, served_n INTEGER NOT NULL,"       \
	" tickets_n INTEGER NOT NULL, mark INTEGER, ended_us INTEGER NOT NULL,"                    \
	" outcome INTEGER NOT NULL, judged_by INTEGER NOT NULL,"                                   \
	" PRIMARY KEY (branch, id)) " WITHOUT_ROWID ";"                                            \
	"CREATE INDEX " name "_of_customer ON " name "(customer, opened_us) WHERE customer > 0;"

/* clang-format off */
static const char *const migrations[] = {
	"CREATE TABLE day_now(branch INTEGER PRIMARY KEY, day INTEGER NOT NULL,"
	" date INTEGER NOT NULL, opened_us INTEGER NOT NULL, closed_us INTEGER NOT NULL,"
	" turns_us INTEGER NOT NULL, turn TEXT NOT NULL, taken_n INTEGER NOT NULL,"
	" served_n INTEGER NOT NULL, left_n INTEGER NOT NULL, missed_n INTEGER NOT NULL,"
	" refused_n INTEGER NOT NULL) STRICT;"

	"CREATE TABLE counter_now(branch INTEGER NOT NULL, counter INTEGER NOT NULL,"
	" state INTEGER NOT NULL, staff INTEGER NOT NULL, ticket INTEGER NOT NULL,"
	" since_us INTEGER NOT NULL, reason TEXT NOT NULL,"
	" PRIMARY KEY (branch, counter)) " WITHOUT_ROWID ";"

	"CREATE TABLE ticket_label(branch INTEGER NOT NULL, letter TEXT NOT NULL,"
	" date INTEGER NOT NULL, last INTEGER NOT NULL,"
	" PRIMARY KEY (branch, letter)) " WITHOUT_ROWID ";"
	"CREATE TABLE ticket_label_kept(branch INTEGER NOT NULL, date INTEGER NOT NULL,"
	" letter TEXT NOT NULL, number INTEGER NOT NULL,"
	" PRIMARY KEY (branch, date, letter, number)) " WITHOUT_ROWID ";"

	TICKET_TABLE("ticket")
	"CREATE INDEX ticket_line ON ticket(branch, class, place_us, id)"
	" WHERE state = 1 AND for_counter = 0;"
	"CREATE INDEX ticket_waiting ON ticket(branch, place_us, id) WHERE state = 1;"
	"CREATE INDEX ticket_sent ON ticket(branch, for_counter, place_us, id)"
	" WHERE state = 1 AND for_counter > 0;"
	"CREATE INDEX ticket_agreed ON ticket(branch, appointment_us, id)"
	" WHERE state = 1 AND appointment_us > 0;"
	"CREATE INDEX ticket_aside ON ticket(branch, state, since_us, id) WHERE state > 1;"
	TICKET_TABLE("ticket_past")

	"CREATE TABLE errand(branch INTEGER NOT NULL, ticket INTEGER NOT NULL,"
	" place INTEGER NOT NULL, service INTEGER NOT NULL,"
	" PRIMARY KEY (branch, ticket, place)) " WITHOUT_ROWID ";"
	"CREATE TABLE served(branch INTEGER NOT NULL, staff INTEGER NOT NULL,"
	" date INTEGER NOT NULL, n INTEGER NOT NULL,"
	" PRIMARY KEY (branch, staff)) " WITHOUT_ROWID ";"

	JOURNEY_TABLE("journey")
	"CREATE INDEX journey_due ON journey(branch, due_us, id) WHERE due_us > 0;"
	JOURNEY_TABLE("journey_past")

	"CREATE TABLE moment_mark(branch INTEGER NOT NULL, journey INTEGER NOT NULL,"
	" moment TEXT NOT NULL, mark INTEGER NOT NULL, begun_us INTEGER NOT NULL,"
	" ended_us INTEGER NOT NULL,"
	" PRIMARY KEY (branch, journey, moment)) " WITHOUT_ROWID ";"

	"CREATE TABLE answer(branch INTEGER NOT NULL, id INTEGER NOT NULL,"
	" ticket INTEGER NOT NULL, journey INTEGER NOT NULL, customer INTEGER NOT NULL,"
	" at_us INTEGER NOT NULL, survey TEXT NOT NULL, item TEXT NOT NULL,"
	" mark INTEGER NOT NULL, from_mark INTEGER NOT NULL, to_mark INTEGER NOT NULL,"
	" is_bad INTEGER NOT NULL, words TEXT, PRIMARY KEY (branch, id)) " WITHOUT_ROWID ";"
	"CREATE INDEX answer_bad ON answer(branch, id) WHERE is_bad = 1;"
	"CREATE INDEX answer_of_customer ON answer(customer) WHERE customer > 0;"

	"CREATE TABLE appointment(branch INTEGER NOT NULL, id INTEGER NOT NULL,"
	" service INTEGER NOT NULL, from_us INTEGER NOT NULL, to_us INTEGER NOT NULL,"
	" state INTEGER NOT NULL, code TEXT NOT NULL, customer INTEGER NOT NULL,"
	" ticket INTEGER NOT NULL, PRIMARY KEY (branch, id)) " WITHOUT_ROWID ";"
	"CREATE INDEX appointment_at ON appointment(branch, from_us, id);"
	"CREATE INDEX appointment_code ON appointment(branch, code);",

	/* Every change of a ticket looks at every index, and the writer remembers the line. */
	"DROP INDEX ticket_line; DROP INDEX ticket_sent; DROP INDEX ticket_agreed;"
	"DROP INDEX ticket_aside;"
	"CREATE INDEX ticket_aside ON ticket(branch, since_us, id) WHERE state > 3;",
};
/* clang-format on */

const struct store_part queue_part = {
	.name = "queue",
	.sql = rows,
	.sql_n = array_length(rows),
	.migrations = migrations,
	.migrations_n = array_length(migrations),
	.lock_of = kept_lock_of,
};

/* ---- Words ---- */

/* clang-format off */
#define WORDS(name, table, row) static const char *const name[] = {"", table(row)};
#define SLUG_OF_FOUR(number, id, slug, sentence) [number] = (slug),
#define SLUG_OF_THREE(number, id, slug) [number] = (slug),
WORDS(ticket_states, TICKET_STATE_TABLE, SLUG_OF_FOUR)
WORDS(counter_states, COUNTER_STATE_TABLE, SLUG_OF_THREE)
WORDS(ticket_forms, TICKET_FORM_TABLE, SLUG_OF_THREE)
WORDS(preferences, PREFERENCE_TABLE, SLUG_OF_THREE)
WORDS(marks, MARK_TABLE, SLUG_OF_THREE)
WORDS(closings, CLOSING_TABLE, SLUG_OF_THREE)
WORDS(judges, JUDGE_TABLE, SLUG_OF_THREE)
WORDS(appointment_states, APPOINTMENT_STATE_TABLE, SLUG_OF_THREE)
WORDS(refusals, REFUSAL_TABLE, SLUG_OF_THREE)

#define SLUG(function, words) \
	const char * \
	function(int64_t number) \
	{ \
		return number > 0 && number < (int64_t)array_length(words) ? words[number] : ""; \
	}
SLUG(ticket_state_slug, ticket_states)
SLUG(counter_state_slug, counter_states)
SLUG(ticket_form_slug, ticket_forms)
SLUG(preference_slug, preferences)
SLUG(mark_slug, marks)
SLUG(closing_slug, closings)
SLUG(judge_slug, judges)
SLUG(appointment_state_slug, appointment_states)
SLUG(refusal_slug, refusals)
/* clang-format on */

static int64_t
word_find(const char *const *words, size_t words_n, struct span slug)
{
	for (size_t i = 1; i < words_n; i++)
		if (span_is(slug, span_of(words[i])))
			return (int64_t)i;
	return 0;
}

int64_t
ticket_state_find(struct span slug)
{
	return word_find(ticket_states, array_length(ticket_states), slug);
}

int64_t
ticket_form_find(struct span slug)
{
	return word_find(ticket_forms, array_length(ticket_forms), slug);
}

int64_t
preference_find(struct span slug)
{
	return word_find(preferences, array_length(preferences), slug);
}

int64_t
mark_find(struct span slug)
{
	return word_find(marks, array_length(marks), slug);
}
