/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-record-kiosk.h"

#include <glib/gi18n.h>

#include "salve-api-call.h"
#include "salve-json.h"

#define MOST_WORDS 200 /* characters */

static AdwDialog *
dialog_new (const char *title, const char *body)
{
  AdwDialog *dialog = adw_alert_dialog_new (title, body);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  return dialog;
}

/* Over which widget, and of whom, the clinic's server is asked. */
typedef struct
{
  GtkWidget *widget;
  SalveRemote *remote;
  char *patient_id;
} Handing;

static Handing *
handing_new (GtkWidget *widget, SalveRemote *remote, const char *patient_id)
{
  Handing *handing = g_new (Handing, 1);

  *handing = (Handing){ g_object_ref (widget), g_object_ref (remote), g_strdup (patient_id) };
  return handing;
}

static void
handing_free (gpointer data)
{
  Handing *handing = data;

  g_object_unref (handing->widget);
  g_object_unref (handing->remote);
  g_free (handing->patient_id);
  g_free (handing);
}

static void
handing_closed (gpointer data, GClosure *closure)
{
  handing_free (data);
}

/* The code, and behind a line's end whether they have a PIN of their own. */
static DexFuture *
read_code (yyjson_val *root)
{
  const char *code = yyjson_get_str (yyjson_obj_get (root, "code"));

  if (code == NULL)
    return dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s", _ ("The server gave no code."));
  return dex_future_new_take_string (
      g_strconcat (code, yyjson_get_bool (yyjson_obj_get (root, "hasPin")) ? "\n" : NULL, NULL));
}

static DexFuture *
on_removed (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean good = dex_future_get_value (future, &error) != NULL;

  gtk_widget_activate_action (data, "win.toast", "s", good ? _ ("The PIN is removed") : error->message);
  return NULL;
}

static void
on_code_response (AdwAlertDialog *dialog, const char *response, Handing *handing)
{
  g_autofree char *path = g_strdup_printf ("patients/%s/kiosk-pin", handing->patient_id);

  if (g_str_equal (response, "remove"))
    dex_future_disown (
        dex_future_finally (salve_api_call (handing->remote, "DELETE", path, NULL, salve_api_read_nothing),
                            on_removed, g_object_ref (handing->widget), g_object_unref));
}

static void
show_code (const Handing *handing, const char *code, gboolean has_pin)
{
  AdwDialog *dialog =
      dialog_new (_ ("Code for the Kiosk"),
                  _ ("With the number of their card, their birth date and these eight digits patients see "
                     "their record at "
                     "the kiosk and book there. The code is good once, for a day; a newer one replaces it."));
  GtkWidget *label = gtk_label_new (code);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "title-1");
  gtk_widget_add_css_class (label, "numeric");
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), label);
  if (has_pin)
    {
      adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "remove", _ ("_Remove Their PIN"));
      adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "remove",
                                                ADW_RESPONSE_DESTRUCTIVE);
    }
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_code_response),
                         handing_new (handing->widget, handing->remote, handing->patient_id), handing_closed,
                         0);
  adw_dialog_present (dialog, handing->widget);
}

static DexFuture *
on_code (DexFuture *future, gpointer data)
{
  const Handing *handing = data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (gtk_widget_get_root (handing->widget) == NULL)
    return NULL;
  if (value != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (g_value_get_string (value), "\n", 2);

      show_code (handing, parts[0], parts[1] != NULL);
    }
  else
    adw_dialog_present (dialog_new (_ ("There Is No Code"), error->message), handing->widget);
  return NULL;
}

/**
 * salve_record_give_kiosk_code:
 * @widget: over which it is shown
 * @remote: (nullable): the way to the clinic's server; NULL where there is none
 *
 * Asks the server for a code to hand over to the patient, and shows it; where they have a PIN of their own, it can be
 * taken away there, and is never shown. Main thread.
 */
void
salve_record_give_kiosk_code (GtkWidget *widget, SalveRemote *remote, const char *patient_id)
{
  g_autofree char *path = g_strdup_printf ("patients/%s/kiosk-code", patient_id);

  if (remote == NULL)
    adw_dialog_present (
        dialog_new (_ ("There Is No Code"),
                    _ ("The code comes from the clinic’s server, and this desk is connected to none.")),
        widget);
  else
    dex_future_disown (dex_future_finally (salve_api_call (remote, "POST", path, "{}", read_code), on_code,
                                           handing_new (widget, remote, patient_id), handing_free));
}

