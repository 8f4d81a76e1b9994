/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tree of pieces: each place has its words and at most one {name}, each leaf a route for each
 * verb. A word that leads nowhere further down gives way to the {name} beside it; as paths are
 * short and a place has one {name}, a look-up tries at most 2^HTTP_PARTS_MOST ways.
 */
#include "http/router.h"

#include <assert.h>

#include "http/query.h"

#define PIECES_MOST 12

struct place {
	struct span word; /* empty for a {name} */
	struct place *next, *words, *name;
	const struct http_route *routes[HTTP_VERB__COUNT];
	bool has_routes;
};

struct http_router {
	struct place root;
	const struct http_route *routes;
	size_t routes_n;
	struct arena *arena;
};

static const char *const verb_words[HTTP_VERB__COUNT] = {
#define X(id, word) word,
	HTTP_VERB_TABLE(X)
#undef X
};

const char *
http_verb_word(enum http_verb verb)
{
	return verb < HTTP_VERB__COUNT ? verb_words[verb] : "?";
}

enum http_verb
http_verb_find(struct span word)
{
	for (int verb = 0; verb < HTTP_VERB__COUNT; verb++)
		if (span_is(word, span_of(verb_words[verb])))
			return (enum http_verb)verb;
	return HTTP_VERB__COUNT;
}

static bool
is_name(struct span piece)
{
	return span_begins(piece, SPAN("{"));
}

static bool
is_word(struct span s, bool is_of_a_path)
{
	for (size_t i = 0; i < s.size; i++) {
		const char c = s.at[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_') &&
			!(is_of_a_path && (c == '-' || c == '.')))
			return false;
	}
	return s.size > 0;
}

static bool
is_piece(struct span piece)
{
	if (!is_name(piece))
		return is_word(piece, true);
	return span_ends(piece, SPAN("}")) &&
	       is_word((struct span){piece.at + 1, piece.size - 2}, false);
}

static struct place *
word_find(struct place *at, struct span word)
{
	struct place *place = at->words;

	while (place != NULL && !span_is(place->word, word))
		place = place->next;
	return place;
}

static struct place *
place_below(struct place *at, struct span piece, struct arena *a)
{
	struct place *place;

	if (is_name(piece)) {
		if (at->name == NULL)
			at->name = ARENA_NEW(a, struct place);
		return at->name;
	}
	place = word_find(at, piece);
	if (place == NULL) {
		place = ARENA_NEW(a, struct place);
		place->word = piece;
		place->next = at->words;
		at->words = place;
	}
	return place;
}

static enum fault_code
route_add(struct http_router *router, const struct http_route *route, struct fault *f)
{
	struct span rest = span_of(route->path), piece;
	struct place *at = &router->root;
	unsigned parts_n = 0, pieces_n = 0;

	if (route->verb >= HTTP_VERB__COUNT || route->verb == HTTP_HEAD ||
		route->verb == HTTP_OPTIONS || route->function == NULL)
		return fault_set(f, FAULT_BAD_INPUT,
			"the route %s has no function, or a verb that the engine answers by itself",
			route->path);
	if (!span_begins(rest, SPAN("/")) || (rest.size > 1 && span_ends(rest, SPAN("/"))))
		return fault_set(f, FAULT_BAD_INPUT,
			"the route \"%s\" must begin with a slash and not end with one",
			route->path);
	rest = (struct span){rest.at + 1, rest.size - 1};
	while (span_cut(&rest, '/', &piece)) {
		if (!is_piece(piece) || ++pieces_n > PIECES_MOST)
			return fault_set(f, FAULT_BAD_INPUT,
				"the route \"%s\" has a piece that is neither a word nor {name}, "
				"or too many",
				route->path);
		parts_n += is_name(piece);
		at = place_below(at, piece, router->arena);
	}
	if (parts_n > HTTP_PARTS_MOST)
		return fault_set(
			f, FAULT_BAD_INPUT, "the route \"%s\" has too many parts", route->path);
	if (at->routes[route->verb] != NULL)
		return fault_set(f, FAULT_BAD_INPUT,
			"the route %s %s can never be reached: %s comes before it",
			verb_words[route->verb], route->path, at->routes[route->verb]->path);
	at->routes[route->verb] = route;
	at->has_routes = true;
	return FAULT_NONE;
}

enum fault_code
http_router_new(struct http_router **ret, const struct http_route *routes, size_t routes_n,
	struct arena *a, struct fault *f)
{
	struct http_router *router = ARENA_NEW(a, struct http_router);

