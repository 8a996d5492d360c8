/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everybody who is signed in at this desk keeps a session of their own; switching only changes whose token goes out, so
 * that open work stays. A PIN's attempts are counted in the keyring before the PIN is tried: ending the program does not
 * win a new try. When they are used up only the password helps.
 */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-desk.h"

#include "salve-auth-thread.h"
#include "salve-pin.h"
#include "salve-session-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#define STACK (256 * 1024)

struct _SalveDeskPerson
{
  GObject parent_instance;

  SalveSession *session;
  char *login;
  gboolean active;
  gboolean trying; /* a PIN is being tried */
};

enum
{
  PERSON_LOGIN = 1,
  PERSON_HAS_PIN,
  PERSON_NEEDS_PASSWORD,
  PERSON_ACTIVE,
  N_PERSON_PROPS
};

static GParamSpec *person_properties[N_PERSON_PROPS];

G_DEFINE_FINAL_TYPE (SalveDeskPerson, salve_desk_person, G_TYPE_OBJECT)

static void
salve_desk_person_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveDeskPerson *self = SALVE_DESK_PERSON (object);

  switch (id)
    {
    case PERSON_LOGIN:
      g_value_set_string (value, self->login);
      break;
    case PERSON_HAS_PIN:
      g_value_set_boolean (value, salve_desk_person_get_has_pin (self));
      break;
    case PERSON_NEEDS_PASSWORD:
      g_value_set_boolean (value, salve_desk_person_get_needs_password (self));
      break;
    case PERSON_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_desk_person_finalize (GObject *object)
{
  SalveDeskPerson *self = SALVE_DESK_PERSON (object);

  g_clear_object (&self->session);
  g_free (self->login);
  G_OBJECT_CLASS (salve_desk_person_parent_class)->finalize (object);
}

static void
salve_desk_person_class_init (SalveDeskPersonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = salve_desk_person_get_property;
  object_class->finalize = salve_desk_person_finalize;
  person_properties[PERSON_LOGIN] = g_param_spec_string ("login", NULL, NULL, NULL, flags);
  person_properties[PERSON_HAS_PIN] = g_param_spec_boolean ("has-pin", NULL, NULL, FALSE, flags);
  person_properties[PERSON_NEEDS_PASSWORD] =
      g_param_spec_boolean ("needs-password", NULL, NULL, FALSE, flags);
  person_properties[PERSON_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PERSON_PROPS, person_properties);
}

static void
salve_desk_person_init (SalveDeskPerson *self)
{
}

static void
person_changed (SalveDeskPerson *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), person_properties[PERSON_HAS_PIN]);
  g_object_notify_by_pspec (G_OBJECT (self), person_properties[PERSON_NEEDS_PASSWORD]);
}

static SalveDeskPerson *
person_new (SalveSession *session)
{
  SalveDeskPerson *self = g_object_new (SALVE_TYPE_DESK_PERSON, NULL);

  self->session = g_object_ref (session);
  self->login = g_strdup (salve_session_get_login (session));
  g_signal_connect_object (session, "notify::signed-in", G_CALLBACK (person_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

static const SalveSignInRecord *
person_get_record (SalveDeskPerson *self)
{
  return salve_session_get_record (self->session);
}

/* As they signed in. */
const char *
salve_desk_person_get_login (SalveDeskPerson *self)
{
  g_return_val_if_fail (SALVE_IS_DESK_PERSON (self), NULL);
  return self->login;
}

gboolean
salve_desk_person_get_has_pin (SalveDeskPerson *self)
{
  g_return_val_if_fail (SALVE_IS_DESK_PERSON (self), FALSE);
  return person_get_record (self) != NULL && person_get_record (self)->pin != NULL;
}

/* How often a PIN may be tried before the password is needed. */
guint
salve_desk_pin_attempts_left (SalveDeskPerson *self)
{
  const SalveSignInRecord *record;

  g_return_val_if_fail (SALVE_IS_DESK_PERSON (self), 0);
  record = person_get_record (self);
  if (record == NULL || record->pin == NULL || record->pin_failures >= SALVE_PIN_ATTEMPTS)
    return 0;
  return SALVE_PIN_ATTEMPTS - record->pin_failures;
}

gboolean
salve_desk_person_get_needs_password (SalveDeskPerson *self)
{
  g_return_val_if_fail (SALVE_IS_DESK_PERSON (self), FALSE);
  return !salve_session_get_signed_in (self->session) || salve_desk_pin_attempts_left (self) == 0;
}

gboolean
salve_desk_person_get_active (SalveDeskPerson *self)
{
  g_return_val_if_fail (SALVE_IS_DESK_PERSON (self), FALSE);
  return self->active;
}

/* (transfer none) */
SalveSession *
salve_desk_person_get_session (SalveDeskPerson *self)
{
  g_return_val_if_fail (SALVE_IS_DESK_PERSON (self), NULL);
  return self->session;
}

struct _SalveDesk
{
  GObject parent_instance;

  char *base;
  SalveTrust *trust;
  GListStore *people;
  SalveDeskPerson *active; /* one of them, or nobody */
};

enum
{
  PROP_ACTIVE = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void salve_desk_list_model_init (GListModelInterface *iface);
static void salve_desk_token_source_init (SalveTokenSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SalveDesk,
                               salve_desk,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, salve_desk_list_model_init)
                                   G_IMPLEMENT_INTERFACE (SALVE_TYPE_TOKEN_SOURCE,
                                                          salve_desk_token_source_init))

static GType
salve_desk_get_item_type (GListModel *model)
{
  return SALVE_TYPE_DESK_PERSON;
}

static guint
salve_desk_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (SALVE_DESK (model)->people));
}

static gpointer
salve_desk_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (SALVE_DESK (model)->people), position);
}

