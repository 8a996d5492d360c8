/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

#include <glib/gi18n-lib.h>

/* How many patients stand between two reports of progress and two looks at the cancellable. */
#define STRIDE 64

static gboolean
write_people (SalveDemo *self,
              SalveDemoProgressFunc progress,
              gpointer progress_data,
              GCancellable *cancellable)
{
  for (guint i = 0; i < self->options->patients; i++)
    {
      SalveDemoPerson person;
      gboolean good;

      if (i % STRIDE == 0 && g_cancellable_set_error_if_cancelled (cancellable, self->error))
        return FALSE;
      if (i % STRIDE == 0 && progress)
        progress (i, self->options->patients, progress_data);
      salve_demo_person_init (self, &person, i);
      good = salve_demo_write_person (self, &person);
      if (good && !self->options->identities_only && person.duplicate_of < 0)
        good = salve_demo_write_history (self, &person);
      salve_demo_person_clear (&person);
      if (!good)
        return FALSE;
    }
  return TRUE;
}

/**
 * salve_demo_generate:
 * @options: what to make
 * @func: (scope call): takes each resource
 * @user_data: for @func
 * @progress: (nullable) (scope call): told how many patients are done
 * @progress_data: for @progress
 * @cancellable: (nullable): stops it between two patients
 * @error: what @func set, or that it was cancelled
 *
 * Makes the clinic, its patients with their families and histories, and a year of appointments. Any thread.
 *
 * Returns: whether all of it was taken
 */
gboolean
salve_demo_generate (const SalveDemoOptions *options,
                     SalveDemoFunc func,
                     gpointer user_data,
                     SalveDemoProgressFunc progress,
                     gpointer progress_data,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (SalveLocale) britain = salve_locale_new_for_tag ("en-GB");
  SalveDemoOptions own = *options;
  SalveDemo self = { .options = &own, .func = func, .user_data = user_data, .error = error };
  gboolean good;

  g_return_val_if_fail (options && func, FALSE);
  g_return_val_if_fail (salve_partial_date_is_set (options->today), FALSE);

  own.zone = options->zone ? options->zone : utc;
  own.minute_of_day = options->minute_of_day > 0 ? options->minute_of_day : 630;
  self.locale = salve_locale_ref (options->locale ? (SalveLocale *)options->locale : britain);
  self.out = g_string_sized_new (4096);
  salve_demo_doctors_init (&self);
  good = salve_demo_write_clinic (&self) && write_people (&self, progress, progress_data, cancellable);
  if (good && !own.identities_only && own.patients > 0)
    good = salve_demo_write_appointments (&self, progress, progress_data, cancellable);
  if (good && progress)
    progress (own.patients, own.patients, progress_data);
  salve_demo_doctors_clear (&self);
  g_string_free (self.out, TRUE);
  salve_locale_unref (self.locale);
  return good;
}
