/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A visit is moved on by whoever stands beside the patient: at the desk, at a kiosk, in the doctor's room, some of them
 * without a line at that moment. Two of them who saw the same person come do not contradict each other, and nobody may be
 * left waiting on one board who is long done on another. So where both went forward on the way of a visit, the further
 * step holds, what happened happened when it was first seen, and the patient keeps the ticket that the clinic knows.
 * Who went back, cancelled or says that nobody came contradicts, and stays for a person to decide. */
#define G_LOG_DOMAIN "salve-sync"

#include "config.h"

#include "salve-merge-visit.h"

#include <string.h>

#include "salve-appointment-details.h"

enum
{
  BASE,
  OURS,
  THEIRS
};

static const char *const way_of_appointment[] = { "proposed", "pending",    "booked",
                                                  "arrived",  "checked-in", "fulfilled" };
static const char *const way_of_encounter[] = { "planned", "arrived", "triaged", "in-progress", "finished" };

/* -1: it is not on the way */
static int
place_on (const char *const *way, gsize length, yyjson_val *status)
{
  for (gsize i = 0; i < length; i++)
    if (yyjson_equals_str (status, way[i]))
      return (int)i;
  return -1;
}

static yyjson_val *
further (const char *const *way, gsize length, yyjson_val *const three[3])
{
  int base = three[BASE] != NULL ? place_on (way, length, three[BASE]) : 0;
  int ours = place_on (way, length, three[OURS]), theirs = place_on (way, length, three[THEIRS]);

  if (base < 0 || ours < base || theirs < base)
    return NULL;
  return ours > theirs ? three[OURS] : three[THEIRS];
}

static gboolean
read_instant (yyjson_val *value, SalveInstant *instant)
{
  return yyjson_is_str (value) && salve_instant_parse_fhir (yyjson_get_str (value), NULL, instant, NULL);
}

/* Of two the earlier; the one that is there; theirs where one cannot be read. */
static yyjson_val *
earlier (yyjson_val *ours, yyjson_val *theirs)
{
  SalveInstant a, b;

  if (ours == NULL || theirs == NULL)
    return theirs != NULL ? theirs : ours;
  return read_instant (ours, &a) && read_instant (theirs, &b) && a < b ? ours : theirs;
}

static yyjson_val *
find_part (yyjson_val *flow, const char *name)
{
  yyjson_val *part;
  gsize i, n;

  yyjson_arr_foreach (yyjson_obj_get (flow, "extension"), i, n, part)
    if (yyjson_equals_str (yyjson_obj_get (part, "url"), name))
      return part;
  return NULL;
}

/* What the patient said at a kiosk is not right any more: a list of words in one string. Each goes when somebody has seen to
 * it, so one that is gone on either side is gone. */
static yyjson_mut_val *
merge_words (yyjson_mut_doc *out, yyjson_val *const parts[3])
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_auto (GStrv) old =
      g_strsplit (yyjson_get_str (yyjson_obj_get (parts[BASE], "valueString")) ?: "", " ", -1);
  g_auto (GStrv) ours =
      g_strsplit (yyjson_get_str (yyjson_obj_get (parts[OURS], "valueString")) ?: "", " ", -1);
  g_auto (GStrv) theirs =
      g_strsplit (yyjson_get_str (yyjson_obj_get (parts[THEIRS], "valueString")) ?: "", " ", -1);
  yyjson_mut_val *part;

  for (guint side = 0; side < 2; side++)
    for (char **word = side == 0 ? theirs : ours; *word != NULL; word++)
      {
        const char *const *other = (const char *const *)(side == 0 ? ours : theirs);
        gboolean both = g_strv_contains (other, *word);

        if (**word != '\0' && (both ? side == 0 : !g_strv_contains ((const char *const *)old, *word)))
          g_string_append_printf (words, "%s%s", words->len > 0 ? " " : "", *word);
      }
  if (words->len == 0)
    return NULL;
  part = yyjson_mut_obj (out);
  yyjson_mut_obj_add_str (out, part, "url", "to-confirm");
  yyjson_mut_obj_add_strcpy (out, part, "valueString", words->str);
  return part;
}

