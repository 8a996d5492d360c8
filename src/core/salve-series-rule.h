/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-partial-date.h"

G_BEGIN_DECLS

/* Private to the core: an RRULE (RFC 5545 3.3.10) that repeats by days, read and checked before libical sees it. */
typedef enum
{
  SALVE_RULE_DAILY,
  SALVE_RULE_WEEKLY,
  SALVE_RULE_MONTHLY,
  SALVE_RULE_YEARLY,
} SalveRuleFrequency;

typedef struct
{
  int position;  /* 0: every; 2: the second; -1: the last */
  guint weekday; /* 1 Monday to 7 Sunday */
} SalveRuleDay;

typedef struct
{
  char *text; /* upper case, without spaces and without "RRULE:" */
  SalveRuleFrequency frequency;
  int interval;           /* 1 to 999 */
  int count;              /* 0: not said */
  SalvePartialDate until; /* unset: not said; the last day that may be one of the series */
  GArray *days;           /* SalveRuleDay, BYDAY */
  GArray *month_days;     /* int, BYMONTHDAY */
  gboolean elaborate;     /* has parts beyond FREQ, INTERVAL, COUNT, UNTIL, WKST, BYDAY and BYMONTHDAY */
} SalveRule;

SalveRule *salve_rule_parse (const char *text, int minute, GError **error);
void salve_rule_free (SalveRule *self);
/* The rule with another end: count and until as in the struct, at most one of them. */
char *salve_rule_with_end (const SalveRule *self, int count, SalvePartialDate until);
/* The rule for days so many days later; NULL where no such rule says them. */
char *salve_rule_shift (const SalveRule *self, int days);
/* (element-type SalvePartialDate): the days from first on that the rule names, at most max. */
GArray *salve_rule_expand (const SalveRule *self, SalvePartialDate first, guint max, GError **error);
char *salve_rule_describe (const SalveRule *self, SalvePartialDate first, const SalveLocale *locale);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveRule, salve_rule_free)

G_END_DECLS
