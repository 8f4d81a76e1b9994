/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Staff and how they sign in, keys, devices, customers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "home.h"

#define MINUTE_US INT64_C(60000000)

static const struct actor the_house = {.role = ROLE_HOUSE};
static const struct span hash = SPAN("$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA");

static struct staff_add_result
staff_add_by(struct home *h, const struct actor *by, const char *name, const char *role)
{
	const struct staff_add in = {
		.name = span_of(name), .title = span_of(name), .role = span_of(role)};
	struct staff_add_result out;

	home_must(h, by, COMMAND_staff_add, &in, &out);
	return out;
}

/* Somebody with a password; gives their id. */
static int64_t
somebody(struct home *h, const char *name, const char *role)
{
	const struct actor nobody = {.role = ROLE_STRANGER};
	const struct staff_add_result added = staff_add_by(h, &the_house, name, role);
	const struct invitation_use in = {.invitation = added.invitation, .password = hash};
	struct invitation_use_result out;

	home_must(h, &nobody, COMMAND_invitation_use, &in, &out);
	assert_int_equal(out.staff, added.staff);
	return added.staff;
}

static struct span
session_of(struct home *h, int64_t staff)
{
	const struct session_open in = {.staff = staff};
	struct session_open_result out;

	home_must(h, &the_house, COMMAND_session_open, &in, &out);
	return out.session;
}

static bool
find(struct home *h, enum credential kind, struct span secret, struct actor *ret)
{
	bool is_found = false;

	home_settle(h);
	*ret = (struct actor){0};
	assert_int_equal(service_actor_find(h->service, 1, kind, secret, ret, &is_found, &h->fault),
		FAULT_NONE);
	return is_found;
}

/* ---- Roles ---- */

static void
nobody_gives_a_role_above_their_own(void **state)
{
	struct home *h = *state;

	home_load_shop(h);
	for (enum role own = ROLE_MANAGER; own <= ROLE_ADMINISTRATOR; own++)
		for (enum role given = ROLE_AGENT; given <= ROLE_ADMINISTRATOR; given++) {
			const struct actor by = home_actor(own);
			const struct staff_add in = {
				.name = span_of(arena_printf(h->a, "p%d%d", own, given)),
				.title = SPAN("Somebody"),
				.role = span_of(role_slug(given))};

			home_do(h, &by, COMMAND_staff_add, &in, NULL);
			if (given <= own)
				assert_int_equal(h->fault.code, FAULT_NONE);
			else
				home_expect(h, FAULT_FORBIDDEN, "role", "above your own");
		}
	const struct actor manager = home_actor(ROLE_MANAGER), lead = home_actor(ROLE_LEAD);
	const int64_t agent = somebody(h, "agent", "agent"),
		      boss = somebody(h, "boss", "administrator");
	const struct staff_change up = {.staff = agent, .role = SPAN("administrator")},
				  down = {.staff = boss, .role = SPAN("agent")};
	const struct staff_remove away = {.staff = boss};
	const struct staff_invite again = {.staff = boss};

	home_do(h, &manager, COMMAND_staff_change, &up, NULL);
	home_expect(h, FAULT_FORBIDDEN, "role", "above your own");
	home_do(h, &manager, COMMAND_staff_change, &down, NULL);
	home_expect(h, FAULT_FORBIDDEN, "staff", "above you");
	home_do(h, &manager, COMMAND_staff_remove, &away, NULL);
	home_expect(h, FAULT_FORBIDDEN, "staff", "above you");
	home_do(h, &manager, COMMAND_staff_invite, &again, NULL);
	home_expect(h, FAULT_FORBIDDEN, "staff", "above you");
	home_do(h, &lead, COMMAND_staff_change, &up, NULL);
	home_expect(h, FAULT_FORBIDDEN, NULL, "lead");
	const struct staff_add kiosk = {
		.name = SPAN("k"), .title = SPAN("K"), .role = SPAN("kiosk")};
	home_do(h, &the_house, COMMAND_staff_add, &kiosk, NULL);
	home_expect(h, FAULT_BAD_INPUT, "role", "no role of staff");
}

