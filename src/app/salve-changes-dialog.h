/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "salve-clinic.h"

G_BEGIN_DECLS

AdwDialog *salve_changes_dialog_new (SalveClinic *clinic);

G_END_DECLS
