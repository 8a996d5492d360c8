/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The patients' list and its search: the keyboard, the width, the words. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patients-view-private.h"

#include <glib/gi18n.h>

#include "salve-lazy-menu.h"
#include "salve-patient-peek.h"
#include "salve-patient-skeleton.h"
#include "salve-patient-words.h"
#include "salve-patients-bar.h"
#include "salve-patients-columns.h"
#include "salve-right-actions.h"
#include "salve-text.h"

enum
{
  PROP_0,
  PROP_CLINIC,
  PROP_COUNT_TEXT,
  PROP_NONE_TEXT,
  PROP_REGISTER_TEXT,
  PROP_ERROR_TEXT,
  PROP_SELECTION_TEXT,
  PROP_SEVERAL_SELECTED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalvePatientsView, salve_patients_view, ADW_TYPE_BREAKPOINT_BIN)

/**
 * salve_patients_view_notify_texts:
 *
 * Everything that is said about the list may be another.
 */
void
salve_patients_view_notify_texts (SalvePatientsView *self)
{
  for (guint i = PROP_COUNT_TEXT; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

static void
on_search_changed (SalvePatientsView *self)
{
  g_autofree char *text = salve_text_strip (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));

  if (g_set_str (&self->query, text))
    salve_patients_view_ask (self, TRUE);
}

static gboolean
get_id_at (SalvePatientsView *self, guint position, char **id)
{
  SalvePatientRow *row = salve_patient_list_model_get_row (self->model, position);

  if (row == NULL)
    return FALSE;
  *id = g_strdup (row->id);
  return TRUE;
}

static void
open_at (SalvePatientsView *self, guint position)
{
  g_autofree char *id = NULL;

  if (get_id_at (self, position, &id))
    gtk_widget_activate_action (GTK_WIDGET (self), "patient.open", "s", id);
}

static void
on_list_activate (SalvePatientsView *self, guint position)
{
  open_at (self, position);
}

/* The first selected place, or the first of all. */
static guint
current_position (SalvePatientsView *self)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (selection));

  for (guint i = 0; i < MIN (n, 2000); i++)
    {
      if (gtk_selection_model_is_selected (selection, i))
        return i;
    }
  return 0;
}

static void
on_search_activate (SalvePatientsView *self)
{
  on_search_changed (self);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    open_at (self, current_position (self));
  else if (salve_patients_view_is_searching (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "patient.register", "s", self->query);
}

static void
on_search_stop (SalvePatientsView *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

/* The arrows move the mark while the person goes on typing. */
static gboolean
on_search_key (SalvePatientsView *self, guint keyval, guint keycode, GdkModifierType state)
{
  guint position = current_position (self);

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Down && !salve_patients_view_is_searching (self))
    {
      salve_patients_view_move_to (self, position, GTK_LIST_SCROLL_FOCUS | GTK_LIST_SCROLL_SELECT);
      /* Scrolling says which row has the focus within the list, and leaves the keyboard where it is. */
      gtk_widget_child_focus (GTK_WIDGET (self->list_view), GTK_DIR_TAB_FORWARD);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Down)
    {
      salve_patients_view_move_to (self, position + 1, GTK_LIST_SCROLL_SELECT);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Up && position > 0)
    {
      salve_patients_view_move_to (self, position - 1, GTK_LIST_SCROLL_SELECT);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static SalvePatientSlot *
find_focused_slot (SalvePatientsView *self, GtkWidget **where)
{
  GtkWidget *focus = GTK_WIDGET (gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))));
  GtkWidget *cell = focus;

  /* The focus is on GTK's row, which has ours within. */
  while (cell != NULL && !SALVE_IS_PATIENT_CELL (cell))
    cell = gtk_widget_get_first_child (cell);
  *where = focus;
  return cell != NULL ? salve_patient_cell_get_slot (SALVE_PATIENT_CELL (cell)) : NULL;
}

static gboolean
on_list_key (SalvePatientsView *self, guint keyval, guint keycode, GdkModifierType state)
{
  GtkWidget *where = NULL;
  SalvePatientSlot *slot;
  SalvePatientRow *row;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_space || keyval == GDK_KEY_KP_Space)
    {
      slot = find_focused_slot (self, &where);
      row = slot != NULL ? salve_patient_slot_get_row (slot) : NULL;
      if (row == NULL)
        return GDK_EVENT_PROPAGATE;
      salve_patient_peek_show (where, self->clinic, row);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

/* Forms that were left unfinished the last time wait where the day begins. */
static void
announce_drafts (SalvePatientsView *self)
{
  g_autoptr (GPtrArray) drafts =
      salve_store_read_drafts (salve_clinic_get_store (self->clinic), "patient", NULL);
  guint n = drafts != NULL ? drafts->len : 0;
  g_autofree char *title = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u form was left unfinished", "%u forms were left unfinished", n), n);

  adw_banner_set_title (self->drafts_banner, title);
  adw_banner_set_revealed (self->drafts_banner, n > 0);
}

static void
on_drafts_clicked (SalvePatientsView *self)
{
  adw_banner_set_revealed (self->drafts_banner, FALSE);
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), "drafts", NULL);
}

