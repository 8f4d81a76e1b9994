/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Addresses are compared as bytes; only here do they become text, and text becomes them.
 */
#include "http/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <unistd.h>

#include "base/number.h"

#define BACKLOG	     1024
#define ADDRESS_MOST 300 /* letters of an address to listen on */

static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};

static struct http_address
of_ipv4(const void *bytes)
{
	struct http_address address;

	memcpy(address.bytes, mapped, sizeof mapped);
	memcpy(address.bytes + sizeof mapped, bytes, 4);
	return address;
}

static bool
is_ipv4(const struct http_address *address)
{
	return memcmp(address->bytes, mapped, sizeof mapped) == 0;
}

struct http_address
http_address_of(const struct sockaddr *from)
{
	struct http_address address = {{0}};
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (from->sa_family == AF_INET) {
		memcpy(&v4, from, sizeof v4);
		return of_ipv4(&v4.sin_addr);
	}
	if (from->sa_family == AF_INET6) {
		memcpy(&v6, from, sizeof v6);
		memcpy(address.bytes, &v6.sin6_addr, sizeof address.bytes);
	}
	return address;
}

/* Takes "[…]" and a port off. */
static struct span
bare(struct span text)
{
	const char *end;

	text = span_trim(text);
	if (text.size > 0 && text.at[0] == '[') {
		end = memchr(text.at, ']', text.size);
		return end == NULL ? (struct span){text.at, 0}
				   : (struct span){text.at + 1, (size_t)(end - text.at) - 1};
	}
	end = memchr(text.at, ':', text.size);
	if (end != NULL && memchr(end + 1, ':', text.size - (size_t)(end - text.at) - 1) == NULL)
		text.size = (size_t)(end - text.at);
	return text;
}

bool
http_address_parse(struct http_address *ret, struct span text)
{
	char word[HTTP_ADDRESS_SIZE];
	unsigned char v4[4];

	if (text.size == 0)
		return false;
	text = bare(text);
	if (text.size == 0 || text.size >= sizeof word || memchr(text.at, 0, text.size) != NULL)
		return false;
	memcpy(word, text.at, text.size);
	word[text.size] = 0;
	if (inet_pton(AF_INET, word, v4) == 1) {
		*ret = of_ipv4(v4);
		return true;
	}
	return inet_pton(AF_INET6, word, ret->bytes) == 1;
}

char *
http_address_text(const struct http_address *address, char into[static HTTP_ADDRESS_SIZE])
{
	const bool v4 = is_ipv4(address);

	if (inet_ntop(v4 ? AF_INET : AF_INET6, address->bytes + (v4 ? sizeof mapped : 0), into,
		    HTTP_ADDRESS_SIZE) == NULL)
		into[0] = 0;
	return into;
}

struct http_address
http_address_house(struct http_address address)
{
	if (!is_ipv4(&address))
		memset(address.bytes + 8, 0, 8);
	return address;
}

static bool
network_parse(struct http_address *ret, unsigned *ret_bits, struct span text)
{
	const char *slash = memchr(text.at, '/', text.size);
	struct span base = text;
	uint64_t bits = 128;

	if (slash != NULL)
		base.size = (size_t)(slash - text.at);
	if (!http_address_parse(ret, base))
		return false;
	const unsigned most = is_ipv4(ret) ? 32 : 128;
	if (slash != NULL) {
		const struct span number = {slash + 1, text.size - base.size - 1};
		if (!number_uint(number, &bits) || bits > most)
			return false;
		bits += 128 - most;
	}
	*ret_bits = (unsigned)bits;
	return true;
}

enum fault_code
http_networks_parse(struct http_networks *ret, const char *text, struct fault *f)
{
	struct span rest = text == NULL ? SPAN("") : span_of(text), part;
	struct http_networks networks = {.n = 0};

	while (span_cut(&rest, ',', &part)) {
		part = span_trim(part);
		if (part.size == 0)
			continue;
		if (networks.n == HTTP_NETWORKS_MOST)
			return fault_set(
				f, FAULT_BAD_INPUT, "more than %d proxies", HTTP_NETWORKS_MOST);
		if (!network_parse(
			    &networks.at[networks.n].base, &networks.at[networks.n].bits, part))
			return fault_set(f, FAULT_BAD_INPUT,
				"\"%.*s\" is no address of a proxy; expected \"10.0.0.1\" or "
				"\"10.0.0.0/8\"",
				SPAN_PRINT(span_head(part, 60)));
		networks.n++;
	}
	*ret = networks;
	return FAULT_NONE;
}

