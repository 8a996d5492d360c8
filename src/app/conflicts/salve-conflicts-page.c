/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-conflict-page.h"
#include "salve-conflicts-page.h"
#include "salve-record-open.h"
#include "salve-record-words.h"

#include <glib/gi18n.h>

/* More than a person settles in a day; the rest follows as these go. */
#define SHOWN 200

struct _SalveConflictsPage
{
  AdwNavigationPage parent_instance;

  SalveClinic *clinic;
  const SalveTroubles *troubles;
  GPtrArray *conflict_rows; /* GtkWidget, owned by the group */
  GPtrArray *refusal_rows;

  AdwBanner *banner;
  GtkStack *stack;
  AdwStatusPage *error_page;
  AdwPreferencesGroup *conflicts_group;
  AdwPreferencesGroup *refusals_group;
};

G_DEFINE_FINAL_TYPE (SalveConflictsPage, salve_conflicts_page, ADW_TYPE_NAVIGATION_PAGE)

typedef struct
{
  SalveConflictsPage *page;
  gint64 sequence;
  char *type;
  char *id;
  GtkWidget *row;
} Refusal;

static void
refusal_free (gpointer data)
{
  Refusal *refusal = data;

  g_free (refusal->type);
  g_free (refusal->id);
  g_free (refusal);
}

static DexFuture *
on_done (DexFuture *future, gpointer data)
{
  SalveConflictsPage *self = data;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) != NULL)
    adw_banner_set_revealed (self->banner, FALSE);
  else
    {
      adw_banner_set_title (self->banner, error->message);
      adw_banner_set_revealed (self->banner, TRUE);
    }
  salve_conflicts_page_refresh (self);
  return NULL;
}

static void
follow (SalveConflictsPage *self, DexFuture *future)
{
  dex_future_disown (dex_future_finally (future, on_done, g_object_ref (self), g_object_unref));
}

static void
on_retry (GtkButton *button, Refusal *refusal)
{
  SalveConflictsPage *self = refusal->page;

  gtk_widget_set_sensitive (refusal->row, FALSE);
  follow (self, self->troubles->retry (salve_clinic_get_store (self->clinic), refusal->sequence));
}

static void
on_give_up (GtkButton *button, Refusal *refusal)
{
  SalveConflictsPage *self = refusal->page;
  DexFuture *future;

  gtk_widget_set_sensitive (refusal->row, FALSE);
  future =
      self->troubles->drop (salve_clinic_get_store (self->clinic), refusal->sequence,
                            salve_clinic_get_actor (self->clinic), salve_clinic_get_device (self->clinic));
  follow (self, salve_clinic_remember (self->clinic, future, _ ("Refused change given up")));
}

static void
on_open (GtkButton *button, Refusal *refusal)
{
  salve_record_open (GTK_WIDGET (button), refusal->page->clinic, refusal->type, refusal->id);
}

/* Also where the record already said what was chosen, and so nothing was committed. */
static DexFuture *
on_settled (DexFuture *future, gpointer data)
{
  salve_conflicts_page_refresh (data);
  return NULL;
}

static DexFuture *
settle (SalveConflictItem *item, SalveResource *chosen, gpointer data)
{
  SalveConflictsPage *self = data;
  DexFuture *future =
      self->troubles->settle (salve_clinic_get_store (self->clinic), item->id, chosen,
                              salve_clinic_get_actor (self->clinic), salve_clinic_get_device (self->clinic));

  future = salve_clinic_remember (self->clinic, future, _ ("Conflict settled"));
  return dex_future_then (future, on_settled, g_object_ref (self), g_object_unref);
}

static void
on_conflict (AdwActionRow *row, SalveConflictItem *item)
{
  SalveConflictsPage *self =
      SALVE_CONFLICTS_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (row), SALVE_TYPE_CONFLICTS_PAGE));
  GtkWidget *navigation = gtk_widget_get_ancestor (GTK_WIDGET (row), ADW_TYPE_NAVIGATION_VIEW);
  g_autoptr (SalveResource) merged = NULL;

  if (self->troubles->merge != NULL && item->ours != NULL && item->theirs != NULL)
    merged = self->troubles->merge (item->base, item->ours, item->theirs);
  if (navigation != NULL)
    adw_navigation_view_push (ADW_NAVIGATION_VIEW (navigation),
                              ADW_NAVIGATION_PAGE (salve_conflict_page_new (
                                  item, merged, settle, g_object_ref (self), g_object_unref)));
}

