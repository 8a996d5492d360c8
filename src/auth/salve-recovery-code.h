/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recovery key as a person prints, keeps and types it: seven groups of five letters and digits. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SALVE_RECOVERY_CODE_GROUPS 7
#define SALVE_RECOVERY_CODE_GROUP_LENGTH 5

char *salve_recovery_code_new (void);
char *salve_recovery_code_normalise (const char *typed, GError **error);
guint salve_recovery_code_count_good_groups (const char *typed);

G_END_DECLS
