/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page of the list is a table of four columns. The file's name says nothing of who is in it, and what is printed or
 * saved is written into the audit trail. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-call-list.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>
#include <pango/pangocairo.h>
#include <string.h>

#define MARGIN 48     /* points */
#define ROW_HEIGHT 32 /* points */
#define HEAD_HEIGHT 64

typedef struct
{
  SalveClinic *clinic;
  GPtrArray *calls; /* of SalveCall */
} List;

static void
list_free (gpointer data)
{
  List *list = data;

  g_object_unref (list->clinic);
  g_ptr_array_unref (list->calls);
  g_free (list);
}

static void
audit (List *list, const char *how)
{
  dex_future_disown (salve_store_audit (salve_clinic_get_store (list->clinic),
                                        salve_clinic_get_actor (list->clinic), how, "Appointment", NULL,
                                        "call list"));
}

static void
append_field (GString *csv, const char *text, const char *end)
{
  g_auto (GStrv) parts = g_strsplit (text, "\"", -1);
  g_autofree char *escaped = g_strjoinv ("\"\"", parts);
  /* A spreadsheet would take such a text for a formula; a telephone number may begin with a plus all the same. */
  gboolean formula = strchr ("=@-", *text) != NULL && *text != '\0';

  g_string_append_printf (csv, "\"%s%s\"%s", formula ? "'" : "", escaped, end);
}

/**
 * salve_call_list_to_csv:
 * @calls: (element-type SalveCall)
 *
 * Returns: (transfer full): the list as RFC 4180 has it, with a line of headings
 */
char *
salve_call_list_to_csv (GPtrArray *calls)
{
  GString *csv = g_string_new (NULL);

  append_field (csv, _ ("Name"), ",");
  append_field (csv, _ ("Phone"), ",");
  append_field (csv, _ ("Old time"), ",");
  append_field (csv, _ ("New time"), "\r\n");
  for (guint i = 0; i < calls->len; i++)
    {
      const SalveCall *call = g_ptr_array_index (calls, i);

      append_field (csv, call->name, ",");
      append_field (csv, call->phone, ",");
      append_field (csv, call->old_time, ",");
      append_field (csv, call->new_time, "\r\n");
    }
  return g_string_free (csv, FALSE);
}

static guint
rows_on_page (double height)
{
  return (guint)MAX ((height - 2 * MARGIN - HEAD_HEIGHT) / ROW_HEIGHT, 1);
}

static int
count_pages (GPtrArray *calls, double height)
{
  guint each = rows_on_page (height);

  return (int)MAX ((calls->len + each - 1) / each, 1);
}

static void
draw_text (cairo_t *cr, const char *text, const char *font, double x, double y, double width)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *description = pango_font_description_from_string (font);

  pango_layout_set_font_description (layout, description);
  pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
  pango_layout_set_height (layout, -2);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_text (layout, text, -1);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
  pango_font_description_free (description);
}

static void
draw_row (cairo_t *cr, const char *const texts[4], const char *font, double y, double width)
{
  static const double shares[] = { 0.26, 0.18, 0.28, 0.28 };
  gboolean rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
  double x = rtl ? width - MARGIN : MARGIN;

  for (guint i = 0; i < 4; i++)
    {
      double column = (width - 2 * MARGIN) * shares[i];

      draw_text (cr, texts[i], font, rtl ? x - column + 8 : x, y, column - 8);
      x += rtl ? -column : column;
    }
  cairo_set_line_width (cr, 0.4);
  cairo_move_to (cr, MARGIN, y + ROW_HEIGHT - 5);
  cairo_line_to (cr, width - MARGIN, y + ROW_HEIGHT - 5);
  cairo_stroke (cr);
}

static void
draw_page (GPtrArray *calls, cairo_t *cr, double width, double height, int page)
{
  const char *const headings[] = { _ ("Name"), _ ("Phone"), _ ("Old time"), _ ("New time") };
  guint each = rows_on_page (height), first = (guint)page * each;

  cairo_set_source_rgb (cr, 0, 0, 0);
  draw_text (cr, _ ("Whom to call"), "Sans Bold 14", MARGIN, MARGIN, width - 2 * MARGIN);
  draw_row (cr, headings, "Sans Bold 9", MARGIN + HEAD_HEIGHT - ROW_HEIGHT, width);
  for (guint i = first; i < MIN (first + each, calls->len); i++)
    {
      const SalveCall *call = g_ptr_array_index (calls, i);
      const char *const texts[] = { call->name, call->phone, call->old_time, call->new_time };

      draw_row (cr, texts, "Sans 9", MARGIN + HEAD_HEIGHT + (i - first) * ROW_HEIGHT, width);
    }
}

/**
 * salve_call_list_to_pdf:
 * @path: where the file goes
 *
 * Returns: whether it was written, on A4
 */
gboolean
salve_call_list_to_pdf (GPtrArray *calls, const char *path, GError **error)
{
  const double width = 595.28, height = 841.89;
  cairo_surface_t *surface = cairo_pdf_surface_create (path, width, height);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  for (int page = 0; page < count_pages (calls, height); page++)
    {
      draw_page (calls, cr, width, height, page);
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The PDF was not written: %s"),
                 cairo_status_to_string (status));
  return status == CAIRO_STATUS_SUCCESS;
}

