/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-admin-actions.h"
#include "salve-calendar-view.h"
#include "salve-desk-pin.h"
#include "salve-doctors-view.h"
#include "salve-empty-page.h"
#include "salve-feature-actions.h"
#include "salve-help-window.h"
#include "salve-history-actions.h"
#include "salve-housekeeping.h"
#include "salve-idle-lock.h"
#include "salve-lazy-menu.h"
#include "salve-lock-page.h"
#include "salve-patient-form.h"
#include "salve-patients-view.h"
#include "salve-places.h"
#include "salve-record-page.h"
#include "salve-right-actions.h"
#include "salve-session-watch.h"
#include "salve-sync-actions.h"
#include "salve-sync-bar.h"
#include "salve-today-view.h"
#include "salve-window.h"

#include <glib/gi18n.h>

struct _SalveWindow
{
  AdwApplicationWindow parent_instance;

  GSettings *settings;
  SalveClinic *clinic;
  SalveSessionWatch *watch;
  SalveHousekeeping *housekeeping;
  SalveIdleLock *idle_lock;
  gboolean locked;
  gboolean demo;
  SalveSyncFace *face;
  SalveServerLink *link;

  AdwToastOverlay *toasts;
  AdwToast *undo_toast;
  GtkStack *places;
  SalveStartPage *start_page;
  AdwBin *start_place;
  AdwBin *lock_place;
  AdwNavigationSplitView *split;
  AdwNavigationPage *content_page;
  AdwNavigationView *navigation;
  GtkListBox *places_list;
  SalveSyncBar *sync_bar;
  GtkMenuButton *menu_button;
  GMenuModel *main_menu;
};

#define DRAFT_SAVED_MS 300

enum
{
  PROP_0,
  PROP_CLINIC,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveWindow, salve_window, ADW_TYPE_APPLICATION_WINDOW)

static AdwNavigationPage *
make_view (SalveWindow *self, guint index)
{
  GtkWidget *child = NULL;

  if (g_str_equal (salve_places_name (index), "patients"))
    child = g_object_new (SALVE_TYPE_PATIENTS_VIEW, "clinic", self->clinic, NULL);
  if (g_str_equal (salve_places_name (index), "doctors"))
    child = GTK_WIDGET (salve_doctors_view_new (self->clinic));
  if (g_str_equal (salve_places_name (index), "calendar"))
    child = g_object_new (SALVE_TYPE_CALENDAR_VIEW, "clinic", self->clinic, NULL);
  if (g_str_equal (salve_places_name (index), "today"))
    child = g_object_new (SALVE_TYPE_TODAY_VIEW, "clinic", self->clinic, NULL);
  if (!child)
    child = salve_empty_page_new (salve_places_name (index));
  return adw_navigation_page_new_with_tag (child, salve_places_title (index), salve_places_name (index));
}

static void
show_view (SalveWindow *self, const char *name)
{
  guint index = salve_places_index (name);
  const char *const tags[] = { salve_places_name (index), NULL };

  if (!adw_navigation_view_find_page (self->navigation, salve_places_name (index)))
    adw_navigation_view_add (self->navigation, make_view (self, index));
  adw_navigation_view_replace_with_tags (self->navigation, tags, 1);
  adw_navigation_page_set_title (self->content_page, salve_places_title (index));
  g_settings_set_string (self->settings, "view", salve_places_name (index));
  gtk_list_box_select_row (self->places_list, gtk_list_box_get_row_at_index (self->places_list, (int)index));
  adw_navigation_split_view_set_show_content (self->split, TRUE);
  /* The calendar's keys work where the keyboard is. */
  if (g_str_equal (salve_places_name (index), "calendar"))
    gtk_widget_grab_focus (
        adw_navigation_page_get_child (adw_navigation_view_get_visible_page (self->navigation)));
}

