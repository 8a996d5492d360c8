/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The own appointments: seen, moved, cancelled, booked. */
#define G_LOG_DOMAIN "salve-kiosk"

#include "config.h"

#include "salve-kiosk-errand-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "salve-appointment-details.h"

#define TIMES_SHOWN 4 /* with the way on and the way back they fill a screen */

static void
go_to_visits (SalveKioskErrand *self)
{
  salve_kiosk_errand_go (self, SALVE_ERRAND_VISITS);
}

static void
go_to_visit (SalveKioskErrand *self)
{
  salve_kiosk_errand_go (self, SALVE_ERRAND_VISIT);
}

static void
choose_visit (SalveKioskErrand *self, gconstpointer row)
{
  self->visit = row;
  go_to_visit (self);
}

SalveKioskPage *
salve_kiosk_visits_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (_ ("Your appointments"), NULL);

  for (guint i = 0; i < self->own->visits->len; i++)
    {
      const SalveKioskVisitRow *visit = self->own->visits->pdata[i];
      g_autofree char *time = salve_kiosk_errand_format_time (self, visit->span.start);
      g_autofree char *label =
          g_strjoin ("\n", time, visit->doctor != NULL ? visit->doctor : visit->type, NULL);

      salve_kiosk_errand_add_row (self, page, label, choose_visit, visit);
    }
  salve_kiosk_errand_add_back (self, page, G_CALLBACK (salve_kiosk_errand_go_home));
  return page;
}

static void
on_cancel (SalveKioskErrand *self)
{
  salve_kiosk_errand_go (self, SALVE_ERRAND_CANCEL);
}

static void
add_visit (SalveKioskErrand *self, SalveKioskPage *page, const SalveKioskVisitRow *visit)
{
  g_autofree char *time = salve_kiosk_errand_format_time (self, visit->span.start);

  salve_kiosk_page_be_private (page, FALSE);
  salve_kiosk_page_add_fact (page, _ ("When"), time);
  if (visit->doctor != NULL)
    salve_kiosk_page_add_fact (page, _ ("With"), visit->doctor);
  if (visit->type != NULL)
    salve_kiosk_page_add_fact (page, _ ("What for"), visit->type);
  if (visit->room != NULL)
    salve_kiosk_page_add_fact (page, _ ("Where"), visit->room);
}

/* Times. */

static void
on_times (SalveKioskErrand *self, guint status, GBytes *body)
{
  g_clear_pointer (&self->times, g_ptr_array_unref);
  self->time = NULL;
  self->times = status == 200 ? salve_kiosk_times_new (body, NULL) : NULL;
  if (self->times != NULL)
    salve_kiosk_errand_go (self, SALVE_ERRAND_TIMES);
  else
    salve_kiosk_errand_say (self, _ ("No times can be booked there now. The front desk can help."));
}

static void
append_parameter (GString *path, const char *name, const char *value)
{
  g_autofree char *escaped = value != NULL ? g_uri_escape_string (value, NULL, FALSE) : NULL;

  if (escaped != NULL)
    g_string_append_printf (path, "&%s=%s", name, escaped);
}

/* From self->from on: of the visit that is moved, or of what was chosen. */
static void
look_for_times (SalveKioskErrand *self)
{
  g_autoptr (GString) path = g_string_new (NULL);
  g_autofree char *from = salve_instant_format_fhir (self->from);
  const SalveKioskVisitRow *visit = self->visit;

  g_string_printf (path, "Appointment/$find?count=%d", TIMES_SHOWN);
  append_parameter (path, "start", from);
  append_parameter (path, "practitioner",
                    visit != NULL          ? visit->doctor_id
                    : self->doctor != NULL ? self->doctor->id
                                           : NULL);
  append_parameter (path, "visit-type",
                    visit != NULL        ? visit->type_id
                    : self->type != NULL ? self->type->id
                                         : NULL);
  if (visit != NULL)
    g_string_append_printf (path, "&duration=%d",
                            (int)((visit->span.end - visit->span.start) / SALVE_INSTANT_MINUTE));
  salve_kiosk_errand_ask (self, "GET", path->str, NULL, on_times);
}

static void
begin_to_look (SalveKioskErrand *self)
{
  self->from = g_get_real_time ();
  look_for_times (self);
}

