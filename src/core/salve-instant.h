/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-partial-date.h"

G_BEGIN_DECLS

/* A point in time: microseconds since 1970-01-01T00:00:00Z, no leap seconds. Years 1 to 9999. */
typedef gint64 SalveInstant;

#define SALVE_INSTANT_NONE G_MININT64
#define SALVE_INSTANT_SECOND ((gint64)1000000)

typedef enum
{
  SALVE_INSTANT_PRECISION_YEAR,
  SALVE_INSTANT_PRECISION_MONTH,
  SALVE_INSTANT_PRECISION_DAY,
  SALVE_INSTANT_PRECISION_TIME,
} SalveInstantPrecision;

typedef enum
{
  SALVE_INSTANT_STYLE_DATE,           /* 12/03/2024 */
  SALVE_INSTANT_STYLE_DATE_LONG,      /* 12 March 2024 */
  SALVE_INSTANT_STYLE_TIME,           /* 14:30 */
  SALVE_INSTANT_STYLE_DATE_TIME,      /* 12/03/2024 14:30 */
  SALVE_INSTANT_STYLE_DATE_TIME_LONG, /* 12 March 2024 14:30 */
} SalveInstantStyle;

gboolean salve_instant_parse_fhir (const char *text,
                                   GTimeZone *zone,
                                   SalveInstant *out,
                                   SalveInstantPrecision *precision);
char *salve_instant_format_fhir (SalveInstant self);
char *salve_instant_format_fhir_zone (SalveInstant self, GTimeZone *zone);
char *salve_instant_format_local (SalveInstant self,
                                  GTimeZone *zone,
                                  const SalveLocale *locale,
                                  SalveInstantStyle style);
char *salve_fhir_date_time_format_local (const char *text, GTimeZone *zone, const SalveLocale *locale);

SalvePartialDate salve_instant_to_date (SalveInstant self, GTimeZone *zone);
gint64 salve_instant_to_minute_of_day (SalveInstant self, GTimeZone *zone);
SalveInstant salve_instant_from_local (SalvePartialDate day, int hour, int minute, GTimeZone *zone);

G_END_DECLS
