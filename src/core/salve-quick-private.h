/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-quick-add.h"

G_BEGIN_DECLS

/* Private to the core: the words of the quick add line and the reading of one. */
typedef enum
{
  SALVE_QUICK_WORD_DAY,       /* value: days from today */
  SALVE_QUICK_WORD_IN,        /* in … days */
  SALVE_QUICK_WORD_UNIT,      /* value: days, or -1 a month */
  SALVE_QUICK_WORD_ONE_UNIT,  /* "in a week": value as of a unit */
  SALVE_QUICK_WORD_NEXT,      /* next Friday: of this week or of the next */
  SALVE_QUICK_WORD_COMING,    /* the first that comes */
  SALVE_QUICK_WORD_ON,        /* may stand before a date and says nothing */
  SALVE_QUICK_WORD_AT,        /* a time follows */
  SALVE_QUICK_WORD_OCLOCK,    /* an hour stands before */
  SALVE_QUICK_WORD_MERIDIEM,  /* value: 0 morning, 12 afternoon */
  SALVE_QUICK_WORD_TIME,      /* value: the minute of the day */
  SALVE_QUICK_WORD_TO_HOUR,   /* value: minutes to add to the hour that follows */
  SALVE_QUICK_WORD_PAST_HOUR, /* value: minutes to add to the hour before */
  SALVE_QUICK_WORD_NUMBER,    /* value: 1 to 12 */
  SALVE_QUICK_WORD_DOCTOR,    /* a doctor's name follows */
  SALVE_QUICK_WORD_WITH,      /* the same, and "doctor" may follow */
  SALVE_QUICK_WORD_FOR,       /* a length follows */
  SALVE_QUICK_WORD_MINUTES,
  SALVE_QUICK_WORD_HOURS,
  SALVE_QUICK_WORD_LENGTH, /* value: minutes */
} SalveQuickWord;

typedef struct
{
  gsize start, end; /* bytes in what was typed */
  char *folded;
} SalveQuickToken;

typedef struct
{
  const char *text;
  const SalveLocale *locale;
  SalvePartialDate today;
  GArray *tokens; /* SalveQuickToken */
  SalveQuickAdd *result;
} SalveQuickReading;

GArray *salve_quick_cut (const char *text);
const char *salve_quick_token (const SalveQuickReading *self, guint i); /* folded, "" behind the end */
/* How many tokens from i on are a word of that kind, 0 none; in the locale's language, then in English. */
guint salve_quick_match (const SalveQuickReading *self, guint i, SalveQuickWord kind, int *value);

void salve_quick_problem (SalveQuickReading *self, char *sentence); /* (transfer full) */
char *salve_quick_said (const SalveQuickReading *self, guint i, guint n);

/* Each reads what stands at i: how many tokens it took, 0 where it is something else. */
guint salve_quick_read_date (SalveQuickReading *self, guint i, SalvePartialDate *day);
guint salve_quick_read_time (SalveQuickReading *self, guint i, int *minute);
guint salve_quick_read_length (SalveQuickReading *self, guint i, int *minutes);

G_END_DECLS
