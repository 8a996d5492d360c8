/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-flow-day.h"

#include "salve-text.h"

#include <glib/gi18n.h>
#include <string.h>

static void
entry_free (gpointer data)
{
  SalveFlowEntry *entry = data;

  g_free (entry->doctor);
  g_free (entry->room);
  g_free (entry);
}

static void
lane_free (gpointer data)
{
  SalveFlowLane *lane = data;

  g_free (lane->id);
  g_free (lane->title);
  g_free (lane->subtitle);
  g_ptr_array_unref (lane->entries);
  g_free (lane);
}

void
salve_flow_day_free (SalveFlowDay *self)
{
  g_ptr_array_unref (self->lanes);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/* Where somebody of that status stands. */
SalveFlowPart
salve_flow_part_of (SalveAppointmentStatus status)
{
  switch (status)
    {
    case SALVE_APPOINTMENT_CHECKED_IN:
      return SALVE_FLOW_INSIDE;
    case SALVE_APPOINTMENT_ARRIVED:
      return SALVE_FLOW_WAITING;
    case SALVE_APPOINTMENT_FULFILLED:
      return SALVE_FLOW_DONE;
    case SALVE_APPOINTMENT_NO_SHOW:
      return SALVE_FLOW_MISSED;
    case SALVE_APPOINTMENT_PROPOSED:
    case SALVE_APPOINTMENT_PENDING:
    case SALVE_APPOINTMENT_BOOKED:
    case SALVE_APPOINTMENT_CANCELLED:
    case SALVE_APPOINTMENT_WAITLIST:
    case SALVE_APPOINTMENT_ENTERED_IN_ERROR:
    default:
      return SALVE_FLOW_COMING;
    }
}

static SalveFlowLane *
add_lane (SalveFlowDay *self, GHashTable *lanes, const char *id, const char *title, int colour)
{
  SalveFlowLane *lane = g_new0 (SalveFlowLane, 1);

  lane->id = g_strdup (id);
  lane->title = g_strdup (title);
  lane->colour = colour;
  lane->pace = (SalveFlowPace){ 1, 0, 0, SALVE_INSTANT_NONE };
  lane->entries = g_ptr_array_new_with_free_func (entry_free);
  g_ptr_array_add (self->lanes, lane);
  g_hash_table_insert (lanes, lane->id, lane);
  return lane;
}

static gboolean
is_chosen (const SalveFlowChoice *choice, const char *doctor_id)
{
  return choice->doctors == NULL || choice->doctors[0] == NULL
         || (doctor_id != NULL && g_strcmp0 (choice->own_id, doctor_id) == 0)
         || (doctor_id != NULL && g_strv_contains (choice->doctors, doctor_id));
}

static void
add_doctor_lanes (SalveFlowDay *self,
                  GHashTable *lanes,
                  SalveDirectory *directory,
                  const SalveFlowChoice *choice)
{
  GPtrArray *doctors = salve_directory_get_doctors (directory);

  for (guint i = 0; i < doctors->len; i++)
    {
      const SalveDoctorRow *doctor = g_ptr_array_index (doctors, i);

      if (!is_chosen (choice, doctor->id))
        continue;
      add_lane (self, lanes, doctor->id, doctor->name, doctor->colour)->subtitle =
          g_strdup (doctor->specialties != NULL ? doctor->specialties[0] : NULL);
    }
}

static void
add_bed_lane (SalveFlowDay *self, GHashTable *lanes, const SalveRoomRow *bed, const SalveRoomRow *room)
{
  /* Translators: a room, and a bed in it */
  g_autofree char *title = room != NULL ? g_strdup_printf (C_ ("bed", "%1$s · %2$s"), room->name, bed->name)
                                        : g_strdup (bed->name);

  add_lane (self, lanes, bed->id, title, -1)->place = SALVE_FLOW_BED;
}

/* "Room 2" before "Room 10". */
static int
compare_places (gconstpointer a, gconstpointer b)
{
  const SalveRoomRow *one = *(SalveRoomRow *const *)a, *other = *(SalveRoomRow *const *)b;
  g_autofree char *first = g_utf8_collate_key_for_filename (one->name, -1);
  g_autofree char *second = g_utf8_collate_key_for_filename (other->name, -1);

  return strcmp (first, second);
}

/**
 * salve_flow_day_sort_places:
 * @places: (nullable) (element-type SalveRoomRow): rooms or beds
 *
 * Returns: (transfer container) (element-type SalveRoomRow): the same, as people count them; they belong to @places
 */
GPtrArray *
salve_flow_day_sort_places (GPtrArray *places)
{
  GPtrArray *sorted = g_ptr_array_new ();

  for (guint i = 0; places != NULL && i < places->len; i++)
    g_ptr_array_add (sorted, places->pdata[i]);
  g_ptr_array_sort (sorted, compare_places);
  return sorted;
}

/* Rooms, and after each its beds; then the beds that are in none of them. */
static void
add_room_lanes (SalveFlowDay *self, GHashTable *lanes, SalveDirectory *directory, GPtrArray *all_beds)
{
  g_autoptr (GPtrArray) rooms = salve_flow_day_sort_places (salve_directory_get_rooms (directory));
  g_autoptr (GPtrArray) beds = salve_flow_day_sort_places (all_beds);

  for (guint i = 0; i < rooms->len; i++)
    {
      const SalveRoomRow *room = g_ptr_array_index (rooms, i);

      add_lane (self, lanes, room->id, room->name, -1)->place = SALVE_FLOW_ROOM;
      for (guint b = 0; b < beds->len; b++)
        {
          const SalveRoomRow *bed = g_ptr_array_index (beds, b);

          if (bed->active && g_strcmp0 (bed->part_of_id, room->id) == 0)
            add_bed_lane (self, lanes, bed, room);
        }
    }
  for (guint b = 0; b < beds->len; b++)
    {
      const SalveRoomRow *bed = g_ptr_array_index (beds, b);

      if (bed->active && !g_hash_table_contains (lanes, bed->id))
        add_bed_lane (self, lanes, bed, NULL);
    }
}

static gboolean
fits_text (const SalveFlowRow *row, char **words)
{
  g_autofree char *all = NULL, *folded = NULL;

  if (words == NULL || words[0] == NULL)
    return TRUE;
  all = g_strdup_printf ("%s %s", row->patient_name != NULL ? row->patient_name : "",
                         row->visit->ticket != NULL ? row->visit->ticket : "");
  folded = salve_text_fold (all);
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

/* How the day of each doctor goes is worked out of all that is known, whatever is shown.
 * Returns: (transfer full): when each of the rows is expected, and how it goes by the doctor's id */
static SalveInstant *
estimate (SalveFlowDay *self, GHashTable *paces)
{
  SalveInstant *expected = g_new (SalveInstant, self->rows->len + 1);
  g_autofree SalveFlowVisit *visits = g_new (SalveFlowVisit, self->rows->len + 1);
  g_autofree guint *indexes = g_new (guint, self->rows->len + 1);
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->rows->len; i++)
    expected[i] = SALVE_INSTANT_NONE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const SalveFlowRow *first = g_ptr_array_index (self->rows, i);
      const char *doctor = first->visit->doctor_id;
      guint n = 0;
      SalveFlowPace *pace;

      if (doctor == NULL || !g_hash_table_add (done, (gpointer)doctor))
        continue;
      for (guint j = i; j < self->rows->len; j++)
        {
          const SalveAppointmentDetails *visit = ((const SalveFlowRow *)self->rows->pdata[j])->visit;

          if (g_strcmp0 (visit->doctor_id, doctor) != 0)
            continue;
          indexes[n] = j;
          visits[n++] = (SalveFlowVisit){ visit->span,   visit->status,   visit->arrived,
                                          visit->called, visit->finished, SALVE_INSTANT_NONE };
        }
      pace = g_new (SalveFlowPace, 1);
      *pace = salve_day_flow_estimate (visits, n, self->now);
      g_hash_table_insert (paces, g_strdup (doctor), pace);
      for (guint v = 0; v < n; v++)
        expected[indexes[v]] = visits[v].expected;
    }
  return expected;
}

