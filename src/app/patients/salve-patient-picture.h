/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

char *salve_patient_picture_key (const char *name, int size);
GskRenderNode *salve_patient_picture_draw (PangoContext *context, const char *name, int size);

G_END_DECLS
