/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-locale.h"

G_BEGIN_DECLS

/* FHIR HumanName.use (https://hl7.org/fhir/R4/valueset-name-use.html). */
typedef enum
{
  SALVE_NAME_USE_NONE,
  SALVE_NAME_USE_USUAL,
  SALVE_NAME_USE_OFFICIAL,
  SALVE_NAME_USE_TEMP,
  SALVE_NAME_USE_NICKNAME,
  SALVE_NAME_USE_ANONYMOUS,
  SALVE_NAME_USE_OLD,
  SALVE_NAME_USE_MAIDEN,
} SalveNameUse;

const char *salve_name_use_to_code (SalveNameUse use);
SalveNameUse salve_name_use_from_code (const char *code);

/* One name of a person. Any part may be NULL; the lists are NULL or NULL-terminated. The fields are owned: set
 * them with g_set_str () and g_strdupv (). The period's ends are FHIR dateTime text, kept as they came. */
#define SALVE_TYPE_PERSON_NAME (salve_person_name_get_type ())
typedef struct
{
  SalveNameUse use;
  char *text;
  char *family;
  char **given;
  char **prefix;
  char **suffix;
  char *period_start;
  char *period_end;
} SalvePersonName;

GType salve_person_name_get_type (void) G_GNUC_CONST;
SalvePersonName *salve_person_name_new (const char *family, const char *given);
SalvePersonName *salve_person_name_copy (const SalvePersonName *self);
void salve_person_name_free (SalvePersonName *self);
gboolean salve_person_name_equal (const SalvePersonName *a, const SalvePersonName *b);
gboolean salve_person_name_is_empty (const SalvePersonName *self);

char *salve_person_name_format_full (const SalvePersonName *self, const SalveLocale *locale);
char *salve_person_name_format_short (const SalvePersonName *self, const SalveLocale *locale);
char *salve_person_name_format_sort (const SalvePersonName *self, const SalveLocale *locale);
char *salve_person_name_sort_key (const SalvePersonName *self, const SalveLocale *locale);
char *salve_person_name_initials (const SalvePersonName *self, const SalveLocale *locale);
SalvePersonName *salve_person_name_parse_typed (const char *text, const SalveLocale *locale);
char **salve_person_name_split_given (const char *text);
const SalvePersonName *salve_person_name_pick (GPtrArray *names);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalvePersonName, salve_person_name_free)

G_END_DECLS
