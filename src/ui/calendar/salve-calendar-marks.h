/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-calendar-draw.h"

G_BEGIN_DECLS

/* Which corner of a block is round. */
typedef enum
{
  SALVE_CORNER_TOP_LEFT,
  SALVE_CORNER_TOP_RIGHT,
  SALVE_CORNER_BOTTOM_LEFT,
  SALVE_CORNER_BOTTOM_RIGHT,
} SalveCorner;

void salve_draw_mark (GtkSnapshot *snapshot,
                      SalveAppointmentStatus status,
                      float x,
                      float y,
                      float size,
                      int scale,
                      const GdkRGBA *colour);
void salve_draw_corner (GtkSnapshot *snapshot,
                        SalveCorner corner,
                        const graphene_rect_t *box,
                        int scale,
                        const GdkRGBA *colour);

G_END_DECLS
