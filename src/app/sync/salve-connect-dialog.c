/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-abilities-rows.h"
#include "salve-code-page.h"
#include "salve-connect-dialog.h"
#include "salve-sync-face.h"

#include <glib/gi18n.h>

/* Nobody sees a spinner for what is quicker. */
#define SPINNER_MS 300
/* A word is no reason. */
#define SHORTEST_REASON 12

struct _SalveConnectDialog
{
  AdwDialog parent_instance;

  SalveClinic *clinic;
  SalveConnector *connector;
  SalveSyncFace *face;
  GPtrArray *found_rows;   /* GtkWidget */
  GPtrArray *ability_rows; /* GtkWidget */
  char *fingerprint;       /* of who answered; NULL: nobody yet, or the system vouches */
  char *accepted;          /* who accepts the risk, and why; NULL: nobody needs to */
  char *announced;         /* by whom was chosen from the network; NULL: typed */
  guint serial;            /* of what is waited for: what went back is not waited for any more */
  guint busy_source;
  gboolean busy;
  gboolean kept;

  AdwNavigationView *navigation;
  AdwBanner *find_banner;
  AdwPreferencesGroup *found_group;
  GtkWidget *nobody_row;
  GtkEditable *address_row;
  GtkWidget *address_button;
  GtkWidget *find_busy;
  GtkLabel *fingerprint_label;
  AdwActionRow *base_row;
  GtkWidget *trust_button;
  AdwStatusPage *differs_page;
  AdwBanner *sign_in_banner;
  GtkEditable *login_row;
  GtkEditable *password_row;
  GtkWidget *sign_in_button;
  GtkWidget *browser_button;
  GtkWidget *sign_in_busy;
  AdwBanner *abilities_banner;
  AdwPreferencesGroup *abilities_group;
  GtkWidget *risk_group;
  GtkEditable *risk_row;
  GtkWidget *keep_button;
  GtkLabel *keep_label;
  GtkWidget *accept_button;
  AdwStatusPage *first_page;
  GtkProgressBar *first_bar;
  GtkLabel *first_label;
};

G_DEFINE_FINAL_TYPE (SalveConnectDialog, salve_connect_dialog, ADW_TYPE_DIALOG)

static SalveConnectorInterface *
iface_of (SalveConnectDialog *self)
{
  return SALVE_CONNECTOR_GET_IFACE (self->connector);
}

static gboolean
is_typed (GtkEditable *entry)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  return *text != '\0';
}

static void
update_buttons (SalveConnectDialog *self)
{
  g_autofree char *risk = g_strstrip (g_strdup (gtk_editable_get_text (self->risk_row)));

  gtk_widget_set_sensitive (self->address_button, !self->busy && is_typed (self->address_row));
  gtk_widget_set_sensitive (GTK_WIDGET (self->found_group), !self->busy);
  gtk_widget_set_sensitive (self->sign_in_button, !self->busy && is_typed (self->login_row)
                                                      && *gtk_editable_get_text (self->password_row) != '\0');
  gtk_widget_set_sensitive (self->browser_button, !self->busy);
  gtk_widget_set_sensitive (self->keep_button, !self->busy);
  gtk_widget_set_sensitive (self->accept_button, !self->busy && g_utf8_strlen (risk, -1) >= SHORTEST_REASON);
}

static void
on_slow (gpointer data)
{
  SalveConnectDialog *self = data;

  self->busy_source = 0;
  gtk_widget_set_visible (self->find_busy, TRUE);
  gtk_widget_set_visible (self->sign_in_busy, TRUE);
}

static void
set_busy (SalveConnectDialog *self, gboolean busy)
{
  self->busy = busy;
  g_clear_handle_id (&self->busy_source, g_source_remove);
  if (busy)
    self->busy_source = g_timeout_add_once (SPINNER_MS, on_slow, self);
  gtk_widget_set_visible (self->find_busy, FALSE);
  gtk_widget_set_visible (self->sign_in_busy, FALSE);
  update_buttons (self);
}

