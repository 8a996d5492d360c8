/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-time-span.h"

G_BEGIN_DECLS

/* A repetition by RFC 5545's RRULE in wall-clock time of one zone; libical does the arithmetic. */
#define SALVE_TYPE_SERIES (salve_series_get_type ())
typedef struct _SalveSeries SalveSeries;

typedef enum
{
  SALVE_SERIES_ERROR_RULE,     /* the rule is not understood, or has no such day */
  SALVE_SERIES_ERROR_TOO_LONG, /* more instances than SALVE_SERIES_MAX */
} SalveSeriesError;
#define SALVE_SERIES_ERROR (salve_series_error_quark ())
GQuark salve_series_error_quark (void);
#define SALVE_SERIES_MAX 1000

GType salve_series_get_type (void) G_GNUC_CONST;
/* rule: "FREQ=WEEKLY;BYDAY=MO;COUNT=10"; day and minute: the first instance's wall-clock start. */
SalveSeries *
salve_series_new (const char *rule, SalvePartialDate day, int minute, int length_minutes, GError **error);
SalveSeries *salve_series_ref (SalveSeries *self);
void salve_series_unref (SalveSeries *self);
const char *salve_series_get_rule (const SalveSeries *self);
void salve_series_add_exception (SalveSeries *self, SalvePartialDate day);

/* (element-type SalveTimeSpan): instances that start in the range, in order, without exceptions. A series without an
 * end gives at most SALVE_SERIES_MAX. */
GArray *salve_series_expand (const SalveSeries *self, SalveTimeSpan range, GTimeZone *zone, GError **error);

/* For "this and following": the old series ending before day, and the new one that begins there. */
gboolean salve_series_split (const SalveSeries *self,
                             SalvePartialDate day,
                             SalveSeries **before,
                             SalveSeries **after,
                             GError **error);
/* The rule for the same visits a number of days later. */
char *salve_series_shift_rule (const char *rule, int minute, int days, GError **error);
/* "Every Monday, 10 times" in words of the program's language (gettext), weekday names by locale. */
char *salve_series_describe (const SalveSeries *self, const SalveLocale *locale);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveSeries, salve_series_unref)

G_END_DECLS
