/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A slip for the waiting room: the number, the time and the room. It does not say who was given it. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-ticket-print.h"

#include "salve-appointment-flows.h"

#include <glib/gi18n.h>

#define NUMBER_POINTS 72
#define WORDS_POINTS 14

typedef struct
{
  char *ticket;
  char *words;
} Slip;

static void
slip_free (gpointer data, GClosure *closure)
{
  Slip *slip = data;

  g_free (slip->ticket);
  g_free (slip->words);
  g_free (slip);
}

static double
draw_line (GtkPrintContext *context, const char *text, int points, double y)
{
  cairo_t *cairo = gtk_print_context_get_cairo_context (context);
  g_autoptr (PangoLayout) layout = gtk_print_context_create_pango_layout (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("Sans Bold");
  int width, height;

  pango_font_description_set_size (font, points * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_get_size (layout, &width, &height);
  cairo_move_to (cairo, (gtk_print_context_get_width (context) - (double)width / PANGO_SCALE) / 2, y);
  pango_cairo_show_layout (cairo, layout);
  return y + (double)height / PANGO_SCALE;
}

static void
on_draw_page (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer data)
{
  const Slip *slip = data;
  double y = draw_line (context, slip->ticket, NUMBER_POINTS, 12);

  draw_line (context, slip->words, WORDS_POINTS, y + 6);
}

/**
 * salve_ticket_print:
 *
 * Prints through the system's dialog; nothing where the appointment has no ticket. What was printed by whom is in the
 * audit trail.
 */
void
salve_ticket_print (SalveClinic *clinic, const char *appointment_id, GtkWindow *parent)
{
  g_autoptr (SalveAppointmentDetails) visit = salve_appointment_read (clinic, appointment_id, NULL, NULL);
  g_autoptr (GtkPrintOperation) operation = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *time = NULL;
  Slip *slip;

  if (visit == NULL || visit->ticket == NULL)
    return;
  operation = gtk_print_operation_new ();
  time = salve_instant_format_local (visit->span.start, salve_clinic_get_zone (clinic),
                                     salve_clinic_get_locale (clinic), SALVE_INSTANT_STYLE_DATE_TIME);
  slip = g_new0 (Slip, 1);
  slip->ticket = g_strdup (visit->ticket);
  slip->words =
      visit->room_name != NULL ? g_strdup_printf ("%s\n%s", time, visit->room_name) : g_strdup (time);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_job_name (operation, _ ("Ticket"));
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (on_draw_page), slip, slip_free, 0);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    g_warning ("printing a ticket: %s", error->message);
  else
    dex_future_disown (salve_store_audit (salve_clinic_get_store (clinic), salve_clinic_get_actor (clinic),
                                          "print", "Appointment", appointment_id, NULL));
}
