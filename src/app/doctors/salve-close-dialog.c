/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-close-dialog.h"

#include <glib/gi18n.h>

#include "salve-appointment-words.h"
#include "salve-call-list.h"
#include "salve-doctor.h"
#include "salve-hours-map.h"
#include "salve-range-rows.h"
#include "salve-locale-digits.h"

struct _SalveCloseDialog
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  char *doctor_id; /* NULL: the clinic */
  SalveClosePlan *plan;
  SalveRangeRows *range;
  GPtrArray *rows; /* of AdwComboRow, one an appointment */
  gboolean setting;
  gboolean saving;
  gboolean changes_one; /* an absence or a holiday that is there */
  guint searching;      /* how many searches for times are under way */

  AdwBanner *banner;
  GtkButton *save_button;
  AdwPreferencesGroup *range_group;
  AdwEntryRow *reason_row;
  AdwPreferencesGroup *booked_group;
  AdwComboRow *all_row;
};

enum
{
  PROP_0,
  PROP_EXPLANATION,
  PROP_BOOKED_TEXT,
  PROP_HAS_BOOKED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveCloseDialog, salve_close_dialog, ADW_TYPE_DIALOG)

static void
warn (SalveCloseDialog *self, const char *text)
{
  if (text != NULL)
    adw_banner_set_title (self->banner, text);
  adw_banner_set_revealed (self->banner, text != NULL);
}

/* "Mon 12/03, 14:30–15:00 · Check-up · 0171 2345678 → Tue 13/03, 09:00–09:30" */
static char *
describe_item (SalveCloseDialog *self, const SalveCloseItem *item)
{
  g_autofree char *when = salve_span_format (item->row->span, self->clinic);
  g_autoptr (GString) words = g_string_new (when);

  if (item->row->visit_type_name != NULL)
    g_string_append_printf (words, " · %s", item->row->visit_type_name);
  if (item->phone != NULL && *item->phone != '\0')
    g_string_append_printf (words, " · %s", item->phone);
  if (item->way == SALVE_CLOSE_REBOOK || item->way == SALVE_CLOSE_REBOOK_OTHERS)
    {
      g_autofree char *new_time = item->found ? salve_span_format (item->new_span, self->clinic) : NULL;
      g_autofree char *doctor = NULL;

      if (item->found && g_strcmp0 (item->new_doctor_id, item->row->doctor_id) != 0)
        {
          g_autoptr (SalveDoctor) other =
              salve_doctor_read (salve_clinic_get_store (self->clinic), item->new_doctor_id, NULL);

          doctor =
              other != NULL ? salve_doctor_format_name (other, salve_clinic_get_locale (self->clinic)) : NULL;
        }
      /* Translators: %s is a new time, or a sentence */
      g_string_append_printf (words, _ ("\nNew: %s"), new_time != NULL ? new_time : _ ("nothing is free"));
      if (doctor != NULL)
        g_string_append_printf (words, ", %s", doctor);
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
show_items (SalveCloseDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      AdwComboRow *row = g_ptr_array_index (self->rows, i);
      const SalveCloseItem *item = salve_close_plan_get_item (self->plan, i);
      g_autofree char *words = describe_item (self, item);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
      self->setting = TRUE;
      adw_combo_row_set_selected (row, item->way);
      self->setting = FALSE;
    }
}

static DexFuture *
on_found (DexFuture *future, gpointer data)
{
  SalveCloseDialog *self = data;
  g_autoptr (GError) error = NULL;

  self->searching--;
  if (self->plan == NULL || self->searching > 0)
    return NULL;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "close.save", !self->saving);
  warn (self, dex_future_get_value (future, &error) != NULL ? NULL : error->message);
  show_items (self);
  return NULL;
}

/* What is shown stays until the times are there; nothing is saved without them. */
static void
find_times (SalveCloseDialog *self)
{
  self->searching++;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "close.save", FALSE);
  dex_future_disown (
      dex_future_finally (salve_close_plan_find (self->plan), on_found, g_object_ref (self), g_object_unref));
}