static yyjson_mut_val *
merge_part (yyjson_mut_doc *out, const char *name, yyjson_val *const parts[3])
{
  yyjson_val *ours = yyjson_obj_get (parts[OURS], "valueInstant");
  yyjson_val *theirs = yyjson_obj_get (parts[THEIRS], "valueInstant");
  gboolean is_ours =
      parts[THEIRS] == NULL || (ours != NULL && theirs != NULL && earlier (ours, theirs) == ours);

  if (g_str_equal (name, "to-confirm"))
    return merge_words (out, parts);
  return yyjson_val_mut_copy (out, parts[is_ours ? OURS : THEIRS]);
}

static yyjson_mut_val *
merge_flow (yyjson_mut_doc *out, yyjson_val *const three[3])
{
  yyjson_mut_val *flow = yyjson_mut_obj (out), *list = yyjson_mut_arr (out), *merged;

  yyjson_mut_obj_add_str (out, flow, "url", SALVE_APPOINTMENT_FLOW);
  yyjson_mut_obj_add_val (out, flow, "extension", list);
  for (int side = THEIRS; side >= OURS; side--)
    {
      yyjson_val *part;
      gsize i, n;

      yyjson_arr_foreach (yyjson_obj_get (three[side], "extension"), i, n, part)
        {
          const char *name = yyjson_get_str (yyjson_obj_get (part, "url"));
          yyjson_val *const parts[3] = { find_part (three[BASE], name), find_part (three[OURS], name),
                                         find_part (three[THEIRS], name) };

          if (side == OURS && parts[THEIRS] != NULL)
            continue;
          merged = merge_part (out, name, parts);
          if (merged != NULL)
            yyjson_mut_arr_append (list, merged);
        }
    }
  return flow;
}

static gboolean
is_flow (yyjson_val *value)
{
  yyjson_val *part;
  gsize i, n;

  if (!yyjson_equals_str (yyjson_obj_get (value, "url"), SALVE_APPOINTMENT_FLOW)
      || !yyjson_is_arr (yyjson_obj_get (value, "extension")))
    return FALSE;
  yyjson_arr_foreach (yyjson_obj_get (value, "extension"), i, n, part)
    if (!yyjson_is_str (yyjson_obj_get (part, "url")))
      return FALSE;
  return TRUE;
}

/* From the first sight of the patient to the first word that they are done. */
static yyjson_mut_val *
merge_period (yyjson_mut_doc *out, yyjson_val *const three[3])
{
  yyjson_mut_val *period = yyjson_mut_obj (out);
  static const char *const names[] = { "start", "end" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      yyjson_val *value =
          earlier (yyjson_obj_get (three[OURS], names[i]), yyjson_obj_get (three[THEIRS], names[i]));

      if (value != NULL)
        yyjson_mut_obj_add_val (out, period, names[i], yyjson_val_mut_copy (out, value));
    }
  return period;
}

/**
 * salve_merge_visit_value:
 * @path: a JSON pointer
 * @three: base, ours and theirs; base may be %NULL, ours and theirs are there and differ from it and from each other
 * @merged: (out): belongs to @out; set where %TRUE is returned
 *
 * Any thread.
 *
 * Returns: whether this is a place of a visit where the two sides do not contradict each other
 */
gboolean
salve_merge_visit_value (yyjson_mut_doc *out,
                         const char *type,
                         const char *path,
                         yyjson_val *const three[3],
                         yyjson_mut_val **merged)
{
  gboolean is_appointment = g_str_equal (type, "Appointment"), is_encounter = g_str_equal (type, "Encounter");
  yyjson_val *status = NULL;

  if (!is_appointment && !is_encounter)
    return FALSE;
  *merged = NULL;
  if (g_str_equal (path, "/status"))
    status = is_appointment ? further (way_of_appointment, G_N_ELEMENTS (way_of_appointment), three)
                            : further (way_of_encounter, G_N_ELEMENTS (way_of_encounter), three);
  if (status != NULL)
    *merged = yyjson_val_mut_copy (out, status);
  else if (is_appointment && g_str_has_prefix (path, "/extension/") && is_flow (three[OURS])
           && is_flow (three[THEIRS]))
    *merged = merge_flow (out, three);
  else if (is_encounter && g_str_equal (path, "/period") && yyjson_is_obj (three[OURS])
           && yyjson_is_obj (three[THEIRS]))
    *merged = merge_period (out, three);
  return *merged != NULL;
}
