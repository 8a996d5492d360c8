/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is in the way of an appointment, in a sentence. */
#pragma once

#include "salve-clinic.h"
#include "salve-diary.h"
#include "salve-directory.h"

G_BEGIN_DECLS

char *salve_clash_to_words (const SalveClash *clash, SalveDirectory *directory, SalveClinic *clinic);
char *salve_clashes_to_words (const GPtrArray *clashes, SalveDirectory *directory, SalveClinic *clinic);
char *salve_time_span_words (SalveTimeSpan span, SalveClinic *clinic);
char *salve_day_words (SalvePartialDate day, SalveClinic *clinic);

G_END_DECLS
