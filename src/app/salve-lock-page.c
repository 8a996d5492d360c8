/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-lock-page.h"

#include "salve-desk-pin.h"

#include <glib/gi18n.h>

struct _SalveLockPage
{
  AdwBin parent_instance;

  SalveKeyCustody *custody;
  GListModel *desk; /* NULL: nobody here has a PIN */
  const SalveDeskWays *ways;
  SalveStore *store; /* NULL: it has no PIN */
  gboolean needs_passphrase;
  gboolean needs_pin;
  AdwComboRow *who_row;
  AdwPasswordEntryRow *secret_row;
  AdwPasswordEntryRow *passphrase_row;
  AdwPasswordEntryRow *pin_row;
  AdwEntryRow *recovery_row;
  GtkWidget *forgot_button;
  GtkLabel *trouble_label;
  GtkWidget *unlock_button;
};

enum
{
  PROP_0,
  PROP_NEEDS_PASSPHRASE,
  PROP_NEEDS_PIN,
  PROP_ASKS_PERSON,
  PROP_IS_OPEN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint unlocked_signal;

G_DEFINE_FINAL_TYPE (SalveLockPage, salve_lock_page, ADW_TYPE_BIN)

static void
set_trouble (SalveLockPage *self, const char *text)
{
  gtk_label_set_label (self->trouble_label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_label), text != NULL);
}

/* (transfer full) (nullable): who is chosen; @by_pin: whether the PIN is enough */
static GObject *
find_person (SalveLockPage *self, char **login, gboolean *by_pin)
{
  GObject *person = self->desk != NULL
                        ? g_list_model_get_item (self->desk, adw_combo_row_get_selected (self->who_row))
                        : NULL;
  gboolean has_pin = FALSE, needs_password = FALSE;

  if (person == NULL)
    return NULL;
  g_object_get (person, "login", login, "has-pin", &has_pin, "needs-password", &needs_password, NULL);
  *by_pin = has_pin && !needs_password;
  return person;
}

static void
on_who (SalveLockPage *self)
{
  g_autofree char *login = NULL;
  gboolean by_pin = FALSE;
  g_autoptr (GObject) person = find_person (self, &login, &by_pin);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->secret_row), by_pin ? _ ("PIN") : _ ("Password"));
}

static GtkWidget *
first_row (SalveLockPage *self)
{
  return self->desk != NULL       ? GTK_WIDGET (self->secret_row)
         : self->needs_passphrase ? GTK_WIDGET (self->passphrase_row)
         : self->needs_pin && gtk_widget_get_visible (GTK_WIDGET (self->recovery_row))
             ? GTK_WIDGET (self->recovery_row)
         : self->needs_pin ? GTK_WIDGET (self->pin_row)
                           : self->unlock_button;
}

static DexFuture *
on_right (DexFuture *future, gpointer data)
{
  SalveLockPage *self = data;

  gtk_editable_set_text (GTK_EDITABLE (self->passphrase_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->secret_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->pin_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->recovery_row), "");
  gtk_widget_set_sensitive (self->unlock_button, TRUE);
  g_signal_emit (self, unlocked_signal, 0);
  return NULL;
}

static DexFuture *
on_wrong (DexFuture *future, gpointer data)
{
  SalveLockPage *self = data;
  g_autoptr (GError) error = NULL;

  dex_future_get_value (future, &error);
  set_trouble (self, error->message);
  gtk_widget_set_sensitive (self->unlock_button, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->secret_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->pin_row), "");
  on_who (self);
  gtk_widget_grab_focus (first_row (self));
  return NULL;
}

/* (nullable): NULL: nothing was typed */
static DexFuture *
take_over (SalveLockPage *self)
{
  const char *secret = gtk_editable_get_text (GTK_EDITABLE (self->secret_row));
  g_autofree char *login = NULL;
  gboolean by_pin = FALSE;
  g_autoptr (GObject) person = find_person (self, &login, &by_pin);

  if (person == NULL || *secret == '\0')
    return NULL;
  return by_pin ? self->ways->switch_to (self->desk, person, secret)
                : self->ways->sign_in (self->desk, login, secret);
}