static void
on_begin_print (GtkPrintOperation *operation, GtkPrintContext *context, List *list)
{
  gtk_print_operation_set_n_pages (operation,
                                   count_pages (list->calls, gtk_print_context_get_height (context)));
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, List *list)
{
  draw_page (list->calls, gtk_print_context_get_cairo_context (context),
             gtk_print_context_get_width (context), gtk_print_context_get_height (context), page);
}

static void
on_print_done (GtkPrintOperation *operation, GtkPrintOperationResult result, List *list)
{
  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    audit (list, "print");
}

static void
report (GtkWidget *parent, const char *what, const GError *error)
{
  AdwDialog *dialog = adw_alert_dialog_new (what, error != NULL ? error->message : NULL);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, parent);
}

static List *
list_copy (List *list)
{
  List *copy = g_new0 (List, 1);

  copy->clinic = g_object_ref (list->clinic);
  copy->calls = g_ptr_array_ref (list->calls);
  return copy;
}

static void
on_print (GtkButton *button, List *list)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;
  /* The printing goes on when the dialog is closed. */
  List *copy = list_copy (list);

  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_job_name (operation, _ ("Call list"));
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_object_set_data_full (G_OBJECT (operation), "list", copy, list_free);
  g_signal_connect (operation, "begin-print", G_CALLBACK (on_begin_print), copy);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_page), copy);
  g_signal_connect (operation, "done", G_CALLBACK (on_print_done), copy);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))), &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    report (GTK_WIDGET (button), _ ("Nothing Was Printed"), error);
}

typedef struct
{
  List *list;
  GtkWidget *button;
} Saving;

static void
saving_free (Saving *saving)
{
  list_free (saving->list);
  g_object_unref (saving->button);
  g_free (saving);
}

static void
on_file_chosen (GObject *source, GAsyncResult *result, gpointer data)
{
  Saving *saving = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  g_autofree char *csv = file != NULL ? salve_call_list_to_csv (saving->list->calls) : NULL;

  if (file != NULL
      && g_file_replace_contents (file, csv, strlen (csv), NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, NULL,
                                  &error))
    {
      audit (saving->list, "export");
      gtk_widget_activate_action (saving->button, "win.toast", "s",
                                  _ ("The list is saved. It names patients: keep it safe."));
    }
  else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED)
           && !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
    report (saving->button, _ ("The List Was Not Saved"), error);
  saving_free (saving);
}

static void
on_save (GtkButton *button, List *list)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  Saving *saving = g_new0 (Saving, 1);

  saving->list = list_copy (list);
  saving->button = g_object_ref (GTK_WIDGET (button));
  gtk_file_dialog_set_title (dialog, _ ("Save the Call List"));
  gtk_file_dialog_set_initial_name (dialog, "call-list.csv");
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))), NULL, on_file_chosen,
                        saving);
}

static GtkWidget *
make_row (const SalveCall *call)
{
  GtkWidget *row = adw_action_row_new ();
  /* Translators: an old time, and a new one or that it is cancelled */
  g_autofree char *times = g_strdup_printf (_ ("%1$s → %2$s"), call->old_time, call->new_time);
  GtkWidget *phone = gtk_label_new (call->phone);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), call->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), times);
  gtk_label_set_selectable (GTK_LABEL (phone), TRUE);
  gtk_label_set_wrap (GTK_LABEL (phone), TRUE);
  gtk_label_set_xalign (GTK_LABEL (phone), 1);
  gtk_widget_add_css_class (phone, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), phone);
  return row;
}

static GtkWidget *
make_buttons (List *list)
{
  GtkWidget *bar = adw_wrap_box_new ();
  GtkWidget *print = gtk_button_new_with_mnemonic (_ ("_Print…"));
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("_Save as CSV…"));

  g_signal_connect (print, "clicked", G_CALLBACK (on_print), list);
  g_signal_connect (save, "clicked", G_CALLBACK (on_save), list);
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (bar), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (bar), 6);
  adw_wrap_box_set_align (ADW_WRAP_BOX (bar), 1);
  gtk_widget_add_css_class (bar, "toolbar");
  adw_wrap_box_append (ADW_WRAP_BOX (bar), save);
  adw_wrap_box_append (ADW_WRAP_BOX (bar), print);
  return bar;
}

/**
 * salve_call_list_dialog_new:
 * @calls: (element-type SalveCall): whom to call
 *
 * Returns: (transfer floating): the list, with buttons that print and save it
 */
AdwDialog *
salve_call_list_dialog_new (SalveClinic *clinic, GPtrArray *calls)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new (), *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  List *list = g_new0 (List, 1);

  list->clinic = g_object_ref (clinic);
  list->calls = g_ptr_array_ref (calls);
  g_object_set_data_full (G_OBJECT (dialog), "list", list, list_free);
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("These people do not know yet. The list is not kept: print or save it."));
  for (guint i = 0; i < calls->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (g_ptr_array_index (calls, i)));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_add_bottom_bar (ADW_TOOLBAR_VIEW (view), make_buttons (list));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_child (dialog, view);
  adw_dialog_set_title (dialog, _ ("Whom to Call"));
  adw_dialog_set_content_width (dialog, 600);
  adw_dialog_set_content_height (dialog, 560);
  return dialog;
}
