/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-time-span.h"

G_BEGIN_DECLS

/* "anna smith tomorrow 14:30 dr lee 20m" understood word by word, in English, German, French, Spanish and Arabic.
 * What is not understood is said, never guessed: unknown lists it, and ambiguous says where two readings are. */

typedef enum
{
  SALVE_QUICK_PATIENT, /* text to search for */
  SALVE_QUICK_DATE,
  SALVE_QUICK_TIME,
  SALVE_QUICK_LENGTH,
  SALVE_QUICK_DOCTOR,
  SALVE_QUICK_VISIT_TYPE,
  SALVE_QUICK_UNKNOWN,
} SalveQuickPart;

/* Where a part stands in what was typed (bytes), so that a preview can colour it. */
typedef struct
{
  SalveQuickPart part;
  gsize start;
  gsize end;
} SalveQuickRange;

/* Names that can be said: doctors and visit types. */
typedef struct
{
  const char *id;
  const char *name;
} SalveQuickName;

typedef struct
{
  char *patient;        /* words left over, or NULL */
  SalvePartialDate day; /* unset: not said */
  int minute;           /* of the day; -1: not said */
  int minutes;          /* length; 0: not said */
  char *doctor_id;      /* NULL: not said */
  char *visit_type_id;  /* NULL: not said */
  GArray *ranges;       /* of SalveQuickRange, ascending */
  GPtrArray *problems;  /* (element-type utf8) translated sentences: what is not understood or said twice */
} SalveQuickAdd;

SalveQuickAdd *salve_quick_add_parse (const char *text,
                                      const SalveLocale *locale,
                                      SalvePartialDate today,
                                      const SalveQuickName *doctors,
                                      gsize n_doctors,
                                      const SalveQuickName *visit_types,
                                      gsize n_visit_types);
void salve_quick_add_free (SalveQuickAdd *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveQuickAdd, salve_quick_add_free)

G_END_DECLS
