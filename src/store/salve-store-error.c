/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "salve-store-error.h"

G_DEFINE_QUARK (salve - store - error - quark, salve_store_error)
