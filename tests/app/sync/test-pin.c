/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The PIN of a desk where nobody signs in: set, asked for by the lock, changed with the old one, and slow to be guessed. */
#include "config.h"

#include "patients-desk.h"
#include "salve-desk-pin-dialog.h"
#include "salve-desk-pin.h"
#include "salve-lock-page.h"
#include "salve-preferences.h"
#include "salve-resources.h"
#include "salve-sign-in-error.h"
#include "salve-store-sync.h"
#include "shown.h"

#define NOW PATIENTS_DESK_NOW
#define SECOND SALVE_INSTANT_SECOND

static PatientsDesk *desk;

typedef struct
{
  gboolean done;
  GError *error;
} Answer;

static DexFuture *
on_answer (DexFuture *future, gpointer data)
{
  Answer *answer = data;

  dex_future_get_value (future, &answer->error);
  answer->done = TRUE;
  return NULL;
}

/* NULL: it was done */
static GError *
wait_for (DexFuture *future)
{
  Answer answer = { 0 };

  dex_future_disown (dex_future_finally (future, on_answer, &answer, NULL));
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);
  return answer.error;
}

static void
set_pin (const char *pin)
{
  g_autoptr (GError) error = wait_for (salve_desk_pin_set (desk->store, pin));

  g_assert_no_error (error);
  g_assert_cmpint (salve_desk_pin_is_set (desk->store), ==, pin != NULL);
}

/* -1: it opened, else the code of the refusal */
static int
try (const char *pin, SalveInstant now)
{
  g_autoptr (GError) error = wait_for (salve_desk_pin_open (desk->store, pin, now));

  g_assert_true (error == NULL || error->domain == G_IO_ERROR);
  return error != NULL ? error->code : -1;
}

