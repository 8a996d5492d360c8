/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-desk-rights.h"

#include "salve-sight.h"

#include <string.h>

/* As at the server (salve_accounts_break_glass()). */
#define GLASS_TIME (30 * 60 * SALVE_INSTANT_SECOND)

struct _SalveDeskRights
{
  GObject parent_instance;

  SalveStore *store;
  GHashTable *reaches; /* type → SalveReachKind; NULL: everything may be seen */
  char *login;         /* whose rights these are; NULL: not known */
  char *practitioner_id;
  gboolean may_break_glass;
  GHashTable *broken; /* patient id → gint64 *: until when */
  guint timer;
  GHashTable *may; /* type → letters of what may be done; NULL: everything */

  /* For the lists: which patients whoever works here treats is looked for beside the main thread. */
  gboolean setting;    /* what the store tells is our own doing */
  guint person;        /* counts up with each one; an answer for another is not taken */
  gboolean busy;       /* a look is under way */
  guint wanted;        /* Places to be looked at next */
  SalveSight *visited; /* by visits and care teams, as of the last look; NULL */
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (SalveDeskRights, salve_desk_rights, G_TYPE_OBJECT)

static void
salve_desk_rights_finalize (GObject *object)
{
  SalveDeskRights *self = SALVE_DESK_RIGHTS (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->store);
  g_clear_pointer (&self->reaches, g_hash_table_unref);
  g_clear_pointer (&self->may, g_hash_table_unref);
  g_clear_pointer (&self->visited, salve_sight_unref);
  g_hash_table_unref (self->broken);
  g_free (self->login);
  g_free (self->practitioner_id);
  G_OBJECT_CLASS (salve_desk_rights_parent_class)->finalize (object);
}

static void
salve_desk_rights_class_init (SalveDeskRightsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_desk_rights_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
salve_desk_rights_init (SalveDeskRights *self)
{
  self->broken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* Screens may show that from now on. */
static void
show (SalveDeskRights *self, SalveSight *sight)
{
  self->setting = TRUE;
  salve_store_set_sight (self->store, sight);
  self->setting = FALSE;
}

/* (transfer full): without those who are treated */
static SalveSight *
make_sight (SalveDeskRights *self)
{
  SalveSight *sight = salve_sight_new (salve_desk_rights_get_reach (self, "Patient"),
                                       salve_desk_rights_get_reach (self, "Appointment"));
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->broken);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    salve_store_add_to_sight (self->store, sight, id, NULL);
  if (self->visited != NULL)
    salve_sight_add_all (sight, self->visited);
  return sight;
}

static gboolean
reads_by_treatment (SalveDeskRights *self)
{
  return self->reaches != NULL && self->practitioner_id != NULL
         && (salve_desk_rights_get_reach (self, "Patient") == SALVE_REACH_TREATED
             || salve_desk_rights_get_reach (self, "Appointment") == SALVE_REACH_TREATED);
}

/* Where to look for whom somebody treats. */
typedef enum
{
  COLUMNS = 1 << 0, /* appointments, a patient's own doctor: at once */
  BODIES = 1 << 1,  /* visits, care teams: seconds in a large file */
} Places;

typedef struct
{
  SalveDeskRights *rights;
  guint person;
  Places place;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_object_unref (look->rights);
  g_free (look);
}

static void look (SalveDeskRights *self, guint places);

static DexFuture *
on_looked (DexFuture *future, gpointer data)
{
  Look *done = data;
  SalveDeskRights *self = done->rights;
  g_autoptr (GError) error = NULL;
  const GValue *found = dex_future_get_value (future, &error);

  self->busy = FALSE;
  if (found == NULL)
    g_warning ("Who is treated by whoever works here cannot be read: %s", error->message);
  else if (done->person == self->person && done->place == COLUMNS)
    show (self, g_value_get_boxed (found));
  else if (done->person == self->person)
    {
      g_clear_pointer (&self->visited, salve_sight_unref);
      self->visited = g_value_dup_boxed (found);
      self->wanted |= COLUMNS;
    }
  look (self, 0);
  return NULL;
}

/* One place after the other, what is quick first. */
static void
look (SalveDeskRights *self, guint places)
{
  g_autoptr (SalveSight) sight = NULL;
  Look *next;

  self->wanted |= places;
  if (self->busy || self->wanted == 0 || !reads_by_treatment (self))
    return;
  next = g_new0 (Look, 1);
  *next = (Look){ g_object_ref (self), self->person, (self->wanted & COLUMNS) != 0 ? COLUMNS : BODIES };
  self->busy = TRUE;
  self->wanted &= ~(guint)next->place;
  sight =
      next->place == COLUMNS ? make_sight (self) : salve_sight_new (SALVE_REACH_TREATED, SALVE_REACH_TREATED);
  dex_future_disown (dex_future_finally (
      salve_store_find_treated (self->store, sight, self->practitioner_id, next->place == BODIES), on_looked,
      next, look_free));
}

static void
on_changed_many (SalveDeskRights *self)
{
  if (!self->setting)
    look (self, COLUMNS | BODIES);
}

static void
on_changed (SalveDeskRights *self, const char *type, const char *id)
{
  if (g_str_equal (type, "Patient") || g_str_equal (type, "Appointment"))
    look (self, COLUMNS);
  else if (g_str_equal (type, "Encounter") || g_str_equal (type, "CareTeam"))
    look (self, BODIES);
}

/* Somebody else works here, or their rights are others: until it is known whom they treat, nobody is shown. */
static void
look_anew (SalveDeskRights *self)
{
  g_autoptr (SalveSight) sight = NULL;

  self->person++;
  self->wanted = 0;
  g_clear_pointer (&self->visited, salve_sight_unref);
  sight = self->reaches != NULL ? make_sight (self) : NULL;
  show (self, sight);
  look (self, COLUMNS | BODIES);
}

/**
 * salve_desk_rights_new:
 *
 * Returns: (transfer full): the rights of somebody who may see everything
 */
SalveDeskRights *
salve_desk_rights_new (SalveStore *store)
{
  SalveDeskRights *self = g_object_new (SALVE_TYPE_DESK_RIGHTS, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed-many", G_CALLBACK (on_changed_many), self, G_CONNECT_SWAPPED);
  return self;
}

static SalveReachKind
parse_reach (const char *text)
{
  return g_strcmp0 (text, "all") == 0       ? SALVE_REACH_ALL
         : g_strcmp0 (text, "treated") == 0 ? SALVE_REACH_TREATED
         : g_strcmp0 (text, "own") == 0     ? SALVE_REACH_PATIENT
                                            : SALVE_REACH_NONE;
}

/* @may: (nullable): a server that does not say leaves it to its own refusals */
static void
read_may (SalveDeskRights *self, yyjson_val *may)
{
  yyjson_val *type, *letters;
  gsize index, max;

  g_clear_pointer (&self->may, g_hash_table_unref);
  if (!yyjson_is_obj (may))
    return;
  self->may = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  yyjson_obj_foreach (may, index, max, type, letters) if (yyjson_is_str (letters))
      g_hash_table_insert (self->may, g_strdup (yyjson_get_str (type)), g_strdup (yyjson_get_str (letters)));
}

/**
 * salve_desk_rights_set:
 * @me: (nullable): what the server answered to GET api/v1/me; %NULL where nothing is known of whoever works here
 *
 * An access in an emergency is one person's: it ends with them.
 */
void
salve_desk_rights_set (SalveDeskRights *self, yyjson_val *me)
{
  yyjson_val *reach = yyjson_obj_get (me, "reach"), *type, *kind;
  gsize index, max;

  g_return_if_fail (SALVE_IS_DESK_RIGHTS (self));

  if (g_set_str (&self->login, yyjson_get_str (yyjson_obj_get (me, "username"))))
    {
      g_hash_table_remove_all (self->broken);
      g_clear_handle_id (&self->timer, g_source_remove);
    }
  g_clear_pointer (&self->reaches, g_hash_table_unref);
  g_set_str (&self->practitioner_id, yyjson_get_str (yyjson_obj_get (me, "practitioner")));
  self->may_break_glass = yyjson_get_bool (yyjson_obj_get (me, "mayBreakGlass"));
  if (yyjson_is_obj (reach))
    self->reaches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  yyjson_obj_foreach (reach, index, max, type, kind) g_hash_table_insert (
      self->reaches, g_strdup (yyjson_get_str (type)), GINT_TO_POINTER (parse_reach (yyjson_get_str (kind))));
  read_may (self, yyjson_obj_get (me, "may"));
  look_anew (self);
  g_signal_emit (self, changed_signal, 0);
}

/**
 * salve_desk_rights_may:
 * @action: one that changes something, or an export
 * @type: a resource type, or one of the server's own words: what it does not say of those, it refuses itself
 *
 * Returns: whether any record of @type may be acted upon like that by whoever works here; the server looks at each again
 */
gboolean
salve_desk_rights_may (SalveDeskRights *self, SalveAction action, const char *type)
{
  const char *letters;

  g_return_val_if_fail (SALVE_IS_DESK_RIGHTS (self), FALSE);

  if (self->may == NULL)
    return TRUE;
  letters = g_hash_table_lookup (self->may, type);
  if (letters == NULL && g_ascii_islower (*type))
    return TRUE;
  if (letters == NULL)
    letters = g_hash_table_lookup (self->may, "*");
  return letters != NULL && strchr (letters, salve_action_letter (action)) != NULL;
}

/**
 * salve_desk_rights_get_reach:
 *
 * Returns: how far records of @type may be read
 */
SalveReachKind
salve_desk_rights_get_reach (SalveDeskRights *self, const char *type)
{
  gpointer kind;

  g_return_val_if_fail (SALVE_IS_DESK_RIGHTS (self), SALVE_REACH_NONE);

  if (self->reaches == NULL)
    return SALVE_REACH_ALL;
  if (!g_hash_table_lookup_extended (self->reaches, type, NULL, &kind))
    kind = g_hash_table_lookup (self->reaches, "*");
  return (SalveReachKind)GPOINTER_TO_INT (kind);
}

/**
 * salve_desk_rights_get_practitioner_id:
 *
 * Returns: (nullable): the doctor who works here; %NULL where whoever does is none, or nothing is known of them
 */
const char *
salve_desk_rights_get_practitioner_id (SalveDeskRights *self)
{
  g_return_val_if_fail (SALVE_IS_DESK_RIGHTS (self), NULL);

  return self->practitioner_id;
}

/**
 * salve_desk_rights_filter:
 * @resources: (element-type SalveResource): of one patient whose record may be opened
 *
 * Returns: (transfer full) (element-type SalveResource): those of kinds that may be read at all
 */
GPtrArray *
salve_desk_rights_filter (SalveDeskRights *self, GPtrArray *resources)
{
  GPtrArray *seen;

  if (self->reaches == NULL)
    return g_ptr_array_ref (resources);
  seen = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_resource_unref);
  for (guint i = 0; i < resources->len; i++)
    if (salve_desk_rights_get_reach (self, salve_resource_get_type_name (resources->pdata[i]))
        != SALVE_REACH_NONE)
      g_ptr_array_add (seen, salve_resource_ref (resources->pdata[i]));
  return seen;
}

/* At once, for one whom the look beside the main thread has not come to yet. */
static void
let_see (SalveDeskRights *self, const char *patient_id)
{
  g_autoptr (SalveSight) sight = NULL;

  if (salve_sight_has_patient (salve_store_get_sight (self->store), patient_id))
    return;
  sight = salve_sight_copy (salve_store_get_sight (self->store));
  if (salve_store_add_to_sight (self->store, sight, patient_id, NULL))
    show (self, sight);
}

/**
 * salve_desk_rights_may_open:
 * @now: the clinic's time
 *
 * The store's thread.
 *
 * Returns: whether the record of that patient may be opened by whoever works here
 */
gboolean
salve_desk_rights_may_open (SalveDeskRights *self, const char *patient_id, SalveInstant now)
{
  SalveReachKind reach = salve_desk_rights_get_reach (self, "Patient");

  if (reach != SALVE_REACH_TREATED)
    return reach == SALVE_REACH_ALL;
  if (salve_desk_rights_get_end (self, patient_id, now) == SALVE_INSTANT_NONE
      && (self->practitioner_id == NULL
          || !salve_store_is_treated (self->store, self->practitioner_id, patient_id)))
    return FALSE;
  let_see (self, patient_id);
  return TRUE;
}

/**
 * salve_desk_rights_may_break_glass:
 *
 * Returns: whether a record that may not be opened can be, by somebody who says why
 */
gboolean
salve_desk_rights_may_break_glass (SalveDeskRights *self)
{
  g_return_val_if_fail (SALVE_IS_DESK_RIGHTS (self), FALSE);
  return self->may_break_glass && salve_desk_rights_get_reach (self, "Patient") == SALVE_REACH_TREATED;
}

static gboolean on_end (gpointer data);

/* Wakes when the next access ends. */
static void
arm (SalveDeskRights *self, SalveInstant now)
{
  GHashTableIter iter;
  gpointer value;
  SalveInstant soonest = G_MAXINT64;

  g_clear_handle_id (&self->timer, g_source_remove);
  g_hash_table_iter_init (&iter, self->broken);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (*(SalveInstant *)value > now)
      soonest = MIN (soonest, *(SalveInstant *)value);
  if (soonest != G_MAXINT64)
    self->timer = g_timeout_add_seconds ((guint)((soonest - now) / SALVE_INSTANT_SECOND) + 1, on_end, self);
}

static gboolean
on_end (gpointer data)
{
  SalveDeskRights *self = data;

  const SalveInstant now = g_get_real_time ();
  GHashTableIter iter;
  gpointer until;

  self->timer = 0;
  g_hash_table_iter_init (&iter, self->broken);
  while (g_hash_table_iter_next (&iter, NULL, &until))
    if (*(SalveInstant *)until <= now)
      g_hash_table_iter_remove (&iter);
  arm (self, now);
  look_anew (self);
  g_signal_emit (self, changed_signal, 0);
  return G_SOURCE_REMOVE;
}

/**
 * salve_desk_rights_break_glass:
 * @now: the clinic's time
 *
 * The record of that patient may be opened from now on, for half an hour; "changed" is emitted when that ends.
 */
void
salve_desk_rights_break_glass (SalveDeskRights *self, const char *patient_id, SalveInstant now)
{
  const SalveInstant until = now + GLASS_TIME;

  g_return_if_fail (SALVE_IS_DESK_RIGHTS (self));

  g_hash_table_insert (self->broken, g_strdup (patient_id), g_memdup2 (&until, sizeof until));
  arm (self, now);
  let_see (self, patient_id);
  g_signal_emit (self, changed_signal, 0);
}

/**
 * salve_desk_rights_get_end:
 * @now: the clinic's time
 *
 * Returns: when access in an emergency to that patient's record ends; %SALVE_INSTANT_NONE: there is none now
 */
SalveInstant
salve_desk_rights_get_end (SalveDeskRights *self, const char *patient_id, SalveInstant now)
{
  const SalveInstant *until = g_hash_table_lookup (self->broken, patient_id);

  return until != NULL && *until > now ? *until : SALVE_INSTANT_NONE;
}
