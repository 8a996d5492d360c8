/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-audit-view.h"
#include "salve-record-words.h"

#include <glib/gi18n.h>

struct _SalveAuditView
{
  AdwBin parent_instance;

  SalveClinic *clinic;
  SalvePeople *people; /* NULL: no server */
  SalveAuditModel *model;
  char *record; /* id, NULL: all */

  AdwToggleGroup *where;
  GtkEditable *actor_entry;
  GtkEditable *from_entry;
  GtkEditable *until_entry;
  GtkWidget *record_button;
  GtkLabel *record_label;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkListView *list;
  AdwStatusPage *error_page;
};

G_DEFINE_FINAL_TYPE (SalveAuditView, salve_audit_view, ADW_TYPE_BIN)

/**
 * salve_audit_action_words:
 * @action: as the audit trail has it
 *
 * Returns: (transfer none): what was done, as a person says it; the action itself where it has no words yet
 */
const char *
salve_audit_action_words (const char *action)
{
  static const struct
  {
    const char *action;
    const char *words;
  } words[] = {
    { "create", NC_ ("audit", "Made") },
    { "read", NC_ ("audit", "Read") },
    { "search", NC_ ("audit", "Searched") },
    { "update", NC_ ("audit", "Changed") },
    { "delete", NC_ ("audit", "Deleted") },
    { "print", NC_ ("audit", "Printed") },
    { "copy", NC_ ("audit", "Copied") },
    { "export", NC_ ("audit", "Exported") },
    { "import", NC_ ("audit", "Imported") },
    { "upload", NC_ ("audit", "Uploaded") },
    { "undo", NC_ ("audit", "Undone") },
    { "backup", NC_ ("audit", "Backed up") },
    { "restore", NC_ ("audit", "Restored") },
    { "sign-in", NC_ ("audit", "Signed in") },
    { "sign-in-failed", NC_ ("audit", "Failed to sign in") },
    { "sign-out", NC_ ("audit", "Signed out") },
    { "denied", NC_ ("audit", "Was refused") },
    { "password", NC_ ("audit", "Set a password") },
    { "e-mail", NC_ ("audit", "Confirmed an e-mail address") },
    { "code", NC_ ("audit", "Gave out a code") },
    { "code-cancel", NC_ ("audit", "Took a code back") },
    { "code-reuse", NC_ ("audit", "A code was tried twice") },
    { "code-misuse", NC_ ("audit", "A wrong code was tried") },
    { "token-reuse", NC_ ("audit", "A stolen sign-in was tried") },
    { "enrol", NC_ ("audit", "Enrolled a device") },
    { "open", NC_ ("audit", "Let sign in again") },
    { "close", NC_ ("audit", "Shut out") },
    { "role-change", NC_ ("audit", "Changed roles") },
    { "role-rules", NC_ ("audit", "Changed what a role may") },
    { "revoke", NC_ ("audit", "Ended all sign-ins") },
    { "client-add", NC_ ("audit", "Added a program") },
    { "client-remove", NC_ ("audit", "Removed a program") },
    { "break-glass", NC_ ("audit", "Looked without treating") },
    { "break-glass-find", NC_ ("audit", "Looked for somebody in an emergency") },
    { "break-glass-review", NC_ ("audit", "Reviewed a look without treating") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].action, action))
      return g_dpgettext2 (NULL, "audit", words[i].words);
  return action;
}

