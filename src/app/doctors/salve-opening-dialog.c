/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-opening-dialog.h"

#include <glib/gi18n.h>

#include "salve-appointment-words.h"
#include "salve-appointments.h"
#include "salve-close-plan.h"
#include "salve-range-rows.h"

/* More than a year of quarter hours is a mistake of typing. */
#define MOST_TIMES 4000

struct _SalveOpeningDialog
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  char *doctor_id;
  SalveRangeRows *range;
  GPtrArray *places; /* of SalveRoomRow, behind "Any" */
  GtkWidget *days[8];
  GArray *times; /* of SalveTimeSpan: what would be opened */
  guint n_known; /* left away, because they are open already */
  gboolean saving;

  AdwBanner *banner;
  AdwPreferencesGroup *range_group;
  AdwPreferencesGroup *days_group;
  AdwComboRow *grid_row;
  AdwComboRow *place_row;
  AdwEntryRow *comment_row;
};

enum
{
  PROP_0,
  PROP_SUMMARY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveOpeningDialog, salve_opening_dialog, ADW_TYPE_DIALOG)

static const guint grids[] = { 0, 5, 10, 15, 20, 30, 60 };

static void
warn (SalveOpeningDialog *self, const char *text)
{
  if (text != NULL)
    adw_banner_set_title (self->banner, text);
  adw_banner_set_revealed (self->banner, text != NULL);
}

static guint
chosen_weekdays (SalveOpeningDialog *self)
{
  guint weekdays = 0;

  for (guint weekday = 1; weekday <= 7; weekday++)
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->days[weekday])))
      weekdays |= 1u << weekday;
  return weekdays;
}

/* A doctor's time is opened once. */
static gboolean
is_opened (const SalveTimetable *timetable, SalveTimeSpan span)
{
  g_autoptr (GPtrArray) exceptions =
      timetable != NULL ? salve_timetable_list_exceptions (timetable, span) : NULL;

  for (guint i = 0; exceptions != NULL && i < exceptions->len; i++)
    {
      const SalveTimetableException *exception = g_ptr_array_index (exceptions, i);

      if (exception->kind == SALVE_EXCEPTION_OPENED && salve_time_span_overlaps (exception->span, span))
        return TRUE;
    }
  return FALSE;
}

static void
count_times (SalveOpeningDialog *self)
{
  GTimeZone *zone = salve_clinic_get_zone (self->clinic);
  guint grid = grids[adw_combo_row_get_selected (self->grid_row)];
  SalvePartialDate first, last;
  SalveTimeSpan whole;
  int start, end;
  g_autoptr (SalveTimetable) timetable = NULL;

  g_clear_pointer (&self->times, g_array_unref);
  self->n_known = 0;
  if (!salve_range_rows_get_days (self->range, &first, &last)
      || !salve_range_rows_get_times (self->range, &start, &end) || end <= start
      || salve_partial_date_compare (last, first) < 0 || salve_partial_date_days_between (first, last) > 800)
    return;
  self->times = salve_timetable_spread (first, last, chosen_weekdays (self), start, end, (int)grid, zone);
  if (self->times->len == 0)
    return;
  whole.start = g_array_index (self->times, SalveTimeSpan, 0).start;
  whole.end = g_array_index (self->times, SalveTimeSpan, self->times->len - 1).end;
  timetable = salve_store_load_timetable (salve_clinic_get_store (self->clinic), SALVE_ACTOR_DOCTOR,
                                          self->doctor_id, whole, NULL);
  for (guint i = self->times->len; i > 0; i--)
    if (is_opened (timetable, g_array_index (self->times, SalveTimeSpan, i - 1)))
      {
        g_array_remove_index (self->times, i - 1);
        self->n_known++;
      }
}

