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

/* FHIR R4's data types (https://hl7.org/fhir/R4/datatypes.html), read from elements and written through edits. The
 * readers take an element that is not there and answer NULL or nothing. The writers change only what differs, item by
 * item, so that extensions and ids that Salve does not know stay where they were. */

SalvePersonName *salve_read_human_name (SalveElement element);
GPtrArray *salve_read_human_names (SalveElement array);
SalveTelecom *salve_read_contact_point (SalveElement element);
GPtrArray *salve_read_contact_points (SalveElement array);
SalveAddress *salve_read_address (SalveElement element);
GPtrArray *salve_read_addresses (SalveElement array);
SalveIdentifier *salve_read_identifier (SalveElement element);
GPtrArray *salve_read_identifiers (SalveElement array);
gboolean salve_read_date (SalveElement element, SalvePartialDate *date);

void salve_write_human_names (SalveEdit *edit, const char *pointer, GPtrArray *names);
void salve_write_human_name (SalveEdit *edit, const char *pointer, const SalvePersonName *name);
void salve_write_contact_points (SalveEdit *edit, const char *pointer, GPtrArray *telecoms);
void salve_write_addresses (SalveEdit *edit, const char *pointer, GPtrArray *addresses);
void salve_write_address (SalveEdit *edit, const char *pointer, const SalveAddress *address);
void salve_write_identifiers (SalveEdit *edit, const char *pointer, GPtrArray *identifiers);
void salve_write_strings (SalveEdit *edit, const char *pointer, const char *const *strings);

const char *salve_concept_display (SalveElement concept);
const char *salve_concept_code (SalveElement concept, const char *system);
char *salve_quantity_format (SalveElement quantity);
char *
salve_value_format (SalveElement holder, const char *prefix, GTimeZone *zone, const SalveLocale *locale);

gboolean salve_reference_parse (const char *reference, char **type, char **id);
char *salve_reference_id (SalveElement reference, const char *type);
const char *salve_reference_display (SalveElement reference);

G_END_DECLS
