/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One patient's record to read: the head that never scrolls away, the timeline, charts, reports and documents, and
 * the standing facts beside them, or as the first view where there is no room. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-appointment.h"
#include "salve-facts-view.h"
#include "salve-history-dialog.h"
#include "salve-merge-search.h"
#include "salve-print.h"
#include "salve-projection.h"
#include "salve-record-head.h"
#include "salve-record-kiosk.h"
#include "salve-record-page.h"
#include "salve-resource-dialog.h"
#include "salve-right-actions.h"
#include "salve-timeline.h"
#include "salve-vitals-view.h"
#include "salve-window.h"

#include <glib/gi18n.h>

struct _SalveRecordPage
{
  AdwNavigationPage parent_instance;

  SalveClinic *clinic;
  char *patient_id;
  SalveRecord *record;
  guint reload_source;
  gboolean part_chosen;

  GtkStack *states;
  AdwStatusPage *error_page;
  SalveRecordHead *head;
  AdwBanner *glass_banner;
  AdwBanner *merged_banner;
  gint64 merge; /* the change that merged this record into another; 0 where that cannot be undone here */
  AdwViewStack *views;
  AdwBin *side;
  GtkWidget *facts;
  GtkWidget *summary;
  AdwViewStackPage *summary_page;
  GtkWidget *timeline;
  GtkWidget *vitals;
  GtkWidget *reports;
  GtkWidget *documents;
};

enum
{
  PROP_0,
  PROP_CLINIC,
  PROP_PATIENT_ID,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SalveRecordPage, salve_record_page, ADW_TYPE_NAVIGATION_PAGE)

static void
show_error (SalveRecordPage *self, const GError *error)
{
  gboolean missing = g_error_matches (error, SALVE_STORE_ERROR, SALVE_STORE_ERROR_NOT_FOUND);

  adw_status_page_set_description (self->error_page,
                                   missing ? _ ("There is no patient with this id in the clinic’s file.")
                                           : error->message);
  gtk_stack_set_visible_child_name (self->states, "error");
}

/* A record that went into another says so, and can come out of it again. */
static void
show_merged (SalveRecordPage *self)
{
  SalveStore *store = salve_clinic_get_store (self->clinic);
  SalveDeskRights *rights = salve_clinic_get_rights (self->clinic);
  g_autofree char *into = salve_patient_get_replaced_by (salve_record_get_patient (self->record));
  g_autoptr (SalvePatientRow) other = into != NULL ? salve_store_read_patient_row (store, into, NULL) : NULL;
  g_autofree char *title = NULL;

  self->merge = into != NULL ? salve_patient_find_merge (store, into, self->patient_id, NULL) : 0;
  if (other != NULL)
    /* Translators: a person's name */
    title = g_strdup_printf (_ ("This record was merged into that of %s"), other->name_full);
  adw_banner_set_title (self->merged_banner,
                        title != NULL ? title : _ ("This record was merged into another"));
  adw_banner_set_button_label (self->merged_banner, self->merge != 0 ? _ ("_Undo Merge") : NULL);
  adw_banner_set_revealed (self->merged_banner, into != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "record.merge",
                                 into == NULL && salve_right_actions_may (rights, "patient.merge"));
  gtk_widget_action_set_enabled (
      GTK_WIDGET (self), "record.book",
      into == NULL && salve_right_actions_may (rights, "appointment.book-for")
          && !salve_patient_get_deceased (salve_record_get_patient (self->record), NULL));
}

static DexFuture *
on_merge_undone (DexFuture *future, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (dex_future_get_value (future, &error) == NULL)
    text = g_strdup_printf (_ ("Not split: %s"), error->message);
  gtk_widget_activate_action (data, "win.toast", "s", text != NULL ? text : _ ("Two records again"));
  return NULL;
}

static void
undo_merge (SalveRecordPage *self)
{
  if (self->merge == 0)
    return;
  dex_future_disown (
      dex_future_finally (salve_clinic_undo_change (self->clinic, self->merge, _ ("Patients merged")),
                          on_merge_undone, g_object_ref (self), g_object_unref));
}

