/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The same server over TLS, with a certificate that the test makes for itself: answers, and live
 * streams that the library keeps.
 */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "shop.h"

#define HOST "Host: shop\r\n"

struct guarded {
	struct shop *shop;
	char certificate[64], key[64];
};

static void
pem_write(char *path, const gnutls_datum_t *text)
{
	const int descriptor = mkstemp(path);

	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, text->data, text->size), text->size);
	close(descriptor);
}

/* A key, and a certificate that it signs itself. */
static void
secrets_make(struct guarded *g)
{
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t certificate;
	gnutls_datum_t text;
	const unsigned char serial = 1;

	assert_int_equal(gnutls_x509_privkey_init(&key), 0);
	assert_int_equal(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
				 GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0),
		0);
	assert_int_equal(gnutls_x509_crt_init(&certificate), 0);
	gnutls_x509_crt_set_version(certificate, 3);
	gnutls_x509_crt_set_serial(certificate, &serial, 1);
	gnutls_x509_crt_set_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0, "shop", 4);
	gnutls_x509_crt_set_activation_time(certificate, time(NULL) - 60);
	gnutls_x509_crt_set_expiration_time(certificate, time(NULL) + 3600);
	gnutls_x509_crt_set_key(certificate, key);
	assert_int_equal(
		gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA256, 0), 0);
	assert_int_equal(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_PEM, &text), 0);
	snprintf(g->certificate, sizeof g->certificate, "/tmp/cykl-test-XXXXXX");
	pem_write(g->certificate, &text);
	gnutls_free(text.data);
	assert_int_equal(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &text), 0);
	snprintf(g->key, sizeof g->key, "/tmp/cykl-test-XXXXXX");
	pem_write(g->key, &text);
	gnutls_free(text.data);
	gnutls_x509_crt_deinit(certificate);
	gnutls_x509_privkey_deinit(key);
}

static int
make(void **state)
{
	struct guarded *g = calloc(1, sizeof *g);
	void *shop;

	assert_non_null(g);
	if (shop_make(&shop) != 0)
		return -1;
	g->shop = shop;
	secrets_make(g);
	g->shop->setup.certificate = g->certificate;
	g->shop->setup.key = g->key;
	*state = g;
	return 0;
}

static int
clear(void **state)
{
	struct guarded *g = *state;
	void *shop = g->shop;

	(void)unlink(g->certificate);
	(void)unlink(g->key);
	free(g);
	return shop_clear(&shop);
}

struct caller {
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
	int socket;
	char in[65536];
	size_t size;
};

static struct caller *
caller_new(int port)
{
	struct caller *c = calloc(1, sizeof *c);
	const struct timeval wait = {.tv_sec = 10};
	const struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	int result;

	assert_non_null(c);
	c->socket = socket(AF_INET, SOCK_STREAM, 0);
	(void)setsockopt(c->socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	assert_int_equal(connect(c->socket, (const struct sockaddr *)&to, sizeof to), 0);
	assert_int_equal(gnutls_certificate_allocate_credentials(&c->credentials), 0);
	assert_int_equal(gnutls_init(&c->session, GNUTLS_CLIENT), 0);
	assert_int_equal(gnutls_set_default_priority(c->session), 0);
	assert_int_equal(
		gnutls_credentials_set(c->session, GNUTLS_CRD_CERTIFICATE, c->credentials), 0);
	gnutls_transport_set_int(c->session, c->socket);
	do {
		result = gnutls_handshake(c->session);
	} while (result < 0 && !gnutls_error_is_fatal(result));
	assert_int_equal(result, 0);
	return c;
}

static void
caller_free(struct caller *c)
{
	gnutls_deinit(c->session);
	gnutls_certificate_free_credentials(c->credentials);
	close(c->socket);
	free(c);
}

static void
caller_say(struct caller *c, const char *text)
{
	c->size = 0;
	c->in[0] = 0;
	assert_int_equal(gnutls_record_send(c->session, text, strlen(text)), strlen(text));
}

static const char *
caller_until(struct caller *c, const char *text)
{
	while (strstr(c->in, text) == NULL) {
		const ssize_t n =
			gnutls_record_recv(c->session, c->in + c->size, sizeof c->in - 1 - c->size);
		if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED)
			return NULL;
		if (n <= 0)
			return NULL;
		c->size += (size_t)n;
		c->in[c->size] = 0;
	}
	return c->in;
}