static void
show_banner (AdwBanner *banner, const char *text)
{
  if (text != NULL)
    adw_banner_set_title (banner, text);
  adw_banner_set_revealed (banner, text != NULL);
}

static void
go_to (SalveConnectDialog *self, const char *tag)
{
  if (g_strcmp0 (salve_connect_dialog_get_step (self), tag) != 0)
    adw_navigation_view_push_by_tag (self->navigation, tag);
}

/* What is waited for: its answer is heard only if nobody went back meanwhile. */
typedef struct
{
  SalveConnectDialog *dialog;
  guint serial;
  AdwBanner *banner;
  void (*then) (SalveConnectDialog *self, const GValue *value);
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  g_object_unref (wait->dialog);
  g_free (wait);
}

static DexFuture *
on_answer (DexFuture *future, gpointer data)
{
  Wait *wait = data;
  SalveConnectDialog *self = wait->dialog;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);

  if (wait->serial != self->serial)
    return NULL;
  set_busy (self, FALSE);
  show_banner (wait->banner, value == NULL ? error->message : NULL);
  if (value != NULL)
    wait->then (self, value);
  return NULL;
}

static void
wait_for (SalveConnectDialog *self,
          DexFuture *future,
          AdwBanner *banner,
          void (*then) (SalveConnectDialog *self, const GValue *value))
{
  Wait *wait = g_new0 (Wait, 1);

  *wait = (Wait){ g_object_ref (self), ++self->serial, banner, then };
  set_busy (self, TRUE);
  show_banner (banner, NULL);
  dex_future_disown (dex_future_finally (future, on_answer, wait, wait_free));
}

/* Going back means not to wait any more. */
static void
on_popped (SalveConnectDialog *self)
{
  self->serial++;
  set_busy (self, FALSE);
  gtk_editable_set_text (self->password_row, "");
}

static void
ask_sign_in (SalveConnectDialog *self)
{
  go_to (self, "sign-in");
  gtk_widget_grab_focus (GTK_WIDGET (self->login_row));
}

static void
on_key (SalveConnectDialog *self, const GValue *value)
{
  const SalveServerKey *key = g_value_get_boxed (value);

  g_set_str (&self->fingerprint, key->fingerprint);
  /* Another key than was announced: either one is a lie, and which one nobody here can know. */
  if (self->announced != NULL && key->fingerprint != NULL
      && g_strcmp0 (self->announced, key->fingerprint) != 0)
    {
      go_to (self, "differs");
      return;
    }
  if (key->vouched || key->fingerprint == NULL)
    {
      iface_of (self)->believe (self->connector, NULL);
      ask_sign_in (self);
      return;
    }
  gtk_label_set_label (self->fingerprint_label, key->shown);
  adw_action_row_set_subtitle (self->base_row, iface_of (self)->get_base (self->connector));
  go_to (self, "trust");
  gtk_widget_grab_focus (self->trust_button);
}

/**
 * salve_connect_dialog_look:
 * @address: as a person types it
 * @announced: (nullable): the key's fingerprint, where the server announced itself with one
 *
 * Looks who answers there, and goes on with that.
 */
void
salve_connect_dialog_look (SalveConnectDialog *self, const char *address, const char *announced)
{
  g_return_if_fail (SALVE_IS_CONNECT_DIALOG (self));

  if (self->busy)
    return;
  g_set_str (&self->announced, announced != NULL && *announced != '\0' ? announced : NULL);
  wait_for (self, iface_of (self)->look (self->connector, address), self->find_banner, on_key);
}

static void
on_address (SalveConnectDialog *self)
{
  if (is_typed (self->address_row))
    salve_connect_dialog_look (self, gtk_editable_get_text (self->address_row), NULL);
}

static void
on_address_changed (SalveConnectDialog *self)
{
  show_banner (self->find_banner, NULL);
  update_buttons (self);
}

