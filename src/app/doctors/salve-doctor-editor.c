/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-doctor-editor.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-doctor-fields.h"
#include "salve-hours-map.h"
#include "salve-json.h"
#include "salve-patient.h"
#include "salve-practitioner.h"
#include "salve-text.h"

struct _SalveDoctorEditor
{
  GObject parent_instance;

  SalveClinic *clinic;
  SalveDoctor *base;
  SalveResource *roles_text; /* what the roles say together, for the fields of them */
  gint64 version;            /* SALVE_VERSION_NONE for a new doctor */
  guint name_index;
  guint phone_index;
  guint email_index;
  GPtrArray *fields;   /* of SalveFormField */
  GPtrArray *sections; /* of SalveFormSection */
  SalveDoctorChoices choices;
  gboolean choices_touched;
  GBytes *photo;
  char *photo_type;
  gboolean photo_touched;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveDoctorEditor, salve_doctor_editor, G_TYPE_OBJECT)

#define DRAFT_TYPE G_VARIANT_TYPE ("(ssxa{ss}a{sv}ibsas)")

static void
on_changed (SalveDoctorEditor *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_fields (SalveDoctorEditor *self, const SalveFieldSpec *specs)
{
  for (; specs->name != NULL; specs++)
    {
      SalveFormField *field = salve_form_field_new (specs, salve_clinic_get_locale (self->clinic),
                                                    salve_clinic_today (self->clinic));

      g_ptr_array_add (self->fields, field);
      g_signal_connect_object (field, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
    }
}

static gboolean
is_of_roles (SalveFormField *field)
{
  return g_str_equal (salve_form_field_get_spec (field)->name, "specialties");
}

/* Where a field's pointer begins. */
static char *
place_of (SalveDoctorEditor *self, SalveFormField *field)
{
  const char *name = salve_form_field_get_spec (field)->name;

  if (g_str_equal (name, "phone"))
    return g_strdup_printf ("/telecom/%u", self->phone_index);
  if (g_str_equal (name, "email"))
    return g_strdup_printf ("/telecom/%u", self->email_index);
  if (is_of_roles (field))
    return g_strdup ("");
  return g_strdup_printf ("/name/%u", self->name_index);
}

static SalveResource *
resource_of (SalveDoctorEditor *self, SalveFormField *field)
{
  return is_of_roles (field) ? self->roles_text : self->base->practitioner;
}

static guint
find_telecom (SalveElement telecoms, const char *system)
{
  for (gsize i = 0; i < salve_element_length (telecoms); i++)
    if (g_strcmp0 (salve_element_string (salve_element_at (telecoms, i), "system"), system) == 0)
      return (guint)i;
  return G_MAXUINT;
}

static void
find_places (SalveDoctorEditor *self)
{
  g_autoptr (GPtrArray) names = salve_practitioner_get_names (self->base->practitioner);
  const SalvePersonName *picked = names->len > 0 ? salve_person_name_pick (names) : NULL;
  SalveElement telecoms = salve_element_get (salve_resource_root (self->base->practitioner), "telecom");
  guint next = (guint)salve_element_length (telecoms);

  self->name_index = 0;
  for (guint i = 0; i < names->len; i++)
    if (g_ptr_array_index (names, i) == (gpointer)picked)
      self->name_index = i;
  self->phone_index = find_telecom (telecoms, "phone");
  self->email_index = find_telecom (telecoms, "email");
  if (self->phone_index == G_MAXUINT)
    self->phone_index = next++;
  if (self->email_index == G_MAXUINT)
    self->email_index = next;
}

static void
read_roles (SalveDoctorEditor *self)
{
  g_auto (GStrv) specialties = salve_doctor_list_specialties (self->base);
  g_autoptr (GString) json = g_string_new ("{\"resourceType\":\"PractitionerRole\",\"id\":\"x\"");

  for (guint i = 0; specialties[i] != NULL; i++)
    {
      g_autofree char *quoted = salve_json_quote (specialties[i]);

      g_string_append_printf (json, "%s%s", i == 0 ? ",\"specialty\":[" : ",", quoted);
    }
  g_string_append (json, specialties[0] != NULL ? "]}" : "}");
  g_clear_pointer (&self->roles_text, salve_resource_unref);
  self->roles_text = salve_resource_new_from_text (json->str, (gssize)json->len, NULL);
}

static void
read_choices (SalveDoctorEditor *self)
{
  g_auto (GStrv) rooms = salve_doctor_list_room_ids (self->base);
  g_auto (GStrv) types = salve_doctor_list_visit_type_ids (self->base);

  self->choices.colour = salve_doctor_get_colour (self->base);
  self->choices.active = salve_doctor_get_active (self->base);
  g_set_str (&self->choices.room_id, self->base->roles->len <= 1 ? rooms[0] : NULL);
  g_hash_table_remove_all (self->choices.does);
  for (guint i = 0; types[i] != NULL; i++)
    g_hash_table_add (self->choices.does, g_strdup (types[i]));
  self->choices_touched = FALSE;
}

static void
load_all (SalveDoctorEditor *self)
{
  find_places (self);
  read_roles (self);
  for (guint i = 0; i < self->fields->len; i++)
    {
      SalveFormField *field = g_ptr_array_index (self->fields, i);
      g_autofree char *at = place_of (self, field);

      salve_form_field_load (field, resource_of (self, field), at);
    }
  for (guint i = 0; i < self->sections->len; i++)
    salve_form_section_load (g_ptr_array_index (self->sections, i), self->base->practitioner, NULL, NULL);
  read_choices (self);
  g_clear_pointer (&self->photo, g_bytes_unref);
  self->photo = salve_patient_get_photo (self->base->practitioner, NULL);
  self->photo_touched = FALSE;
}

static SalveDoctor *
make_fresh (SalveResource *practitioner, gint64 version)
{
  SalveDoctor *fresh = g_new0 (SalveDoctor, 1);

  fresh->practitioner = salve_resource_ref (practitioner);
  fresh->version = version;
  fresh->roles = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  return fresh;
}

/**
 * salve_doctor_editor_begin:
 *
 * Begins a new doctor.
 */
void
salve_doctor_editor_begin (SalveDoctorEditor *self)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (SalveResource) empty = salve_resource_new_build ("Practitioner", id);

  g_clear_pointer (&self->base, salve_doctor_free);
  self->base = make_fresh (empty, SALVE_VERSION_NONE);
  self->version = SALVE_VERSION_NONE;
  load_all (self);
}

gboolean
salve_doctor_editor_load (SalveDoctorEditor *self, const char *id, GError **error)
{
  SalveDoctor *doctor = salve_doctor_read (salve_clinic_get_store (self->clinic), id, error);

  if (doctor == NULL)
    return FALSE;
  g_clear_pointer (&self->base, salve_doctor_free);
  self->base = doctor;
  self->version = doctor->version;
  load_all (self);
  return TRUE;
}

const char *
salve_doctor_editor_get_id (SalveDoctorEditor *self)
{
  return salve_doctor_get_id (self->base);
}

gboolean
salve_doctor_editor_is_new (SalveDoctorEditor *self)
{
  return self->version == SALVE_VERSION_NONE;
}

gboolean
salve_doctor_editor_has_many_places (SalveDoctorEditor *self)
{
  return self->base->roles->len > 1;
}

gboolean
salve_doctor_editor_is_touched (SalveDoctorEditor *self)
{
  gboolean touched = self->photo_touched || self->choices_touched;

  for (guint i = 0; i < self->fields->len; i++)
    touched |= salve_form_field_is_touched (g_ptr_array_index (self->fields, i));
  for (guint i = 0; i < self->sections->len; i++)
    touched |= salve_form_section_is_touched (g_ptr_array_index (self->sections, i));
  return touched;
}

GPtrArray *
salve_doctor_editor_get_fields (SalveDoctorEditor *self)
{
  return self->fields;
}

SalveFormField *
salve_doctor_editor_get_field (SalveDoctorEditor *self, const char *name)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      SalveFormField *field = g_ptr_array_index (self->fields, i);

      if (g_str_equal (salve_form_field_get_spec (field)->name, name))
        return field;
    }
  return NULL;
}

