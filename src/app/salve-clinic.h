/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic as every view sees it: its store, who works here, the locale, the zone and the time. Handed to each view
 * by its construct property "clinic"; there is no other way to reach any of this. */
#pragma once

#include <glib-object.h>
#include <libdex.h>

#include "salve-appointment-cycle.h"
#include "salve-desk-rights.h"
#include "salve-instant.h"
#include "salve-locale.h"
#include "salve-partial-date.h"
#include "salve-store.h"

G_BEGIN_DECLS

#define SALVE_TYPE_CLINIC (salve_clinic_get_type ())
G_DECLARE_FINAL_TYPE (SalveClinic, salve_clinic, SALVE, CLINIC, GObject)

SalveClinic *salve_clinic_new (SalveStore *store, SalveLocale *locale, GTimeZone *zone, const char *actor);

SalveStore *salve_clinic_get_store (SalveClinic *self);
SalveLocale *salve_clinic_get_locale (SalveClinic *self);
void salve_clinic_set_locale (SalveClinic *self, SalveLocale *locale);
GTimeZone *salve_clinic_get_zone (SalveClinic *self);
const char *salve_clinic_get_actor (SalveClinic *self);
void salve_clinic_set_actor (SalveClinic *self, const char *actor);
SalveRoles salve_clinic_get_roles (SalveClinic *self);
void salve_clinic_set_roles (SalveClinic *self, SalveRoles roles);
SalveDeskRights *salve_clinic_get_rights (SalveClinic *self);
const char *salve_clinic_get_device (SalveClinic *self);

SalveInstant salve_clinic_now (SalveClinic *self);
SalvePartialDate salve_clinic_today (SalveClinic *self);
void salve_clinic_set_now (SalveClinic *self, SalveInstant now);

SalveChange *salve_clinic_begin (SalveClinic *self, const char *label);
DexFuture *salve_clinic_commit (SalveClinic *self, SalveChange *change);
DexFuture *salve_clinic_remember (SalveClinic *self, DexFuture *change, const char *label);
DexFuture *salve_clinic_undo (SalveClinic *self);
DexFuture *salve_clinic_redo (SalveClinic *self);
DexFuture *salve_clinic_undo_change (SalveClinic *self, gint64 change_id, const char *label);
gboolean salve_clinic_get_can_undo (SalveClinic *self);
gboolean salve_clinic_get_can_redo (SalveClinic *self);

G_END_DECLS
