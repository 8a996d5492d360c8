/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-doctor-item.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-text.h"

struct _SalveDoctorItem
{
  GObject parent_instance;

  char *id;
  char *name;
  char *initials_of;
  char *sort_key;
  char *specialties;
  char *rooms;
  char *haystack; /* folded: what a search looks through */
  char *today;
  char *next_free;
  GdkTexture *photo;
  int colour;
  gboolean active;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveDoctorItem, salve_doctor_item, G_TYPE_OBJECT)

static void
salve_doctor_item_finalize (GObject *object)
{
  SalveDoctorItem *self = SALVE_DOCTOR_ITEM (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->initials_of, g_free);
  g_clear_pointer (&self->sort_key, g_free);
  g_clear_pointer (&self->specialties, g_free);
  g_clear_pointer (&self->rooms, g_free);
  g_clear_pointer (&self->haystack, g_free);
  g_clear_pointer (&self->today, g_free);
  g_clear_pointer (&self->next_free, g_free);
  g_clear_object (&self->photo);
  G_OBJECT_CLASS (salve_doctor_item_parent_class)->finalize (object);
}

static void
salve_doctor_item_class_init (SalveDoctorItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_doctor_item_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
salve_doctor_item_init (SalveDoctorItem *self)
{
}

static char *
join (char **list)
{
  /* Translators: between the items of a list: "Cardiology, Internal medicine" */
  return g_strjoinv (_ (", "), list);
}

SalveDoctorItem *
salve_doctor_item_new (const SalveDoctor *doctor, SalveClinic *clinic)
{
  SalveDoctorItem *self = g_object_new (SALVE_TYPE_DOCTOR_ITEM, NULL);
  SalveLocale *locale = salve_clinic_get_locale (clinic);
  g_auto (GStrv) specialties = salve_doctor_list_specialties (doctor);
  g_auto (GStrv) qualifications = salve_doctor_list_qualifications (doctor);
  g_auto (GStrv) languages = salve_doctor_list_languages (doctor);
  g_auto (GStrv) rooms = salve_doctor_list_room_names (doctor, salve_clinic_get_store (clinic));
  g_autofree char *all = NULL, *qualified = join (qualifications), *spoken = join (languages);

  self->id = g_strdup (salve_doctor_get_id (doctor));
  self->name = salve_doctor_format_name (doctor, locale);
  self->initials_of = salve_doctor_format_initials_of (doctor);
  self->sort_key = salve_doctor_format_sort_key (doctor, locale);
  self->specialties = join (specialties);
  self->rooms = join (rooms);
  self->photo = salve_doctor_load_photo (doctor);
  self->colour = salve_doctor_get_colour (doctor);
  self->active = salve_doctor_get_active (doctor);
  self->today = g_strdup ("");
  self->next_free = g_strdup ("");
  all = g_strjoin (" ", self->name, self->specialties, self->rooms, qualified, spoken, NULL);
  self->haystack = salve_text_fold (all);
  return self;
}

const char *
salve_doctor_item_get_id (SalveDoctorItem *self)
{
  return self->id;
}

const char *
salve_doctor_item_get_name (SalveDoctorItem *self)
{
  return self->name;
}

const char *
salve_doctor_item_get_initials_of (SalveDoctorItem *self)
{
  return self->initials_of;
}

const char *
salve_doctor_item_get_specialties (SalveDoctorItem *self)
{
  return self->specialties;
}

const char *
salve_doctor_item_get_rooms (SalveDoctorItem *self)
{
  return self->rooms;
}

GdkTexture *
salve_doctor_item_get_photo (SalveDoctorItem *self)
{
  return self->photo;
}

int
salve_doctor_item_get_colour (SalveDoctorItem *self)
{
  return self->colour;
}

gboolean
salve_doctor_item_get_active (SalveDoctorItem *self)
{
  return self->active;
}

const char *
salve_doctor_item_get_today (SalveDoctorItem *self)
{
  return self->today;
}

const char *
salve_doctor_item_get_next_free (SalveDoctorItem *self)
{
  return self->next_free;
}

/**
 * salve_doctor_item_set_times:
 * @today: how many come today, in words
 * @next_free: when the doctor is free next, in words
 */
void
salve_doctor_item_set_times (SalveDoctorItem *self, const char *today, const char *next_free)
{
  gboolean changed = g_set_str (&self->today, today);

  changed |= g_set_str (&self->next_free, next_free);
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * salve_doctor_item_matches:
 * @folded_words: what was typed, as salve_text_tokenise() gives it
 *
 * Returns: whether each word stands in the name, a specialty, a qualification, a language or a room
 */
gboolean
salve_doctor_item_matches (SalveDoctorItem *self, char **folded_words)
{
  for (guint i = 0; folded_words != NULL && folded_words[i] != NULL; i++)
    {
      if (strstr (self->haystack, folded_words[i]) == NULL)
        return FALSE;
    }
  return TRUE;
}

int
salve_doctor_item_compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const SalveDoctorItem *first = a, *second = b;

  if (first->active != second->active)
    return first->active ? -1 : 1;
  return g_strcmp0 (first->sort_key, second->sort_key);
}
