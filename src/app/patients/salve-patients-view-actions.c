/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with the list and with those who are selected in it. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patients-view-private.h"

#include <glib/gi18n.h>

#include "salve-label-sheets.h"
#if __has_include("salve-patient-drafts.h")
#include "salve-patient-drafts.h"
#endif
#include "salve-patient-words.h"
#include "salve-patients-files.h"
#include "salve-window.h"

/* Of one job: a hundred sheets of twenty. */
#define MOST_LABELS 2000

/* Of one clipboard; more of them are a file. */
#define MOST_CARDS 1000

/* The ids of the selected people; at most @limit are read. */
static char **
selected_ids (SalvePatientsView *self, guint limit)
{
  g_autoptr (GArray) rowids = salve_patient_selection_get_rowids (self->selection);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  rows = salve_store_read_patient_rows (salve_clinic_get_store (self->clinic), (gint64 *)(void *)rowids->data,
                                        MIN (rowids->len, limit), &error);
  if (rows == NULL)
    {
      salve_patients_view_show_error (self, error);
      return g_new0 (char *, 1);
    }
  for (guint i = 0; i < rows->len; i++)
    {
      SalvePatientRow *row = g_ptr_array_index (rows, i);

      if (row != NULL)
        g_strv_builder_add (builder, row->id);
    }
  return g_strv_builder_end (builder);
}

static void
register_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_widget_activate_action (data, "patient.register", "s", "");
}

static void
register_typed_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalvePatientsView *self = data;

  gtk_widget_activate_action (data, "patient.register", "s", self->query != NULL ? self->query : "");
}

static void
reload_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  salve_patients_view_ask (data, FALSE);
}

static void
select_none_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  salve_patient_selection_clear (SALVE_PATIENTS_VIEW (data)->selection);
}

static void
labels_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_auto (GStrv) ids = selected_ids (data, MOST_LABELS);

  if (ids[0] != NULL)
    salve_print_label_sheets (SALVE_PATIENTS_VIEW (data)->clinic, (const char *const *)ids,
                              GTK_WINDOW (gtk_widget_get_root (data)));
}

static void
merge_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_auto (GStrv) ids = selected_ids (data, 2);

  if (g_strv_length (ids) == 2)
    gtk_widget_activate_action (data, "patient.merge", "^as", ids);
}

static void
copy_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalvePatientsView *self = data;
  g_auto (GStrv) ids = selected_ids (self, MOST_CARDS);
  g_autoptr (GString) cards = g_string_new (NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (SalveResource) patient =
          salve_store_read (salve_clinic_get_store (self->clinic), "Patient", ids[i], NULL, NULL);
      g_autofree char *card =
          patient != NULL ? salve_patient_format_vcard (patient, salve_clinic_get_locale (self->clinic))
                          : NULL;

      g_string_append (cards, card != NULL ? card : "");
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), cards->str);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Copied as vCard"));
}

static void
export_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  SalvePatientsView *self = data;
  g_autoptr (GArray) rowids = salve_patient_selection_get_rowids (self->selection);
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (self));
  SalvePatientsFormat format;

  if (rowids->len > 0 && SALVE_IS_WINDOW (window)
      && salve_patients_format_parse (g_variant_get_string (parameter, NULL), &format))
    salve_patients_export (self->clinic,
                           salve_start_page_get_key (salve_window_get_start_page (SALVE_WINDOW (window))),
                           rowids, format, GTK_WINDOW (window));
}

static void
drafts_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
#if __has_include("salve-patient-drafts.h")
  salve_patient_drafts_show (data, SALVE_PATIENTS_VIEW (data)->clinic);
#endif
}

static void
change_include_inactive (GSimpleAction *action, GVariant *state, gpointer data)
{
  SalvePatientsView *self = data;

  self->include_inactive = g_variant_get_boolean (state);
  g_simple_action_set_state (action, state);
  salve_patients_view_ask (self, FALSE);
}

/**
 * salve_patients_view_add_actions:
 *
 * Makes the group of actions named "patients", but for those of the columns.
 */
void
salve_patients_view_add_actions (SalvePatientsView *self)
{
  static const GActionEntry entries[] = {
    { .name = "register", .activate = register_action },
    { .name = "register-typed", .activate = register_typed_action },
    { .name = "reload", .activate = reload_action },
    { .name = "select-none", .activate = select_none_action },
    { .name = "merge", .activate = merge_action },
    { .name = "labels", .activate = labels_action },
    { .name = "copy", .activate = copy_action },
    { .name = "export", .parameter_type = "s", .activate = export_action },
    { .name = "drafts", .activate = drafts_action },
    { .name = "include-inactive", .state = "false", .change_state = change_include_inactive },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}
