/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Puts the two halves together: the engine with its routes, and what their handlers need. See the
 * door.
 */
#include "http/http.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/clock.h"
#include "http/assets.h"
#include "http/measuring.h"
#include "http/site.h"
#include "http/twins.h"
#include "http/voice.h"

#define PASSWORDS_WAITING_MOST 64
#define SLOW_WAITING_MOST      64
#define QUIET_US	       INT64_C(30000000)
#define SENTENCE_SIZE	       (FAULT_NOTE_SIZE * FAULT_NOTES)

void
site_work(struct http_request *r, struct work *work, struct job *job)
{
	struct fault fault = {0};

	http_suspend(r);
	if (work_give(work, job, &fault)) {
		http_reply_fault(r, &fault);
		http_finish(r);
	}
}

void
site_log_fault(const struct http *http, const struct fault *fault)
{
	char sentence[SENTENCE_SIZE];

	if (http->site.log != NULL)
		http->site.log(
			http->site.log_with, fault_sentence(fault, sentence, sizeof(sentence)));
}

static void
tell(void *context, const char *sentence)
{
	const struct http *http = context;

	if (http->site.log != NULL)
		http->site.log(http->site.log_with, sentence);
}

static int64_t
now_us(void *context)
{
	const struct http *http = context;

	return service_now_us(http->site.service);
}

/* A hash that no password fits. */
static enum fault_code
dummy_make(struct http *http, struct fault *f)
{
	unsigned char bytes[32];
	int failed;

	randombytes_buf(bytes, sizeof(bytes));
	failed = crypto_pwhash_str(http->dummy_hash, (const char *)bytes, sizeof(bytes),
		crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
	sodium_memzero(bytes, sizeof(bytes));
	return failed == 0 ? FAULT_NONE
			   : fault_set(f, FAULT_BROKEN,
				     "there is no memory to check passwords (64 MiB)");
}

static void
description_make(struct http *http)
{
	json_t *document = openapi_document(http->arena);
	size_t size = json_dumpb(document, NULL, 0, JSON_COMPACT);
	char *at = arena_alloc(http->arena, size + 1);

	(void)json_dumpb(document, at, size, JSON_COMPACT);
	http->openapi = (struct span){at, size};
	http->openapi_page = openapi_page_text(document, http->arena);
	json_decref(document);
}

struct span
http_openapi(struct arena *a)
{
	json_t *document = openapi_document(a);
	size_t size = json_dumpb(document, NULL, 0, JSON_INDENT(2));
	char *at = arena_alloc(a, size + 2);

	(void)json_dumpb(document, at, size, JSON_INDENT(2));
	at[size] = '\n';
	json_decref(document);
	return (struct span){at, size + 1};
}

static enum fault_code
ears_add(struct http *http, struct fault *f)
{
	const struct service_ear live = http_live_ear(http), measuring = measuring_ear(http);

	if (service_ear_add(http->service, &live, NULL, f) ||
		service_ear_add(http->service, &measuring, NULL, f))
		return f->code;
	return FAULT_NONE;
}

static enum fault_code
parts_open(struct http *http, struct fault *f)
{
	http->access = access_new();
	http->routes = site_routes_new(http->arena);
	if (http_router_new(&http->router, http->routes, site_rows_n, http->arena, f) ||
		dummy_make(http, f) || measuring_open(http, f) ||
		work_new(&http->passwords, 1, PASSWORDS_WAITING_MOST, f) ||
		work_new(&http->slow, 1, SLOW_WAITING_MOST, f) ||
		work_new(&http->voices, 1, SLOW_WAITING_MOST, f) || twins_open(http, f) ||
		ears_add(http, f))
		return f->code;
	description_make(http);
	return FAULT_NONE;
}

enum fault_code
http_open(struct http **ret, const struct http_site *site, struct fault *f)
{
	struct http *http = calloc(1, sizeof(*http));

	if (http == NULL || sodium_init() < 0)
		abort();
	http->site = *site;
	http->service = site->service;
	http->reader_net = site->reader;
	http->reader_slow = site->reader + 1;
	http->reader_names = site->reader + 2;
	http->arena = arena_new(ARENA_UNLIMITED);
	atomic_init(&http->quiet_us, QUIET_US);
	atomic_init(&http->listened_us, clock_steady_us() - QUIET_US - 1); /* nobody yet */
	pthread_mutex_init(&http->streams_lock, NULL);
	if (parts_open(http, f)) {
		http_close(http);
		return fault_note(f, "preparing the HTTP server");
	}
	*ret = http;
	return FAULT_NONE;
}

enum fault_code
http_start(struct http *http, struct fault *f)
{
	struct http_setup setup = {.listen = http->site.listen,
		.certificate = http->site.certificate,
		.key = http->site.key,
		.proxies = http->site.proxies,
		.router = http->router,
		.assets = &http_pages,
		.context = http,
		.admit = access_admit,
		.missing = access_missing,
		.now_us = now_us,
		.tell = tell};

	http_settings_init(&setup.settings);
	if (http->site.has_no_limits)
		setup.settings.rate_n = setup.settings.connections_per_address_n =
			setup.settings.streams_per_address_n = 0;
	if (http_server_start(&http->server, &setup, f))
		return fault_note(f, "starting the HTTP server");
	pthread_mutex_lock(&http->streams_lock);
	http->streams = http_server_streams(http->server);
	pthread_mutex_unlock(&http->streams_lock);
	measuring_warm(http);
	return twins_start(http, f);
}

const char *
http_url(const struct http *http)
{
	return http->site.base_url != NULL ? http->site.base_url : http_server_url(http->server);
}

void
http_stop(struct http *http)
{
	if (http->server == NULL)
		return;
	atomic_store(&http->is_ending, true);
	pthread_mutex_lock(&http->streams_lock);
	http->streams = NULL;
	pthread_mutex_unlock(&http->streams_lock);
	http_server_stop(http->server);
	http->server = NULL;
	twins_stop(http);
	work_stop(http->passwords);
	work_stop(http->slow);
	work_stop(http->twins); /* after the slow one, which gives it work */
	work_stop(http->voices);
}

void
http_close(struct http *http)
{
	if (http == NULL)
		return;
	http_stop(http);
	work_free(http->passwords);
	work_free(http->slow);
	work_free(http->voices);
	voice_close(http->voice);
	twins_close(http);
	measuring_close(http);
	access_free(http->access);
	pthread_mutex_destroy(&http->streams_lock);
	arena_free(http->arena);
	free(http);
}