static void
show_record (SalveRecordPage *self)
{
  g_autofree char *name = salve_record_format_name (self->record);

  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), name);
  salve_record_head_set_record (self->head, self->record);
  show_merged (self);
  salve_facts_view_set_record (SALVE_FACTS_VIEW (self->facts), self->record);
  salve_timeline_set_record (SALVE_TIMELINE (self->timeline), self->record);
  salve_timeline_set_record (SALVE_TIMELINE (self->reports), self->record);
  salve_timeline_set_record (SALVE_TIMELINE (self->documents), self->record);
  salve_vitals_view_set_record (SALVE_VITALS_VIEW (self->vitals), self->record);
  gtk_stack_set_visible_child_name (self->states, "record");
}

static SalveResource *
look_up (const char *type, const char *id, gpointer store)
{
  return salve_store_read (store, type, id, NULL, NULL);
}

/* Who opened it without treating the patient is told how long that lasts. */
static void
show_glass (SalveRecordPage *self)
{
  SalveInstant end = salve_desk_rights_get_end (salve_clinic_get_rights (self->clinic), self->patient_id,
                                                salve_clinic_now (self->clinic));
  g_autofree char *time = NULL;
  g_autofree char *title = NULL;

  if (end != SALVE_INSTANT_NONE)
    {
      time = salve_instant_format_local (end, salve_clinic_get_zone (self->clinic),
                                         salve_clinic_get_locale (self->clinic), SALVE_INSTANT_STYLE_TIME);
      /* Translators: %s is a time, as 14:30 */
      title = g_strdup_printf (_ ("Opened in an emergency, until %s"), time);
      adw_banner_set_title (self->glass_banner, title);
    }
  adw_banner_set_revealed (self->glass_banner, end != SALVE_INSTANT_NONE);
}

static void
reload (SalveRecordPage *self)
{
  SalveStore *store = salve_clinic_get_store (self->clinic);
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveResource) patient = salve_store_read (store, "Patient", self->patient_id, NULL, &error);
  g_autoptr (GPtrArray) resources = NULL;
  g_autoptr (GPtrArray) seen = NULL;
  gint64 start = g_get_monotonic_time (), read;

  if (patient)
    resources = salve_store_list_related (store, self->patient_id, NULL, &error);
  if (resources == NULL)
    {
      show_error (self, error);
      return;
    }
  seen = salve_desk_rights_filter (salve_clinic_get_rights (self->clinic), resources);
  read = g_get_monotonic_time ();
  g_clear_object (&self->record);
  self->record = salve_record_new (patient, seen, salve_clinic_get_locale (self->clinic),
                                   salve_clinic_get_zone (self->clinic), salve_clinic_today (self->clinic));
  salve_record_set_lookup (self->record, look_up, g_object_ref (store), g_object_unref);
  show_record (self);
  show_glass (self);
  g_debug ("%u resources read in %.1f ms, shown in %.1f ms", resources->len, (double)(read - start) / 1000,
           (double)(g_get_monotonic_time () - read) / 1000);
}

static void
on_reload_due (gpointer data)
{
  SalveRecordPage *self = data;

  self->reload_source = 0;
  reload (self);
}

/* Many resources may change in one go; the record is read again once. */
static void
queue_reload (SalveRecordPage *self)
{
  if (self->reload_source == 0)
    self->reload_source = g_idle_add_once (on_reload_due, self);
}

static gboolean
belongs (SalveRecordPage *self, const char *type, const char *id)
{
  g_autoptr (SalveResource) resource = NULL;
  g_autofree char *owner = NULL;
  GPtrArray *known;

  if (g_str_equal (type, "Patient"))
    return g_str_equal (id, self->patient_id);
  known = self->record ? salve_record_list (self->record, type) : NULL;
  for (guint i = 0; known != NULL && i < known->len; i++)
    if (g_str_equal (salve_resource_get_id (known->pdata[i]), id))
      return TRUE;
  resource = salve_store_read (salve_clinic_get_store (self->clinic), type, id, NULL, NULL);
  if (resource != NULL)
    owner = g_str_equal (type, "Appointment") ? salve_appointment_find_actor (resource, "Patient")
                                              : salve_projection_patient_of (resource);
  return g_strcmp0 (owner, self->patient_id) == 0;
}

static void
on_changed (SalveRecordPage *self, const char *type, const char *id)
{
  if (belongs (self, type, id))
    queue_reload (self);
}

