/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people do at a desk. Whatever the store says is saved goes into the ledger. */
#include "config.h"

#include <string.h>

#include "salve-edit.h"
#include "salve-element.h"
#include "sim-world.h"

#define DAY "2026-11-24"

static char *
make_id (SimWorld *world)
{
  guint32 a = g_rand_int (world->random), b = g_rand_int (world->random), c = g_rand_int (world->random);

  return g_strdup_printf ("%08x-%04x-4%03x-8%03x-%08x%04x", a, b >> 16, b & 0xfff, c >> 20, c,
                          g_rand_int (world->random) & 0xffff);
}

static gboolean
note_one (SalveResource *resource, gpointer data, GError **error)
{
  if (sim_key_of (resource) != NULL)
    g_ptr_array_add (data, salve_resource_ref (resource));
  return TRUE;
}

/* Returns: (transfer full) (nullable): one of that type that the desk has */
static SalveResource *
pick (SimClient *client, const char *type)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (GError) error = NULL;

  salve_store_foreach (client->store, type, note_one, all, NULL, &error);
  g_assert_no_error (error);
  return all->len > 0 ? salve_resource_ref (all->pdata[sim_draw (client->world, all->len)]) : NULL;
}

static SalveResource *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  SalveResource *resource = salve_resource_new_from_text (text, -1, &error);

  g_assert_no_error (error);
  return resource;
}

static char *
text_of_place (SimClient *client, const char *place)
{
  g_auto (GStrv) halves = g_strsplit (place, "/", 2);
  g_autoptr (SalveResource) resource = salve_store_read (client->store, halves[0], halves[1], NULL, NULL);

  return g_strdup (resource != NULL ? salve_resource_get_text (resource, NULL) : "");
}

static char *
text_of_places (SimClient *client, GPtrArray *places)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < places->len; i++)
    {
      g_autofree char *one = text_of_place (client, places->pdata[i]);

      g_string_append (text, one);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A person may be refused for these reasons, and for no other. */
static void
check_refusal (SimClient *client, const char *what, const GError *error)
{
  static const SalveStoreError fair[] = { SALVE_STORE_ERROR_CONFLICT, SALVE_STORE_ERROR_NOT_FOUND,
                                          SALVE_STORE_ERROR_TAKEN };

  for (guint i = 0; i < G_N_ELEMENTS (fair); i++)
    if (g_error_matches (error, SALVE_STORE_ERROR, (int)fair[i]))
      return;
  sim_world_fail (client->world, "%s: %s refused: %s", client->name, what, error->message);
}

/**
 * end_act:
 * @future: (transfer full): what the store is asked to do
 * @before: what these places were
 * @after: (nullable): what they should be; NULL: what the store has then
 */
static void
end_act (SimClient *client,
         const char *what,
         DexFuture *future,
         GPtrArray *places,
         const char *before,
         const char *after)
{
  SimWorld *world = client->world;
  g_autoptr (GError) error = NULL;
  g_autofree char *found = NULL;
  gint64 id = 0;

  if (sim_world_wait (world, client, future, &id, &error))
    {
      if (after == NULL)
        after = found = text_of_places (client, places);
      sim_ledger_replace (world->ledger, before, after);
      sim_ledger_promise (world->ledger, after, client->name);
      world->n_acknowledged++;
      client->last_change = id;
      g_ptr_array_set_size (client->last_touched, 0);
      for (guint i = 0; i < places->len; i++)
        g_ptr_array_add (client->last_touched, g_strdup (places->pdata[i]));
      sim_world_say (world, "%s %s %s", client->name, what, (const char *)places->pdata[0]);
    }
  else if (error != NULL)
    check_refusal (client, what, error);
  else
    {
      /* Killed: whether it was saved nobody knows, nobody was told, but what stood there may be gone. */
      sim_ledger_replace (world->ledger, before, after);
      sim_world_say (world, "%s dies at %s", client->name, what);
    }
}

static void
commit (SimClient *client, const char *what, SalveChange *change, const char *before, const char *after)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < salve_change_get_n_items (change); i++)
    {
      const SalveChangeItem *item = salve_change_get_item (change, i);

      g_ptr_array_add (places, g_strconcat (item->type, "/", item->id, NULL));
    }
  end_act (client, what, salve_store_commit (client->store, change), places, before, after);
}

/* Now and then something that no server takes, or that it stumbles over whenever it sees it. */
static const char *
draw_trouble (SimWorld *world)
{
  guint draw = sim_draw (world, 60);

  return draw < 2 ? "\"language\":\"poison\"," : draw == 2 ? "\"language\":\"stumbling\"," : "";
}

static gboolean
is_trouble (const char *text)
{
  return strstr (text, "poison") != NULL || strstr (text, "stumbling") != NULL;
}