static void
on_way_chosen (SalveCloseDialog *self, GParamSpec *pspec, AdwComboRow *row)
{
  guint index;

  if (self->setting || !g_ptr_array_find (self->rows, row, &index))
    return;
  salve_close_plan_set_way (self->plan, index, adw_combo_row_get_selected (row));
  find_times (self);
}

static void
choose_all (SalveCloseDialog *self, SalveCloseWay way)
{
  for (guint i = 0; i < salve_close_plan_get_n_items (self->plan); i++)
    salve_close_plan_set_way (self->plan, i, way);
  find_times (self);
}

static void
on_all_chosen (SalveCloseDialog *self)
{
  guint chosen = adw_combo_row_get_selected (self->all_row);

  if (chosen > 0 && chosen != GTK_INVALID_LIST_POSITION)
    choose_all (self, chosen - 1);
}

static GtkWidget *
make_row (SalveCloseDialog *self, const SalveCloseItem *item)
{
  const char *const ways[] = { _ ("Leave Booked"), _ ("Book Again, Same Doctor"),
                               _ ("Book Again, Another Doctor"), C_ ("appointment", "Cancel"), NULL };
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (ways);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), item->row->patient_name != NULL
                                                                ? item->row->patient_name
                                                                : _ ("Without a name"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_way_chosen), self, G_CONNECT_SWAPPED);
  return row;
}

static void
show_booked (SalveCloseDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->booked_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  self->setting = TRUE;
  for (guint i = 0; i < salve_close_plan_get_n_items (self->plan); i++)
    {
      GtkWidget *row = make_row (self, salve_close_plan_get_item (self->plan, i));

      adw_preferences_group_add (self->booked_group, row);
      g_ptr_array_add (self->rows, row);
    }
  self->setting = FALSE;
  find_times (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BOOKED_TEXT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_BOOKED]);
}

static void
on_range_changed (SalveCloseDialog *self)
{
  SalveTimeSpan span;
  g_autoptr (GError) error = NULL;

  adw_dialog_set_can_close (ADW_DIALOG (self), FALSE);
  if (!salve_range_rows_get_span (self->range, &span))
    return;
  if (!salve_close_plan_set_span (self->plan, span, &error))
    {
      warn (self, error->message);
      return;
    }
  show_booked (self);
}

static void
on_reason_changed (SalveCloseDialog *self)
{
  adw_dialog_set_can_close (ADW_DIALOG (self), FALSE);
}

static DexFuture *
on_saved (DexFuture *future, gpointer data)
{
  SalveCloseDialog *self = data;
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) calls = NULL;

  self->saving = FALSE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "close.save", TRUE);
  if (dex_future_get_value (future, &error) == NULL)
    {
      warn (self, error->message);
      return NULL;
    }
  calls = salve_close_plan_list_calls (self->plan);
  adw_dialog_force_close (ADW_DIALOG (self));
  if (calls->len > 0 && window != NULL)
    adw_dialog_present (salve_call_list_dialog_new (self->clinic, calls), window);
  return NULL;
}

static const char *
change_label (SalveCloseDialog *self)
{
  if (self->changes_one)
    return self->doctor_id != NULL ? _ ("Absence changed") : _ ("Holiday changed");
  return self->doctor_id != NULL ? _ ("Range closed") : _ ("Holiday added");
}

/**
 * salve_close_dialog_save:
 *
 * Closes the range and does with its appointments what was chosen; stays open and says why where that cannot be.
 */
