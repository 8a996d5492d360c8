/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-locale.h"

G_BEGIN_DECLS

/* A date of which only the year, or the year and the month, may be known, and which may be an estimate. The same
 * as FHIR's `date` (YYYY, YYYY-MM, YYYY-MM-DD, https://hl7.org/fhir/R4/datatypes.html#date) plus the mark. */
typedef enum
{
  SALVE_DATE_PRECISION_NONE,
  SALVE_DATE_PRECISION_YEAR,
  SALVE_DATE_PRECISION_MONTH,
  SALVE_DATE_PRECISION_DAY,
} SalveDatePrecision;

/* A value: zeroed memory is "no date". year is 1 to 9999, month 1 to 12, day 1 to 31; 0 where not known. */
typedef struct
{
  gint16 year;
  guint8 month;
  guint8 day;
  guint8 precision; /* SalveDatePrecision */
  guint8 estimated; /* TRUE for a date worked out of an age, or said to be about right */
} SalvePartialDate;

typedef enum
{
  SALVE_DATE_ERROR_EMPTY,
  SALVE_DATE_ERROR_FORM,  /* not in a form that is understood */
  SALVE_DATE_ERROR_RANGE, /* there is no such month, day or year */
  SALVE_DATE_ERROR_AGE,   /* an age nobody reaches */
} SalveDateError;

#define SALVE_DATE_ERROR (salve_date_error_quark ())
GQuark salve_date_error_quark (void);

#define SALVE_PARTIAL_DATE_NONE ((SalvePartialDate){ 0 })

SalvePartialDate salve_partial_date_new_day (int year, int month, int day);
SalvePartialDate salve_partial_date_new_month (int year, int month);
SalvePartialDate salve_partial_date_new_year (int year);

gboolean salve_partial_date_is_valid (SalvePartialDate self);
gboolean salve_partial_date_is_set (SalvePartialDate self);
gboolean salve_partial_date_equal (SalvePartialDate a, SalvePartialDate b);
int salve_partial_date_compare (SalvePartialDate a, SalvePartialDate b);

gboolean salve_partial_date_parse_iso (const char *text, SalvePartialDate *out);
char *salve_partial_date_to_iso (SalvePartialDate self);

gboolean salve_partial_date_parse_typed (const char *text,
                                         const SalveLocale *locale,
                                         SalvePartialDate today,
                                         SalvePartialDate *out,
                                         GError **error);
char *salve_partial_date_format (SalvePartialDate self, const SalveLocale *locale);
char *salve_partial_date_format_long (SalvePartialDate self, const SalveLocale *locale);

SalvePartialDate salve_partial_date_first_day (SalvePartialDate self);
SalvePartialDate salve_partial_date_last_day (SalvePartialDate self);
SalvePartialDate salve_partial_date_add_days (SalvePartialDate self, int days);
SalvePartialDate salve_partial_date_add_months (SalvePartialDate self, int months);
int salve_partial_date_days_between (SalvePartialDate from, SalvePartialDate to);
guint salve_partial_date_weekday (SalvePartialDate self);

int salve_partial_date_age_years (SalvePartialDate self, SalvePartialDate today);
char *
salve_partial_date_format_age (SalvePartialDate self, SalvePartialDate today, const SalveLocale *locale);

G_END_DECLS
