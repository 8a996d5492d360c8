/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made inside the transaction, after the whole change is written: two who give out one card are one behind the other, and
 * a merge, which takes the card from one and gives it to the other, does not stand in its own way. The words that the
 * search knows of a number find who has it; in a store that a first import is filling they are not there yet. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-card-check.h"

#include <glib/gi18n-lib.h>

#include "salve-patient.h"
#include "salve-statement.h"
#include "salve-store-find.h"
#include "salve-store-run.h"

/* Returns: (transfer full) (nullable): the body that the change found; NULL where there was none, or with an error */
static SalveResource *
read_before (SalveConnection *connection, gint64 change_id, guint position, GError **error)
{
  g_autoptr (SalveStatement) select = salve_connection_prepare (
      connection, "SELECT before_body FROM change_item WHERE change_id = ?1 AND position = ?2", error);
  const char *text;
  gsize length;
  gboolean row;

  if (select == NULL)
    return NULL;
  salve_statement_bind_int (select, 1, change_id);
  salve_statement_bind_int (select, 2, position);
  if (!salve_statement_step (select, &row, error) || !row || salve_statement_is_null (select, 0))
    return NULL;
  text = salve_statement_blob (select, 0, &length);
  return salve_resource_new_from_text (text, (gssize)length, error);
}

static gboolean
had_card (SalveResource *before, const char *compact)
{
  return before != NULL && salve_element_boolean (salve_resource_root (before), "active", TRUE)
         && salve_patient_carries (before, SALVE_HEALTH_CARD_CODE, compact);
}

static gboolean
refuse (SalveResource *owner, const SalveLocale *locale, GError **error)
{
  g_autoptr (GPtrArray) names = locale != NULL ? salve_patient_get_names (owner) : NULL;
  g_autofree char *name = names != NULL && names->len > 0
                              ? salve_person_name_format_full (salve_person_name_pick (names), locale)
                              : NULL;

  if (name != NULL && *name != '\0')
    g_set_error (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_DUPLICATE,
                 _ ("This is the card of %s, who is registered already."), name);
  else
    g_set_error_literal (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_DUPLICATE,
                         _ ("This is the health card of another patient, who is registered already."));
  return FALSE;
}

/* @except: ids of patients who may have the card too */
static gboolean
check_patient (SalveConnection *connection,
               SalveResource *patient,
               SalveResource *before,
               GHashTable *except,
               const SalveLocale *locale,
               GError **error)
{
  g_autoptr (GPtrArray) identifiers = salve_patient_get_identifiers (patient);

  for (guint i = 0; i < identifiers->len; i++)
    {
      const SalveIdentifier *identifier = identifiers->pdata[i];
      g_autofree char *compact = salve_identifier_compact (identifier->value);
      g_autoptr (SalveResource) owner = NULL;
      g_autoptr (GError) local = NULL;

      if (g_strcmp0 (identifier->type_code, SALVE_HEALTH_CARD_CODE) != 0 || *compact == '\0'
          || had_card (before, compact))
        continue;
      owner =
          salve_identifier_find_owner (connection, SALVE_HEALTH_CARD_CODE, identifier->value, except, &local);
      if (owner != NULL)
        return refuse (owner, locale, error);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_item (SalveConnection *connection,
            gint64 change_id,
            guint position,
            SalveChange *change,
            gboolean undo,
            const SalveLocale *locale,
            GError **error)
{
  const SalveChangeItem *item = salve_change_get_item (change, position);
  g_autoptr (GHashTable) except = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (SalveResource) before = NULL;
  g_autoptr (GError) local = NULL;

  if (item->resource == NULL || !g_str_equal (item->type, "Patient")
      || !salve_element_boolean (salve_resource_root (item->resource), "active", TRUE))
    return TRUE;
  before = read_before (connection, change_id, position, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_hash_table_add (except, item->id);
  /* What is split again was two records with one card before they were merged. */
  for (guint i = 0; undo && i < salve_change_get_n_items (change); i++)
    g_hash_table_add (except, salve_change_get_item (change, i)->id);
  return check_patient (connection, item->resource, before, except, locale, error);
}

/**
 * salve_card_check:
 * @change_id: of @change, which is written
 * @undo: whether the change takes another one back
 * @locale: (nullable): how the name of whoever has the card is written; NULL names nobody, for whoever asks from afar
 *
 * Inside the transaction, on its thread.
 *
 * Returns: FALSE with SALVE_STORE_ERROR_DUPLICATE where the change gives a patient a card that is another's; the caller
 *   rolls back
 */
gboolean
salve_card_check (SalveConnection *connection,
                  gint64 change_id,
                  SalveChange *change,
                  gboolean undo,
                  const SalveLocale *locale,
                  GError **error)
{
  for (guint i = 0; i < salve_change_get_n_items (change); i++)
    if (!check_item (connection, change_id, i, change, undo, locale, error))
      return FALSE;
  return TRUE;
}

/* cards: (element-type utf8) */
static gboolean
count_shared (SalveConnection *connection, gpointer data, GValue *value, gboolean *again, GError **error)
{
  GPtrArray *cards = data;
  g_autoptr (GHashTable) counted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint64 n = 0;

  for (guint i = 0; i < cards->len; i++)
    {
      g_autoptr (GHashTable) except = g_hash_table_new (g_str_hash, g_str_equal);
      g_autoptr (GError) local = NULL;
      g_autoptr (SalveResource) first = NULL, second = NULL;

      first =
          salve_identifier_find_owner (connection, SALVE_HEALTH_CARD_CODE, cards->pdata[i], except, &local);
      if (first != NULL)
        {
          g_hash_table_add (except, (gpointer)salve_resource_get_id (first));
          second = salve_identifier_find_owner (connection, SALVE_HEALTH_CARD_CODE, cards->pdata[i], except,
                                                &local);
        }
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (second != NULL && g_hash_table_add (counted, salve_identifier_compact (cards->pdata[i])))
        n++;
    }
  g_value_init (value, G_TYPE_UINT64);
  g_value_set_uint64 (value, n);
  return TRUE;
}

/**
 * salve_store_count_shared_cards:
 * @cards: (transfer none) (element-type utf8): numbers of health cards, as an import has met them
 *
 * Real data has two records with one card: one person twice, or a mistake of another system. An import keeps both, as
 * nothing that came may be lost, and says how many there are.
 *
 * Returns: (transfer full): resolves to how many of them more than one active patient has (guint64)
 */
DexFuture *
salve_store_count_shared_cards (SalveStore *self, GPtrArray *cards)
{
  return salve_store_run_read (self, SALVE_PRIORITY_NORMAL, count_shared, g_ptr_array_ref (cards),
                               (GDestroyNotify)g_ptr_array_unref);
}
