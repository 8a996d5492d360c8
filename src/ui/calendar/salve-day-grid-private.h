/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-calendar-draw.h"
#include "salve-day-axis.h"
#include "salve-day-grid.h"
#include "salve-overlap-layout.h"

G_BEGIN_DECLS

/* Everything is laid out in content coordinates: x from 0 where the columns begin (in the direction of the text), y
 * from 0 at midnight. Header, strip and gutter stay where they are. */

/* What is drawn of one event in one column; an event over midnight has two. */
typedef struct
{
  SalveCalendarEvent *event;
  guint column;
  double from; /* on the axis */
  double to;
  SalveOverlapPlace place;
  SalveBlockText text;
  GskRenderNode *node;
  int node_width; /* what text and node were made for */
  int node_height;
} GridPiece;

typedef struct
{
  SalveCalendarColumn *column;
  double x;
  double width;
  guint first_piece; /* its pieces are together, by their start */
  guint n_pieces;
  guint n_lanes;
  PangoLayout *title;
  PangoLayout *subtitle;
  int title_width;
} GridColumn;

/* An event in the strip above the hours. */
typedef struct
{
  SalveCalendarEvent *event;
  guint first_column;
  guint last_column;
  guint row;
  SalveBlockText text;
  int text_width;
} GridBar;

typedef enum
{
  GRID_DRAG_NONE,
  GRID_DRAG_CREATE,
  GRID_DRAG_MOVE,
  GRID_DRAG_START, /* the start's edge */
  GRID_DRAG_END,
} GridDragKind;

/* A new span in hand, by pointer or by keys. */
typedef struct
{
  GridDragKind kind;
  gboolean by_keys;
  gboolean copy;
  SalveCalendarEvent *event; /* NULL: a new one */
  guint from_column;
  guint column;
  SalveTimeSpan span;
  SalveInstant anchor; /* GRID_DRAG_CREATE: where it began */
  gint64 grab;         /* GRID_DRAG_MOVE: from the event's start to the pointer */
  char *refusal;       /* why it may not be dropped here, or NULL */
  double pointer_x;
  double pointer_y;
  guint tick;
  gint64 last_tick;
} GridDrag;

typedef struct
{
  double line;
  double small;
  double row; /* what row-minutes are high */
  double gutter;
  double header;
  double strip_row;
  double scale; /* 1 at 100 % text */
} GridMetrics;

struct _SalveDayGrid
{
  GtkWidget parent_instance;

  GTimeZone *zone;
  SalveLocale *locale;
  SalveInstant now;
  double row_minutes;
  int snap;
  int slot_minutes;
  GPtrArray *events;
  SalveDropCheck check;
  gpointer check_data;
  GDestroyNotify check_destroy;

  GtkAdjustment *adjustments[2]; /* by GtkOrientation */
  guint policies[2];
  gboolean started_at_end; /* right to left: the first columns are at the adjustment's end */
  double wanted_minute;    /* to be scrolled to once there is a size, or -1 */

  SalveCalendarStyle style;
  SalveCalendarColours colours;
  gboolean colours_known;
  GridMetrics metrics;
  gboolean metrics_known;

  SalveDayAxis *axis;
  GArray *columns; /* GridColumn */
  GArray *pieces;  /* GridPiece */
  GArray *bars;    /* GridBar */
  guint n_bar_rows;
  double content_width;
  double pixels; /* a minute */
  GHashTable *hour_labels;
  GHashTable *shade_labels;
  GHashTable *block_texts; /* what many blocks say alike */
  guint prepare_source;

  GridDrag drag;
  gboolean given_up; /* the button is still down, but nothing is in hand any more */
  guint cursor_column;
  SalveTimeSpan cursor;
  gboolean cursor_shown;
  char *focused; /* an event's id */
  guint focused_column;
  char *hovered;
  double zoom_start;
  double pointer_x;
  double pointer_y;
  GHashTable *accessibles; /* id → object, made when they are asked for */
};

enum
{
  GRID_EVENT_ACTIVATED,
  GRID_EVENT_OPEN_RECORD,
  GRID_CREATE,
  GRID_MOVE,
  GRID_STEP_REQUESTED,
  GRID_DELETE_REQUESTED,
  GRID_MENU_REQUESTED,
  GRID_CURSOR_MOVED,
  GRID_NEXT_FREE_REQUESTED,
  GRID_PAGE_REQUESTED,
  GRID_COLUMN_ACTIVATED,
  GRID_DROP_REFUSED,
  GRID_N_SIGNALS
};
extern guint salve_day_grid_signals[GRID_N_SIGNALS];

