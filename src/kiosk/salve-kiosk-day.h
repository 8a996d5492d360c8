/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day as the server tells it to a kiosk: masks and proofs of who comes, and nobody's name. */
#pragma once

#include <glib.h>

#include "salve-instant.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;     /* of the Appointment */
  char *person; /* the same in all visits of one person, on that day and at this kiosk only */
  SalveInstant start;
  gboolean arrived; /* somebody was here already */
  gboolean consented;
  char *ticket;
  char *name; /* masked, all of them; NULL where not known */
  char *phone;
  char *city;
  char *room;
  char *doctor;
  int birth_day; /* 0: not known to the day */
  int birth_year;
  GStrv proofs;
  GStrv codes;
} SalveKioskEntry;

typedef struct _SalveKioskDay SalveKioskDay;

SalveKioskDay *salve_kiosk_day_new (const char *json, gssize length, GError **error);
SalveKioskDay *salve_kiosk_day_ref (SalveKioskDay *self);
void salve_kiosk_day_unref (SalveKioskDay *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveKioskDay, salve_kiosk_day_unref)

gboolean salve_kiosk_day_is_on (SalveKioskDay *self, SalveInstant now);
const SalveKioskEntry *salve_kiosk_day_find_birth (SalveKioskDay *self,
                                                   SalvePartialDate birth,
                                                   const char *letters,
                                                   SalveInstant now);
const SalveKioskEntry *salve_kiosk_day_find_code (SalveKioskDay *self, const char *code, SalveInstant now);
void salve_kiosk_day_set_arrived (SalveKioskDay *self, const char *id);

G_END_DECLS
