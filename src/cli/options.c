/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One reader for every option of every command: a kind of value is one function in `readers`, which
 * writes the field and says what was wrong in the words of the person who typed it.
 */
#include "cli/options.h"

#include <limits.h>

#include "base/duration.h"
#include "base/number.h"
#include "base/time.h"

/* What reading one value needs. */
struct reading_value {
	const struct option *option;
	const char *text;
	void *field;
	struct arena *arena;
};

typedef enum fault_code option_reader(const struct reading_value *v, struct fault *f);

unsigned
word_find(const char *words, struct span word)
{
	struct span rest = span_of(words);
	unsigned i = 0;

	for (struct span part; span_cut(&rest, '|', &part); i++)
		if (span_is(part, word))
			return i;
	return UINT_MAX;
}

const char *const *
word_list(size_t *ret_n, const char *words, struct arena *a)
{
	struct span rest = span_of(words);
	const char **list = NULL;
	size_t list_n = 0, room = 0;

	for (struct span part; span_cut(&rest, '|', &part);)
		*ARENA_PUSH(a, list, list_n, room) = arena_text_n(a, part.at, part.size);
	*ret_n = list_n;
	return list;
}

static enum fault_code
read_flag(const struct reading_value *v, struct fault *f)
{
	(void)f; /* a flag has no value that could be wrong */
	*(bool *)v->field = true;
	return FAULT_NONE;
}

static enum fault_code
read_text(const struct reading_value *v, struct fault *f)
{
	if (v->text[0] == '\0')
		return fault_set(f, FAULT_BAD_INPUT, "%s is empty", v->option->name);
	*(const char **)v->field = v->text;
	return FAULT_NONE;
}

static enum fault_code
read_number(const struct reading_value *v, struct fault *f)
{
	if (!number_uint(span_of(v->text), v->field))
		return fault_set(f, FAULT_BAD_INPUT, "%s wants a whole number, not \"%s\"",
			v->option->name, v->text);
	return FAULT_NONE;
}

static enum fault_code
read_duration(const struct reading_value *v, struct fault *f)
{
	struct duration duration;

	if (duration_parse(&duration, span_of(v->text), f))
		return fault_note(f, "%s", v->option->name);
	if (duration.is_opening)
		return fault_set(f, FAULT_BAD_INPUT,
			"%s counts elapsed time: leave out \"opening\"", v->option->name);
	*(int64_t *)v->field = duration.us;
	return FAULT_NONE;
}

static enum fault_code
read_word(const struct reading_value *v, struct fault *f)
{
	unsigned word = word_find(v->option->value, span_of(v->text));
	size_t list_n;

	if (word != UINT_MAX) {
		*(unsigned *)v->field = word;
		return FAULT_NONE;
	}
	const char *const *list = word_list(&list_n, v->option->value, v->arena);
	const char *nearest = text_nearest(v->text, list, list_n);
	if (nearest != NULL)
		return fault_set(f, FAULT_BAD_INPUT, "%s cannot be \"%s\": do you mean \"%s\"?",
			v->option->name, v->text, nearest);
	return fault_set(f, FAULT_BAD_INPUT, "%s cannot be \"%s\", only %s", v->option->name,
		v->text, v->option->value);
}

static enum fault_code
read_texts(const struct reading_value *v, struct fault *f)
{
	struct texts *texts = v->field;

	if (v->text[0] == '\0')
		return fault_set(f, FAULT_BAD_INPUT, "%s is empty", v->option->name);
	*ARENA_PUSH(v->arena, texts->items, texts->items_n, texts->room) = v->text;
	return FAULT_NONE;
}

static enum fault_code
read_list(const struct reading_value *v, struct fault *f)
{
	struct span rest = span_of(v->text);

	for (struct span part; span_cut(&rest, ',', &part);) {
		struct span word = span_trim(part);
		struct reading_value one = *v;
		one.text = arena_text_n(v->arena, word.at, word.size);
		if (read_texts(&one, f))
			return f->code;
	}
	if (((struct texts *)v->field)->items_n == 0)
		return fault_set(f, FAULT_BAD_INPUT, "%s is empty", v->option->name);
	return FAULT_NONE;
}

static enum fault_code
read_zone(const struct reading_value *v, struct fault *f)
{
	const struct zone *zone = zone_find(v->text);

	if (zone == NULL)
		return fault_set(f, FAULT_BAD_INPUT,
			"%s: there is no time zone \"%s\" (like Europe/Warsaw, +02:00 or UTC)",
			v->option->name, v->text);
	*(const struct zone **)v->field = zone;
	return FAULT_NONE;
}

static option_reader *const readers[] = {
	[OPTION_FLAG] = read_flag,
	[OPTION_TEXT] = read_text,
	[OPTION_NUMBER] = read_number,
	[OPTION_DURATION] = read_duration,
	[OPTION_WORD] = read_word,
	[OPTION_LIST] = read_list,
	[OPTION_TEXTS] = read_texts,
	[OPTION_ZONE] = read_zone,
};

void
arguments_wanted(const char *arguments, size_t *ret_least, size_t *ret_most)
{
	struct span rest = span_of(arguments);

	*ret_least = 0;
	*ret_most = 0;
	for (struct span part; span_cut(&rest, ' ', &part);) {
		if (part.size == 0)
			continue;
		if (part.at[0] != '[')
			(*ret_least)++;
		bool is_many = span_ends(part, SPAN("…")) || span_ends(part, SPAN("…]"));
		/* "NAME[,NAME…]" is one word of the command line, whatever is in it. */
		if (is_many && (part.at[0] == '[' || part.at[part.size - 1] != ']'))
			*ret_most = SIZE_MAX;
		else if (*ret_most != SIZE_MAX)
			(*ret_most)++;
	}
}

