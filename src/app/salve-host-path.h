/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a file lies, in words of the person and not of the sandbox. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char *salve_host_path (GFile *file);

G_END_DECLS
