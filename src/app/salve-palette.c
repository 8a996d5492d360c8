/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's own search answers for people, within a key's frame; actions are few enough to be compared one by one. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointments.h"
#include "salve-commands.h"
#include "salve-palette.h"
#include "salve-patient-row.h"
#include "salve-right-actions.h"
#include "salve-text.h"

#include <glib/gi18n.h>

#define MOST_PATIENTS 12
#define MOST_DOCTORS 5

struct _SalvePalette
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  GtkEditable *search_entry;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListBox *results;
};

G_DEFINE_FINAL_TYPE (SalvePalette, salve_palette, ADW_TYPE_DIALOG)

static void
add_row (SalvePalette *self, GtkWidget *picture, const char *title, const char *detail, const char *action)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title_label = gtk_label_new (title);
  GtkWidget *detail_label = gtk_label_new (detail);
  g_autofree char *spoken = *detail ? g_strdup_printf ("%s, %s", title, detail) : g_strdup (title);

  gtk_widget_set_margin_top (box, 4);
  gtk_widget_set_margin_bottom (box, 4);
  gtk_label_set_ellipsize (GTK_LABEL (title_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (title_label), 0);
  gtk_widget_set_hexpand (title_label, TRUE);
  gtk_widget_add_css_class (detail_label, "dimmed");
  gtk_widget_add_css_class (detail_label, "numeric");
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), title_label);
  gtk_box_append (GTK_BOX (box), detail_label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (row), "salve-action", g_strdup (action), g_free);
  gtk_list_box_append (self->results, row);
}

static void
add_patients (SalvePalette *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows =
      salve_store_search_patients (salve_clinic_get_store (self->clinic), text, MOST_PATIENTS, &error);

  if (!rows)
    {
      g_warning ("Searching for patients: %s", error->message);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      SalvePatientRow *row = g_ptr_array_index (rows, i);
      const char *name = salve_patient_row_get_name_sort (row);
      g_autofree char *birth =
          salve_partial_date_format (row->birth_date, salve_clinic_get_locale (self->clinic));
      g_autoptr (GVariant) id = g_variant_ref_sink (g_variant_new_string (salve_patient_row_get_id (row)));
      g_autofree char *action = g_action_print_detailed_name ("patient.open", id);

      add_row (self, adw_avatar_new (24, name, TRUE), name, birth ? birth : "", action);
    }
}

/* Every word that was typed stands in the name or in a specialty. */
static gboolean
fits (const SalveDoctorRow *doctor, char **words)
{
  g_autofree char *specialties = doctor->specialties ? g_strjoinv (" ", doctor->specialties) : g_strdup ("");
  g_autofree char *all = g_strdup_printf ("%s %s", doctor->name, specialties);
  g_autofree char *folded = salve_text_fold (all);

  for (guint i = 0; words[i]; i++)
    if (!strstr (folded, words[i]))
      return FALSE;
  return doctor->active && words[0];
}

static void
add_doctors (SalvePalette *self, const char *text)
{
  g_autoptr (GPtrArray) doctors = salve_store_list_doctors (salve_clinic_get_store (self->clinic), NULL);
  g_auto (GStrv) words = salve_text_tokenise (text);
  guint shown = 0;

  for (guint i = 0; doctors && i < doctors->len && shown < MOST_DOCTORS; i++)
    {
      const SalveDoctorRow *doctor = g_ptr_array_index (doctors, i);
      g_autofree char *specialties = doctor->specialties ? g_strjoinv (_ (", "), doctor->specialties) : NULL;
      g_autoptr (GVariant) id = g_variant_ref_sink (g_variant_new_string (doctor->id));
      g_autofree char *action = g_action_print_detailed_name ("doctor.open", id);

      if (!fits (doctor, words))
        continue;
      add_row (self, gtk_image_new_from_icon_name ("avatar-default-symbolic"), doctor->name,
               specialties ? specialties : "", action);
      shown++;
    }
}

/* A command that cannot be given now is not offered. */
static gboolean
is_possible (SalvePalette *self, const SalveCommand *command)
{
  if (g_str_equal (command->action, "history.undo"))
    return salve_clinic_get_can_undo (self->clinic);
  if (g_str_equal (command->action, "history.redo"))
    return salve_clinic_get_can_redo (self->clinic);
  return salve_right_actions_may (salve_clinic_get_rights (self->clinic), command->action);
}

static void
add_commands (SalvePalette *self, const char *text)
{
  g_autofree char *wanted = salve_text_fold (text);
  guint n;
  const SalveCommand *commands = salve_commands_get (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *title = salve_text_fold (_ (commands[i].title));
      g_autofree char *keys = NULL;

      if (!commands[i].icon || !is_possible (self, &commands[i]) || (*wanted && !strstr (title, wanted)))
        continue;
      keys = salve_command_get_key_label (&commands[i]);
      add_row (self, gtk_image_new_from_icon_name (commands[i].icon), _ (commands[i].title), keys,
               commands[i].action);
    }
}