static void
who_works_in_one_branch_manages_nobody_elsewhere(void **state)
{
	struct home *h = *state;

	home_load_shop(h);
	const int64_t square = home_branch(h, "square"), river = home_branch(h, "river");
	struct actor manager = home_actor(ROLE_MANAGER);
	manager.branches[0] = square;
	manager.branches_n = 1;
	struct staff_add in = {.name = SPAN("ann"), .title = SPAN("Ann"), .role = SPAN("agent")};
	struct staff_add_result out;

	home_do(h, &manager, COMMAND_staff_add, &in, NULL);
	home_expect(h, FAULT_FORBIDDEN, "branches", "name those");
	in.branches = (struct service_ids){&river, 1};
	home_do(h, &manager, COMMAND_staff_add, &in, NULL);
	home_expect(h, FAULT_FORBIDDEN, "branches", "not one of yours");
	in.branches = (struct service_ids){&square, 1};
	home_must(h, &manager, COMMAND_staff_add, &in, &out);
	const struct staff_change move = {.staff = out.staff, .everywhere = true};
	home_do(h, &manager, COMMAND_staff_change, &move, NULL);
	home_expect(h, FAULT_FORBIDDEN, "branches", "name those");
	home_must(h, &the_house, COMMAND_staff_change, &move, NULL);
	const struct staff_remove away = {.staff = out.staff};
	home_do(h, &manager, COMMAND_staff_remove, &away, NULL);
	home_expect(h, FAULT_FORBIDDEN, "staff", "outside your branches");
	const int64_t nowhere = 999;
	in.name = SPAN("ben");
	in.branches = (struct service_ids){&nowhere, 1};
	home_do(h, &the_house, COMMAND_staff_add, &in, NULL);
	home_expect(h, FAULT_NOT_FOUND, "branches", "no branch 999");
	in.role = SPAN("administrator");
	in.branches = (struct service_ids){&square, 1};
	home_do(h, &the_house, COMMAND_staff_add, &in, NULL);
	home_expect(h, FAULT_BAD_INPUT, "branches", "works everywhere");
}

static void
the_last_administrator_who_can_sign_in_stays(void **state)
{
	struct home *h = *state;
	const int64_t first = somebody(h, "first", "administrator");
	const struct staff_remove away = {.staff = first};
	const struct staff_change down = {.staff = first, .role = SPAN("manager")};

	staff_add_by(h, &the_house, "invited", "administrator"); /* cannot sign in yet */
	home_do(h, &the_house, COMMAND_staff_remove, &away, NULL);
	home_expect(h, FAULT_CONFLICT, "staff", "last administrator");
	home_do(h, &the_house, COMMAND_staff_change, &down, NULL);
	home_expect(h, FAULT_CONFLICT, "staff", "last administrator");
	somebody(h, "second", "administrator");
	home_must(h, &the_house, COMMAND_staff_remove, &away, NULL);
}

static void
a_name_is_one_persons_until_they_leave(void **state)
{
	struct home *h = *state;
	const struct staff_add again = {
		.name = SPAN("ANN"), .title = SPAN("Another Ann"), .role = SPAN("agent")};
	struct staff_add bad = {.name = SPAN("a b"), .title = SPAN("A B"), .role = SPAN("agent")};
	const struct staff_remove away = {
		.staff = staff_add_by(h, &the_house, "Ann", "agent").staff};
	struct staff_add_result out;

	home_do(h, &the_house, COMMAND_staff_add, &again, NULL);
	home_expect(h, FAULT_CONFLICT, "name", "\"ann\" already");
	home_do(h, &the_house, COMMAND_staff_add, &bad, NULL);
	home_expect(h, FAULT_BAD_INPUT, "name", "letters a–z");
	bad.name = SPAN("ab");
	bad.title = SPAN(" \t");
	home_do(h, &the_house, COMMAND_staff_add, &bad, NULL);
	home_expect(h, FAULT_BAD_INPUT, "title", "empty");
	home_must(h, &the_house, COMMAND_staff_remove, &away, NULL);
	home_must(h, &the_house, COMMAND_staff_add, &again, &out);
	assert_true(out.staff != away.staff);
	home_do(h, &the_house, COMMAND_staff_remove, &away, NULL);
	home_expect(h, FAULT_NOT_FOUND, "staff", "no such person");
}

