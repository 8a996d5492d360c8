/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-glass-guard.h"

#include "salve-api-call.h"
#include "salve-json.h"
#include "salve-store-sync.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* Characters of a reason; the server takes some more, for the time that is added to one that is kept. */
#define REASON_LEAST 10
#define REASON_MOST 900

/* What somebody asks for. */
typedef struct
{
  GtkWidget *window;
  SalveClinic *clinic;
  SalveRemote *remote; /* nullable */
  SalveSync *sync;     /* nullable */
  char *action;
  char *patient_id;
  char *reason;
  GtkEditable *entry; /* of the dialog */
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_object_unref (wish->window);
  g_object_unref (wish->clinic);
  g_clear_object (&wish->remote);
  g_clear_object (&wish->sync);
  g_free (wish->action);
  g_free (wish->patient_id);
  g_free (wish->reason);
  g_free (wish);
}

static void
wish_closure_free (gpointer data, GClosure *closure)
{
  wish_free (data);
}

static char *
request_json (const char *patient_id, const char *reason)
{
  g_autofree char *patient = salve_json_quote (patient_id);
  g_autofree char *why = salve_json_quote (reason);

  return g_strdup_printf ("{\"patient\":%s,\"reason\":%s}", patient, why);
}

/* Requests that the server has not had yet, a line each: JSON has no line breaks of its own here. */
static char *
kept_name (const char *login)
{
  return g_strconcat ("break-glass:", login, NULL);
}

static void
keep (SalveClinic *clinic, const char *patient_id, const char *reason)
{
  SalveStore *store = salve_clinic_get_store (clinic);
  g_autofree char *name = kept_name (salve_clinic_get_actor (clinic));
  g_autofree char *before = salve_store_get_setting (store, name, NULL);
  g_autofree char *when = salve_instant_format_fhir (salve_clinic_now (clinic));
  g_autofree char *reason_then = g_strdup_printf ("%s [%s]", reason, when);
  g_autofree char *line = request_json (patient_id, reason_then);
  g_autofree char *lines =
      before != NULL && *before != '\0' ? g_strjoin ("\n", before, line, NULL) : g_strdup (line);

  dex_future_disown (salve_store_set_setting (store, name, lines));
}

static void
let_in (Wish *wish)
{
  SalveStore *store = salve_clinic_get_store (wish->clinic);

  dex_future_disown (salve_store_audit (store, salve_clinic_get_actor (wish->clinic), "break-glass",
                                        "Patient", wish->patient_id, NULL));
  salve_desk_rights_break_glass (salve_clinic_get_rights (wish->clinic), wish->patient_id,
                                 salve_clinic_now (wish->clinic));
  gtk_widget_activate_action (wish->window, wish->action, "s", wish->patient_id);
}

static void
refuse (GtkWidget *window, const char *words)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("This Record Is Not Opened"), words);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, window);
}

/* What the server has of that patient is in the file now, or this is all there is. */
static DexFuture *
on_fetched (DexFuture *future, gpointer data)
{
  let_in (data);
  return NULL;
}

static Wish *
wish_copy (const Wish *wish)
{
  Wish *copy = g_new0 (Wish, 1);

  *copy = (Wish){ .window = g_object_ref (wish->window),
                  .clinic = g_object_ref (wish->clinic),
                  .remote = wish->remote != NULL ? g_object_ref (wish->remote) : NULL,
                  .sync = wish->sync != NULL ? g_object_ref (wish->sync) : NULL,
                  .action = g_strdup (wish->action),
                  .patient_id = g_strdup (wish->patient_id),
                  .reason = g_strdup (wish->reason) };
  return copy;
}

static void
fetch (Wish *wish)
{
  DexFuture *fetched =
      wish->sync != NULL ? salve_sync_fetch_record (wish->sync, wish->patient_id) : dex_future_new_true ();

  dex_future_disown (dex_future_finally (fetched, on_fetched, wish_copy (wish), wish_free));
}

static DexFuture *
on_answer (DexFuture *future, gpointer data)
{
  Wish *wish = data;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) != NULL)
    fetch (wish);
  else if (g_error_matches (error, SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE))
    {
      /* The server is not there; the emergency is. */
      keep (wish->clinic, wish->patient_id, wish->reason);
      let_in (wish);
    }
  else
    refuse (wish->window, error->message);
  return NULL;
}

static void
ask (Wish *wish)
{
  g_autofree char *json = request_json (wish->patient_id, wish->reason);
  DexFuture *answer =
      wish->remote != NULL
          ? salve_api_call (wish->remote, "POST", "break-glass", json, salve_api_read_nothing)
          : dex_future_new_reject (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_UNREACHABLE, "no server");

  dex_future_disown (dex_future_finally (answer, on_answer, wish, wish_free));
}

static char *
read_reason (Wish *wish)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (wish->entry)));
}

