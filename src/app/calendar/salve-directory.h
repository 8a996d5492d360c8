/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who and what can be booked, read once and kept: doctors, rooms, devices and visit types. A page makes a new one when the store
 * says that one of them has changed. */
#pragma once

#include "salve-appointments.h"
#include "salve-quick-add.h"
#include "salve-visit-type.h"

G_BEGIN_DECLS

typedef struct _SalveDirectory SalveDirectory;

SalveDirectory *salve_directory_new (SalveStore *store, GError **error);
SalveDirectory *salve_directory_ref (SalveDirectory *self);
void salve_directory_unref (SalveDirectory *self);

/* (element-type SalveDoctorRow), of SalveRoomRow, of SalveRoomRow, of SalveVisitType: (transfer none), sorted by name, active ones only. */
GPtrArray *salve_directory_get_doctors (SalveDirectory *self);
GPtrArray *salve_directory_get_rooms (SalveDirectory *self);
GPtrArray *salve_directory_get_devices (SalveDirectory *self);
GPtrArray *salve_directory_get_visit_types (SalveDirectory *self);

const SalveDoctorRow *salve_directory_find_doctor (SalveDirectory *self, const char *id);
const SalveRoomRow *salve_directory_find_room (SalveDirectory *self, const char *id);
const SalveRoomRow *salve_directory_find_device (SalveDirectory *self, const char *id);
const SalveVisitType *salve_directory_find_visit_type (SalveDirectory *self, const char *id);

SalveQuickAdd *salve_directory_parse_quick (SalveDirectory *self,
                                            const char *text,
                                            const SalveLocale *locale,
                                            SalvePartialDate today);
gboolean salve_directory_concerns (const char *type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveDirectory, salve_directory_unref)

G_END_DECLS
