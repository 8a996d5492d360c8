/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-clinic-setup.h"

#include <glib/gi18n.h>

#include "salve-appointment-words.h"
#include "salve-appointments.h"
#include "salve-close-dialog.h"
#include "salve-colours.h"
#include "salve-doctor-times.h"
#include "salve-things-group.h"
#include "salve-visit-type-page.h"

#define DAY (24 * 60 * SALVE_INSTANT_MINUTE)
#define HOLIDAY_DAYS 800

struct _SalveClinicSetup
{
  AdwPreferencesDialog parent_instance;

  SalveClinic *clinic;
  AdwPreferencesPage *pages[4];
  AdwPreferencesGroup *groups[4];
  AdwPreferencesGroup *beds; /* below the rooms */
  guint refill_source;
  guint focus_source;
};

enum
{
  VISIT_TYPES,
  ROOMS,
  DEVICES,
  HOLIDAYS,
  N_PAGES
};

G_DEFINE_FINAL_TYPE (SalveClinicSetup, salve_clinic_setup, ADW_TYPE_PREFERENCES_DIALOG)

static const struct
{
  const char *name;
  const char *title;
  const char *icon;
  const char *add;
} pages[N_PAGES] = {
  { "visit-types", N_ ("Visit Types"), "view-list-bullet-symbolic", N_ ("Add a Visit Type") },
  { "rooms", N_ ("Rooms"), "mark-location-symbolic", NULL },
  { "devices", N_ ("Devices"), "network-wired-symbolic", NULL },
  { "holidays", N_ ("Holidays"), "x-office-calendar-symbolic", N_ ("Add a Holiday") },
};

static void
say_error (gpointer self, const GError *error)
{
  AdwToast *toast = adw_toast_new (error->message);

  adw_toast_set_use_markup (toast, FALSE);
  adw_preferences_dialog_add_toast (self, toast);
}

static DexFuture *
on_done (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) == NULL)
    say_error (data, error);
  return NULL;
}

static void
commit (SalveClinicSetup *self, SalveChange *change)
{
  dex_future_disown (dex_future_finally (salve_clinic_commit (self->clinic, change), on_done,
                                         g_object_ref (self), g_object_unref));
}

static GtkWidget *
new_button (const char *icon, const char *name, const char *action, const char *target)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  return button;
}

static void
make_openable (GtkWidget *row, const char *action, const char *target)
{
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", target);
}

static void
add_visit_type (SalveClinicSetup *self, const SalveVisitType *type)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *length = salve_minutes_format_length (type->minutes);
  g_autofree char *ways = salve_visit_modes_format (type->modes);
  g_autoptr (GString) words = g_string_new (length);

  if (type->buffer_before > 0)
    /* Translators: minutes that are kept free before a visit */
    g_string_append_printf (words, _ (", %d min before"), type->buffer_before);
  if (type->buffer_after > 0)
    /* Translators: minutes that are kept free after a visit */
    g_string_append_printf (words, _ (", %d min after"), type->buffer_after);
  if (*ways != '\0')
    g_string_append_printf (words, " · %s", ways);
  if (!type->active)
    g_string_append_printf (words, " · %s", _ ("No longer offered"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), type->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words->str);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), salve_colour_dot_new (type->colour));
  make_openable (row, "setup.edit-visit-type", type->id);
  adw_preferences_group_add (self->groups[VISIT_TYPES], row);
}

static void
fill_visit_types (SalveClinicSetup *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) types = salve_store_list_visit_types (salve_clinic_get_store (self->clinic), &error);
  const char *description =
      _ ("What people come for. Without any, appointments have no type and 15 minutes.");

  if (types == NULL)
    description = error->message;
  adw_preferences_group_set_description (self->groups[VISIT_TYPES],
                                         types == NULL || types->len == 0 ? description : NULL);
  for (guint i = 0; types != NULL && i < types->len; i++)
    add_visit_type (self, g_ptr_array_index (types, i));
}

static void
commit_things (gpointer self, SalveChange *change)
{
  commit (self, change);
}

