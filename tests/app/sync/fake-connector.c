/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fake-connector.h"
#include "salve-fingerprint.h"

static GListModel *
get_found (SalveConnector *connector)
{
  return G_LIST_MODEL (FAKE_CONNECTOR (connector)->found);
}

static void
describe_found (SalveConnector *connector,
                GObject *found,
                const char **name,
                const char **base,
                const char **fingerprint)
{
  *name = "Praxis am Markt";
  *base = gtk_string_object_get_string (GTK_STRING_OBJECT (found));
  *fingerprint = FAKE_CONNECTOR (connector)->announced;
}

static DexFuture *
refuse (FakeConnector *self)
{
  if (self->silent)
    {
      g_assert_null (self->unanswered);
      self->unanswered = dex_promise_new ();
      return dex_ref (DEX_FUTURE (self->unanswered));
    }
  return self->trouble != NULL ? dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_FAILED, "%s", self->trouble)
                               : NULL;
}

static DexFuture *
look (SalveConnector *connector, const char *address)
{
  FakeConnector *self = FAKE_CONNECTOR (connector);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *shown = salve_fingerprint_format (FAKE_FINGERPRINT);
  SalveServerKey key = { (char *)FAKE_FINGERPRINT, shown, self->vouched };
  DexFuture *refusal = refuse (self);

  if (refusal != NULL)
    return refusal;
  g_free (self->base);
  self->base = g_strdup_printf ("https://%s:8443/fhir", address);
  g_value_init (&value, SALVE_TYPE_SERVER_KEY);
  g_value_set_boxed (&value, &key);
  return dex_future_new_for_value (&value);
}

static void
believe (SalveConnector *connector, const char *fingerprint)
{
  g_set_str (&FAKE_CONNECTOR (connector)->believed, fingerprint != NULL ? fingerprint : "the system");
}

static DexFuture *
sign_in (SalveConnector *connector, const char *login, const char *password)
{
  FakeConnector *self = FAKE_CONNECTOR (connector);
  DexFuture *refusal = refuse (self);

  g_set_str (&self->login, login);
  g_set_str (&self->password, password);
  return refusal != NULL ? refusal : dex_future_new_true ();
}

static DexFuture *
sign_in_with_browser (SalveConnector *connector)
{
  FAKE_CONNECTOR (connector)->in_browser++;
  return dex_future_new_true ();
}

static DexFuture *
activate (SalveConnector *connector, const char *code, const char *password)
{
  FakeConnector *self = FAKE_CONNECTOR (connector);

  g_set_str (&self->password, password);
  return g_str_equal (code, "K7QF-2M9X")
             ? dex_future_new_true ()
             : dex_future_new_reject (G_IO_ERROR, G_IO_ERROR_FAILED, "This code is not good any more.");
}

static DexFuture *
probe (SalveConnector *connector)
{
  FakeConnector *self = FAKE_CONNECTOR (connector);
  g_auto (GValue) value = G_VALUE_INIT;
  SalveServerAbilities abilities = { .name = (char *)(self->is_salve ? "Salve 0.4" : "OpenMRS 2.6"),
                                     .is_salve = self->is_salve,
                                     .put_creates = TRUE,
                                     .put_if_none_match = TRUE,
                                     .if_match = self->if_match,
                                     .atomic_transactions = self->is_salve,
                                     .type_history = self->is_salve };

  g_value_init (&value, SALVE_TYPE_SERVER_ABILITIES);
  g_value_set_boxed (&value, &abilities);
  return dex_future_new_for_value (&value);
}

static char *
get_home (SalveConnector *connector)
{
  return g_strdup (FAKE_CONNECTOR (connector)->home);
}

static DexFuture *
move (SalveConnector *connector)
{
  FAKE_CONNECTOR (connector)->moved = TRUE;
  return dex_future_new_true ();
}

static DexFuture *
keep (SalveConnector *connector, const char *accepted)
{
  FakeConnector *self = FAKE_CONNECTOR (connector);

  self->kept = TRUE;
  g_set_str (&self->accepted, accepted);
  return dex_future_new_true ();
}

static void
cancel (SalveConnector *connector)
{
  FakeConnector *self = FAKE_CONNECTOR (connector);

  self->cancelled++;
  if (self->unanswered != NULL)
    dex_promise_reject (self->unanswered,
                        g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled"));
  dex_clear (&self->unanswered);
}

static const char *
get_base (SalveConnector *connector)
{
  return FAKE_CONNECTOR (connector)->base;
}

static GObject *
get_sync (SalveConnector *connector)
{
  return G_OBJECT (FAKE_CONNECTOR (connector)->sync);
}

static void
fake_connector_iface_init (SalveConnectorInterface *iface)
{
  iface->get_found = get_found;
  iface->describe_found = describe_found;
  iface->look = look;
  iface->believe = believe;
  iface->sign_in = sign_in;
  iface->sign_in_with_browser = sign_in_with_browser;
  iface->activate = activate;
  iface->probe = probe;
  iface->get_home = get_home;
  iface->move = move;
  iface->keep = keep;
  iface->cancel = cancel;
  iface->get_base = get_base;
  iface->get_sync = get_sync;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeConnector,
                               fake_connector,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SALVE_TYPE_CONNECTOR, fake_connector_iface_init))

static void
fake_connector_finalize (GObject *object)
{
  FakeConnector *self = FAKE_CONNECTOR (object);

  g_object_unref (self->found);
  g_object_unref (self->sync);
  g_free (self->base);
  g_free (self->believed);
  g_free (self->login);
  g_free (self->password);
  g_free (self->accepted);
  G_OBJECT_CLASS (fake_connector_parent_class)->finalize (object);
}

static void
fake_connector_class_init (FakeConnectorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_connector_finalize;
}

static void
fake_connector_init (FakeConnector *self)
{
  self->found = gtk_string_list_new (NULL);
  self->sync = fake_sync_new ();
}

/* A good server of our own. */
FakeConnector *
fake_connector_new (void)
{
  FakeConnector *self = g_object_new (FAKE_TYPE_CONNECTOR, NULL);

  self->is_salve = self->if_match = TRUE;
  return self;
}