/* A new patient, often with a finding; now and then one that no server takes. */
void
sim_person_register (SimClient *client)
{
  SimWorld *world = client->world;
  g_autofree char *id = make_id (world), *other = make_id (world), *word = sim_ledger_word (world->ledger);
  g_autofree char *finding_word = sim_ledger_word (world->ledger);
  g_autofree char *text = g_strdup_printf (
      "{\"resourceType\":\"Patient\",\"id\":\"%s\",%s\"identifier\":[{\"system\":\"" SIM_KEY_SYSTEM
      "\",\"value\":\"K%u\"}],"
      "\"name\":[{\"family\":\"%s\"}],\"extension\":[{\"url\":\"urn:sim:n\",\"valueDecimal\":1.00}]}",
      id, draw_trouble (world), ++world->n_keys, word);
  g_autofree char *finding = g_strdup_printf (
      "{\"resourceType\":\"Observation\",\"id\":\"%s\",\"identifier\":[{\"system\":\"" SIM_KEY_SYSTEM
      "\",\"value\":\"K%u\"}],"
      "\"status\":\"final\",\"code\":{\"text\":\"%s\"},\"subject\":{\"reference\":\"Patient/"
      "%s\"},\"valueQuantity\":{\"value\":0.10}}",
      other, ++world->n_keys, finding_word, id);
  g_autofree char *both = g_strconcat (text, finding, NULL);
  g_autoptr (SalveChange) change = salve_change_new (client->name, client->name, "Register");
  g_autoptr (SalveResource) patient = parse (text), observation = parse (finding);
  gboolean with_finding = sim_draw (world, 2) == 0;

  salve_change_put (change, patient, SALVE_VERSION_NONE);
  if (with_finding)
    salve_change_put (change, observation, SALVE_VERSION_NONE);
  commit (client, "registers", change, "", with_finding ? both : text);
}

/* Two or three who are related: each names the next and the last the first, so that none can be known to the server before
 * the others. */
static void
register_family (SimClient *client)
{
  SimWorld *world = client->world;
  g_auto (GStrv) ids = g_new0 (char *, 4);
  guint n = 2 + sim_draw (world, 2);
  g_autoptr (SalveChange) change = salve_change_new (client->name, client->name, "Register");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    ids[i] = make_id (world);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *word = sim_ledger_word (world->ledger);
      g_autofree char *one = g_strdup_printf (
          "{\"resourceType\":\"Patient\",\"id\":\"%s\",\"identifier\":[{\"system\":\"" SIM_KEY_SYSTEM
          "\",\"value\":\"K%u\"}],\"name\":[{\"family\":\"%s\"}],\"link\":[{\"other\":{\"reference\":"
          "\"Patient/%s\"},\"type\":\"seealso\"}]}",
          ids[i], ++world->n_keys, word, ids[(i + 1) % n]);
      g_autoptr (SalveResource) patient = parse (one);

      salve_change_put (change, patient, SALVE_VERSION_NONE);
      g_string_append (text, one);
    }
  commit (client, "registers a family", change, "", text->str);
}

/* Records from a file, stored as they are: without history, and so without undo. */
static void
import (SimClient *client)
{
  SimWorld *world = client->world;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0, n = 1 + sim_draw (world, 4); i < n; i++)
    {
      g_autofree char *id = make_id (world), *word = sim_ledger_word (world->ledger);
      g_autofree char *one = g_strdup_printf (
          "{\"resourceType\":\"Patient\",\"id\":\"%s\",\"identifier\":[{\"system\":\"" SIM_KEY_SYSTEM
          "\",\"value\":\"K%u\"}],\"name\":[{\"family\":\"%s\"}]}",
          id, ++world->n_keys, word);

      g_ptr_array_add (all, parse (one));
      g_string_append (text, one);
    }
  if (!sim_world_wait (world, client, salve_store_put_bulk (client->store, all, SALVE_BULK_DEFAULT), NULL,
                       NULL))
    return;
  sim_ledger_promise (world->ledger, text->str, client->name);
  sim_world_say (world, "%s imports %u patients", client->name, all->len);
}

static void
change_patient (SimClient *client, SalveEdit *edit)
{
  static const char *const pointers[] = { "/name/0/family", "/maritalStatus/text", "/address/0/city",
                                          "/contact/0/name/text" };
  SimWorld *world = client->world;
  g_autofree char *word = sim_ledger_word (world->ledger);
  guint what = sim_draw (world, G_N_ELEMENTS (pointers) + 3);

  if (what < G_N_ELEMENTS (pointers))
    salve_edit_set_string (edit, pointers[what], word);
  else if (what == G_N_ELEMENTS (pointers))
    {
      g_autofree char *date = sim_ledger_birth_date (world->ledger);

      salve_edit_set_string (edit, "/birthDate", date);
    }
  else if (what == G_N_ELEMENTS (pointers) + 1 && salve_edit_count (edit, "/telecom") > 0)
    salve_edit_remove (edit, "/telecom/0");
  else
    {
      g_autofree char *item = g_strdup_printf ("{\"system\":\"phone\",\"value\":\"%s\"}", word);

      salve_edit_set_json (edit, "/telecom/-", item);
    }
}

