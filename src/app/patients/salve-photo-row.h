/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-patient-editor.h"

G_BEGIN_DECLS

/* The photo in the form: chosen from a file or taken by the camera, taken away. */
GtkWidget *salve_photo_row_new (SalvePatientEditor *editor);

typedef GBytes *(*SalvePhotoGetter) (gpointer holder);
typedef void (*SalvePhotoSetter) (gpointer holder, GBytes *photo, const char *content_type);
GtkWidget *salve_photo_row_new_for (GObject *holder, SalvePhotoGetter get, SalvePhotoSetter set);

G_END_DECLS