/* ---- Coming in ---- */

static void
an_invitation_works_once_and_only_the_newest_and_three_days(void **state)
{
	struct home *h = *state;
	const struct actor nobody = {.role = ROLE_STRANGER};
	const struct staff_add_result added = staff_add_by(h, &the_house, "ann", "agent");
	const struct staff_invite again = {.staff = added.staff};
	struct staff_invite_result second;
	struct invitation_use use = {.invitation = added.invitation, .password = hash};
	int64_t staff = 0;
	const char *kept = NULL;
	bool is_found = true;

	assert_int_equal(added.invitation.size, 22);
	home_must(h, &the_house, COMMAND_staff_invite, &again, &second);
	home_do(h, &nobody, COMMAND_invitation_use, &use, NULL);
	home_expect(h, FAULT_NOT_FOUND, "invitation", "used already");
	home_settle(h);
	assert_int_equal(service_password_find(h->service, 1, SPAN("ann"), &staff, &kept, &is_found,
				 h->a, &h->fault),
		FAULT_NONE);
	assert_false(is_found);
	use.invitation = second.invitation;
	use.password = SPAN("secret");
	home_do(h, &nobody, COMMAND_invitation_use, &use, NULL);
	home_expect(h, FAULT_BAD_INPUT, "password", "Argon2id");
	use.password = hash;
	home_must(h, &nobody, COMMAND_invitation_use, &use, NULL);
	home_do(h, &nobody, COMMAND_invitation_use, &use, NULL);
	home_expect(h, FAULT_NOT_FOUND, "invitation", "used already");
	home_settle(h);
	assert_int_equal(service_password_find(h->service, 1, SPAN("Ann"), &staff, &kept, &is_found,
				 h->a, &h->fault),
		FAULT_NONE);
	assert_true(is_found);
	assert_int_equal(staff, added.staff);
	assert_string_equal(kept, hash.at);

	home_must(h, &the_house, COMMAND_staff_invite, &again, &second);
	h->now_us += 3 * 24 * 60 * MINUTE_US;
	use.invitation = second.invitation;
	home_do(h, &nobody, COMMAND_invitation_use, &use, NULL);
	home_expect(h, FAULT_NOT_FOUND, "invitation", "too old");
	assert_int_equal(home_events(h, 0, EVENT_PASSWORD_CHANGED), 1);
	assert_int_equal(home_events(h, 0, EVENT_STAFF_INVITED), 2);
}

static void
a_session_tells_who_it_is_until_it_ends(void **state)
{
	struct home *h = *state;
	struct actor actor;

	home_load_shop(h);
	const int64_t square = home_branch(h, "square"), ann = somebody(h, "ann", "lead");
	const struct staff_change here = {
		.staff = ann, .branches = {&square, 1}, .language = SPAN("pl")};
	home_must(h, &the_house, COMMAND_staff_change, &here, NULL);
	const struct span word = session_of(h, ann);
	assert_true(find(h, CREDENTIAL_SESSION, word, &actor));
	assert_int_equal(actor.role, ROLE_LEAD);
	assert_int_equal(actor.staff, ann);
	assert_int_equal(actor.branches_n, 1);
	assert_int_equal(actor.branches[0], square);
	assert_int_equal(actor.language, LANGUAGE_PL);
	assert_false(actor.is_due);
	assert_false(find(h, CREDENTIAL_KEY, word, &actor));
	assert_false(find(h, CREDENTIAL_DEVICE, word, &actor));
	assert_false(find(h, CREDENTIAL_SESSION, SPAN(""), &actor));
	assert_false(find(h, CREDENTIAL_SESSION, SPAN("AAAAAAAAAAAAAAAAAAAAAA"), &actor));
	const struct session_close in = {.session = word};
	home_must(h, &the_house, COMMAND_session_close, &in, NULL);
	assert_false(find(h, CREDENTIAL_SESSION, word, &actor));
	home_must(h, &the_house, COMMAND_session_close, &in, NULL);
	assert_int_equal(home_events(h, 0, EVENT_STAFF_SIGNED_IN), 1);
	assert_int_equal(home_events(h, 0, EVENT_STAFF_SIGNED_OUT), 1);
}