void
salve_close_dialog_save (SalveCloseDialog *self)
{
  const char *reason = gtk_editable_get_text (GTK_EDITABLE (self->reason_row));
  g_autoptr (SalveChange) change = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SALVE_IS_CLOSE_DIALOG (self));

  if (self->saving || self->searching > 0)
    return;
  if (!salve_range_rows_check (self->range))
    {
      warn (self, _ ("Something needs a look before this can be saved"));
      return;
    }
  change = salve_close_plan_make_change (self->plan, change_label (self), reason, &error);
  if (change == NULL)
    {
      warn (self, error != NULL ? error->message : _ ("This cannot be saved"));
      return;
    }
  warn (self, NULL);
  self->saving = TRUE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "close.save", FALSE);
  dex_future_disown (dex_future_finally (salve_clinic_commit (self->clinic, change), on_saved,
                                         g_object_ref (self), g_object_unref));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  salve_close_dialog_save (SALVE_CLOSE_DIALOG (widget));
}

static char *
booked_text (SalveCloseDialog *self)
{
  guint n = self->plan != NULL ? salve_close_plan_get_n_items (self->plan) : 0;

  if (n == 0)
    return g_strdup (_ ("Nobody is booked in it."));
  return salve_locale_write_digits (
      salve_clinic_get_locale (self->clinic),
      g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE,
                       "%u appointment. What becomes of it is one change, which can be undone.",
                       "%u appointments. What becomes of them is one change, which can be undone.", n),
          n));
}

static void
salve_close_dialog_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveCloseDialog *self = SALVE_CLOSE_DIALOG (object);

  switch (id)
    {
    case PROP_EXPLANATION:
      g_value_set_string (value, self->doctor_id != NULL
                                     ? _ ("Nobody can be booked with this doctor in the range")
                                     : _ ("Nobody can be booked in the clinic in the range"));
      break;
    case PROP_BOOKED_TEXT:
      g_value_take_string (value, booked_text (self));
      break;
    case PROP_HAS_BOOKED:
      g_value_set_boolean (value, self->plan != NULL && salve_close_plan_get_n_items (self->plan) > 0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_close_dialog_dispose (GObject *object)
{
  SalveCloseDialog *self = SALVE_CLOSE_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_CLOSE_DIALOG);
  g_clear_object (&self->range);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->plan, salve_close_plan_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->doctor_id, g_free);
  G_OBJECT_CLASS (salve_close_dialog_parent_class)->dispose (object);
}

static void
salve_close_dialog_class_init (SalveCloseDialogClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_close_dialog_dispose;
  object_class->get_property = salve_close_dialog_get_property;
  properties[PROP_EXPLANATION] = g_param_spec_string ("explanation", NULL, NULL, NULL, readable);
  properties[PROP_BOOKED_TEXT] = g_param_spec_string ("booked-text", NULL, NULL, NULL, readable);
  properties[PROP_HAS_BOOKED] = g_param_spec_boolean ("has-booked", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-close-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveCloseDialog, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveCloseDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, SalveCloseDialog, range_group);
  gtk_widget_class_bind_template_child (widget_class, SalveCloseDialog, reason_row);
  gtk_widget_class_bind_template_child (widget_class, SalveCloseDialog, booked_group);
  gtk_widget_class_bind_template_child (widget_class, SalveCloseDialog, all_row);
  gtk_widget_class_bind_template_callback (widget_class, on_all_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_reason_changed);
  gtk_widget_class_install_action (widget_class, "close.save", NULL, save_action);
}

static void
salve_close_dialog_init (SalveCloseDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  salve_dialog_add_save_keys (GTK_WIDGET (self), "close.save");
  salve_dialog_ask_before_leaving (ADW_DIALOG (self));
}

/**
 * salve_close_dialog_new:
 * @doctor_id: (nullable): whose time is closed; %NULL: the whole clinic's, as a holiday
 */
