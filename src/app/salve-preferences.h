/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person may change about the program, and the keys it listens to. */
#pragma once

#include <adwaita.h>

#include "salve-store.h"

G_BEGIN_DECLS

#define SALVE_TYPE_PREFERENCES (salve_preferences_get_type ())
G_DECLARE_FINAL_TYPE (SalvePreferences, salve_preferences, SALVE, PREFERENCES, AdwPreferencesDialog)

AdwDialog *salve_preferences_new (GSettings *settings, SalveStore *store, gboolean has_pin);

G_END_DECLS