/* Dates and names are written in another way from now on, so that every view is made anew. */
static void
remake_views (SalveWindow *self)
{
  g_autofree char *view = g_settings_get_string (self->settings, "view");

  adw_navigation_view_replace (self->navigation, NULL, 0);
  for (guint i = 0; i < salve_places_count (); i++)
    {
      AdwNavigationPage *page = adw_navigation_view_find_page (self->navigation, salve_places_name (i));

      if (page)
        adw_navigation_view_remove (self->navigation, page);
    }
  show_view (self, view);
}

static void
update_density (SalveWindow *self)
{
  g_autofree char *density = g_settings_get_string (self->settings, "density");

  if (g_str_equal (density, "compact"))
    gtk_widget_add_css_class (GTK_WIDGET (self), "compact");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "compact");
}

static void
on_place_activated (SalveWindow *self, GtkListBoxRow *row)
{
  show_view (self, salve_places_name ((guint)gtk_list_box_row_get_index (row)));
}

/* The keyboard's way through the rows selects each of them; what is marked stays the view that is shown. */
static void
on_place_selected (SalveWindow *self, GtkListBoxRow *row)
{
  g_autofree char *view = NULL;
  int shown;

  /* A list that goes away with its window says of its last row that nothing is selected any more. */
  if (row == NULL || self->settings == NULL)
    return;
  view = g_settings_get_string (self->settings, "view");
  shown = (int)salve_places_index (view);
  if (gtk_list_box_row_get_index (row) != shown)
    gtk_list_box_select_row (self->places_list, gtk_list_box_get_row_at_index (self->places_list, shown));
}

static void
counter_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *view;
  guint count;

  g_variant_get (parameter, "(&su)", &view, &count);
  salve_places_set_counter (SALVE_WINDOW (widget)->places_list, view, count);
}

/* Forms that were begun and not finished. */
static void
count_drafts (gpointer data)
{
  SalveWindow *self = data;
  g_autoptr (GPtrArray) drafts = NULL;

  if (!self->clinic)
    return;
  drafts = salve_store_read_drafts (salve_clinic_get_store (self->clinic), SALVE_PATIENT_DRAFT_KIND, NULL);
  salve_places_set_counter (self->places_list, "patients", drafts ? drafts->len : 0);
}

static gboolean
count_drafts_once (gpointer data)
{
  count_drafts (data);
  return G_SOURCE_REMOVE;
}

/* A form that closes leaves its draft, or drops it; the store does so on a thread of its own. */
static void
on_dialog (SalveWindow *self)
{
  g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, DRAFT_SAVED_MS, count_drafts_once, g_object_ref (self),
                      g_object_unref);
}

/* Without a server the state says where the records are and no more; with one the engine says how it stands. */
static void
update_state (SalveWindow *self)
{
  SalveSyncFacts facts = { .demo = self->demo };
  guint64 kept = 0;

  if (salve_sync_face_get_sync (self->face) != NULL)
    return;
  if (salve_store_count_unsent (salve_clinic_get_store (self->clinic), &kept, NULL))
    facts.n_waiting = (guint)MIN (kept, G_MAXUINT);
  salve_sync_face_set_facts (self->face, &facts);
}

/* Another server, or somebody else at this desk. */
static void
on_link (SalveWindow *self)
{
  salve_sync_bar_set_person (self->sync_bar, salve_clinic_get_actor (self->clinic));
  update_state (self);
  salve_sync_actions_update (GTK_WIDGET (self));
  salve_admin_actions_update (GTK_WIDGET (self));
}

/* What was done, with a way back. One toast at a time: the newest change is the one that can be undone. */
static void
on_committed (SalveWindow *self, const char *label, gint64 change_id)
{
  if (self->undo_toast)
    adw_toast_dismiss (self->undo_toast);
  g_clear_weak_pointer (&self->undo_toast);
  g_set_weak_pointer (&self->undo_toast, adw_toast_new (label));
  adw_toast_set_use_markup (self->undo_toast, FALSE);
  adw_toast_set_button_label (self->undo_toast, _ ("_Undo"));
  adw_toast_set_action_name (self->undo_toast, "history.undo");
  adw_toast_set_timeout (self->undo_toast, 6);
  adw_toast_overlay_add_toast (self->toasts, self->undo_toast);
  update_state (self);
}

