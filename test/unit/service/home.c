/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A real house for tests.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>

#include "base/file.h"
#include "home.h"

static int64_t
now(void *clock)
{
	return ((struct home *)clock)->now_us;
}

static void
open_or_fail(struct home *h)
{
	const struct store_setup store = {.parts = service_parts,
		.parts_n = service_parts_n,
		.readers_n = 6,
		.may_create = true};
	struct service_setup setup = {.now_us = now, .clock = h, .seed = 7, .has_no_timers = true};
	char sentence[1000];

	if (store_open(&h->place->store, h->place->address, &store, &h->fault))
		fail_msg("%s", fault_sentence(&h->fault, sentence, sizeof sentence));
	setup.store = h->place->store;
	if (service_open(&h->service, &setup, &h->fault))
		fail_msg("%s", fault_sentence(&h->fault, sentence, sizeof sentence));
}

int
home_make(void **state)
{
	void *place = NULL;
	struct home *h = calloc(1, sizeof *h);

	if (h == NULL || place_make(&place) != 0)
		return -1;
	h->place = place;
	h->a = arena_new(ARENA_UNLIMITED);
	h->now_us = HOME_BEGIN_US;
	open_or_fail(h);
	*state = h;
	return 0;
}

int
home_clear(void **state)
{
	struct home *h = *state;
	void *place = h->place;

	service_close(h->service);
	arena_free(h->a);
	free(h);
	return place_clear(&place);
}

void
home_reopen(struct home *h)
{
	home_settle(h);
	service_close(h->service);
	store_close(h->place->store);
	h->place->store = NULL;
	open_or_fail(h);
}

struct actor
home_actor(enum role role)
{
	return (struct actor){.role = role};
}

enum fault_code
home_do(struct home *h, const struct actor *actor, enum command_id command, const void *in,
	void *out)
{
	h->fault = (struct fault){0};
	h->now_us += 1000;
	return service_do(h->service, actor, command, in, out, h->a, &h->fault);
}

void
home_must(struct home *h, const struct actor *actor, enum command_id command, const void *in,
	void *out)
{
	char sentence[1000];

	if (home_do(h, actor, command, in, out))
		fail_msg("%s: %s", service_command(command)->name,
			fault_sentence(&h->fault, sentence, sizeof sentence));
}

void
home_expect(const struct home *h, enum fault_code code, const char *field, const char *words)
{
	char sentence[1000];

	fault_sentence(&h->fault, sentence, sizeof sentence);
	if (h->fault.code != code || (field != NULL && strcmp(h->fault.field, field) != 0) ||
		strstr(sentence, words) == NULL)
		fail_msg("not %s about \"%s\" with \"%s\" but %s about \"%s\": %s",
			fault_kind(code)->slug, field != NULL ? field : "", words,
			fault_kind(h->fault.code)->slug, h->fault.field, sentence);
}

void
home_settle(struct home *h)
{
	struct fault fault = {0};
	char sentence[1000];

	if (service_settle(h->service, &fault))
		fail_msg("%s", fault_sentence(&fault, sentence, sizeof sentence));
}

struct service_files
home_files(struct home *h, ...)
{
	struct service_file *files = NULL;
	size_t n = 0, room = 0;
	va_list texts;

	va_start(texts, h);
	for (const char *path; (path = va_arg(texts, const char *)) != NULL;)
		*ARENA_PUSH(h->a, files, n, room) =
			(struct service_file){span_of(path), span_of(va_arg(texts, const char *))};
	va_end(texts);
	return (struct service_files){files, n};
}

struct service_files
home_shop(struct home *h)
{
	return home_files(h, "organisation.yaml",
		"# The shop, for tests.\n"
		"organisation: shop\n"
		"title: {en: The shop, pl: Sklep}\n"
		"languages: [en, pl]\n"
		"zone: Europe/Warsaw\n"
		"calendars:\n"
		"  - calendar: town\n"
		"    open: {daily: [00:00-24:00]}\n"
		"  - {calendar: short, open: {mon-fri: [09:00-17:00]}}\n"
		"classes:\n"
		"  - {class: first, title: First, up_to: 2, asked: true}\n"
		"  - {class: normal, title: Normal}\n"
		"branches:\n"
		"  - branch: square  # in the middle of the town\n"
		"    title: On the square\n"
		"    counters:\n"
		"      - {counter: one, title: One, services: [mend]}\n"
		"      - {counter: two, title: Two}\n"
		"  - {branch: river, title: By the river, calendar: short, counters: [{counter: "
		"desk, "
		"title: Desk}]}\n"
		"services:\n"
		"  # what we live from\n"
		"  - {service: mend, title: Mending, cycle: visit, letter: M, usual: 5 min}\n"
		"  - {service: sell, title: Selling, cycle: visit, letter: S}\n"
		"departments:\n"
		"  - {department: workshop, title: Workshop}\n",
		"cycles/visit.yaml",
		"cycle: visit\n"
		"title: A visit\n"
		"closes: {satisfied: journey.satisfied, dissatisfied: journey.dissatisfied, "
		"abandoned: ticket.left}\n"
		"closing: {survey: after, item: overall}\n"
		"stages:\n"
		"  - stage: counter\n"
		"    title: At the counter\n"
		"    moments:\n"
		"      - moment: waiting\n"
		"        title: Waiting\n"
		"        critical: true\n"
		"        begins: ticket.taken\n"
		"        ends: ticket.called\n"
		"        left_by: ticket.left\n"
		"        standards:\n"
		"          - {standard: soon, promise: Soon., measure: duration, at_most: 10 min, "
		"target: 90 %}\n"
		"      - {moment: serving, title: Serving, begins: service.begun, ends: "
		"service.finished}\n",
		"surveys/after.yaml",
		"survey: after\nkind: csat\ntitle: Afterwards\nitems:\n"
		"  - {item: overall, kind: rating, ask: All in all?, from: 1, to: 5}\n",
		(const char *)NULL);
}