static void
on_n_selected_changed (SalvePatientsView *self)
{
  GAction *merge = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "merge");
  guint n = salve_patient_selection_get_n_selected (self->selection);

  if (n > 1 && adw_bin_get_child (self->bar_place) == NULL)
    {
      SalvePatientsBar *bar = salve_patients_bar_new (self);

      salve_patients_bar_set_narrow (bar, !gtk_widget_get_visible (GTK_WIDGET (self->header)));
      adw_bin_set_child (self->bar_place, GTK_WIDGET (bar));
    }
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (merge),
      n == 2 && salve_right_actions_may (salve_clinic_get_rights (self->clinic), "patient.merge"));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTION_TEXT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEVERAL_SELECTED]);
}

/* In a narrow window each row is a card, which one click opens. */
static void
follow_width (SalvePatientsView *self)
{
  gboolean narrow = !gtk_widget_get_visible (GTK_WIDGET (self->header));

  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self->list_view), "cards");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->list_view), "cards");
  gtk_list_view_set_single_click_activate (self->list_view, narrow);
  g_object_set (self->scroller, "hscrollbar-policy", narrow ? GTK_POLICY_NEVER : GTK_POLICY_AUTOMATIC, NULL);
  if (self->look != NULL)
    salve_patient_look_set_narrow (self->look, narrow);
  if (adw_bin_get_child (self->bar_place) != NULL)
    salve_patients_bar_set_narrow (SALVE_PATIENTS_BAR (adw_bin_get_child (self->bar_place)), narrow);
}

