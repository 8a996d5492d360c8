/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is looked at when somebody arrives: the card, the consent, the forms, and what has changed. On the main thread. */
#pragma once

#include "salve-appointment-flows.h"
#include "salve-patient-row.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_CARD_NONE,    /* no insurance is known */
  SALVE_CARD_UNDATED, /* one without dates */
  SALVE_CARD_VALID,
  SALVE_CARD_EXPIRED,
  SALVE_CARD_NOT_YET, /* begins later */
} SalveCardState;

typedef struct
{
  SalvePatientRow *person;
  char *address; /* or NULL */
  SalveCardState card;
  char *insurer;              /* or NULL */
  SalvePartialDate card_day;  /* until when it is valid, or from when */
  SalvePartialDate consented; /* when they agreed; unset where they have not */
  gboolean consent_refused;
  char **forms; /* titles of those that nobody has filled in for them */
} SalveCheckIn;

SalveCheckIn *salve_check_in_read (SalveClinic *clinic, const char *patient_id, GError **error);
void salve_check_in_free (SalveCheckIn *self);
SalveCardState salve_check_in_card_state (const char *start, const char *end, SalvePartialDate today);

DexFuture *salve_check_in_settle (SalveClinic *clinic, const char *id, const char *word, gboolean taken_over);
DexFuture *salve_check_in_accept (SalveClinic *clinic, const char *id, const char *word, const char *text);
DexFuture *salve_check_in_agree (SalveClinic *clinic, const char *patient_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveCheckIn, salve_check_in_free)

G_END_DECLS