static void
on_trust (SalveConnectDialog *self)
{
  iface_of (self)->believe (self->connector, self->fingerprint);
  ask_sign_in (self);
}

static void
on_differ (SalveConnectDialog *self)
{
  go_to (self, "differs");
}

static void
show_abilities (SalveConnectDialog *self, const GValue *value)
{
  const SalveServerAbilities *abilities = g_value_get_boxed (value);

  salve_abilities_rows_fill (self->abilities_group, self->ability_rows, abilities);
  adw_preferences_group_set_title (self->abilities_group,
                                   abilities->name != NULL ? abilities->name : _ ("A FHIR Server"));
  gtk_widget_set_visible (self->risk_group, !abilities->if_match);
  gtk_widget_set_visible (self->accept_button, !abilities->if_match);
  gtk_label_set_label (self->keep_label, abilities->if_match ? _ ("_Connect") : _ ("_Use for Reading Only"));
  go_to (self, "abilities");
  gtk_widget_grab_focus (self->keep_button);
}

static void
on_signed_in (SalveConnectDialog *self, const GValue *value)
{
  gtk_editable_set_text (self->password_row, "");
  wait_for (self, iface_of (self)->probe (self->connector), self->sign_in_banner, show_abilities);
}

static void
on_sign_in (SalveConnectDialog *self)
{
  g_autofree char *login = g_strstrip (g_strdup (gtk_editable_get_text (self->login_row)));

  if (!self->busy && *login != '\0')
    wait_for (self,
              iface_of (self)->sign_in (self->connector, login, gtk_editable_get_text (self->password_row)),
              self->sign_in_banner, on_signed_in);
}

static void
on_login_entered (SalveConnectDialog *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->password_row));
}

static void
on_sign_in_changed (SalveConnectDialog *self)
{
  update_buttons (self);
}

static void
on_browser (SalveConnectDialog *self)
{
  wait_for (self, iface_of (self)->sign_in_with_browser (self->connector), self->sign_in_banner,
            on_signed_in);
}

static DexFuture *
activate (gpointer data, const char *code, const char *password)
{
  SalveConnectDialog *self = data;

  return iface_of (self)->activate (self->connector, code, password);
}

static void
on_activated (gpointer data)
{
  SalveConnectDialog *self = data;

  adw_navigation_view_pop_to_tag (self->navigation, "sign-in");
  on_signed_in (self, NULL);
}

static void
on_code (SalveConnectDialog *self)
{
  if (!self->busy)
    adw_navigation_view_push (self->navigation, ADW_NAVIGATION_PAGE (salve_code_page_new (
                                                    activate, on_activated, G_OBJECT (self))));
}

static void
on_risk_changed (SalveConnectDialog *self)
{
  update_buttons (self);
}

/* The first sync, in words: today's appointments come first, so that one need not stay here. */
static void
show_first (SalveConnectDialog *self)
{
  gboolean running, has_progress;
  double progress;

  g_object_get (self->face, "running", &running, "has-progress", &has_progress, "progress", &progress, NULL);
  adw_status_page_set_title (self->first_page,
                             running ? _ ("The First Sync") : salve_sync_face_get_title (self->face));
  adw_status_page_set_description (
      self->first_page,
      running ? _ ("Today and the next days come first, so you can begin; the rest follows by itself.")
              : salve_sync_face_get_detail (self->face));
  gtk_widget_set_visible (GTK_WIDGET (self->first_bar), running && has_progress);
  gtk_progress_bar_set_fraction (self->first_bar, progress);
  gtk_label_set_label (self->first_label, running ? salve_sync_face_get_detail (self->face) : "");
}

static void
on_kept (SalveConnectDialog *self, const GValue *value)
{
  const char *const only[] = { "first", NULL };

  self->kept = TRUE;
  salve_sync_face_follow (self->face, iface_of (self)->get_sync (self->connector),
                          iface_of (self)->get_base (self->connector));
  show_first (self);
  adw_navigation_view_replace_with_tags (self->navigation, only, 1);
}

