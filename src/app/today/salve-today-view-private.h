/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the view of today share. */
#pragma once

#include "salve-agenda-list.h"
#include "salve-calendar-page.h"
#include "salve-flow-board.h"
#include "salve-today-view.h"

G_BEGIN_DECLS

struct _SalveTodayView
{
  AdwBreakpointBin parent_instance;

  SalveClinic *clinic;
  GSettings *settings;
  SalveDirectory *directory;
  GPtrArray *beds;         /* of SalveRoomRow */
  GPtrArray *rows;         /* of SalveFlowRow, as read last; NULL: not yet */
  SalveFlowDay *shown;     /* the board's; not owned */
  SalveCalendarPage *page; /* of the list; NULL while the board is shown */
  GPtrArray *listed;       /* of SalveCalendarEvent of the page, as the list shows them; not counted */
  SalvePartialDate day;
  guint reload_source;
  guint clock_source;
  gboolean reading;
  gboolean read_again; /* something has changed since it was begun */
  char *title_text;
  char *count_text;
  char *error_text;
  char *mode;    /* "board" or "list" */
  char *lane_id; /* of the lane that is shown alone; NULL: all of them */
  char *own_id;  /* the doctor who works here; NULL: nobody, or somebody else */
  gboolean narrow;
  gboolean by_room;
  gboolean hide_done;
  gboolean filling; /* the list of lanes is made anew */

  SalveAgendaList *list;
  SalveFlowBoard *board;
  GtkStack *stack;
  AdwBin *list_bin;
  GtkScrolledWindow *board_scroller;
  GtkEditable *search_entry;
  GtkSearchBar *search_bar;
  GtkWidget *lane_bar;
  GtkWidget *all_button;
  GtkDropDown *lanes;
  GtkWidget *next_button;
  GtkBox *doctors_box;
};

void salve_today_view_reload_soon (SalveTodayView *self);
void salve_today_view_follow_person (SalveTodayView *self);
void salve_today_view_choose_lane (SalveTodayView *self, const char *lane_id);
const SalveFlowLane *salve_today_view_get_lane (SalveTodayView *self);
const SalveFlowLane *salve_today_view_get_turn (SalveTodayView *self);
guint salve_today_view_find_lane (SalveTodayView *self, const char *id);
void salve_today_view_install_actions (GtkWidgetClass *widget_class);
void salve_today_view_connect_board (SalveTodayView *self);

G_END_DECLS
