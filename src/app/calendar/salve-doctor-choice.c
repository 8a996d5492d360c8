/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-doctor-choice.h"

#include <glib/gi18n.h>

struct _SalveDoctorChoice
{
  AdwBin parent_instance;

  GtkListBox *list;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalveDoctorChoice, salve_doctor_choice, ADW_TYPE_BIN)

static GtkWidget *
check_of (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "check");
}

static void
on_toggled (SalveDoctorChoice *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
move_row (SalveDoctorChoice *self, GtkWidget *button, int by)
{
  GtkListBoxRow *row = GTK_LIST_BOX_ROW (gtk_widget_get_ancestor (button, GTK_TYPE_LIST_BOX_ROW));
  int index = gtk_list_box_row_get_index (row) + by;

  if (index < 0 || !gtk_list_box_get_row_at_index (self->list, index))
    return;
  g_object_ref (row);
  gtk_list_box_remove (self->list, GTK_WIDGET (row));
  gtk_list_box_insert (self->list, GTK_WIDGET (row), index);
  g_object_unref (row);
  gtk_widget_grab_focus (button);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_up (SalveDoctorChoice *self, GtkWidget *button)
{
  move_row (self, button, -1);
}

static void
on_down (SalveDoctorChoice *self, GtkWidget *button)
{
  move_row (self, button, 1);
}

static GtkWidget *
make_button (SalveDoctorChoice *self, const char *icon, const char *tooltip, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  return button;
}

static void
add_doctor (SalveDoctorChoice *self, const SalveDoctorRow *doctor, gboolean active)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *check = gtk_check_button_new_with_label (doctor->name);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  gtk_widget_set_hexpand (check, TRUE);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box),
                  make_button (self, "go-up-symbolic", _ ("Earlier in the Row"), G_CALLBACK (on_up)));
  gtk_box_append (GTK_BOX (box),
                  make_button (self, "go-down-symbolic", _ ("Later in the Row"), G_CALLBACK (on_down)));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  g_object_set_data (G_OBJECT (row), "check", check);
  g_object_set_data_full (G_OBJECT (row), "doctor-id", g_strdup (doctor->id), g_free);
  gtk_list_box_append (self->list, row);
}

static void
on_all (SalveDoctorChoice *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    {
      g_signal_handlers_block_by_func (check_of (row), on_toggled, self);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (check_of (row)), TRUE);
      g_signal_handlers_unblock_by_func (check_of (row), on_toggled, self);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
salve_doctor_choice_class_init (SalveDoctorChoiceClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
salve_doctor_choice_init (SalveDoctorChoice *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *all = gtk_button_new_with_mnemonic (_ ("Show _All"));

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Doctors shown"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "salve-doctor-choice");
  gtk_widget_add_css_class (all, "flat");
  g_signal_connect_object (all, "clicked", G_CALLBACK (on_all), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), all);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * salve_doctor_choice_new:
 * @chosen: (nullable): those with a column, in order; %NULL for all
 *
 * Returns: (transfer floating): a list of all doctors, the chosen ones first
 */
GtkWidget *
salve_doctor_choice_new (SalveDirectory *directory, const char *const *chosen)
{
  SalveDoctorChoice *self = g_object_new (SALVE_TYPE_DOCTOR_CHOICE, NULL);
  GPtrArray *doctors = salve_directory_get_doctors (directory);

  for (guint i = 0; chosen && chosen[i]; i++)
    {
      const SalveDoctorRow *doctor = salve_directory_find_doctor (directory, chosen[i]);

      if (doctor)
        add_doctor (self, doctor, TRUE);
    }
  for (guint i = 0; i < doctors->len; i++)
    {
      const SalveDoctorRow *doctor = g_ptr_array_index (doctors, i);

      if (!chosen || !g_strv_contains (chosen, doctor->id))
        add_doctor (self, doctor, chosen == NULL);
    }
  return GTK_WIDGET (self);
}

/* Returns: (transfer full): the ids of those with a column, in order; empty where nobody is ticked, which means all */
char **
salve_doctor_choice_get (GtkWidget *choice)
{
  SalveDoctorChoice *self = SALVE_DOCTOR_CHOICE (choice);
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check_of (row))))
      g_strv_builder_add (chosen, g_object_get_data (G_OBJECT (row), "doctor-id"));
  return g_strv_builder_end (chosen);
}