static void
answers_over_tls_ask_browsers_to_stay_with_it(void **state)
{
	struct guarded *g = *state;

	shop_open(g->shop);
	assert_int_equal(strncmp(http_server_url(g->shop->server), "https://127.0.0.1:", 18), 0);
	struct caller *c = caller_new(g->shop->port);
	for (int i = 0; i < 3; i++) {
		caller_say(c, "GET /things/1 HTTP/1.1\r\n" HOST "\r\n");
		assert_non_null(caller_until(c, "\"secure\":true}"));
		assert_non_null(strstr(c->in, "Strict-Transport-Security: max-age="));
	}
	caller_free(c);
}

static void
a_plain_request_to_a_guarded_server_is_not_answered(void **state)
{
	struct guarded *g = *state;
	const struct sockaddr_in loop = {
		.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	struct sockaddr_in to = loop;
	char in[1000];

	shop_open(g->shop);
	to.sin_port = htons((uint16_t)g->shop->port);
	const int s = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(s, (const struct sockaddr *)&to, sizeof to), 0);
	assert_true(send(s, "GET /plain HTTP/1.1\r\n" HOST "\r\n", 35, MSG_NOSIGNAL) > 0);
	for (ssize_t n; (n = recv(s, in, sizeof in, 0)) > 0;)
		assert_null(memmem(in, (size_t)n, "hello", 5));
	close(s);
}

static void
streams_over_tls_live_resume_end_and_hear_heartbeats(void **state)
{
	struct guarded *g = *state;
	struct shop *shop = g->shop;
	char ask[200], id[100];

	shop->setup.settings.heartbeat_us = 30000;
	shop_open(shop);
	struct caller *c = caller_new(shop->port);
	caller_say(c, "GET /stream?topics=1&owner=5 HTTP/1.1\r\n" HOST "\r\n");
	assert_non_null(caller_until(c, "event: state\n"));
	assert_non_null(caller_until(c, "\nid: "));
	for (int i = 0; i < 50; i++) {
		char data[20];
		snprintf(data, sizeof data, "news %d.", i);
		shop_publish(shop, 2, "for others");
		shop_publish(shop, 1, data);
		assert_non_null(caller_until(c, data));
	}
	assert_null(strstr(c->in, "for others"));
	assert_non_null(caller_until(c, ":\n\n"));
	const char *last = strstr(c->in, "news 48.");
	assert_non_null(last = strstr(last, "id: "));
	snprintf(id, sizeof id, "%.*s", (int)strcspn(last + 4, "\n"), last + 4);
	caller_free(c);
	c = caller_new(shop->port);
	shop_publish(shop, 1, "meanwhile");
	snprintf(ask, sizeof ask,
		"GET /stream?topics=1&owner=5 HTTP/1.1\r\n" HOST "Last-Event-ID: %s\r\n\r\n", id);
	caller_say(c, ask);
	assert_non_null(caller_until(c, "data: meanwhile"));
	assert_non_null(strstr(c->in, "event: resumed\n"));
	http_streams_close(http_server_streams(shop->server), 5);
	shop_publish(shop, 1, "after the end");
	assert_null(caller_until(c, "after the end"));
	caller_free(c);
}

static void
stopping_ends_streams_over_tls(void **state)
{
	struct guarded *g = *state;
	struct caller *c[5];

	shop_open(g->shop);
	for (int i = 0; i < 5; i++) {
		c[i] = caller_new(g->shop->port);
		caller_say(c[i], "GET /stream?topics=1 HTTP/1.1\r\n" HOST "\r\n");
		assert_non_null(caller_until(c[i], "\nid: "));
	}
	shop_close(g->shop);
	for (int i = 0; i < 5; i++) {
		assert_null(caller_until(c[i], "never"));
		caller_free(c[i]);
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make, clear)
	const struct CMUnitTest tests[] = {
		TEST(answers_over_tls_ask_browsers_to_stay_with_it),
		TEST(a_plain_request_to_a_guarded_server_is_not_answered),
		TEST(streams_over_tls_live_resume_end_and_hear_heartbeats),
		TEST(stopping_ends_streams_over_tls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
