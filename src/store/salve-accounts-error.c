/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong with accounts, and how long to wait where that is what goes wrong. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include "salve-accounts-private.h"

#include <glib/gi18n-lib.h>

/* GLib's function answers NULL for an error of another domain, and the compiler sees no more than that. */
#pragma GCC diagnostic ignored "-Wnull-dereference"

/* How long DELAYED is. */
typedef struct
{
  guint seconds;
} SalveAccountsErrorPrivate;

static void
salve_accounts_error_private_init (SalveAccountsErrorPrivate *self)
{
  self->seconds = 0;
}

static void
salve_accounts_error_private_copy (const SalveAccountsErrorPrivate *from, SalveAccountsErrorPrivate *to)
{
  to->seconds = from->seconds;
}

static void
salve_accounts_error_private_clear (SalveAccountsErrorPrivate *self)
{
}

G_DEFINE_EXTENDED_ERROR (SalveAccountsError, salve_accounts_error)

/**
 * salve_accounts_error_get_seconds:
 * @error: of %SALVE_ACCOUNTS_ERROR
 *
 * Returns: after how many seconds to try again; 0 where it is not %SALVE_ACCOUNTS_ERROR_DELAYED
 */
guint
salve_accounts_error_get_seconds (const GError *error)
{
  return salve_accounts_error_get_private (error)->seconds;
}

DexFuture *
salve_accounts_delayed (guint seconds)
{
  GError *error = g_error_new (SALVE_ACCOUNTS_ERROR, SALVE_ACCOUNTS_ERROR_DELAYED,
                               g_dngettext (GETTEXT_PACKAGE, "Wait for %u second and try again",
                                            "Wait for %u seconds and try again", seconds),
                               seconds);

  salve_accounts_error_get_private (error)->seconds = seconds;
  return dex_future_new_for_error (error);
}