static void
keep (SalveConnectDialog *self)
{
  wait_for (self, iface_of (self)->keep (self->connector, self->accepted), self->abilities_banner, on_kept);
}

static void
on_moved (SalveConnectDialog *self, const GValue *value)
{
  keep (self);
}

static void
on_move_answered (AdwAlertDialog *alert, const char *response, SalveConnectDialog *self)
{
  if (g_str_equal (response, "move"))
    wait_for (self, iface_of (self)->move (self->connector), self->abilities_banner, on_moved);
}

/* What the clinic has belongs to another server: nobody takes it somewhere else by mistake. */
static void
ask_to_move (SalveConnectDialog *self, const char *home)
{
  AdwDialog *alert = adw_alert_dialog_new (_ ("Move the Clinic to This Server?"), NULL);

  adw_alert_dialog_format_body (
      ADW_ALERT_DIALOG (alert),
      /* Translators: %1$s and %2$s are addresses of servers. */
      _ ("Its records belong to %1$s. All of them will be sent to %2$s, once. The old server keeps what it "
         "has and "
         "hears nothing more from this desk. Every other desk has to be moved, too."),
      home, iface_of (self)->get_base (self->connector));
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (alert), "cancel", _ ("_Cancel"), "move",
                                  _ ("_Move the Clinic"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (alert), "move", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (alert), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (alert), "cancel");
  g_signal_connect_object (alert, "response", G_CALLBACK (on_move_answered), self, 0);
  adw_dialog_present (alert, GTK_WIDGET (self));
}

/* accepted: (nullable): who accepts the risk, and why */
static void
keep_or_ask (SalveConnectDialog *self, const char *accepted)
{
  g_autofree char *home = iface_of (self)->get_home (self->connector);

  g_set_str (&self->accepted, accepted);
  if (home != NULL)
    ask_to_move (self, home);
  else
    keep (self);
}

static void
on_keep (SalveConnectDialog *self)
{
  keep_or_ask (self, NULL);
}

static void
on_accept (SalveConnectDialog *self)
{
  g_autofree char *risk = g_strstrip (g_strdup (gtk_editable_get_text (self->risk_row)));

  keep_or_ask (self, risk);
}

static void
on_closed (SalveConnectDialog *self)
{
  self->serial++;
  if (!self->kept)
    iface_of (self)->cancel (self->connector);
}

static void
on_start (SalveConnectDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
on_found (AdwActionRow *row, SalveConnectDialog *self)
{
  GObject *found = g_object_get_data (G_OBJECT (row), "salve-found");
  const char *name = NULL, *base = NULL, *fingerprint = NULL;

  iface_of (self)->describe_found (self->connector, found, &name, &base, &fingerprint);
  salve_connect_dialog_look (self, base, fingerprint);
}

static GtkWidget *
make_found_row (SalveConnectDialog *self, GObject *found)
{
  GtkWidget *row = adw_action_row_new ();
  const char *name = NULL, *base = NULL, *fingerprint = NULL;

  iface_of (self)->describe_found (self->connector, found, &name, &base, &fingerprint);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name != NULL ? name : base);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), base);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("network-server-symbolic"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "salve-found", g_object_ref (found), g_object_unref);
  g_signal_connect (row, "activated", G_CALLBACK (on_found), self);
  return row;
}

static void
on_found_changed (SalveConnectDialog *self, guint position, guint removed, guint added, GListModel *model)
{
  for (guint i = 0; i < self->found_rows->len; i++)
    adw_preferences_group_remove (self->found_group, self->found_rows->pdata[i]);
  g_ptr_array_set_size (self->found_rows, 0);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) found = g_list_model_get_item (model, i);
      GtkWidget *row = make_found_row (self, found);

      adw_preferences_group_add (self->found_group, row);
      g_ptr_array_add (self->found_rows, row);
    }
  gtk_widget_set_visible (self->nobody_row, self->found_rows->len == 0);
}