AdwDialog *
salve_close_dialog_new (SalveClinic *clinic, const char *doctor_id)
{
  SalveCloseDialog *self = g_object_new (SALVE_TYPE_CLOSE_DIALOG, NULL);

  self->clinic = g_object_ref (clinic);
  self->doctor_id = g_strdup (doctor_id);
  self->plan = salve_close_plan_new (clinic, doctor_id);
  self->range = salve_range_rows_new (clinic, self->range_group, TRUE);
  adw_dialog_set_focus (ADW_DIALOG (self), salve_range_rows_get_first (self->range));
  if (doctor_id == NULL)
    adw_dialog_set_title (ADW_DIALOG (self), _ ("Add a Holiday"));
  g_signal_connect_object (self->range, "changed", G_CALLBACK (on_range_changed), self, G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPLANATION]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BOOKED_TEXT]);
  return ADW_DIALOG (self);
}

/* What is there, as it is typed. */
static void
fill (SalveCloseDialog *self, const SalveSlotDetails *slot)
{
  GTimeZone *zone = salve_clinic_get_zone (self->clinic);
  SalvePartialDate first = salve_instant_to_date (slot->span.start, zone);
  SalvePartialDate last = salve_instant_to_date (slot->span.end - 1, zone);

  salve_range_rows_set_days (self->range, first, last);
  if (salve_wall_clock_day (first, zone).start != slot->span.start
      || salve_wall_clock_day (last, zone).end != slot->span.end)
    salve_range_rows_set_times (
        self->range, (int)salve_instant_to_minute_of_day (slot->span.start, zone),
        (int)salve_instant_to_minute_of_day (slot->span.end - SALVE_INSTANT_MINUTE, zone) + 1);
  gtk_editable_set_text (GTK_EDITABLE (self->reason_row), slot->reason != NULL ? slot->reason : "");
}

/**
 * salve_close_dialog_new_for:
 * @slot_id: an absence, or a holiday of the clinic
 *
 * Returns: (transfer floating) (nullable): for changing it, or an error where it is gone
 */
AdwDialog *
salve_close_dialog_new_for (SalveClinic *clinic, const char *slot_id, GError **error)
{
  SalveStore *store = salve_clinic_get_store (clinic);
  g_autofree char *place = salve_store_find_clinic_place (store, NULL);
  g_autoptr (SalveResource) resource = salve_store_read (store, "Slot", slot_id, NULL, error);
  g_autoptr (SalveSlotDetails) slot = resource != NULL ? salve_slot_details_read (resource) : NULL;
  gboolean holiday = slot != NULL && g_strcmp0 (slot->schedule_id, place) == 0;
  SalveCloseDialog *self;

  if (slot == NULL)
    return NULL;
  self = SALVE_CLOSE_DIALOG (salve_close_dialog_new (clinic, holiday ? NULL : slot->schedule_id));
  if (!salve_close_plan_set_slot (self->plan, slot_id, error))
    {
      g_object_unref (g_object_ref_sink (self));
      return NULL;
    }
  self->changes_one = TRUE;
  adw_dialog_set_title (ADW_DIALOG (self), holiday ? _ ("Change the Holiday") : _ ("Change the Absence"));
  gtk_button_set_label (self->save_button, _ ("_Save"));
  fill (self, slot);
  adw_dialog_set_can_close (ADW_DIALOG (self), TRUE);
  return ADW_DIALOG (self);
}

void
salve_close_dialog_set_days (SalveCloseDialog *self, SalvePartialDate first, SalvePartialDate last)
{
  g_return_if_fail (SALVE_IS_CLOSE_DIALOG (self));

  salve_range_rows_set_days (self->range, first, last);
}

SalveClosePlan *
salve_close_dialog_get_plan (SalveCloseDialog *self)
{
  g_return_val_if_fail (SALVE_IS_CLOSE_DIALOG (self), NULL);

  return self->plan;
}

/* As if it were chosen for all appointments in the range. */
void
salve_close_dialog_choose_all (SalveCloseDialog *self, SalveCloseWay way)
{
  g_return_if_fail (SALVE_IS_CLOSE_DIALOG (self));

  adw_combo_row_set_selected (self->all_row, way + 1);
}