static void
add_registration (SalvePalette *self, const char *text)
{
  g_autofree char *title = g_strdup_printf (_ ("Register “%s”"), text);
  g_autoptr (GVariant) seed = g_variant_ref_sink (g_variant_new_string (text));
  g_autofree char *action = g_action_print_detailed_name ("patient.register", seed);

  add_row (self, gtk_image_new_from_icon_name ("list-add-symbolic"), title, "", action);
}

/* Whoever is not in this desk's file may be known to the server. */
static void
add_beyond (SalvePalette *self, const char *text)
{
  /* Translators: %s is a name or a number */
  g_autofree char *title = g_strdup_printf (_ ("Find “%s” in an emergency"), text);
  g_autoptr (GVariant) seed = g_variant_ref_sink (g_variant_new_string (text));
  g_autofree char *action = g_action_print_detailed_name ("patient.find-beyond", seed);

  add_row (self, gtk_image_new_from_icon_name ("dialog-warning-symbolic"), title, "", action);
}

/* The results change while the keyboard stays in the entry, so a screen reader is told how many there are. */
static void
announce (SalvePalette *self, const char *text)
{
  g_autofree char *said = NULL;
  guint n = 0;

  if (!*text || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  while (gtk_list_box_get_row_at_index (self->results, (int)n))
    n++;
  said = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u result", "%u results", n), n);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), said, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
on_search_changed (SalvePalette *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->search_entry)));

  gtk_list_box_remove_all (self->results);
  if (*text)
    add_patients (self, text);
  if (*text)
    add_doctors (self, text);
  add_commands (self, text);
  if (*text && salve_right_actions_may (salve_clinic_get_rights (self->clinic), "patient.register"))
    add_registration (self, text);
  if (*text && salve_desk_rights_may_break_glass (salve_clinic_get_rights (self->clinic)))
    add_beyond (self, text);
  gtk_list_box_select_row (self->results, gtk_list_box_get_row_at_index (self->results, 0));
  gtk_stack_set_visible_child_name (self->stack,
                                    gtk_list_box_get_row_at_index (self->results, 0) ? "results" : "nothing");
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  announce (self, text);
}

static void
on_row_activated (SalvePalette *self, GtkListBoxRow *row)
{
  g_autofree char *detailed = g_strdup (g_object_get_data (G_OBJECT (row), "salve-action"));
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  if (!g_action_parse_detailed_name (detailed, &name, &target, NULL))
    return;
  if (target)
    g_variant_ref_sink (target);
  g_object_ref (window);
  adw_dialog_close (ADW_DIALOG (self));
  gtk_widget_activate_action_variant (window, name, target);
  g_object_unref (window);
}

static void
on_activate (SalvePalette *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->results);

  if (row)
    on_row_activated (self, row);
}

static void
keep_in_view (SalvePalette *self, GtkWidget *row)
{
  graphene_rect_t bounds;

  if (gtk_widget_compute_bounds (row, GTK_WIDGET (self->results), &bounds))
    gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (self->scroller), bounds.origin.y,
                               bounds.origin.y + bounds.size.height);
}

static void
move (SalvePalette *self, int by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->results);
  GtkListBoxRow *next =
      gtk_list_box_get_row_at_index (self->results, row ? gtk_list_box_row_get_index (row) + by : 0);

  if (next)
    {
      gtk_list_box_select_row (self->results, next);
      keep_in_view (self, GTK_WIDGET (next));
    }
}

static void
on_next (SalvePalette *self)
{
  move (self, 1);
}

static void
on_previous (SalvePalette *self)
{
  move (self, -1);
}

static void
on_stop (SalvePalette *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

/* Up and down move through what was found while the keyboard stays in the entry. */
static gboolean
on_key (SalvePalette *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_Up)
    return GDK_EVENT_PROPAGATE;
  move (self, keyval == GDK_KEY_Down ? 1 : -1);
  return GDK_EVENT_STOP;
}

static void
salve_palette_dispose (GObject *object)
{
  g_clear_object (&SALVE_PALETTE (object)->clinic);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_PALETTE);
  G_OBJECT_CLASS (salve_palette_parent_class)->dispose (object);
}

static void
salve_palette_class_init (SalvePaletteClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_palette_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/salveclinic/Salve/salve-palette.ui");
  gtk_widget_class_bind_template_child (widget_class, SalvePalette, search_entry);
  gtk_widget_class_bind_template_child (widget_class, SalvePalette, stack);
  gtk_widget_class_bind_template_child (widget_class, SalvePalette, scroller);
  gtk_widget_class_bind_template_child (widget_class, SalvePalette, results);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_previous);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
}

static void
salve_palette_init (SalvePalette *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->search_entry), keys);
}

AdwDialog *
salve_palette_new (SalveClinic *clinic)
{
  SalvePalette *self = g_object_new (SALVE_TYPE_PALETTE, NULL);

  self->clinic = g_object_ref (clinic);
  on_search_changed (self);
  return ADW_DIALOG (self);
}
