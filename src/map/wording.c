/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Texts for people: one string, or one a language. Gaps are filled here, once, so that no screen
 * has to.
 */
#include "map/reader.h"

void
wording_set(struct wording *w, enum language language, const char *text)
{
	w->in[language] = text;
	w->has_own[language] = true;
}

void
wording_fill(struct wording *w, enum language main, enum language first)
{
	enum language from = w->has_own[main] ? main : first;
	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		if (!w->has_own[l])
			w->in[l] = w->in[from];
}

void
wording_check(struct reader *r, const struct node *node, const struct wording *w)
{
	const char *lacks = "";

	for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
		if (r->wants[l] && !w->has_own[l])
			lacks = arena_printf(r->problems->a, "%s%s%s", lacks,
				lacks[0] != '\0' ? ", " : "", language_tag((enum language)l));
	if (lacks[0] != '\0')
		map_warning_at(r, node, "this text is missing in %s", lacks);
}

static void
text_language_read(const struct reading *now, const struct node_pair *pair, struct wording *w,
	enum language *first)
{
	struct reader *r = now->r;
	struct words tags = map_words_of(WORDS_LANGUAGE);

	if (pair->key->kind != NODE_SCALAR)
		return;
	size_t language = map_words_find(tags, pair->key->text);
	if (language == tags.items_n) {
		map_error_at(r, pair->key, "\"%s\" has a text in %s, which is no language here%s",
			now->field->key, map_quote(r, pair->key->text),
			map_hint(r, pair->key->text, WORDS_LANGUAGE));
		return;
	}
	if (pair->value->kind != NODE_SCALAR || pair->value->text[0] == '\0') {
		map_error_at(r, pair->value, "\"%s\" in %s is %s; expected its text",
			now->field->key, language_name((enum language)language),
			pair->value->kind == NODE_SCALAR ? "empty"
							 : map_node_kind_words(pair->value->kind));
		return;
	}
	wording_set(w, (enum language)language, map_words_clean(r, pair->value->text));
	if (*first == LANGUAGE__COUNT)
		*first = (enum language)language;
}

void
map_text_read(const struct reading *now, const struct node *node, void *into, size_t *count)
{
	struct wording *w = into;
	enum language first = LANGUAGE__COUNT;

	(void)count;
	if (node->kind == NODE_SCALAR) {
		const char *text = map_words_clean(now->r, node->text);
		if (text[0] == '\0')
			map_error_at(now->r, node, "\"%s\" is empty; expected %s", now->field->key,
				now->field->sentence);
		for (unsigned l = 0; l < LANGUAGE__COUNT; l++)
			wording_set(w, (enum language)l, text);
		return;
	}
	for (size_t i = 0; i < node->pairs_n; i++)
		text_language_read(now, &node->pairs[i], w, &first);
	if (node->pairs_n == 0)
		map_error_at(now->r, node, "\"%s\" is empty; expected %s", now->field->key,
			map_type_expected(TYPE_TEXT));
	if (first == LANGUAGE__COUNT)
		return;
	wording_fill(w, now->r->main_language, first);
	wording_check(now->r, node, w);
}