/* From wherever one is, a record above all: whose turn it is says the view of today. */
static void
next_patient_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);

  if (self->clinic == NULL || salve_window_is_locked (self))
    return;
  show_view (self, "today");
  gtk_widget_activate_action (
      adw_navigation_page_get_child (adw_navigation_view_get_visible_page (self->navigation)),
      "today.next-patient", NULL);
}

static void
view_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);

  if (self->clinic && !self->locked)
    show_view (self, g_variant_get_string (parameter, NULL));
}

/* The first search entry of a page, wherever the page has put it. */
static gboolean
focus_search (GtkWidget *widget)
{
  if (GTK_IS_SEARCH_ENTRY (widget) && gtk_widget_get_mapped (widget))
    return gtk_widget_grab_focus (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (focus_search (child))
      return TRUE;
  return FALSE;
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);
  AdwNavigationPage *page;

  if (!self->clinic || self->locked)
    return;
  show_view (self, "patients");
  page = adw_navigation_view_get_visible_page (self->navigation);
  if (!focus_search (GTK_WIDGET (page)))
    gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD);
}

/* A record that whoever works here now may not see does not stay on the screen. */
static void
on_rights (SalveWindow *self)
{
  AdwNavigationPage *page = adw_navigation_view_get_visible_page (self->navigation);

  while (page != NULL && SALVE_IS_RECORD_PAGE (page) && !salve_record_page_may_stay (SALVE_RECORD_PAGE (page))
         && adw_navigation_view_pop (self->navigation))
    page = adw_navigation_view_get_visible_page (self->navigation);
}

/* What is new depends on where one is. */
static void
new_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);
  g_autofree char *view = g_settings_get_string (self->settings, "view");
  const char *action = g_str_equal (view, "doctors")    ? "doctor.new"
                       : g_str_equal (view, "calendar") ? "appointment.new"
                                                        : "patient.register";

  if (self->clinic != NULL && !salve_right_actions_may (salve_clinic_get_rights (self->clinic), action))
    salve_window_toast (self, salve_right_actions_refusal ());
  else if (g_str_equal (view, "doctors"))
    gtk_widget_activate_action (widget, action, NULL);
  else
    gtk_widget_activate_action (widget, action, "s", "");
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  salve_window_toast (SALVE_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
restart_idle (SalveWindow *self)
{
  salve_idle_lock_restart (self->idle_lock, self->clinic && !self->locked);
}

static void on_unlocked (SalveWindow *self);

/* Most days begin without it. */
static SalveLockPage *
ensure_lock_page (SalveWindow *self)
{
  GtkWidget *page;

  if (adw_bin_get_child (self->lock_place) == NULL)
    {
      page = g_object_new (SALVE_TYPE_LOCK_PAGE, NULL);
      g_signal_connect_object (page, "unlocked", G_CALLBACK (on_unlocked), self, G_CONNECT_SWAPPED);
      adw_bin_set_child (self->lock_place, page);
    }
  return SALVE_LOCK_PAGE (adw_bin_get_child (self->lock_place));
}

static void
lock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveWindow *self = SALVE_WINDOW (widget);
  AdwDialog *dialog;
  SalveDesk *desk;
  SalveLockPage *page;

  if (!self->clinic || self->locked)
    return;
  self->locked = TRUE;
  page = ensure_lock_page (self);
  /* A dialog lies above everything, so it is hidden with the desk; what is in it stays. */
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self));
  if (dialog)
    gtk_widget_set_opacity (GTK_WIDGET (dialog), 0);
  if (dialog)
    gtk_widget_set_can_target (GTK_WIDGET (dialog), FALSE);
  gtk_stack_set_visible_child_name (self->places, "locked");
  desk = self->link != NULL ? salve_server_link_get_desk (self->link) : NULL;
  salve_lock_page_lock (page, salve_start_page_get_custody (self->start_page),
                        salve_clinic_get_store (self->clinic), desk != NULL ? G_LIST_MODEL (desk) : NULL,
                        salve_desk_ways_get ());
}