	router->routes = routes;
	router->routes_n = routes_n;
	router->arena = a;
	for (size_t i = 0; i < routes_n; i++)
		if (route_add(router, &routes[i], f))
			return fault_note(f, "row %zu of the routes", i + 1);
	*ret = router;
	return FAULT_NONE;
}

size_t
http_router_n(const struct http_router *router)
{
	return router->routes_n;
}

const struct http_route *
http_router_row(const struct http_router *router, size_t i)
{
	assert(i < router->routes_n);
	return &router->routes[i];
}

/* The place of a path, and the pieces that stood for names on the way to it. */
static const struct place *
place_find(const struct place *at, const struct span *pieces, size_t pieces_n, struct span *parts)
{
	const struct place *found;

	if (pieces_n == 0)
		return at->has_routes ? at : NULL;
	for (const struct place *word = at->words; word != NULL; word = word->next)
		if (span_is(word->word, pieces[0])) {
			found = place_find(word, pieces + 1, pieces_n - 1, parts);
			if (found != NULL)
				return found;
		}
	if (at->name == NULL || pieces[0].size == 0)
		return NULL;
	parts[0] = pieces[0];
	return place_find(at->name, pieces + 1, pieces_n - 1, parts + 1);
}

/* False when there are more pieces than any route has. */
static bool
path_cut(struct span path, struct span *pieces, size_t *ret_n)
{
	*ret_n = 0;
	if (path.size < 2)
		return path.size == 1 && path.at[0] == '/';
	for (size_t from = 1, to; from <= path.size; from = to + 1) {
		const char *slash = memchr(path.at + from, '/', path.size - from);
		to = slash != NULL ? (size_t)(slash - path.at) : path.size;
		if (*ret_n == PIECES_MOST || path.at[0] != '/')
			return false;
		pieces[(*ret_n)++] = (struct span){path.at + from, to - from};
	}
	return true;
}

static unsigned
verbs_of(const struct place *place)
{
	unsigned verbs = 1u << HTTP_OPTIONS;

	for (unsigned verb = 0; verb < HTTP_VERB__COUNT; verb++)
		if (place->routes[verb] != NULL)
			verbs |= 1u << verb;
	if (place->routes[HTTP_GET] != NULL)
		verbs |= 1u << HTTP_HEAD;
	return verbs;
}

bool
http_route_name(struct span *rest, struct span *ret_name)
{
	const char *begin = memchr(rest->at, '{', rest->size), *past = rest->at + rest->size;

	if (begin == NULL)
		return false;
	const char *end = memchr(begin, '}', (size_t)(past - begin));
	assert(end != NULL); /* as http_router_new looks at every path */
	*ret_name = (struct span){begin + 1, (size_t)(end - begin) - 1};
	*rest = (struct span){end, (size_t)(past - end)};
	return true;
}

/* The parts of a matched path, decoded. */
static bool
parts_decode(struct http_matched *matched, const struct span *parts, struct arena *a)
{
	struct span rest = span_of(matched->route->path), name;

	for (size_t i = 0; http_route_name(&rest, &name); i++)
		if (!http_decode(&matched->parts[i], parts[i], false, a))
			return false;
	return true;
}

enum http_match
http_router_match(const struct http_router *router, enum http_verb verb, struct span path,
	struct arena *a, struct http_matched *ret)
{
	struct span pieces[PIECES_MOST], parts[PIECES_MOST + 1] = {{NULL, 0}};
	const struct place *place;
	size_t pieces_n;

	*ret = (struct http_matched){.route = NULL};
	if (!path_cut(path, pieces, &pieces_n))
		return HTTP_NO_PATH;
	place = place_find(&router->root, pieces, pieces_n, parts);
	if (place == NULL)
		return HTTP_NO_PATH;
	ret->verbs = verbs_of(place);
	if (verb < HTTP_VERB__COUNT)
		ret->route = place->routes[verb == HTTP_HEAD ? HTTP_GET : verb];
	if (ret->route == NULL)
		return HTTP_NO_VERB;
	return parts_decode(ret, parts, a) ? HTTP_MATCHED : HTTP_BAD_PART;
}

const char *
http_verbs_text(unsigned verbs, struct arena *a)
{
	const char *text = "";

	for (unsigned verb = 0; verb < HTTP_VERB__COUNT; verb++)
		if (verbs & 1u << verb)
			text = arena_printf(
				a, "%s%s%s", text, *text == 0 ? "" : ", ", verb_words[verb]);
	return text;
}

int
http_route_part(const struct http_route *route, const char *name)
{
	const struct span wanted = span_of(name);
	struct span rest = span_of(route->path), found;

	for (int part = 0; http_route_name(&rest, &found); part++)
		if (span_is(found, wanted))
			return part;
	return -1;
}
