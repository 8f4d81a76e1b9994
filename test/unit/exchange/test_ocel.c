/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OCEL 2.0: the same small log as JSON and as a database gives the same journeys; what is missing,
 * doubled, of a wrong kind or hanging in the air is counted; old, damaged and hostile files are
 * refused.
 */
#include <sqlite3.h>

#include "reading.h"

/* JSON with ' for ", which is easier on the eyes here. */
static struct reading
read_json(const char *text, const struct log_wish *wish)
{
	char *bytes = strdup(text);

	for (char *at = bytes; (at = strchr(at, '\'')) != NULL;)
		*at = '"';

	const struct reading r = read_log(bytes, wish);

	free(bytes);
	return r;
}

/* An order with two items; the second item is packed apart. */
static const char json_log[] =
	"{'objectTypes': [\n"
	"  {'name': 'order', 'attributes': [{'name': 'price', 'type': 'float'}]},\n"
	"  {'name': 'item', 'attributes': []}, {'name': 'unused', 'attributes': []}],\n"
	"'eventTypes': [\n"
	"  {'name': 'place order', 'attributes': [{'name': 'resource', 'type': 'string'}]},\n"
	"  {'name': 'pack', 'attributes': []}, {'name': 'ship', 'attributes': []}],\n"
	"'events': [\n"
	"  {'id': 'e1', 'type': 'place order', 'time': '2026-03-02T08:00:00Z',\n"
	"   'attributes': [{'name': 'resource', 'value': 'Linh'}, {'name': 'urgent', 'value': "
	"true}],\n"
	"   'relationships': [{'objectId': 'o1', 'qualifier': 'is'},\n"
	"     {'objectId': 'i1', 'qualifier': 'has'}, {'objectId': 'i2', 'qualifier': 'has'}]},\n"
	"  {'id': 'e2', 'type': 'pack', 'time': '2026-03-02T08:00:30Z', 'attributes': [],\n"
	"   'relationships': [{'objectId': 'i1', 'qualifier': 'a'}, {'objectId': 'i1', "
	"'qualifier': 'b'}]},\n"
	"  {'id': 'e3', 'type': 'pack', 'time': '2026-03-02T08:00:20Z',\n"
	"   'attributes': [{'name': 'resource', 'value': 'Ola'}, {'name': 'weight', 'value': "
	"2.5}],\n"
	"   'relationships': [{'objectId': 'i2', 'qualifier': 'a'}]},\n"
	"  {'id': 'e4', 'type': 'ship', 'time': '2026-03-02T08:01:00Z',\n"
	"   'relationships': [{'objectId': 'o1', 'qualifier': 'is'}]}],\n"
	"'objects': [\n"
	"  {'id': 'o1', 'type': 'order',\n"
	"   'attributes': [{'name': 'price', 'time': '1970-01-01T00:00:00Z', 'value': 12}],\n"
	"   'relationships': [{'objectId': 'i1', 'qualifier': 'has'}]},\n"
	"  {'id': 'i1', 'type': 'item'}, {'id': 'i2', 'type': 'item'}]}\n";

