/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "salve-net-error.h"

G_DEFINE_QUARK (salve - net - error - quark, salve_net_error)
