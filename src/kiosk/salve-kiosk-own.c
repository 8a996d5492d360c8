/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-own.h"

#include <yyjson.h>

#include "salve-appointment-details.h"
#include "salve-element.h"
#include "salve-json.h"

static yyjson_doc *
parse (GBytes *json, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (json, &length);

  return salve_json_parse (text, length, error);
}

static char *
take (yyjson_val *item, const char *name)
{
  return g_strdup (yyjson_get_str (yyjson_obj_get (item, name)));
}

/* Numbers stay as they were written (salve-json.h). */
static gint64
take_number (yyjson_val *item, const char *name, gint64 fallback)
{
  const char *raw = yyjson_get_raw (yyjson_obj_get (item, name));

  return raw != NULL ? g_ascii_strtoll (raw, NULL, 10) : fallback;
}

static SalveInstant
take_instant (yyjson_val *item, const char *name)
{
  const gint64 seconds = take_number (item, name, G_MININT64);

  return ABS (seconds / 2) < G_MAXINT64 / SALVE_INSTANT_SECOND / 2 ? seconds * SALVE_INSTANT_SECOND
                                                                   : SALVE_INSTANT_NONE;
}

static void
visit_free (gpointer data)
{
  SalveKioskVisitRow *visit = data;

  g_free (visit->id);
  g_free (visit->doctor);
  g_free (visit->doctor_id);
  g_free (visit->type);
  g_free (visit->type_id);
  g_free (visit->room);
  g_free (visit);
}

static void
paper_row_free (gpointer data)
{
  SalveKioskPaperRow *paper = data;

  g_free (paper->resource);
  g_free (paper->id);
  g_free (paper->title);
  g_free (paper);
}

static void
request_free (gpointer data)
{
  SalveKioskRequest *request = data;

  g_free (request->id);
  g_free (request->what);
  g_free (request);
}

static void
read_visit (GPtrArray *list, yyjson_val *item)
{
  SalveKioskVisitRow *visit = g_new0 (SalveKioskVisitRow, 1);

  visit->id = take (item, "id");
  visit->span.start = take_instant (item, "start");
  visit->span.end =
      visit->span.start + CLAMP (take_number (item, "minutes", 0), 0, 1440) * SALVE_INSTANT_MINUTE;
  visit->doctor = take (item, "doctor");
  visit->doctor_id = take (item, "doctorId");
  visit->type = take (item, "type");
  visit->type_id = take (item, "typeId");
  visit->room = take (item, "room");
  visit->may_change = yyjson_get_bool (yyjson_obj_get (item, "mayChange"));
  if (visit->id != NULL && visit->span.start != SALVE_INSTANT_NONE)
    g_ptr_array_add (list, visit);
  else
    visit_free (visit);
}

static void
read_paper_row (GPtrArray *list, yyjson_val *item)
{
  static const char *const kinds[] = { "report", "note", "prescription", "picture" };
  SalveKioskPaperRow *paper = g_new0 (SalveKioskPaperRow, 1);

  paper->resource = take (item, "resource");
  paper->id = take (item, "id");
  paper->title = take (item, "title");
  paper->date = take_instant (item, "date");
  paper->kind = SALVE_KIOSK_NOTE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (yyjson_equals_str (yyjson_obj_get (item, "kind"), kinds[i]))
      paper->kind = (SalveKioskPaperKind)i;
  if (paper->resource != NULL && paper->id != NULL)
    g_ptr_array_add (list, paper);
  else
    paper_row_free (paper);
}

static void
read_request (GPtrArray *list, yyjson_val *item)
{
  SalveKioskRequest *request = g_new0 (SalveKioskRequest, 1);

  request->id = take (item, "id");
  request->what = take (item, "what");
  if (request->id != NULL)
    g_ptr_array_add (list, request);
  else
    request_free (request);
}

static GPtrArray *
read_list (yyjson_val *list, void (*read) (GPtrArray *list, yyjson_val *item), GDestroyNotify destroy)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (destroy);
  size_t index, n;
  yyjson_val *item;

  yyjson_arr_foreach (list, index, n, item)
    read (rows, item);
  return rows;
}

static int
compare_dates (gconstpointer a, gconstpointer b)
{
  const SalveKioskPaperRow *one = *(SalveKioskPaperRow *const *)a, *other = *(SalveKioskPaperRow *const *)b;

  return (one->date < other->date) - (one->date > other->date);
}

/**
 * salve_kiosk_own_new:
 * @json: of GET kiosk/own
 *
 * Returns: (transfer full): the papers are sorted, the newest first; NULL with an error where it is no JSON
 */
