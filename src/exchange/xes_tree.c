/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A small automaton over expat's start and end of elements. An element that is not looked into
 * raises `passing`, so that everything below it is passed over until it closes again.
 */
#include "exchange/xes_tree.h"

#include <endian.h>
#include <expat.h>
#include <iconv.h>

#include "base/attributes.h"

#define PIECE ((size_t)64 << 10)

enum where {
	WHERE_OUTSIDE,
	WHERE_LOG,
	WHERE_GLOBAL,
	WHERE_TRACE,
	WHERE_EVENT,
};

struct walk {
	const struct xes_listener *listener;
	void *who;
	XML_Parser parser;
	struct xes_ending ending;
	enum where where;
	unsigned depth, passing;
	bool is_global_of_events;
	const char *refusal; /* why the file as a whole is not accepted */
};

static void
parser_guard(XML_Parser *parser)
{
	if (*parser != NULL)
		XML_ParserFree(*parser);
}

/* The name without its namespace prefix. */
static struct span
local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return span_of(colon != NULL ? colon + 1 : name);
}

static bool
is_attribute(struct span name)
{
	static const char *const kinds[] = {"string", "date", "int", "float", "boolean", "id"};

	for (size_t i = 0; i < array_length(kinds); i++)
		if (span_is(name, span_of(kinds[i])))
			return true;
	return false;
}

static void
stop(struct walk *w, const char *reason)
{
	if (w->ending.reason[0] != '\0')
		return; /* expat may tell a little more after it was stopped */
	w->ending.line = XML_GetCurrentLineNumber(w->parser);
	snprintf(w->ending.reason, sizeof w->ending.reason, "%s", reason);
	(void)XML_StopParser(w->parser, XML_FALSE); /* only fails when it is stopped already */
}

static const char *
attribute_of(const char **attributes, const char *name)
{
	for (size_t i = 0; attributes[i] != NULL; i += 2)
		if (strcmp(attributes[i], name) == 0)
			return attributes[i + 1];
	return NULL;
}

/* Tells what an attribute element says; what is nested in it is passed over. */
static void
attribute_begins(struct walk *w, struct span name, const char **attributes)
{
	const char *key = attribute_of(attributes, "key");
	const char *value = attribute_of(attributes, "value");

	w->passing = 1;
	if (key == NULL || value == NULL || !is_attribute(name))
		return;
	if (w->where == WHERE_EVENT)
		w->listener->event_says(w->who, span_of(key), span_of(value));
	else if (w->where == WHERE_TRACE)
		w->listener->trace_says(w->who, span_of(key), span_of(value));
	else
		w->listener->global(w->who, w->is_global_of_events, span_of(key), span_of(value));
}

static void
log_child_begins(struct walk *w, struct span name, const char **attributes)
{
	if (span_is(name, SPAN("trace"))) {
		w->where = WHERE_TRACE;
		w->listener->trace(w->who, XML_GetCurrentLineNumber(w->parser));
	} else if (span_is(name, SPAN("global"))) {
		const char *scope = attribute_of(attributes, "scope");

		w->where = WHERE_GLOBAL;
		w->is_global_of_events = scope != NULL && strcmp(scope, "event") == 0;
	} else {
		w->passing = 1;
		w->ending.loose_events_n += span_is(name, SPAN("event"));
	}
}

static void
element_begins(void *who, const char *full_name, const char **attributes)
{
	struct walk *w = who;
	const struct span name = local_name(full_name);

	if (++w->depth > XES_DEPTH_MOST) {
		stop(w, "elements are nested more than 256 deep");
		return;
	}
	if (w->passing > 0) {
		w->passing++;
		return;
	}
	switch (w->where) {
	case WHERE_OUTSIDE:
		if (span_is(name, SPAN("log")))
			w->where = WHERE_LOG;
		else
			stop(w, w->refusal = "this is XML but not XES: its root is not <log>");
		break;
	case WHERE_LOG:
		log_child_begins(w, name, attributes);
		break;
	case WHERE_TRACE:
		if (span_is(name, SPAN("event"))) {
			w->where = WHERE_EVENT;
			w->listener->event(w->who, XML_GetCurrentLineNumber(w->parser));
			break;
		}
		attribute_begins(w, name, attributes);
		break;
	case WHERE_GLOBAL:
	case WHERE_EVENT:
		attribute_begins(w, name, attributes);
		break;
	}
}

static void
element_ends(void *who, const char *name)
{
	struct walk *w = who;

	(void)name; /* expat has checked that it is the one that began */
	w->depth--;
	if (w->passing > 0) {
		w->passing--;
		return;
	}
	switch (w->where) {
	case WHERE_EVENT:
		w->where = WHERE_TRACE;
		if (!w->listener->event_is_over(w->who)) {
			w->ending.is_stopped = true;
			stop(w, "stopped");
		}
		break;
	case WHERE_TRACE:
		w->where = WHERE_LOG;
		w->listener->trace_is_over(w->who);
		break;
	case WHERE_GLOBAL:
		w->where = WHERE_LOG;
		break;
	case WHERE_LOG:
	case WHERE_OUTSIDE:
		w->where = WHERE_OUTSIDE;
		break;
	}
}