static const char sql_log[] =
	"CREATE TABLE event_map_type(ocel_type TEXT, ocel_type_map TEXT);"
	"CREATE TABLE object_map_type(ocel_type TEXT, ocel_type_map TEXT);"
	"CREATE TABLE event(ocel_id TEXT PRIMARY KEY, ocel_type TEXT);"
	"CREATE TABLE object(ocel_id TEXT PRIMARY KEY, ocel_type TEXT);"
	"CREATE TABLE event_object(ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT,"
	" PRIMARY KEY (ocel_object_id, ocel_event_id, ocel_qualifier));"
	"CREATE TABLE object_object(ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);"
	"CREATE TABLE event_Place(ocel_id TEXT, ocel_time TEXT, resource TEXT, urgent TEXT);"
	"CREATE TABLE event_Pack(ocel_id TEXT, ocel_time TEXT, resource TEXT, weight REAL);"
	"CREATE TABLE event_Ship(ocel_time TEXT, ocel_id TEXT);"
	"CREATE TABLE object_Order(ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT, price "
	"REAL);"
	"INSERT INTO event_map_type VALUES ('place order', 'Place'), ('pack', 'Pack'), ('ship', "
	"'Ship');"
	"INSERT INTO object_map_type VALUES ('order', 'Order'), ('item', 'Item'), ('unused', "
	"'Unused');"
	"INSERT INTO event VALUES ('e1', 'place order'), ('e2', 'pack'), ('e3', 'pack'), ('e4', "
	"'ship');"
	"INSERT INTO object VALUES ('o1', 'order'), ('i1', 'item'), ('i2', 'item');"
	"INSERT INTO event_object VALUES ('e1', 'o1', 'is'), ('e1', 'i1', 'has'), ('e1', 'i2', "
	"'has'),"
	" ('e2', 'i1', 'a'), ('e2', 'i1', 'b'), ('e3', 'i2', 'a'), ('e4', 'o1', 'is');"
	"INSERT INTO event_Place VALUES ('e1', '2026-03-02 08:00:00', 'Linh', 'true');"
	"INSERT INTO event_Pack VALUES ('e3', '2026-03-02 08:00:20', 'Ola', 2.5),"
	" ('e2', '2026-03-02 08:00:30', NULL, NULL);"
	"INSERT INTO event_Ship VALUES ('2026-03-02 08:01:00', 'e4');";

/* A database made by the log above and then something more. */
static struct reading
read_database(const char *more, const struct log_wish *wish)
{
	char path[] = "/tmp/cykl-test-?#%-XXXXXX";
	const int file = mkstemp(path);
	sqlite3 *db;

	assert_true(file >= 0);
	assert_int_equal(close(file), 0);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql_log, NULL, NULL, NULL), SQLITE_OK);
	if (sqlite3_exec(db, more, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);

	const struct reading r = read_path(path, wish);

	assert_int_equal(unlink(path), 0);
	return r;
}

enum form { FORM_JSON, FORM_SQLITE, FORM__COUNT };

static struct reading
read_form(enum form form, const struct log_wish *wish)
{
	return form == FORM_JSON ? read_json(json_log, wish) : read_database("", wish);
}

static void
the_life_of_each_object_of_the_chosen_type_is_a_journey(void **state)
{
	const struct log_wish items = {.object_type = "item"}, orders = {.object_type = "order"};

	(void)state;
	for (enum form form = 0; form < FORM__COUNT; form++) {
		ON_EXIT(reading_guard) struct reading r = read_form(form, &items);
		ON_EXIT(reading_guard) struct reading s = read_form(form, &orders);

		assert_read(r);
		assert_string_equal(
			r.found.format, form == FORM_JSON ? "ocel_json" : "ocel_sqlite");
		assert_string_equal(
			journeys_text(&r), "i1: place order@0 pack@30; i2: place order@0 pack@20");
		assert_string_equal(column_names(&r), "resource");
		assert_string_equal(column_text(&r, "resource"), "Linh||Linh|Ola");
		assert_true(
			has_note(&r, "4 events, 3 objects of 3 types, 3 event types, 7 relations"));
		assert_true(has_note(&r, "journeys are the objects of type \"item\""));
		assert_true(has_note(&r, "1 events touch no such object"));
		assert_int_equal(r.found.bad_n, 0);
		assert_int_equal(r.found.rows_n, 4);
		assert_read(s);
		assert_string_equal(journeys_text(&s), "o1: place order@0 ship@60");
	}
}

static void
every_object_is_a_journey_when_all_are_chosen(void **state)
{
	const struct log_wish wish = {.object_type = "all"};

	(void)state;
	for (enum form form = 0; form < FORM__COUNT; form++) {
		ON_EXIT(reading_guard) struct reading r = read_form(form, &wish);

		assert_read(r);
		assert_string_equal(journeys_text(&r),
			"o1: place order@0 ship@60; "
			"i1: place order@0 pack@30; i2: place order@0 pack@20");
		assert_string_equal(
			column_text(&r, "object_type"), "order|order|item|item|item|item");
	}
}

