/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Device, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-device.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_device_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_device_get_status, "status")
SALVE_VIEW_TEXT (salve_device_get_manufacturer, "manufacturer")
SALVE_VIEW_TEXT (salve_device_get_manufactured, "manufactureDate")
SALVE_VIEW_TEXT (salve_device_get_expiration, "expirationDate")
SALVE_VIEW_TEXT (salve_device_get_lot_number, "lotNumber")
SALVE_VIEW_TEXT (salve_device_get_serial_number, "serialNumber")
SALVE_VIEW_TEXT (salve_device_get_model_number, "modelNumber")
SALVE_VIEW_TEXT (salve_device_get_name, "deviceName.name")
SALVE_VIEW_ELEMENT (salve_device_get_names, "deviceName")
SALVE_VIEW_ELEMENT (salve_device_get_type, "type")
SALVE_VIEW_ELEMENT (salve_device_get_versions, "version")
SALVE_VIEW_REFERENCE (salve_device_get_patient_id, "patient", "Patient")
SALVE_VIEW_REFERENCE (salve_device_get_owner_id, "owner", "Organization")
SALVE_VIEW_REFERENCE (salve_device_get_location_id, "location", "Location")
SALVE_VIEW_ELEMENT (salve_device_get_notes, "note")