static void
salve_connect_dialog_dispose (GObject *object)
{
  SalveConnectDialog *self = SALVE_CONNECT_DIALOG (object);

  self->serial++;
  g_clear_handle_id (&self->busy_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_CONNECT_DIALOG);
  g_clear_object (&self->face);
  g_clear_object (&self->connector);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (salve_connect_dialog_parent_class)->dispose (object);
}

static void
salve_connect_dialog_finalize (GObject *object)
{
  SalveConnectDialog *self = SALVE_CONNECT_DIALOG (object);

  g_free (self->fingerprint);
  g_free (self->announced);
  g_free (self->accepted);
  g_ptr_array_unref (self->found_rows);
  g_ptr_array_unref (self->ability_rows);
  G_OBJECT_CLASS (salve_connect_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, SalveConnectDialog, name)
  CHILD (navigation);
  CHILD (find_banner);
  CHILD (found_group);
  CHILD (nobody_row);
  CHILD (address_row);
  CHILD (address_button);
  CHILD (find_busy);
  CHILD (fingerprint_label);
  CHILD (base_row);
  CHILD (trust_button);
  CHILD (differs_page);
  CHILD (sign_in_banner);
  CHILD (login_row);
  CHILD (password_row);
  CHILD (sign_in_button);
  CHILD (browser_button);
  CHILD (sign_in_busy);
  CHILD (abilities_banner);
  CHILD (abilities_group);
  CHILD (risk_group);
  CHILD (risk_row);
  CHILD (keep_button);
  CHILD (keep_label);
  CHILD (accept_button);
  CHILD (first_page);
  CHILD (first_bar);
  CHILD (first_label);
#undef CHILD
}

static void
salve_connect_dialog_class_init (SalveConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_connect_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_connect_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-connect-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_popped);
  gtk_widget_class_bind_template_callback (widget_class, on_address);
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_trust);
  gtk_widget_class_bind_template_callback (widget_class, on_differ);
  gtk_widget_class_bind_template_callback (widget_class, on_login_entered);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_in_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_browser);
  gtk_widget_class_bind_template_callback (widget_class, on_code);
  gtk_widget_class_bind_template_callback (widget_class, on_risk_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_keep);
  gtk_widget_class_bind_template_callback (widget_class, on_accept);
  gtk_widget_class_bind_template_callback (widget_class, on_start);
}

static void
salve_connect_dialog_init (SalveConnectDialog *self)
{
  self->found_rows = g_ptr_array_new ();
  self->ability_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_connect_dialog_new:
 * @connector: what it does its steps with
 *
 * Returns: (transfer floating): a dialog that begins with the choice of a server
 */
SalveConnectDialog *
salve_connect_dialog_new (SalveClinic *clinic, SalveConnector *connector)
{
  SalveConnectDialog *self = g_object_new (SALVE_TYPE_CONNECT_DIALOG, NULL);
  GListModel *found;

  self->clinic = g_object_ref (clinic);
  self->connector = g_object_ref (connector);
  self->face = salve_sync_face_new (clinic);
  g_signal_connect_object (self->face, "notify", G_CALLBACK (show_first), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "closed", G_CALLBACK (on_closed), NULL);
  found = iface_of (self)->get_found (connector);
  g_signal_connect_object (found, "items-changed", G_CALLBACK (on_found_changed), self, G_CONNECT_SWAPPED);
  on_found_changed (self, 0, 0, 0, found);
  update_buttons (self);
  return self;
}

/**
 * salve_connect_dialog_get_step:
 *
 * Returns: (transfer none): find, trust, differs, sign-in, abilities or first
 */
const char *
salve_connect_dialog_get_step (SalveConnectDialog *self)
{
  AdwNavigationPage *page;

  g_return_val_if_fail (SALVE_IS_CONNECT_DIALOG (self), NULL);
  page = adw_navigation_view_get_visible_page (self->navigation);
  return page != NULL ? adw_navigation_page_get_tag (page) : NULL;
}