static void
a_session_gets_a_new_word_and_the_old_one_works_half_a_minute_more(void **state)
{
	struct home *h = *state;
	struct actor actor;
	struct session_rotate in = {.session = session_of(h, somebody(h, "ann", "agent"))};
	struct session_rotate_result out;

	h->now_us += 11 * MINUTE_US;
	assert_true(find(h, CREDENTIAL_SESSION, in.session, &actor));
	assert_true(actor.is_due);
	home_must(h, &the_house, COMMAND_session_rotate, &in, &out);
	assert_true(find(h, CREDENTIAL_SESSION, out.session, &actor));
	assert_false(actor.is_due);
	assert_true(find(h, CREDENTIAL_SESSION, in.session, &actor));
	assert_false(actor.is_due);
	home_do(h, &the_house, COMMAND_session_rotate, &in, NULL);
	home_expect(h, FAULT_CONFLICT, "session", "new word already");
	h->now_us += MINUTE_US / 2;
	assert_false(find(h, CREDENTIAL_SESSION, in.session, &actor));
	assert_true(find(h, CREDENTIAL_SESSION, out.session, &actor));
	/* Closing by the word before closes it, too. */
	const struct session_close close = {.session = in.session};
	home_must(h, &the_house, COMMAND_session_close, &close, NULL);
	assert_false(find(h, CREDENTIAL_SESSION, out.session, &actor));
}

static void
a_session_ends_after_an_hour_without_use_and_after_twelve_hours(void **state)
{
	struct home *h = *state;
	struct actor actor;
	const int64_t ann = somebody(h, "ann", "agent");
	struct span idle = session_of(h, ann), busy = session_of(h, ann);

	for (int i = 0; i < 14; i++) {
		const struct session_rotate in = {.session = busy};
		struct session_rotate_result out;

		h->now_us += 50 * MINUTE_US;
		assert_true(find(h, CREDENTIAL_SESSION, busy, &actor));
		assert_int_equal(find(h, CREDENTIAL_SESSION, idle, &actor), i < 1);
		home_must(h, &the_house, COMMAND_session_rotate, &in, &out);
		busy = out.session;
	}
	h->now_us += 21 * MINUTE_US;
	assert_false(find(h, CREDENTIAL_SESSION, busy, &actor));
	const struct session_rotate late = {.session = busy};
	home_do(h, &the_house, COMMAND_session_rotate, &late, NULL);
	home_expect(h, FAULT_CONFLICT, "session", "is over");
}

static void
who_leaves_changes_roles_or_sets_a_password_has_no_session_at_once(void **state)
{
	struct home *h = *state;
	struct actor actor;
	const int64_t ann = somebody(h, "ann", "agent");
	struct span word = session_of(h, ann);
	const struct staff_change up = {.staff = ann, .role = SPAN("lead")},
				  name = {.staff = ann, .title = SPAN("Ann Smith")};

	home_must(h, &the_house, COMMAND_staff_change, &name, NULL);
	assert_true(find(h, CREDENTIAL_SESSION, word, &actor));
	home_must(h, &the_house, COMMAND_staff_change, &up, NULL);
	assert_false(find(h, CREDENTIAL_SESSION, word, &actor));
	word = session_of(h, ann);
	assert_true(find(h, CREDENTIAL_SESSION, word, &actor));
	assert_int_equal(actor.role, ROLE_LEAD);
	const struct password_change password = {.password = hash};
	home_must(h, &actor, COMMAND_password_change, &password, NULL);
	assert_false(find(h, CREDENTIAL_SESSION, word, &actor));
	word = session_of(h, ann);
	const struct staff_remove away = {.staff = ann};
	home_must(h, &the_house, COMMAND_staff_remove, &away, NULL);
	assert_false(find(h, CREDENTIAL_SESSION, word, &actor));
	const struct session_open in = {.staff = ann};
	home_do(h, &the_house, COMMAND_session_open, &in, NULL);
	home_expect(h, FAULT_NOT_FOUND, "staff", "no such person");
	int64_t staff;
	const char *kept;
	bool is_found = true;
	home_settle(h);
	assert_int_equal(service_password_find(h->service, 1, SPAN("ann"), &staff, &kept, &is_found,
				 h->a, &h->fault),
		FAULT_NONE);
	assert_false(is_found);
}

