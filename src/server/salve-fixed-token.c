/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-fixed-token.h"

#include <glib/gi18n.h>

#include "salve-remote.h"

#define SALVE_TYPE_FIXED_TOKEN (salve_fixed_token_get_type ())
G_DECLARE_FINAL_TYPE (SalveFixedToken, salve_fixed_token, SALVE, FIXED_TOKEN, GObject)

struct _SalveFixedToken
{
  GObject parent_instance;
  char *token;
};

static void salve_fixed_token_iface_init (SalveTokenSourceInterface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (SalveFixedToken,
                               salve_fixed_token,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SALVE_TYPE_TOKEN_SOURCE, salve_fixed_token_iface_init))

static DexFuture *
get_token (SalveTokenSource *source, const char *refused)
{
  SalveFixedToken *self = (SalveFixedToken *)source;

  if (g_strcmp0 (refused, self->token) == 0)
    return dex_future_new_reject (SALVE_REMOTE_ERROR, SALVE_REMOTE_ERROR_AUTH, "%s",
                                  _ ("The token in the file is not valid any more."));
  return dex_future_new_take_string (g_strdup (self->token));
}

static void
salve_fixed_token_iface_init (SalveTokenSourceInterface *iface)
{
  iface->get_token = get_token;
}

static void
salve_fixed_token_finalize (GObject *object)
{
  g_free (((SalveFixedToken *)object)->token);
  G_OBJECT_CLASS (salve_fixed_token_parent_class)->finalize (object);
}

static void
salve_fixed_token_class_init (SalveFixedTokenClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_fixed_token_finalize;
}

static void
salve_fixed_token_init (SalveFixedToken *self)
{
}

/* Returns: (transfer full): gives that token until it is refused */
SalveTokenSource *
salve_fixed_token_new (const char *token)
{
  SalveFixedToken *self = g_object_new (SALVE_TYPE_FIXED_TOKEN, NULL);

  self->token = g_strdup (token);
  return SALVE_TOKEN_SOURCE (self);
}