/* Entities are how a small file becomes a huge one, or reads other files. XES has no use for them.
 */
static void
entity_is_declared(void *who, const char *name, int is_parameter, const char *value, int value_size,
	const char *base, const char *system, const char *public, const char *notation)
{
	struct walk *w = who;

	(void)name, (void)is_parameter, (void)value, (void)value_size;
	(void)base, (void)system, (void)public, (void)notation;
	stop(w, w->refusal = "it declares XML entities, which are refused: they can swell a file "
			     "without bound or read other files");
}

/* The letter of each byte in an encoding of one byte a letter; −1 where there is none. */
static bool
letters_of(const char *name, int letters[static 256])
{
	const iconv_t converter = iconv_open("UTF-32LE", name);

	if (converter == (iconv_t)-1)
		return false;
	for (int i = 0; i < 256; i++) {
		char byte = (char)i, *from = &byte;
		uint32_t letter = 0;
		char *to = (char *)&letter;
		size_t from_size = 1, to_size = sizeof letter;

		letters[i] = iconv(converter, &from, &from_size, &to, &to_size) == 0 && to_size == 0
				     ? (int)le32toh(letter)
				     : -1;
	}
	(void)iconv_close(converter); /* only fails for what is no converter */
	return true;
}

/* Expat knows UTF-8, UTF-16, Latin 1 and ASCII; older tools also write the code pages of their
 * place. Only these families are looked up: a name from a file shall not load whatever converter
 * there is. */
static int
encoding_is_met(void *none, const char *name, XML_Encoding *ret)
{
	static const char *const families[] = {"windows-125", "cp125", "iso-8859-"};
	const struct span called = span_of(name);

	(void)none;
	for (size_t i = 0; i < array_length(families); i++) {
		const struct span family = span_of(families[i]);

		if (called.size > family.size && called.size < family.size + 3 &&
			span_is_like((struct span){called.at, family.size}, family))
			return letters_of(name, ret->map) ? XML_STATUS_OK : XML_STATUS_ERROR;
	}
	return XML_STATUS_ERROR;
}

static void
note_error(struct walk *w)
{
	const enum XML_Error error = XML_GetErrorCode(w->parser);
	const char *reason;

	switch (error) {
	case XML_ERROR_ABORTED: /* by stop, which has said why */
		return;
	case XML_ERROR_NO_ELEMENTS:
	case XML_ERROR_UNCLOSED_TOKEN:
	case XML_ERROR_UNCLOSED_CDATA_SECTION:
	case XML_ERROR_PARTIAL_CHAR:
		reason = "the file ends in the middle";
		break;
	default:
		reason = XML_ErrorString(error);
	}
	stop(w, reason);
}

/* One piece of the file; false at the end, whichever it is. */
static bool
walk_piece(struct walk *w, uint64_t *fed_n)
{
	char *into = XML_GetBuffer(w->parser, (int)PIECE);
	const size_t size = into != NULL ? w->listener->read(w->who, into, PIECE) : 0;

	if (into == NULL) {
		stop(w, "there is not enough memory for the XML parser");
		return false;
	}
	*fed_n += size;
	if (XML_ParseBuffer(w->parser, (int)size, size == 0) != XML_STATUS_OK) {
		note_error(w);
		return false;
	}

	const int64_t at = XML_GetCurrentByteIndex(w->parser);

	if (at >= 0 && *fed_n - (uint64_t)at > XES_TAG_MOST + 2 * PIECE) {
		stop(w, "one tag is longer than 16 MiB");
		return false;
	}
	return size > 0;
}

enum fault_code
xes_walk(struct xes_ending *ret, const struct xes_listener *listener, void *who, struct fault *f)
{
	ON_EXIT(parser_guard) XML_Parser parser = XML_ParserCreate(NULL);
	struct walk walk = {.listener = listener, .who = who, .parser = parser};
	uint64_t fed_n = 0;

	if (parser == NULL)
		return fault_set(f, FAULT_BROKEN, "there is not enough memory for the XML parser");
	XML_SetUserData(parser, &walk);
	XML_SetElementHandler(parser, element_begins, element_ends);
	XML_SetEntityDeclHandler(parser, entity_is_declared);
	XML_SetUnknownEncodingHandler(parser, encoding_is_met, NULL);
	while (walk_piece(&walk, &fed_n))
		continue;
	if (walk.refusal != NULL)
		return fault_set(f, FAULT_BAD_INPUT, "line %llu: %s",
			(unsigned long long)walk.ending.line, walk.refusal);
	walk.ending.is_whole = walk.ending.reason[0] == '\0';
	*ret = walk.ending;
	return FAULT_NONE;
}
