/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the desk sees of its people's sessions. */
#pragma once

#include "salve-sign-in-record.h"
#include "salve-sign-in.h"

G_BEGIN_DECLS

SalveSession *
salve_session_new_from_record (const char *base, SalveTrust *trust, const SalveSignInRecord *record);
const SalveSignInRecord *salve_session_get_record (SalveSession *self);

/* On a fiber: changes the PIN and its count where it is kept, before it is believed. */
gboolean salve_session_await_pin (SalveSession *self, const char *pin_hash, guint failures, GError **error);

/* Takes over another session of the same person, who has just signed in again. */
void salve_session_replace (SalveSession *self, SalveSession *newer);

G_END_DECLS
