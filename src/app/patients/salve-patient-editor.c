/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-editor.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-json.h"
#include "salve-patient-places.h"
#include "salve-patient-words.h"
#include "salve-store-find.h"
#include "salve-text.h"

/* Of a clinic's first patient. */
#define FIRST_NUMBER 10001

/* In a draft, behind a field's name. */
#define REFERENCE_KEY ":reference"

struct _SalvePatientEditor
{
  GObject parent_instance;

  SalveClinic *clinic;
  SalveResource *base;
  gint64 version; /* SALVE_VERSION_NONE for a new patient */
  gboolean unidentified;
  SalvePatientPlaces places;
  SalveNameDirectory *directory;
  GPtrArray *quick; /* family, given, birth date, sex, phone */
  GPtrArray *card;  /* e-mail, health card, until when */
  GPtrArray *more_names;
  GPtrArray *care;
  GPtrArray *sections;
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

G_DEFINE_FINAL_TYPE (SalvePatientEditor, salve_patient_editor, G_TYPE_OBJECT)

static void
on_changed (SalvePatientEditor *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
add_fields (SalvePatientEditor *self, GPtrArray *list, const SalveFieldSpec *specs)
{
  for (; specs->name != NULL; specs++)
    {
      SalveFormField *field = salve_form_field_new (specs, salve_clinic_get_locale (self->clinic),
                                                    salve_clinic_today (self->clinic));

      salve_form_field_set_directory (field, self->directory);
      g_ptr_array_add (list, field);
      g_signal_connect_object (field, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
    }
}

typedef void (*FieldFunc) (SalvePatientEditor *self, SalveFormField *field, gpointer data);

static void
foreach_field (SalvePatientEditor *self, FieldFunc func, gpointer data)
{
  GPtrArray *lists[] = { self->quick, self->card, self->more_names, self->care };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < lists[i]->len; j++)
      func (self, g_ptr_array_index (lists[i], j), data);
}

static void
load_field (SalvePatientEditor *self, SalveFormField *field, gpointer data)
{
  g_autofree char *at =
      salve_patient_places_get_pointer (&self->places, salve_form_field_get_spec (field)->name);

  salve_form_field_load (field, self->base, at);
}

static void
rebase_field (SalvePatientEditor *self, SalveFormField *field, gpointer data)
{
  g_autofree char *at =
      salve_patient_places_get_pointer (&self->places, salve_form_field_get_spec (field)->name);

  if (salve_form_field_rebase (field, self->base, at))
    (*(guint *)data)++;
}

static void
write_field (SalvePatientEditor *self, SalveFormField *field, gpointer data)
{
  const char *name = salve_form_field_get_spec (field)->name;
  g_autofree char *at = NULL;

  if (!salve_form_field_is_touched (field))
    return;
  if (*salve_form_field_get_text (field) != '\0')
    salve_patient_places_make (&self->places, data, name);
  at = salve_patient_places_get_pointer (&self->places, name);
  salve_form_field_write (field, data, at);
}

static void
check_field (SalvePatientEditor *self, SalveFormField *field, gpointer data)
{
  if (!salve_form_field_check (field))
    *(gboolean *)data = FALSE;
}

static void
test_field (SalvePatientEditor *self, SalveFormField *field, gpointer data)
{
  if (salve_form_field_is_touched (field))
    *(gboolean *)data = TRUE;
}

static gboolean
is_other_name (SalveElement item, guint index, gpointer data)
{
  return index != ((SalvePatientEditor *)data)->places.name;
}

static gboolean
is_other_telecom (SalveElement item, guint index, gpointer data)
{
  const SalvePatientPlaces *places = &((SalvePatientEditor *)data)->places;

  return index != places->phone && index != places->email;
}

static gboolean
is_other_identifier (SalveElement item, guint index, gpointer data)
{
  return index != ((SalvePatientEditor *)data)->places.card;
}

static void
load_section (SalvePatientEditor *self, SalveFormSection *section)
{
  const SalveSectionSpec *spec = salve_form_section_get_spec (section);
  SalveItemFilter filter = g_str_equal (spec->name, "names")         ? is_other_name
                           : g_str_equal (spec->name, "telecoms")    ? is_other_telecom
                           : g_str_equal (spec->name, "identifiers") ? is_other_identifier
                                                                     : NULL;
  g_autoptr (GPtrArray) related = NULL;

  if (spec->array != NULL)
    {
      salve_form_section_load (section, self->base, filter, self);
      return;
    }
  if (!salve_patient_editor_is_new (self))
    related = salve_store_list_related (salve_clinic_get_store (self->clinic),
                                        salve_resource_get_id (self->base), spec->resource, NULL);
  salve_form_section_load_resources (section, related);
}

static void
load_all (SalvePatientEditor *self)
{
  const char *type = NULL;

  self->places = salve_patient_places_find (self->base);
  foreach_field (self, load_field, NULL);
  for (guint i = 0; i < self->sections->len; i++)
    load_section (self, g_ptr_array_index (self->sections, i));
  g_clear_pointer (&self->photo, g_bytes_unref);
  self->photo = salve_patient_get_photo (self->base, &type);
  self->photo_touched = FALSE;
}

/* "Anna Keller 12.3.1974", "0171 2345678": what has digits is a date or a telephone number, the rest is a name. */
static void
take_seed (SalvePatientEditor *self, const char *seed)
{
  g_auto (GStrv) words = g_strsplit (seed, " ", -1);
  g_autoptr (GString) name_words = g_string_new (NULL);
  g_autoptr (GString) digits = g_string_new (NULL);
  g_autoptr (SalvePersonName) name = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean numeric = strpbrk (words[i], "0123456789") != NULL;
      gboolean date = numeric && strpbrk (words[i], ".-/") != NULL;

      if (date)
        salve_form_field_set_text (salve_patient_editor_get_field (self, "birth-date"), words[i]);
      else
        g_string_append_printf (numeric ? digits : name_words, "%s ", words[i]);
    }
  if (digits->len > 4)
    salve_form_field_set_text (salve_patient_editor_get_field (self, "phone"), g_strchomp (digits->str));
  if (*g_strstrip (name_words->str) == '\0')
    return;
  name = salve_person_name_parse_typed (name_words->str, salve_clinic_get_locale (self->clinic));
  if (name == NULL)
    return;
  salve_form_field_set_text (salve_patient_editor_get_field (self, "family"), name->family);
  if (name->given != NULL)
    {
      g_autofree char *given = g_strjoinv (" ", name->given);

      salve_form_field_set_text (salve_patient_editor_get_field (self, "given"), given);
    }
}

/**
 * salve_patient_editor_begin:
 * @seed: (nullable): what was typed into the search
 *
 * Begins a new patient.
 */
void
salve_patient_editor_begin (SalvePatientEditor *self, const char *seed)
{
  g_autofree char *id = g_uuid_string_random ();

  g_clear_pointer (&self->base, salve_resource_unref);
  self->base = salve_resource_new_build ("Patient", id);
  self->version = SALVE_VERSION_NONE;
  load_all (self);
  if (seed != NULL && *seed != '\0')
    take_seed (self, seed);
}

gboolean
salve_patient_editor_load (SalvePatientEditor *self, const char *patient_id, GError **error)
{
  SalveResource *patient =
      salve_store_read (salve_clinic_get_store (self->clinic), "Patient", patient_id, &self->version, error);

  if (patient == NULL)
    return FALSE;
  g_clear_pointer (&self->base, salve_resource_unref);
  self->base = patient;
  load_all (self);
  return TRUE;
}

const char *
salve_patient_editor_get_id (SalvePatientEditor *self)
{
  return salve_resource_get_id (self->base);
}

gboolean
salve_patient_editor_is_new (SalvePatientEditor *self)
{
  return self->version == SALVE_VERSION_NONE;
}

gboolean
salve_patient_editor_is_touched (SalvePatientEditor *self)
{
  gboolean touched = self->photo_touched || self->unidentified;

  foreach_field (self, test_field, &touched);
  for (guint i = 0; i < self->sections->len; i++)
    touched |= salve_form_section_is_touched (g_ptr_array_index (self->sections, i));
  return touched;
}

typedef struct
{
  const char *name;
  SalveFormField *found;
} Search;

static void
match_field (SalvePatientEditor *self, SalveFormField *field, gpointer data)
{
  Search *search = data;

  if (search->found == NULL && g_str_equal (salve_form_field_get_spec (field)->name, search->name))
    search->found = field;
}

SalveFormField *
salve_patient_editor_get_field (SalvePatientEditor *self, const char *name)
{
  Search search = { name, NULL };

  foreach_field (self, match_field, &search);
  return search.found;
}

GPtrArray *
salve_patient_editor_get_quick (SalvePatientEditor *self)
{
  return self->quick;
}

/* Returns: (transfer none) (element-type SalveFormField): e-mail and health card */
GPtrArray *
salve_patient_editor_get_card (SalvePatientEditor *self)
{
  return self->card;
}

GPtrArray *
salve_patient_editor_get_more_names (SalvePatientEditor *self)
{
  return self->more_names;
}

GPtrArray *
salve_patient_editor_get_care (SalvePatientEditor *self)
{
  return self->care;
}

GPtrArray *
salve_patient_editor_get_sections (SalvePatientEditor *self)
{
  return self->sections;
}

void
salve_patient_editor_set_photo (SalvePatientEditor *self, GBytes *photo, const char *content_type)
{
  g_clear_pointer (&self->photo, g_bytes_unref);
  self->photo = photo != NULL ? g_bytes_ref (photo) : NULL;
  g_set_str (&self->photo_type, content_type);
  self->photo_touched = TRUE;
  on_changed (self);
}

GBytes *
salve_patient_editor_get_photo (SalvePatientEditor *self)
{
  return self->photo;
}

void
salve_patient_editor_set_unidentified (SalvePatientEditor *self, gboolean unidentified)
{
  self->unidentified = unidentified;
  on_changed (self);
}

static const char *
text_of (SalvePatientEditor *self, const char *name)
{
  return salve_form_field_get_text (salve_patient_editor_get_field (self, name));
}

/**
 * salve_patient_editor_check:
 *
 * Says under each field what is wrong with it.
 *
 * Returns: whether all of it can be saved
 */
gboolean
salve_patient_editor_check (SalvePatientEditor *self)
{
  gboolean good = TRUE;
  g_autofree char *family = salve_text_strip (text_of (self, "family"));
  g_autofree char *given = salve_text_strip (text_of (self, "given"));

  foreach_field (self, check_field, &good);
  for (guint i = 0; i < self->sections->len; i++)
    good &= salve_form_section_check (g_ptr_array_index (self->sections, i));
  if (*family == '\0' && *given == '\0' && !self->unidentified)
    {
      salve_form_field_set_hint (
          salve_patient_editor_get_field (self, "family"),
          _ ("One name is enough. For somebody nobody knows, turn on “Identity not known yet”."), TRUE);
      good = FALSE;
    }
  return good;
}

static gboolean
is_taken (SalveStore *store, guint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  return salve_store_is_number_taken (store, text, NULL);
}

/* The next free record number: looked for in strides that double, then back between the last two, so that a clinic of a
 * million asks for forty numbers instead of counting everybody. Another desk may take the same at the same time; then
 * the duplicates say so. */
static char *
next_record_number (SalvePatientEditor *self)
{
  SalveStore *store = salve_clinic_get_store (self->clinic);
  guint64 taken = FIRST_NUMBER - 1, free = FIRST_NUMBER;

  for (guint64 stride = 1; is_taken (store, free); stride *= 2)
    {
      taken = free;
      free += stride;
    }
  while (free - taken > 1)
    {
      guint64 middle = taken + (free - taken) / 2;

      if (is_taken (store, middle))
        taken = middle;
      else
        free = middle;
    }
  return g_strdup_printf ("%" G_GUINT64_FORMAT, free);
}

static void
write_fresh (SalvePatientEditor *self, SalveEdit *edit)
{
  g_autofree char *number = next_record_number (self);
  g_autofree char *mr =
      g_strdup_printf ("{\"use\":\"usual\",\"type\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/"
                       "CodeSystem/v2-0203\",\"code\":"
                       "\"MR\"}]},\"system\":\"" SALVE_IDENTIFIER_SYSTEM_RECORD_NUMBER "\",\"value\":\"%s\"}",
                       number);
  g_autofree char *own =
      g_strdup_printf ("{\"system\":\"" SALVE_IDENTIFIER_SYSTEM_URI "\",\"value\":\"urn:uuid:%s\"}",
                       salve_resource_get_id (self->base));

  salve_edit_append_json (edit, "/identifier", mr);
  salve_edit_append_json (edit, "/identifier", own);
  salve_edit_set_boolean (edit, "/active", TRUE);
  if (self->unidentified)
    {
      salve_edit_set_string (edit, "/name/0/use", "anonymous");
      if (*text_of (self, "family") == '\0' && *text_of (self, "given") == '\0')
        salve_edit_set_string (edit, "/name/0/text", _ ("Unidentified person"));
    }
  else
    salve_edit_set_string (edit, "/name/0/use", "official");
}

static SalveResource *
write_patient (SalvePatientEditor *self, GError **error)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (self->base);
  g_autoptr (SalveResource) written = NULL;

