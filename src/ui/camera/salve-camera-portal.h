/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The camera, as the desktop gives it out: it asks the person once whether Salve may see through it. */
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

/**
 * SalveCameraError:
 * @SALVE_CAMERA_ERROR_NONE: there is no camera, or a desktop that gives none out
 * @SALVE_CAMERA_ERROR_REFUSED: the person, or the desktop's settings, said no
 * @SALVE_CAMERA_ERROR_FAILED: it is there and does not work
 */
typedef enum
{
  SALVE_CAMERA_ERROR_NONE,
  SALVE_CAMERA_ERROR_REFUSED,
  SALVE_CAMERA_ERROR_FAILED,
} SalveCameraError;

#define SALVE_CAMERA_ERROR (salve_camera_error_quark ())
GQuark salve_camera_error_quark (void);

DexFuture *salve_camera_portal_open (GDBusConnection *bus);

G_END_DECLS