static int
compare_instants (SalveInstant a, SalveInstant b)
{
  return (a > b) - (a < b);
}

/* Who is called next stands first; who is done last, too. */
static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const SalveFlowEntry *first = *(SalveFlowEntry *const *)a, *second = *(SalveFlowEntry *const *)b;
  const SalveAppointmentDetails *one = first->row->visit, *other = second->row->visit;
  int order = 0;

  if (first->part != second->part)
    return first->part < second->part ? -1 : 1;
  if (first->part == SALVE_FLOW_INSIDE)
    order = compare_instants (one->called, other->called);
  else if (first->part == SALVE_FLOW_WAITING)
    order = compare_instants (first->expected, second->expected);
  else if (first->part == SALVE_FLOW_DONE)
    order = -compare_instants (one->finished, other->finished);
  if (order == 0)
    order = compare_instants (one->span.start, other->span.start);
  return order != 0 ? order : g_strcmp0 (one->id, other->id);
}

static const SalveRoomRow *
find_place (GPtrArray *beds, const char *id)
{
  for (guint i = 0; id != NULL && beds != NULL && i < beds->len; i++)
    if (g_strcmp0 (((const SalveRoomRow *)beds->pdata[i])->id, id) == 0)
      return beds->pdata[i];
  return NULL;
}

static SalveFlowEntry *
entry_new (const SalveFlowRow *row, SalveDirectory *directory, GPtrArray *beds)
{
  const SalveAppointmentDetails *visit = row->visit;
  const SalveDoctorRow *doctor = salve_directory_find_doctor (directory, visit->doctor_id);
  const SalveVisitType *type = salve_directory_find_visit_type (directory, visit->visit_type_id);
  const SalveRoomRow *room = salve_directory_find_room (directory, visit->room_id);
  SalveFlowEntry *entry = g_new0 (SalveFlowEntry, 1);

  if (room == NULL)
    room = find_place (beds, visit->room_id);
  entry->row = row;
  entry->part = salve_flow_part_of (visit->status);
  entry->colour = type != NULL && type->colour >= 0 ? type->colour : doctor != NULL ? doctor->colour : -1;
  entry->doctor = g_strdup (doctor != NULL ? doctor->name : visit->doctor_name);
  entry->room = g_strdup (room != NULL ? room->name : visit->room_name);
  return entry;
}

