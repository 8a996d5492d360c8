/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The appointment itself says who did what to it, and comes from other desks with it. What was done here before
 * appointments said so, and what touched them by the way, is in this desk's own log of changes. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-visit-history.h"

#include "salve-calendar-draw.h"
#include "salve-visit-changes.h"

#include <glib/gi18n.h>

#define MOST_CHANGES 20
#define HEIGHT 130 /* pixels; more of them are scrolled */
/* An entry of the log and one of the appointment that are no further apart are of the same change. */
#define SAME (10 * SALVE_INSTANT_SECOND)

typedef struct
{
  SalveInstant at;
  char *what;
  char *who;   /* NULL: nobody knows */
  char *where; /* likewise */
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->what);
  g_free (entry->who);
  g_free (entry->where);
  g_free (entry);
}

/* Behind those that are newer, and those of the same time that are there already. */
static void
add_entry (GPtrArray *entries, SalveInstant at, char *what, const char *who, const char *where)
{
  Entry entry = { at, what, g_strdup (who), g_strdup (where) };
  guint place = 0;

  while (place < entries->len && ((const Entry *)g_ptr_array_index (entries, place))->at >= at)
    place++;
  g_ptr_array_insert (entries, (int)place, g_memdup2 (&entry, sizeof entry));
}

static char *
deed_title (const SalveVisitChange *change)
{
  switch (change->deed)
    {
    case SALVE_VISIT_MOVED:
      return g_strdup (C_ ("appointment", "Moved"));
    case SALVE_VISIT_CHANGED:
      return g_strdup (_ ("Changed"));
    case SALVE_VISIT_BOOKED:
    case SALVE_VISIT_STEP:
    default:
      return salve_status_title (change->status);
    }
}

static void
add_changes (GPtrArray *entries, SalveResource *appointment)
{
  g_autoptr (GPtrArray) changes = salve_visit_changes_read (appointment);

  for (guint i = 0; i < changes->len; i++)
    {
      const SalveVisitChange *change = g_ptr_array_index (changes, i);

      add_entry (entries, change->at, deed_title (change), change->who, change->where);
    }
}

static gboolean
is_there (GPtrArray *entries, SalveInstant time)
{
  for (guint i = 0; i < entries->len; i++)
    {
      SalveInstant at = ((const Entry *)g_ptr_array_index (entries, i))->at;

      if (at > time - SAME && at < time + SAME)
        return TRUE;
    }
  return FALSE;
}

/* What was undone is in the clinic's changes, with its undoing. */
static void
add_log (GPtrArray *entries, SalveClinic *clinic, const char *id)
{
  g_autoptr (GPtrArray) log =
      salve_store_list_changes (salve_clinic_get_store (clinic), "Appointment", id, MOST_CHANGES, NULL);

  for (guint i = 0; log && i < log->len; i++)
    {
      SalveChangeRecord *record = g_ptr_array_index (log, i);

      if (!salve_change_record_get_undoes (record) && !salve_change_record_get_undone_by (record)
          && !is_there (entries, salve_change_record_get_time (record)))
        add_entry (entries, salve_change_record_get_time (record),
                   g_strdup (salve_change_record_get_label (record)), salve_change_record_get_actor (record),
                   salve_change_record_get_device (record));
    }
}

/* "20/11/2026, 14:30 · Anna Keller · desk-2" */
static char *
entry_words (const Entry *entry, SalveClinic *clinic)
{
  g_autofree char *when =
      salve_instant_format_local (entry->at, salve_clinic_get_zone (clinic), salve_clinic_get_locale (clinic),
                                  SALVE_INSTANT_STYLE_DATE_TIME);
  g_autoptr (GString) words = g_string_new (when);

  if (entry->who && *entry->who)
    g_string_append_printf (words, " · %s", entry->who);
  if (entry->where && *entry->where)
    g_string_append_printf (words, " · %s", entry->where);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
add_rows (GtkWidget *list, const Entry *entry, SalveClinic *clinic, int width_chars)
{
  g_autofree char *words = entry_words (entry, clinic);
  GtkWidget *what = gtk_label_new (entry->what), *detail = gtk_label_new (words);
  GtkWidget *labels[] = { what, detail };

  gtk_widget_add_css_class (what, "caption");
  gtk_widget_add_css_class (detail, "caption");
  gtk_widget_add_css_class (detail, "dimmed");
  gtk_widget_add_css_class (detail, "numeric");
  gtk_widget_set_margin_top (what, 6);
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      gtk_label_set_xalign (GTK_LABEL (labels[i]), 0);
      gtk_label_set_wrap (GTK_LABEL (labels[i]), TRUE);
      gtk_label_set_max_width_chars (GTK_LABEL (labels[i]), width_chars);
      gtk_box_append (GTK_BOX (list), labels[i]);
    }
}

static GtkWidget *
scroll (GtkWidget *list)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_widget_set_focusable (scroller, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Changes"),
                                  -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  return scroller;
}

/**
 * salve_visit_history_new:
 * @id: of the Appointment
 * @width_chars: how many characters a line has at most
 *
 * Returns: (transfer floating) (nullable): each thing that was done to it and still stands, the newest first: what, when,
 *   by whom and at which computer; %NULL where nothing is known
 */
GtkWidget *
salve_visit_history_new (SalveClinic *clinic, const char *id, int width_chars)
{
  g_autoptr (SalveResource) appointment =
      salve_store_read (salve_clinic_get_store (clinic), "Appointment", id, NULL, NULL);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  GtkWidget *list;

  if (appointment)
    add_changes (entries, appointment);
  add_log (entries, clinic, id);
  if (entries->len == 0)
    return NULL;
  list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  for (guint i = 0; i < MIN (entries->len, MOST_CHANGES); i++)
    add_rows (list, g_ptr_array_index (entries, i), clinic, width_chars);
  return scroll (list);
}
