/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointment-words.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * salve_day_format_brief:
 *
 * Returns: (transfer full): "Mon 12/03/2024"
 */
char *
salve_day_format_brief (SalvePartialDate day, SalveClinic *clinic)
{
  SalveLocale *locale = salve_clinic_get_locale (clinic);
  g_autofree char *date = salve_partial_date_format (day, locale);

  /* Translators: a short weekday and a date: "Mon 12/03/2024" */
  return g_strdup_printf (C_ ("day", "%1$s %2$s"),
                          salve_locale_weekday_name (locale, salve_partial_date_weekday (day), TRUE), date);
}

static gboolean
is_midnight (SalveInstant instant, GTimeZone *zone)
{
  return salve_instant_to_minute_of_day (instant, zone) == 0;
}

/**
 * salve_span_format:
 *
 * Returns: (transfer full): "Mon 12/03/2024, 14:30–15:00"; whole days without times
 */
char *
salve_span_format (SalveTimeSpan span, SalveClinic *clinic)
{
  GTimeZone *zone = salve_clinic_get_zone (clinic);
  SalveLocale *locale = salve_clinic_get_locale (clinic);
  gboolean whole = is_midnight (span.start, zone) && is_midnight (span.end, zone);
  SalvePartialDate first = salve_instant_to_date (span.start, zone);
  SalvePartialDate last = salve_instant_to_date (whole ? span.end - SALVE_INSTANT_MINUTE : span.end, zone);
  g_autofree char *from = salve_day_format_brief (first, clinic);
  g_autofree char *to = salve_day_format_brief (last, clinic);
  g_autofree char *start = salve_instant_format_local (span.start, zone, locale, SALVE_INSTANT_STYLE_TIME);
  g_autofree char *end = salve_instant_format_local (span.end, zone, locale, SALVE_INSTANT_STYLE_TIME);

  if (whole && salve_partial_date_equal (first, last))
    return g_steal_pointer (&from);
  if (whole)
    /* Translators: from one day to another */
    return g_strdup_printf (C_ ("days", "%1$s – %2$s"), from, to);
  if (salve_partial_date_equal (first, last))
    /* Translators: a day, and from when to when */
    return g_strdup_printf (_ ("%1$s, %2$s–%3$s"), from, start, end);
  /* Translators: a day and a time, until another day and time */
  return g_strdup_printf (_ ("%1$s, %2$s – %3$s, %4$s"), from, start, to, end);
}

/**
 * salve_minute_parse_typed:
 * @text: "8", "8:30", "0830", "8.30", "2 pm", "14h30"; in any digits
 * @minute: (out): of the day, 0 to 1440
 *
 * Returns: whether it is a time
 */
gboolean
salve_minute_parse_typed (const char *text, int *minute)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  int digits[4], n_digits = 0, separator = -1, hours, minutes;
  gboolean pm = FALSE, am = FALSE;

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isdigit (c) && n_digits < 4)
        digits[n_digits++] = g_unichar_digit_value (c);
      else if (strchr (":.h", (int)MIN (c, 127)) != NULL && separator < 0 && n_digits > 0)
        separator = n_digits;
      else if ((c == 'p' || c == 0x645 /* م */) && n_digits > 0)
        pm = TRUE;
      else if ((c == 'a' || c == 0x635 /* ص */) && n_digits > 0)
        am = TRUE;
      else if (!g_unichar_isspace (c) && !(c == 'm' && (pm || am)) && c != '.')
        return FALSE;
    }
  if (n_digits == 0)
    return FALSE;
  if (separator < 0)
    separator = n_digits <= 2 ? n_digits : n_digits - 2;
  if (separator > 2 || n_digits - separator == 1 || n_digits - separator > 2)
    return FALSE;
  hours = separator == 1 ? digits[0] : digits[0] * 10 + digits[1];
  minutes = n_digits > separator ? digits[separator] * 10 + digits[separator + 1] : 0;
  if ((pm || am) && (hours < 1 || hours > 12))
    return FALSE;
  hours = pm && hours < 12 ? hours + 12 : am && hours == 12 ? 0 : hours;
  *minute = hours * 60 + minutes;
  return minutes < 60 && *minute <= 1440;
}

static void
on_leave_answer (AdwDialog *dialog, const char *response)
{
  if (g_str_equal (response, "discard"))
    adw_dialog_force_close (dialog);
}

static void
on_close_attempt (AdwDialog *dialog)
{
  AdwDialog *question =
      adw_alert_dialog_new (_ ("Discard the Changes?"), _ ("What is in the dialog is not saved yet."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (question), "keep", _ ("_Go On Editing"), "discard",
                                  _ ("_Discard"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (question), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (question), "keep");
  g_signal_connect_object (question, "response", G_CALLBACK (on_leave_answer), dialog, G_CONNECT_SWAPPED);
  adw_dialog_present (question, GTK_WIDGET (dialog));
}

/**
 * salve_dialog_ask_before_leaving:
 * @dialog: says with its property "can-close" whether there is anything to lose
 *
 * What was typed or drawn is not lost by a slip.
 */
void
salve_dialog_ask_before_leaving (AdwDialog *dialog)
{
  g_signal_connect (dialog, "close-attempt", G_CALLBACK (on_close_attempt), NULL);
}

/**
 * salve_dialog_hide_title_when_narrow:
 * @header: the dialog's, with a button in words
 *
 * On a small screen with large text there is room for the button or for the title; what the title says is on the page.
 */
void
salve_dialog_hide_title_when_narrow (AdwDialog *dialog, AdwHeaderBar *header)
{
  AdwBreakpoint *breakpoint = adw_breakpoint_new (adw_breakpoint_condition_parse ("max-width: 260sp"));

  gtk_widget_set_size_request (GTK_WIDGET (dialog), 320, 240);
  adw_breakpoint_add_setters (breakpoint, G_OBJECT (header), "show-title", FALSE, NULL);
  adw_dialog_add_breakpoint (dialog, breakpoint);
}

/**
 * salve_dialog_add_save_keys:
 * @action: of the dialog; Ctrl+Enter does it from anywhere
 */
void
salve_dialog_add_save_keys (GtkWidget *dialog, const char *action)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  const char *const keys[] = { "<Control>Return", "<Control>KP_Enter" };

  /* In the capture phase: an entry must not take Ctrl+Enter for itself. */
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (controller),
        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i]), gtk_named_action_new (action)));
  gtk_widget_add_controller (dialog, controller);
}
