/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of doctors. A clinic has hundreds at most, so all are read at once and the search goes through them here. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-doctors-view.h"

#include <glib/gi18n.h>

#include "salve-doctor-form.h"
#include "salve-doctor-item.h"
#include "salve-doctor-line.h"
#include "salve-doctor-times.h"
#include "salve-text.h"

struct _SalveDoctorsView
{
  AdwBreakpointBin parent_instance;

  SalveClinic *clinic;
  GListStore *items; /* of SalveDoctorItem, in order */
  GtkCustomFilter *filter;
  GtkSingleSelection *selection;
  char *query;
  char **words; /* of the query, folded */
  char *error_text;
  guint reload_source;
  gboolean include_inactive;
  gboolean narrow;
  gboolean stale; /* something has changed while nobody looked */

  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkListView *list_view;
};

enum
{
  PROP_0,
  PROP_CLINIC,
  PROP_NARROW,
  PROP_INCLUDE_INACTIVE,
  PROP_QUERY,
  PROP_COUNT_TEXT,
  PROP_NONE_TEXT,
  PROP_ERROR_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveDoctorsView, salve_doctors_view, ADW_TYPE_BREAKPOINT_BIN)

static guint
n_shown (SalveDoctorsView *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

static void
show_state (SalveDoctorsView *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->items)) > 0;

  gtk_stack_set_visible_child_name (self->stack, self->error_text != NULL ? "error"
                                                 : n_shown (self) > 0     ? "list"
                                                 : any                    ? "none"
                                                                          : "empty");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT_TEXT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NONE_TEXT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_TEXT]);
}

static gboolean
is_wanted (gpointer item, gpointer data)
{
  SalveDoctorsView *self = data;

  return (self->include_inactive || salve_doctor_item_get_active (item))
         && salve_doctor_item_matches (item, self->words);
}

static void
reload (SalveDoctorsView *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) doctors = salve_doctor_list (salve_clinic_get_store (self->clinic), &error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  self->stale = FALSE;
  g_clear_pointer (&self->error_text, g_free);
  if (doctors == NULL)
    self->error_text = g_strdup (error->message);
  for (guint i = 0; doctors != NULL && i < doctors->len; i++)
    g_ptr_array_add (items, salve_doctor_item_new (g_ptr_array_index (doctors, i), self->clinic));
  g_ptr_array_sort_values_with_data (items, salve_doctor_item_compare, NULL);
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata,
                       items->len);
  salve_doctor_times_fill (self->clinic, G_LIST_MODEL (self->items));
  show_state (self);
}

static void
on_reload_due (gpointer data)
{
  SalveDoctorsView *self = data;

  self->reload_source = 0;
  reload (self);
}

/* Many resources may change in one go; the list is read again once, and not while another view is shown. */
static void
queue_reload (SalveDoctorsView *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      self->stale = TRUE;
      return;
    }
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add_once (50, on_reload_due, self);
}

static void
on_store_changed (SalveDoctorsView *self, const char *type, const char *id)
{
  static const char *const types[] = { "Practitioner", "PractitionerRole", "Location",
                                       "Slot",         "Appointment",      NULL };

  if (g_strv_contains (types, type))
    queue_reload (self);
}

static void
on_search_changed (SalveDoctorsView *self)
{
  g_autofree char *text = salve_text_strip (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));

  if (!g_set_str (&self->query, text))
    return;
  g_strfreev (self->words);
  self->words = salve_text_tokenise (text);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUERY]);
  show_state (self);
}

static void
open_item (SalveDoctorsView *self, guint position)
{
  g_autoptr (SalveDoctorItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "doctor.open", "s", salve_doctor_item_get_id (item));
}

static void
on_list_activate (SalveDoctorsView *self, guint position)
{
  open_item (self, position);
}

static void
on_search_activate (SalveDoctorsView *self)
{
  on_search_changed (self);
  open_item (self, gtk_single_selection_get_selected (self->selection));
}

static void
on_search_stop (SalveDoctorsView *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

/* The arrows move the mark while the person goes on typing. */
static gboolean
on_search_key (SalveDoctorsView *self, guint keyval, guint keycode, GdkModifierType state)
{
  guint position = gtk_single_selection_get_selected (self->selection);

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK) || n_shown (self) == 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Down && (self->query == NULL || *self->query == '\0'))
    {
      gtk_list_view_scroll_to (self->list_view, position, GTK_LIST_SCROLL_FOCUS, NULL);
      gtk_widget_child_focus (GTK_WIDGET (self->list_view), GTK_DIR_TAB_FORWARD);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Down && position + 1 < n_shown (self))
    gtk_list_view_scroll_to (self->list_view, position + 1, GTK_LIST_SCROLL_SELECT, NULL);
  else if (keyval == GDK_KEY_Up && position > 0)
    gtk_list_view_scroll_to (self->list_view, position - 1, GTK_LIST_SCROLL_SELECT, NULL);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
on_setup (SalveDoctorsView *self, GtkListItem *list_item)
{
  GtkWidget *line = salve_doctor_line_new ();

  g_object_bind_property (self, "narrow", line, "narrow", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "query", line, "query", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (list_item, line);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  SalveDoctorLine *line = SALVE_DOCTOR_LINE (gtk_list_item_get_child (list_item));
  SalveDoctorItem *item = gtk_list_item_get_item (list_item);

  salve_doctor_line_set_item (line, item);
  gtk_list_item_set_accessible_label (list_item, salve_doctor_item_get_name (item));
  gtk_list_item_set_accessible_description (list_item, salve_doctor_item_get_specialties (item));
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  salve_doctor_line_set_item (SALVE_DOCTOR_LINE (gtk_list_item_get_child (list_item)), NULL);
}

static void
set_clinic (SalveDoctorsView *self, SalveClinic *clinic)
{
  SalveStore *store;

  if (clinic == NULL)
    return;
  self->clinic = g_object_ref (clinic);
  store = salve_clinic_get_store (clinic);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed-many", G_CALLBACK (queue_reload), self, G_CONNECT_SWAPPED);
  reload (self);
}

static void
doctors_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveDoctorsView *self = SALVE_DOCTORS_VIEW (widget);

  if (g_str_equal (name, "doctors.reload"))
    reload (self);
  else if (g_str_equal (name, "doctors.drafts"))
    salve_doctor_drafts_show (widget, self->clinic);
}