static void
drop_empty_lanes (SalveFlowDay *self, const SalveFlowChoice *choice)
{
  gboolean searching = choice->text != NULL && *choice->text != '\0';

  /* A free room is worth seeing; a doctor to whom nobody comes today only where somebody asked for the doctor. */
  for (guint i = self->lanes->len; i-- > 0;)
    {
      const SalveFlowLane *lane = self->lanes->pdata[i];
      gboolean asked_for = !choice->by_room && choice->doctors != NULL && choice->doctors[0] != NULL;

      if (g_strcmp0 (lane->id, choice->own_id) == 0)
        asked_for = TRUE;
      if (lane->entries->len == 0 && (searching || (!choice->by_room && !asked_for)))
        g_ptr_array_remove_index (self->lanes, i);
    }
}

static void
add_entries (SalveFlowDay *self,
             GHashTable *lanes,
             SalveDirectory *directory,
             GPtrArray *beds,
             const SalveFlowChoice *choice)
{
  g_autoptr (GHashTable) paces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree SalveInstant *expected = estimate (self, paces);
  g_auto (GStrv) words = choice->text != NULL ? salve_text_tokenise (choice->text) : NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const SalveFlowRow *row = g_ptr_array_index (self->rows, i);
      SalveFlowPart part = salve_flow_part_of (row->visit->status);
      const char *id = choice->by_room ? row->visit->room_id : row->visit->doctor_id;
      SalveFlowLane *lane = g_hash_table_lookup (lanes, id != NULL ? id : "");
      SalveFlowEntry *entry;

      self->counts[part]++;
      if (!is_chosen (choice, row->visit->doctor_id) || !fits_text (row, words))
        continue;
      if (lane == NULL)
        lane = g_hash_table_lookup (lanes, "");
      if (lane == NULL)
        lane = add_lane (self, lanes, "", choice->by_room ? _ ("No Room") : _ ("No Doctor"), -1);
      lane->counts[part]++;
      if (choice->hide_done && part >= SALVE_FLOW_DONE)
        continue;
      entry = entry_new (row, directory, beds);
      entry->expected = expected[i];
      /* The lane's head says it. */
      if (choice->by_room && *lane->id != '\0')
        g_clear_pointer (&entry->room, g_free);
      g_ptr_array_add (lane->entries, entry);
    }
  for (guint i = 0; i < self->lanes->len; i++)
    {
      SalveFlowLane *lane = self->lanes->pdata[i];
      const SalveFlowPace *pace = g_hash_table_lookup (paces, lane->id);

      if (pace != NULL)
        lane->pace = *pace;
      g_ptr_array_sort (lane->entries, compare_entries);
    }
}

/**
 * salve_flow_day_new:
 * @rows: (element-type SalveFlowRow): the day's visits
 * @beds: (nullable) (element-type SalveRoomRow): the clinic's
 *
 * Returns: (transfer full): the lanes that @choice asks for, in the order of the directory
 */
SalveFlowDay *
salve_flow_day_new (GPtrArray *rows,
                    SalveDirectory *directory,
                    GPtrArray *beds,
                    const SalveFlowChoice *choice,
                    SalveInstant now)
{
  SalveFlowDay *self = g_new0 (SalveFlowDay, 1);
  g_autoptr (GHashTable) lanes = g_hash_table_new (g_str_hash, g_str_equal);

  self->rows = g_ptr_array_ref (rows);
  self->lanes = g_ptr_array_new_with_free_func (lane_free);
  self->now = now;
  if (choice->by_room)
    add_room_lanes (self, lanes, directory, beds);
  else
    add_doctor_lanes (self, lanes, directory, choice);
  add_entries (self, lanes, directory, beds, choice);
  drop_empty_lanes (self, choice);
  return self;
}

/**
 * salve_flow_day_find:
 * @lane: (out) (optional): where it is
 *
 * Returns: (nullable): NULL for one that is not shown
 */
const SalveFlowEntry *
salve_flow_day_find (const SalveFlowDay *self, const char *id, const SalveFlowLane **lane)
{
  for (guint i = 0; id != NULL && i < self->lanes->len; i++)
    {
      const SalveFlowLane *each = self->lanes->pdata[i];

      for (guint e = 0; e < each->entries->len; e++)
        {
          const SalveFlowEntry *entry = each->entries->pdata[e];

          if (g_strcmp0 (entry->row->visit->id, id) != 0)
            continue;
          if (lane != NULL)
            *lane = each;
          return entry;
        }
    }
  return NULL;
}

/* Returns: (nullable): who waits and is to be called next */
const SalveFlowEntry *
salve_flow_lane_next (const SalveFlowLane *lane)
{
  for (guint i = 0; i < lane->entries->len; i++)
    if (((const SalveFlowEntry *)lane->entries->pdata[i])->part == SALVE_FLOW_WAITING)
      return lane->entries->pdata[i];
  return NULL;
}
