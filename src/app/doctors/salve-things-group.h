/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clinic's rooms, its beds, or its devices, in rows: each is renamed where it stands, taken out of use, and there is a row for
 * another one. On the main thread. */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_THINGS_ROOMS,
  SALVE_THINGS_BEDS,
  SALVE_THINGS_DEVICES,
} SalveThings;

/* Called with each change that somebody wants to have made. */
typedef void (*SalveThingsCommit) (gpointer user_data, SalveChange *change);

void salve_things_group_fill (AdwPreferencesGroup *group,
                              SalveThings kind,
                              SalveClinic *clinic,
                              SalveThingsCommit commit,
                              gpointer user_data);

G_END_DECLS