static void
test_set (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;

  g_assert_false (salve_desk_pin_is_set (desk->store));
  g_assert_cmpint (try ("", NOW), ==, G_IO_ERROR_PERMISSION_DENIED);
  error = wait_for (salve_desk_pin_set (desk->store, "1234"));
  g_assert_error (error, SALVE_SIGN_IN_ERROR, SALVE_SIGN_IN_ERROR_PIN_WEAK);
  g_assert_false (salve_desk_pin_is_set (desk->store));
  set_pin ("2468");
  hash = salve_store_get_setting (desk->store, "lock-pin", NULL);
  g_assert_true (g_str_has_prefix (hash, "$argon2id$"));
  g_assert_cmpint (try ("2468", NOW), ==, -1);
  g_assert_cmpint (try ("2469", NOW), ==, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_cmpint (try ("", NOW), ==, G_IO_ERROR_PERMISSION_DENIED);
  set_pin (NULL);
  g_assert_cmpint (try ("2468", NOW), ==, G_IO_ERROR_PERMISSION_DENIED);
}

/* From the fifth wrong one on each costs a wait, twice as long each time; the right one is not looked at meanwhile. */
static void
test_guess (void)
{
  SalveInstant now = NOW;

  set_pin ("2468");
  for (guint i = 0; i < SALVE_DESK_PIN_FREE_TRIES; i++)
    g_assert_cmpint (try ("1357", now), ==, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_cmpint (try ("2468", now), ==, G_IO_ERROR_BUSY);
  g_assert_cmpint (try ("2468", now + 29 * SECOND), ==, G_IO_ERROR_BUSY);
  now += 30 * SECOND;
  g_assert_cmpint (try ("1357", now), ==, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_cmpint (try ("2468", now + 59 * SECOND), ==, G_IO_ERROR_BUSY);
  now += 60 * SECOND;
  for (guint i = 0; i < 6; i++)
    {
      g_assert_cmpint (try ("1357", now), ==, G_IO_ERROR_PERMISSION_DENIED);
      now += 15 * 60 * SECOND;
    }
  /* A clock that was set back a year does not lock anybody out for a year. */
  g_assert_cmpint (try ("1357", now), ==, G_IO_ERROR_PERMISSION_DENIED);
  now -= 365 * G_GINT64_CONSTANT (86400) * SECOND;
  g_assert_cmpint (try ("2468", now), ==, -1);
  g_assert_cmpint (try ("1357", now), ==, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_cmpint (try ("2468", now), ==, -1);
  set_pin (NULL);
}

static GtkWidget *
make_lock (gpointer data)
{
  GtkWidget *page = g_object_new (SALVE_TYPE_LOCK_PAGE, NULL);

  salve_lock_page_lock (SALVE_LOCK_PAGE (page), NULL, desk->store, NULL, NULL);
  return page;
}

static GtkWidget *
make_dialog (gpointer data)
{
  return GTK_WIDGET (salve_desk_pin_dialog_new (desk->store));
}

static void
on_count (GObject *object, guint *n)
{
  (*n)++;
}

static void
type (GtkWidget *root, const char *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (shown_find (root, ADW_TYPE_PASSWORD_ENTRY_ROW, row)), text);
}

static void
wait_idle (GtkWidget *button)
{
  while (!gtk_widget_get_sensitive (button))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_lock (void)
{
  GtkWidget *page, *window, *unlock;
  guint unlocked = 0;

  set_pin ("2468");
  shown_in_all_shapes ("lock-pin", make_lock, NULL);
  page = make_lock (NULL);
  window = shown_open (page, &shapes[0]);
  unlock = shown_find (page, GTK_TYPE_BUTTON, "_Unlock");
  g_signal_connect (page, "unlocked", G_CALLBACK (on_count), &unlocked);
  g_signal_emit_by_name (unlock, "clicked");
  wait_idle (unlock);
  g_assert_cmpuint (unlocked, ==, 0);
  /* Without somebody who keeps the key there is no recovery key either. */
  g_assert_null (shown_find (page, GTK_TYPE_BUTTON, "I _Forgot the PIN"));
  type (page, "PIN", "1357");
  g_signal_emit_by_name (unlock, "clicked");
  wait_idle (unlock);
  g_assert_cmpuint (unlocked, ==, 0);
  g_assert_nonnull (shown_find (page, GTK_TYPE_LABEL, "That is not the PIN."));
  type (page, "PIN", "2468");
  g_signal_emit_by_name (unlock, "clicked");
  wait_idle (unlock);
  g_assert_cmpuint (unlocked, ==, 1);
  shown_close (window);
  set_pin (NULL);
}

static void
save (GtkWidget *dialog, guint *saved, guint wanted)
{
  gtk_widget_activate_action (dialog, "pin.save", NULL);
  while (*saved < wanted
         && !adw_banner_get_revealed (ADW_BANNER (shown_find (dialog, ADW_TYPE_BANNER, NULL))))
    g_main_context_iteration (NULL, TRUE);
}

/* Who found the desk open cannot change the PIN of those who work there. */
static void
test_dialog (void)
{
  GtkWidget *dialog = g_object_ref_sink (make_dialog (NULL)), *window = shown_open (dialog, &shapes[0]);
  guint saved = 0;

  g_signal_connect (dialog, "saved", G_CALLBACK (on_count), &saved);
  type (dialog, "New PIN", "2468");
  type (dialog, "The same again", "2469");
  g_assert_false (gtk_widget_get_sensitive (shown_find (dialog, GTK_TYPE_BUTTON, "_Save")));
  type (dialog, "The same again", "2468");
  save (dialog, &saved, 1);
  g_assert_cmpuint (saved, ==, 1);
  g_assert_true (salve_desk_pin_is_set (desk->store));
  shown_close (window);
  g_object_unref (dialog);
  shown_in_all_shapes ("pin", make_dialog, NULL);
  dialog = g_object_ref_sink (make_dialog (NULL));
  window = shown_open (dialog, &shapes[0]);
  saved = 0;
  g_signal_connect (dialog, "saved", G_CALLBACK (on_count), &saved);
  type (dialog, "New PIN", "8642");
  type (dialog, "The same again", "8642");
  save (dialog, &saved, 1);
  g_assert_cmpuint (saved, ==, 0);
  g_assert_nonnull (shown_find (dialog, GTK_TYPE_LABEL, "That is not the PIN."));
  type (dialog, "PIN until now", "2468");
  adw_banner_set_revealed (ADW_BANNER (shown_find (dialog, ADW_TYPE_BANNER, NULL)), FALSE);
  save (dialog, &saved, 1);
  g_assert_cmpuint (saved, ==, 1);
  g_assert_cmpint (try ("8642", NOW), ==, -1);
  shown_close (window);
  g_object_unref (dialog);
  set_pin (NULL);
}

int
main (int argc, char *argv[])
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  dex_init ();
  g_resources_register (salve_get_resource ());
  desk = patients_desk_new (0, "en-GB");
  g_test_add_func ("/pin/set", test_set);
  g_test_add_func ("/pin/guess", test_guess);
  g_test_add_func ("/pin/lock", test_lock);
  g_test_add_func ("/pin/dialog", test_dialog);
  status = g_test_run ();
  patients_desk_free (desk);
  return status;
}
