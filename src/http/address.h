/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who speaks, and where we listen. Every address is kept as sixteen bytes, IPv4 as ::ffff:a.b.c.d,
 * so that "127.0.0.1" is one address however it arrives.
 */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "base/fault.h"
#include "base/text.h"

struct http_address {
	unsigned char bytes[16];
};

#define HTTP_ADDRESS_SIZE INET6_ADDRSTRLEN

/* All zero for a kind of socket that has no such address. */
struct http_address http_address_of(const struct sockaddr *from);
/* "127.0.0.1", "2001:db8::1", "[2001:db8::1]"; a port after it is passed over. */
bool http_address_parse(struct http_address *ret, struct span text);
char *http_address_text(const struct http_address *address, char into[static HTTP_ADDRESS_SIZE]);
/* What limits count by: the address, but of IPv6 only the network that a household has (64 bits).
 */
struct http_address http_address_house(struct http_address address);

#define HTTP_NETWORKS_MOST 32

struct http_networks {
	struct {
		struct http_address base;
		unsigned bits;
	} at[HTTP_NETWORKS_MOST];
	size_t n;
};

/* "127.0.0.1, 10.0.0.0/8, fd00::/8"; NULL gives none. Faults: BAD_INPUT. */
MUST_USE enum fault_code http_networks_parse(
	struct http_networks *ret, const char *text, struct fault *f);
bool http_networks_has(const struct http_networks *networks, const struct http_address *address);
/* The client that the line of proxies tells of: from the right, the first that is not a proxy of
 * ours. False when a piece is no address. */
bool http_forwarded(
	struct http_address *ret, struct span forwarded_for, const struct http_networks *proxies);

/* "127.0.0.1:8080", "[::1]:0", ":8080". Opens, binds and listens. Faults: BAD_INPUT, CONFLICT. */
MUST_USE enum fault_code http_listen(
	int *ret_socket, int *ret_port, const char *where, struct fault *f);