static void
change_appointment (SimClient *client, SalveEdit *edit)
{
  SimWorld *world = client->world;
  g_autofree char *word = sim_ledger_word (world->ledger);
  guint from = sim_draw (world, 16);

  switch (sim_draw (world, 4))
    {
    case 0:
      salve_edit_set_string (edit, "/status", "cancelled");
      break;
    case 1:
      {
        g_autofree char *start = g_strdup_printf (DAY "T%02u:%02u:00Z", 9 + from / 4, from % 4 * 15);
        g_autofree char *end =
            g_strdup_printf (DAY "T%02u:%02u:00Z", 9 + (from + 1) / 4, (from + 1) % 4 * 15);

        salve_edit_set_string (edit, "/start", start);
        salve_edit_set_string (edit, "/end", end);
        break;
      }
    default:
      salve_edit_set_string (edit, "/comment", word);
    }
}

static void
edit_one (SimClient *client, const char *type, void (*make) (SimClient *client, SalveEdit *edit))
{
  g_autoptr (SalveResource) old = pick (client, type), fresh = NULL, new = NULL;
  g_autoptr (SalveEdit) edit = NULL;
  g_autoptr (SalveChange) change = NULL;
  g_autoptr (GError) error = NULL;
  gint64 version;

  if (old == NULL)
    return;
  fresh = salve_store_read (client->store, type, salve_resource_get_id (old), &version, NULL);
  if (fresh == NULL)
    return;
  edit = salve_resource_edit (fresh);
  make (client, edit);
  new = salve_edit_finish (edit, &error);
  g_assert_no_error (error);
  change = salve_change_new (client->name, client->name, "Edit");
  salve_change_put (change, new, version);
  commit (client, "edits", change, salve_resource_get_text (fresh, NULL),
          salve_resource_get_text (new, NULL));
}

static void
book (SimClient *client)
{
  SimWorld *world = client->world;
  g_autoptr (SalveResource) doctor = pick (client, "Practitioner"), patient = pick (client, "Patient");
  g_autofree char *id = make_id (world), *word = sim_ledger_word (world->ledger), *text = NULL;
  const ModelPersonality *server = model_server_get_personality (world->server);
  /* Where it is hardest to guard a time, all want the same few. */
  guint times = server->no_schedules || !server->transactions ? 3 : 16;
  guint from = sim_draw (world, times), to = from + 1 + sim_draw (world, 2);
  g_autoptr (SalveChange) change = NULL;
  g_autoptr (SalveResource) appointment = NULL;

  if (doctor == NULL || patient == NULL)
    return;
  text = g_strdup_printf (
      "{\"resourceType\":\"Appointment\",\"id\":\"%s\",\"identifier\":[{\"system\":\"" SIM_KEY_SYSTEM
      "\",\"value\":\"K%u\"}],"
      "\"status\":\"booked\",\"start\":\"" DAY "T%02u:%02u:00Z\",\"end\":\"" DAY
      "T%02u:%02u:00Z\",\"comment\":\"%s\","
      "\"participant\":[{\"actor\":{\"reference\":\"Practitioner/"
      "%s\"},\"status\":\"accepted\"},{\"actor\":{\"reference\":"
      "\"Patient/%s\"},\"status\":\"accepted\"}]}",
      id, ++world->n_keys, 9 + from / 4, from % 4 * 15, 9 + to / 4, to % 4 * 15, word,
      salve_resource_get_id (doctor), salve_resource_get_id (patient));
  appointment = parse (text);
  change = salve_change_new (client->name, client->name, "Book");
  salve_change_put (change, appointment, SALVE_VERSION_NONE);
  commit (client, "books", change, "", text);
}

static void
erase (SimClient *client)
{
  static const char *const types[] = { "Observation", "Observation", "Appointment" };
  const char *type = types[sim_draw (client->world, G_N_ELEMENTS (types))];
  g_autoptr (SalveResource) old = pick (client, type), fresh = NULL;
  g_autoptr (SalveChange) change = NULL;
  gint64 version;

  if (old == NULL)
    return;
  fresh = salve_store_read (client->store, type, salve_resource_get_id (old), &version, NULL);
  if (fresh == NULL)
    return;
  change = salve_change_new (client->name, client->name, "Delete");
  salve_change_delete (change, type, salve_resource_get_id (old), version);
  commit (client, "deletes", change, salve_resource_get_text (fresh, NULL), "");
}

