/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the view's files share: salve-calendar-view.c has the page and the header bar, salve-calendar-view-header.c how much
 * room that needs, salve-calendar-view-events.c what people do in the grid, the month and the lists. */
#pragma once

#include "salve-calendar-view.h"

#include "salve-agenda-list.h"
#include "salve-calendar-page.h"
#include "salve-day-grid.h"
#include "salve-mini-month.h"
#include "salve-month-grid.h"
#include "salve-quick-add-box.h"
#include "salve-waiting-box.h"

G_BEGIN_DECLS

struct _SalveCalendarView
{
  AdwBreakpointBin parent_instance;

  SalveClinic *clinic;
  GSettings *settings;
  GSimpleActionGroup *actions;
  SalveDirectory *directory;
  gboolean directory_old; /* somebody has changed what is in it: the next reading makes another */
  SalveCalendarPage *page;
  SalveCalendarMode mode;
  SalvePartialDate day;
  char **doctors; /* chosen, in order; NULL: everybody */
  gboolean narrow;
  gboolean show_cancelled;
  gboolean scrolled;
  guint reload_source;
  guint follow_up_source;
  gboolean loads_wanted;
  guint clock_source;
  char *title_text;
  char *subtitle_text;
  char *error_text;

  SalveDayGrid *grid;
  SalveMonthGrid *month;
  SalveAgendaList *agenda;
  SalveMiniMonth *mini;
  GtkWidget *popover;

  AdwOverlaySplitView *split;
  GtkStack *stack;
  GtkScrolledWindow *grid_scroller;
  AdwBin *month_bin;
  AdwBin *agenda_bin;
  AdwBin *mini_bin;
  AdwToggleGroup *modes;
  AdwBreakpoint *modes_breakpoint;
  AdwHeaderBar *header;
  AdwWindowTitle *title;
  GtkToggleButton *sidebar_button;
  GtkBox *doctors_box;
  GtkBox *narrow_doctors_box;
  GtkEntry *date_entry;
  SalveQuickAddBox *quick_add;
  SalveWaitingBox *waiting;
};

char **salve_calendar_view_list_shown (SalveCalendarView *self);
GtkWidget *salve_calendar_view_get_widget (SalveCalendarView *self);
void salve_calendar_view_reload (SalveCalendarView *self);
void salve_calendar_view_reload_soon (SalveCalendarView *self);
void salve_calendar_view_show_loads (SalveCalendarView *self);
void salve_calendar_view_book (SalveCalendarView *self, const char *column_id, gint64 start, gint64 end);
guint salve_calendar_view_find_work_days (SalveCalendarView *self, const char *const *doctors);
void salve_calendar_view_add_actions (SalveCalendarView *self);
void salve_calendar_view_fit_header (SalveCalendarView *self);
void salve_calendar_view_connect (SalveCalendarView *self);
void salve_calendar_view_install_keys (GtkWidgetClass *widget_class);

G_END_DECLS
