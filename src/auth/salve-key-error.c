/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of the key's custody. */
#define G_LOG_DOMAIN "salve-auth"

#include "config.h"

#include "salve-key-error.h"

G_DEFINE_QUARK (salve - key - error - quark, salve_key_error)
