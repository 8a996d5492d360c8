/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-resource.h"

G_BEGIN_DECLS

SalveResource *salve_json_patch_apply (GBytes *body, GBytes *patch, GError **error);

G_END_DECLS
