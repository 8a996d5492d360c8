/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "salve-record.h"

G_BEGIN_DECLS

GtkWidget *salve_attachment_new (SalveRecord *record, SalveElement attachment);

G_END_DECLS