/* An appointment is opened to be worked with; where nobody books, it is read like everything else. */
static gboolean
open_appointment (SalveRecordPage *self, SalveResource *resource)
{
  return g_str_equal (salve_resource_get_type_name (resource), "Appointment")
         && gtk_widget_activate_action (GTK_WIDGET (self), "appointment.open", "s",
                                        salve_resource_get_id (resource));
}

static void
on_entry_activated (SalveRecordPage *self, SalveEntry *entry)
{
  if (entry->members == NULL && open_appointment (self, entry->resource))
    return;
  adw_dialog_present (salve_resource_dialog_new (self->record, entry->resource, entry->members),
                      GTK_WIDGET (self));
}

static void
on_fact_activated (SalveRecordPage *self, SalveResource *resource)
{
  adw_dialog_present (salve_resource_dialog_new (self->record, resource, NULL), GTK_WIDGET (self));
}

static void
move_facts (SalveRecordPage *self, gboolean narrow)
{
  g_object_ref (self->facts);
  adw_bin_set_child (narrow ? self->side : ADW_BIN (self->summary), NULL);
  adw_bin_set_child (narrow ? ADW_BIN (self->summary) : self->side, self->facts);
  g_object_unref (self->facts);
  adw_view_stack_page_set_visible (self->summary_page, narrow);
  /* Whoever chose a part keeps it; the summary stands beside the others where there is room, so it is left then. */
  if (!self->part_chosen
      || (!narrow && g_strcmp0 (adw_view_stack_get_visible_child_name (self->views), "summary") == 0))
    adw_view_stack_set_visible_child_name (self->views, narrow ? "summary" : "timeline");
  salve_record_head_set_narrow (self->head, narrow);
}

/* The first in @widget that takes the keyboard, gtk_widget_child_focus() being refused by some that are on the way. */
static gboolean
focus_first (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (gtk_widget_get_focusable (widget) && gtk_widget_grab_focus (widget))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (focus_first (child))
      return TRUE;
  return FALSE;
}

/* What has the keyboard may be what goes with the other layout; without a focus in it the page would hear no key. */
static gboolean
keep_focus (gpointer data)
{
  SalveRecordPage *self = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (root != NULL && gtk_root_get_focus (root) == NULL
      && !focus_first (adw_view_stack_get_visible_child (self->views)))
    focus_first (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static void
on_layout (SalveRecordPage *self, gboolean narrow)
{
  move_facts (self, narrow);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, keep_focus, g_object_ref (self), g_object_unref);
}

static void
on_narrow (SalveRecordPage *self)
{
  on_layout (self, TRUE);
}

static void
on_wide (SalveRecordPage *self)
{
  on_layout (self, FALSE);
}

static void
copy_card (SalveRecordPage *self)
{
  g_autofree char *card = salve_record_format_vcard (self->record, FALSE);
  g_autofree char *text = salve_record_format_vcard (self->record, TRUE);
  g_autoptr (GBytes) bytes = g_bytes_new (card, strlen (card));
  GdkContentProvider *both[] = { gdk_content_provider_new_for_bytes ("text/vcard", bytes),
                                 gdk_content_provider_new_typed (G_TYPE_STRING, text) };
  g_autoptr (GdkContentProvider) provider = gdk_content_provider_new_union (both, 2);

  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), provider);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", _ ("Copied as vCard"));
}

/* (nullable): the way to the clinic's server */
static SalveRemote *
remote_of (GtkWindow *window)
{
  SalveServerLink *link = SALVE_IS_WINDOW (window) ? salve_window_get_link (SALVE_WINDOW (window)) : NULL;

  return link != NULL ? salve_server_link_get_remote (link) : NULL;
}

