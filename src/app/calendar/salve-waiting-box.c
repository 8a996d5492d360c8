/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-waiting-box.h"

#include "salve-appointment-actions.h"
#include "salve-appointments.h"
#include "salve-patient-words.h"
#include "salve-wish-dialog.h"

#include <glib/gi18n.h>

#define MOST_ROWS 30

struct _SalveWaitingBox
{
  AdwBin parent_instance;

  SalveClinic *clinic;
  AdwPreferencesGroup *group;
  GPtrArray *rows; /* of GtkWidget */
  guint reload_source;
};

G_DEFINE_FINAL_TYPE (SalveWaitingBox, salve_waiting_box, ADW_TYPE_BIN)

static void
on_row_activated (SalveWaitingBox *self, GtkWidget *row)
{
  salve_appointment_edit (GTK_WIDGET (self), self->clinic, g_object_get_data (G_OBJECT (row), "wish-id"));
}

static GtkWidget *
make_row (SalveWaitingBox *self, const SalveWishRow *wish)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *since = salve_instant_day_words (wish->wish->since, self->clinic);
  g_autofree char *words = wish->wish->priority > 0 ? g_strdup_printf (_ ("Urgent; waiting since %s"), since)
                                                    : g_strdup_printf (_ ("Waiting since %s"), since);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 wish->patient_name ? wish->patient_name : _ ("Nobody named"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_tooltip_text (row, _ ("Find a Time"));
  g_object_set_data_full (G_OBJECT (row), "wish-id", g_strdup (wish->wish->id), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_row_activated), self, G_CONNECT_SWAPPED);
  return row;
}

static int
compare_wishes (gconstpointer a, gconstpointer b)
{
  const SalveWish *first = (*(const SalveWishRow *const *)a)->wish,
                  *second = (*(const SalveWishRow *const *)b)->wish;

  if (first->priority != second->priority)
    return second->priority - first->priority;
  return first->since < second->since ? -1 : first->since > second->since;
}

static void
reload (gpointer data)
{
  SalveWaitingBox *self = data;
  g_autoptr (GPtrArray) wishes = salve_store_list_wishes (salve_clinic_get_store (self->clinic), NULL);

  self->reload_source = 0;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  if (!wishes)
    return;
  g_ptr_array_sort (wishes, compare_wishes);
  for (guint i = 0; i < MIN (wishes->len, MOST_ROWS); i++)
    {
      GtkWidget *row = make_row (self, g_ptr_array_index (wishes, i));

      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->rows, row);
    }
  adw_preferences_group_set_description (self->group,
                                         wishes->len == 0 ? _ ("Nobody waits for a time.") : NULL);
}

static void
on_store_changed (SalveWaitingBox *self, const char *type)
{
  if (g_str_equal (type, "Appointment") && self->reload_source == 0)
    self->reload_source = g_idle_add_once (reload, self);
}

static void
on_add (SalveWaitingBox *self)
{
  adw_dialog_present (salve_wish_dialog_new (self->clinic), GTK_WIDGET (self));
}

static void
salve_waiting_box_dispose (GObject *object)
{
  SalveWaitingBox *self = SALVE_WAITING_BOX (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (salve_waiting_box_parent_class)->dispose (object);
}

static void
salve_waiting_box_class_init (SalveWaitingBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_waiting_box_dispose;
}

static void
salve_waiting_box_init (SalveWaitingBox *self)
{
  GtkWidget *add = gtk_button_new_from_icon_name ("list-add-symbolic");

  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Waiting List"));
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_set_tooltip_text (add, _ ("Put Somebody on the Waiting List"));
  g_signal_connect_object (add, "clicked", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (self->group, add);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}

void
salve_waiting_box_set_clinic (SalveWaitingBox *self, SalveClinic *clinic)
{
  SalveStore *store = salve_clinic_get_store (clinic);

  g_set_object (&self->clinic, clinic);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed), self, G_CONNECT_SWAPPED);
  reload (self);
}
