/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list in a form: names, addresses, telephone numbers. Items are added and taken away; what was not touched is not
 * written. An item lies in an array of the main resource, or is a resource of its own (a family member, a policy). */
#pragma once

#include "salve-form-field.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  const char *title;       /* N_ () */
  const char *description; /* N_ (), or NULL */
  const char *add_label;   /* N_ () */
  const char *array;       /* the array's pointer; NULL where each item is a resource */
  const char *resource;    /* the items' resource type */
  const char *fresh; /* JSON of an empty item; for resources %s is the patient's id and the last %s its own */
  const SalveFieldSpec *fields; /* the last has no name */
} SalveSectionSpec;

#define SALVE_TYPE_FORM_SECTION (salve_form_section_get_type ())
G_DECLARE_FINAL_TYPE (SalveFormSection, salve_form_section, SALVE, FORM_SECTION, AdwBin)

typedef gboolean (*SalveItemFilter) (SalveElement item, guint index, gpointer user_data);

SalveFormSection *
salve_form_section_new (const SalveSectionSpec *spec, SalveLocale *locale, SalvePartialDate today);
const SalveSectionSpec *salve_form_section_get_spec (SalveFormSection *self);
void salve_form_section_load (SalveFormSection *self,
                              SalveResource *resource,
                              SalveItemFilter filter,
                              gpointer user_data);
void salve_form_section_load_resources (SalveFormSection *self, GPtrArray *resources);
void salve_form_section_add (SalveFormSection *self);
gboolean salve_form_section_is_touched (SalveFormSection *self);
gboolean salve_form_section_check (SalveFormSection *self);
void salve_form_section_write (SalveFormSection *self, SalveEdit *edit);
gboolean salve_form_section_write_resources (SalveFormSection *self,
                                             const char *patient_id,
                                             GPtrArray *resources,
                                             GError **error);
GVariant *salve_form_section_save (SalveFormSection *self);
void salve_form_section_restore (SalveFormSection *self, GVariant *state);
GPtrArray *salve_form_section_get_removed (SalveFormSection *self);

G_END_DECLS
