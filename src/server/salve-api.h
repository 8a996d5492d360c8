/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain JSON at /api/v1 for integrators and small scripts. */
#pragma once

#include <json-glib/json-glib.h>
#include <yyjson.h>

#include "salve-exchange.h"

G_BEGIN_DECLS

gboolean salve_api_handle_list (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_create (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_get (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_change (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_delete (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_analytics (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_document (SalveExchange *exchange, GError **error);

/* People who sign in (salve-api-users.c). */
gboolean salve_api_handle_sign_in (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_users (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_user (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_register (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_user_change (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_user_delete (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_me (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_activate (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_reset (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_confirm_email (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_forgot (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_change_email (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_user_code (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_sign_out (SalveExchange *exchange, GError **error);

/* In an emergency (salve-api-glass.c). */
gboolean salve_api_handle_glass_find (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_break_glass (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_glass_list (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_glass_review (SalveExchange *exchange, GError **error);

/* The audit trail (salve-api-audit.c). */
gboolean salve_api_handle_audit (SalveExchange *exchange, GError **error);

/* Rights, programs, passwords (salve-api-access.c). */
gboolean salve_api_handle_roles (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_role_change (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_role_delete (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_clients (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_client_add (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_client_delete (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_user_revoke (SalveExchange *exchange, GError **error);
gboolean salve_api_handle_change_password (SalveExchange *exchange, GError **error);

gboolean salve_api_refuse_accounts (GError **error, GError *mistake);
gboolean salve_api_refuse_sign_in (SalveExchange *exchange, GError **error, GError *mistake);
void salve_api_add_text (JsonBuilder *builder, const char *name, const char *text);
void salve_api_answer_builder (SalveExchange *exchange, guint status, JsonBuilder *builder);
yyjson_doc *salve_api_read_body (SalveExchange *exchange, GError **error);

G_END_DECLS