static char *
record_words (SalveAuditView *self, SalveAuditRow *row)
{
  if (row->type == NULL)
    return g_strdup ("");
  if (g_str_equal (row->type, "audit"))
    return g_strdup (_ ("The audit trail"));
  if (g_str_equal (row->type, "account"))
    return g_strdup (_ ("An account"));
  if (row->resource_id == NULL || !salve_resource_is_valid_type_name (row->type))
    return g_strdup (row->type);
  return salve_record_words (self->clinic, row->type, row->resource_id, NULL);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12),
            *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *what = gtk_label_new (NULL), *who = gtk_label_new (NULL), *when = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (what), 0);
  gtk_label_set_xalign (GTK_LABEL (who), 0);
  gtk_label_set_ellipsize (GTK_LABEL (what), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (GTK_LABEL (what), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (what), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (what), 2);
  gtk_label_set_ellipsize (GTK_LABEL (who), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (who, "caption");
  gtk_widget_add_css_class (who, "dimmed");
  gtk_widget_add_css_class (when, "caption");
  gtk_widget_add_css_class (when, "dimmed");
  gtk_widget_add_css_class (when, "numeric");
  gtk_label_set_wrap (GTK_LABEL (when), TRUE);
  gtk_label_set_justify (GTK_LABEL (when), GTK_JUSTIFY_RIGHT);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (lines), what);
  gtk_box_append (GTK_BOX (lines), who);
  gtk_box_append (GTK_BOX (box), lines);
  gtk_box_append (GTK_BOX (box), when);
  gtk_list_item_set_child (item, box);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, SalveAuditView *self)
{
  SalveAuditRow *row = gtk_list_item_get_item (item);
  GtkWidget *lines = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *when = gtk_widget_get_next_sibling (lines), *what = gtk_widget_get_first_child (lines);
  g_autofree char *time =
      salve_instant_format_local (row->time, salve_clinic_get_zone (self->clinic),
                                  salve_clinic_get_locale (self->clinic), SALVE_INSTANT_STYLE_DATE_TIME);
  g_autofree char *record = record_words (self, row);
  const char *action = salve_audit_action_words (row->action);
  /* Translators: what was done, and to which record */
  g_autofree char *title =
      *record != '\0' ? g_strdup_printf (C_ ("audit", "%s: %s"), action, record) : g_strdup (action);
  g_autofree char *who =
      row->detail != NULL ? g_strdup_printf ("%s · %s", row->actor, row->detail) : g_strdup (row->actor);
  g_autofree char *spoken = g_strdup_printf ("%s. %s. %s", title, who, time);

  gtk_label_set_label (GTK_LABEL (what), title);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (what)), who);
  gtk_label_set_label (GTK_LABEL (when), time);
  gtk_list_item_set_accessible_label (item, spoken);
}

/* The day that is typed, as a point in time; NONE while it is not one. */
static SalveInstant
typed_day (SalveAuditView *self, GtkEditable *entry, gboolean end)
{
  const char *text = gtk_editable_get_text (entry);
  SalvePartialDate day;
  gboolean valid = *text == '\0';
  SalveInstant instant = SALVE_INSTANT_NONE;

  if (!valid
      && salve_partial_date_parse_typed (text, salve_clinic_get_locale (self->clinic),
                                         salve_clinic_today (self->clinic), &day, NULL))
    {
      valid = TRUE;
      day = end ? salve_partial_date_add_days (salve_partial_date_last_day (day), 1)
                : salve_partial_date_first_day (day);
      instant = salve_instant_from_local (day, 0, 0, salve_clinic_get_zone (self->clinic));
    }
  if (valid)
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               valid ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE, -1);
  return instant;
}

static void
on_filter (SalveAuditView *self)
{
  const char *actor = gtk_editable_get_text (self->actor_entry);
  SalveAuditFilter filter = { .actor = *actor != '\0' ? actor : NULL, .resource_id = self->record };

  if (self->model == NULL)
    return;
  filter.from = typed_day (self, self->from_entry, FALSE);
  filter.until = typed_day (self, self->until_entry, TRUE);
  salve_audit_model_filter (self->model, &filter);
}

/* The server's trail has what was done at every desk; this computer's file has what was done here, also without it. */
static void
on_where (SalveAuditView *self)
{
  gboolean here = g_strcmp0 (adw_toggle_group_get_active_name (self->where), "here") == 0;

  if (self->model == NULL)
    return;
  salve_audit_model_set_people (self->model, here ? NULL : self->people);
  on_filter (self);
}

static void
on_all_records (SalveAuditView *self)
{
  g_clear_pointer (&self->record, g_free);
  gtk_widget_set_visible (self->record_button, FALSE);
  on_filter (self);
}