static void
undo (SimClient *client)
{
  g_autoptr (GPtrArray) places = NULL;
  g_autofree char *before = NULL;
  gint64 change = client->last_change;

  if (change == 0)
    return;
  places = g_ptr_array_copy (client->last_touched, (GCopyFunc)(void (*) (void))g_strdup, NULL);
  g_ptr_array_set_free_func (places, g_free);
  before = text_of_places (client, places);
  client->last_change = 0;
  end_act (client, "undoes", salve_store_undo (client->store, change, client->name, client->name), places,
           before, NULL);
  client->last_change = 0;
}

/* One of the things that people do. */
void
sim_person_act (SimClient *client)
{
  guint what = sim_draw (client->world, 20);

  if (what < 4 && sim_draw (client->world, 6) == 0)
    register_family (client);
  else if (what < 4)
    sim_person_register (client);
  else if (what < 11)
    edit_one (client, "Patient", change_patient);
  else if (what < 15)
    book (client);
  else if (what < 17)
    edit_one (client, "Appointment", change_appointment);
  else if (what < 18)
    erase (client);
  else if (what < 19 && sim_draw (client->world, 2) == 0)
    import (client);
  else
    undo (client);
}

static void
settle (SimClient *client, SalveSyncConflict *conflict)
{
  SimWorld *world = client->world;
  gboolean ours = conflict->theirs == NULL ? sim_draw (world, 4) != 0 : sim_draw (world, 2) == 0;
  SalveResource *chosen = ours ? conflict->ours : conflict->theirs;
  g_autofree char *place = g_strconcat (conflict->type, "/", conflict->resource_id, NULL);
  g_autofree char *here = text_of_place (client, place);
  g_autofree char *seen =
      g_strconcat (here, conflict->ours != NULL ? salve_resource_get_text (conflict->ours, NULL) : "",
                   conflict->theirs != NULL ? salve_resource_get_text (conflict->theirs, NULL) : "", NULL);
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (places, g_steal_pointer (&place));
  world->n_conflicts++;
  end_act (client, ours ? "settles for ours" : "settles for theirs",
           salve_store_settle_conflict (client->store, conflict->id, chosen, client->name, client->name),
           places, seen, chosen != NULL ? salve_resource_get_text (chosen, NULL) : "");
}

/* Healthy records are not refused: what is refused is poison, names it (or named what was given up since), or wants a
 * time that is taken. */
static void
check_refused (SimClient *client, SalveSyncRefusal *refusal, const char *text)
{
  g_autoptr (SalveResource) record = *text != '\0' ? parse (text) : NULL;
  SalveElement root = record != NULL ? salve_resource_root (record) : (SalveElement){ 0 };
  const char *own = record != NULL ? salve_element_path_string (root, "subject.reference") : NULL;
  const char *subject =
      own == NULL && record != NULL ? salve_element_path_string (root, "link.other.reference") : own;
  g_autofree char *other = subject != NULL ? text_of_place (client, subject) : NULL;

  /* One that was deleted here meanwhile says nothing any more. */
  if (*text == '\0')
    return;
  if (!is_trouble (text) && (other == NULL || (*other != '\0' && !is_trouble (other)))
      && !g_str_equal (refusal->type, "Appointment"))
    sim_world_fail (client->world, "%s: %s/%s was quarantined without a reason: %s", client->name,
                    refusal->type, refusal->resource_id, refusal->error);
}

static void
meet_refusal (SimClient *client, SalveSyncRefusal *refusal, gboolean finally)
{
  SimWorld *world = client->world;
  g_autofree char *place = g_strconcat (refusal->type, "/", refusal->resource_id, NULL);
  g_autofree char *before = text_of_place (client, place);
  g_autoptr (GPtrArray) places = NULL;

  check_refused (client, refusal, before);
  world->n_refusals++;
  if (!finally && sim_draw (world, 2) == 0)
    {
      sim_world_wait (world, client, salve_store_retry_refusal (client->store, refusal->sequence), NULL,
                      NULL);
      return;
    }
  places = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (places, g_steal_pointer (&place));
  end_act (client, "gives up",
           salve_store_drop_refusal (client->store, refusal->sequence, client->name, client->name), places,
           before, "");
}

/* What waits for a person: conflicts and refusals. finally: nothing is tried again */
void
sim_person_decide (SimClient *client, gboolean finally)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts = salve_store_list_conflicts (client->store, 1000, &error), refusals = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < conflicts->len && !sim_client_is_dead (client); i++)
    settle (client, conflicts->pdata[i]);
  if (sim_client_is_dead (client))
    return;
  refusals = salve_store_list_refusals (client->store, 1000, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < refusals->len && !sim_client_is_dead (client); i++)
    meet_refusal (client, refusals->pdata[i], finally);
}