/* A scroll bar that takes room beside the list takes it from the headers, too. */
static void
follow_scroll_bar (SalvePatientsView *self)
{
  GtkWidget *bar = gtk_scrolled_window_get_vscrollbar (self->scroller);
  gboolean overlay;
  int width = 0;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-overlay-scrolling", &overlay, NULL);
  if (!overlay && gtk_widget_get_child_visible (bar))
    gtk_widget_measure (bar, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_set_margin_end (GTK_WIDGET (self->header), width);
}

/* The list and its headers scroll sideways together. */
static void
join_headers (SalvePatientsView *self)
{
  GtkAdjustment *list = gtk_scrolled_window_get_hadjustment (self->scroller);
  GtkAdjustment *header = gtk_scrolled_window_get_hadjustment (self->header);

  g_object_bind_property (list, "value", header, "value", G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "changed",
                           G_CALLBACK (follow_scroll_bar), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->header, "notify::visible", G_CALLBACK (follow_width), self,
                           G_CONNECT_SWAPPED);
}

static void
set_clinic (SalvePatientsView *self, SalveClinic *clinic)
{
  g_autoptr (GtkListItemFactory) rows = NULL;

  if (clinic == NULL)
    return;

  self->clinic = g_object_ref (clinic);
  self->model = salve_patient_list_model_new (salve_clinic_get_store (clinic));
  salve_patient_list_model_set_background (self->model, TRUE);
  self->selection = salve_patient_selection_new (self->model);
  self->look = salve_patient_look_new (clinic, GTK_WIDGET (self), self->column_view);
  salve_right_actions_follow_map (G_ACTION_MAP (self->actions), "patients.",
                                  salve_clinic_get_rights (clinic));
  salve_patients_columns_add (self->column_view, self->look);
  salve_patients_columns_add_actions (self->column_view, G_ACTION_MAP (self->actions), self->settings);
  salve_patients_columns_restore_sort (self->column_view, self->settings);
  announce_drafts (self);
  follow_width (self);
  rows = salve_patients_rows_new (self->look);
  gtk_list_view_set_factory (self->list_view, rows);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  salve_patients_view_follow_store (self);
  g_signal_connect_object (self->selection, "notify::n-selected", G_CALLBACK (on_n_selected_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (salve_clinic_get_rights (clinic), "changed", G_CALLBACK (on_n_selected_changed),
                           self, G_CONNECT_SWAPPED);
  on_n_selected_changed (self);
  salve_patients_view_ask (self, TRUE);
}

static char *
none_text (SalvePatientsView *self)
{
  if (!salve_patients_view_is_searching (self))
    return NULL;
  /* Translators: %s is what was typed into the search */
  return g_markup_printf_escaped (_ ("No patient’s name, birth date, phone or number fits “%s”."),
                                  self->query);
}

static char *
register_text (SalvePatientsView *self)
{
  if (!salve_patients_view_is_searching (self))
    return g_strdup (_ ("Register"));
  /* Translators: %s is what was typed into the search, such as a name */
  return g_strdup_printf (_ ("Register “%s”"), self->query);
}

static char *
count_text (SalvePatientsView *self)
{
  guint n;

  if (self->model == NULL)
    return NULL;
  salve_patient_list_model_get_ids (self->model, &n);
  return salve_patient_count_words (n, salve_clinic_get_locale (self->clinic));
}

static guint
n_selected (SalvePatientsView *self)
{
  return self->selection != NULL ? salve_patient_selection_get_n_selected (self->selection) : 0;
}

static void
salve_patients_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalvePatientsView *self = SALVE_PATIENTS_VIEW (object);

  switch (id)
    {
    case PROP_CLINIC:
      g_value_set_object (value, self->clinic);
      break;
    case PROP_COUNT_TEXT:
      g_value_take_string (value, count_text (self));
      break;
    case PROP_NONE_TEXT:
      g_value_take_string (value, none_text (self));
      break;
    case PROP_REGISTER_TEXT:
      g_value_take_string (value, register_text (self));
      break;
    case PROP_ERROR_TEXT:
      g_value_take_string (value,
                           self->error_text != NULL ? g_markup_escape_text (self->error_text, -1) : NULL);
      break;
    case PROP_SELECTION_TEXT:
      g_value_take_string (value, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u selected",
                                                                "%'u selected", n_selected (self)),
                                                   n_selected (self)));
      break;
    case PROP_SEVERAL_SELECTED:
      g_value_set_boolean (value, n_selected (self) > 1);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_patients_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLINIC:
      set_clinic (SALVE_PATIENTS_VIEW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_patients_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (salve_patients_view_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (SALVE_PATIENTS_VIEW (widget)->search_entry));
}

static void
salve_patients_view_dispose (GObject *object)
{
  SalvePatientsView *self = SALVE_PATIENTS_VIEW (object);

  salve_patients_view_stop_asking (self);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_PATIENTS_VIEW);
  g_clear_object (&self->look);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->actions);
  g_clear_object (&self->settings);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->query, g_free);
  g_clear_pointer (&self->error_text, g_free);
  G_OBJECT_CLASS (salve_patients_view_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  static const char *const texts[] = {
    [PROP_COUNT_TEXT] = "count-text",         [PROP_NONE_TEXT] = "none-text",
    [PROP_REGISTER_TEXT] = "register-text",   [PROP_ERROR_TEXT] = "error-text",
    [PROP_SELECTION_TEXT] = "selection-text",
  };

  properties[PROP_CLINIC] =
      g_param_spec_object ("clinic", NULL, NULL, SALVE_TYPE_CLINIC,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  for (guint i = PROP_COUNT_TEXT; i <= PROP_SELECTION_TEXT; i++)
    properties[i] =
        g_param_spec_string (texts[i], NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEVERAL_SELECTED] =
      g_param_spec_boolean ("several-selected", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
salve_patients_view_class_init (SalvePatientsViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_patients_view_dispose;
  object_class->get_property = salve_patients_view_get_property;
  object_class->set_property = salve_patients_view_set_property;
  widget_class->map = salve_patients_view_map;
  install_properties (object_class);

  g_type_ensure (SALVE_TYPE_PATIENT_SKELETON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-patients-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, stack);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, drafts_banner);
  gtk_widget_class_bind_template_callback (widget_class, on_drafts_clicked);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, bar_place);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, blank_place);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, header);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, scroller);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, column_view);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, list_view);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, list_menu);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, narrow_menu_button);
  gtk_widget_class_bind_template_child (widget_class, SalvePatientsView, wide_menu_button);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activate);
}

static void
add_key_controller (SalvePatientsView *self, GtkWidget *widget, GCallback callback)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", callback, self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, keys);
}

static void
salve_patients_view_init (SalvePatientsView *self)
{
  self->state = "nothing";
  self->settings = g_settings_new ("io.github.salveclinic.Salve");
  salve_patients_view_add_actions (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  salve_lazy_menu_set (self->wide_menu_button, self->list_menu);
  salve_lazy_menu_set (self->narrow_menu_button, self->list_menu);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "patients", G_ACTION_GROUP (self->actions));
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self));
  add_key_controller (self, GTK_WIDGET (self->search_entry), G_CALLBACK (on_search_key));
  add_key_controller (self, GTK_WIDGET (self->list_view), G_CALLBACK (on_list_key));
  join_headers (self);
}

SalvePatientsView *
salve_patients_view_new (SalveClinic *clinic)
{
  return g_object_new (SALVE_TYPE_PATIENTS_VIEW, "clinic", clinic, NULL);
}

/**
 * salve_patients_view_search:
 * @text: what to look for, as if it were typed
 */
void
salve_patients_view_search (SalvePatientsView *self, const char *text)
{
  g_return_if_fail (SALVE_IS_PATIENTS_VIEW (self));

  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
  on_search_changed (self);
}

/* "nothing", "loading", "list", "none", "empty" or "error"; for tests. */
const char *
salve_patients_view_get_state (SalvePatientsView *self)
{
  g_return_val_if_fail (SALVE_IS_PATIENTS_VIEW (self), NULL);

  return self->state;
}