/* Is `word` this option, perhaps with its value behind "="? */
static bool
option_is(const struct option *option, const char *word, const char **ret_value)
{
	size_t size = strlen(option->name);

	if (strncmp(word, option->name, size) != 0)
		return false;
	*ret_value = word[size] == '=' ? word + size + 1 : NULL;
	return word[size] == '\0' || word[size] == '=';
}

struct found {
	const struct option *option;
	size_t at;	   /* in the command's choices */
	const char *value; /* behind "=", or NULL */
	bool *was_given;
};

/* One bool an option of the command, in the order of the tables. */
static size_t
options_n(const struct command *command)
{
	size_t n = 0;
	for (size_t t = 0; t < command->body->tables_n; t++)
		n += command->body->tables[t].options_n;
	return n;
}

static bool
option_find(struct found *ret, const struct command *command, const char *word, bool *given)
{
	for (size_t t = 0; t < command->body->tables_n; t++) {
		const struct option_table *table = &command->body->tables[t];
		for (size_t i = 0; i < table->options_n; i++, given++) {
			if (!option_is(&table->options[i], word, &ret->value))
				continue;
			ret->option = &table->options[i];
			ret->at = table->at + table->options[i].at;
			ret->was_given = given;
			return true;
		}
	}
	return false;
}

static enum fault_code
option_unknown(const struct request *request, const char *word, struct fault *f)
{
	const struct command *command = request->command;
	const char **names = NULL;
	size_t names_n = 0, room = 0;

	for (size_t t = 0; t < command->body->tables_n; t++)
		for (size_t i = 0; i < command->body->tables[t].options_n; i++)
			*ARENA_PUSH(request->arena, names, names_n, room) =
				command->body->tables[t].options[i].name;
	*ARENA_PUSH(request->arena, names, names_n, room) = "--help";
	const char *typed = arena_text_n(request->arena, word, strcspn(word, "="));
	const char *nearest = text_nearest(typed, names, names_n);
	if (nearest != NULL)
		return fault_set(f, FAULT_BAD_INPUT, "there is no option %s: do you mean %s?",
			typed, nearest);
	return fault_set(f, FAULT_BAD_INPUT, "there is no option %s: \"cykl %s --help\" lists them",
		typed, command->name);
}

/* Reads the option at words[*i]; moves *i to the last word used. */
static enum fault_code
option_take(struct request *request, void *choices, bool *given, int words_n, char **words, int *i,
	struct fault *f)
{
	struct found found;

	if (!option_find(&found, request->command, words[*i], given))
		return option_unknown(request, words[*i], f);
	const struct option *option = found.option;
	bool is_list = option->kind == OPTION_LIST || option->kind == OPTION_TEXTS;
	if (*found.was_given && !is_list)
		return fault_set(f, FAULT_BAD_INPUT, "%s is given twice", option->name);
	*found.was_given = true;
	if (option->kind == OPTION_FLAG && found.value != NULL)
		return fault_set(f, FAULT_BAD_INPUT, "%s takes no value", option->name);
	if (option->kind != OPTION_FLAG && found.value == NULL) {
		if (*i + 1 >= words_n)
			return fault_set(f, FAULT_BAD_INPUT, "%s wants a value: %s %s",
				option->name, option->name, option->value);
		found.value = words[++*i];
	}
	struct reading_value value = {.option = option,
		.text = found.value,
		.field = (char *)choices + found.at,
		.arena = request->arena};
	return readers[option->kind](&value, f);
}

static enum fault_code
arguments_check(const struct request *request, struct fault *f)
{
	const struct command *command = request->command;
	size_t least, most;

	arguments_wanted(command->arguments, &least, &most);
	if (request->arguments_n < least)
		return fault_set(f, FAULT_BAD_INPUT, "%s missing: cykl %s %s",
			request->arguments_n == 0 ? "arguments are" : "an argument is",
			command->name, command->arguments);
	if (request->arguments_n > most)
		return fault_set(f, FAULT_BAD_INPUT, "\"%s\" is one argument too many: cykl %s %s",
			request->arguments[most], command->name, command->arguments);
	return FAULT_NONE;
}

enum fault_code
options_read(const void **ret_choices, bool *ret_wants_help, struct request *request, int words_n,
	char **words, struct fault *f)
{
	void *choices = arena_alloc(request->arena, request->command->body->choices_size);
	bool *given = ARENA_ARRAY(request->arena, bool, options_n(request->command));
	const char **arguments = ARENA_ARRAY(request->arena, const char *, (size_t)words_n);
	bool has_ended = false;

	*ret_wants_help = false;
	request->arguments = arguments;
	for (int i = 0; i < words_n; i++) {
		const char *word = words[i];
		if (has_ended || word[0] != '-' || word[1] == '\0') {
			arguments[request->arguments_n++] = word;
		} else if (strcmp(word, "--") == 0) {
			has_ended = true;
		} else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
			*ret_wants_help = true;
			return FAULT_NONE;
		} else if (option_take(request, choices, given, words_n, words, &i, f)) {
			return f->code;
		}
	}
	*ret_choices = choices;
	return arguments_check(request, f);
}