typedef struct
{
  GtkWidget *widget;
  SalveClinic *clinic;
  char *patient_id;
  GtkEditable *what;
} Wish;

static void
wish_free (gpointer data, GClosure *closure)
{
  Wish *wish = data;

  g_object_unref (wish->widget);
  g_object_unref (wish->clinic);
  g_free (wish->patient_id);
  g_free (wish);
}

/* https://hl7.org/fhir/R4/servicerequest.html: to be done by the patient, who is asked for it at the kiosk. */
static SalveResource *
make_request (const char *patient_id, const char *what, GError **error)
{
  g_autofree char *id = g_uuid_string_random (), *text = salve_json_quote (what),
                  *now = salve_instant_format_fhir (g_get_real_time ());
  g_autofree char *json = g_strdup_printf (
      "{\"resourceType\":\"ServiceRequest\",\"id\":\"%s\",\"status\":\"active\",\"intent\":\"order\","
      "\"category\":[{\"coding\":[{\"system\":\"http://salveclinic.github.io/fhir/CodeSystem/request\","
      "\"code\":\"patient-picture\"}]}],\"code\":{\"text\":%s},\"subject\":{\"reference\":\"Patient/%s\"},"
      "\"authoredOn\":\"%s\",\"performer\":[{\"reference\":\"Patient/%s\"}]}",
      id, text, patient_id, now, patient_id);

  return salve_resource_new_from_text (json, -1, error);
}

static DexFuture *
on_asked (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean good = dex_future_get_value (future, &error) != NULL;

  gtk_widget_activate_action (data, "win.toast", "s",
                              good ? _ ("The kiosk asks for the picture") : error->message);
  return NULL;
}

static void
on_response (AdwAlertDialog *dialog, const char *response, Wish *wish)
{
  g_autofree char *what = g_strstrip (g_strdup (gtk_editable_get_text (wish->what)));
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) request = NULL;
  g_autoptr (SalveChange) change = NULL;

  if (!g_str_equal (response, "ask") || *what == '\0')
    return;
  request = make_request (wish->patient_id, what, &error);
  if (request == NULL)
    {
      gtk_widget_activate_action (wish->widget, "win.toast", "s", error->message);
      return;
    }
  change = salve_clinic_begin (wish->clinic, _ ("Picture asked for"));
  salve_change_put (change, request, SALVE_VERSION_NONE);
  dex_future_disown (dex_future_finally (salve_clinic_commit (wish->clinic, change), on_asked,
                                         g_object_ref (wish->widget), g_object_unref));
}

static void
on_typed (GtkEditable *what, AdwAlertDialog *dialog)
{
  g_autofree char *words = g_strstrip (g_strdup (gtk_editable_get_text (what)));

  adw_alert_dialog_set_response_enabled (dialog, "ask", *words != '\0');
}

/* Asks what the picture should show; the request is a part of the record, and ends when the picture comes. Main thread. */
void
salve_record_ask_for_picture (GtkWidget *widget, SalveClinic *clinic, const char *patient_id)
{
  AdwDialog *dialog = adw_alert_dialog_new (
      _ ("Ask for a Picture"), _ ("The kiosk asks the patient for it and takes it with its camera."));
  GtkWidget *list = gtk_list_box_new (), *row = adw_entry_row_new ();
  Wish *wish = g_new0 (Wish, 1);

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("What It Should Show"));
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (row), MOST_WORDS);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), list);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "ask", _ ("_Ask"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "ask", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_response_enabled (ADW_ALERT_DIALOG (dialog), "ask", FALSE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "ask");
  *wish = (Wish){ g_object_ref (widget), g_object_ref (clinic), g_strdup (patient_id), GTK_EDITABLE (row) };
  g_signal_connect_object (row, "changed", G_CALLBACK (on_typed), dialog, 0);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), wish, wish_free, 0);
  adw_dialog_set_focus (dialog, row);
  adw_dialog_present (dialog, widget);
}
