/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-skeleton.h"

#include <glib/gi18n.h>

#define ROW_HEIGHT 44

struct _SalvePatientSkeleton
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (SalvePatientSkeleton, salve_patient_skeleton, GTK_TYPE_WIDGET)

static void
append_bar (GtkSnapshot *snapshot, const GdkRGBA *colour, float x, float y, float width, float height)
{
  GskRoundedRect bar;

  gsk_rounded_rect_init_from_rect (&bar, &GRAPHENE_RECT_INIT (x, y, width, height), height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, colour, &bar.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
salve_patient_skeleton_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const float widths[] = { 150, 190, 120, 170, 140 };
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  float width = (float)gtk_widget_get_width (widget);
  GdkRGBA colour;

  gtk_widget_get_color (widget, &colour);
  colour.alpha *= 0.1f;
  for (int row = 0; (row + 1) * ROW_HEIGHT < gtk_widget_get_height (widget) && row < 14; row++)
    {
      float y = (float)(row * ROW_HEIGHT + 20);
      float name = widths[row % 5];

      append_bar (snapshot, &colour, mirrored ? width - 12 - 28 : 12, y, 28, 28);
      append_bar (snapshot, &colour, mirrored ? width - 52 - name : 52, y + 8, name, 12);
      if (width > 600)
        append_bar (snapshot, &colour, mirrored ? width - 380 : 280, y + 8, 100, 12);
    }
}

static void
salve_patient_skeleton_class_init (SalvePatientSkeletonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = salve_patient_skeleton_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
salve_patient_skeleton_init (SalvePatientSkeleton *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The list is being read"), -1);
}