/* A press on a row shows what else was done to its record. */
static void
on_activated (SalveAuditView *self, guint position)
{
  g_autoptr (SalveAuditRow) row = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  g_autofree char *words = NULL;

  if (row == NULL || row->resource_id == NULL)
    return;
  words = record_words (self, row);
  g_set_str (&self->record, row->resource_id);
  gtk_label_set_label (self->record_label, words);
  gtk_widget_set_visible (self->record_button, TRUE);
  on_filter (self);
}

static void
on_state (SalveAuditView *self)
{
  gboolean loading;
  g_autofree char *error = NULL;
  const char *page = "list";

  g_object_get (self->model, "loading", &loading, "error", &error, NULL);
  if (error != NULL)
    page = "error";
  else if (!loading && g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    page = "empty";
  adw_status_page_set_description (self->error_page, error);
  gtk_stack_set_visible_child_name (self->stack, page);
}

/* A screen before the end the next page is asked for. */
static void
on_scrolled (SalveAuditView *self, GtkAdjustment *adjustment)
{
  double left = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment);

  if (self->model != NULL && left < 2 * gtk_adjustment_get_page_size (adjustment))
    salve_audit_model_load_more (self->model);
}

static void
salve_audit_view_dispose (GObject *object)
{
  SalveAuditView *self = SALVE_AUDIT_VIEW (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_AUDIT_VIEW);
  g_clear_object (&self->model);
  g_clear_object (&self->clinic);
  g_clear_object (&self->people);
  g_clear_pointer (&self->record, g_free);
  G_OBJECT_CLASS (salve_audit_view_parent_class)->dispose (object);
}

static void
salve_audit_view_class_init (SalveAuditViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_audit_view_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-audit-view.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveAuditView, where);
  gtk_widget_class_bind_template_child (widget_class, SalveAuditView, actor_entry);
  gtk_widget_class_bind_template_child (widget_class, SalveAuditView, from_entry);
  gtk_widget_class_bind_template_child (widget_class, SalveAuditView, until_entry);
  gtk_widget_class_bind_template_child (widget_class, SalveAuditView, record_button);
  gtk_widget_class_bind_template_child (widget_class, SalveAuditView, record_label);
  gtk_widget_class_bind_template_child (widget_class, SalveAuditView, stack);
  gtk_widget_class_bind_template_child (widget_class, SalveAuditView, scroller);
  gtk_widget_class_bind_template_child (widget_class, SalveAuditView, list);
  gtk_widget_class_bind_template_child (widget_class, SalveAuditView, error_page);
  gtk_widget_class_bind_template_callback (widget_class, on_filter);
  gtk_widget_class_bind_template_callback (widget_class, on_where);
  gtk_widget_class_bind_template_callback (widget_class, on_all_records);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
}

static void
salve_audit_view_init (SalveAuditView *self)
{
  GtkAdjustment *adjustment;

  gtk_widget_init_template (GTK_WIDGET (self));
  adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_scrolled), self, G_CONNECT_SWAPPED);
}

/**
 * salve_audit_view_new:
 * @people: (nullable): those of the clinic's server, whose trail comes first; %NULL: there is none
 *
 * Looking at the trail is itself noted in it.
 *
 * Returns: (transfer floating): the audit trail of the server and of the clinic's file here
 */
GtkWidget *
salve_audit_view_new (SalveClinic *clinic, SalvePeople *people)
{
  SalveAuditView *self = g_object_new (SALVE_TYPE_AUDIT_VIEW, NULL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->clinic = g_object_ref (clinic);
  g_set_object (&self->people, people);
  self->model = salve_audit_model_new (salve_clinic_get_store (clinic));
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->model))));
  g_signal_connect_object (self->model, "notify", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  gtk_list_view_set_factory (self->list, factory);
  g_object_unref (factory);
  gtk_list_view_set_model (self->list, selection);
  dex_future_disown (salve_store_audit (salve_clinic_get_store (clinic), salve_clinic_get_actor (clinic),
                                        "read", "audit", NULL, NULL));
  gtk_widget_set_visible (GTK_WIDGET (self->where), people != NULL);
  on_where (self);
  return GTK_WIDGET (self);
}

SalveAuditModel *
salve_audit_view_get_model (SalveAuditView *self)
{
  g_return_val_if_fail (SALVE_IS_AUDIT_VIEW (self), NULL);
  return self->model;
}