static DexFuture *
on_recovered (DexFuture *future, gpointer data)
{
  return salve_desk_pin_set (SALVE_LOCK_PAGE (data)->store, NULL);
}

/* (nullable): NULL: nothing was typed. Who has the clinic's recovery key may set a new PIN: the old one goes. */
static DexFuture *
open_with_pin (SalveLockPage *self)
{
  const char *pin = gtk_editable_get_text (GTK_EDITABLE (self->pin_row));
  const char *code = gtk_editable_get_text (GTK_EDITABLE (self->recovery_row));

  if (gtk_widget_get_visible (GTK_WIDGET (self->recovery_row)))
    return *code == '\0' ? NULL
                         : dex_future_then (salve_key_custody_recover (self->custody, code), on_recovered,
                                            g_object_ref (self), g_object_unref);
  return *pin == '\0' ? NULL : salve_desk_pin_open (self->store, pin, g_get_real_time ());
}

static void
on_forgot (SalveLockPage *self)
{
  gtk_widget_set_visible (self->forgot_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->pin_row), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->recovery_row), TRUE);
  set_trouble (self, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->recovery_row));
}

static void
on_unlock (SalveLockPage *self)
{
  DexFuture *future;

  set_trouble (self, NULL);
  if (self->desk != NULL || self->needs_pin)
    {
      future = !gtk_widget_get_sensitive (self->unlock_button) ? NULL
               : self->desk != NULL                            ? take_over (self)
                                                               : open_with_pin (self);
      if (future == NULL)
        return;
      gtk_widget_set_sensitive (self->unlock_button, FALSE);
      future = dex_future_then (future, on_right, g_object_ref (self), g_object_unref);
      dex_future_disown (dex_future_catch (future, on_wrong, g_object_ref (self), g_object_unref));
      return;
    }
  if (!self->needs_passphrase)
    {
      g_signal_emit (self, unlocked_signal, 0);
      return;
    }
  gtk_widget_set_sensitive (self->unlock_button, FALSE);
  future = salve_key_custody_open_with_passphrase (
      self->custody, gtk_editable_get_text (GTK_EDITABLE (self->passphrase_row)));
  future = dex_future_then (future, on_right, g_object_ref (self), g_object_unref);
  dex_future_disown (dex_future_catch (future, on_wrong, g_object_ref (self), g_object_unref));
}

static void
salve_lock_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_NEEDS_PASSPHRASE:
      g_value_set_boolean (value, SALVE_LOCK_PAGE (object)->needs_passphrase);
      break;
    case PROP_ASKS_PERSON:
      g_value_set_boolean (value, SALVE_LOCK_PAGE (object)->desk != NULL);
      break;
    case PROP_NEEDS_PIN:
      g_value_set_boolean (value, SALVE_LOCK_PAGE (object)->needs_pin);
      break;
    case PROP_IS_OPEN:
      g_value_set_boolean (value, SALVE_LOCK_PAGE (object)->desk == NULL
                                      && !SALVE_LOCK_PAGE (object)->needs_passphrase
                                      && !SALVE_LOCK_PAGE (object)->needs_pin);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
salve_lock_page_dispose (GObject *object)
{
  g_clear_object (&SALVE_LOCK_PAGE (object)->custody);
  g_clear_object (&SALVE_LOCK_PAGE (object)->desk);
  g_clear_object (&SALVE_LOCK_PAGE (object)->store);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_LOCK_PAGE);
  G_OBJECT_CLASS (salve_lock_page_parent_class)->dispose (object);
}