static void
record_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveRecordPage *self = SALVE_RECORD_PAGE (widget);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));

  if (g_str_equal (name, "record.reload"))
    reload (self);
  else if (self->record == NULL)
    return;
  else if (g_str_equal (name, "record.edit"))
    gtk_widget_activate_action (widget, "patient.edit", "s", self->patient_id);
  else if (g_str_equal (name, "record.book"))
    gtk_widget_activate_action (widget, "appointment.book-for", "s", self->patient_id);
  else if (g_str_equal (name, "record.print"))
    salve_print_patient (self->clinic, self->patient_id, window, SALVE_PRINT_SHEET);
  else if (g_str_equal (name, "record.print-labels"))
    salve_print_patient (self->clinic, self->patient_id, window, SALVE_PRINT_LABELS);
  else if (g_str_equal (name, "record.copy-card"))
    copy_card (self);
  else if (g_str_equal (name, "record.kiosk-code"))
    salve_record_give_kiosk_code (widget, remote_of (window), self->patient_id);
  else if (g_str_equal (name, "record.ask-picture"))
    salve_record_ask_for_picture (widget, self->clinic, self->patient_id);
  else if (g_str_equal (name, "record.merge"))
    adw_dialog_present (salve_merge_search_new (self->clinic, self->patient_id), widget);
  else if (g_str_equal (name, "record.undo-merge"))
    undo_merge (self);
  else if (g_str_equal (name, "record.history"))
    adw_dialog_present (salve_history_dialog_new (self->clinic, "Patient", self->patient_id), widget);
  else if (g_str_equal (name, "record.raw"))
    adw_dialog_present (salve_resource_dialog_new_raw (self->record, salve_record_get_patient (self->record)),
                        widget);
}