static void
attributes_are_columns_when_wished_for(void **state)
{
	const struct log_wish wish = {.object_type = "item", .keeps_all = true};

	(void)state;
	for (enum form form = 0; form < FORM__COUNT; form++) {
		ON_EXIT(reading_guard) struct reading r = read_form(form, &wish);

		assert_read(r);
		assert_string_equal(column_text(&r, "urgent"), "true||true|");
		assert_string_equal(column_text(&r, "weight"), "|||2.5");
	}
}

static void
without_a_choice_the_types_are_listed_with_their_counts(void **state)
{
	const struct log_wish wrong = {.object_type = "parcel"};

	(void)state;
	for (enum form form = 0; form < FORM__COUNT; form++) {
		ON_EXIT(reading_guard) struct reading r = read_form(form, NULL);
		ON_EXIT(reading_guard) struct reading s = read_form(form, &wrong);

		assert_refused(r, FAULT_BAD_INPUT, "order (1), item (2), or all");
		assert_refused(s, FAULT_BAD_INPUT,
			"there are no objects of type \"parcel\"; there are order (1), item (2)");
	}
}

#define OBJECTS	    "'objects': [{'id': 'o', 'type': 'order'}]"
#define EVENT(rest) "{'type': 't', 'time': '2026-03-02T08:00:00Z'" rest "}"
#define ON_O	    ", 'relationships': [{'objectId': 'o'}]"

static void
one_type_of_objects_needs_no_choice_and_events_may_come_first_or_last(void **state)
{
	ON_EXIT(reading_guard)
	struct reading r =
		read_json("{'events': [" EVENT(", 'id': 'e'" ON_O) "], " OBJECTS "}", NULL);
	ON_EXIT(reading_guard)
	struct reading s =
		read_json("{" OBJECTS ", 'events': [" EVENT(", 'id': 'e'" ON_O) "]}", NULL);

	(void)state;
	assert_read(r);
	assert_string_equal(journeys_text(&r), "o: t@0");
	assert_read(s);
	assert_string_equal(journeys_text(&s), "o: t@0");
}

/* clang-format off */
static const char bad_items[] =
	"{'objectTypes': [], 'eventTypes': [], 'objects': [{'id': 'o', 'type': 'order'},\n"
	"{'id': 'o', 'type': 'order'},\n"
	"{'type': 'order'},\n"
	"{'id': 'p'},\n"
	"{'id': 7, 'type': 'order'},\n"
	"8],\n"
	"'events': [" EVENT(", 'id': 'e1'" ON_O) ",\n"
	EVENT(", 'id': 'e1'" ON_O) ",\n"
	EVENT(ON_O) ",\n"
	"{'id': 'e4', 'time': '2026-03-02T08:00:00Z'" ON_O "},\n"
	"{'id': 'e5', 'type': 't'" ON_O "},\n"
	"{'id': 'e6', 'type': 't', 'time': 'soon'" ON_O "},\n"
	EVENT(", 'id': 'e7', 'relationships': [{'objectId': 'nowhere'}, {'objectId': 'o'}]") ",\n"
	EVENT(", 'id': 'e8', 'relationships': [{'qualifier': '?'}]") ",\n"
	EVENT(", 'id': 'e9', 'relationships': {'o': 1}") ",\n"
	EVENT(", 'id': 'e10', 'attributes': [{'name': 'a', 'value': []}]") ",\n"
	EVENT(", 'id': ['e11']") ",\n"
	"[1, 2]]}";
/* clang-format on */