static void
one_ends_ones_own_sessions_and_a_manager_somebody_elses(void **state)
{
	struct home *h = *state;
	const int64_t ann = somebody(h, "ann", "agent"), ben = somebody(h, "ben", "agent");
	struct actor self = home_actor(ROLE_AGENT), found;
	const struct actor manager = home_actor(ROLE_MANAGER);
	struct sessions_close in = {.staff = ben};
	struct sessions_close_result out;
	const struct span of_ben = session_of(h, ben);

	self.staff = ann;
	session_of(h, ann);
	session_of(h, ann);
	home_do(h, &self, COMMAND_sessions_close, &in, NULL);
	home_expect(h, FAULT_FORBIDDEN, "staff", "manager");
	in.staff = 0;
	home_must(h, &self, COMMAND_sessions_close, &in, &out);
	assert_int_equal(out.closed, 2);
	assert_true(find(h, CREDENTIAL_SESSION, of_ben, &found));
	in.staff = ben;
	home_must(h, &manager, COMMAND_sessions_close, &in, &out);
	assert_int_equal(out.closed, 1);
	assert_false(find(h, CREDENTIAL_SESSION, of_ben, &found));
}

static void
a_person_has_at_most_twenty_sessions(void **state)
{
	struct home *h = *state;
	const int64_t ann = somebody(h, "ann", "agent");
	const struct span first = session_of(h, ann);
	struct span second = {0};
	struct actor actor;

	for (int i = 0; i < 20; i++) {
		const struct span word = session_of(h, ann);
		if (i == 0)
			second = word;
	}
	assert_false(find(h, CREDENTIAL_SESSION, first, &actor));
	assert_true(find(h, CREDENTIAL_SESSION, second, &actor));
}

/* ---- Keys and devices ---- */

static void
a_key_works_until_its_time_or_its_removal(void **state)
{
	struct home *h = *state;
	struct actor actor;

	home_load_shop(h);
	const int64_t river = home_branch(h, "river");
	const struct actor boss = home_actor(ROLE_ADMINISTRATOR),
			   manager = home_actor(ROLE_MANAGER);
	struct key_add in = {.title = SPAN("the screens' maker"),
		.role = SPAN("agent"),
		.reads_only = true,
		.branches = {&river, 1},
		.until_us = h->now_us + 60 * MINUTE_US};
	struct key_add_result out;

	home_do(h, &manager, COMMAND_key_add, &in, NULL);
	home_expect(h, FAULT_FORBIDDEN, NULL, "manager");
	home_must(h, &boss, COMMAND_key_add, &in, &out);
	assert_true(find(h, CREDENTIAL_KEY, out.secret, &actor));
	assert_int_equal(actor.role, ROLE_AGENT);
	assert_int_equal(actor.key, out.key);
	assert_true(actor.reads_only);
	assert_int_equal(actor.branches[0], river);
	const struct customer_add customer = {.title = SPAN("Somebody")};
	home_do(h, &actor, COMMAND_customer_add, &customer, NULL);
	home_expect(h, FAULT_FORBIDDEN, NULL, "change nothing");
	h->now_us += 60 * MINUTE_US;
	assert_false(find(h, CREDENTIAL_KEY, out.secret, &actor));
	home_do(h, &boss, COMMAND_key_add, &in, NULL);
	home_expect(h, FAULT_BAD_INPUT, "until_us", "over");
	in.until_us = 0;
	in.role = SPAN("house");
	home_do(h, &boss, COMMAND_key_add, &in, NULL);
	home_expect(h, FAULT_BAD_INPUT, "role", "no role of a key");
	in.role = SPAN("lead");
	home_must(h, &boss, COMMAND_key_add, &in, &out);
	const struct key_remove away = {.key = out.key};
	home_must(h, &boss, COMMAND_key_remove, &away, NULL);
	assert_false(find(h, CREDENTIAL_KEY, out.secret, &actor));
	home_do(h, &boss, COMMAND_key_remove, &away, NULL);
	home_expect(h, FAULT_NOT_FOUND, "key", "no such key");
}

