/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A one-time code to hand over: shown large, as a QR code for a scanner, to copy and to print. It is kept nowhere. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define SALVE_TYPE_CODE_SLIP (salve_code_slip_get_type ())
G_DECLARE_FINAL_TYPE (SalveCodeSlip, salve_code_slip, SALVE, CODE_SLIP, AdwBin)

void salve_code_slip_set_code (SalveCodeSlip *self, const char *login, const char *code);
void salve_code_slip_draw (const char *title, const char *words, const char *code, cairo_t *cr, double width);

G_END_DECLS
