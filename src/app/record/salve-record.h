/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-patient.h"

G_BEGIN_DECLS

/* All that is known of one patient, as it was read: an immutable value that the record's views and the printed sheet
 * are made of. A change in the store makes a new one. */
#define SALVE_TYPE_RECORD (salve_record_get_type ())
G_DECLARE_FINAL_TYPE (SalveRecord, salve_record, SALVE, RECORD, GObject)

SalveRecord *salve_record_new (SalveResource *patient,
                               GPtrArray *resources,
                               SalveLocale *locale,
                               GTimeZone *zone,
                               SalvePartialDate today);

SalveResource *salve_record_get_patient (SalveRecord *self);
const char *salve_record_get_id (SalveRecord *self);
GPtrArray *salve_record_get_resources (SalveRecord *self);
GPtrArray *salve_record_list (SalveRecord *self, const char *type);
SalveResource *salve_record_resolve (SalveRecord *self, SalveElement reference);
SalveLocale *salve_record_get_locale (SalveRecord *self);
GTimeZone *salve_record_get_zone (SalveRecord *self);
SalvePartialDate salve_record_get_today (SalveRecord *self);

/* Finds what a record refers to outside of itself: an insurer, a doctor. Returns a new reference or NULL. */
typedef SalveResource *(*SalveRecordLookup) (const char *type, const char *id, gpointer user_data);
void salve_record_set_lookup (SalveRecord *self,
                              SalveRecordLookup lookup,
                              gpointer user_data,
                              GDestroyNotify destroy);
SalveResource *salve_record_fetch (SalveRecord *self, const char *reference);
char *salve_record_name_reference (SalveRecord *self, SalveElement reference);

char *salve_record_format_name (SalveRecord *self);
char *salve_record_format_age (SalveRecord *self);
char *salve_record_format_languages (SalveRecord *self);
char *salve_record_format_gender (SalveRecord *self);
char *salve_record_format_identity (SalveRecord *self);
char *salve_record_format_date (SalveRecord *self, const char *fhir_date);
char *salve_record_format_day (SalveRecord *self, const char *fhir_date);
char *salve_record_format_vcard (SalveRecord *self, gboolean plain);
char *salve_record_describe_next_appointment (SalveRecord *self);
gboolean salve_record_parse_date (SalveRecord *self, const char *text, SalveInstant *instant);

G_END_DECLS
