/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One person in front of the kiosk, from the first touch until the next person: where they are, what they typed, who they
 * turned out to be. Nothing of it outlives salve_kiosk_visit_reset(). Pure: the time is handed in. */
#pragma once

#include "salve-kiosk-day.h"
#include "salve-time-span.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_KIOSK_WELCOME,
  SALVE_KIOSK_LOOK, /* looks for a code */
  SALVE_KIOSK_BIRTH,
  SALVE_KIOSK_NAME,
  SALVE_KIOSK_CONFIRM,
  SALVE_KIOSK_WRONG, /* what is not right any more */
  SALVE_KIOSK_NEW,   /* what it is now, one question after the other */
  SALVE_KIOSK_CONSENT,
  SALVE_KIOSK_SENDING,
  SALVE_KIOSK_DONE,
  SALVE_KIOSK_DESK, /* please go to the desk: the one answer to everything that did not work */
} SalveKioskStep;

#define SALVE_KIOSK_TRIES 3
/* So many failures of any people within SALVE_KIOSK_FAILURES_WITHIN and the kiosk answers everybody with SALVE_KIOSK_DESK. */
#define SALVE_KIOSK_FAILURES 10
#define SALVE_KIOSK_FAILURES_WITHIN (10 * SALVE_INSTANT_MINUTE)

/* The questions of SALVE_KIOSK_NEW. */
typedef enum
{
  SALVE_KIOSK_NEW_NAME,
  SALVE_KIOSK_NEW_PHONE,
  SALVE_KIOSK_NEW_STREET,
  SALVE_KIOSK_NEW_POSTAL,
  SALVE_KIOSK_NEW_CITY,
  SALVE_KIOSK_N_NEW,
} SalveKioskNew;

typedef struct _SalveKioskVisit SalveKioskVisit;

SalveKioskVisit *salve_kiosk_visit_new (void);
void salve_kiosk_visit_free (SalveKioskVisit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveKioskVisit, salve_kiosk_visit_free)

void salve_kiosk_visit_reset (SalveKioskVisit *self);
SalveKioskStep salve_kiosk_visit_get_step (SalveKioskVisit *self);
const char *salve_kiosk_visit_get_typed (SalveKioskVisit *self);
gboolean salve_kiosk_visit_get_failed (SalveKioskVisit *self);
const SalveKioskEntry *salve_kiosk_visit_get_entry (SalveKioskVisit *self);
const char *salve_kiosk_visit_get_wrong (SalveKioskVisit *self);

void salve_kiosk_visit_begin (SalveKioskVisit *self);
void salve_kiosk_visit_look (SalveKioskVisit *self);
void salve_kiosk_visit_type (SalveKioskVisit *self, const char *text);
void salve_kiosk_visit_erase (SalveKioskVisit *self);
gboolean salve_kiosk_visit_is_complete (SalveKioskVisit *self);
void salve_kiosk_visit_go_on (SalveKioskVisit *self, SalveKioskDay *day, SalveInstant now);
void salve_kiosk_visit_scan (SalveKioskVisit *self, const char *code, SalveKioskDay *day, SalveInstant now);
void salve_kiosk_visit_confirm (SalveKioskVisit *self, gboolean all_right);
void salve_kiosk_visit_say_wrong (SalveKioskVisit *self, const char *words);
SalveKioskNew salve_kiosk_visit_get_question (SalveKioskVisit *self);
void salve_kiosk_visit_skip (SalveKioskVisit *self);
char *salve_kiosk_visit_get_new (SalveKioskVisit *self, const char *word);
void salve_kiosk_visit_consent (SalveKioskVisit *self, gboolean agreed);
void salve_kiosk_visit_finish (SalveKioskVisit *self, gboolean refused, const char *ticket);
const char *salve_kiosk_visit_get_ticket (SalveKioskVisit *self);

char *salve_kiosk_visit_read_birth (SalveKioskVisit *self, const char *digits);

/* The digits of a birth date in the order in which the locale writes them: day, month, year or another. */
void salve_kiosk_visit_set_order (SalveKioskVisit *self, const char *order);

G_END_DECLS
