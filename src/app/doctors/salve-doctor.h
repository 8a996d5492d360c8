/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A doctor as Salve shows one: the Practitioner, and a PractitionerRole for each place and season of work. A plain value,
 * read once and not kept up to date; whoever shows it reads it again when the store says so. */
#pragma once

#include <gdk/gdk.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

#define SALVE_EXTENSION_COLOUR "http://salveclinic.github.io/fhir/StructureDefinition/colour"

typedef struct
{
  SalveResource *practitioner;
  gint64 version;
  GPtrArray *roles; /* of SalveResource; the active ones, by location and validity */
} SalveDoctor;

SalveDoctor *salve_doctor_read (SalveStore *store, const char *id, GError **error);
GPtrArray *salve_doctor_list (SalveStore *store, GError **error);
void salve_doctor_free (SalveDoctor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveDoctor, salve_doctor_free)

const char *salve_doctor_get_id (const SalveDoctor *self);
gboolean salve_doctor_get_active (const SalveDoctor *self);
int salve_doctor_get_colour (const SalveDoctor *self);
char *salve_doctor_format_name (const SalveDoctor *self, const SalveLocale *locale);
char *salve_doctor_format_sort_key (const SalveDoctor *self, const SalveLocale *locale);
char *salve_doctor_format_initials_of (const SalveDoctor *self);
GdkTexture *salve_doctor_load_photo (const SalveDoctor *self);
char **salve_doctor_list_specialties (const SalveDoctor *self);
char **salve_doctor_list_qualifications (const SalveDoctor *self);
char **salve_doctor_list_languages (const SalveDoctor *self);
char **salve_doctor_list_room_ids (const SalveDoctor *self);
char **salve_doctor_list_room_names (const SalveDoctor *self, SalveStore *store);
char **salve_doctor_list_visit_type_ids (const SalveDoctor *self);
char *salve_location_read_name (SalveStore *store, const char *id);

G_END_DECLS
