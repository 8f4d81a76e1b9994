/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Addresses, networks of proxies, and whom they speak for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/socket.h>
#include <unistd.h>

#include "http/address.h"

static bool
reads_as(const char *text, const char *wanted)
{
	struct http_address address;
	char out[HTTP_ADDRESS_SIZE];

	if (!http_address_parse(&address, span_of(text)))
		return wanted == NULL;
	return wanted != NULL && strcmp(http_address_text(&address, out), wanted) == 0;
}

static void
an_address_is_one_however_it_is_written(void **state)
{
	(void)state;
	assert_true(reads_as("127.0.0.1", "127.0.0.1"));
	assert_true(reads_as(" 127.0.0.1:8080 ", "127.0.0.1"));
	assert_true(reads_as("::ffff:127.0.0.1", "127.0.0.1"));
	assert_true(reads_as("[2001:DB8::1]:443", "2001:db8::1"));
	assert_true(reads_as("2001:db8:0:0::1", "2001:db8::1"));
	assert_true(reads_as("localhost", NULL));
	assert_true(reads_as("", NULL));
	assert_true(reads_as("[::1", NULL));
	assert_true(reads_as("1.2.3", NULL));
	assert_true(reads_as("1.2.3.4.5", NULL));
	assert_true(reads_as("unknown", NULL));
	assert_true(reads_as("_hidden:1", NULL));
}

static void
a_household_of_ipv6_is_its_network(void **state)
{
	struct http_address one, two;

	(void)state;
	assert_true(http_address_parse(&one, SPAN("2001:db8:1:2:3:4:5:6")));
	assert_true(http_address_parse(&two, SPAN("2001:db8:1:2:ffff::1")));
	one = http_address_house(one);
	two = http_address_house(two);
	assert_memory_equal(&one, &two, sizeof one);
	assert_true(http_address_parse(&one, SPAN("10.0.0.1")));
	two = http_address_house(one);
	assert_memory_equal(&one, &two, sizeof one);
}

static void
networks_hold_their_addresses(void **state)
{
	static const struct {
		const char *address;
		bool is_in;
	} cases[] = {{"10.255.0.1", true}, {"11.0.0.1", false}, {"192.168.4.1", true},
		{"192.168.8.1", false}, {"172.16.0.9", true}, {"172.16.0.10", false},
		{"fd12::1", true}, {"fe80::1", false}, {"::ffff:10.1.1.1", true}};
	struct http_networks networks;
	struct fault fault = {0};

	(void)state;
	assert_int_equal(http_networks_parse(&networks,
				 "10.0.0.0/8, 192.168.4.0/22 ,172.16.0.9, fd00::/8,", &fault),
		FAULT_NONE);
	assert_int_equal(networks.n, 4);
	for (size_t i = 0; i < array_length(cases); i++) {
		struct http_address address;
		assert_true(http_address_parse(&address, span_of(cases[i].address)));
		if (http_networks_has(&networks, &address) != cases[i].is_in)
			fail_msg("%s", cases[i].address);
	}
	assert_int_equal(http_networks_parse(&networks, NULL, &fault), FAULT_NONE);
	assert_int_equal(networks.n, 0);
	static const char *const wrong[] = {
		"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "fd00::/129", "proxy.example", "10.0.0"};
	for (size_t i = 0; i < array_length(wrong); i++)
		assert_int_equal(http_networks_parse(&networks, wrong[i], &fault), FAULT_BAD_INPUT);
}

static void
the_client_is_the_last_one_that_our_proxies_did_not_add(void **state)
{
	static const struct {
		const char *chain, *client;
	} cases[] = {{"203.0.113.9", "203.0.113.9"}, {"6.6.6.6, 203.0.113.9", "203.0.113.9"},
		{"203.0.113.9, 10.0.0.3", "203.0.113.9"},
		{"6.6.6.6, 203.0.113.9,10.0.0.3 , 10.0.0.4", "203.0.113.9"},
		{"10.0.0.9, 10.0.0.3", "10.0.0.9"}, {"2001:db8::1, 10.0.0.3", "2001:db8::1"},
		{"unknown", NULL}, {"203.0.113.9, unknown", NULL}, {"", NULL}, {",", NULL}};
	struct http_networks proxies;
	struct fault fault = {0};

	(void)state;
	assert_int_equal(http_networks_parse(&proxies, "10.0.0.0/8", &fault), FAULT_NONE);
	for (size_t i = 0; i < array_length(cases); i++) {
		struct http_address client;
		char text[HTTP_ADDRESS_SIZE];
		const bool is_found = http_forwarded(&client, span_of(cases[i].chain), &proxies);
		assert_int_equal(is_found, cases[i].client != NULL);
		if (is_found)
			assert_string_equal(http_address_text(&client, text), cases[i].client);
	}
}

static void
one_can_listen_on_an_address_a_name_or_everywhere(void **state)
{
	static const char *const where[] = {"127.0.0.1:0", "localhost:0", ":0"};
	static const char *const wrong[] = {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000",
		"127.0.0.1:http", "no such name.:80"};
	struct fault fault = {0};
	int s, port;

	(void)state;
	for (size_t i = 0; i < array_length(where); i++) {
		assert_int_equal(http_listen(&s, &port, where[i], &fault), FAULT_NONE);
		assert_true(port > 0);
		close(s);
	}
	for (size_t i = 0; i < array_length(wrong); i++)
		assert_int_equal(http_listen(&s, &port, wrong[i], &fault), FAULT_BAD_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_one_however_it_is_written),
		cmocka_unit_test(a_household_of_ipv6_is_its_network),
		cmocka_unit_test(networks_hold_their_addresses),
		cmocka_unit_test(the_client_is_the_last_one_that_our_proxies_did_not_add),
		cmocka_unit_test(one_can_listen_on_an_address_a_name_or_everywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
