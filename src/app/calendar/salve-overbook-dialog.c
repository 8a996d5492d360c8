/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-overbook-dialog.h"

#include <glib/gi18n.h>

typedef struct
{
  SalveReasonFunc func;
  SalveScopeFunc scope_func;
  gpointer user_data;
  GtkWidget *parent;
  AdwAlertDialog *dialog;
  GtkEditable *entry;
} Question;

static void
on_entry_changed (Question *question)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (question->entry)));

  adw_alert_dialog_set_response_enabled (question->dialog, "do", *text != '\0');
}

static void
on_preset (Question *question, AdwActionRow *row)
{
  gtk_editable_set_text (question->entry, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));
  gtk_widget_grab_focus (GTK_WIDGET (question->entry));
}

static void
on_response (Question *question, const char *response)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (question->entry)));

  question->func (G_OBJECT (question->parent), g_str_equal (response, "do") && *text ? text : NULL,
                  question->user_data);
}

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->parent);
  g_free (question);
}

static void
ask (GtkWidget *parent,
     AdwAlertDialog *dialog,
     const char *title,
     const char *const *presets,
     SalveReasonFunc func,
     gpointer user_data)
{
  Question *question = g_new0 (Question, 1);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *entry = adw_entry_row_new ();

  question->func = func;
  question->user_data = user_data;
  question->parent = g_object_ref (parent);
  question->dialog = dialog;
  question->entry = GTK_EDITABLE (entry);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
  for (guint i = 0; presets && presets[i]; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (presets[i]));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_signal_connect_swapped (row, "activated", G_CALLBACK (on_preset), question);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  adw_alert_dialog_set_extra_child (dialog, list);
  adw_alert_dialog_set_response_enabled (dialog, "do", FALSE);
  adw_alert_dialog_set_default_response (dialog, "do");
  adw_alert_dialog_set_close_response (dialog, "no");
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_entry_changed), question);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free,
                         G_CONNECT_SWAPPED);
  adw_dialog_set_focus (ADW_DIALOG (dialog), entry);
  adw_dialog_present (ADW_DIALOG (dialog), parent);
}

/* Only says what is in the way: whoever is signed in may not book there. */
static void
tell (GtkWidget *parent, const char *in_the_way, const char *why, SalveReasonFunc func, gpointer user_data)
{
  g_autofree char *body = g_strdup_printf ("%s\n\n%s", in_the_way, why);
  AdwDialog *dialog = adw_alert_dialog_new (_ ("This Time Is Taken"), body);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "no", _ ("_Choose Another"));
  adw_dialog_present (dialog, parent);
  func (G_OBJECT (parent), NULL, user_data);
}

/**
 * salve_overbook_ask:
 * @in_the_way: what stands in the way, in sentences
 * @func: called with the reason when the person books all the same
 */
void
salve_overbook_ask (GtkWidget *parent,
                    SalveClinic *clinic,
                    const char *in_the_way,
                    SalveReasonFunc func,
                    gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  AdwDialog *dialog;

  if (!salve_appointment_may_book (clinic, NULL, TRUE, &error))
    {
      tell (parent, in_the_way, error->message, func, user_data);
      return;
    }
  dialog = adw_alert_dialog_new (_ ("This Time Is Taken"), in_the_way);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "no", _ ("_Choose Another"), "do",
                                  _ ("_Book All the Same"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "do", ADW_RESPONSE_DESTRUCTIVE);
  ask (parent, ADW_ALERT_DIALOG (dialog), _ ("Reason, kept with the appointment"), NULL, func, user_data);
}

/**
 * salve_cancel_ask:
 * @who: whose appointment it is
 * @func: called with the reason when the person cancels it
 */
void
salve_cancel_ask (GtkWidget *parent, const char *who, SalveReasonFunc func, gpointer user_data)
{
  static const char *const presets[] = { N_ ("Patient cancelled"), N_ ("Doctor cancelled"),
                                         N_ ("Patient is ill"), N_ ("Booked by mistake"), NULL };
  /* Translators: %s is a person */
  g_autofree char *body = g_strdup_printf (_ ("Why is the appointment of %s cancelled?"), who);
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Cancel the Appointment?"), body);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "no", _ ("_Keep"), "do", _ ("_Cancel It"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "do", ADW_RESPONSE_DESTRUCTIVE);
  ask (parent, ADW_ALERT_DIALOG (dialog), _ ("Reason"), presets, func, user_data);
}

static void
on_scope (Question *question, const char *response)
{
  SalveSeriesScope scope = SALVE_SERIES_NONE;

  if (g_str_equal (response, "this"))
    scope = SALVE_SERIES_THIS;
  else if (g_str_equal (response, "following"))
    scope = SALVE_SERIES_FOLLOWING;
  else if (g_str_equal (response, "all"))
    scope = SALVE_SERIES_ALL;
  question->scope_func (G_OBJECT (question->parent), scope, question->user_data);
}

/**
 * salve_scope_ask:
 * @heading: what is about to be done ("Move a Visit of a Series?")
 * @func: called with which of the series are meant; not when the person thinks again
 */
void
salve_scope_ask (GtkWidget *parent, const char *heading, SalveScopeFunc func, gpointer user_data)
{
  AdwDialog *dialog = adw_alert_dialog_new (
      heading, _ ("This visit belongs to a series. Others stay as they are unless you say so."));
  Question *question = g_new0 (Question, 1);

  question->scope_func = func;
  question->user_data = user_data;
  question->parent = g_object_ref (parent);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "no", _ ("_Back"), "all",
                                  _ ("_All of the Series"), "following", _ ("This and _Following"), "this",
                                  _ ("_This Visit Only"), NULL);
  adw_alert_dialog_set_prefer_wide_layout (ADW_ALERT_DIALOG (dialog), FALSE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "this");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "no");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_scope), question, question_free,
                         G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, parent);
}
