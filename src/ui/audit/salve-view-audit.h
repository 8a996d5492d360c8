/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a machine can see of a view as a person with low vision, a trembling hand or no mouse has it. Each function adds to
 * @faults (of char *, freed with g_free) a line for each fault: what it is, how much, and where. Main thread. */

void salve_view_audit_contrast (GtkWindow *window,
                                GskRenderNode *node,
                                GdkTexture *texture,
                                const graphene_rect_t *area,
                                GPtrArray *faults);
void salve_view_audit_targets (GtkWindow *window, int least, GPtrArray *faults);
void salve_view_audit_keys (GtkWindow *window, GPtrArray *faults);

G_END_DECLS
