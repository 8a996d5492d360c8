/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "salve-locale.h"
#include "salve-partial-date.h"

G_BEGIN_DECLS

/* A believable clinic out of a seed: the same options give the same bytes on every machine. Nobody in it exists. */
typedef struct
{
  guint patients;            /* how many, 0 and up */
  guint64 seed;              /* any number */
  SalvePartialDate today;    /* the day around which the year of appointments lies */
  GTimeZone *zone;           /* the clinic's; NULL for UTC */
  const SalveLocale *locale; /* where the clinic is, NULL for en-GB: whose names most patients have */
  guint doctors;             /* 0 for 12 */
  int minute_of_day;         /* how far today has gone, in minutes; 0 for half past ten */
  gboolean identities_only;  /* patients, families and insurance without histories and appointments */
} SalveDemoOptions;

/**
 * SalveDemoFunc:
 * @type: the resource's type
 * @id: its id
 * @json: its JSON, to be kept by reference
 * @user_data: what was given
 * @error: to be set where it returns FALSE
 *
 * Takes one resource. What a resource refers to may come after it.
 *
 * Returns: whether to go on
 */
typedef gboolean (
    *SalveDemoFunc) (const char *type, const char *id, GBytes *json, gpointer user_data, GError **error);

typedef void (*SalveDemoProgressFunc) (guint done, guint total, gpointer user_data);

gboolean salve_demo_generate (const SalveDemoOptions *options,
                              SalveDemoFunc func,
                              gpointer user_data,
                              SalveDemoProgressFunc progress,
                              gpointer progress_data,
                              GCancellable *cancellable,
                              GError **error);

G_END_DECLS