  self->places = salve_patient_places_find (self->base);
  if (salve_patient_editor_is_new (self))
    write_fresh (self, edit);
  foreach_field (self, write_field, edit);
  for (guint i = 0; i < self->sections->len; i++)
    {
      SalveFormSection *section = g_ptr_array_index (self->sections, i);

      if (salve_form_section_get_spec (section)->array != NULL)
        salve_form_section_write (section, edit);
    }
  if (self->photo_touched && self->photo != NULL)
    salve_patient_set_photo (edit, self->photo, self->photo_type);
  else if (self->photo_touched)
    salve_edit_remove (edit, "/photo");
  written = salve_edit_finish (edit, error);
  return written != NULL ? salve_patient_places_clean (written, error) : NULL;
}

/**
 * salve_patient_editor_make_change:
 *
 * Returns: (transfer full) (nullable): everything that was typed, to be committed
 */
SalveChange *
salve_patient_editor_make_change (SalvePatientEditor *self, GError **error)
{
  g_autoptr (SalveResource) patient = write_patient (self, error);
  g_autoptr (SalveChange) change = NULL;

  if (patient == NULL)
    return NULL;
  change = salve_clinic_begin (self->clinic, salve_patient_editor_is_new (self) ? _ ("Patient registered")
                                                                                : _ ("Patient changed"));
  if (salve_patient_editor_is_new (self) || !salve_resource_equal_value (patient, self->base))
    salve_change_put (change, patient, self->version);
  for (guint i = 0; i < self->sections->len; i++)
    {
      SalveFormSection *section = g_ptr_array_index (self->sections, i);
      g_autoptr (GPtrArray) written = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
      g_autoptr (GPtrArray) removed = salve_form_section_get_removed (section);

      if (salve_form_section_get_spec (section)->array != NULL)
        continue;
      if (!salve_form_section_write_resources (section, salve_resource_get_id (patient), written, error))
        return NULL;
      for (guint j = 0; j < written->len; j++)
        salve_change_put (change, g_ptr_array_index (written, j), SALVE_VERSION_ANY);
      for (guint j = 0; j < removed->len; j++)
        {
          SalveResource *gone = g_ptr_array_index (removed, j);

          salve_change_delete (change, salve_resource_get_type_name (gone), salve_resource_get_id (gone),
                               SALVE_VERSION_ANY);
        }
    }
  return g_steal_pointer (&change);
}