static void
salve_desk_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = salve_desk_get_item_type;
  iface->get_n_items = salve_desk_get_n_items;
  iface->get_item = salve_desk_get_item;
}

static DexFuture *
salve_desk_get_token (SalveTokenSource *source, const char *refused)
{
  SalveDesk *self = SALVE_DESK (source);

  if (self->active == NULL)
    return dex_future_new_reject (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH,
                                  _ ("Nobody is at the desk: sign in"));
  return salve_token_source_get_token (SALVE_TOKEN_SOURCE (self->active->session), refused);
}

static void
salve_desk_token_source_init (SalveTokenSourceInterface *iface)
{
  iface->get_token = salve_desk_get_token;
}

static void
set_active (SalveDesk *self, SalveDeskPerson *person)
{
  SalveDeskPerson *before = self->active;

  if (before == person)
    return;
  self->active = person;
  if (before != NULL)
    {
      before->active = FALSE;
      g_object_notify_by_pspec (G_OBJECT (before), person_properties[PERSON_ACTIVE]);
    }
  if (person != NULL)
    {
      person->active = TRUE;
      g_object_notify_by_pspec (G_OBJECT (person), person_properties[PERSON_ACTIVE]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

static SalveDeskPerson *
find_person (SalveDesk *self, const char *login)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->people));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (SalveDeskPerson) person = g_list_model_get_item (G_LIST_MODEL (self->people), i);

      if (g_str_equal (person->login, login))
        return person;
    }
  return NULL;
}

/* Somebody has proved who they are: a new person, or one whose session begins anew. */
static void
welcome (SalveDesk *self, SalveSession *session)
{
  SalveDeskPerson *person = find_person (self, salve_session_get_login (session));

  if (person != NULL)
    {
      salve_session_replace (person->session, session);
      person_changed (person);
    }
  else
    {
      g_autoptr (SalveDeskPerson) fresh = person_new (session);

      person = fresh;
      g_list_store_append (self->people, fresh);
    }
  set_active (self, person);
}

/* Counted: a thread and a fiber share it. */
typedef struct
{
  SalveDesk *desk;
  SalveDeskPerson *person;
  SalveSession *session;
  char *pin;
  char *hash;
  char *base;
  GPtrArray *records;
  DexFuture *signing_in;
  gboolean fits;
} Job;

static void
job_clear (gpointer data)
{
  Job *self = data;

  if (self->pin != NULL)
    sodium_memzero (self->pin, strlen (self->pin));
  g_free (self->pin);
  g_free (self->hash);
  g_free (self->base);
  g_clear_object (&self->desk);
  g_clear_object (&self->person);
  g_clear_object (&self->session);
  g_clear_pointer (&self->records, g_ptr_array_unref);
  dex_clear (&self->signing_in);
}

static void
job_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, job_clear);
}

static Job *
job_new (SalveDesk *desk, SalveDeskPerson *person, const char *pin)
{
  Job *self = g_atomic_rc_box_new0 (Job);

  self->desk = g_object_ref (desk);
  g_set_object (&self->person, person);
  self->pin = g_strdup (pin);
  self->base = g_strdup (desk->base);
  return self;
}

