/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A doctor in the list: all that the list shows, read once. */
#pragma once

#include "salve-doctor.h"

G_BEGIN_DECLS

#define SALVE_TYPE_DOCTOR_ITEM (salve_doctor_item_get_type ())
G_DECLARE_FINAL_TYPE (SalveDoctorItem, salve_doctor_item, SALVE, DOCTOR_ITEM, GObject)

SalveDoctorItem *salve_doctor_item_new (const SalveDoctor *doctor, SalveClinic *clinic);
const char *salve_doctor_item_get_id (SalveDoctorItem *self);
const char *salve_doctor_item_get_name (SalveDoctorItem *self);
const char *salve_doctor_item_get_initials_of (SalveDoctorItem *self);
const char *salve_doctor_item_get_specialties (SalveDoctorItem *self);
const char *salve_doctor_item_get_rooms (SalveDoctorItem *self);
GdkTexture *salve_doctor_item_get_photo (SalveDoctorItem *self);
int salve_doctor_item_get_colour (SalveDoctorItem *self);
gboolean salve_doctor_item_get_active (SalveDoctorItem *self);
const char *salve_doctor_item_get_today (SalveDoctorItem *self);
const char *salve_doctor_item_get_next_free (SalveDoctorItem *self);
void salve_doctor_item_set_times (SalveDoctorItem *self, const char *today, const char *next_free);
gboolean salve_doctor_item_matches (SalveDoctorItem *self, char **folded_words);
int salve_doctor_item_compare (gconstpointer a, gconstpointer b, gpointer user_data);

G_END_DECLS
