/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the calendar's widgets say of an event to people who hear it rather than see it, the keys they have, and other
 * small things that all of them do. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "salve-calendar-draw.h"
#include "salve-text.h"
#include "salve-locale-digits.h"

/**
 * salve_status_word:
 *
 * Returns: the status as a word within a sentence, in the person's language
 */
const char *
salve_status_word (SalveAppointmentStatus status)
{
  switch (status)
    {
    case SALVE_APPOINTMENT_PROPOSED:
      return C_ ("appointment", "proposed");
    case SALVE_APPOINTMENT_PENDING:
      return C_ ("appointment", "to be confirmed");
    case SALVE_APPOINTMENT_ARRIVED:
      return C_ ("appointment", "arrived");
    case SALVE_APPOINTMENT_CHECKED_IN:
      return C_ ("appointment", "in the room");
    case SALVE_APPOINTMENT_FULFILLED:
      return C_ ("appointment", "done");
    case SALVE_APPOINTMENT_CANCELLED:
      return C_ ("appointment", "cancelled");
    case SALVE_APPOINTMENT_NO_SHOW:
      return C_ ("appointment", "did not come");
    case SALVE_APPOINTMENT_WAITLIST:
      return C_ ("appointment", "waiting for a time");
    case SALVE_APPOINTMENT_ENTERED_IN_ERROR:
      return C_ ("appointment", "struck out");
    case SALVE_APPOINTMENT_BOOKED:
    default:
      return C_ ("appointment", "booked");
    }
}

/**
 * salve_status_title:
 *
 * Returns: (transfer full): the same word where it stands alone: "Booked", "In the room"
 */
char *
salve_status_title (SalveAppointmentStatus status)
{
  const char *word = salve_status_word (status);
  g_autoptr (GString) title = g_string_new (NULL);

  g_string_append_unichar (title, g_unichar_totitle (g_utf8_get_char (word)));
  g_string_append (title, g_utf8_next_char (word));
  return g_string_free (g_steal_pointer (&title), FALSE);
}

/**
 * salve_format_span:
 *
 * Returns: (transfer full): "14:30 – 15:00"
 */
char *
salve_format_span (SalveTimeSpan span, GTimeZone *zone, SalveLocale *locale)
{
  g_autofree char *from = salve_instant_format_local (span.start, zone, locale, SALVE_INSTANT_STYLE_TIME);
  g_autofree char *to = salve_instant_format_local (span.end, zone, locale, SALVE_INSTANT_STYLE_TIME);

  /* Translators: from a time to a time, as short as can be: 14:30 – 15:00 */
  return g_strdup_printf (C_ ("times", "%1$s – %2$s"), from, to);
}

static char *
describe_time (const SalveCalendarEvent *event, GTimeZone *zone, SalveLocale *locale)
{
  g_autofree char *from =
      salve_instant_format_local (event->span.start, zone, locale, SALVE_INSTANT_STYLE_TIME);
  g_autofree char *to = salve_instant_format_local (event->span.end, zone, locale, SALVE_INSTANT_STYLE_TIME);

  if (event->all_day)
    return g_strdup (C_ ("times", "all day"));
  /* Translators: read aloud, from a time to a time: 14:30 to 15:00 */
  return g_strdup_printf (C_ ("times", "%1$s to %2$s"), from, to);
}

/**
 * salve_calendar_event_describe:
 *
 * Returns: (transfer full): "Anna Keller, 14:30 to 15:00, Check-up, Room 2, booked"
 */
char *
salve_calendar_event_describe (const SalveCalendarEvent *event, GTimeZone *zone, SalveLocale *locale)
{
  g_autofree char *time = describe_time (event, zone, locale);
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;

  g_strv_builder_add_many (parts, event->title, time, NULL);
  if (event->person)
    g_strv_builder_add (parts, event->person);
  if (event->kind || (!event->person && event->subtitle))
    g_strv_builder_add (parts, event->kind ? event->kind : event->subtitle);
  if (event->place)
    g_strv_builder_add (parts, event->place);
  g_strv_builder_add (parts, salve_status_word (event->status));
  if (event->provisional)
    g_strv_builder_add (parts, C_ ("appointment", "not yet accepted by the server"));
  if (event->overbooked)
    g_strv_builder_add (parts, C_ ("appointment", "overbooked"));
  words = g_strv_builder_end (parts);
  /* Translators: what stands between the parts of a sentence that is read aloud */
  return g_strjoinv (C_ ("list", ", "), words);
}

static gboolean
nothing (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/**
 * salve_calendar_free_later:
 * @data: (transfer full): what nobody needs any more; on the main thread
 * @destroy: frees @data
 *
 * Frees it when nothing else is to be done: hundreds of texts take as long to free as others to be shaped, and somebody
 * waits for those.
 */
void
salve_calendar_free_later (gpointer data, GDestroyNotify destroy)
{
  g_idle_add_full (G_PRIORITY_LOW, nothing, data, destroy);
}

/**
 * salve_calendar_number:
 *
 * Returns: (transfer full): the number in the locale's digits
 */
char *
salve_calendar_number (int number, SalveLocale *locale)
{
  g_autofree char *text = g_strdup_printf ("%d", number);

  return salve_text_localise_digits (text, salve_locale_get_digit_zero (locale));
}

/**
 * salve_calendar_day_describe:
 * @n: how many appointments there are
 *
 * Returns: (transfer full): "Friday, 20 November 2026, 3 appointments"
 */
char *
salve_calendar_day_describe (SalvePartialDate day, guint n, SalveLocale *locale)
{
  g_autofree char *date = salve_partial_date_format_long (day, locale);
  g_autofree char *count = salve_locale_write_digits (
      locale, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u appointment", "%u appointments", n), n));
  const char *words[] = { salve_locale_weekday_name (locale, salve_partial_date_weekday (day), FALSE), date,
                          count, NULL };

  return g_strjoinv (C_ ("list", ", "), (char **)words);
}

/* GTK's context for tests (GTK_A11Y=test) is the one that cannot announce, and GTK 4.18 calls it without looking. */
static gboolean
can_announce (GtkWidget *widget)
{
  g_autoptr (GtkATContext) context = gtk_accessible_get_at_context (GTK_ACCESSIBLE (widget));

  return context != NULL && gtk_widget_get_root (widget) != NULL
         && g_strcmp0 (G_OBJECT_TYPE_NAME (context), "GtkTestATContext") != 0;
}

/** salve_calendar_announce: says something to a screen reader */
void
salve_calendar_announce (GtkWidget *widget, const char *words)
{
  if (can_announce (widget))
    gtk_accessible_announce (GTK_ACCESSIBLE (widget), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/**
 * salve_calendar_add_keys:
 * @keys: triggers parted by "|"
 * @arguments: (nullable) (transfer floating): what @func is given
 */
void
salve_calendar_add_keys (GtkWidgetClass *widget_class,
                         const char *keys,
                         GtkShortcutFunc func,
                         GVariant *arguments)
{
  GtkShortcut *shortcut =
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys), gtk_callback_action_new (func, NULL, NULL));

  gtk_shortcut_set_arguments (shortcut, arguments);
  gtk_widget_class_add_shortcut (widget_class, shortcut);
  g_object_unref (shortcut);
}