GPtrArray *
salve_doctor_editor_get_sections (SalveDoctorEditor *self)
{
  return self->sections;
}

const SalveDoctorChoices *
salve_doctor_editor_get_choices (SalveDoctorEditor *self)
{
  return &self->choices;
}

static void
touch_choices (SalveDoctorEditor *self)
{
  self->choices_touched = TRUE;
  on_changed (self);
}

void
salve_doctor_editor_choose_colour (SalveDoctorEditor *self, int colour)
{
  if (self->choices.colour == colour)
    return;
  self->choices.colour = colour;
  touch_choices (self);
}

void
salve_doctor_editor_choose_active (SalveDoctorEditor *self, gboolean active)
{
  if (self->choices.active == active)
    return;
  self->choices.active = active;
  touch_choices (self);
}

/**
 * salve_doctor_editor_choose_room:
 * @room_id: (nullable): of a Location
 */
void
salve_doctor_editor_choose_room (SalveDoctorEditor *self, const char *room_id)
{
  if (g_set_str (&self->choices.room_id, room_id))
    touch_choices (self);
}

void
salve_doctor_editor_choose_visit_type (SalveDoctorEditor *self, const char *id, gboolean offered)
{
  gboolean changed = offered ? g_hash_table_add (self->choices.does, g_strdup (id))
                             : g_hash_table_remove (self->choices.does, id);

  if (changed)
    touch_choices (self);
}

