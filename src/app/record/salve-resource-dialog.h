/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "salve-record.h"

G_BEGIN_DECLS

AdwDialog *salve_resource_dialog_new (SalveRecord *record, SalveResource *resource, GPtrArray *measurements);
AdwDialog *salve_resource_dialog_new_raw (SalveRecord *record, SalveResource *resource);

G_END_DECLS
