/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A number is looked up by the words that the search knows of it, and then compared without its spaces and hyphens,
 * because one desk writes a card as 1234-567-890-AB and another without. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-store-find.h"

#include <string.h>

#include "salve-patient.h"
#include "salve-store-private.h"
#include "salve-text.h"

void
salve_named_free (SalveNamed *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

/**
 * salve_identifier_compact:
 *
 * Returns: (transfer full): its letters and digits in capitals: two numbers of which this is the same are the same
 */
char *
salve_identifier_compact (const char *value)
{
  GString *compact = g_string_new (NULL);

  for (const char *at = value; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      g_string_append_unichar (compact, g_unichar_toupper (g_utf8_get_char (at)));
  return g_string_free_and_steal (compact);
}

/* The ways in which one number is written: as it was typed, without anything between, and in the groups of a card. */
static GPtrArray *
spell (const char *value, const char *compact)
{
  GPtrArray *spellings = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (spellings, g_strdup (value));
  g_ptr_array_add (spellings, g_strdup (compact));
  if (strlen (compact) == 12 && g_str_is_ascii (compact))
    g_ptr_array_add (
        spellings, g_strdup_printf ("%.4s-%.3s-%.3s-%.2s", compact, compact + 4, compact + 7, compact + 10));
  return spellings;
}

/* @type_code: (nullable): of any kind; @compact: what salve_identifier_compact() makes of the number */
gboolean
salve_patient_carries (SalveResource *patient, const char *type_code, const char *compact)
{
  g_autoptr (GPtrArray) identifiers = salve_patient_get_identifiers (patient);

  for (guint i = 0; i < identifiers->len; i++)
    {
      const SalveIdentifier *identifier = identifiers->pdata[i];
      g_autofree char *theirs = salve_identifier_compact (identifier->value);

      if ((type_code == NULL || g_strcmp0 (identifier->type_code, type_code) == 0)
          && g_str_equal (theirs, compact))
        return TRUE;
    }
  return FALSE;
}

static const char *
pick_longest (char **words)
{
  const char *longest = NULL;

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (longest == NULL || strlen (words[i]) > strlen (longest))
      longest = words[i];
  return longest;
}

static gboolean
has_words (const char *search_key, char **words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (search_key, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* Adds the rows of patients who have every word of one spelling; the key beside the token answers without the row. */
static gboolean
add_candidates (SalveConnection *connection, const char *spelling, GArray *rowids, GError **error)
{
  g_auto (GStrv) words = salve_text_tokenise (spelling);
  const char *longest = pick_longest (words);
  g_autoptr (SalveStatement) select = NULL;
  gboolean row = TRUE;

  if (longest == NULL)
    return TRUE;
  select = salve_connection_prepare (connection,
                                     "SELECT patient, search_key FROM patient_token WHERE token = ?1", error);
  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, longest);
  while (salve_statement_step (select, &row, error) && row)
    {
      gint64 rowid = salve_statement_int (select, 0);

      if (has_words (salve_statement_text (select, 1), words))
        g_array_append_val (rowids, rowid);
    }
  return !row;
}

static SalveResource *
read_active_patient (SalveConnection *connection, gint64 rowid, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection,
                                "SELECT r.body FROM patient AS p JOIN resource AS r ON r.rowid = p.rowid "
                                "WHERE p.rowid = ?1 AND p.active",
                                error);
  const char *text;
  gsize length;
  gboolean row;

  if (select == NULL)
    return NULL;
  salve_statement_bind_int (select, 1, rowid);
  if (!salve_statement_step (select, &row, error) || !row)
    return NULL;
  text = salve_statement_blob (select, 0, &length);
  return salve_resource_new_from_text (text, (gssize)length, error);
}

/**
 * salve_identifier_find_owner:
 * @type_code: of https://hl7.org/fhir/R4/v2/0203/, such as JHN
 * @value: as it was typed
 * @except: (nullable): ids of patients who may have it
 *
 * On the connection's thread.
 *
 * Returns: (transfer full) (nullable): an active patient who has that number of that kind; NULL where nobody has, or
 *   with an error
 */
SalveResource *
salve_identifier_find_owner (SalveConnection *connection,
                             const char *type_code,
                             const char *value,
                             GHashTable *except,
                             GError **error)
{
  g_autofree char *compact = salve_identifier_compact (value);
  g_autoptr (GPtrArray) spellings = spell (value, compact);
  g_autoptr (GArray) rowids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < spellings->len && *compact != '\0'; i++)
    if (!add_candidates (connection, spellings->pdata[i], rowids, error))
      return NULL;
  for (guint i = 0; i < rowids->len; i++)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (SalveResource) patient =
          read_active_patient (connection, g_array_index (rowids, gint64, i), &local);

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (patient != NULL && salve_patient_carries (patient, type_code, compact)
          && (except == NULL || !g_hash_table_contains (except, salve_resource_get_id (patient))))
        return g_steal_pointer (&patient);
    }
  return NULL;
}