typedef struct
{
  double x;
  double y;
  double width;
  double height;
} GridRect;

/* salve-day-grid-layout.c */
GridColumn *salve_day_grid_column (SalveDayGrid *self, guint n);
GridPiece *salve_day_grid_piece (SalveDayGrid *self, guint n);
GridPiece *salve_day_grid_find_piece (SalveDayGrid *self, const char *id, guint column);
GridBar *salve_day_grid_find_bar (SalveDayGrid *self, const char *id);
int salve_day_grid_find_column (SalveDayGrid *self, const char *id);
void salve_day_grid_rebuild (SalveDayGrid *self);
void salve_day_grid_lay_out (SalveDayGrid *self);
void salve_day_grid_forget_text (SalveDayGrid *self);
void salve_day_grid_clear_pieces (SalveDayGrid *self);
const GridMetrics *salve_day_grid_get_metrics (SalveDayGrid *self);
double salve_day_grid_header_height (SalveDayGrid *self);
GridRect salve_day_grid_body (SalveDayGrid *self);
GridRect salve_day_grid_span_rect (SalveDayGrid *self, guint column, double from, double to);
GridRect salve_day_grid_piece_rect (SalveDayGrid *self, const GridPiece *piece);
GridRect salve_day_grid_bar_rect (SalveDayGrid *self, const GridBar *bar);
double salve_day_grid_column_left (SalveDayGrid *self, guint column);
double salve_day_grid_scroll_x (SalveDayGrid *self);
double salve_day_grid_scroll_y (SalveDayGrid *self);
gboolean salve_day_grid_rtl (SalveDayGrid *self);
int salve_day_grid_column_at (SalveDayGrid *self, double x);
double salve_day_grid_position_at (SalveDayGrid *self, double y);
GridPiece *salve_day_grid_piece_at (SalveDayGrid *self, double x, double y);
GridBar *salve_day_grid_bar_at (SalveDayGrid *self, double x, double y);
void salve_day_grid_visible_columns (SalveDayGrid *self, guint *first, guint *end);

/* salve-day-grid-draw.c */
void salve_day_grid_draw (SalveDayGrid *self, GtkSnapshot *snapshot);

/* salve-day-grid-drag.c */
void salve_day_grid_drag_create (SalveDayGrid *self, guint column, SalveInstant at, gboolean by_keys);
void salve_day_grid_drag_event (SalveDayGrid *self,
                                GridDragKind kind,
                                SalveCalendarEvent *event,
                                guint column,
                                SalveInstant at,
                                gboolean by_keys);
void salve_day_grid_drag_to (SalveDayGrid *self, guint column, SalveTimeSpan span);
void salve_day_grid_drag_follow (SalveDayGrid *self, guint column, SalveInstant at);
void salve_day_grid_drag_set_copy (SalveDayGrid *self, gboolean copy);
void salve_day_grid_drag_drop (SalveDayGrid *self, gboolean copy);
void salve_day_grid_drag_cancel (SalveDayGrid *self);
SalveTimeSpan
salve_day_grid_resized (SalveDayGrid *self, SalveTimeSpan span, GridDragKind edge, SalveInstant to);

/* salve-day-grid-input.c */
void salve_day_grid_install_input (SalveDayGrid *self);
/* salve-day-grid-keys.c */
void salve_day_grid_class_install_keys (GtkWidgetClass *widget_class);
gboolean salve_day_grid_focus_step (SalveDayGrid *self, int step);
/* salve-day-grid-focus.c */
void salve_day_grid_set_focused (SalveDayGrid *self, const char *id, guint column);
void salve_day_grid_move_cursor (SalveDayGrid *self, guint column, SalveTimeSpan span);
void salve_day_grid_scroll_to_rect (SalveDayGrid *self, GridRect rect);
/* salve-day-grid.c */
void salve_day_grid_zoom_at (SalveDayGrid *self, double row_minutes, double y);
/* salve-day-grid-access.c */
void salve_day_grid_access_init (GtkAccessibleInterface *iface);
void salve_day_grid_access_focus (SalveDayGrid *self);
void salve_day_grid_access_forget (SalveDayGrid *self);
void salve_day_grid_access_clear (SalveDayGrid *self);
void salve_day_grid_announce (SalveDayGrid *self, const char *words);

G_END_DECLS
