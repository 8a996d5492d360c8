/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-resource.h"

G_BEGIN_DECLS

gboolean salve_resource_check_shape (SalveResource *self, GError **error);

G_END_DECLS