SalveKioskPage *
salve_kiosk_visit_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (_ ("Your appointment"), NULL);

  add_visit (self, page, self->visit);
  if (self->visit->may_change)
    {
      if (self->visit->doctor_id != NULL)
        salve_kiosk_page_add_choice (page, _ ("Choose another time"), FALSE, G_CALLBACK (begin_to_look),
                                     self);
      salve_kiosk_page_add_choice (page, _ ("Cancel it"), FALSE, G_CALLBACK (on_cancel), self);
    }
  salve_kiosk_errand_add_back (self, page, G_CALLBACK (go_to_visits));
  return page;
}

/* What the clinic said to a change. */
static void
tell (SalveKioskErrand *self, guint status, const char *good)
{
  if (status / 100 == 2)
    salve_kiosk_errand_say (self, good);
  else if (status == 409)
    salve_kiosk_errand_say (self, _ ("That time has just been taken. Please choose another one."));
  else
    salve_kiosk_errand_say (self, _ ("The clinic did not accept that here. The front desk can help."));
}

static void
on_cancelled (SalveKioskErrand *self, guint status, GBytes *body)
{
  tell (self, status, _ ("Your appointment is cancelled."));
}

static GBytes *
parameters (const char *name, const char *kind, const char *value)
{
  char *json = g_strdup_printf (
      "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"%s\",\"%s\":\"%s\"}]}", name, kind, value);

  return g_bytes_new_take (json, strlen (json));
}

static void
on_really_cancel (SalveKioskErrand *self)
{
  g_autofree char *path = g_strdup_printf ("Appointment/%s/$cancel", self->visit->id);
  g_autoptr (GBytes) body = parameters ("reason", "valueString", "Cancelled by the patient at the kiosk");

  salve_kiosk_errand_ask (self, "POST", path, body, on_cancelled);
}

SalveKioskPage *
salve_kiosk_cancel_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (_ ("Cancel this appointment?"), NULL);

  add_visit (self, page, self->visit);
  salve_kiosk_page_add_choice (page, _ ("No, keep it"), TRUE, G_CALLBACK (go_to_visit), self);
  salve_kiosk_page_add_choice (page, _ ("Yes, cancel it"), FALSE, G_CALLBACK (on_really_cancel), self);
  return page;
}

/* A new one. */

static void
go_to_types (SalveKioskErrand *self)
{
  salve_kiosk_errand_go (self, SALVE_ERRAND_TYPES);
}

static void
on_offers (SalveKioskErrand *self, guint status, GBytes *body)
{
  g_clear_pointer (&self->offers, salve_kiosk_offers_free);
  self->type = self->doctor = NULL;
  self->offers = status == 200 ? salve_kiosk_offers_new (body, NULL) : NULL;
  if (self->offers == NULL || self->offers->types->len == 0 || self->offers->doctors->len == 0)
    salve_kiosk_errand_say (self, _ ("Nothing can be booked here. The front desk can help."));
  else
    go_to_types (self);
}

/* What patients may book, and with whom. */
void
salve_kiosk_errand_look_for_offers (SalveKioskErrand *self)
{
  self->visit = NULL;
  salve_kiosk_errand_ask (self, "GET", "kiosk/offers", NULL, on_offers);
}

static void
choose_type (SalveKioskErrand *self, gconstpointer row)
{
  self->type = row;
  salve_kiosk_errand_go (self, SALVE_ERRAND_DOCTORS);
}

SalveKioskPage *
salve_kiosk_types_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (_ ("What do you come for?"), NULL);

  for (guint i = 0; i < self->offers->types->len; i++)
    {
      const SalveKioskOffer *type = self->offers->types->pdata[i];

      salve_kiosk_errand_add_row (self, page, type->name, choose_type, type);
    }
  salve_kiosk_errand_add_back (self, page, G_CALLBACK (salve_kiosk_errand_go_home));
  return page;
}

static void
choose_doctor (SalveKioskErrand *self, gconstpointer row)
{
  self->doctor = row;
  begin_to_look (self);
}

SalveKioskPage *
salve_kiosk_doctors_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (_ ("Whom would you like to see?"), NULL);

  if (self->offers->doctors->len > 1)
    salve_kiosk_errand_add_row (self, page, _ ("Whoever has time first"), choose_doctor, NULL);
  for (guint i = 0; i < self->offers->doctors->len; i++)
    {
      const SalveKioskOffer *doctor = self->offers->doctors->pdata[i];
      g_autofree char *label = g_strjoin ("\n", doctor->name, doctor->more, NULL);

      salve_kiosk_errand_add_row (self, page, label, choose_doctor, doctor);
    }
  salve_kiosk_errand_add_back (self, page, G_CALLBACK (go_to_types));
  return page;
}