/**
 * salve_patient_editor_rebase:
 *
 * Somebody else saved the patient meanwhile: takes over what they changed where this person changed nothing, and says
 * at each field where both did. Lists that were touched here are kept as typed, on their old places.
 *
 * Returns: how many fields both changed
 */
guint
salve_patient_editor_rebase (SalvePatientEditor *self, GError **error)
{
  guint both = 0;
  SalveResource *theirs = salve_store_read (salve_clinic_get_store (self->clinic), "Patient",
                                            salve_resource_get_id (self->base), &self->version, error);

  if (theirs == NULL)
    return G_MAXUINT;
  g_clear_pointer (&self->base, salve_resource_unref);
  self->base = theirs;
  self->places = salve_patient_places_find (self->base);
  foreach_field (self, rebase_field, &both);
  for (guint i = 0; i < self->sections->len; i++)
    {
      SalveFormSection *section = g_ptr_array_index (self->sections, i);
      g_autoptr (GVariant) typed = NULL;

      if (salve_form_section_is_touched (section))
        {
          typed = g_variant_ref_sink (salve_form_section_save (section));
          both++;
        }
      load_section (self, section);
      if (typed != NULL)
        salve_form_section_restore (section, typed);
    }
  return both;
}

/**
 * salve_patient_editor_find_duplicates:
 *
 * Returns: (transfer full) (nullable) (element-type SalveDuplicate): who may be the same person, likeliest first
 */
