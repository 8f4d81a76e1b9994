/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who asks, and may they? Looked at once a request, when its head has come and before its body is
 * read.
 *
 * 	Authorization: Bearer KEY      a program
 * 	Authorization: Ticket WORD     a customer, for one ticket   (a stream: ?word=WORD)
 * 	cookie cykl                    somebody of the staff
 * 	cookie cykl-kiosk, -display, -visit   a paired device
 *
 * A browser may hold several cookies: `X-Cykl: kiosk` (a stream: ?as=kiosk) chooses, or else the
 * page that asks, as the browser tells it (/kiosk); otherwise a
 * session goes before a device. Over TLS the cookies are named __Host-… .
 *
 * What was found is kept for a short time, so that a request costs no question to the store; an
 * event about staff, devices, or a command that takes rights away forgets all of it at once
 * (access_forget, from any thread). Everything else here is the net thread's.
 *
 * Against forged requests from other sites: cookies are SameSite=Strict, and whatever changes
 * something and does not carry Authorization must carry the header X-Cykl, which no other site can
 * send; a request that a browser says comes from another origin is refused.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "http/limits_sign_in.h"
#include "http/request.h"
#include "service/service.h"

struct access;
struct http;

/* r->session. */
struct who {
	struct actor actor;
	bool is_known;	      /* not a stranger */
	enum credential kind; /* when known */
	struct span secret;   /* what was shown, in the request's arena */
};

struct access *access_new(void);
void access_free(struct access *access);
/* Whatever was found must be found again. Any thread. */
void access_forget(struct access *access);

/* For http_setup.admit. */
http_function access_admit;
/* For http_setup.missing: a stranger is not told which addresses of the interface there are. */
http_function access_missing;
const struct who *access_who(const struct http_request *r);
/* The same for a stranger, when admit was not asked. */
struct actor access_stranger(void);
/* For streams: whose they are. */
uint64_t access_owner(const struct who *who);

/* ---- Cookies ---- */

enum cookie { COOKIE_SESSION, COOKIE_KIOSK, COOKIE_DISPLAY, COOKIE_VISIT, COOKIE__COUNT };
/* value empty: the browser forgets it. */
void access_cookie_set(struct http_request *r, enum cookie cookie, struct span value);

/* ---- Words that change ---- */

/* After a reply: when the session's word is old, the answer waits for a new one. */
void access_renew(struct http_request *r, struct http *http);
/* Devices and keys that were used since it was last said; submits seen.note at most once a minute.
 */
void access_note_seen(struct http *http, const struct who *who);

/* For signing in. */
struct limits_sign_in *access_limits(struct access *access);
