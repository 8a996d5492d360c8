/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The repetitions that a clinic books, as RFC 5545 rules. */
#pragma once

#include "salve-series.h"

G_BEGIN_DECLS

#define SALVE_REPEAT_N 7      /* 0: never */
#define SALVE_REPEAT_MOST 104 /* visits of a series */

const char *salve_repeat_title (guint repeat);
char *salve_repeat_to_rule_until (guint repeat, SalveInstant first, SalvePartialDate until, GTimeZone *zone);
char *salve_repeat_to_rule (guint repeat, SalveInstant first, guint count, GTimeZone *zone);
GArray *salve_repeat_expand (const char *rule, SalveTimeSpan first, GTimeZone *zone, GError **error);

G_END_DECLS