/* On a thread the copies of plain values alone; objects stay with the fiber. */
static Job *
job_new_for_thread (const Job *job, const char *hash)
{
  Job *self = g_atomic_rc_box_new0 (Job);

  self->pin = g_strdup (job->pin);
  self->base = g_strdup (job->base);
  self->hash = g_strdup (hash);
  return self;
}

static gboolean
await_work (SalveAuthWork work, Job *work_job, GError **error)
{
  return dex_await (salve_auth_thread_run (work, g_atomic_rc_box_acquire (work_job), job_unref), error);
}

static gboolean
list_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->records = salve_sign_in_record_list_sync (job->base, cancellable, error);
  return job->records != NULL;
}

static gboolean
hash_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->hash = salve_pin_hash (job->pin, error);
  return job->hash != NULL;
}

static gboolean
fits_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;

  job->fits = salve_pin_fits (job->pin, job->hash);
  return TRUE;
}

static DexFuture *
load_fiber (gpointer data)
{
  Job *job = data;
  SalveDesk *self = job->desk;
  Job *work = job_new_for_thread (job, NULL);
  GError *error = NULL;

  if (!await_work (list_work, work, &error))
    {
      job_unref (work);
      return dex_future_new_for_error (error);
    }
  for (guint i = 0; i < work->records->len; i++)
    {
      const SalveSignInRecord *record = work->records->pdata[i];
      g_autoptr (SalveSession) session = salve_session_new_from_record (self->base, self->trust, record);
      g_autoptr (SalveDeskPerson) person = person_new (session);

      if (find_person (self, record->login) == NULL)
        g_list_store_append (self->people, person);
    }
  job_unref (work);
  return dex_future_new_true ();
}

static DexFuture *
welcome_fiber (gpointer data)
{
  Job *job = data;
  GError *error = NULL;

  if (!dex_await (g_steal_pointer (&job->signing_in), &error))
    return dex_future_new_for_error (error);
  welcome (job->desk, job->session);
  return dex_future_new_true ();
}

static DexFuture *
set_pin_fiber (gpointer data)
{
  Job *job = data;
  Job *work;
  GError *error = NULL;
  gboolean done;

  if (job->pin == NULL)
    done = salve_session_await_pin (job->person->session, NULL, 0, &error);
  else if (!salve_pin_check_new (job->pin, &error))
    done = FALSE;
  else
    {
      work = job_new_for_thread (job, NULL);
      done = await_work (hash_work, work, &error)
             && salve_session_await_pin (job->person->session, work->hash, 0, &error);
      job_unref (work);
    }
  person_changed (job->person);
  return done ? dex_future_new_true () : dex_future_new_for_error (error);
}

static DexFuture *
reject_used_up (void)
{
  return dex_future_new_reject (SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_PIN_USED_UP,
                                _ ("The PIN was wrong too often: sign in with the password"));
}

static DexFuture *
reject_wrong (SalveDeskPerson *person)
{
  guint left = salve_desk_pin_attempts_left (person);

  if (left == 0)
    return reject_used_up ();
  return dex_future_new_reject (SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_PIN_WRONG,
                                g_dngettext (NULL, "This is not the PIN: %u attempt is left",
                                             "This is not the PIN: %u attempts are left", left),
                                left);
}

/* The attempt is counted and kept, then made, and the count begins anew when it was right. */
static DexFuture *
try_pin (Job *job)
{
  SalveDeskPerson *person = job->person;
  g_autofree char *hash = g_strdup (person_get_record (person)->pin);
  Job *work;
  gboolean fits;
  GError *error = NULL;

  if (!salve_session_await_pin (person->session, hash, person_get_record (person)->pin_failures + 1, &error))
    return dex_future_new_for_error (error);
  work = job_new_for_thread (job, hash);
  fits = await_work (fits_work, work, &error) && work->fits;
  job_unref (work);
  if (error != NULL)
    return dex_future_new_for_error (error);
  if (!fits)
    return reject_wrong (person);
  if (!salve_session_await_pin (person->session, hash, 0, &error))
    return dex_future_new_for_error (error);
  if (!salve_session_get_signed_in (person->session) || find_person (job->desk, person->login) != person)
    return dex_future_new_reject (SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_ENDED,
                                  _ ("The server has ended this session: sign in with the password"));
  set_active (job->desk, person);
  return dex_future_new_true ();
}

