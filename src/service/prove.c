/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The journal against the store, in one reader's transaction, which sees one moment: first the
 * chain, then what each part of the service makes of the events, held against its tables. The first
 * difference ends it.
 */
#include "service/clocks.h"
#include "service/tickets.h"

static enum fault_code
chain_prove(struct store_tx *tx, struct service_proof *ret, struct fault *f)
{
	struct journal_proof chain = {0};

	if (journal_verify(tx, &chain, f))
		return f->code;
	ret->events_n = chain.events_n;
	if (chain.is_broken) {
		ret->is_broken = true;
		snprintf(ret->what, sizeof ret->what, "event %lld of branch %lld: %s",
			(long long)chain.number, (long long)chain.branch, chain.what);
	}
	return FAULT_NONE;
}

enum fault_code
service_prove(struct store *store, unsigned reader, struct service_proof *ret, struct fault *f)
{
	static enum fault_code (*const parts[])(struct store_tx * tx, struct service_proof * ret,
		struct fault * f) = {chain_prove, house_prove, tickets_prove, clocks_prove};
	ON_EXIT(store_tx_guard) struct store_tx *tx = store_begin(store_reader(store, reader));
	struct service_proof proof = {0};

	for (size_t i = 0; i < array_length(parts) && !proof.is_broken; i++)
		if (parts[i](tx, &proof, f))
			return f->code;
	*ret = proof;
	return store_fault(tx, f);
}
