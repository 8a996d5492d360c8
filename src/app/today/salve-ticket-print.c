/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A slip for the waiting room, as wide as the rolls of the printers that are made for that: the number, the time and the
 * room. It does not say who was given it. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-ticket-print.h"

#include "salve-appointment-flows.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Of the slip; a roll of 80 mm has some 4 mm at each side that cannot be printed on. */
#define WIDTH_MM 80
#define HEIGHT_MM 90
#define EDGE_MM 5
#define POINTS_PER_MM (72.0 / 25.4)

#define HEAD_POINTS 13
#define NUMBER_POINTS 72
#define WORDS_POINTS 15
#define GAP 8

typedef struct
{
  SalveClinic *clinic;
  GtkWindow *parent; /* or NULL */
  char *id;
  char *ticket;
  char *words; /* a line for the time and one for the room */
} Slip;

static void
slip_free (gpointer data)
{
  Slip *slip = data;

  g_object_unref (slip->clinic);
  g_clear_object (&slip->parent);
  g_free (slip->id);
  g_free (slip->ticket);
  g_free (slip->words);
  g_free (slip);
}

/* Centred between the edges, in lines as they are needed. Returns: where it ends */
static double
draw_text (GtkPrintContext *context, const char *text, const char *font_name, int points, double y)
{
  cairo_t *cairo = gtk_print_context_get_cairo_context (context);
  double width = gtk_print_context_get_width (context) - 2 * EDGE_MM * POINTS_PER_MM;
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (font_name);
  int height;

  pango_font_description_set_absolute_size (font, points * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int)(width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_size (layout, NULL, &height);
  cairo_move_to (cairo, EDGE_MM * POINTS_PER_MM, y);
  pango_cairo_show_layout (cairo, layout);
  return y + (double)height / PANGO_SCALE;
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer data)
{
  const Slip *slip = data;
  double y = EDGE_MM * POINTS_PER_MM;

  y = draw_text (context, _ ("Please take a seat. You will be called with this number:"), "Sans", HEAD_POINTS,
                 y);
  y = draw_text (context, slip->ticket, "Sans Bold", NUMBER_POINTS, y + GAP);
  draw_text (context, slip->words, "Sans", WORDS_POINTS, y + GAP);
}

static void
on_done (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer data)
{
  const Slip *slip = data;
  g_autoptr (GError) error = NULL;
  AdwDialog *dialog;

  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    dex_future_disown (salve_store_audit (salve_clinic_get_store (slip->clinic),
                                          salve_clinic_get_actor (slip->clinic), "print", "Appointment",
                                          slip->id, "ticket"));
  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  dialog = adw_alert_dialog_new (_ ("Nothing Was Printed"), error != NULL ? error->message : NULL);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, slip->parent != NULL ? GTK_WIDGET (slip->parent) : NULL);
}

static GtkPageSetup *
make_page (void)
{
  GtkPageSetup *page = gtk_page_setup_new ();
  GtkPaperSize *paper =
      gtk_paper_size_new_custom ("salve-ticket", _ ("Ticket"), WIDTH_MM, HEIGHT_MM, GTK_UNIT_MM);

  gtk_page_setup_set_paper_size_and_default_margins (page, paper);
  gtk_page_setup_set_top_margin (page, 0, GTK_UNIT_MM);
  gtk_page_setup_set_bottom_margin (page, 0, GTK_UNIT_MM);
  gtk_page_setup_set_left_margin (page, 0, GTK_UNIT_MM);
  gtk_page_setup_set_right_margin (page, 0, GTK_UNIT_MM);
  gtk_paper_size_free (paper);
  return page;
}

static Slip *
slip_new (SalveClinic *clinic, const SalveAppointmentDetails *visit, GtkWindow *parent)
{
  g_autofree char *time =
      salve_instant_format_local (visit->span.start, salve_clinic_get_zone (clinic),
                                  salve_clinic_get_locale (clinic), SALVE_INSTANT_STYLE_DATE_TIME);
  Slip *slip = g_new0 (Slip, 1);

  slip->clinic = g_object_ref (clinic);
  slip->parent = parent != NULL ? g_object_ref (parent) : NULL;
  slip->id = g_strdup (visit->id);
  slip->ticket = g_strdup (visit->ticket);
  slip->words =
      visit->room_name != NULL ? g_strdup_printf ("%s\n%s", time, visit->room_name) : g_steal_pointer (&time);
  return slip;
}

static GtkPrintOperation *
make_operation (Slip *slip)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) page = make_page ();

  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_default_page_setup (operation, page);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_job_name (operation, _ ("Ticket"));
  g_object_set_data_full (G_OBJECT (operation), "slip", slip, slip_free);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_page), slip);
  g_signal_connect (operation, "done", G_CALLBACK (on_done), slip);
  return operation;
}

/**
 * salve_ticket_print_to_pdf:
 * @path: where the file goes
 *
 * Returns: whether the file was written; %FALSE without @error set where the appointment has no ticket
 */
gboolean
salve_ticket_print_to_pdf (SalveClinic *clinic, const char *appointment_id, const char *path, GError **error)
{
  g_autoptr (SalveAppointmentDetails) visit = salve_appointment_read (clinic, appointment_id, NULL, error);
  g_autoptr (GtkPrintOperation) operation = NULL;

  if (visit == NULL || visit->ticket == NULL)
    return FALSE;
  operation = make_operation (slip_new (clinic, visit, NULL));
  gtk_print_operation_set_export_filename (operation, path);
  return gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, error)
         == GTK_PRINT_OPERATION_RESULT_APPLY;
}

/**
 * salve_ticket_print:
 * @parent: (nullable): the window that the print dialog belongs to
 *
 * Prints through the system's dialog; nothing where the appointment has no ticket. What was printed by whom is in the
 * audit trail; what went wrong is said above @parent.
 */
void
salve_ticket_print (SalveClinic *clinic, const char *appointment_id, GtkWindow *parent)
{
  g_autoptr (SalveAppointmentDetails) visit = salve_appointment_read (clinic, appointment_id, NULL, NULL);
  g_autoptr (GtkPrintOperation) operation = NULL;

  if (visit == NULL || visit->ticket == NULL)
    return;
  operation = make_operation (slip_new (clinic, visit, parent));
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, NULL);
}
