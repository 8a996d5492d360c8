/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Grey bars where rows will be, for a list that takes longer than a moment. */
#define SALVE_TYPE_PATIENT_SKELETON (salve_patient_skeleton_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientSkeleton, salve_patient_skeleton, SALVE, PATIENT_SKELETON, GtkWidget)

G_END_DECLS
