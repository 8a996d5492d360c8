/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-address.h"
#include "salve-edit.h"
#include "salve-element.h"
#include "salve-identifier.h"
#include "salve-instant.h"
#include "salve-person-name.h"
#include "salve-telecom.h"

G_BEGIN_DECLS

/* FHIR R4's data types (https://hl7.org/fhir/R4/datatypes.html), read from elements. The readers take an
 * element that is not there and answer NULL or nothing. */

SalvePersonName *salve_read_human_name (SalveElement element);
GPtrArray *salve_read_human_names (SalveElement array);
SalveTelecom *salve_read_contact_point (SalveElement element);
GPtrArray *salve_read_contact_points (SalveElement array);
SalveAddress *salve_read_address (SalveElement element);
GPtrArray *salve_read_addresses (SalveElement array);
SalveIdentifier *salve_read_identifier (SalveElement element);
GPtrArray *salve_read_identifiers (SalveElement array);
gboolean salve_read_date (SalveElement element, SalvePartialDate *date);

const char *salve_concept_display (SalveElement concept);
const char *salve_concept_code (SalveElement concept, const char *system);
char *salve_quantity_format (SalveElement quantity);
char *
salve_value_format (SalveElement holder, const char *prefix, GTimeZone *zone, const SalveLocale *locale);

gboolean salve_reference_parse (const char *reference, char **type, char **id);
char *salve_reference_id (SalveElement reference, const char *type);
const char *salve_reference_display (SalveElement reference);

G_END_DECLS