static void
add_holiday (SalveClinicSetup *self, const SalveTimetableException *holiday)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *when = salve_span_format (holiday->span, self->clinic);
  g_autofree char *remove = g_strdup_printf (_ ("Remove: %s"), when);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 holiday->reason != NULL ? holiday->reason : _ ("Closed"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), when);
  if (holiday->id != NULL)
    {
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_button ("user-trash-symbolic", remove,
                                                                   "setup.remove-holiday", holiday->id));
      make_openable (row, "setup.edit-holiday", holiday->id);
    }
  adw_preferences_group_add (self->groups[HOLIDAYS], row);
}

static void
fill_holidays (SalveClinicSetup *self)
{
  SalveStore *store = salve_clinic_get_store (self->clinic);
  SalveTimeSpan today =
      salve_wall_clock_day (salve_clinic_today (self->clinic), salve_clinic_get_zone (self->clinic));
  SalveTimeSpan range = { today.start, today.start + HOLIDAY_DAYS * DAY };
  g_autofree char *place = salve_store_find_clinic_place (store, NULL);
  g_autoptr (SalveTimetable) timetable =
      place != NULL ? salve_store_load_timetable (store, SALVE_ACTOR_ROOM, place, range, NULL) : NULL;
  g_autoptr (GPtrArray) holidays =
      timetable != NULL ? salve_timetable_list_exceptions (timetable, range) : NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; holidays != NULL && i < holidays->len; i++)
    {
      const SalveTimetableException *holiday = g_ptr_array_index (holidays, i);

      if (holiday->kind == SALVE_EXCEPTION_HOLIDAY
          && (holiday->id == NULL || g_hash_table_add (seen, holiday->id)))
        add_holiday (self, holiday);
    }
  adw_preferences_group_set_description (
      self->groups[HOLIDAYS],
      holidays == NULL || holidays->len == 0
          ? _ ("No holiday is planned. On a holiday nobody in the clinic can be booked.")
          : NULL);
}

static void
refill (SalveClinicSetup *self)
{
  for (guint i = 0; i < N_PAGES; i++)
    {
      if (self->groups[i] != NULL)
        adw_preferences_page_remove (self->pages[i], self->groups[i]);
      self->groups[i] = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
      adw_preferences_group_set_title (self->groups[i], _ (pages[i].title));
      if (pages[i].add != NULL)
        adw_preferences_group_set_header_suffix (
            self->groups[i], new_button ("list-add-symbolic", _ (pages[i].add), "setup.add", pages[i].name));
      adw_preferences_page_add (self->pages[i], self->groups[i]);
    }
  if (self->beds != NULL)
    adw_preferences_page_remove (self->pages[ROOMS], self->beds);
  self->beds = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->beds, _ ("Beds"));
  adw_preferences_page_add (self->pages[ROOMS], self->beds);
  fill_visit_types (self);
  salve_things_group_fill (self->groups[ROOMS], SALVE_THINGS_ROOMS, self->clinic, commit_things, self);
  salve_things_group_fill (self->beds, SALVE_THINGS_BEDS, self->clinic, commit_things, self);
  salve_things_group_fill (self->groups[DEVICES], SALVE_THINGS_DEVICES, self->clinic, commit_things, self);
  fill_holidays (self);
}

/* The row that had the keyboard may be gone, or the page that was over this one: without it Escape would do nothing. */
static void
keep_keyboard (gpointer data)
{
  SalveClinicSetup *self = data;
  AdwPreferencesPage *page = adw_preferences_dialog_get_visible_page (ADW_PREFERENCES_DIALOG (self));
  GtkWidget *focus = adw_dialog_get_focus (ADW_DIALOG (self));

  self->focus_source = 0;
  if (page != NULL && gtk_widget_get_mapped (GTK_WIDGET (page))
      && (focus == NULL || !gtk_widget_get_mapped (focus)))
    gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD);
}

/* The focus also moves when the dialog goes, and then nobody waits for it. */
static void
on_focus_moved (SalveClinicSetup *self)
{
  if (self->clinic != NULL && self->focus_source == 0)
    self->focus_source = g_idle_add_once (keep_keyboard, self);
}

static void
on_refill_due (gpointer data)
{
  SalveClinicSetup *self = data;

  self->refill_source = 0;
  refill (self);
  on_focus_moved (self);
}

