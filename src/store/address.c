/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libpq reads its own addresses; what it says of one that it cannot read may quote the password, so
 * that is not passed on. The shown form is put together from the parts that are no secret.
 */
#include "store/address.h"

#include <libpq-fe.h>
#include <string.h>

#include "base/text.h"

static void
options_guard(PQconninfoOption **options)
{
	PQconninfoFree(*options);
}

static const char *
option_find(const PQconninfoOption *options, const char *name)
{
	for (; options->keyword != NULL; options++)
		if (strcmp(options->keyword, name) == 0)
			return options->val;
	return NULL;
}

static const char *
or_nothing(const char *text)
{
	return text != NULL ? text : "";
}

static enum fault_code
postgresql_parse(struct address *ret, const char *text, struct arena *a, struct fault *f)
{
	char *message = NULL;
	ON_EXIT(options_guard) PQconninfoOption *options = PQconninfoParse(text, &message);

	PQfreemem(message);
	if (options == NULL)
		return fault_set(f, FAULT_BAD_INPUT,
			"the address of the PostgreSQL store cannot be read; expected "
			"postgresql://USER@HOST:PORT/DATABASE");

	const char *user = option_find(options, "user"), *port = option_find(options, "port");
	const char *password = option_find(options, "password");

	*ret = (struct address){
		.text = arena_text(a, text),
		.shown = arena_printf(a, "postgresql://%s%s%s%s%s/%s", or_nothing(user),
			user != NULL ? "@" : "", or_nothing(option_find(options, "host")),
			port != NULL ? ":" : "", or_nothing(port),
			or_nothing(option_find(options, "dbname"))),
		.password = password != NULL && *password != '\0' ? arena_text(a, password) : NULL,
		.is_postgresql = true,
	};
	return FAULT_NONE;
}

bool
address_is_postgresql(const char *text)
{
	return span_begins(span_of(text), SPAN("postgresql://")) ||
	       span_begins(span_of(text), SPAN("postgres://"));
}

enum fault_code
address_parse(struct address *ret, const char *text, struct arena *a, struct fault *f)
{
	const struct span s = span_of(text);

	if (s.size == 0)
		return fault_set(f, FAULT_BAD_INPUT,
			"the store has no address; expected a file or postgresql://…");
	if (address_is_postgresql(text))
		return postgresql_parse(ret, text, a, f);
	/* ":memory:" and "file:…" mean something else to SQLite; with a folder before them they are
	 * names. */
	*ret = (struct address){
		.text = arena_printf(a, "%s%s", text[0] == '/' ? "" : "./", text),
		.shown = arena_text(a, text),
	};
	return FAULT_NONE;
}

const char *
address_harmless(const struct address *address, const char *message, char into[static MESSAGE_SIZE])
{
	const size_t size = address->password != NULL ? strlen(address->password) : 0;
	char *at = into;

	while (*message != '\0' && at < into + MESSAGE_SIZE - 1) {
		if (size > 0 && strncmp(message, address->password, size) == 0) {
			*at++ = '*';
			message += size;
		} else {
			*at++ = *message == '\n' || *message == '\t' ? ' ' : *message;
			message++;
		}
	}
	while (at > into && at[-1] == ' ')
		at--;
	*at = '\0';
	return into;
}
