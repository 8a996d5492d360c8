/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-http-client.h"
#include "salve-token-source.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_NOTICES_STOPPED,
  SALVE_NOTICES_CONNECTING,
  SALVE_NOTICES_OPEN,
  SALVE_NOTICES_WAITING, /* for the next attempt */
} SalveNoticesState;
GType salve_notices_state_get_type (void) G_GNUC_CONST;
#define SALVE_TYPE_NOTICES_STATE (salve_notices_state_get_type ())

/* Hears of changes on a salve-server as they happen. Signal "notice" (const char *text: the message as it came, UTF-8);
 * property "state" with "notify". */
#define SALVE_TYPE_NOTICES (salve_notices_get_type ())
G_DECLARE_FINAL_TYPE (SalveNotices, salve_notices, SALVE, NOTICES, GObject)

SalveNotices *salve_notices_new (const char *base, SalveTrust *trust, SalveTokenSource *tokens);
void salve_notices_set_delays (SalveNotices *self, guint first_ms, guint longest_ms);
void salve_notices_start (SalveNotices *self);
void salve_notices_stop (SalveNotices *self);
void salve_notices_wake (SalveNotices *self);
SalveNoticesState salve_notices_get_state (SalveNotices *self);

G_END_DECLS
