/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What patients say at a kiosk is right now instead of what the record has: it waits at the visit until staff take it over
 * into the record, or leave that as it was. Any thread. */
#pragma once

#include "salve-appointment-details.h"
#include "salve-patient.h"

G_BEGIN_DECLS

#define SALVE_CORRECTION_NAME "name"       /* the family name */
#define SALVE_CORRECTION_PHONE "phone"     /* the first phone number */
#define SALVE_CORRECTION_ADDRESS "address" /* three lines: street, postal code, city; each may be empty */
#define SALVE_CORRECTION_MAX 200           /* bytes */

gboolean salve_correction_is_valid (const char *word, const char *text);
const char *salve_correction_of (const SalveAppointmentDetails *visit, const char *word);
void salve_correction_set (SalveAppointmentDetails *visit, const char *word, const char *text);
char *salve_correction_words (SalveResource *patient,
                              const char *word,
                              const char *text,
                              const SalveLocale *locale);
SalveResource *
salve_correction_apply (SalveResource *patient, const char *word, const char *text, GError **error);

G_END_DECLS
