/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-edit.h"

G_BEGIN_DECLS

void salve_list_merge_strings (SalveEdit *edit, const char *pointer, const char *const *strings);

G_END_DECLS
