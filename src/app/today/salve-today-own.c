/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A doctor who works here begins with their own visits. Who rather looks at the whole board is asked once: what they chose
 * last is kept for that doctor, because several share a desk. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-today-view-private.h"

#define WHOLE_BOARD "today-whole-board"

static gboolean
wants_whole_board (SalveTodayView *self)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->settings, WHOLE_BOARD);

  return g_strv_contains ((const char *const *)ids, self->own_id);
}

static void
remember (SalveTodayView *self, gboolean whole)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->settings, WHOLE_BOARD);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) kept = NULL;

  for (guint i = 0; ids[i] != NULL; i++)
    if (!g_str_equal (ids[i], self->own_id))
      g_strv_builder_add (builder, ids[i]);
  if (whole)
    g_strv_builder_add (builder, self->own_id);
  kept = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, WHOLE_BOARD, (const char *const *)kept);
}

/**
 * salve_today_view_choose_lane:
 * @lane_id: (nullable): of the lane that somebody wants to see alone; %NULL for all
 *
 * As salve_today_view_show_lane(), and a doctor's choice between their own visits and all of them is kept.
 */
void
salve_today_view_choose_lane (SalveTodayView *self, const char *lane_id)
{
  if (self->own_id != NULL && !self->by_room && (lane_id == NULL || g_str_equal (lane_id, self->own_id)))
    remember (self, lane_id == NULL);
  salve_today_view_show_lane (self, lane_id);
}

static void
on_person (SalveTodayView *self)
{
  const char *id = salve_desk_rights_get_practitioner_id (salve_clinic_get_rights (self->clinic));
  gboolean own_shown = self->own_id != NULL && g_strcmp0 (self->lane_id, self->own_id) == 0;

  if (!g_set_str (&self->own_id, id))
    return;
  if (id != NULL && !wants_whole_board (self))
    salve_today_view_show_lane (self, id);
  else if (own_shown)
    salve_today_view_show_lane (self, NULL);
  salve_today_view_reload_soon (self);
}

/* Once: from then on the view is that of whoever works here. */
void
salve_today_view_follow_person (SalveTodayView *self)
{
  g_signal_connect_object (salve_clinic_get_rights (self->clinic), "changed", G_CALLBACK (on_person), self,
                           G_CONNECT_SWAPPED);
  on_person (self);
}

/**
 * salve_today_view_get_turn:
 *
 * Returns: (nullable): the lane in which the next patient is called: the one that is shown alone, else where the keyboard
 *   is, else the doctor's who works here
 */
const SalveFlowLane *
salve_today_view_get_turn (SalveTodayView *self)
{
  const SalveFlowLane *lane = salve_today_view_get_lane (self);
  guint own;

  if (lane != NULL || self->shown == NULL)
    return lane;
  if (salve_flow_day_find (self->shown, salve_flow_board_get_cursor (self->board), &lane) != NULL)
    return lane;
  own = self->own_id != NULL ? salve_today_view_find_lane (self, self->own_id) : GTK_INVALID_LIST_POSITION;
  return own != GTK_INVALID_LIST_POSITION ? self->shown->lanes->pdata[own] : NULL;
}
