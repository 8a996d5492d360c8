/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-export-dialog.h"

#include "salve-appointment-csv.h"
#include "salve-appointment-words.h"
#include "salve-patient-picker.h"
#include "salve-range-rows.h"
#include "salve-window.h"

#include <glib/gi18n.h>

enum
{
  WHOSE_SHOWN,
  WHOSE_ALL
};

struct _SalveExportDialog
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  char **shown;
  SalveRangeRows *range;
  AdwBanner *banner;
  GtkWidget *whose_row;
  GtkWidget *format_row;
  GtkWidget *initials_row;
  GtkWidget *columns_row;
  GtkWidget *checks[SALVE_CSV_N_COLUMNS];
  SalvePatientPicker *picker;
};

G_DEFINE_FINAL_TYPE (SalveExportDialog, salve_export_dialog, ADW_TYPE_DIALOG)

static SalveCalendarFormat
get_format (SalveExportDialog *self)
{
  return (SalveCalendarFormat)adw_combo_row_get_selected (ADW_COMBO_ROW (self->format_row));
}

static gboolean
is_table (SalveExportDialog *self)
{
  return get_format (self) != SALVE_CALENDAR_FORMAT_ICALENDAR;
}

static void
on_format (SalveExportDialog *self)
{
  gtk_widget_set_visible (self->initials_row, !is_table (self));
  gtk_widget_set_visible (self->columns_row, is_table (self));
}

static void
warn (SalveExportDialog *self, const char *text)
{
  adw_banner_set_title (self->banner, text ? text : "");
  adw_banner_set_revealed (self->banner, text != NULL);
  if (text)
    gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static guint
read_columns (SalveExportDialog *self)
{
  guint columns = 0;

  for (guint i = 0; i < SALVE_CSV_N_COLUMNS; i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->checks[i])))
      columns |= 1u << i;
  return columns;
}

/**
 * salve_export_dialog_read:
 *
 * Returns: (transfer full) (nullable): what is chosen; where something of it cannot be written the dialog says so
 */
SalveCalendarExport *
salve_export_dialog_read (SalveExportDialog *self)
{
  SalveCalendarExport what = { .with_names = !adw_switch_row_get_active (ADW_SWITCH_ROW (self->initials_row)),
                               .columns = read_columns (self),
                               .format = get_format (self),
                               .patient_id = (char *)salve_patient_picker_get_patient_id (self->picker) };

  if (!salve_range_rows_check (self->range)
      || !salve_range_rows_get_days (self->range, &what.first, &what.last)
      || !salve_range_rows_get_times (self->range, &what.from_minute, &what.to_minute))
    {
      warn (self, _ ("The days need a look before anything can be exported"));
      return NULL;
    }
  if (is_table (self) && what.columns == 0)
    {
      warn (self, _ ("Choose at least one column"));
      return NULL;
    }
  if (adw_combo_row_get_selected (ADW_COMBO_ROW (self->whose_row)) == WHOSE_SHOWN)
    what.doctors = self->shown;
  warn (self, NULL);
  return salve_calendar_export_copy (&what);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveExportDialog *self = SALVE_EXPORT_DIALOG (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (SalveCalendarExport) what = salve_export_dialog_read (self);
  SalveStoreKey *key = SALVE_IS_WINDOW (root)
                           ? salve_start_page_get_key (salve_window_get_start_page (SALVE_WINDOW (root)))
                           : NULL;

  if (!what || !GTK_IS_WINDOW (root))
    return;
  salve_calendar_export_ask (self->clinic, key, what, GTK_WINDOW (root));
  adw_dialog_close (ADW_DIALOG (self));
}

static GtkWidget *
make_combo (AdwPreferencesGroup *group, const char *title, const char *const *choices)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (choices);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_preferences_group_add (group, row);
  return row;
}

static void
add_columns (SalveExportDialog *self)
{
  self->columns_row = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->columns_row), _ ("Columns"));
  for (guint i = 0; i < SALVE_CSV_N_COLUMNS; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      self->checks[i] = gtk_check_button_new ();
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->checks[i]), TRUE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->checks[i]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      salve_csv_column_title (i), -1);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), salve_csv_column_title (i));
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), self->checks[i]);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->checks[i]);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (self->columns_row), row);
    }
}