GPtrArray *
salve_patient_editor_find_duplicates (SalvePatientEditor *self)
{
  g_autofree char *family = salve_text_strip (text_of (self, "family"));
  g_autofree char *given = salve_text_strip (text_of (self, "given"));
  g_autofree char *digits = salve_text_digits (text_of (self, "phone"));
  SalveDuplicateProbe probe = {
    .family = *family ? family : NULL,
    .given = *given ? given : NULL,
    .phone_digits = strlen (digits) >= 5 ? digits : NULL,
    .exclude_id = salve_resource_get_id (self->base),
  };

  salve_form_field_get_date (salve_patient_editor_get_field (self, "birth-date"), &probe.birth_date);
  if (probe.family == NULL && probe.given == NULL && probe.phone_digits == NULL)
    return NULL;
  return salve_store_find_duplicates (salve_clinic_get_store (self->clinic), &probe, NULL);
}

/* Whom a chosen name refers to is an entry of its own, behind the name's. */
static void
draft_field (SalvePatientEditor *self, SalveFormField *field, gpointer data)
{
  const char *name = salve_form_field_get_spec (field)->name;
  const char *reference = salve_form_field_get_reference (field);

  if (!salve_form_field_is_touched (field))
    return;
  g_variant_builder_add (data, "{ss}", name, salve_form_field_get_text (field));
  if (reference != NULL)
    {
      g_autofree char *key = g_strconcat (name, REFERENCE_KEY, NULL);

      g_variant_builder_add (data, "{ss}", key, reference);
    }
}