static void
add_words (GHashTable *words, const char *text)
{
  g_auto (GStrv) tokens = salve_text_tokenise (text != NULL ? text : "");

  for (char **token = tokens; *token != NULL; token++)
    g_hash_table_add (words, g_strdup (*token));
}

static GHashTable *
words_new (const char *text)
{
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  add_words (words, text);
  return words;
}

static gboolean
same_words (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer word;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    if (!g_hash_table_contains (b, word))
      return FALSE;
  return TRUE;
}

/* All of one of a patient's names, or the family's and the first given one, in any order; never a part of a word. */
static gboolean
is_called (SalveResource *patient, GHashTable *typed)
{
  SALVE_ELEMENT_FOREACH (name, salve_element_get (salve_resource_root (patient), "name"))
    {
      g_autoptr (GHashTable) words = words_new (salve_element_string (name, "family"));
      gboolean first = TRUE;

      SALVE_ELEMENT_FOREACH (given, salve_element_get (name, "given"))
        {
          add_words (words, salve_element_text (given));
          if (first && same_words (words, typed))
            return TRUE;
          first = FALSE;
        }
      if (g_hash_table_size (words) == 0)
        add_words (words, salve_element_string (name, "text"));
      if (same_words (words, typed))
        return TRUE;
    }
  return FALSE;
}

static gboolean
add_born (SalveConnection *connection, const char *birth_date, GArray *rowids, GError **error)
{
  g_autoptr (SalveStatement) select =
      salve_connection_prepare (connection, "SELECT rowid FROM patient WHERE birth_date = ?1", error);
  gboolean row;

  if (select == NULL)
    return FALSE;
  salve_statement_bind_text (select, 1, birth_date);
  for (;;)
    {
      gint64 rowid;

      if (!salve_statement_step (select, &row, error))
        return FALSE;
      if (!row)
        return TRUE;
      rowid = salve_statement_int (select, 0);
      g_array_append_val (rowids, rowid);
    }
}

static gboolean
add_numbered (SalveConnection *connection,
              const char *number,
              const char *compact,
              GArray *rowids,
              GError **error)
{
  g_autoptr (GPtrArray) spellings = spell (number, compact);

  for (guint i = 0; i < spellings->len; i++)
    if (!add_candidates (connection, spellings->pdata[i], rowids, error))
      return FALSE;
  return TRUE;
}

/**
 * salve_find_patients_exactly:
 * @number: (nullable): any of a patient's numbers, whole
 * @name: (nullable): where there is no number: family and given names in any order, whole words
 * @birth_date: (nullable): with the name: the whole date as FHIR writes it
 * @most: so many at most
 *
 * For somebody who may look for one person and not through all of them. On the connection's thread.
 *
 * Returns: (transfer full) (element-type SalveResource): active patients
 */