void
home_load(struct home *h, struct service_files files)
{
	const struct actor house = home_actor(ROLE_HOUSE);
	const struct map_load in = {.files = files};
	struct map_load_result out;

	home_must(h, &house, COMMAND_map_load, &in, &out);
	h->workspace = out.workspace;
	h->version = out.version;
}

void
home_load_shop(struct home *h)
{
	home_load(h, home_shop(h));
}

static void
folder_take(struct home *h, const char *root, const char *inside, struct service_file **files,
	size_t *n, size_t *room)
{
	const char *path = arena_printf(h->a, "%s/%s", root, inside);
	DIR *folder = opendir(path);

	if (folder == NULL)
		fail_msg("no folder %s", path);
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
		const char *name = arena_printf(
			h->a, "%s%s%s", inside, inside[0] != '\0' ? "/" : "", entry->d_name);
		struct span content;

		if (entry->d_name[0] == '.')
			continue;
		if (entry->d_type == DT_DIR) {
			folder_take(h, root, name, files, n, room);
			continue;
		}
		if (!map_path_is_known(span_of(name)))
			continue;
		assert_int_equal(file_read(&content, arena_printf(h->a, "%s/%s", root, name),
					 1 << 20, h->a, &h->fault),
			FAULT_NONE);
		*files = arena_grow(h->a, *files, *n, room, sizeof **files);
		(*files)[(*n)++] = (struct service_file){span_of(name), content};
	}
	closedir(folder);
}

void
home_load_example(struct home *h, const char *name)
{
	struct service_file *files = NULL;
	size_t n = 0, room = 0;

	folder_take(h, arena_printf(h->a, TEST_ROOT "/examples/%s", name), "", &files, &n, &room);
	home_load(h, (struct service_files){files, n});
}

static struct house_branch *
branch_named(const struct house *house, const char *name)
{
	for (size_t w = 0; w < house->workspaces_n; w++)
		for (size_t i = 0; i < house->workspaces[w].branches_n; i++)
			if (strcmp(house->workspaces[w].branches[i].name, name) == 0 &&
				!house->workspaces[w].branches[i].is_removed)
				return &house->workspaces[w].branches[i];
	return NULL;
}

int64_t
home_branch(struct home *h, const char *name)
{
	home_settle(h);
	const struct house *house = service_house(h->service);
	const struct house_branch *branch = branch_named(house, name);
	const int64_t id = branch != NULL ? branch->id : 0;

	house_release(house);
	return id;
}

int64_t
home_counter(struct home *h, const char *branch, const char *name)
{
	home_settle(h);
	const struct house *house = service_house(h->service);
	const struct house_branch *b = branch_named(house, branch);
	int64_t id = 0;

	for (size_t i = 0; b != NULL && i < b->counters_n; i++)
		if (strcmp(b->counters[i].name, name) == 0 && !b->counters[i].is_removed)
			id = b->counters[i].id;
	house_release(house);
	return id;
}

int64_t
home_service(struct home *h, const char *name)
{
	home_settle(h);
	const struct house *house = service_house(h->service);
	int64_t id = 0;

	for (size_t w = 0; w < house->workspaces_n; w++)
		for (size_t i = 0; i < house->workspaces[w].services_n; i++)
			if (strcmp(house->workspaces[w].services[i].name, name) == 0 &&
				!house->workspaces[w].services[i].is_removed)
				id = house->workspaces[w].services[i].id;
	house_release(house);
	return id;
}

struct counting {
	enum event_kind kind;
	size_t n;
};

static enum fault_code
count(const struct journal_event *event, void *with, struct fault *f)
{
	struct counting *counting = with;

	(void)f;
	counting->n += event->kind == counting->kind;
	return FAULT_NONE;
}

size_t
home_events(struct home *h, int64_t branch, enum event_kind kind)
{
	struct counting counting = {.kind = kind};
	int64_t after = 0;

	home_settle(h);
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(h->place->store, 1));
	assert_int_equal(
		journal_read(tx, branch, &after, 100000, count, &counting, &h->fault), FAULT_NONE);
	return counting.n;
}

json_t *
home_view(struct home *h, const struct actor *actor, enum view_id view, const void *in)
{
	json_t *json = NULL;

	home_settle(h);
	h->fault = (struct fault){0};
	return service_view(h->service, 1, actor, view, in, &json, &h->fault) ? NULL : json;
}