static void
what_cannot_be_is_counted_with_its_line_and_the_rest_is_read(void **state)
{
	static const struct {
		uint64_t line;
		const char *reason;
	} expected[LOG_BAD_SHOWN] = {
		{2, "object \"o\": there is one of this id already"},
		{3, "an object without id"},
		{4, "object \"p\": it has no type"},
		{5, "object \"?\": its id is not a text"},
		{6, "object \"?\": it is not an object in braces"},
		{8, "event \"e1\": there is one of this id already"},
		{9, "event \"?\": it has no id"},
		{10, "event \"e4\": it has no type"},
		{11, "event \"e5\": it has no time"},
		{12, "event \"e6\": its time is not one"},
	};
	ON_EXIT(reading_guard) struct reading r = read_json(bad_items, NULL);

	(void)state;
	assert_read(r);
	assert_string_equal(journeys_text(&r), "o: t@0 t@0");
	assert_int_equal(r.found.bad_n, 16);
	assert_int_equal(r.found.bad_shown_n, LOG_BAD_SHOWN);
	for (size_t i = 0; i < LOG_BAD_SHOWN; i++) {
		assert_string_equal(r.found.bad[i].reason, expected[i].reason);
		assert_int_equal(r.found.bad[i].line, expected[i].line);
	}
	assert_true(has_note(&r, "2 events, 1 objects of 1 types"));
}

static void
a_strict_reading_stops_at_the_first_of_them(void **state)
{
	const struct log_wish wish = {.is_strict = true};
	ON_EXIT(reading_guard) struct reading r = read_json(bad_items, &wish);

	(void)state;
	assert_refused(r, FAULT_BAD_INPUT, "line 2: object \"o\": there is one of this id already");
}

static void
a_json_that_breaks_off_keeps_what_came_before(void **state)
{
	ON_EXIT(reading_guard)
	struct reading r = read_json(
		"{" OBJECTS ",\n'events': [" EVENT(", 'id': 'e1'" ON_O) ",\n" EVENT(", 'id': 'e"),
		NULL);
	ON_EXIT(reading_guard)
	struct reading s = read_json("{'objectTypes': [],\n 'objects': [{'id': 'o", NULL);

	(void)state;
	assert_read(r);
	assert_string_equal(journeys_text(&r), "o: t@0");
	assert_int_equal(r.found.bad_n, 1);
	assert_int_equal(r.found.bad[0].line, 3);
	assert_refused(s, FAULT_BAD_INPUT, "line 2: the text ends inside a string");
}

static void
ocel_1_is_refused_by_its_name(void **state)
{
	ON_EXIT(reading_guard)
	struct reading r =
		read_json("{'ocel:global-log': {'ocel:version': '1.0'}, 'ocel:events': {}}", NULL);

	(void)state;
	assert_refused(r, FAULT_BAD_INPUT, "OCEL 1.0");
}

static void
parts_that_are_no_lists_are_refused(void **state)
{
	ON_EXIT(reading_guard)
	struct reading r = read_json("{'objects': {}, 'events': []}", NULL);
	ON_EXIT(reading_guard)
	struct reading s = read_json("{'objects': [], 'events': []}", NULL);

	(void)state;
	assert_refused(r, FAULT_BAD_INPUT, "is not a list");
	assert_refused(s, FAULT_BAD_INPUT, "there is no object in it");
}

static void
rows_of_a_database_that_hang_in_the_air_are_counted(void **state)
{
	const struct log_wish wish = {.object_type = "item"};
	ON_EXIT(reading_guard)
	struct reading r = read_database(
		"INSERT INTO event_object VALUES ('e1', 'nowhere', ''), ('e99', 'i1', '');"
		"INSERT INTO event VALUES ('e5', 'pack'), ('e6', 'unheard of');"
		"INSERT INTO event_Pack VALUES ('e77', '2026-03-02 08:00:20', NULL, NULL),"
		" ('e2', '2026-03-02 09:00:30', NULL, NULL);",
		&wish);

	(void)state;
	assert_read(r);
	assert_string_equal(
		journeys_text(&r), "i1: place order@0 pack@30; i2: place order@0 pack@20");
	assert_int_equal(r.found.bad_n, 6);
	assert_string_equal(r.found.bad[0].reason,
		"table \"event_Pack\", event \"e77\": it is not in the table \"event\"");
	assert_string_equal(
		r.found.bad[1].reason, "table \"event_Pack\", event \"e2\": it stands there twice");
	assert_string_equal(r.found.bad[2].reason,
		"event \"e1\" touches object \"nowhere\", but there is no such object");
	assert_string_equal(r.found.bad[3].reason,
		"event \"e99\" touches object \"i1\", but there is no such event");
	assert_string_equal(r.found.bad[4].reason, "event \"e5\": it has no time");
	assert_string_equal(r.found.bad[5].reason, "event \"e6\": it has no time");
}