GPtrArray *
salve_find_patients_exactly (SalveConnection *connection,
                             const char *number,
                             const char *name,
                             const char *birth_date,
                             guint most,
                             GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (GArray) rowids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_direct_hash, g_direct_equal);
  g_autoptr (GHashTable) typed = words_new (name);
  g_autofree char *compact = salve_identifier_compact (number);

  if (number != NULL ? *compact == '\0' : g_hash_table_size (typed) == 0)
    return g_steal_pointer (&found);
  if (number != NULL ? !add_numbered (connection, number, compact, rowids, error)
                     : !add_born (connection, birth_date, rowids, error))
    return NULL;
  for (guint i = 0; i < rowids->len && found->len < most; i++)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (SalveResource) patient = NULL;

      if (!g_hash_table_add (seen, GSIZE_TO_POINTER ((gsize)g_array_index (rowids, gint64, i))))
        continue;
      patient = read_active_patient (connection, g_array_index (rowids, gint64, i), &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (patient != NULL
          && (number != NULL ? salve_patient_carries (patient, NULL, compact) : is_called (patient, typed)))
        g_ptr_array_add (found, g_steal_pointer (&patient));
    }
  return g_steal_pointer (&found);
}

/**
 * salve_store_find_identifier:
 * @type_code: of https://hl7.org/fhir/R4/v2/0203/, such as JHN
 * @value: as it was typed
 * @except_id: (nullable): a patient who may have it
 *
 * Returns: (transfer full) (nullable): an active patient who has that number of that kind; NULL with an error where it
 *   cannot be read
 */
SalvePatientRow *
salve_store_find_identifier (SalveStore *self,
                             const char *type_code,
                             const char *value,
                             const char *except_id,
                             GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GHashTable) except = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (SalveResource) owner = NULL;

  if (connection == NULL)
    return NULL;
  if (except_id != NULL)
    g_hash_table_add (except, (gpointer)except_id);
  owner = salve_identifier_find_owner (connection, type_code, value, except, error);
  return owner != NULL ? salve_store_read_patient_row (self, salve_resource_get_id (owner), error) : NULL;
}

static char *
name_of (SalveResource *resource, const SalveLocale *locale)
{
  SalveElement name = salve_element_get (salve_resource_root (resource), "name");
  g_autoptr (GPtrArray) names = NULL;

  if (salve_element_text (name) != NULL)
    return g_strdup (salve_element_text (name));
  names = salve_read_human_names (name);
  return names->len > 0 ? salve_person_name_format_full (salve_person_name_pick (names), locale) : NULL;
}

/**
 * salve_store_list_named:
 * @type: Practitioner, Organization, Location: few enough to be offered while somebody types
 * @limit: how many at most
 *
 * Returns: (transfer full) (element-type SalveNamed): the active ones that have a name, in the order they were made
 */
GPtrArray *
salve_store_list_named (SalveStore *self, const char *type, guint limit, GError **error)
{
  SalveConnection *connection = salve_store_get_reader (self, error);
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_named_free);
  g_autoptr (SalveStatement) select = NULL;
  gboolean row = TRUE;

  select = connection != NULL
               ? salve_connection_prepare (
                     connection, "SELECT body FROM resource WHERE type = ?1 AND deleted = 0 LIMIT ?2", error)
               : NULL;
  if (select == NULL)
    return NULL;
  salve_statement_bind_text (select, 1, type);
  salve_statement_bind_int (select, 2, limit);
  while (salve_statement_step (select, &row, error) && row)
    {
      gsize length;
      const char *text = salve_statement_blob (select, 0, &length);
      g_autoptr (SalveResource) resource = salve_resource_new_from_text (text, (gssize)length, NULL);
      g_autofree char *name = resource != NULL ? name_of (resource, self->locale) : NULL;
      SalveNamed *named;

      if (name == NULL || *name == '\0'
          || !salve_element_boolean (salve_resource_root (resource), "active", TRUE))
        continue;
      named = g_new0 (SalveNamed, 1);
      named->id = g_strdup (salve_resource_get_id (resource));
      named->name = g_steal_pointer (&name);
      g_ptr_array_add (out, named);
    }
  return row ? NULL : g_steal_pointer (&out);
}
