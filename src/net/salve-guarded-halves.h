/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The input and the output of a guarded stream: nothing but GIO's faces for it. */
#pragma once

#include "salve-guarded-stream.h"

G_BEGIN_DECLS

#define SALVE_TYPE_GUARDED_INPUT (salve_guarded_input_get_type ())
G_DECLARE_FINAL_TYPE (SalveGuardedInput, salve_guarded_input, SALVE, GUARDED_INPUT, GInputStream)
#define SALVE_TYPE_GUARDED_OUTPUT (salve_guarded_output_get_type ())
G_DECLARE_FINAL_TYPE (SalveGuardedOutput, salve_guarded_output, SALVE, GUARDED_OUTPUT, GOutputStream)

GInputStream *salve_guarded_input_new (SalveGuardedStream *stream);
GOutputStream *salve_guarded_output_new (SalveGuardedStream *stream);
void salve_guarded_input_forget (SalveGuardedInput *self);
void salve_guarded_output_forget (SalveGuardedOutput *self, GSocket *socket);

G_END_DECLS