static void
choose_time (SalveKioskErrand *self, gconstpointer row)
{
  self->time = row;
  salve_kiosk_errand_go (self, SALVE_ERRAND_BOOK);
}

static void
on_later (SalveKioskErrand *self)
{
  const SalveKioskTime *last = self->times->pdata[self->times->len - 1];

  self->from = last->span.start + SALVE_INSTANT_MINUTE;
  look_for_times (self);
}

static void
on_leave_times (SalveKioskErrand *self)
{
  if (self->visit != NULL)
    go_to_visit (self);
  else
    salve_kiosk_errand_go (self, SALVE_ERRAND_DOCTORS);
}

SalveKioskPage *
salve_kiosk_times_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (_ ("When would you like to come?"),
                                               self->times->len == 0 ? _ ("There is no free time.") : NULL);

  salve_kiosk_page_set_dense (page);
  for (guint i = 0; i < self->times->len; i++)
    {
      const SalveKioskTime *time = self->times->pdata[i];
      g_autofree char *when = salve_kiosk_errand_format_time (self, time->span.start);
      const char *doctor = self->visit == NULL && self->doctor == NULL
                               ? salve_kiosk_errand_doctor_name (self, time->doctor_id)
                               : NULL;
      g_autofree char *label = g_strjoin ("\n", when, doctor, NULL);

      salve_kiosk_errand_add_row (self, page, label, choose_time, time);
    }
  if (self->times->len == TIMES_SHOWN)
    salve_kiosk_page_add_choice (page, _ ("Later times"), FALSE, G_CALLBACK (on_later), self);
  salve_kiosk_errand_add_back (self, page, G_CALLBACK (on_leave_times));
  return page;
}

static void
on_booked (SalveKioskErrand *self, guint status, GBytes *body)
{
  tell (self, status, _ ("Your appointment is booked."));
}

static void
on_moved (SalveKioskErrand *self, guint status, GBytes *body)
{
  tell (self, status, _ ("Your appointment has its new time."));
}

static void
move (SalveKioskErrand *self)
{
  g_autofree char *path = g_strdup_printf ("Appointment/%s/$move", self->visit->id),
                  *start = salve_instant_format_fhir (self->time->span.start);
  g_autoptr (GBytes) body = parameters ("start", "valueInstant", start);

  salve_kiosk_errand_ask (self, "POST", path, body, on_moved);
}

static void
book (SalveKioskErrand *self)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (SalveAppointmentDetails) details = salve_appointment_details_new (id);
  g_autoptr (SalveVisitType) type =
      salve_visit_type_new (self->type->id, self->type->name, self->type->minutes);
  g_autoptr (SalveResource) resource = NULL;

  details->status = SALVE_APPOINTMENT_PROPOSED;
  details->span = self->time->span;
  details->patient_id = g_strdup (salve_kiosk_portal_get_patient (self->portal));
  details->doctor_id = g_strdup (self->time->doctor_id);
  salve_appointment_details_set_visit_type (details, type);
  resource = salve_appointment_details_write (details, NULL, NULL);
  if (resource != NULL)
    salve_kiosk_errand_ask (self, "POST", "Appointment/$book", salve_resource_get_bytes (resource),
                            on_booked);
}

static void
on_take (SalveKioskErrand *self)
{
  if (self->visit != NULL)
    move (self);
  else
    book (self);
}

static void
go_to_times (SalveKioskErrand *self)
{
  salve_kiosk_errand_go (self, SALVE_ERRAND_TIMES);
}

SalveKioskPage *
salve_kiosk_book_page (SalveKioskErrand *self)
{
  SalveKioskPage *page = salve_kiosk_page_new (
      self->visit != NULL ? _ ("Move your appointment?") : _ ("Book this appointment?"), NULL);
  const char *doctor = self->visit != NULL ? self->visit->doctor
                                           : salve_kiosk_errand_doctor_name (self, self->time->doctor_id);
  const char *what = self->visit != NULL ? self->visit->type : self->type->name;
  g_autofree char *when = salve_kiosk_errand_format_time (self, self->time->span.start);

  salve_kiosk_page_be_private (page, FALSE);
  salve_kiosk_page_add_fact (page, _ ("When"), when);
  if (doctor != NULL)
    salve_kiosk_page_add_fact (page, _ ("With"), doctor);
  if (what != NULL)
    salve_kiosk_page_add_fact (page, _ ("What for"), what);
  salve_kiosk_page_add_choice (page, _ ("Yes, take this time"), TRUE, G_CALLBACK (on_take), self);
  salve_kiosk_errand_add_back (self, page, G_CALLBACK (go_to_times));
  return page;
}
