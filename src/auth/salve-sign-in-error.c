/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-sign-in-error.h"

G_DEFINE_QUARK (salve - sign - in - error - quark, salve_sign_in_error)
