/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-day.h"

#include <string.h>
#include <yyjson.h>

#include "salve-json.h"
#include "salve-kiosk-proof.h"

struct _SalveKioskDay
{
  int ref_count;
  SalveInstant from;
  SalveInstant to;
  char *salt;
  GPtrArray *entries;
};

static void
entry_free (gpointer data)
{
  SalveKioskEntry *entry = data;

  g_free (entry->id);
  g_free (entry->person);
  g_free (entry->ticket);
  g_free (entry->name);
  g_free (entry->phone);
  g_free (entry->city);
  g_free (entry->room);
  g_free (entry->doctor);
  g_strfreev (entry->proofs);
  g_strfreev (entry->codes);
  g_free (entry);
}

static char *
read_text (yyjson_val *object, const char *name)
{
  return g_strdup (yyjson_get_str (yyjson_obj_get (object, name)));
}

static gint64
read_number (yyjson_val *object, const char *name)
{
  const char *raw = yyjson_get_raw (yyjson_obj_get (object, name));

  return raw != NULL ? g_ascii_strtoll (raw, NULL, 10) : 0;
}

static GStrv
read_texts (yyjson_val *object, const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  size_t index, n;
  yyjson_val *item;

  yyjson_arr_foreach (yyjson_obj_get (object, name), index, n, item)
    {
      if (yyjson_is_str (item))
        g_strv_builder_add (builder, yyjson_get_str (item));
    }
  return g_strv_builder_end (builder);
}

static SalveKioskEntry *
read_entry (yyjson_val *object)
{
  SalveKioskEntry *entry = g_new0 (SalveKioskEntry, 1);

  entry->id = read_text (object, "id");
  entry->person = read_text (object, "person");
  entry->start = read_number (object, "start") * SALVE_INSTANT_SECOND;
  entry->arrived = yyjson_equals_str (yyjson_obj_get (object, "status"), "arrived");
  entry->consented = yyjson_get_bool (yyjson_obj_get (object, "consented"));
  entry->ticket = read_text (object, "ticket");
  entry->name = read_text (object, "name");
  entry->phone = read_text (object, "phone");
  entry->city = read_text (object, "city");
  entry->room = read_text (object, "room");
  entry->doctor = read_text (object, "doctor");
  entry->birth_day = (int)read_number (object, "birthDay");
  entry->birth_year = (int)read_number (object, "birthYear");
  entry->proofs = read_texts (object, "proofs");
  entry->codes = read_texts (object, "codes");
  return entry;
}

/**
 * salve_kiosk_day_new:
 * @json: what api/v1/kiosk/day answers
 *
 * Returns: (transfer full): the day; NULL with an error where it cannot be read
 */
SalveKioskDay *
salve_kiosk_day_new (const char *json, gssize length, GError **error)
{
  g_autoptr (yyjson_doc) doc = salve_json_parse (json, length < 0 ? strlen (json) : (gsize)length, error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL, *visit;
  SalveKioskDay *self;
  size_t index, n;

  if (doc == NULL)
    return NULL;
  self = g_new0 (SalveKioskDay, 1);
  self->ref_count = 1;
  self->from = read_number (root, "from") * SALVE_INSTANT_SECOND;
  self->to = read_number (root, "to") * SALVE_INSTANT_SECOND;
  self->salt = read_text (root, "salt");
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  yyjson_arr_foreach (yyjson_obj_get (root, "visits"), index, n, visit)
    {
      SalveKioskEntry *entry = read_entry (visit);

      if (entry->id != NULL)
        g_ptr_array_add (self->entries, entry);
      else
        entry_free (entry);
    }
  return self;
}

SalveKioskDay *
salve_kiosk_day_ref (SalveKioskDay *self)
{
  self->ref_count++;
  return self;
}

void
salve_kiosk_day_unref (SalveKioskDay *self)
{
  if (--self->ref_count > 0)
    return;
  g_free (self->salt);
  g_ptr_array_unref (self->entries);
  g_free (self);
}

/* Whether it is about the day that it is now: yesterday's list lets nobody in. */
gboolean
salve_kiosk_day_is_on (SalveKioskDay *self, SalveInstant now)
{
  return now >= self->from && now < self->to;
}

/* Of the visits of one person the one that is nearest to now, one that did not begin yet before one that did; NULL where
 * there is none, and where there are several persons, who must not be told from nobody. */
static const SalveKioskEntry *
choose (GPtrArray *found, SalveInstant now)
{
  const SalveKioskEntry *best = NULL;

  for (guint i = 0; i < found->len; i++)
    {
      const SalveKioskEntry *entry = found->pdata[i];

      if (best != NULL && g_strcmp0 (best->person, entry->person) != 0)
        return NULL;
      if (best == NULL || (best->arrived && !entry->arrived)
          || (best->arrived == entry->arrived && ABS (entry->start - now) < ABS (best->start - now)))
        best = entry;
    }
  return best;
}

static void
find_proof (SalveKioskDay *self, char *proof, GPtrArray *found)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      SalveKioskEntry *entry = self->entries->pdata[i];

      if (g_strv_contains ((const char *const *)entry->proofs, proof)
          && !g_ptr_array_find (found, entry, NULL))
        g_ptr_array_add (found, entry);
    }
  g_free (proof);
}

/**
 * salve_kiosk_day_find_birth:
 * @birth: to the day
 * @letters: as typed
 * @now: of several visits of the same person the nearest counts
 *
 * Who is registered with the year or the month alone is found by it.
 *
 * Returns: (transfer none) (nullable): NULL where nobody fits, or more than one person
 */
const SalveKioskEntry *
salve_kiosk_day_find_birth (SalveKioskDay *self,
                            SalvePartialDate birth,
                            const char *letters,
                            SalveInstant now)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autofree char *first = salve_kiosk_letters (letters);

  if (*first == '\0' || self->salt == NULL || birth.precision != SALVE_DATE_PRECISION_DAY)
    return NULL;
  find_proof (self, salve_kiosk_prove_birth (self->salt, birth, first), found);
  find_proof (
      self,
      salve_kiosk_prove_birth (self->salt, salve_partial_date_new_month (birth.year, birth.month), first),
      found);
  find_proof (self, salve_kiosk_prove_birth (self->salt, salve_partial_date_new_year (birth.year), first),
              found);
  return choose (found, now);
}

/* The same by what is on a card or in a letter. */
const SalveKioskEntry *
salve_kiosk_day_find_code (SalveKioskDay *self, const char *code, SalveInstant now)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autofree char *proof = self->salt != NULL ? salve_kiosk_prove_code (self->salt, code) : NULL;

  for (guint i = 0; proof != NULL && i < self->entries->len; i++)
    {
      SalveKioskEntry *entry = self->entries->pdata[i];

      if (g_strv_contains ((const char *const *)entry->codes, proof))
        g_ptr_array_add (found, entry);
    }
  return choose (found, now);
}

/* Checked in here: the list from the server follows later. */
void
salve_kiosk_day_set_arrived (SalveKioskDay *self, const char *id)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      SalveKioskEntry *entry = self->entries->pdata[i];

      if (g_str_equal (entry->id, id))
        entry->arrived = entry->consented = TRUE;
    }
}
