/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The accounts of a server: people and devices, what they may do, and the tokens that are out. All of it lies in the
 * clinic's encrypted file; a password only as argon2id, a token and a code only as SHA-256. Every function that writes
 * does it in one transaction together with a row in the audit trail. Make the object on the thread that opened the
 * store and call everything on its main context; futures resolve there. An actor is who does it, for the audit: the
 * identity's login, or "server". Addresses are IP addresses as text; they are for the lock-out alone and not stored.
 */
#pragma once

#include "salve-account.h"
#include "salve-permission.h"
#include "salve-store.h"

G_BEGIN_DECLS

#define SALVE_TYPE_ACCOUNTS (salve_accounts_get_type ())
G_DECLARE_FINAL_TYPE (SalveAccounts, salve_accounts, SALVE, ACCOUNTS, GObject)

typedef enum
{
  SALVE_ACCOUNTS_ERROR_INVALID, /* a login, an address, a role, a password that cannot be */
  SALVE_ACCOUNTS_ERROR_TAKEN,   /* somebody else has that login or e-mail address */
  SALVE_ACCOUNTS_ERROR_NOT_FOUND,
  SALVE_ACCOUNTS_ERROR_CONFLICT,     /* changed by somebody else since it was read */
  SALVE_ACCOUNTS_ERROR_LAST,         /* the clinic would have no administrator any more */
  SALVE_ACCOUNTS_ERROR_REFUSED,      /* wrong, unknown, expired, used or revoked: nobody is told which */
  SALVE_ACCOUNTS_ERROR_DELAYED,      /* too many wrong ones: salve_accounts_error_get_seconds() */
  SALVE_ACCOUNTS_ERROR_BUSY,         /* too many sign-ins at once */
  SALVE_ACCOUNTS_ERROR_UNAUTHORIZED, /* this program may not do that */
  SALVE_ACCOUNTS_ERROR_SCOPE,        /* nothing of what was asked for may be given */
} SalveAccountsError;
#define SALVE_ACCOUNTS_ERROR (salve_accounts_error_quark ())
GQuark salve_accounts_error_quark (void);
guint salve_accounts_error_get_seconds (const GError *error);

typedef enum
{
  SALVE_CODE_ACTIVATION, /* chooses the first password; 7 days */
  SALVE_CODE_EMAIL,      /* confirms a new e-mail address; 1 day */
  SALVE_CODE_RESET,      /* chooses a new password; 1 hour */
  SALVE_CODE_ENROLMENT,  /* makes a kiosk or a device a program of its own; 1 hour */
  SALVE_CODE_PASSWORD,   /* only for using one: ACTIVATION or RESET, whichever it is */
} SalveCodeKind;

/* Brings a code to a person. Never logs it. */
typedef void (*SalveCodeSender) (SalveCodeKind kind,
                                 const SalveAccount *account,
                                 const char *to, /* the e-mail address; NULL: the account has none */
                                 const char *code,
                                 gpointer data);

SalveAccounts *salve_accounts_new (SalveStore *store);
SalveStore *salve_accounts_get_store (SalveAccounts *self);
void salve_accounts_set_sender (SalveAccounts *self,
                                SalveCodeSender sender,
                                gpointer data,
                                GDestroyNotify destroy);

/* People. */
DexFuture *salve_accounts_create (SalveAccounts *self,
                                  const SalveAccount *account,
                                  const char *actor); /* → SalveAccount */
DexFuture *salve_accounts_update (SalveAccounts *self,
                                  const SalveAccount *account,
                                  const char *actor); /* → SalveAccount */
DexFuture *salve_accounts_delete (SalveAccounts *self, const char *account_id, const char *actor);
DexFuture *salve_accounts_list (SalveAccounts *self); /* → GPtrArray of SalveAccount, by login */
DexFuture *salve_accounts_find (SalveAccounts *self, const char *id_or_login); /* → SalveAccount */
DexFuture *salve_accounts_set_password (SalveAccounts *self,
                                        const char *account_id,
                                        const char *old_password, /* NULL: an administrator's doing */
                                        const char *new_password,
                                        const char *address,
                                        const char *actor);