static void
on_typed (GtkEditable *entry, AdwAlertDialog *dialog)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  glong length = g_utf8_strlen (reason, -1);

  adw_alert_dialog_set_response_enabled (dialog, "open", length >= REASON_LEAST && length <= REASON_MOST);
}

static void
on_response (AdwAlertDialog *dialog, const char *answer, Wish *wish)
{
  Wish *now;

  if (!g_str_equal (answer, "open"))
    return;
  now = wish_copy (wish);
  now->reason = read_reason (wish);
  ask (now);
}

static GtkWidget *
make_entry (AdwDialog *dialog)
{
  GtkWidget *list = gtk_list_box_new (), *row = adw_entry_row_new ();

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Why you need it now"));
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (row), REASON_MOST);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), list);
  g_signal_connect_object (row, "changed", G_CALLBACK (on_typed), dialog, 0);
  return row;
}

static void
present (GtkWidget *window,
         SalveClinic *clinic,
         SalveRemote *remote,
         SalveSync *sync,
         const char *action,
         const char *patient_id)
{
  AdwDialog *dialog = adw_alert_dialog_new (
      _ ("You Do Not Treat This Patient"),
      _ ("In an emergency you can open this record for half an hour. What you write here is kept, and "
         "somebody reviews it."));
  Wish *wish = g_new0 (Wish, 1);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "open",
                                  _ ("_Open the Record"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "open", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_response_enabled (ADW_ALERT_DIALOG (dialog), "open", FALSE);
  *wish = (Wish){ .window = g_object_ref (window),
                  .clinic = g_object_ref (clinic),
                  .remote = remote != NULL ? g_object_ref (remote) : NULL,
                  .sync = sync != NULL ? g_object_ref (sync) : NULL,
                  .action = g_strdup (action),
                  .patient_id = g_strdup (patient_id),
                  .entry = GTK_EDITABLE (make_entry (dialog)) };
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), wish, wish_closure_free, 0);
  adw_dialog_present (dialog, window);
}

/**
 * salve_glass_guard:
 * @remote: (nullable): the clinic's server
 * @sync: (nullable): what brings the record from there
 * @action: an action of @window that takes the id of a patient, to be done as soon as it may be
 *
 * Main thread.
 *
 * Returns: whether it may be done now. Where not, the reason is asked for, or it is said that it cannot be done.
 */
gboolean
salve_glass_guard (GtkWidget *window,
                   SalveClinic *clinic,
                   SalveRemote *remote,
                   SalveSync *sync,
                   const char *action,
                   const char *patient_id)
{
  SalveDeskRights *rights = salve_clinic_get_rights (clinic);

  if (salve_desk_rights_may_open (rights, patient_id, salve_clinic_now (clinic)))
    return TRUE;
  if (salve_desk_rights_may_break_glass (rights))
    present (window, clinic, remote, sync, action, patient_id);
  else
    refuse (window, _ ("What you may do in this clinic does not reach this patient’s record."));
  return FALSE;
}

typedef struct
{
  SalveClinic *clinic;
  SalveRemote *remote;
  char *login;
} Sending;

static void
sending_free (gpointer data)
{
  Sending *sending = data;

  g_object_unref (sending->clinic);
  g_object_unref (sending->remote);
  g_free (sending->login);
  g_free (sending);
}

/* One after the other; what the server refuses is not asked again: the desk's own trail has it. */
static DexFuture *
send_fiber (gpointer data)
{
  Sending *sending = data;
  SalveStore *store = salve_clinic_get_store (sending->clinic);
  g_autofree char *name = kept_name (sending->login);
  g_autofree char *text = salve_store_get_setting (store, name, NULL);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *rest = NULL;

      if (!dex_await (
              salve_api_call (sending->remote, "POST", "break-glass", lines[i], salve_api_read_nothing),
              &error)
          && error->domain == SALVE_REMOTE_ERROR)
        return dex_future_new_for_error (g_steal_pointer (&error));
      rest = g_strjoinv ("\n", lines + i + 1);
      if (!dex_await (salve_store_set_setting (store, name, rest), &error))
        return dex_future_new_for_error (g_steal_pointer (&error));
    }
  return dex_future_new_true ();
}

/**
 * salve_glass_send_kept:
 * @login: who signed in, with whose token @remote asks
 *
 * Tells the server of accesses that it has not heard of, because it did not answer then.
 *
 * Returns: (transfer full): resolves when none is left; rejects where the server does not answer again
 */
DexFuture *
salve_glass_send_kept (SalveClinic *clinic, SalveRemote *remote, const char *login)
{
  Sending *sending = g_new0 (Sending, 1);

  *sending = (Sending){ g_object_ref (clinic), g_object_ref (remote), g_strdup (login) };
  return dex_scheduler_spawn (NULL, 256 * 1024, send_fiber, sending, sending_free);
}
