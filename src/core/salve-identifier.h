/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* FHIR Identifier.use (https://hl7.org/fhir/R4/valueset-identifier-use.html). */
typedef enum
{
  SALVE_IDENTIFIER_USE_NONE,
  SALVE_IDENTIFIER_USE_USUAL,
  SALVE_IDENTIFIER_USE_OFFICIAL,
  SALVE_IDENTIFIER_USE_TEMP,
  SALVE_IDENTIFIER_USE_SECONDARY,
  SALVE_IDENTIFIER_USE_OLD,
} SalveIdentifierUse;

const char *salve_identifier_use_to_code (SalveIdentifierUse use);
SalveIdentifierUse salve_identifier_use_from_code (const char *code);

/* Salve's own systems: the clinic's record number, and the UUID under which every desk knows the patient. */
#define SALVE_IDENTIFIER_SYSTEM_RECORD_NUMBER "http://salveclinic.github.io/fhir/sid/record-number"
#define SALVE_IDENTIFIER_SYSTEM_URI "urn:ietf:rfc:3986"

/* A number by which somebody or something is known. type_code is of HL7 table 0203 (MR, SB, DL, …) where coded. The
 * period's ends are FHIR dateTime text, kept as they came. */
#define SALVE_TYPE_IDENTIFIER (salve_identifier_get_type ())
typedef struct
{
  SalveIdentifierUse use;
  char *system;
  char *value;
  char *type_code;
  char *type_text;
  char *period_start;
  char *period_end;
} SalveIdentifier;

GType salve_identifier_get_type (void) G_GNUC_CONST;
SalveIdentifier *salve_identifier_new (const char *system, const char *value, const char *type_code);
SalveIdentifier *salve_identifier_copy (const SalveIdentifier *self);
void salve_identifier_free (SalveIdentifier *self);
gboolean salve_identifier_equal (const SalveIdentifier *a, const SalveIdentifier *b);
gboolean salve_identifier_is_record_number (const SalveIdentifier *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveIdentifier, salve_identifier_free)

G_END_DECLS