static void
a_tables_name_cannot_smuggle_sql_in(void **state)
{
	const struct log_wish wish = {.object_type = "item"};
	ON_EXIT(reading_guard)
	struct reading r = read_database(
		"CREATE TABLE \"event_x\"\"; DROP TABLE event; --\" (ocel_id TEXT, ocel_time TEXT);"
		"INSERT INTO \"event_x\"\"; DROP TABLE event; --\" VALUES ('e7', '2026-03-02 "
		"08:02:00');"
		"INSERT INTO event VALUES ('e7', 'odd');"
		"INSERT INTO event_object VALUES ('e7', 'i2', '');"
		"INSERT INTO event_map_type VALUES ('odd', 'x\"; DROP TABLE event; --'),"
		" ('none', 'Pack\" UNION SELECT * FROM \"event_Ship');",
		&wish);

	(void)state;
	assert_read(r);
	assert_string_equal(
		journeys_text(&r), "i1: place order@0 pack@30; i2: place order@0 pack@20 odd@120");
	assert_int_equal(r.found.bad_n, 1);
	assert_non_null(strstr(r.found.bad[0].reason, "there is no table \"event_Pack\" UNION"));
}

static void
views_are_not_asked(void **state)
{
	const struct log_wish wish = {.object_type = "item"};
	ON_EXIT(reading_guard)
	struct reading r =
		read_database("DROP TABLE object; CREATE VIEW object AS WITH RECURSIVE n(i) AS"
			      " (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS ocel_id, "
			      "'item' AS ocel_type FROM n;",
			&wish);

	(void)state;
	assert_refused(r, FAULT_BAD_INPUT, "it has no table \"object\"");
}

static void
a_database_that_is_no_log_or_damaged_is_refused(void **state)
{
	char rubbish[8192] = "SQLite format 3";
	ON_EXIT(reading_guard)
	struct reading other = read_database("DROP TABLE event_map_type", NULL);

	(void)state;
	memset(rubbish + 16, 0x5a, sizeof rubbish - 16);
	ON_EXIT(reading_guard)
	struct reading damaged = read_bytes((struct span){rubbish, sizeof rubbish}, NULL);

	assert_refused(
		other, FAULT_BAD_INPUT, "not an OCEL 2.0 log: it has no table \"event_map_type\"");
	assert_refused(damaged, FAULT_BAD_INPUT, "the database cannot be read");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_life_of_each_object_of_the_chosen_type_is_a_journey),
		cmocka_unit_test(every_object_is_a_journey_when_all_are_chosen),
		cmocka_unit_test(attributes_are_columns_when_wished_for),
		cmocka_unit_test(without_a_choice_the_types_are_listed_with_their_counts),
		cmocka_unit_test(
			one_type_of_objects_needs_no_choice_and_events_may_come_first_or_last),
		cmocka_unit_test(what_cannot_be_is_counted_with_its_line_and_the_rest_is_read),
		cmocka_unit_test(a_strict_reading_stops_at_the_first_of_them),
		cmocka_unit_test(a_json_that_breaks_off_keeps_what_came_before),
		cmocka_unit_test(ocel_1_is_refused_by_its_name),
		cmocka_unit_test(parts_that_are_no_lists_are_refused),
		cmocka_unit_test(rows_of_a_database_that_hang_in_the_air_are_counted),
		cmocka_unit_test(a_tables_name_cannot_smuggle_sql_in),
		cmocka_unit_test(views_are_not_asked),
		cmocka_unit_test(a_database_that_is_no_log_or_damaged_is_refused),
	};

	return cmocka_run_group_tests_name("ocel", tests, NULL, NULL);
}
