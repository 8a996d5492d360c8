/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-record.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_TONE_PLAIN,
  SALVE_TONE_WARNING,
  SALVE_TONE_ERROR,
} SalveTone;

/* One standing fact: what stays true between visits. */
typedef struct
{
  char *title;
  char *detail;
  SalveTone tone;
  SalveResource *resource; /* what is opened, or NULL */
  char *patient_id;        /* another patient's record that is opened, or NULL */
} SalveFact;

typedef struct
{
  const char *title; /* translated, static */
  const char *empty; /* what is said where nothing is known, or NULL to leave the group out */
  GPtrArray *facts;  /* of SalveFact */
} SalveFactGroup;

/* What must be seen before anything is done. */
typedef struct
{
  const char *icon_name;
  char *text;
  SalveTone tone;
  char *patient_id;
} SalveAlert;

GPtrArray *salve_record_list_facts (SalveRecord *record);
GPtrArray *salve_record_list_alerts (SalveRecord *record);

G_END_DECLS
