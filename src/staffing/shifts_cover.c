/* SPDX-FileCopyrightText: The Cykl founders */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cover as GLPK sees it: a column for each kind of shift and one for what is missing of each
 * quarter, a row for each quarter that lies between what is needed and how many may be at work. The
 * relaxation gives the lower bound; branch and cut the plan. It stops after a number of nodes, not
 * after a time, so that the same need gives the same plan on any machine.
 */
#include "staffing/shifts_cover.h"

#include <glpk.h>
#include <math.h>

#define NODES_MOST    60
#define WITHIN_ANY_MS 60000 /* a guard against what cannot happen */
#define WHOLE	      1e-6

struct search {
	const struct shift_cover *cover;
	const unsigned *known; /* a plan that is there before the search */
	int nodes_n;
	double least; /* of what is still open when the search ends early */
	bool is_cut;
};

static int
column_of_missing(const struct shift_cover *cover, unsigned quarter)
{
	return (int)cover->kinds_n + 1 + (int)(quarter - cover->first);
}

static void
rows_add(glp_prob *p, const struct shift_cover *cover)
{
	const int rows = (int)(cover->last - cover->first);

	glp_add_rows(p, rows);
	for (int i = 0; i < rows; i++) {
		const unsigned needed = cover->needed[cover->first + (unsigned)i];
		glp_set_row_bnds(
			p, i + 1, needed == cover->most ? GLP_FX : GLP_DB, needed, cover->most);
	}
}

static void
kind_add(glp_prob *p, const struct shift_cover *cover, size_t k)
{
	const struct shift_kind *kind = &cover->kinds[k];
	int rows[SHIFTS_QUARTERS + 1], n = 0;
	double ones[SHIFTS_QUARTERS + 1];

	for (unsigned q = kind->shift.from; q < kind->shift.until; q++)
		if (shift_works(&kind->shift, q)) {
			rows[++n] = (int)(q - cover->first) + 1;
			ones[n] = 1;
		}
	glp_set_mat_col(p, (int)k + 1, n, rows, ones);
	glp_set_obj_coef(p, (int)k + 1, kind->paid);
	glp_set_col_kind(p, (int)k + 1, GLP_IV);
	glp_set_col_bnds(p, (int)k + 1, GLP_DB, 0, cover->most);
}

static glp_prob *
programme_new(const struct shift_cover *cover)
{
	glp_prob *p = glp_create_prob();

	glp_set_obj_dir(p, GLP_MIN);
	rows_add(p, cover);
	glp_add_cols(p, (int)cover->kinds_n + (int)(cover->last - cover->first));
	for (size_t k = 0; k < cover->kinds_n; k++)
		kind_add(p, cover, k);
	for (unsigned q = cover->first; q < cover->last; q++) {
		const int column = column_of_missing(cover, q);
		const int row[] = {0, (int)(q - cover->first) + 1};
		glp_set_mat_col(p, column, 1, row, (const double[]){0, 1});
		glp_set_obj_coef(p, column, cover->missing_costs);
		if (cover->needed[q] > 0)
			glp_set_col_bnds(p, column, GLP_DB, 0, cover->needed[q]);
		else
			glp_set_col_bnds(p, column, GLP_FX, 0, 0);
	}
	return p;
}

/* The plan that is there already, in the form of a solution. */
static void
known_give(glp_tree *tree, const struct search *s)
{
	const struct shift_cover *cover = s->cover;
	const size_t columns = cover->kinds_n + (cover->last - cover->first);
	ON_EXIT(arena_guard) struct arena *a = arena_new(ARENA_UNLIMITED);
	double *x = ARENA_ARRAY(a, double, columns + 1);
	double at_work[SHIFTS_QUARTERS] = {0};

	for (size_t k = 0; k < cover->kinds_n; k++) {
		x[k + 1] = s->known[k];
		for (unsigned q = cover->first; q < cover->last; q++)
			if (s->known[k] > 0 && shift_works(&cover->kinds[k].shift, q))
				at_work[q] += s->known[k];
	}
	for (unsigned q = cover->first; q < cover->last; q++)
		x[column_of_missing(cover, q)] = fmax(0, cover->needed[q] - at_work[q]);
	(void)glp_ios_heur_sol(tree, x); /* refused when there is a better one */
}

static void
look(glp_tree *tree, void *with)
{
	struct search *s = with;

	if (glp_ios_reason(tree) == GLP_IHEUR && glp_ios_curr_node(tree) == 1)
		known_give(tree, s);
	if (glp_ios_reason(tree) != GLP_ISELECT || ++s->nodes_n <= NODES_MOST)
		return;
	if (glp_ios_best_node(tree) != 0)
		s->least = fmax(s->least, glp_ios_node_bound(tree, glp_ios_best_node(tree)));
	s->is_cut = true;
	glp_ios_terminate(tree);
}

/* GLPK is quiet but for this call. */
static bool
relaxation_solve(glp_prob *p)
{
	glp_smcp how;

	glp_init_smcp(&how);
	how.msg_lev = GLP_MSG_OFF;
	how.tm_lim = WITHIN_ANY_MS;
	return glp_simplex(p, &how) == 0 && glp_get_status(p) == GLP_OPT;
}

static bool
whole_solve(glp_prob *p, struct search *s)
{
	glp_iocp how;

	glp_init_iocp(&how);
	how.msg_lev = GLP_MSG_OFF;
	how.tm_lim = WITHIN_ANY_MS;
	how.gmi_cuts = GLP_ON;
	how.mir_cuts = GLP_ON;
	how.fp_heur = GLP_ON;
	how.cb_func = look;
	how.cb_info = s;
	const int code = glp_intopt(p, &how);
	return (code == 0 || code == GLP_ESTOP || code == GLP_ETMLIM) &&
	       (glp_mip_status(p) == GLP_OPT || glp_mip_status(p) == GLP_FEAS);
}

void
shift_cover_solve(const struct shift_cover *cover, unsigned *counts, double *ret_least)
{
	struct search s = {.cover = cover, .known = counts};
	glp_prob *p;

	*ret_least = 0;
	glp_term_out(GLP_OFF);
	p = programme_new(cover);
	if (relaxation_solve(p)) {
		s.least = glp_get_obj_val(p);
		if (whole_solve(p, &s)) {
			for (size_t k = 0; k < cover->kinds_n; k++)
				counts[k] = (unsigned)lround(glp_mip_col_val(p, (int)k + 1));
			if (glp_mip_status(p) == GLP_OPT && !s.is_cut)
				s.least = glp_mip_obj_val(p);
		}
		*ret_least = ceil(s.least - WHOLE);
	}
	glp_delete_prob(p);
	glp_free_env();
}