static char *
conflict_words (SalveConflictItem *item)
{
  g_autofree char *fields = salve_conflict_item_get_fields_words (item);
  g_autofree char *ours = salve_conflict_item_get_our_words (item);
  g_autofree char *theirs = salve_conflict_item_get_their_words (item);

  /* Translators: what clashes; then who changed it here and when; who on the server and when */
  return g_strdup_printf (_ ("%s\nHere: %s\nOn the server: %s"), fields, *ours != '\0' ? ours : "—",
                          *theirs != '\0' ? theirs : "—");
}

static GtkWidget *
make_conflict_row (SalveConflictsPage *self, const SalveSyncConflict *conflict)
{
  GtkWidget *row = adw_action_row_new ();
  SalveConflictItem *item = salve_conflict_item_new (self->clinic, conflict);
  g_autofree char *title = salve_conflict_item_get_title (item);
  g_autofree char *words = conflict_words (item);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  g_object_set_data_full (G_OBJECT (row), "salve-conflict", item, g_object_unref);
  g_signal_connect (row, "activated", G_CALLBACK (on_conflict), item);
  return row;
}

static const char *
operation_words (const char *operation)
{
  if (g_strcmp0 (operation, "create") == 0)
    return _ ("New record");
  if (g_strcmp0 (operation, "delete") == 0)
    return _ ("Deletion");
  return _ ("Change");
}

static GtkWidget *
make_button (const char *label, GCallback clicked, Refusal *refusal)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *text = gtk_label_new_with_mnemonic (label);

  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_justify (GTK_LABEL (text), GTK_JUSTIFY_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), text);
  g_signal_connect (button, "clicked", clicked, refusal);
  return button;
}

static GtkWidget *
make_buttons (SalveConflictsPage *self, Refusal *refusal)
{
  GtkWidget *box = adw_wrap_box_new ();
  GtkWidget *row = adw_preferences_row_new ();

  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (box), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (box), 6);
  gtk_widget_add_css_class (box, "refusal-buttons");
  adw_wrap_box_append (ADW_WRAP_BOX (box), make_button (_ ("_Send Again"), G_CALLBACK (on_retry), refusal));
  if (salve_record_can_open (self->clinic, refusal->type, refusal->id))
    adw_wrap_box_append (ADW_WRAP_BOX (box), make_button (_ ("_Open Record"), G_CALLBACK (on_open), refusal));
  adw_wrap_box_append (ADW_WRAP_BOX (box), make_button (_ ("_Give Up"), G_CALLBACK (on_give_up), refusal));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  return row;
}

static GtkWidget *
make_refusal_row (SalveConflictsPage *self, const SalveSyncRefusal *entry)
{
  GtkWidget *row = adw_expander_row_new (), *words = adw_action_row_new ();
  g_autofree char *record = salve_record_words (self->clinic, entry->type, entry->resource_id, NULL);
  g_autofree char *title =
      g_strdup_printf (C_ ("field", "%s: %s"), operation_words (entry->operation), record);
  g_autofree char *tried = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "Tried %'u time", "Tried %'u times", entry->attempts), entry->attempts);
  Refusal *refusal = g_new0 (Refusal, 1);

  *refusal = (Refusal){ self, entry->sequence, g_strdup (entry->type), g_strdup (entry->resource_id), row };
  g_object_set_data_full (G_OBJECT (row), "salve-refusal", refusal, refusal_free);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), tried);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (words), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (words), _ ("The server said"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (words), entry->error != NULL ? entry->error : _ ("Nothing"));
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (words), TRUE);
  gtk_widget_add_css_class (words, "property");
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), words);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), make_buttons (self, refusal));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  return row;
}

static void
clear_rows (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
}

static void
show_error (SalveConflictsPage *self, const GError *error)
{
  adw_status_page_set_description (self->error_page, error->message);
  gtk_stack_set_visible_child_name (self->stack, "error");
}

static void
fill (SalveConflictsPage *self, GPtrArray *conflicts, GPtrArray *refusals)
{
  clear_rows (self->conflicts_group, self->conflict_rows);
  clear_rows (self->refusals_group, self->refusal_rows);
  for (guint i = 0; i < conflicts->len; i++)
    g_ptr_array_add (self->conflict_rows, make_conflict_row (self, conflicts->pdata[i]));
  for (guint i = 0; i < refusals->len; i++)
    g_ptr_array_add (self->refusal_rows, make_refusal_row (self, refusals->pdata[i]));
  for (guint i = 0; i < self->conflict_rows->len; i++)
    adw_preferences_group_add (self->conflicts_group, self->conflict_rows->pdata[i]);
  for (guint i = 0; i < self->refusal_rows->len; i++)
    adw_preferences_group_add (self->refusals_group, self->refusal_rows->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->conflicts_group), conflicts->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->refusals_group), refusals->len > 0);
  gtk_stack_set_visible_child_name (self->stack, conflicts->len + refusals->len > 0 ? "list" : "empty");
}

