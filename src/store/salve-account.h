/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may sign in at a server, and what they get when they do: values only. The functions are in salve-accounts.h. */
#pragma once

#include <glib-object.h>

#include "salve-instant.h"

G_BEGIN_DECLS

/* Somebody, or some device, that may sign in. Never holds a password. */
#define SALVE_TYPE_ACCOUNT (salve_account_get_type ())
typedef struct
{
  char *id; /* a UUID; NULL in one that is not yet created */
  char *login;
  char *email; /* nullable; confirmed by a code, or given by an administrator */
  GStrv roles; /* names in the table of roles */
  char *patient_id;
  char *practitioner_id;
  char *device_id; /* ids of resources, nullable */
  gboolean active;
  gboolean has_password;  /* read-only */
  SalveInstant created;   /* read-only, like all below */
  SalveInstant signed_in; /* last; SALVE_INSTANT_NONE: never */
  guint failed;           /* sign-ins since the last good one */
  gint64 version;         /* what update() compares */
} SalveAccount;
GType salve_account_get_type (void) G_GNUC_CONST;
SalveAccount *salve_account_new (const char *login, const char *const *roles);
SalveAccount *salve_account_copy (const SalveAccount *self);
void salve_account_free (SalveAccount *self);
gboolean salve_account_has_role (const SalveAccount *self, const char *role);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveAccount, salve_account_free)

/* Who is behind a request. */
#define SALVE_TYPE_IDENTITY (salve_identity_get_type ())
typedef struct
{
  char *account_id;
  char *login;
  GStrv roles;
  char *patient_id;
  char *practitioner_id;
  char *device_id; /* nullable */
  char *client_id; /* the program */
  char *scopes;    /* what the token is narrowed to; SALVE_SCOPE_DESK: not at all */
  char *token_id;  /* names the sign-in, for logs and audit; no secret */
  SalveInstant expires;
  gboolean break_glass;  /* has broken the glass for at least one patient now */
  GStrv broken_patients; /* for whom; never NULL */
} SalveIdentity;
GType salve_identity_get_type (void) G_GNUC_CONST;
SalveIdentity *salve_identity_copy (const SalveIdentity *self);
void salve_identity_free (SalveIdentity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveIdentity, salve_identity_free)

/* What a sign-in gives. The texts are secrets: they are wiped when freed. */
#define SALVE_TYPE_TOKENS (salve_tokens_get_type ())
typedef struct
{
  char *access;
  char *refresh;    /* NULL for a program by itself */
  guint expires_in; /* seconds, of access */
  char *scope;
  char *account_id;
  char *login;
  char *patient_id;      /* the record in question, where the account is a patient's; nullable */
  char *practitioner_id; /* nullable */
} SalveTokens;
GType salve_tokens_get_type (void) G_GNUC_CONST;
SalveTokens *salve_tokens_copy (const SalveTokens *self);
void salve_tokens_free (SalveTokens *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveTokens, salve_tokens_free)

/* A program that people sign in with, or that signs in by itself. */
#define SALVE_TYPE_CLIENT (salve_client_get_type ())
typedef struct
{
  char *id;
  char *name;
  gboolean confidential; /* has a secret */
  GStrv
      redirect_uris; /* exact; one on http://127.0.0.1, http://[::1] may come with any port (RFC 8252, 7.3) */
  char *scopes;      /* the most it may ask for */
  char *account_id;  /* nullable: who it acts as by itself (client_credentials) */
  gboolean password; /* may hand over a name and a password: our own desks only */
  char *secret;      /* only ever set in what add_client() and enrol() resolve to */
} SalveClient;
GType salve_client_get_type (void) G_GNUC_CONST;
SalveClient *salve_client_copy (const SalveClient *self);
void salve_client_free (SalveClient *self);
gboolean salve_client_allows_redirect (const SalveClient *self, const char *uri);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveClient, salve_client_free)

/* Somebody looked at the record of a patient whom they do not treat, and said why. */
typedef struct
{
  gint64 id;
  char *account_id;
  char *login;
  char *patient_id;
  char *reason;
  SalveInstant created;
  SalveInstant expires;
  char *reviewer;        /* nullable: not yet looked at */
  SalveInstant reviewed; /* SALVE_INSTANT_NONE: not yet */
} SalveBreakGlass;
void salve_break_glass_free (SalveBreakGlass *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveBreakGlass, salve_break_glass_free)

G_END_DECLS
