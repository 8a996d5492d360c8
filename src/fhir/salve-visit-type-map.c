/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people come for: a HealthcareService (https://hl7.org/fhir/R4/healthcareservice.html), whose length, buffers,
 * colour, modes and rights have no element in R4. Also a doctor's colour. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-extension-private.h"
#include "salve-hours-map.h"
#include "salve-json.h"

#define X_VISIT_TYPE SALVE_X "visit-type"
#define X_COLOUR SALVE_X "colour"

#define USUAL_MINUTES 15
#define COLOUR_MAX 11

typedef struct
{
  guint bit;
  const char *code;
} Code;

static const Code mode_codes[] = {
  { SALVE_VISIT_IN_PERSON, "in-person" },
  { SALVE_VISIT_PHONE, "phone" },
  { SALVE_VISIT_VIDEO, "video" },
};

static const Code role_codes[] = {
  { SALVE_ROLE_PATIENT, "patient" },
  { SALVE_ROLE_FRONT_DESK, "front-desk" },
  { SALVE_ROLE_NURSE, "nurse" },
  { SALVE_ROLE_DOCTOR, "doctor" },
  { SALVE_ROLE_ADMINISTRATOR, "administrator" },
};

static guint
read_codes (SalveElement holder, const char *url, const Code *codes, gsize n_codes, guint fallback)
{
  guint bits = 0;

  SALVE_ELEMENT_FOREACH (extension, salve_element_get (holder, "extension"))
    {
      if (g_strcmp0 (salve_element_string (extension, "url"), url) != 0)
        continue;
      for (gsize i = 0; i < n_codes; i++)
        if (g_strcmp0 (salve_element_string (extension, "valueCode"), codes[i].code) == 0)
          bits |= codes[i].bit;
    }
  return bits != 0 ? bits : fallback;
}

/**
 * salve_visit_type_read:
 * @resource: a HealthcareService
 *
 * What it does not say is as usual: 15 minutes, no buffers, in person, booked by staff.
 *
 * Returns: (transfer full): the visit type
 */
SalveVisitType *
salve_visit_type_read (SalveResource *resource)
{
  SalveElement root = salve_resource_root (resource), x = salve_element_extension (root, X_VISIT_TYPE);
  const char *name = salve_element_string (root, "name");
  SalveVisitType *self;

  if (name == NULL)
    name = salve_concept_display (salve_element_at (salve_element_get (root, "type"), 0));
  self = salve_visit_type_new (salve_resource_get_id (resource), name != NULL ? name : "",
                               salve_extension_int (x, "minutes", 1, 1440, USUAL_MINUTES));
  g_set_str (&self->specialty,
             salve_concept_display (salve_element_at (salve_element_get (root, "specialty"), 0)));
  self->buffer_before = salve_extension_int (x, "bufferBefore", 0, 240, 0);
  self->buffer_after = salve_extension_int (x, "bufferAfter", 0, 240, 0);
  self->colour = salve_extension_int (x, "colour", -1, COLOUR_MAX, -1);
  self->modes = read_codes (x, "mode", mode_codes, G_N_ELEMENTS (mode_codes), SALVE_VISIT_IN_PERSON);
  self->bookable_by = read_codes (x, "bookableBy", role_codes, G_N_ELEMENTS (role_codes), SALVE_ROLES_STAFF);
  self->active = salve_element_boolean (root, "active", TRUE);
  return self;
}

static void
write_codes (SalveEdit *edit, const char *url, const Code *codes, gsize n_codes, guint bits)
{
  g_autofree char *place = salve_edit_find_extension (edit, "", X_VISIT_TYPE);
  g_autofree char *list = g_strconcat (place, "/extension", NULL);

  salve_edit_remove_extensions (edit, place, url);
  for (gsize i = 0; i < n_codes; i++)
    if (bits & codes[i].bit)
      {
        g_autofree char *json = g_strdup_printf ("{\"url\":\"%s\",\"valueCode\":\"%s\"}", url, codes[i].code);

        salve_edit_append_json (edit, list, json);
      }
}

static void
write_extension (SalveEdit *edit, const SalveVisitType *self, const SalveVisitType *before)
{
  SalveExtensionValue parts[] = {
    { "minutes", "valueInteger", salve_json_int (self->minutes) },
    { "bufferBefore", "valueInteger", salve_json_int (self->buffer_before) },
    { "bufferAfter", "valueInteger", salve_json_int (self->buffer_after) },
    { "colour", "valueInteger", salve_json_int (self->colour) },
  };

  salve_edit_set_extension_parts (edit, X_VISIT_TYPE, parts, G_N_ELEMENTS (parts));
  if (before == NULL || self->modes != before->modes)
    write_codes (edit, "mode", mode_codes, G_N_ELEMENTS (mode_codes), self->modes);
  if (before == NULL || self->bookable_by != before->bookable_by)
    write_codes (edit, "bookableBy", role_codes, G_N_ELEMENTS (role_codes), self->bookable_by);
}

static gboolean
same_extension (const SalveVisitType *a, const SalveVisitType *b)
{
  return a->minutes == b->minutes && a->buffer_before == b->buffer_before
         && a->buffer_after == b->buffer_after && a->colour == b->colour && a->modes == b->modes
         && a->bookable_by == b->bookable_by;
}

/**
 * salve_visit_type_write:
 * @old: (nullable): the HealthcareService as it is; NULL makes a new one with the id of @self
 *
 * Returns: (transfer full) (nullable): the HealthcareService; NULL with SALVE_FHIR_ERROR_RULE for one without a name
 */
SalveResource *
salve_visit_type_write (const SalveVisitType *self, SalveResource *old, GError **error)
{
  g_autoptr (SalveVisitType) before = NULL;
  g_autoptr (SalveEdit) edit = NULL;

  if (self->name == NULL || *self->name == '\0')
    {
      salve_fhir_refuse (error, _ ("A visit type needs a name."));
      return NULL;
    }
  edit = salve_map_edit ("HealthcareService", self->id, old, error);
  if (edit == NULL)
    return NULL;
  before = old != NULL ? salve_visit_type_read (old) : NULL;
  if (before == NULL || !self->active != !before->active)
    salve_edit_set_boolean (edit, "/active", self->active);
  if (before == NULL || !salve_same_text (self->name, before->name))
    salve_edit_set_string (edit, "/name", self->name);
  if (!salve_same_text (self->specialty, before != NULL ? before->specialty : NULL))
    salve_edit_set_text_concept (edit, "/specialty/0", self->specialty);
  if (before == NULL || !same_extension (self, before))
    write_extension (edit, self, before);
  return salve_edit_finish (edit, error);
}

/* Returns: 0 to 11; -1 where the doctor has none */
int
salve_practitioner_get_colour (SalveResource *practitioner)
{
  return salve_extension_int (salve_resource_root (practitioner), X_COLOUR, 0, COLOUR_MAX, -1);
}

/**
 * salve_practitioner_set_colour:
 * @colour: 0 to 11; -1 takes it away
 *
 * Returns: (transfer full) (nullable): the Practitioner with that colour
 */
SalveResource *
salve_practitioner_set_colour (SalveResource *practitioner, int colour, GError **error)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (practitioner);

  if (colour != salve_practitioner_get_colour (practitioner))
    salve_edit_set_extension_take (edit, X_COLOUR, "valueInteger",
                                   colour >= 0 && colour <= COLOUR_MAX ? salve_json_int (colour) : NULL);
  return salve_edit_finish (edit, error);
}
