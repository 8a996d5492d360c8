/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* Device (https://hl7.org/fhir/R4/device.html). A machine. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_device_get_identifiers (SalveResource *resource);
const char *salve_device_get_status (SalveResource *resource);
const char *salve_device_get_manufacturer (SalveResource *resource);
const char *salve_device_get_manufactured (SalveResource *resource);
const char *salve_device_get_expiration (SalveResource *resource);
const char *salve_device_get_lot_number (SalveResource *resource);
const char *salve_device_get_serial_number (SalveResource *resource);
const char *salve_device_get_model_number (SalveResource *resource);
const char *salve_device_get_name (SalveResource *resource);
SalveElement salve_device_get_names (SalveResource *resource);
SalveElement salve_device_get_type (SalveResource *resource);
SalveElement salve_device_get_versions (SalveResource *resource);
char *salve_device_get_patient_id (SalveResource *resource);
char *salve_device_get_owner_id (SalveResource *resource);
char *salve_device_get_location_id (SalveResource *resource);
SalveElement salve_device_get_notes (SalveResource *resource);

G_END_DECLS