static void
a_device_is_its_branchs_until_its_pairing_is_taken_away(void **state)
{
	struct home *h = *state;
	struct actor actor, lead = home_actor(ROLE_LEAD);

	home_load_shop(h);
	const int64_t square = home_branch(h, "square"), river = home_branch(h, "river");
	struct device_pair in = {
		.branch = square, .kind = SPAN("kiosk"), .title = SPAN("At the door")};
	struct device_pair_result out;

	lead.branches[0] = river;
	lead.branches_n = 1;
	home_do(h, &lead, COMMAND_device_pair, &in, NULL);
	home_expect(h, FAULT_FORBIDDEN, NULL, "another branch");
	lead.branches[0] = square;
	home_must(h, &lead, COMMAND_device_pair, &in, &out);
	assert_int_equal(service_branch_of(out.device), square);
	assert_true(find(h, CREDENTIAL_DEVICE, out.secret, &actor));
	assert_int_equal(actor.role, ROLE_KIOSK);
	assert_int_equal(actor.device, out.device);
	assert_int_equal(actor.branches[0], square);
	const struct device_remove away = {.device = out.device};
	home_must(h, &lead, COMMAND_device_remove, &away, NULL);
	assert_false(find(h, CREDENTIAL_DEVICE, out.secret, &actor));
	in.kind = SPAN("administrator");
	home_do(h, &lead, COMMAND_device_pair, &in, NULL);
	home_expect(h, FAULT_BAD_INPUT, "kind", "kiosk, display or poster");
	/* A branch that ends takes its devices with it. */
	in.kind = SPAN("poster");
	home_must(h, &lead, COMMAND_device_pair, &in, &out);
	assert_true(find(h, CREDENTIAL_DEVICE, out.secret, &actor));
	home_load(h, home_files(h, "organisation.yaml", "organisation: shop\ntitle: The shop\n",
			     (const char *)NULL));
	assert_false(find(h, CREDENTIAL_DEVICE, out.secret, &actor));
	assert_int_equal(home_events(h, 0, EVENT_DEVICE_REMOVED), 2);
}

/* ---- Customers ---- */

static json_t *
customers_shown(struct home *h, const char *text)
{
	const struct actor agent = home_actor(ROLE_AGENT);
	const struct customers_view in = {.text = span_of(text)};
	json_t *json = home_view(h, &agent, VIEW_customers, &in);

	assert_non_null(json);
	return json;
}

static size_t
customers_n(struct home *h, const char *text)
{
	json_t *json = customers_shown(h, text);
	const size_t n = json_array_size(json_object_get(json, "customers"));

	json_decref(json);
	return n;
}

