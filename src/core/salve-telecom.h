/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* FHIR ContactPoint.system and .use (https://hl7.org/fhir/R4/datatypes.html#ContactPoint). */
typedef enum
{
  SALVE_TELECOM_SYSTEM_NONE,
  SALVE_TELECOM_SYSTEM_PHONE,
  SALVE_TELECOM_SYSTEM_FAX,
  SALVE_TELECOM_SYSTEM_EMAIL,
  SALVE_TELECOM_SYSTEM_PAGER,
  SALVE_TELECOM_SYSTEM_URL,
  SALVE_TELECOM_SYSTEM_SMS,
  SALVE_TELECOM_SYSTEM_OTHER,
} SalveTelecomSystem;

typedef enum
{
  SALVE_TELECOM_USE_NONE,
  SALVE_TELECOM_USE_HOME,
  SALVE_TELECOM_USE_WORK,
  SALVE_TELECOM_USE_TEMP,
  SALVE_TELECOM_USE_OLD,
  SALVE_TELECOM_USE_MOBILE,
} SalveTelecomUse;

const char *salve_telecom_system_to_code (SalveTelecomSystem system);
SalveTelecomSystem salve_telecom_system_from_code (const char *code);
const char *salve_telecom_use_to_code (SalveTelecomUse use);
SalveTelecomUse salve_telecom_use_from_code (const char *code);

/* A way to reach somebody. The value is kept exactly as it was typed. rank is 1 (first) and up, 0 where not said. */
#define SALVE_TYPE_TELECOM (salve_telecom_get_type ())
typedef struct
{
  SalveTelecomSystem system;
  SalveTelecomUse use;
  guint rank;
  char *value;
} SalveTelecom;

GType salve_telecom_get_type (void) G_GNUC_CONST;
SalveTelecom *salve_telecom_new (SalveTelecomSystem system, SalveTelecomUse use, const char *value);
SalveTelecom *salve_telecom_copy (const SalveTelecom *self);
void salve_telecom_free (SalveTelecom *self);
gboolean salve_telecom_equal (const SalveTelecom *a, const SalveTelecom *b);
char *salve_telecom_digits (const SalveTelecom *self);
char *salve_telecom_format (const SalveTelecom *self);
char *salve_telecom_to_uri (const SalveTelecom *self);
SalveTelecom *salve_telecom_parse_typed (const char *text);
gboolean salve_telecom_is_email (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveTelecom, salve_telecom_free)

G_END_DECLS