DexFuture *salve_accounts_check_own_password (SalveAccounts *self,
                                              const char *account_id,
                                              const char *password,
                                              const char *address);
DexFuture *salve_accounts_ensure_administrator (SalveAccounts *self, const char *login); /* → code, or NULL */

/* Codes that are used once. */
DexFuture *salve_accounts_issue_code (SalveAccounts *self,
                                      SalveCodeKind kind,
                                      const char *account_id,
                                      const char *email,  /* the new one; NULL for other kinds */
                                      const char *actor); /* → the code; it also went to the sender */
DexFuture *salve_accounts_cancel_code (SalveAccounts *self,
                                       SalveCodeKind kind,
                                       const char *account_id,
                                       const char *actor);
DexFuture *salve_accounts_request_reset (SalveAccounts *self, const char *login, const char *address);
DexFuture *salve_accounts_use_code (SalveAccounts *self,
                                    SalveCodeKind kind, /* ACTIVATION, EMAIL, RESET or PASSWORD */
                                    const char *code,
                                    const char *password, /* the new one; NULL for EMAIL */
                                    const char *address); /* → SalveAccount */
DexFuture *salve_accounts_enrol (SalveAccounts *self,
                                 const char *code,
                                 const char *name,
                                 const char *address); /* → SalveClient */

/* A patient before a kiosk. */
DexFuture *salve_accounts_issue_patient_code (SalveAccounts *self,
                                              const char *patient_id,
                                              const char *actor); /* → the code */
DexFuture *salve_accounts_sign_in_patient (SalveAccounts *self,
                                           const char *client_id,
                                           const char *card,
                                           const char *birth_date,
                                           const char *code,     /* or the PIN */
                                           const char *address); /* → SalveTokens */
/* In the scope of who came in by a code. */
#define SALVE_SCOPE_CHOOSE_PIN "salve/choose-pin"
#define SALVE_PATIENT_PIN_DIGITS 6
DexFuture *salve_accounts_set_patient_pin (SalveAccounts *self,
                                           const char *account_id,
                                           const char *patient_id,
                                           const char *pin,
                                           const char *actor);
DexFuture *salve_accounts_remove_patient_pin (SalveAccounts *self,
                                              const char *patient_id,
                                              const char *actor); /* → whether there was one */
DexFuture *salve_accounts_has_patient_pin (SalveAccounts *self, const char *patient_id); /* → boolean */

/* Signing in, and tokens. */
DexFuture *salve_accounts_sign_in (SalveAccounts *self,
                                   const char *login,
                                   const char *password,
                                   const char *address); /* → SalveTokens */
DexFuture *salve_accounts_refresh (SalveAccounts *self,
                                   const char *refresh,
                                   const char *client_id,
                                   const char *scope); /* → SalveTokens */
DexFuture *salve_accounts_revoke (SalveAccounts *self, const char *token, const char *client_id);
DexFuture *salve_accounts_revoke_all (SalveAccounts *self, const char *account_id, const char *actor);
DexFuture *salve_accounts_identify (SalveAccounts *self, const char *bearer); /* → SalveIdentity */
SalveIdentity *salve_accounts_identify_now (SalveAccounts *self, const char *bearer, GError **error);
guint salve_accounts_get_delay (SalveAccounts *self, const char *login, const char *address); /* seconds */

/* Rights. */
SalveRoleTable *salve_accounts_get_roles (SalveAccounts *self);
SalveReachKind salve_accounts_get_reach (SalveAccounts *self,
                                         const SalveIdentity *identity,
                                         SalveAction action,
                                         const char *type,
                                         const char **id); /* the patient's or the practitioner's */
DexFuture *
salve_accounts_set_role (SalveAccounts *self, const char *name, const char *rules, const char *actor);
DexFuture *salve_accounts_break_glass (SalveAccounts *self,
                                       const SalveIdentity *identity,
                                       const char *patient_id,
                                       const char *reason); /* → gint64 */
DexFuture *salve_accounts_list_broken_glass (SalveAccounts *self,
                                             gboolean all); /* → GPtrArray of SalveBreakGlass */
DexFuture *salve_accounts_review_glass (SalveAccounts *self, gint64 id, const char *actor);

G_END_DECLS