SalveKioskOwn *
salve_kiosk_own_new (GBytes *json, GError **error)
{
  g_autoptr (yyjson_doc) doc = parse (json, error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  const char *zone = yyjson_get_str (yyjson_obj_get (root, "zone"));
  SalveKioskOwn *self;

  if (doc == NULL)
    return NULL;
  self = g_new0 (SalveKioskOwn, 1);
  self->visits = read_list (yyjson_obj_get (root, "appointments"), read_visit, visit_free);
  self->papers = read_list (yyjson_obj_get (root, "papers"), read_paper_row, paper_row_free);
  self->requests = read_list (yyjson_obj_get (root, "pictures"), read_request, request_free);
  self->zone = zone != NULL ? g_time_zone_new_identifier (zone) : NULL;
  if (self->zone == NULL)
    self->zone = g_time_zone_new_local ();
  g_ptr_array_sort (self->papers, compare_dates);
  return self;
}

void
salve_kiosk_own_free (SalveKioskOwn *self)
{
  g_ptr_array_unref (self->visits);
  g_ptr_array_unref (self->papers);
  g_ptr_array_unref (self->requests);
  g_time_zone_unref (self->zone);
  g_free (self);
}

static void
offer_free (gpointer data)
{
  SalveKioskOffer *offer = data;

  g_free (offer->id);
  g_free (offer->name);
  g_free (offer->more);
  g_free (offer);
}

static void
read_offer (GPtrArray *list, yyjson_val *item)
{
  SalveKioskOffer *offer = g_new0 (SalveKioskOffer, 1);

  offer->id = take (item, "id");
  offer->name = take (item, "name");
  offer->more = take (item, "specialty");
  if (g_strcmp0 (offer->more, "") == 0)
    g_clear_pointer (&offer->more, g_free);
  offer->minutes = (int)CLAMP (take_number (item, "minutes", 15), 1, 1440);
  if (offer->id != NULL && offer->name != NULL)
    g_ptr_array_add (list, offer);
  else
    offer_free (offer);
}

/* @json: of GET kiosk/offers */
SalveKioskOffers *
salve_kiosk_offers_new (GBytes *json, GError **error)
{
  g_autoptr (yyjson_doc) doc = parse (json, error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  SalveKioskOffers *self;

  if (doc == NULL)
    return NULL;
  self = g_new0 (SalveKioskOffers, 1);
  self->types = read_list (yyjson_obj_get (root, "types"), read_offer, offer_free);
  self->doctors = read_list (yyjson_obj_get (root, "doctors"), read_offer, offer_free);
  return self;
}

void
salve_kiosk_offers_free (SalveKioskOffers *self)
{
  g_ptr_array_unref (self->types);
  g_ptr_array_unref (self->doctors);
  g_free (self);
}

static void
time_free (gpointer data)
{
  g_free (((SalveKioskTime *)data)->doctor_id);
  g_free (data);
}

/**
 * salve_kiosk_times_new:
 * @bundle: of GET Appointment/$find
 *
 * Returns: (transfer full) (element-type SalveKioskTime): in the order of the server
 */
GPtrArray *
salve_kiosk_times_new (GBytes *bundle, GError **error)
{
  g_autoptr (SalveResource) resource = salve_resource_new (bundle, error);
  g_autoptr (GPtrArray) times = g_ptr_array_new_with_free_func (time_free);

  if (resource == NULL)
    return NULL;
  SALVE_ELEMENT_FOREACH (entry, salve_element_get (salve_resource_root (resource), "entry"))
    {
      g_autofree char *json = salve_element_to_json (salve_element_get (entry, "resource"));
      g_autoptr (SalveResource) offer = json != NULL ? salve_resource_new_from_text (json, -1, NULL) : NULL;
      g_autoptr (SalveAppointmentDetails) details =
          offer != NULL ? salve_appointment_details_read (offer) : NULL;
      SalveKioskTime *time;

      if (details == NULL || !salve_appointment_details_has_time (details) || details->doctor_id == NULL)
        continue;
      time = g_new0 (SalveKioskTime, 1);
      time->span = details->span;
      time->doctor_id = g_strdup (details->doctor_id);
      g_ptr_array_add (times, time);
    }
  return g_steal_pointer (&times);
}

static void
read_picture (GPtrArray *list, yyjson_val *item)
{
  const char *data = yyjson_get_str (yyjson_obj_get (item, "data"));
  gsize length;
  guchar *raw = data != NULL ? g_base64_decode (data, &length) : NULL;

  if (raw != NULL)
    g_ptr_array_add (list, g_bytes_new_take (raw, length));
}

/* @json: of GET kiosk/papers/… */
SalveKioskPaper *
salve_kiosk_paper_new (GBytes *json, GError **error)
{
  g_autoptr (yyjson_doc) doc = parse (json, error);
  yyjson_val *root = doc != NULL ? yyjson_doc_get_root (doc) : NULL;
  SalveKioskPaper *self;

  if (doc == NULL)
    return NULL;
  self = g_new0 (SalveKioskPaper, 1);
  self->title = take (root, "title");
  self->by = take (root, "by");
  self->text = take (root, "text");
  self->more = yyjson_get_bool (yyjson_obj_get (root, "more"));
  self->pictures = read_list (yyjson_obj_get (root, "pictures"), read_picture, (GDestroyNotify)g_bytes_unref);
  return self;
}

void
salve_kiosk_paper_free (SalveKioskPaper *self)
{
  g_free (self->title);
  g_free (self->by);
  g_free (self->text);
  g_ptr_array_unref (self->pictures);
  g_free (self);
}
