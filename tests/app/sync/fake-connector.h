/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that is as a test says, and what was asked of it. */
#pragma once

#include <gtk/gtk.h>

#include "fake-sync.h"
#include "salve-connector.h"

#define FAKE_TYPE_CONNECTOR (fake_connector_get_type ())
G_DECLARE_FINAL_TYPE (FakeConnector, fake_connector, FAKE, CONNECTOR, GObject)

#define FAKE_FINGERPRINT "3f9a11c07d5e2b84a6609e1c48d2f7b39c5510e8aa24cf6d7713b05e92d8461f"

struct _FakeConnector
{
  GObject parent_instance;

  GtkStringList *found; /* addresses */
  const char *announced;
  gboolean vouched;
  gboolean if_match;
  gboolean is_salve;
  gboolean silent;        /* does not answer before it is cancelled */
  DexPromise *unanswered; /* NULL: nobody waits */
  const char *trouble;
  FakeSync *sync;

  char *base;
  char *believed;
  char *login;
  char *password;
  char *accepted;
  const char *home; /* where the records belong; NULL: nowhere else */
  gboolean moved;
  gboolean kept;
  guint in_browser;
  guint cancelled;
};

FakeConnector *fake_connector_new (void);
