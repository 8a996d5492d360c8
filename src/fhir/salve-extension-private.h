/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Salve's own extensions, read and written, and what the scheduler's writers share. */
#pragma once

#include "salve-datatypes.h"
#include "salve-time-span.h"

/* Where the definitions of Salve's extensions are. */
#define SALVE_X "http://salveclinic.github.io/fhir/StructureDefinition/"

/* One value of an extension: url of it (inside another one: its short name), the value[x] and its JSON; NULL: none. */
typedef struct
{
  const char *url;
  const char *value;
  char *json;
} SalveExtensionValue;

SalveElement salve_extension_value (SalveElement holder, const char *url, const char *value);
int salve_extension_int (SalveElement holder, const char *url, int least, int most, int fallback);
const char *salve_extension_text (SalveElement holder, const char *url, const char *value);

void salve_edit_set_extension (SalveEdit *edit,
                               const char *holder,
                               const char *url,
                               const char *value,
                               const char *json);
void salve_edit_set_extension_take (SalveEdit *edit, const char *url, const char *value, char *json);
void
salve_edit_set_extension_parts (SalveEdit *edit, const char *url, SalveExtensionValue *parts, gsize n_parts);
char *salve_edit_find_extension (SalveEdit *edit, const char *holder, const char *url);
void salve_edit_remove_extensions (SalveEdit *edit, const char *holder, const char *url);

char *salve_json_int (gint64 number);
gboolean salve_same_text (const char *a, const char *b);
int salve_element_int (SalveElement element, int least, int most, int fallback);
SalveTimeSpan salve_read_span (SalveElement start, SalveElement end);
void salve_edit_set_instant (SalveEdit *edit, const char *pointer, SalveInstant instant);
void salve_edit_set_text_concept (SalveEdit *edit, const char *pointer, const char *text);
gboolean salve_fhir_refuse (GError **error, const char *message);
SalveEdit *salve_map_edit (const char *type, const char *id, SalveResource *old, GError **error);

/* participant[] of an Appointment: the first of each type counts. */
typedef struct
{
  const char *type;
  const char *id_before;
  const char *id;
  const char *name_before;
  const char *name;
} SalveParticipant;
void salve_edit_set_participant (SalveEdit *edit, const SalveParticipant *who);
char *salve_read_participant (SalveElement root, const char *type, const char **display);
