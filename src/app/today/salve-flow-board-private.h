/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the board's files share. */
#pragma once

#include "salve-flow-board.h"
#include "salve-flow-card.h"

G_BEGIN_DECLS

/* A heading of a part or a card, where it lies in its lane. */
typedef struct
{
  SalveFlowPart part;
  int entry; /* of the lane; -1: the heading */
  int y;
  int height;
} SalveFlowPiece;

typedef enum
{
  SALVE_BOARD_ACTIVATED,
  SALVE_BOARD_MENU,
  SALVE_BOARD_RECORD,
  SALVE_BOARD_STEP,
  SALVE_BOARD_BACK,
  SALVE_BOARD_DELETE,
  SALVE_BOARD_DROPPED,
  SALVE_BOARD_LANE,
  SALVE_BOARD_N_SIGNALS
} SalveBoardSignal;

struct _SalveFlowBoard
{
  GtkWidget parent_instance;

  SalveClinic *clinic;
  SalveFlowDay *day;  /* or NULL */
  guint serial;       /* of the day that is shown */
  GPtrArray *pieces;  /* of GArray of SalveFlowPiece, a lane each */
  GHashTable *cards;  /* id → SalveFlowCard: those in sight */
  GPtrArray *spare;   /* cards that show nobody */
  GHashTable *titles; /* "lane/part" → GtkLabel: those in sight */
  GPtrArray *heads;   /* of GtkWidget, a lane each; NULL: not in sight */
  GtkAdjustment *across;
  GtkAdjustment *down;
  GtkScrollablePolicy policies[2];
  gboolean single; /* one lane at a time, as wide as the board */
  guint current;   /* that lane */
  gboolean placed; /* where it begins was said once */
  int lane_width;
  int card_height;
  int title_height;
  int head_height;
  char *cursor; /* the card that has the keyboard when the board has it */

  char *dragged; /* the card in hand */
  int drop_lane; /* -1: nowhere */
  SalveFlowPart drop_part;
};

extern guint salve_flow_board_signals[SALVE_BOARD_N_SIGNALS];

void salve_flow_board_install_keys (GtkWidgetClass *widget_class);
gboolean salve_flow_board_focus (GtkWidget *widget, GtkDirectionType direction);
void salve_flow_board_add_drop_target (SalveFlowBoard *self);
void salve_flow_board_add_drag_source (SalveFlowBoard *self, GtkWidget *card);

void salve_flow_board_lay_out (SalveFlowBoard *self);
void salve_flow_board_populate (SalveFlowBoard *self);
void salve_flow_board_show_heads (SalveFlowBoard *self);
int salve_flow_board_lane_x (SalveFlowBoard *self, guint lane);
int salve_flow_board_content_width (SalveFlowBoard *self);
int salve_flow_board_content_height (SalveFlowBoard *self);
gboolean salve_flow_board_lane_shown (SalveFlowBoard *self, guint lane);
void salve_flow_board_emit (SalveFlowBoard *self, SalveBoardSignal signal, const char *id);

G_END_DECLS