GBytes *
salve_doctor_editor_get_photo (SalveDoctorEditor *self)
{
  return self->photo;
}

void
salve_doctor_editor_set_photo (SalveDoctorEditor *self, GBytes *photo, const char *content_type)
{
  g_clear_pointer (&self->photo, g_bytes_unref);
  self->photo = photo != NULL ? g_bytes_ref (photo) : NULL;
  g_set_str (&self->photo_type, content_type);
  self->photo_touched = TRUE;
  on_changed (self);
}

/**
 * salve_doctor_editor_check:
 *
 * Says under each field what is wrong with it.
 *
 * Returns: whether all of it can be saved
 */
gboolean
salve_doctor_editor_check (SalveDoctorEditor *self)
{
  gboolean good = TRUE;
  SalveFormField *family = salve_doctor_editor_get_field (self, "family");
  SalveFormField *given = salve_doctor_editor_get_field (self, "given");
  g_autofree char *names =
      g_strconcat (salve_form_field_get_text (family), salve_form_field_get_text (given), NULL);

  for (guint i = 0; i < self->fields->len; i++)
    good &= salve_form_field_check (g_ptr_array_index (self->fields, i));
  for (guint i = 0; i < self->sections->len; i++)
    good &= salve_form_section_check (g_ptr_array_index (self->sections, i));
  if (*g_strstrip (names) == '\0')
    {
      salve_form_field_set_hint (family, _ ("A doctor needs a name: one is enough."), TRUE);
      good = FALSE;
    }
  return good;
}

static void
write_telecom (SalveDoctorEditor *self, SalveEdit *edit, const char *name, guint *index, const char *fresh)
{
  SalveFormField *field = salve_doctor_editor_get_field (self, name);
  gsize count = salve_edit_count (edit, "/telecom");

  if (!salve_form_field_is_touched (field))
    return;
  if (*index >= count)
    {
      if (*salve_form_field_get_text (field) == '\0')
        return;
      salve_edit_append_json (edit, "/telecom", fresh);
      *index = (guint)count;
    }
}

static void
write_colour (SalveDoctorEditor *self, SalveEdit *edit)
{
  SalveElement extensions = salve_element_get (salve_resource_root (self->base->practitioner), "extension");
  g_autofree char *value = g_strdup_printf ("%d", self->choices.colour);
  g_autofree char *fresh =
      g_strdup_printf ("{\"url\":\"" SALVE_EXTENSION_COLOUR "\",\"valueInteger\":%d}", self->choices.colour);

  for (gsize i = 0; i < salve_element_length (extensions); i++)
    {
      g_autofree char *at = g_strdup_printf ("/extension/%" G_GSIZE_FORMAT "/valueInteger", i);

      if (g_strcmp0 (salve_element_string (salve_element_at (extensions, i), "url"), SALVE_EXTENSION_COLOUR)
          == 0)
        {
          salve_edit_set_json (edit, at, value);
          return;
        }
    }
  salve_edit_append_json (edit, "/extension", fresh);
}

/* A number or an address that was emptied leaves nothing behind that says "phone". */
static SalveResource *
without_empty_telecoms (SalveResource *practitioner, GError **error)
{
  SalveElement telecoms = salve_element_get (salve_resource_root (practitioner), "telecom");
  g_autoptr (SalveEdit) edit = salve_resource_edit (practitioner);

  for (gsize i = salve_element_length (telecoms); i > 0; i--)
    {
      g_autofree char *at = g_strdup_printf ("/telecom/%" G_GSIZE_FORMAT, i - 1);

      if (salve_element_string (salve_element_at (telecoms, i - 1), "value") == NULL)
        salve_edit_remove (edit, at);
    }
  return salve_edit_finish (edit, error);
}