static void
restore_field (SalvePatientEditor *self, const char *key, const char *text)
{
  g_autofree char *name = g_strdup (key);
  gboolean refers = g_str_has_suffix (key, REFERENCE_KEY);
  SalveFormField *field;

  if (refers)
    name[strlen (key) - strlen (REFERENCE_KEY)] = '\0';
  field = salve_patient_editor_get_field (self, name);
  if (field != NULL && refers)
    {
      g_autofree char *shown = g_strdup (salve_form_field_get_text (field));

      salve_form_field_refer (field, text, shown);
    }
  else if (field != NULL)
    salve_form_field_set_text (field, text);
}

/**
 * salve_patient_editor_save_draft:
 *
 * Returns: (transfer full): all that was typed, and the record on which it was typed, for salve_store_save_draft()
 */
GBytes *
salve_patient_editor_save_draft (SalvePatientEditor *self)
{
  g_autoptr (GVariant) draft = NULL;
  GVariantBuilder fields, sections;
  g_autofree char *title =
      g_strstrip (g_strdup_printf ("%s %s", text_of (self, "given"), text_of (self, "family")));

  g_variant_builder_init (&fields, G_VARIANT_TYPE ("a{ss}"));
  foreach_field (self, draft_field, &fields);
  g_variant_builder_init (&sections, G_VARIANT_TYPE ("a{sv}"));
  for (guint i = 0; i < self->sections->len; i++)
    {
      SalveFormSection *section = g_ptr_array_index (self->sections, i);

      if (salve_form_section_is_touched (section))
        g_variant_builder_add (&sections, "{sv}", salve_form_section_get_spec (section)->name,
                               salve_form_section_save (section));
    }
  draft = g_variant_ref_sink (g_variant_new ("(ssxba{ss}a{sv})", title,
                                             salve_resource_get_text (self->base, NULL), self->version,
                                             self->unidentified, &fields, &sections));
  return g_variant_get_data_as_bytes (draft);
}

char *
salve_patient_draft_title (GBytes *content)
{
  g_autoptr (GVariant) draft =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("(ssxba{ss}a{sv})"), content, FALSE));
  char *title;

  g_variant_get_child (draft, 0, "s", &title);
  return title;
}