static void
on_unlocked (SalveWindow *self)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self));

  self->locked = FALSE;
  restart_idle (self);
  gtk_stack_set_visible_child_name (self->places, "desk");
  if (dialog)
    gtk_widget_set_opacity (GTK_WIDGET (dialog), 1);
  if (dialog)
    gtk_widget_set_can_target (GTK_WIDGET (dialog), TRUE);
}

static void
on_session_away (gpointer data)
{
  gtk_widget_activate_action (GTK_WIDGET (data), "session.lock", NULL);
}

static gboolean
on_any_event (SalveWindow *self, GdkEvent *event)
{
  restart_idle (self);
  return GDK_EVENT_PROPAGATE;
}

static void
salve_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CLINIC:
      g_value_set_object (value, SALVE_WINDOW (object)->clinic);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_window_dispose (GObject *object)
{
  SalveWindow *self = SALVE_WINDOW (object);

  g_clear_pointer (&self->idle_lock, salve_idle_lock_free);
  g_clear_pointer (&self->watch, salve_session_watch_free);
  g_clear_object (&self->housekeeping);
  g_clear_weak_pointer (&self->undo_toast);
  g_clear_object (&self->link);
  g_clear_object (&self->face);
  g_clear_object (&self->settings);
  g_clear_object (&self->clinic);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_WINDOW);
  G_OBJECT_CLASS (salve_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "view.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "view.show", "s", view_action);
  gtk_widget_class_install_action (widget_class, "view.count", "(su)", counter_action);
  gtk_widget_class_install_action (widget_class, "view.next-patient", NULL, next_patient_action);
  gtk_widget_class_install_action (widget_class, "view.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "session.lock", NULL, lock_action);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  salve_feature_actions_install (widget_class);
  salve_history_actions_install (widget_class);
  salve_sync_actions_install (widget_class);
  salve_admin_actions_install (widget_class);
}

static void
salve_window_class_init (SalveWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_window_dispose;
  object_class->get_property = salve_window_get_property;
  properties[PROP_CLINIC] = g_param_spec_object ("clinic", NULL, NULL, SALVE_TYPE_CLINIC,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SALVE_TYPE_SYNC_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/salveclinic/Salve/salve-window.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, SalveWindow, places);
  gtk_widget_class_bind_template_child (widget_class, SalveWindow, start_place);
  gtk_widget_class_bind_template_child (widget_class, SalveWindow, lock_place);
  gtk_widget_class_bind_template_child (widget_class, SalveWindow, split);
  gtk_widget_class_bind_template_child (widget_class, SalveWindow, content_page);
  gtk_widget_class_bind_template_child (widget_class, SalveWindow, navigation);
  gtk_widget_class_bind_template_child (widget_class, SalveWindow, places_list);
  gtk_widget_class_bind_template_child (widget_class, SalveWindow, sync_bar);
  gtk_widget_class_bind_template_child (widget_class, SalveWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, SalveWindow, main_menu);
  gtk_widget_class_bind_template_callback (widget_class, on_place_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_place_selected);
  install_actions (widget_class);
}

/* What is done counts as being there, and F1 is heard, in @widget and all below it. */
static void
listen (SalveWindow *self, GtkWidget *widget)
{
  GtkEventController *events = gtk_event_controller_legacy_new ();

  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_object (events, "event", G_CALLBACK (on_any_event), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, events);
  salve_help_window_answer_key (widget);
}

/* A dialog takes hold of the keyboard and the mouse: the window hears nothing of what happens in it. */
static void
listen_to_dialog (SalveWindow *self)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self));

  if (dialog == NULL || g_object_get_data (G_OBJECT (dialog), "salve-listened-to") != NULL)
    return;
  g_object_set_data (G_OBJECT (dialog), "salve-listened-to", self);
  listen (self, GTK_WIDGET (dialog));
}