static void
salve_doctors_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveDoctorsView *self = SALVE_DOCTORS_VIEW (object);

  switch (id)
    {
    case PROP_CLINIC:
      g_value_set_object (value, self->clinic);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_INCLUDE_INACTIVE:
      g_value_set_boolean (value, self->include_inactive);
      break;
    case PROP_QUERY:
      g_value_set_string (value, self->query);
      break;
    case PROP_COUNT_TEXT:
      g_value_take_string (
          value, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u doctor", "%'u doctors", n_shown (self)),
                                  n_shown (self)));
      break;
    case PROP_NONE_TEXT:
      /* Translators: %s is what was typed into the search */
      g_value_take_string (
          value, g_markup_printf_escaped (_ ("No doctor’s name, specialty, language or room fits “%s”."),
                                          self->query != NULL ? self->query : ""));
      break;
    case PROP_ERROR_TEXT:
      g_value_take_string (value,
                           self->error_text != NULL ? g_markup_escape_text (self->error_text, -1) : NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_doctors_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SalveDoctorsView *self = SALVE_DOCTORS_VIEW (object);

  switch (id)
    {
    case PROP_CLINIC:
      set_clinic (self, g_value_get_object (value));
      break;
    case PROP_NARROW:
      if (self->narrow == g_value_get_boolean (value))
        break;
      self->narrow = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
      break;
    case PROP_INCLUDE_INACTIVE:
      if (self->include_inactive == g_value_get_boolean (value))
        break;
      self->include_inactive = g_value_get_boolean (value);
      gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
      show_state (self);
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_doctors_view_map (GtkWidget *widget)
{
  SalveDoctorsView *self = SALVE_DOCTORS_VIEW (widget);

  GTK_WIDGET_CLASS (salve_doctors_view_parent_class)->map (widget);
  if (self->stale)
    reload (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
salve_doctors_view_dispose (GObject *object)
{
  SalveDoctorsView *self = SALVE_DOCTORS_VIEW (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_DOCTORS_VIEW);
  g_clear_object (&self->selection);
  g_clear_object (&self->filter);
  g_clear_object (&self->items);
  g_clear_object (&self->clinic);
  g_clear_pointer (&self->query, g_free);
  g_clear_pointer (&self->words, g_strfreev);
  g_clear_pointer (&self->error_text, g_free);
  G_OBJECT_CLASS (salve_doctors_view_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_CLINIC] =
      g_param_spec_object ("clinic", NULL, NULL, SALVE_TYPE_CLINIC,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, writable);
  properties[PROP_INCLUDE_INACTIVE] = g_param_spec_boolean ("include-inactive", NULL, NULL, FALSE, writable);
  properties[PROP_QUERY] = g_param_spec_string ("query", NULL, NULL, NULL, readable);
  properties[PROP_COUNT_TEXT] = g_param_spec_string ("count-text", NULL, NULL, NULL, readable);
  properties[PROP_NONE_TEXT] = g_param_spec_string ("none-text", NULL, NULL, NULL, readable);
  properties[PROP_ERROR_TEXT] = g_param_spec_string ("error-text", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
salve_doctors_view_class_init (SalveDoctorsViewClass *klass)
{
  static const char *const actions[] = { "doctors.reload", "doctors.drafts" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_doctors_view_dispose;
  object_class->get_property = salve_doctors_view_get_property;
  object_class->set_property = salve_doctors_view_set_property;
  widget_class->map = salve_doctors_view_map;
  install_properties (object_class);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], NULL, doctors_action);
  gtk_widget_class_install_property_action (widget_class, "doctors.include-inactive", "include-inactive");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-doctors-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorsView, search_entry);
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorsView, stack);
  gtk_widget_class_bind_template_child (widget_class, SalveDoctorsView, list_view);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activate);
}

static void
salve_doctors_view_init (SalveDoctorsView *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkFilterListModel *filtered;
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->items = g_list_store_new (SALVE_TYPE_DOCTOR_ITEM);
  self->filter = gtk_custom_filter_new (is_wanted, self, NULL);
  filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->items)),
                                        g_object_ref (GTK_FILTER (self->filter)));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (filtered));
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  gtk_list_view_set_factory (self->list_view, factory);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_search_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->search_entry), keys);
}

SalveDoctorsView *
salve_doctors_view_new (SalveClinic *clinic)
{
  return g_object_new (SALVE_TYPE_DOCTORS_VIEW, "clinic", clinic, NULL);
}

/**
 * salve_doctors_view_search:
 * @text: what to look for, as if it were typed
 */
void
salve_doctors_view_search (SalveDoctorsView *self, const char *text)
{
  g_return_if_fail (SALVE_IS_DOCTORS_VIEW (self));

  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
  on_search_changed (self);
}

/* "list", "none", "empty" or "error"; for tests. */
const char *
salve_doctors_view_get_state (SalveDoctorsView *self)
{
  g_return_val_if_fail (SALVE_IS_DOCTORS_VIEW (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}

guint
salve_doctors_view_get_n_shown (SalveDoctorsView *self)
{
  g_return_val_if_fail (SALVE_IS_DOCTORS_VIEW (self), 0);

  return n_shown (self);
}