gboolean
salve_patient_editor_restore_draft (SalvePatientEditor *self, GBytes *content, GError **error)
{
  g_autoptr (GVariant) draft =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("(ssxba{ss}a{sv})"), content, FALSE));
  g_autoptr (GVariantIter) fields = NULL;
  g_autoptr (GVariantIter) sections = NULL;
  const char *title, *json, *name, *text;
  GVariant *state;
  gboolean unidentified;
  SalveResource *base;

  g_variant_get (draft, "(&s&sxba{ss}a{sv})", &title, &json, &self->version, &unidentified, &fields,
                 &sections);
  base = salve_resource_new_from_text (json, -1, error);
  if (base == NULL)
    return FALSE;
  g_clear_pointer (&self->base, salve_resource_unref);
  self->base = base;
  self->unidentified = unidentified;
  load_all (self);
  while (g_variant_iter_next (fields, "{&s&s}", &name, &text))
    restore_field (self, name, text);
  while (g_variant_iter_loop (sections, "{&sv}", &name, &state))
    for (guint i = 0; i < self->sections->len; i++)
      {
        SalveFormSection *section = g_ptr_array_index (self->sections, i);

        if (g_str_equal (salve_form_section_get_spec (section)->name, name))
          salve_form_section_restore (section, state);
      }
  return TRUE;
}

/* A card is one person's. What was there before this form was opened is not this form's to refuse. */
static char *
find_card_owner (SalveFormField *field, gpointer data)
{
  SalvePatientEditor *self = data;
  g_autoptr (SalvePatientRow) owner = NULL;
  g_autofree char *name = NULL;

  if (!salve_form_field_is_touched (field))
    return NULL;
  owner = salve_store_find_identifier (salve_clinic_get_store (self->clinic), "JHN",
                                       salve_form_field_get_text (field), salve_resource_get_id (self->base),
                                       NULL);
  if (owner == NULL)
    return NULL;
  name = salve_patient_name_words (owner);
  return g_strdup_printf (_ ("This is the card of %s, who is registered already."), name);
}

static void
salve_patient_editor_finalize (GObject *object)
{
  SalvePatientEditor *self = SALVE_PATIENT_EDITOR (object);

  g_ptr_array_unref (self->quick);
  g_ptr_array_unref (self->card);
  g_ptr_array_unref (self->more_names);
  g_ptr_array_unref (self->care);
  g_ptr_array_unref (self->sections);
  g_clear_pointer (&self->base, salve_resource_unref);
  g_clear_pointer (&self->photo, g_bytes_unref);
  g_clear_pointer (&self->photo_type, g_free);
  g_clear_object (&self->directory);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (salve_patient_editor_parent_class)->finalize (object);
}

static void
salve_patient_editor_class_init (SalvePatientEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_patient_editor_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
salve_patient_editor_init (SalvePatientEditor *self)
{
  self->quick = g_ptr_array_new_with_free_func (g_object_unref);
  self->card = g_ptr_array_new_with_free_func (g_object_unref);
  self->more_names = g_ptr_array_new_with_free_func (g_object_unref);
  self->care = g_ptr_array_new_with_free_func (g_object_unref);
  self->sections = g_ptr_array_new_with_free_func (g_object_unref);
}

SalvePatientEditor *
salve_patient_editor_new (SalveClinic *clinic)
{
  SalvePatientEditor *self = g_object_new (SALVE_TYPE_PATIENT_EDITOR, NULL);

  self->clinic = g_object_ref (clinic);
  self->directory = salve_name_directory_new (salve_clinic_get_store (clinic));
  add_fields (self, self->quick, salve_quick_name_fields);
  add_fields (self, self->quick, salve_quick_fields);
  add_fields (self, self->quick, salve_quick_phone_fields);
  add_fields (self, self->card, salve_card_fields);
  add_fields (self, self->more_names, salve_more_name_fields);
  add_fields (self, self->care, salve_care_fields);
  salve_form_field_set_validator (salve_patient_editor_get_field (self, "card"), find_card_owner, self);
  for (const SalveSectionSpec *spec = salve_patient_sections; spec->name != NULL; spec++)
    {
      SalveFormSection *section =
          salve_form_section_new (spec, salve_clinic_get_locale (clinic), salve_clinic_today (clinic));

      g_ptr_array_add (self->sections, g_object_ref_sink (section));
      g_signal_connect_object (section, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
    }
  return self;
}
