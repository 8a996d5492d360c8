/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures from a camera, one after the other, as the screen takes them. Lives on the main thread. */
#pragma once

#include <gdk/gdk.h>
#include <gst/gst.h>
#include <libdex.h>

G_BEGIN_DECLS

#define SALVE_TYPE_CAMERA_STREAM (salve_camera_stream_get_type ())
G_DECLARE_FINAL_TYPE (SalveCameraStream, salve_camera_stream, SALVE, CAMERA_STREAM, GObject)

SalveCameraStream *salve_camera_stream_new (GstElement *source, GError **error);
GstElement *salve_camera_source_new (int descriptor, GError **error);
DexFuture *salve_camera_open (void);
void salve_camera_stream_stop (SalveCameraStream *self);
GdkTexture *salve_camera_stream_get_picture (SalveCameraStream *self);

G_END_DECLS
