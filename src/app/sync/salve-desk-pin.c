/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-desk-pin.h"

#include "salve-auth-thread.h"
#include "salve-pin.h"
#include "salve-store-sync.h"

#include <glib/gi18n.h>
#include <string.h>

#define HASH "lock-pin"
#define TRIES "lock-tries" /* how many wrong ones, and before which instant there is no next one */

#define STACK (128 * 1024) /* it only waits */

#define FIRST_WAIT (30 * SALVE_INSTANT_SECOND)
#define LONGEST_WAIT (15 * 60 * SALVE_INSTANT_SECOND)

/* What the hashing thread needs; plain values, shared with the fiber that waits. */
typedef struct
{
  char *pin;
  char *hash;
  gboolean fits;
} Work;

static void
work_clear (gpointer data)
{
  Work *work = data;

  explicit_bzero (work->pin, strlen (work->pin));
  g_free (work->pin);
  g_free (work->hash);
}

static void
work_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, work_clear);
}

static Work *
work_new (const char *pin, const char *hash)
{
  Work *work = g_atomic_rc_box_new0 (Work);

  work->pin = g_strdup (pin);
  work->hash = g_strdup (hash);
  return work;
}

static gboolean
work_hash (gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  work->hash = salve_pin_hash (work->pin, error);
  return work->hash != NULL;
}

static gboolean
work_fits (gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  work->fits = salve_pin_fits (work->pin, work->hash);
  return TRUE;
}

typedef struct
{
  SalveStore *store;
  Work *work; /* NULL: the PIN goes */
  SalveInstant now;
} Job;

static Job *
job_new (SalveStore *store, Work *work, SalveInstant now)
{
  Job *job = g_new0 (Job, 1);

  *job = (Job){ g_object_ref (store), work, now };
  return job;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->store);
  g_clear_pointer (&job->work, work_unref);
  g_free (job);
}

static gboolean
await_work (Job *job, SalveAuthWork work, GError **error)
{
  return dex_await (salve_auth_thread_run (work, g_atomic_rc_box_acquire (job->work), work_unref), error);
}

/**
 * salve_desk_pin_is_set:
 *
 * Returns: whether this desk asks for a PIN
 */
gboolean
salve_desk_pin_is_set (SalveStore *store)
{
  g_autofree char *hash = salve_store_get_setting (store, HASH, NULL);

  return hash != NULL && *hash != '\0';
}

static DexFuture *
set_fiber (gpointer data)
{
  Job *job = data;
  GError *error = NULL;

  if ((job->work != NULL && !await_work (job, work_hash, &error))
      || !dex_await (salve_store_set_setting (job->store, TRIES, ""), &error)
      || !dex_await (salve_store_set_setting (job->store, HASH, job->work != NULL ? job->work->hash : ""),
                     &error))
    return dex_future_new_for_error (error);
  return dex_future_new_true ();
}

/**
 * salve_desk_pin_set:
 * @pin: (nullable): the new one; %NULL: none is asked for any more
 *
 * Returns: (transfer full): resolves when it is durable; rejects with %SALVE_SIGN_IN_ERROR_PIN_WEAK
 */
DexFuture *
salve_desk_pin_set (SalveStore *store, const char *pin)
{
  GError *error = NULL;

  g_return_val_if_fail (SALVE_IS_STORE (store), NULL);

  if (pin != NULL && !salve_pin_check_new (pin, &error))
    return dex_future_new_for_error (error);
  return dex_scheduler_spawn (NULL, STACK, set_fiber,
                              job_new (store, pin != NULL ? work_new (pin, NULL) : NULL, 0), job_free);
}

static void
read_tries (SalveStore *store, guint *n, SalveInstant *not_before)
{
  g_autofree char *text = salve_store_get_setting (store, TRIES, NULL);
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", " ", 2);
  guint64 count = 0;
  gint64 instant = 0;

  if (g_strv_length (words) == 2)
    {
      g_ascii_string_to_unsigned (words[0], 10, 0, G_MAXUINT16, &count, NULL);
      g_ascii_string_to_signed (words[1], 10, 0, G_MAXINT64, &instant, NULL);
    }
  *n = (guint)count;
  *not_before = instant;
}

/* Doubles with each wrong try beyond the first ones. */
static SalveInstant
find_wait (guint n)
{
  if (n < SALVE_DESK_PIN_FREE_TRIES)
    return 0;
  return MIN (LONGEST_WAIT, FIRST_WAIT << MIN (n - SALVE_DESK_PIN_FREE_TRIES, 10));
}

/* Before it is looked at it counts as wrong: who ends the program meanwhile gains nothing. */
static gboolean
count_try (Job *job, GError **error)
{
  SalveInstant not_before, wait;
  g_autofree char *text = NULL;
  guint n;

  read_tries (job->store, &n, &not_before);
  /* A clock that was set back does not lock anybody out for longer than a wait lasts. */
  wait = not_before - job->now;
  if (wait > 0 && wait <= LONGEST_WAIT)
    {
      guint seconds = (guint)((wait + SALVE_INSTANT_SECOND - 1) / SALVE_INSTANT_SECOND);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                   g_dngettext (NULL, "Too many wrong PINs. Wait %u second, then try again.",
                                "Too many wrong PINs. Wait %u seconds, then try again.", seconds),
                   seconds);
      return FALSE;
    }
  n = MIN (n + 1, G_MAXUINT16);
  text = g_strdup_printf ("%u %" G_GINT64_FORMAT, n, job->now + find_wait (n));
  return dex_await (salve_store_set_setting (job->store, TRIES, text), error);
}

static DexFuture *
open_fiber (gpointer data)
{
  Job *job = data;
  GError *error = NULL;

  if (!count_try (job, &error) || !await_work (job, work_fits, &error))
    return dex_future_new_for_error (error);
  if (!job->work->fits)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "%s", _ ("That is not the PIN."));
  if (!dex_await (salve_store_set_setting (job->store, TRIES, ""), &error))
    return dex_future_new_for_error (error);
  return dex_future_new_true ();
}

/**
 * salve_desk_pin_open:
 * @pin: what was typed
 * @now: the time
 *
 * Returns: (transfer full): resolves where it fits; rejects with words to show: %G_IO_ERROR_PERMISSION_DENIED where it
 *   does not, %G_IO_ERROR_BUSY where it has to be waited for. Where no PIN is set nothing fits.
 */
DexFuture *
salve_desk_pin_open (SalveStore *store, const char *pin, SalveInstant now)
{
  g_autofree char *hash = NULL;

  g_return_val_if_fail (SALVE_IS_STORE (store) && pin != NULL, NULL);

  hash = salve_store_get_setting (store, HASH, NULL);
  return dex_scheduler_spawn (NULL, STACK, open_fiber,
                              job_new (store, work_new (pin, hash != NULL ? hash : ""), now), job_free);
}
