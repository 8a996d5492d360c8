/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* A face for the record: read, turned upright and made small, away from the main thread. */
GBytes *salve_photo_shrink (GBytes *photo, GError **error);

void
salve_photo_read_async (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
void salve_photo_shrink_texture_async (GdkTexture *texture,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
GBytes *salve_photo_finish (GAsyncResult *result, GError **error);

G_END_DECLS
