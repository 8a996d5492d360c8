/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything the server answers, and who may ask for it. The first row that fits counts. OAuth's own pages are in
 * salve-oauth.c, change notices in salve-notice-board.c: both ask for nothing of any record. */
#define G_LOG_DOMAIN "salve-server"

#include "config.h"

#include "salve-route.h"

#include <yyjson.h>

#include "salve-api.h"
#include "salve-bulk-upload.h"
#include "salve-export.h"
#include "salve-fhir-bundle.h"
#include "salve-fhir-metadata.h"
#include "salve-fhir-read.h"
#include "salve-fhir-write.h"
#include "salve-jobs.h"
#include "salve-scheduling.h"
#include "salve-status.h"

#define PUBLIC SALVE_POLICY_PUBLIC
#define SIGNED_IN SALVE_POLICY_SIGNED_IN
#define PERMISSION SALVE_POLICY_PERMISSION
#define ENTRIES SALVE_POLICY_ENTRIES

/* The six rows of a collection of plain JSON. */
#define COLLECTION(name, type)                                                                               \
  SALVE_ROUTE ("GET", "/api/v1/" name, type, PERMISSION, SALVE_ACTION_SEARCH, salve_api_handle_list),        \
      SALVE_ROUTE ("POST", "/api/v1/" name, type, PERMISSION, SALVE_ACTION_CREATE, salve_api_handle_create), \
      SALVE_ROUTE ("GET", "/api/v1/" name "/:id", type, PERMISSION, SALVE_ACTION_READ,                       \
                   salve_api_handle_get),                                                                    \
      SALVE_ROUTE ("PUT", "/api/v1/" name "/:id", type, PERMISSION, SALVE_ACTION_UPDATE,                     \
                   salve_api_handle_change),                                                                 \
      SALVE_ROUTE ("PATCH", "/api/v1/" name "/:id", type, PERMISSION, SALVE_ACTION_UPDATE,                   \
                   salve_api_handle_change),                                                                 \
      SALVE_ROUTE ("DELETE", "/api/v1/" name "/:id", type, PERMISSION, SALVE_ACTION_DELETE,                  \
                   salve_api_handle_delete)

