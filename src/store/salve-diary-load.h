/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-connection.h"
#include "salve-diary.h"

G_BEGIN_DECLS

SalveDiary *
salve_diary_load (SalveConnection *connection, SalveTimeSpan range, GTimeZone *zone, GError **error);

SalveDiary *
salve_diary_load_hours (SalveConnection *connection, SalveTimeSpan range, GTimeZone *zone, GError **error);
gboolean salve_diary_load_busy (SalveDiary *diary,
                                SalveConnection *connection,
                                SalveTimeSpan range,
                                GHashTable *const *actors,
                                GError **error);

/* What is asked of the indexes, for the tests that look at how it is answered. */
extern const char salve_list_long_sql[];
extern const char salve_list_range_sql[];
extern const char salve_list_doctor_sql[];
extern const char salve_first_of_doctor_sql[];
extern const char salve_list_days_long_sql[];
extern const char salve_count_day_sql[];
extern const char salve_diary_range_sql[];
extern const char salve_diary_long_sql[];
extern const char salve_busy_range_sql[];
extern const char salve_busy_long_sql[];

G_END_DECLS