/* The place in the list where the keyboard is, so that it stays there when the list is made anew; -1: not in it. */
static int
find_focus (SalveConflictsPage *self, GPtrArray *rows)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  for (guint i = 0; focus != NULL && i < rows->len; i++)
    if (focus == rows->pdata[i] || gtk_widget_is_ancestor (focus, rows->pdata[i]))
      return (int)i;
  return -1;
}

static void
restore_focus (GPtrArray *rows, int index)
{
  if (index >= 0 && rows->len > 0)
    gtk_widget_grab_focus (rows->pdata[MIN ((guint)index, rows->len - 1)]);
}

/**
 * salve_conflicts_page_refresh:
 *
 * Reads again what waits.
 */
void
salve_conflicts_page_refresh (SalveConflictsPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts = NULL, refusals = NULL;
  SalveStore *store;
  int conflict, refusal;

  g_return_if_fail (SALVE_IS_CONFLICTS_PAGE (self));

  store = salve_clinic_get_store (self->clinic);
  conflicts = self->troubles->list_conflicts (store, SHOWN, &error);
  refusals = conflicts != NULL ? self->troubles->list_refusals (store, SHOWN, &error) : NULL;
  if (refusals == NULL)
    {
      show_error (self, error);
      return;
    }
  conflict = find_focus (self, self->conflict_rows);
  refusal = find_focus (self, self->refusal_rows);
  fill (self, conflicts, refusals);
  restore_focus (self->conflict_rows, conflict);
  restore_focus (self->refusal_rows, refusal);
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  salve_conflicts_page_refresh (SALVE_CONFLICTS_PAGE (widget));
}

static void
salve_conflicts_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_CONFLICTS_PAGE);
  G_OBJECT_CLASS (salve_conflicts_page_parent_class)->dispose (object);
}

static void
salve_conflicts_page_finalize (GObject *object)
{
  SalveConflictsPage *self = SALVE_CONFLICTS_PAGE (object);

  g_clear_object (&self->clinic);
  g_ptr_array_unref (self->conflict_rows);
  g_ptr_array_unref (self->refusal_rows);
  G_OBJECT_CLASS (salve_conflicts_page_parent_class)->finalize (object);
}

static void
salve_conflicts_page_class_init (SalveConflictsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_conflicts_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_conflicts_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-conflicts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveConflictsPage, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveConflictsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, SalveConflictsPage, error_page);
  gtk_widget_class_bind_template_child (widget_class, SalveConflictsPage, conflicts_group);
  gtk_widget_class_bind_template_child (widget_class, SalveConflictsPage, refusals_group);
  gtk_widget_class_install_action (widget_class, "conflicts.refresh", NULL, refresh_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "conflicts.refresh", NULL);
}

static void
salve_conflicts_page_init (SalveConflictsPage *self)
{
  self->conflict_rows = g_ptr_array_new ();
  self->refusal_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_conflicts_page_new:
 * @troubles: (transfer none): where it reads and what it does; static
 * @sync: (nullable): what has "n-conflicts" and "n-quarantined", so that the page follows them
 *
 * Returns: (transfer floating): a page to push
 */
SalveConflictsPage *
salve_conflicts_page_new (SalveClinic *clinic, const SalveTroubles *troubles, GObject *sync)
{
  SalveConflictsPage *self = g_object_new (SALVE_TYPE_CONFLICTS_PAGE, NULL);

  self->clinic = g_object_ref (clinic);
  self->troubles = troubles;
  /* Whatever is committed or undone here may have settled one. */
  g_signal_connect_object (clinic, "committed", G_CALLBACK (salve_conflicts_page_refresh), self,
                           G_CONNECT_SWAPPED);
  if (sync != NULL)
    {
      g_signal_connect_object (sync, "notify::n-conflicts", G_CALLBACK (salve_conflicts_page_refresh), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (sync, "notify::n-quarantined", G_CALLBACK (salve_conflicts_page_refresh), self,
                               G_CONNECT_SWAPPED);
    }
  salve_conflicts_page_refresh (self);
  return self;
}

guint
salve_conflicts_page_get_n_conflicts (SalveConflictsPage *self)
{
  g_return_val_if_fail (SALVE_IS_CONFLICTS_PAGE (self), 0);
  return self->conflict_rows->len;
}

guint
salve_conflicts_page_get_n_refusals (SalveConflictsPage *self)
{
  g_return_val_if_fail (SALVE_IS_CONFLICTS_PAGE (self), 0);
  return self->refusal_rows->len;
}
