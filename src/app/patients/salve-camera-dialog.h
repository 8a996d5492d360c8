/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A photo is taken: what the camera sees, Take, look at it, again or use it. */
#pragma once

#include <adwaita.h>
#include <libdex.h>

G_BEGIN_DECLS

/* Returns: (transfer full): a future of a GstElement that gives pictures, or a SALVE_CAMERA_ERROR. */
typedef DexFuture *(*SalveCameraOpener) (gpointer data);

#define SALVE_TYPE_CAMERA_DIALOG (salve_camera_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SalveCameraDialog, salve_camera_dialog, SALVE, CAMERA_DIALOG, AdwDialog)

AdwDialog *salve_camera_dialog_new (void);
AdwDialog *salve_camera_dialog_new_with_opener (SalveCameraOpener open, gpointer data);

G_END_DECLS