static void
add_format (SalveExportDialog *self, AdwPreferencesPage *page)
{
  /* In the order of SalveCalendarFormat. */
  const char *const formats[] = { _ ("Calendar (iCalendar)"), _ ("Table (CSV)"), _ ("Spreadsheet (XLSX)"),
                                  NULL };
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  self->format_row = make_combo (group, _ ("As"), formats);
  self->initials_row = adw_switch_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->initials_row), _ ("Initials Only"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->initials_row),
                               _ ("Neither names nor reasons nor notes leave the clinic"));
  adw_switch_row_set_active (ADW_SWITCH_ROW (self->initials_row), TRUE);
  adw_preferences_group_add (group, self->initials_row);
  add_columns (self);
  adw_preferences_group_add (group, self->columns_row);
  g_signal_connect_object (self->format_row, "notify::selected", G_CALLBACK (on_format), self,
                           G_CONNECT_SWAPPED);
  on_format (self);
  adw_preferences_page_add (page, group);
}

static GtkWidget *
make_header (void)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Export…"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "export.save");
  gtk_widget_set_tooltip_text (button, _ ("Choose the File (Ctrl+Enter)"));
  gtk_widget_add_css_class (button, "suggested-action");
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), button);
  return header;
}

static void
build (SalveExportDialog *self)
{
  const char *const whose[] = { _ ("As in the Calendar"), _ ("All"), NULL };
  GtkWidget *toolbar = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();
  AdwPreferencesGroup *days = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  self->banner = ADW_BANNER (adw_banner_new (""));
  self->range = salve_range_rows_new (self->clinic, days, TRUE);
  self->whose_row = make_combo (days, _ ("Doctors"), whose);
  self->picker = SALVE_PATIENT_PICKER (salve_patient_picker_new (self->clinic));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->picker), _ ("Only One Patient’s"));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), days);
  add_format (self, ADW_PREFERENCES_PAGE (page));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (self->picker));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), make_header ());
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), GTK_WIDGET (self->banner));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar), page);
  adw_dialog_set_child (ADW_DIALOG (self), toolbar);
}

static void
salve_export_dialog_dispose (GObject *object)
{
  SalveExportDialog *self = SALVE_EXPORT_DIALOG (object);

  g_clear_object (&self->range);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->shown, g_strfreev);
  G_OBJECT_CLASS (salve_export_dialog_parent_class)->dispose (object);
}

static void
salve_export_dialog_class_init (SalveExportDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_export_dialog_dispose;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "export.save", NULL, export_action);
}

static void
salve_export_dialog_init (SalveExportDialog *self)
{
  adw_dialog_set_title (ADW_DIALOG (self), _ ("Export Appointments"));
  adw_dialog_set_content_width (ADW_DIALOG (self), 520);
  adw_dialog_set_content_height (ADW_DIALOG (self), 680);
  salve_dialog_add_save_keys (GTK_WIDGET (self), "export.save");
}

/**
 * salve_export_dialog_new:
 * @first: what the calendar shows
 * @last: up to and with it
 * @shown: whose columns the calendar has
 */
AdwDialog *
salve_export_dialog_new (SalveClinic *clinic,
                         SalvePartialDate first,
                         SalvePartialDate last,
                         const char *const *shown)
{
  SalveExportDialog *self = g_object_new (SALVE_TYPE_EXPORT_DIALOG, NULL);

  self->clinic = g_object_ref (clinic);
  self->shown = g_strdupv ((char **)shown);
  build (self);
  salve_range_rows_set_days (self->range, first, last);
  adw_dialog_set_focus (ADW_DIALOG (self), salve_range_rows_get_first (self->range));
  return ADW_DIALOG (self);
}

void
salve_export_dialog_set_format (SalveExportDialog *self, SalveCalendarFormat format)
{
  g_return_if_fail (SALVE_IS_EXPORT_DIALOG (self));

  adw_combo_row_set_selected (ADW_COMBO_ROW (self->format_row), format);
}