static SalveResource *
write_practitioner (SalveDoctorEditor *self, GError **error)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (self->base->practitioner);
  g_autoptr (SalveResource) written = NULL;

  if (salve_doctor_editor_is_new (self) || self->choices.active != salve_doctor_get_active (self->base))
    salve_edit_set_boolean (edit, "/active", self->choices.active);
  if (salve_doctor_editor_is_new (self))
    salve_edit_set_string (edit, "/name/0/use", "official");
  if (salve_doctor_editor_is_new (self) || self->choices.colour != salve_doctor_get_colour (self->base))
    write_colour (self, edit);
  write_telecom (self, edit, "phone", &self->phone_index, "{\"system\":\"phone\",\"use\":\"work\"}");
  write_telecom (self, edit, "email", &self->email_index, "{\"system\":\"email\",\"use\":\"work\"}");
  for (guint i = 0; i < self->fields->len; i++)
    {
      SalveFormField *field = g_ptr_array_index (self->fields, i);
      g_autofree char *at = place_of (self, field);

      if (!is_of_roles (field))
        salve_form_field_write (field, edit, at);
    }
  for (guint i = 0; i < self->sections->len; i++)
    salve_form_section_write (g_ptr_array_index (self->sections, i), edit);
  if (self->photo_touched && self->photo != NULL)
    salve_patient_set_photo (edit, self->photo, self->photo_type);
  else if (self->photo_touched)
    salve_edit_remove (edit, "/photo");
  written = salve_edit_finish (edit, error);
  return written != NULL ? without_empty_telecoms (written, error) : NULL;
}

static void
fill_role (SalveDoctorEditor *self, SalveRoleDetails *role)
{
  SalveFormField *field = salve_doctor_editor_get_field (self, "specialties");
  GHashTableIter iter;
  gpointer id;

  if (salve_form_field_is_touched (field))
    {
      g_auto (GStrv) parts = g_strsplit (salve_form_field_get_text (field), ",", -1);

      g_ptr_array_set_size (role->specialties, 0);
      for (guint i = 0; parts[i] != NULL; i++)
        if (*g_strstrip (parts[i]) != '\0')
          g_ptr_array_add (role->specialties, g_strdup (parts[i]));
    }
  if (!self->choices_touched)
    return;
  g_ptr_array_set_size (role->visit_type_ids, 0);
  g_hash_table_iter_init (&iter, self->choices.does);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (role->visit_type_ids, g_strdup (id));
  g_ptr_array_sort_values (role->visit_type_ids, (GCompareFunc)g_strcmp0);
  if (self->base->roles->len <= 1 && g_set_str (&role->location_id, self->choices.room_id))
    {
      g_free (role->location_name);
      role->location_name =
          role->location_id != NULL
              ? salve_location_read_name (salve_clinic_get_store (self->clinic), role->location_id)
              : NULL;
    }
}

/* The roles are changed together; somebody who has none yet gets the first. */
static gboolean
write_roles (SalveDoctorEditor *self, SalveChange *change, GError **error)
{
  gboolean touched = self->choices_touched
                     || salve_form_field_is_touched (salve_doctor_editor_get_field (self, "specialties"));

  for (guint i = 0; touched && i < self->base->roles->len; i++)
    {
      SalveResource *old = g_ptr_array_index (self->base->roles, i);
      g_autoptr (SalveRoleDetails) role = salve_role_details_read (old);
      g_autoptr (SalveResource) written = NULL;

      fill_role (self, role);
      written = salve_role_details_write (role, old, error);
      if (written == NULL)
        return FALSE;
      if (!salve_resource_equal_value (written, old))
        salve_change_put (change, written, SALVE_VERSION_ANY);
    }
  if (self->base->roles->len == 0 && (touched || salve_doctor_editor_is_new (self)))
    {
      g_autofree char *id = g_uuid_string_random ();
      g_autoptr (SalveRoleDetails) role = salve_role_details_new (id, salve_doctor_editor_get_id (self));
      g_autoptr (SalveResource) written = NULL;

      role->active = TRUE;
      self->choices_touched = TRUE;
      fill_role (self, role);
      written = salve_role_details_write (role, NULL, error);
      if (written == NULL)
        return FALSE;
      salve_change_put (change, written, SALVE_VERSION_NONE);
    }
  return TRUE;
}

/**
 * salve_doctor_editor_make_change:
 *
 * Returns: (transfer full) (nullable): everything that was typed and chosen, to be committed
 */