static void
on_changed (SalveOpeningDialog *self)
{
  if (self->range == NULL)
    return;
  count_times (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

static void
on_range_changed (SalveOpeningDialog *self)
{
  adw_dialog_set_can_close (ADW_DIALOG (self), FALSE);
  on_changed (self);
}

static char *
summary (SalveOpeningDialog *self)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;
  guint n = self->times != NULL ? self->times->len : 0;

  if (n == 0 && self->n_known > 0)
    return g_strdup (_ ("All of these times are open already."));
  if (n == 0)
    return g_strdup (_ ("No times yet."));
  first = salve_span_format (g_array_index (self->times, SalveTimeSpan, 0), self->clinic);
  if (n == 1)
    /* Translators: %s is a time */
    return g_strdup_printf (_ ("One time: %s."), first);
  last = salve_span_format (g_array_index (self->times, SalveTimeSpan, n - 1), self->clinic);
  /* Translators: a number, the first time and the last time */
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%1$u time, from %2$s to %3$s.", "%1$u times, from %2$s to %3$s.", n), n,
      first, last);
}

static DexFuture *
on_saved (DexFuture *future, gpointer data)
{
  SalveOpeningDialog *self = data;
  g_autoptr (GError) error = NULL;

  self->saving = FALSE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "opening.save", TRUE);
  if (dex_future_get_value (future, &error) != NULL)
    adw_dialog_force_close (ADW_DIALOG (self));
  else
    warn (self, error->message);
  return NULL;
}

static const char *
chosen_place (SalveOpeningDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->place_row);

  return selected > 0 && selected <= self->places->len
             ? ((SalveRoomRow *)g_ptr_array_index (self->places, selected - 1))->id
             : NULL;
}

/**
 * salve_opening_dialog_save:
 *
 * Opens the times in one change and closes; stays open and says why where they cannot be.
 */
void
salve_opening_dialog_save (SalveOpeningDialog *self)
{
  const char *comment = gtk_editable_get_text (GTK_EDITABLE (self->comment_row));
  g_autoptr (SalveChange) change = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SALVE_IS_OPENING_DIALOG (self));

  if (self->saving)
    return;
  count_times (self);
  if (!salve_range_rows_check (self->range) || self->times == NULL || self->times->len == 0
      || self->times->len > MOST_TIMES)
    {
      warn (self, self->times != NULL && self->times->len > MOST_TIMES
                      ? _ ("These are too many times at once. Choose fewer days or a wider grid.")
                      : _ ("There is no time to open yet"));
      return;
    }
  change = salve_clinic_begin (self->clinic, _ ("Times opened"));
  for (guint i = 0; i < self->times->len; i++)
    if (!salve_add_slot (self->clinic, change, "Practitioner", self->doctor_id, SALVE_EXCEPTION_OPENED,
                         g_array_index (self->times, SalveTimeSpan, i), comment, chosen_place (self), &error))
      {
        warn (self, error->message);
        return;
      }
  self->saving = TRUE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "opening.save", FALSE);
  dex_future_disown (dex_future_finally (salve_clinic_commit (self->clinic, change), on_saved,
                                         g_object_ref (self), g_object_unref));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  salve_opening_dialog_save (SALVE_OPENING_DIALOG (widget));
}

static void
fill_days (SalveOpeningDialog *self)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);
  GtkWidget *box = adw_wrap_box_new ();

  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (box), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (box), 6);
  for (guint i = 0; i < 7; i++)
    {
      guint weekday = (salve_locale_get_first_weekday (locale) - 1 + i) % 7 + 1;
      GtkWidget *day = gtk_toggle_button_new_with_label (salve_locale_weekday_name (locale, weekday, TRUE));

      gtk_accessible_update_property (GTK_ACCESSIBLE (day), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      salve_locale_weekday_name (locale, weekday, FALSE), -1);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (day), TRUE);
      g_signal_connect_object (day, "toggled", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
      adw_wrap_box_append (ADW_WRAP_BOX (box), day);
      self->days[weekday] = day;
    }
  adw_preferences_group_add (self->days_group, box);
}