static void
salve_record_page_constructed (GObject *object)
{
  SalveRecordPage *self = SALVE_RECORD_PAGE (object);
  SalveStore *store = salve_clinic_get_store (self->clinic);
  g_autofree char *tag = g_strconcat ("record-", self->patient_id, NULL);

  G_OBJECT_CLASS (salve_record_page_parent_class)->constructed (object);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (store, "changed-many", G_CALLBACK (queue_reload), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (salve_clinic_get_rights (self->clinic), "changed", G_CALLBACK (queue_reload), self,
                           G_CONNECT_SWAPPED);
  salve_right_actions_follow (GTK_WIDGET (self), salve_clinic_get_rights (self->clinic));
  reload (self);
  /* Who read which record is part of the audit trail. */
  dex_future_disown (salve_store_audit (store, salve_clinic_get_actor (self->clinic), "read", "Patient",
                                        self->patient_id, NULL));
}

static void
salve_record_page_dispose (GObject *object)
{
  SalveRecordPage *self = SALVE_RECORD_PAGE (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_object (&self->record);
  g_clear_object (&self->clinic);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_RECORD_PAGE);
  G_OBJECT_CLASS (salve_record_page_parent_class)->dispose (object);
}

static void
salve_record_page_finalize (GObject *object)
{
  g_clear_pointer (&SALVE_RECORD_PAGE (object)->patient_id, g_free);
  G_OBJECT_CLASS (salve_record_page_parent_class)->finalize (object);
}

static void
salve_record_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SalveRecordPage *self = SALVE_RECORD_PAGE (object);

  if (id == PROP_CLINIC)
    g_value_set_object (value, self->clinic);
  else if (id == PROP_PATIENT_ID)
    g_value_set_string (value, self->patient_id);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
salve_record_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SalveRecordPage *self = SALVE_RECORD_PAGE (object);

  if (id == PROP_CLINIC)
    self->clinic = g_value_dup_object (value);
  else if (id == PROP_PATIENT_ID)
    self->patient_id = g_value_dup_string (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const char *const names[] = { "record.reload",       "record.edit",       "record.print",
                                       "record.print-labels", "record.copy-card",  "record.history",
                                       "record.raw",          "record.merge",      "record.undo-merge",
                                       "record.book",         "record.kiosk-code", "record.ask-picture" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_class_install_action (widget_class, names[i], NULL, record_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "record.edit", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "record.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "record.copy-card", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_u, GDK_CONTROL_MASK, "record.raw", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "record.reload", NULL);
}

static void
salve_record_page_shown (AdwNavigationPage *page)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, keep_focus, g_object_ref (page), g_object_unref);
}

static void
salve_record_page_class_init (SalveRecordPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = salve_record_page_shown;
  object_class->constructed = salve_record_page_constructed;
  object_class->dispose = salve_record_page_dispose;
  object_class->finalize = salve_record_page_finalize;
  object_class->get_property = salve_record_page_get_property;
  object_class->set_property = salve_record_page_set_property;
  properties[PROP_CLINIC] =
      g_param_spec_object ("clinic", NULL, NULL, SALVE_TYPE_CLINIC,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PATIENT_ID] = g_param_spec_string (
      "patient-id", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (SALVE_TYPE_RECORD_HEAD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-record-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveRecordPage, states);
  gtk_widget_class_bind_template_child (widget_class, SalveRecordPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, SalveRecordPage, head);
  gtk_widget_class_bind_template_child (widget_class, SalveRecordPage, glass_banner);
  gtk_widget_class_bind_template_child (widget_class, SalveRecordPage, merged_banner);
  gtk_widget_class_bind_template_child (widget_class, SalveRecordPage, views);
  gtk_widget_class_bind_template_child (widget_class, SalveRecordPage, side);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow);
  gtk_widget_class_bind_template_callback (widget_class, on_wide);
  install_actions (widget_class);
}

static void
add_views (SalveRecordPage *self)
{
  self->summary = adw_bin_new ();
  self->summary_page = adw_view_stack_add_titled_with_icon (self->views, self->summary, "summary",
                                                            _ ("Summary"), "avatar-default-symbolic");
  adw_view_stack_page_set_visible (self->summary_page, FALSE);
  self->timeline = salve_timeline_new (SALVE_ENTRY_ALL, TRUE, _ ("Nothing Recorded Yet"),
                                       _ ("Visits, notes, prescriptions and results appear here."));
  self->vitals = salve_vitals_view_new ();
  self->reports = salve_timeline_new (1u << SALVE_ENTRY_REPORT, FALSE, _ ("No Reports Yet"),
                                      _ ("Laboratory and other reports appear here with their results."));
  self->documents = salve_timeline_new (1u << SALVE_ENTRY_NOTE, FALSE, _ ("No Documents Yet"),
                                        _ ("Notes, letters and images appear here."));
  adw_view_stack_add_titled_with_icon (self->views, self->timeline, "timeline", _ ("Timeline"),
                                       "document-open-recent-symbolic");
  adw_view_stack_add_titled_with_icon (self->views, self->vitals, "vitals", _ ("Charts"),
                                       "salve-chart-symbolic");
  adw_view_stack_add_titled_with_icon (self->views, self->reports, "reports", _ ("Reports"),
                                       "x-office-document-symbolic");
  adw_view_stack_add_titled_with_icon (self->views, self->documents, "documents", _ ("Documents"),
                                       "text-x-generic-symbolic");
  adw_view_stack_set_visible_child_name (self->views, "timeline");
}

static void
salve_record_page_init (SalveRecordPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->facts = salve_facts_view_new ();
  add_views (self);
  adw_bin_set_child (self->side, self->facts);
  g_signal_connect_object (self->timeline, "activated", G_CALLBACK (on_entry_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->reports, "activated", G_CALLBACK (on_entry_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->documents, "activated", G_CALLBACK (on_entry_activated), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->facts, "activated", G_CALLBACK (on_fact_activated), self, G_CONNECT_SWAPPED);
}

/**
 * salve_record_page_new:
 * @clinic: the clinic
 * @patient_id: whose record
 *
 * Reads the record and writes into the audit trail that it was read.
 *
 * Returns: a page
 */
GtkWidget *
salve_record_page_new (SalveClinic *clinic, const char *patient_id)
{
  return g_object_new (SALVE_TYPE_RECORD_PAGE, "clinic", clinic, "patient-id", patient_id, NULL);
}

SalveRecord *
salve_record_page_get_record (SalveRecordPage *self)
{
  g_return_val_if_fail (SALVE_IS_RECORD_PAGE (self), NULL);
  return self->record;
}

/**
 * salve_record_page_may_stay:
 *
 * Returns: whether whoever works here now may see this record
 */
gboolean
salve_record_page_may_stay (SalveRecordPage *self)
{
  g_return_val_if_fail (SALVE_IS_RECORD_PAGE (self), FALSE);
  return salve_desk_rights_may_open (salve_clinic_get_rights (self->clinic), self->patient_id,
                                     salve_clinic_now (self->clinic));
}

/**
 * salve_record_page_show:
 * @self: a page
 * @part: "timeline", "vitals", "reports", "documents"
 */
void
salve_record_page_show (SalveRecordPage *self, const char *part)
{
  g_return_if_fail (SALVE_IS_RECORD_PAGE (self));
  self->part_chosen = TRUE;
  adw_view_stack_set_visible_child_name (self->views, part);
}