SalveChange *
salve_doctor_editor_make_change (SalveDoctorEditor *self, GError **error)
{
  g_autoptr (SalveResource) written = write_practitioner (self, error);
  g_autoptr (SalveChange) change = NULL;

  if (written == NULL)
    return NULL;
  change = salve_clinic_begin (self->clinic,
                               salve_doctor_editor_is_new (self) ? _ ("Doctor added") : _ ("Doctor changed"));
  if (salve_doctor_editor_is_new (self) || !salve_resource_equal_value (written, self->base->practitioner))
    salve_change_put (change, written, self->version);
  if (!write_roles (self, change, error))
    return NULL;
  return g_steal_pointer (&change);
}

/**
 * salve_doctor_editor_rebase:
 *
 * Somebody else saved the doctor meanwhile: takes over what they changed where this person changed nothing.
 *
 * Returns: how many fields and lists both changed
 */
guint
salve_doctor_editor_rebase (SalveDoctorEditor *self, GError **error)
{
  guint both = 0;
  SalveDoctor *theirs =
      salve_doctor_read (salve_clinic_get_store (self->clinic), salve_doctor_editor_get_id (self), error);

  if (theirs == NULL)
    return G_MAXUINT;
  g_clear_pointer (&self->base, salve_doctor_free);
  self->base = theirs;
  self->version = theirs->version;
  find_places (self);
  read_roles (self);
  for (guint i = 0; i < self->fields->len; i++)
    {
      SalveFormField *field = g_ptr_array_index (self->fields, i);
      g_autofree char *at = place_of (self, field);

      both += salve_form_field_rebase (field, resource_of (self, field), at);
    }
  for (guint i = 0; i < self->sections->len; i++)
    {
      SalveFormSection *section = g_ptr_array_index (self->sections, i);
      g_autoptr (GVariant) typed = NULL;

      if (salve_form_section_is_touched (section))
        typed = g_variant_ref_sink (salve_form_section_save (section));
      salve_form_section_load (section, self->base->practitioner, NULL, NULL);
      if (typed != NULL)
        salve_form_section_restore (section, typed);
      both += typed != NULL;
    }
  if (!self->choices_touched)
    read_choices (self);
  return both;
}

static const char *
text_of (SalveDoctorEditor *self, const char *name)
{
  return salve_form_field_get_text (salve_doctor_editor_get_field (self, name));
}

/**
 * salve_doctor_editor_save_draft:
 *
 * Returns: (transfer full): all that was typed and chosen, and the record on which it was; without the photo
 */
GBytes *
salve_doctor_editor_save_draft (SalveDoctorEditor *self)
{
  g_autoptr (GVariant) draft = NULL;
  GVariantBuilder fields, sections, does;
  GHashTableIter iter;
  gpointer id;
  g_autofree char *title =
      g_strstrip (g_strdup_printf ("%s %s", text_of (self, "given"), text_of (self, "family")));

  g_variant_builder_init (&fields, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; i < self->fields->len; i++)
    {
      SalveFormField *field = g_ptr_array_index (self->fields, i);

      if (salve_form_field_is_touched (field))
        g_variant_builder_add (&fields, "{ss}", salve_form_field_get_spec (field)->name,
                               salve_form_field_get_text (field));
    }
  g_variant_builder_init (&sections, G_VARIANT_TYPE ("a{sv}"));
  for (guint i = 0; i < self->sections->len; i++)
    {
      SalveFormSection *section = g_ptr_array_index (self->sections, i);

      if (salve_form_section_is_touched (section))
        g_variant_builder_add (&sections, "{sv}", salve_form_section_get_spec (section)->name,
                               salve_form_section_save (section));
    }
  g_variant_builder_init (&does, G_VARIANT_TYPE ("as"));
  g_hash_table_iter_init (&iter, self->choices.does);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_variant_builder_add (&does, "s", id);
  draft = g_variant_ref_sink (g_variant_new (
      "(ssxa{ss}a{sv}ibsas)", title, salve_resource_get_text (self->base->practitioner, NULL), self->version,
      &fields, &sections, self->choices_touched ? self->choices.colour : -1, self->choices.active,
      self->choices.room_id != NULL ? self->choices.room_id : "", &does));
  return g_variant_get_data_as_bytes (draft);
}

char *
salve_doctor_draft_title (GBytes *content)
{
  g_autoptr (GVariant) draft = g_variant_ref_sink (g_variant_new_from_bytes (DRAFT_TYPE, content, FALSE));
  char *title;

  g_variant_get_child (draft, 0, "s", &title);
  return title;
}