static void
salve_window_init (SalveWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  salve_lazy_menu_set (self->menu_button, self->main_menu);
  salve_places_fill (self->places_list);
  salve_history_actions_update (GTK_WIDGET (self));
  salve_sync_actions_update (GTK_WIDGET (self));
  salve_admin_actions_update (GTK_WIDGET (self));
  listen (self, GTK_WIDGET (self));
  g_signal_connect (self, "notify::visible-dialog", G_CALLBACK (listen_to_dialog), NULL);
}

/**
 * salve_window_new:
 * @settings: where the window remembers its size and its view
 * @page: (nullable) (transfer none): the start page, which may be opening a clinic already; NULL for a new one
 *
 * Returns: (transfer none): a window at its start page
 */
SalveWindow *
salve_window_new (GtkApplication *application, GSettings *settings, SalveStartPage *page)
{
  SalveWindow *self = g_object_new (SALVE_TYPE_WINDOW, "application", application, NULL);

  self->start_page = page != NULL ? page : g_object_new (SALVE_TYPE_START_PAGE, NULL);
  adw_bin_set_child (self->start_place, GTK_WIDGET (self->start_page));
  self->settings = g_object_ref (settings);
  self->idle_lock = salve_idle_lock_new (settings, self->toasts);
  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (settings, "changed::density", G_CALLBACK (update_density), self,
                           G_CONNECT_SWAPPED);
  update_density (self);
  g_signal_connect_object (settings, "changed::lock-minutes", G_CALLBACK (restart_idle), self,
                           G_CONNECT_SWAPPED);
  return self;
}

SalveStartPage *
salve_window_get_start_page (SalveWindow *self)
{
  g_return_val_if_fail (SALVE_IS_WINDOW (self), NULL);
  return self->start_page;
}

SalveClinic *
salve_window_get_clinic (SalveWindow *self)
{
  g_return_val_if_fail (SALVE_IS_WINDOW (self), NULL);
  return self->clinic;
}

/**
 * salve_window_set_clinic:
 * @clinic: the clinic to work in, once; the desk takes the start page's place
 */