static void
a_customer_is_found_by_name_telephone_and_mail_and_not_after_erasing(void **state)
{
	struct home *h = *state;
	const struct actor agent = home_actor(ROLE_AGENT), manager = home_actor(ROLE_MANAGER);

	home_load_shop(h);
	const struct customer_add in = {.title = SPAN("Nguyễn Thị Hoa"),
		.telephone = SPAN("+84 (91) 234-56"),
		.email = SPAN("hoa@example.org"),
		.language = SPAN("vi"),
		.preference = SPAN("vibrate"),
		.class = SPAN("first"),
		.note = SPAN("Prefers the window seat")};
	struct customer_add_result out;
	home_must(h, &agent, COMMAND_customer_add, &in, &out);
	assert_int_equal(customers_n(h, "nguyen"), 1);
	assert_int_equal(customers_n(h, "Thị Hoa"), 1);
	assert_int_equal(customers_n(h, "91 234"), 1);
	assert_int_equal(customers_n(h, "hoa@exa"), 1);
	assert_int_equal(customers_n(h, "%%"), 0);
	assert_int_equal(customers_n(h, "kowalski"), 0);
	json_t *json = customers_shown(h, "nguyen");
	const json_t *shown = json_array_get(json_object_get(json, "customers"), 0);
	assert_int_equal(json_integer_value(json_object_get(shown, "customer")), out.customer);
	assert_string_equal(json_string_value(json_object_get(shown, "title")), "Nguyễn Thị Hoa");
	assert_string_equal(json_string_value(json_object_get(shown, "class")), "first");
	json_decref(json);

	const struct customer_change change = {
		.customer = out.customer, .title = SPAN("Lê Hoa"), .preference = SPAN("see")};
	home_must(h, &agent, COMMAND_customer_change, &change, NULL);
	assert_int_equal(customers_n(h, "nguyen"), 0);
	assert_int_equal(customers_n(h, "le hoa"), 1);
	assert_int_equal(customers_n(h, "91 234"), 1);
	const struct customer_erase erase = {.customer = out.customer};
	home_do(h, &agent, COMMAND_customer_erase, &erase, NULL);
	home_expect(h, FAULT_FORBIDDEN, NULL, "agent");
	home_must(h, &manager, COMMAND_customer_erase, &erase, NULL);
	assert_int_equal(customers_n(h, "le hoa"), 0);
	assert_int_equal(customers_n(h, "91 234"), 0);
	home_do(h, &manager, COMMAND_customer_erase, &erase, NULL);
	home_expect(h, FAULT_NOT_FOUND, "customer", "no such customer");
	home_do(h, &agent, COMMAND_customer_change, &change, NULL);
	home_expect(h, FAULT_NOT_FOUND, "customer", "no such customer");
}

static void
fields_of_a_customer_are_checked(void **state)
{
	struct home *h = *state;
	const struct actor agent = home_actor(ROLE_AGENT);
	static const struct {
		struct customer_add in;
		const char *field;
	} bad[] = {
		{{.title = SPAN("")}, "title"},
		{{.title = SPAN("a\nb")}, "title"},
		{{.title = SPAN("a\xff")}, "title"},
		{{.title = SPAN("A"), .email = SPAN("nobody")}, "email"},
		{{.title = SPAN("A"), .language = SPAN("de")}, "language"},
		{{.title = SPAN("A"), .preference = SPAN("shout")}, "preference"},
		{{.title = SPAN("A"), .class = SPAN("gold")}, "class"},
	};

	home_load_shop(h);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		home_do(h, &agent, COMMAND_customer_add, &bad[i].in, NULL);
		assert_int_not_equal(h->fault.code, FAULT_NONE);
		assert_string_equal(h->fault.field, bad[i].field);
	}
	assert_int_equal(home_events(h, 0, EVENT_CUSTOMER_ADDED), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		HOME_TEST(nobody_gives_a_role_above_their_own),
		HOME_TEST(who_works_in_one_branch_manages_nobody_elsewhere),
		HOME_TEST(the_last_administrator_who_can_sign_in_stays),
		HOME_TEST(a_name_is_one_persons_until_they_leave),
		HOME_TEST(an_invitation_works_once_and_only_the_newest_and_three_days),
		HOME_TEST(a_session_tells_who_it_is_until_it_ends),
		HOME_TEST(a_session_gets_a_new_word_and_the_old_one_works_half_a_minute_more),
		HOME_TEST(a_session_ends_after_an_hour_without_use_and_after_twelve_hours),
		HOME_TEST(who_leaves_changes_roles_or_sets_a_password_has_no_session_at_once),
		HOME_TEST(one_ends_ones_own_sessions_and_a_manager_somebody_elses),
		HOME_TEST(a_person_has_at_most_twenty_sessions),
		HOME_TEST(a_key_works_until_its_time_or_its_removal),
		HOME_TEST(a_device_is_its_branchs_until_its_pairing_is_taken_away),
		HOME_TEST(a_customer_is_found_by_name_telephone_and_mail_and_not_after_erasing),
		HOME_TEST(fields_of_a_customer_are_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
