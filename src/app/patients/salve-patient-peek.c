/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-peek.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "salve-patient-words.h"

static void
add_fact (GtkGrid *grid, int line, const char *title, const char *value, gboolean warn)
{
  GtkWidget *name, *text;

  name = gtk_label_new (title);
  gtk_widget_add_css_class (name, "dimmed");
  gtk_widget_set_halign (name, GTK_ALIGN_END);
  gtk_widget_set_valign (name, GTK_ALIGN_START);
  text = gtk_label_new (value);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 32);
  gtk_widget_add_css_class (text, "numeric");
  if (warn)
    gtk_widget_add_css_class (text, "warning");
  gtk_grid_attach (grid, name, 0, line, 1, 1);
  gtk_grid_attach (grid, text, 1, line, 1, 1);
}

static char *
allergies_words (SalveClinic *clinic, const char *id)
{
  SalveDeskRights *rights = salve_clinic_get_rights (clinic);
  gboolean may = salve_desk_rights_get_reach (rights, "AllergyIntolerance") != SALVE_REACH_NONE
                 && salve_desk_rights_may_open (rights, id, salve_clinic_now (clinic));
  g_autoptr (GPtrArray) found =
      may ? salve_store_list_related (salve_clinic_get_store (clinic), id, "AllergyIntolerance", NULL) : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;

  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      SalveElement root = salve_resource_root (g_ptr_array_index (found, i));
      const char *what = salve_concept_display (salve_element_get (root, "code"));

      if (what != NULL)
        g_strv_builder_add (builder, what);
    }
  words = g_strv_builder_end (builder);
  return g_strjoinv (_ (", "), words);
}

static void
add_facts (GtkGrid *grid, SalveClinic *clinic, SalvePatientRow *row)
{
  g_autofree char *birth = salve_patient_birth_words (row, clinic);
  g_autofree char *last = salve_instant_day_words (row->last_visit, clinic);
  g_autofree char *next = salve_instant_day_words (row->next_visit, clinic);
  g_autofree char *allergies = allergies_words (clinic, row->id);
  g_autofree char *phone = salve_phone_words (row->phone);
  const struct
  {
    const char *title;
    const char *value;
  } facts[] = {
    { _ ("Born"), birth },          { _ ("Sex"), salve_gender_to_words (row->gender) },
    { _ ("Allergies"), allergies }, { _ ("Phone"), phone },
    { _ ("Number"), row->number },  { _ ("Doctor"), row->doctor },
    { _ ("Last visit"), last },     { _ ("Next visit"), next },
  };
  int line = 0;

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      if (facts[i].value != NULL && *facts[i].value != '\0')
        add_fact (grid, line++, facts[i].title, facts[i].value, i == 2);
    }
}

static GtkWidget *
make_buttons (SalvePatientRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *open = gtk_button_new_with_mnemonic (_ ("_Open"));
  GtkWidget *edit = gtk_button_new_with_mnemonic (_ ("_Edit"));

  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_add_css_class (open, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (open), "patient.open");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (open), "s", row->id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (edit), "patient.edit");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (edit), "s", row->id);
  gtk_box_append (GTK_BOX (box), edit);
  gtk_box_append (GTK_BOX (box), open);
  return box;
}

static gboolean
on_key (GtkPopover *popover, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval != GDK_KEY_space)
    return GDK_EVENT_PROPAGATE;
  gtk_popover_popdown (popover);
  return GDK_EVENT_STOP;
}

static void
unparent_later (gpointer data)
{
  GtkWidget *popover = data;

  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
}

static void
on_closed (GtkWidget *popover)
{
  /* Not at once: a button in it may just be doing its action. */
  g_idle_add_once (unparent_later, popover);
}

/**
 * salve_patient_peek_show:
 * @beside: the row it belongs to
 *
 * Returns: (transfer none): the popover, shown; it goes away by itself
 */
GtkWidget *
salve_patient_peek_show (GtkWidget *beside, SalveClinic *clinic, SalvePatientRow *row)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *grid = gtk_grid_new ();
  g_autofree char *name_text = salve_patient_name_words (row);
  GtkWidget *name = gtk_label_new (row->name_full != NULL && *row->name_full ? row->name_full : name_text);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 28);
  gtk_widget_add_css_class (name, "title-3");
  gtk_box_append (GTK_BOX (head), adw_avatar_new (48, row->name_full, TRUE));
  gtk_box_append (GTK_BOX (head), name);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  add_facts (GTK_GRID (grid), clinic, row);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), grid);
  gtk_box_append (GTK_BOX (box), make_buttons (row));
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_widget_set_parent (popover, beside);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), popover, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (popover, keys);
  g_signal_connect (popover, "closed", G_CALLBACK (on_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
  return popover;
}