void
salve_window_set_clinic (SalveWindow *self, SalveClinic *clinic)
{
  g_autofree char *view = NULL;

  g_return_if_fail (SALVE_IS_WINDOW (self));
  g_return_if_fail (!self->clinic);

  self->clinic = g_object_ref (clinic);
  g_signal_connect_object (clinic, "committed", G_CALLBACK (on_committed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (salve_clinic_get_rights (clinic), "changed", G_CALLBACK (on_rights), self,
                           G_CONNECT_SWAPPED);
  salve_right_actions_follow (GTK_WIDGET (self), salve_clinic_get_rights (clinic));
  g_signal_connect_object (clinic, "notify::can-undo", G_CALLBACK (salve_history_actions_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (clinic, "notify::locale", G_CALLBACK (remake_views), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (clinic, "notify::can-redo", G_CALLBACK (salve_history_actions_update), self,
                           G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CLINIC]);
  self->watch = salve_session_watch_new (on_session_away, self);
  self->housekeeping = salve_housekeeping_new (clinic);
  salve_housekeeping_start (self->housekeeping, self->settings);
  self->face = salve_sync_face_new (clinic);
  salve_sync_bar_set_face (self->sync_bar, self->face);
  self->link = salve_server_link_new (clinic, self->face);
  g_signal_connect_object (self->link, "notify", G_CALLBACK (on_link), self, G_CONNECT_SWAPPED);
  on_link (self);
  count_drafts (self);
  g_signal_connect_object (self, "notify::visible-dialog", G_CALLBACK (on_dialog), self, 0);
  view = g_settings_get_string (self->settings, "view");
  show_view (self, view);
  gtk_stack_set_visible_child_name (self->places, "desk");
  restart_idle (self);
  /* Else a new start would be a way around the lock. */
  if (salve_window_may_have_pin (self) && salve_desk_pin_is_set (salve_clinic_get_store (clinic)))
    gtk_widget_activate_action (GTK_WIDGET (self), "session.lock", NULL);
}

/**
 * salve_window_may_have_pin:
 *
 * Returns: whether a PIN of the desk would be asked for: nobody signs in here, and the file has no passphrase
 */
gboolean
salve_window_may_have_pin (SalveWindow *self)
{
  SalveKeyCustody *custody = salve_start_page_get_custody (self->start_page);

  return self->clinic != NULL && salve_server_link_get_desk (self->link) == NULL
         && (custody == NULL || !salve_key_custody_has_passphrase (custody, NULL));
}

/**
 * salve_window_push:
 * @page: (transfer floating): shown above the current view, with a way back
 */
void
salve_window_push (SalveWindow *self, AdwNavigationPage *page)
{
  g_return_if_fail (SALVE_IS_WINDOW (self));

  adw_navigation_view_push (self->navigation, page);
  adw_navigation_split_view_set_show_content (self->split, TRUE);
}

/**
 * salve_window_toast:
 * @text: a short message, not markup
 */
void
salve_window_toast (SalveWindow *self, const char *text)
{
  AdwToast *toast;

  g_return_if_fail (SALVE_IS_WINDOW (self));

  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* The last change was taken back: nothing is left to undo it by. */
void
salve_window_say_undone (SalveWindow *self)
{
  g_return_if_fail (SALVE_IS_WINDOW (self));

  if (self->undo_toast)
    adw_toast_dismiss (self->undo_toast);
  salve_window_toast (self, _ ("Undone"));
}

/**
 * salve_window_offer:
 * @text: what happened, not markup
 * @label: of a button
 * @action: what the button does
 *
 * A message that stays until it is dismissed.
 */
void
salve_window_offer (SalveWindow *self, const char *text, const char *label, const char *action)
{
  AdwToast *toast;

  g_return_if_fail (SALVE_IS_WINDOW (self));

  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, label);
  adw_toast_set_action_name (toast, action);
  adw_toast_set_timeout (toast, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/**
 * salve_window_show_error:
 * @what: what did not work, for a person
 * @error: why
 *
 * Tells of an error that a person must read before going on.
 */
void
salve_window_show_error (SalveWindow *self, const char *what, const GError *error)
{
  AdwDialog *dialog;

  g_return_if_fail (SALVE_IS_WINDOW (self));

  dialog = adw_alert_dialog_new (what, error ? error->message : NULL);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

gboolean
salve_window_is_locked (SalveWindow *self)
{
  g_return_val_if_fail (SALVE_IS_WINDOW (self), FALSE);
  return self->locked;
}

/* Returns: (transfer none) (nullable): how the clinic is connected to its server; NULL while none is open */
SalveServerLink *
salve_window_get_link (SalveWindow *self)
{
  g_return_val_if_fail (SALVE_IS_WINDOW (self), NULL);
  return self->link;
}

/* Returns: (transfer none) (nullable): what is said about sync; NULL while no clinic is open */
SalveSyncFace *
salve_window_get_face (SalveWindow *self)
{
  g_return_val_if_fail (SALVE_IS_WINDOW (self), NULL);
  return self->face;
}

/**
 * salve_window_set_demo:
 * @demo: the clinic is made up, and the sidebar says so
 */
void
salve_window_set_demo (SalveWindow *self, gboolean demo)
{
  g_return_if_fail (SALVE_IS_WINDOW (self));

  self->demo = demo;
  if (self->clinic)
    update_state (self);
}
