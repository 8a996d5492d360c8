/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the kiosk's camera sees, for as long as this is shown. Main thread.
 *
 * Signals: "code" (string): one was read, and the camera is off. "failed": there is no picture to be had. */
#pragma once

#include <adwaita.h>
#include <libdex.h>

G_BEGIN_DECLS

#define SALVE_TYPE_KIOSK_CAMERA (salve_kiosk_camera_get_type ())
G_DECLARE_FINAL_TYPE (SalveKioskCamera, salve_kiosk_camera, SALVE, KIOSK_CAMERA, AdwBin)

/* Returns: (transfer full): resolves to a GstElement that gives pictures */
typedef DexFuture *(*SalveKioskCameraOpener) (void);

gboolean salve_kiosk_camera_reads_codes (void);
GtkWidget *salve_kiosk_camera_new (gboolean for_codes);
GdkTexture *salve_kiosk_camera_get_picture (SalveKioskCamera *self);
void salve_kiosk_camera_stop (SalveKioskCamera *self);
void salve_kiosk_camera_set_opener (SalveKioskCameraOpener opener);

G_END_DECLS