static DexFuture *
switch_fiber (gpointer data)
{
  Job *job = data;
  SalveDeskPerson *person = job->person;
  DexFuture *result;

  if (!salve_session_get_signed_in (person->session))
    return dex_future_new_reject (SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_ENDED,
                                  _ ("The server has ended this session: sign in with the password"));
  if (!salve_desk_person_get_has_pin (person))
    return dex_future_new_reject (SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_PIN_NONE,
                                  _ ("This person has no PIN at this desk: sign in with the password"));
  if (salve_desk_pin_attempts_left (person) == 0)
    return reject_used_up ();
  if (person->trying)
    return dex_future_new_reject (SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_SLOW_DOWN,
                                  _ ("A PIN is being tried already"));
  person->trying = TRUE;
  result = try_pin (job);
  person->trying = FALSE;
  person_changed (person);
  return result;
}

static DexFuture *
sign_out_fiber (gpointer data)
{
  Job *job = data;
  SalveDesk *self = job->desk;
  GError *error = NULL;
  guint position;
  gboolean told;

  if (self->active == job->person)
    set_active (self, NULL);
  if (g_list_store_find (self->people, job->person, &position))
    g_list_store_remove (self->people, position);
  told = dex_await_boolean (salve_session_sign_out (job->person->session), &error);
  return error != NULL ? dex_future_new_for_error (error) : dex_future_new_for_boolean (told);
}

static DexFuture *
spawn (DexFiberFunc func, Job *job)
{
  return dex_scheduler_spawn (NULL, STACK, func, job, job_unref);
}

static void
salve_desk_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ACTIVE)
    g_value_set_object (value, SALVE_DESK (object)->active);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
salve_desk_finalize (GObject *object)
{
  SalveDesk *self = SALVE_DESK (object);

  g_free (self->base);
  g_clear_object (&self->trust);
  g_clear_object (&self->people);
  G_OBJECT_CLASS (salve_desk_parent_class)->finalize (object);
}

