/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "salve-calendar-event.h"

G_BEGIN_DECLS

/* What the calendar's widgets have in common: their colours, the blocks, the status marks and their words. */

/* Colours as the style gives them at the moment. */
typedef struct
{
  GdkRGBA foreground;
  GdkRGBA ground;
  GdkRGBA accent;
  GdkRGBA accent_foreground;
  GdkRGBA error;
  gboolean dark;
  gboolean high_contrast;
  int scale; /* the screen's pixels a pixel */
} SalveCalendarColours;

/* Invisible children of a widget that hold the colours which CSS gives. */
#define SALVE_CALENDAR_N_ROLES 4
typedef struct
{
  GtkWidget *roles[SALVE_CALENDAR_N_ROLES];
} SalveCalendarStyle;

void salve_calendar_style_init (SalveCalendarStyle *self, GtkWidget *owner);
void salve_calendar_style_clear (SalveCalendarStyle *self);
void salve_calendar_style_read (SalveCalendarStyle *self, GtkWidget *owner, SalveCalendarColours *colours);

typedef enum
{
  SALVE_BLOCK_PLAIN = 0,
  SALVE_BLOCK_CUT_START = 1 << 0, /* began before what is drawn */
  SALVE_BLOCK_CUT_END = 1 << 1,
  SALVE_BLOCK_REFUSED = 1 << 2, /* in hand, where it may not be dropped */
  SALVE_BLOCK_LIFTED = 1 << 3,  /* in hand */
} SalveBlockFlags;

GdkRGBA salve_calendar_colour (const SalveCalendarColours *colours, int colour);
GdkRGBA salve_colour_mix (const GdkRGBA *a, const GdkRGBA *b, float share);
GdkRGBA salve_colour_fade (GdkRGBA colour, float alpha);
GdkRGBA salve_calendar_quiet (const SalveCalendarColours *colours);

void
salve_draw_box (GtkSnapshot *snapshot, float x, float y, float width, float height, const GdkRGBA *colour);
void salve_draw_text (GtkSnapshot *snapshot, PangoLayout *text, float x, float y, const GdkRGBA *colour);
void salve_draw_hatch (GtkSnapshot *snapshot,
                       const graphene_rect_t *area,
                       const GdkRGBA *colour,
                       float step,
                       gboolean falling);
void salve_draw_outline (GtkSnapshot *snapshot,
                         const graphene_rect_t *area,
                         float radius,
                         float width,
                         const GdkRGBA *colour);
void salve_draw_status (GtkSnapshot *snapshot,
                        SalveAppointmentStatus status,
                        float x,
                        float y,
                        float size,
                        const GdkRGBA *colour);
void salve_draw_ground (GtkSnapshot *snapshot,
                        const SalveCalendarEvent *event,
                        const graphene_rect_t *bounds,
                        float radius,
                        float edge_width,
                        gboolean right_to_left,
                        int scale,
                        const GdkRGBA *colour,
                        const GdkRGBA *ground);

/* A block's words: the name, which nobody else has, and below it what many blocks say alike. */
typedef struct
{
  PangoLayout *name; /* NULL: not made yet */
  PangoLayout *rest; /* or NULL */
} SalveBlockText;

void salve_draw_block (GtkSnapshot *snapshot,
                       const SalveCalendarEvent *event,
                       const SalveBlockText *text,
                       float width,
                       float height,
                       float line_height,
                       gboolean right_to_left,
                       SalveBlockFlags flags,
                       const SalveCalendarColours *colours);
gboolean salve_block_is_narrow (float width, float line_height);
void salve_align_start (GtkWidget *widget, PangoLayout *layout);
SalveBlockText salve_block_text (GtkWidget *widget,
                                 GHashTable *shared,
                                 const SalveCalendarEvent *event,
                                 const char *time,
                                 float width,
                                 guint n_lines,
                                 float glyph_width);
void salve_block_text_clear (SalveBlockText *self);

void salve_calendar_free_later (gpointer data, GDestroyNotify destroy);
char *salve_calendar_number (int number, SalveLocale *locale);
char *salve_calendar_day_describe (SalvePartialDate day, guint n, SalveLocale *locale);
void salve_calendar_announce (GtkWidget *widget, const char *words);
void salve_calendar_add_keys (GtkWidgetClass *widget_class,
                              const char *keys,
                              GtkShortcutFunc func,
                              GVariant *arguments);

const char *salve_status_word (SalveAppointmentStatus status);
char *salve_status_title (SalveAppointmentStatus status);
char *salve_format_span (SalveTimeSpan span, GTimeZone *zone, SalveLocale *locale);
char *salve_calendar_event_describe (const SalveCalendarEvent *event, GTimeZone *zone, SalveLocale *locale);

G_END_DECLS