static bool
is_within(const struct http_address *address, const struct http_address *base, unsigned bits)
{
	const unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(address->bytes, base->bytes, whole) != 0)
		return false;
	return rest == 0 || ((address->bytes[whole] ^ base->bytes[whole]) >> (8 - rest)) == 0;
}

bool
http_networks_has(const struct http_networks *networks, const struct http_address *address)
{
	for (size_t i = 0; i < networks->n; i++)
		if (is_within(address, &networks->at[i].base, networks->at[i].bits))
			return true;
	return false;
}

bool
http_forwarded(
	struct http_address *ret, struct span forwarded_for, const struct http_networks *proxies)
{
	struct http_address client;
	bool is_found = false;

	while (forwarded_for.size > 0) {
		size_t at = forwarded_for.size;
		while (at > 0 && forwarded_for.at[at - 1] != ',')
			at--;
		if (!http_address_parse(
			    &client, (struct span){forwarded_for.at + at, forwarded_for.size - at}))
			return false;
		*ret = client;
		is_found = true;
		if (at == 0 || !http_networks_has(proxies, &client))
			break;
		forwarded_for.size = at - 1;
	}
	return is_found;
}

static enum fault_code
listen_on(int *ret_socket, const struct addrinfo *where, const char *text, struct fault *f)
{
	const int on = 1, off = 0;
	const int s = socket(where->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (s < 0)
		return fault_errno(f, "cannot open a socket for %s", text);
	(void)setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (where->ai_family == AF_INET6)
		(void)setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
	if (bind(s, where->ai_addr, where->ai_addrlen) != 0 || listen(s, BACKLOG) != 0) {
		const int error = errno;
		close(s);
		errno = error;
		if (error == EADDRINUSE)
			return fault_set(
				f, FAULT_CONFLICT, "somebody else listens on %s already", text);
		return fault_errno(f, "cannot listen on %s", text);
	}
	*ret_socket = s;
	return FAULT_NONE;
}

static int
port_of(int s)
{
	struct sockaddr_storage bound = {0};
	socklen_t size = sizeof bound;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (getsockname(s, (struct sockaddr *)&bound, &size) != 0)
		return 0;
	memcpy(&v4, &bound, sizeof v4);
	memcpy(&v6, &bound, sizeof v6);
	return ntohs(bound.ss_family == AF_INET ? v4.sin_port : v6.sin6_port);
}

enum fault_code
http_listen(int *ret_socket, int *ret_port, const char *where, struct fault *f)
{
	struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	const char *colon = strrchr(where, ':');
	struct span host = {where, colon == NULL ? 0 : (size_t)(colon - where)};
	char name[ADDRESS_MOST];
	uint64_t port;

	if (colon == NULL || !number_uint(span_of(colon + 1), &port) || port > 65535)
		return fault_set(f, FAULT_BAD_INPUT,
			"\"%s\" is no address to listen on; expected ADDRESS:PORT", where);
	if (span_begins(host, SPAN("[")) && span_ends(host, SPAN("]")))
		host = (struct span){host.at + 1, host.size - 2};
	if (host.size >= sizeof name)
		return fault_set(f, FAULT_BAD_INPUT, "the address to listen on is too long");
	if (host.size > 0)
		memcpy(name, host.at, host.size);
	name[host.size] = 0;
	if (host.size == 0)
		hints.ai_family = AF_INET6; /* which takes IPv4 as well */
	const int error = getaddrinfo(host.size == 0 ? NULL : name, colon + 1, &hints, &found);
	if (error != 0)
		return fault_set(
			f, FAULT_BAD_INPUT, "cannot listen on %s: %s", where, gai_strerror(error));
	enum fault_code code = listen_on(ret_socket, found, where, f);
	freeaddrinfo(found);
	if (code == FAULT_NONE)
		*ret_port = port_of(*ret_socket);
	return code;
}