static void
salve_lock_page_class_init (SalveLockPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_lock_page_dispose;
  object_class->get_property = salve_lock_page_get_property;
  properties[PROP_NEEDS_PASSPHRASE] =
      g_param_spec_boolean ("needs-passphrase", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NEEDS_PIN] =
      g_param_spec_boolean ("needs-pin", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ASKS_PERSON] =
      g_param_spec_boolean ("asks-person", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_OPEN] =
      g_param_spec_boolean ("is-open", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  unlocked_signal = g_signal_new ("unlocked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-lock-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveLockPage, who_row);
  gtk_widget_class_bind_template_child (widget_class, SalveLockPage, secret_row);
  gtk_widget_class_bind_template_callback (widget_class, on_who);
  gtk_widget_class_bind_template_callback (widget_class, on_forgot);
  gtk_widget_class_bind_template_child (widget_class, SalveLockPage, pin_row);
  gtk_widget_class_bind_template_child (widget_class, SalveLockPage, recovery_row);
  gtk_widget_class_bind_template_child (widget_class, SalveLockPage, forgot_button);
  gtk_widget_class_bind_template_child (widget_class, SalveLockPage, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, SalveLockPage, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, SalveLockPage, unlock_button);
  gtk_widget_class_bind_template_callback (widget_class, on_unlock);
}

static void
salve_lock_page_init (SalveLockPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* Whoever is active comes first to mind. Where nobody has a PIN, nobody could come back quickly: then nobody is asked. */
static void
set_desk (SalveLockPage *self, GListModel *desk)
{
  g_autoptr (GtkStringList) logins = gtk_string_list_new (NULL);
  guint selected = 0;
  gboolean any_pin = FALSE;

  for (guint i = 0; desk != NULL && i < g_list_model_get_n_items (desk); i++)
    {
      g_autoptr (GObject) person = g_list_model_get_item (desk, i);
      g_autofree char *login = NULL;
      gboolean has_pin, active;

      g_object_get (person, "login", &login, "has-pin", &has_pin, "active", &active, NULL);
      gtk_string_list_append (logins, login);
      any_pin |= has_pin;
      selected = active ? i : selected;
    }
  desk = any_pin ? desk : NULL;
  g_set_object (&self->desk, desk);
  adw_combo_row_set_model (self->who_row, G_LIST_MODEL (logins));
  adw_combo_row_set_selected (self->who_row, selected);
  gtk_editable_set_text (GTK_EDITABLE (self->secret_row), "");
  on_who (self);
}

static void
set_pin (SalveLockPage *self, SalveStore *store)
{
  gboolean recovers = self->custody != NULL && salve_key_custody_has_recovery (self->custody, NULL);

  self->needs_pin =
      self->desk == NULL && !self->needs_passphrase && store != NULL && salve_desk_pin_is_set (store);
  g_set_object (&self->store, store);
  gtk_editable_set_text (GTK_EDITABLE (self->pin_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->recovery_row), "");
  gtk_widget_set_visible (GTK_WIDGET (self->pin_row), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->recovery_row), FALSE);
  gtk_widget_set_visible (self->forgot_button, self->needs_pin && recovers);
}

/**
 * salve_lock_page_lock:
 * @custody: (nullable): who keeps the store's key; without one, or without a passphrase, the desk opens by a button
 *   and what guards it is the desktop's own lock
 * @store: (nullable): the clinic's file, which may have a PIN for where nobody is signed in
 * @desk: (nullable): who is signed in here; where one of them has a PIN, the desk opens to a PIN or a password only
 * @ways: (nullable): what can be done with @desk
 */
void
salve_lock_page_lock (SalveLockPage *self,
                      SalveKeyCustody *custody,
                      SalveStore *store,
                      GListModel *desk,
                      const SalveDeskWays *ways)
{
  g_return_if_fail (SALVE_IS_LOCK_PAGE (self));

  g_set_object (&self->custody, custody);
  self->ways = ways;
  set_desk (self, desk);
  self->needs_passphrase = self->desk == NULL && custody && salve_key_custody_has_passphrase (custody, NULL);
  set_pin (self, store);
  for (guint i = PROP_NEEDS_PASSPHRASE; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  set_trouble (self, NULL);
  gtk_widget_set_sensitive (self->unlock_button, TRUE);
  gtk_widget_grab_focus (first_row (self));
}