const SalveRoute salve_routes[] = {
  SALVE_ROUTE ("GET", "/health", NULL, PUBLIC, SALVE_ACTION_READ, salve_status_handle_health),
  SALVE_ROUTE ("GET", "/metrics", "server", PERMISSION, SALVE_ACTION_READ, salve_status_handle_metrics),

  SALVE_ROUTE ("GET", "/fhir/metadata", NULL, PUBLIC, SALVE_ACTION_READ, salve_fhir_handle_metadata),
  SALVE_ROUTE ("POST", "/fhir", NULL, ENTRIES, SALVE_ACTION_READ, salve_fhir_handle_bundle),
  SALVE_ROUTE ("GET",
               "/fhir/_history",
               NULL,
               ENTRIES,
               SALVE_ACTION_HISTORY,
               salve_fhir_handle_history_system),
  SALVE_ROUTE ("GET",
               "/fhir/Patient/:id/$everything",
               "Patient",
               PERMISSION,
               SALVE_ACTION_READ,
               salve_fhir_handle_everything),
  SALVE_ROUTE ("GET",
               "/fhir/Appointment/$find",
               "Slot",
               PERMISSION,
               SALVE_ACTION_SEARCH,
               salve_scheduling_handle_find),
  SALVE_ROUTE ("POST",
               "/fhir/Appointment/$hold",
               "Appointment",
               PERMISSION,
               SALVE_ACTION_OPERATION,
               salve_scheduling_handle_hold),
  SALVE_ROUTE ("POST",
               "/fhir/Appointment/$book",
               "Appointment",
               PERMISSION,
               SALVE_ACTION_OPERATION,
               salve_scheduling_handle_book),
  SALVE_ROUTE ("GET", "/fhir/$export", NULL, ENTRIES, SALVE_ACTION_EXPORT, salve_export_handle_start),
  SALVE_ROUTE ("GET", "/export/:id/:file", NULL, ENTRIES, SALVE_ACTION_EXPORT, salve_export_handle_file),
  SALVE_ROUTE ("GET", "/fhir/:type", NULL, PERMISSION, SALVE_ACTION_SEARCH, salve_fhir_handle_search),
  SALVE_ROUTE ("POST",
               "/fhir/:type/_search",
               NULL,
               PERMISSION,
               SALVE_ACTION_SEARCH,
               salve_fhir_handle_search_post),
  SALVE_ROUTE ("POST", "/fhir/:type", NULL, PERMISSION, SALVE_ACTION_CREATE, salve_fhir_handle_create),
  SALVE_ROUTE ("PUT", "/fhir/:type", NULL, PERMISSION, SALVE_ACTION_UPDATE, salve_fhir_handle_update_if),
  SALVE_ROUTE ("DELETE", "/fhir/:type", NULL, PERMISSION, SALVE_ACTION_DELETE, salve_fhir_handle_delete_if),
  SALVE_ROUTE ("GET",
               "/fhir/:type/_history",
               NULL,
               PERMISSION,
               SALVE_ACTION_HISTORY,
               salve_fhir_handle_history_type),
  SALVE_ROUTE ("GET", "/fhir/:type/:id", NULL, PERMISSION, SALVE_ACTION_READ, salve_fhir_handle_read),
  SALVE_ROUTE ("PUT", "/fhir/:type/:id", NULL, PERMISSION, SALVE_ACTION_UPDATE, salve_fhir_handle_update),
  SALVE_ROUTE ("PATCH", "/fhir/:type/:id", NULL, PERMISSION, SALVE_ACTION_UPDATE, salve_fhir_handle_patch),
  SALVE_ROUTE ("DELETE", "/fhir/:type/:id", NULL, PERMISSION, SALVE_ACTION_DELETE, salve_fhir_handle_delete),
  SALVE_ROUTE ("GET",
               "/fhir/:type/:id/_history",
               NULL,
               PERMISSION,
               SALVE_ACTION_HISTORY,
               salve_fhir_handle_history_instance),
  SALVE_ROUTE ("GET",
               "/fhir/:type/:id/_history/:version",
               NULL,
               PERMISSION,
               SALVE_ACTION_HISTORY,
               salve_fhir_handle_vread),

  SALVE_ROUTE ("GET", "/jobs/:id", NULL, ENTRIES, SALVE_ACTION_READ, salve_jobs_handle_status),
  SALVE_ROUTE ("DELETE", "/jobs/:id", NULL, ENTRIES, SALVE_ACTION_READ, salve_jobs_handle_cancel),

  SALVE_ROUTE ("GET", "/api/v1/openapi.json", NULL, PUBLIC, SALVE_ACTION_READ, salve_api_handle_document),
  SALVE_ROUTE ("POST", "/api/v1/login", NULL, PUBLIC, SALVE_ACTION_READ, salve_api_handle_sign_in),
  SALVE_ROUTE ("POST", "/api/v1/activate", NULL, PUBLIC, SALVE_ACTION_READ, salve_api_handle_activate),
  SALVE_ROUTE ("POST", "/api/v1/forgot", NULL, PUBLIC, SALVE_ACTION_READ, salve_api_handle_forgot),
  SALVE_ROUTE ("POST", "/api/v1/reset", NULL, PUBLIC, SALVE_ACTION_READ, salve_api_handle_reset),
  SALVE_ROUTE ("POST",
               "/api/v1/confirm-email",
               NULL,
               PUBLIC,
               SALVE_ACTION_READ,
               salve_api_handle_confirm_email),
  SALVE_ROUTE ("POST", "/api/v1/logout", NULL, SIGNED_IN, SALVE_ACTION_READ, salve_api_handle_sign_out),
  SALVE_ROUTE ("POST", "/api/v1/me/email", NULL, SIGNED_IN, SALVE_ACTION_READ, salve_api_handle_change_email),
  SALVE_ROUTE ("POST",
               "/api/v1/users/:id/code",
               "account",
               PERMISSION,
               SALVE_ACTION_ADMIN,
               salve_api_handle_user_code),
  SALVE_ROUTE ("POST",
               "/api/v1/break-glass",
               NULL,
               SIGNED_IN,
               SALVE_ACTION_READ,
               salve_api_handle_break_glass),
  SALVE_ROUTE ("GET",
               "/api/v1/break-glass",
               "audit",
               PERMISSION,
               SALVE_ACTION_READ,
               salve_api_handle_glass_list),
  SALVE_ROUTE ("POST",
               "/api/v1/break-glass/:id/review",
               "audit",
               PERMISSION,
               SALVE_ACTION_ADMIN,
               salve_api_handle_glass_review),
  SALVE_ROUTE ("GET", "/api/v1/me", NULL, SIGNED_IN, SALVE_ACTION_READ, salve_api_handle_me),
  SALVE_ROUTE ("POST",
               "/api/v1/register",
               "account",
               PERMISSION,
               SALVE_ACTION_ADMIN,
               salve_api_handle_register),
  SALVE_ROUTE ("GET", "/api/v1/users", "account", PERMISSION, SALVE_ACTION_ADMIN, salve_api_handle_users),
  SALVE_ROUTE ("POST", "/api/v1/users", "account", PERMISSION, SALVE_ACTION_ADMIN, salve_api_handle_register),
  SALVE_ROUTE ("GET", "/api/v1/users/:id", "account", PERMISSION, SALVE_ACTION_ADMIN, salve_api_handle_user),
  SALVE_ROUTE ("PUT",
               "/api/v1/users/:id",
               "account",
               PERMISSION,
               SALVE_ACTION_ADMIN,
               salve_api_handle_user_change),
  SALVE_ROUTE ("PATCH",
               "/api/v1/users/:id",
               "account",
               PERMISSION,
               SALVE_ACTION_ADMIN,
               salve_api_handle_user_change),
  SALVE_ROUTE ("DELETE",
               "/api/v1/users/:id",
               "account",
               PERMISSION,
               SALVE_ACTION_ADMIN,
               salve_api_handle_user_delete),
  SALVE_ROUTE ("GET",
               "/api/v1/analytics",
               "DiagnosticReport",
               PERMISSION,
               SALVE_ACTION_SEARCH,
               salve_api_handle_analytics),
  SALVE_ROUTE ("GET",
               "/api/v1/analytics/:id",
               "DiagnosticReport",
               PERMISSION,
               SALVE_ACTION_SEARCH,
               salve_api_handle_analytics),
  SALVE_ROUTE ("POST",
               "/api/v1/checkups/bulk",
               "Observation",
               PERMISSION,
               SALVE_ACTION_CREATE,
               salve_bulk_upload_handle),
  COLLECTION ("patients", "Patient"),
  COLLECTION ("doctors", "Practitioner"),
  COLLECTION ("diseases", "Condition"),
  COLLECTION ("machines", "Device"),
  COLLECTION ("devices", "Device"),
  COLLECTION ("data", "Observation"),
  COLLECTION ("checkups", "DiagnosticReport"),
  COLLECTION ("check_history", "Encounter"),
};
const gsize salve_n_routes = G_N_ELEMENTS (salve_routes);