static void
salve_desk_class_init (SalveDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = salve_desk_get_property;
  object_class->finalize = salve_desk_finalize;
  properties[PROP_ACTIVE] =
      g_param_spec_object ("active", NULL, NULL, SALVE_TYPE_DESK_PERSON,
                           G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
items_changed_cb (GListModel *people, guint position, guint removed, guint added, GListModel *self)
{
  g_list_model_items_changed (self, position, removed, added);
}

static void
salve_desk_init (SalveDesk *self)
{
  self->people = g_list_store_new (SALVE_TYPE_DESK_PERSON);
  g_signal_connect_object (self->people, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_DEFAULT);
}

/**
 * salve_desk_new:
 * @base: the server's FHIR base
 * @trust: whom to believe
 *
 * For the main thread. Nobody is known before salve_desk_load().
 */
SalveDesk *
salve_desk_new (const char *base, SalveTrust *trust)
{
  SalveDesk *self = g_object_new (SALVE_TYPE_DESK, NULL);

  self->base = g_strdup (base);
  self->trust = g_object_ref (trust);
  return self;
}

/**
 * salve_desk_load:
 *
 * Finds out from the keyring who is signed in at this desk; nobody is active by that.
 *
 * Returns: (transfer full): resolves to TRUE; rejected with SALVE_KEY_ERROR
 */
DexFuture *
salve_desk_load (SalveDesk *self)
{
  g_return_val_if_fail (SALVE_IS_DESK (self), NULL);
  return spawn (load_fiber, job_new (self, NULL, NULL));
}

/**
 * salve_desk_sign_in:
 *
 * Signs somebody in by password and makes them active, whether they were known here or not.
 *
 * Returns: (transfer full): resolves to TRUE; rejected as salve_session_sign_in()
 */
DexFuture *
salve_desk_sign_in (SalveDesk *self, const char *login, const char *password)
{
  Job *job;

  g_return_val_if_fail (SALVE_IS_DESK (self) && login != NULL && password != NULL, NULL);
  job = job_new (self, NULL, NULL);
  job->session = salve_session_new (self->base, self->trust);
  job->signing_in = salve_session_sign_in (job->session, login, password);
  return spawn (welcome_fiber, job);
}

/**
 * salve_desk_sign_in_with_browser:
 *
 * Returns: (transfer full): resolves to TRUE; rejected as salve_session_sign_in_with_browser()
 */
DexFuture *
salve_desk_sign_in_with_browser (SalveDesk *self,
                                 SalveOpenAddress open,
                                 gpointer data,
                                 GDestroyNotify free_data)
{
  Job *job;

  g_return_val_if_fail (SALVE_IS_DESK (self) && open != NULL, NULL);
  job = job_new (self, NULL, NULL);
  job->session = salve_session_new (self->base, self->trust);
  job->signing_in = salve_session_sign_in_with_browser (job->session, open, data, free_data);
  return spawn (welcome_fiber, job);
}

/**
 * salve_desk_enrol:
 * @code: a one-time code, as typed
 *
 * Returns: (transfer full): resolves to TRUE; rejected as salve_session_enrol()
 */
DexFuture *
salve_desk_enrol (SalveDesk *self, const char *code)
{
  Job *job;

  g_return_val_if_fail (SALVE_IS_DESK (self) && code != NULL, NULL);
  job = job_new (self, NULL, NULL);
  job->session = salve_session_new (self->base, self->trust);
  job->signing_in = salve_session_enrol (job->session, code);
  return spawn (welcome_fiber, job);
}

/**
 * salve_desk_activate:
 * @code: the one-time code of somebody new, as typed
 * @password: which that person has chosen
 *
 * Returns: (transfer full): resolves to TRUE; rejected as salve_session_activate()
 */
DexFuture *
salve_desk_activate (SalveDesk *self, const char *code, const char *password)
{
  Job *job;

  g_return_val_if_fail (SALVE_IS_DESK (self) && code != NULL && password != NULL, NULL);
  job = job_new (self, NULL, NULL);
  job->session = salve_session_new (self->base, self->trust);
  job->signing_in = salve_session_activate (job->session, code, password);
  return spawn (welcome_fiber, job);
}

/**
 * salve_desk_set_pin:
 * @person: who is active, so that nobody sets another's
 * @pin: (nullable): 4 to 12 digits, or NULL for none
 *
 * Returns: (transfer full): resolves to TRUE; rejected with SALVE_SIGN_IN_ERROR_PIN_WEAK, SALVE_SIGN_IN_ERROR_ENDED or
 *   SALVE_KEY_ERROR
 */
DexFuture *
salve_desk_set_pin (SalveDesk *self, SalveDeskPerson *person, const char *pin)
{
  g_return_val_if_fail (SALVE_IS_DESK (self) && SALVE_IS_DESK_PERSON (person), NULL);
  if (person != self->active)
    return dex_future_new_reject (SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_ENDED,
                                  _ ("A PIN is set by the person whose it is: sign in first"));
  return spawn (set_pin_fiber, job_new (self, person, pin));
}

/**
 * salve_desk_switch:
 * @pin: as typed
 *
 * Returns: (transfer full): resolves to TRUE when @person is active; rejected with SALVE_SIGN_IN_ERROR_PIN_WRONG,
 *   …_PIN_USED_UP, …_PIN_NONE, …_ENDED, …_SLOW_DOWN or SALVE_KEY_ERROR; whoever was active then stays so
 */
DexFuture *
salve_desk_switch (SalveDesk *self, SalveDeskPerson *person, const char *pin)
{
  g_return_val_if_fail (SALVE_IS_DESK (self) && SALVE_IS_DESK_PERSON (person) && pin != NULL, NULL);
  return spawn (switch_fiber, job_new (self, person, pin));
}

/**
 * salve_desk_sign_out:
 *
 * Forgets @person here and tells the server.
 *
 * Returns: (transfer full): as salve_session_sign_out()
 */
DexFuture *
salve_desk_sign_out (SalveDesk *self, SalveDeskPerson *person)
{
  g_return_val_if_fail (SALVE_IS_DESK (self) && SALVE_IS_DESK_PERSON (person), NULL);
  return spawn (sign_out_fiber, job_new (self, person, NULL));
}

/* Nobody is active; everybody stays signed in. */
void
salve_desk_lock (SalveDesk *self)
{
  g_return_if_fail (SALVE_IS_DESK (self));
  set_active (self, NULL);
}

/* (nullable) (transfer none): who is at the desk */
SalveDeskPerson *
salve_desk_get_active (SalveDesk *self)
{
  g_return_val_if_fail (SALVE_IS_DESK (self), NULL);
  return self->active;
}