static void
restore_texts (SalveDoctorEditor *self, GVariantIter *fields, GVariantIter *sections)
{
  const char *name, *text;
  GVariant *state;

  while (g_variant_iter_next (fields, "{&s&s}", &name, &text))
    {
      SalveFormField *field = salve_doctor_editor_get_field (self, name);

      if (field != NULL)
        salve_form_field_set_text (field, text);
    }
  while (g_variant_iter_loop (sections, "{&sv}", &name, &state))
    for (guint i = 0; i < self->sections->len; i++)
      {
        SalveFormSection *section = g_ptr_array_index (self->sections, i);

        if (g_str_equal (salve_form_section_get_spec (section)->name, name))
          salve_form_section_restore (section, state);
      }
}

gboolean
salve_doctor_editor_restore_draft (SalveDoctorEditor *self, GBytes *content)
{
  g_autoptr (GVariant) draft = g_variant_ref_sink (g_variant_new_from_bytes (DRAFT_TYPE, content, FALSE));
  g_autoptr (GVariantIter) fields = NULL;
  g_autoptr (GVariantIter) sections = NULL;
  g_autoptr (GVariantIter) does = NULL;
  g_autoptr (SalveResource) practitioner = NULL;
  const char *title, *json, *room, *id;
  gboolean active;
  int colour;
  SalveDoctor *known;

  g_variant_get (draft, "(&s&sxa{ss}a{sv}ib&sas)", &title, &json, &self->version, &fields, &sections, &colour,
                 &active, &room, &does);
  practitioner = salve_resource_new_from_text (json, -1, NULL);
  if (practitioner == NULL)
    return FALSE;
  /* The roles as they are now; the practitioner as it was when the draft was typed, so that a conflict is noticed. */
  known =
      salve_doctor_read (salve_clinic_get_store (self->clinic), salve_resource_get_id (practitioner), NULL);
  g_clear_pointer (&self->base, salve_doctor_free);
  self->base = make_fresh (practitioner, self->version);
  for (guint i = 0; known != NULL && i < known->roles->len; i++)
    g_ptr_array_add (self->base->roles, salve_resource_ref (g_ptr_array_index (known->roles, i)));
  g_clear_pointer (&known, salve_doctor_free);
  load_all (self);
  restore_texts (self, fields, sections);
  if (colour < 0)
    return TRUE;
  self->choices_touched = TRUE;
  self->choices.colour = colour;
  self->choices.active = active;
  g_set_str (&self->choices.room_id, *room != '\0' ? room : NULL);
  g_hash_table_remove_all (self->choices.does);
  while (g_variant_iter_next (does, "&s", &id))
    g_hash_table_add (self->choices.does, g_strdup (id));
  return TRUE;
}

static void
salve_doctor_editor_finalize (GObject *object)
{
  SalveDoctorEditor *self = SALVE_DOCTOR_EDITOR (object);

  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->sections);
  g_clear_pointer (&self->base, salve_doctor_free);
  g_clear_pointer (&self->roles_text, salve_resource_unref);
  g_clear_pointer (&self->choices.does, g_hash_table_unref);
  g_clear_pointer (&self->choices.room_id, g_free);
  g_clear_pointer (&self->photo, g_bytes_unref);
  g_clear_pointer (&self->photo_type, g_free);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (salve_doctor_editor_parent_class)->finalize (object);
}

static void
salve_doctor_editor_class_init (SalveDoctorEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_doctor_editor_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
salve_doctor_editor_init (SalveDoctorEditor *self)
{
  self->fields = g_ptr_array_new_with_free_func (g_object_unref);
  self->sections = g_ptr_array_new_with_free_func (g_object_unref);
  self->choices.does = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

SalveDoctorEditor *
salve_doctor_editor_new (SalveClinic *clinic)
{
  SalveDoctorEditor *self = g_object_new (SALVE_TYPE_DOCTOR_EDITOR, NULL);

  self->clinic = g_object_ref (clinic);
  add_fields (self, salve_doctor_name_fields);
  add_fields (self, salve_doctor_role_fields);
  add_fields (self, salve_doctor_contact_fields);
  for (const SalveSectionSpec *spec = salve_doctor_sections; spec->name != NULL; spec++)
    {
      SalveFormSection *section =
          salve_form_section_new (spec, salve_clinic_get_locale (clinic), salve_clinic_today (clinic));

      g_ptr_array_add (self->sections, g_object_ref_sink (section));
      g_signal_connect_object (section, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
    }
  return self;
}