static void
on_changed (SalveClinicSetup *self, const char *type)
{
  static const char *const types[] = { "HealthcareService", "Location", "Device", "Slot", NULL };

  if (g_strv_contains (types, type) && self->refill_source == 0)
    self->refill_source = g_timeout_add_once (30, on_refill_due, self);
}

static void
remove_holiday (SalveClinicSetup *self, const char *id)
{
  g_autoptr (SalveChange) change = salve_clinic_begin (self->clinic, _ ("Holiday removed"));

  salve_change_delete (change, "Slot", id, SALVE_VERSION_ANY);
  commit (self, change);
}

static void
edit_holiday (SalveClinicSetup *self, const char *id)
{
  g_autoptr (GError) error = NULL;
  AdwDialog *dialog = salve_close_dialog_new_for (self->clinic, id, &error);

  if (dialog != NULL)
    adw_dialog_present (dialog, GTK_WIDGET (self));
  else
    say_error (self, error);
}

static void
setup_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveClinicSetup *self = SALVE_CLINIC_SETUP (widget);
  const char *target = g_variant_get_string (parameter, NULL);

  if (g_str_equal (name, "setup.remove-holiday"))
    remove_holiday (self, target);
  else if (g_str_equal (name, "setup.edit-holiday"))
    edit_holiday (self, target);
  else if (g_str_equal (name, "setup.edit-visit-type"))
    adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self),
                                         salve_visit_type_page_new (self->clinic, target));
  else
    salve_clinic_setup_add (ADW_DIALOG (self), target);
}

static void
salve_clinic_setup_dispose (GObject *object)
{
  SalveClinicSetup *self = SALVE_CLINIC_SETUP (object);

  g_clear_handle_id (&self->refill_source, g_source_remove);
  g_clear_handle_id (&self->focus_source, g_source_remove);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (salve_clinic_setup_parent_class)->dispose (object);
}

static void
salve_clinic_setup_class_init (SalveClinicSetupClass *klass)
{
  static const char *const actions[] = { "setup.remove-holiday", "setup.edit-holiday",
                                         "setup.edit-visit-type", "setup.add" };

  G_OBJECT_CLASS (klass)->dispose = salve_clinic_setup_dispose;
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), actions[i], "s", setup_action);
}

static void
salve_clinic_setup_init (SalveClinicSetup *self)
{
  for (guint i = 0; i < N_PAGES; i++)
    {
      GtkWidget *page = adw_preferences_page_new ();

      self->pages[i] = ADW_PREFERENCES_PAGE (page);
      adw_preferences_page_set_name (self->pages[i], pages[i].name);
      adw_preferences_page_set_title (self->pages[i], _ (pages[i].title));
      adw_preferences_page_set_icon_name (self->pages[i], pages[i].icon);
      adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (self), self->pages[i]);
    }
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus_moved), NULL);
  adw_dialog_set_title (ADW_DIALOG (self), _ ("The Clinic"));
  adw_dialog_set_content_height (ADW_DIALOG (self), 680);
}

/**
 * salve_clinic_setup_new:
 * @page: which is shown first: visit-types, rooms, devices or holidays
 */
AdwDialog *
salve_clinic_setup_new (SalveClinic *clinic, const char *page)
{
  SalveClinicSetup *self = g_object_new (SALVE_TYPE_CLINIC_SETUP, NULL);

  self->clinic = g_object_ref (clinic);
  refill (self);
  adw_preferences_dialog_set_visible_page_name (ADW_PREFERENCES_DIALOG (self), page);
  g_signal_connect_object (salve_clinic_get_store (clinic), "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  return ADW_DIALOG (self);
}

/**
 * salve_clinic_setup_add:
 * @page: visit-types or holidays: what is added
 */
void
salve_clinic_setup_add (AdwDialog *dialog, const char *page)
{
  SalveClinicSetup *self = SALVE_CLINIC_SETUP (dialog);

  if (g_str_equal (page, "holidays"))
    adw_dialog_present (salve_close_dialog_new (self->clinic, NULL), GTK_WIDGET (self));
  else
    adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self),
                                         salve_visit_type_page_new (self->clinic, NULL));
}