static void
fill_places (SalveOpeningDialog *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  self->places = salve_store_list_rooms (salve_clinic_get_store (self->clinic), NULL);
  if (self->places == NULL)
    self->places = g_ptr_array_new ();
  gtk_string_list_append (names, C_ ("room", "Any"));
  for (guint i = 0; i < self->places->len; i++)
    gtk_string_list_append (names, ((SalveRoomRow *)g_ptr_array_index (self->places, i))->name);
  adw_combo_row_set_model (self->place_row, G_LIST_MODEL (names));
}

static void
salve_opening_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SUMMARY:
      g_value_take_string (value, summary (SALVE_OPENING_DIALOG (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_opening_dialog_dispose (GObject *object)
{
  SalveOpeningDialog *self = SALVE_OPENING_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_OPENING_DIALOG);
  g_clear_object (&self->range);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->times, g_array_unref);
  g_clear_pointer (&self->doctor_id, g_free);
  G_OBJECT_CLASS (salve_opening_dialog_parent_class)->dispose (object);
}

static void
salve_opening_dialog_class_init (SalveOpeningDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_opening_dialog_dispose;
  object_class->get_property = salve_opening_dialog_get_property;
  properties[PROP_SUMMARY] =
      g_param_spec_string ("summary", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-opening-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveOpeningDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveOpeningDialog, range_group);
  gtk_widget_class_bind_template_child (widget_class, SalveOpeningDialog, days_group);
  gtk_widget_class_bind_template_child (widget_class, SalveOpeningDialog, grid_row);
  gtk_widget_class_bind_template_child (widget_class, SalveOpeningDialog, place_row);
  gtk_widget_class_bind_template_child (widget_class, SalveOpeningDialog, comment_row);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_install_action (widget_class, "opening.save", NULL, save_action);
}

static void
salve_opening_dialog_init (SalveOpeningDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  salve_dialog_add_save_keys (GTK_WIDGET (self), "opening.save");
  salve_dialog_ask_before_leaving (ADW_DIALOG (self));
}

/**
 * salve_opening_dialog_new:
 * @doctor_id: whose times are opened
 */
AdwDialog *
salve_opening_dialog_new (SalveClinic *clinic, const char *doctor_id)
{
  SalveOpeningDialog *self = g_object_new (SALVE_TYPE_OPENING_DIALOG, NULL);

  self->clinic = g_object_ref (clinic);
  self->doctor_id = g_strdup (doctor_id);
  fill_days (self);
  fill_places (self);
  self->range = salve_range_rows_new (clinic, self->range_group, FALSE);
  adw_dialog_set_focus (ADW_DIALOG (self), salve_range_rows_get_first (self->range));
  g_signal_connect_object (self->range, "changed", G_CALLBACK (on_range_changed), self, G_CONNECT_SWAPPED);
  adw_combo_row_set_selected (self->grid_row, 3);
  on_changed (self);
  return ADW_DIALOG (self);
}

/**
 * salve_opening_dialog_set:
 * @grid: minutes of each time, one of those in the list; 0: the whole time in one
 */
void
salve_opening_dialog_set (SalveOpeningDialog *self,
                          SalvePartialDate first,
                          SalvePartialDate last,
                          int start_minute,
                          int end_minute,
                          guint grid)
{
  g_return_if_fail (SALVE_IS_OPENING_DIALOG (self));

  salve_range_rows_set_days (self->range, first, last);
  salve_range_rows_set_times (self->range, start_minute, end_minute);
  for (guint i = 0; i < G_N_ELEMENTS (grids); i++)
    if (grids[i] == grid)
      adw_combo_row_set_selected (self->grid_row, i);
}

guint
salve_opening_dialog_get_n_times (SalveOpeningDialog *self)
{
  g_return_val_if_fail (SALVE_IS_OPENING_DIALOG (self), 0);

  return self->times != NULL ? self->times->len : 0;
}
