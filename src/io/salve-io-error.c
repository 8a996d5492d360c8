/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain of importing and exporting. */
#define G_LOG_DOMAIN "salve-io"

#include "config.h"

#include "salve-io-error.h"

G_DEFINE_QUARK (salve - io - error - quark, salve_io_error)
