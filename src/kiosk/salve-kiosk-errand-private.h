/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of an errand share: its steps, what is known at each, and how the clinic is asked. */
#pragma once

#include "salve-kiosk-camera.h"
#include "salve-kiosk-errand.h"
#include "salve-kiosk-own.h"
#include "salve-kiosk-portal.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_ERRAND_NONE,
  SALVE_ERRAND_CARD,
  SALVE_ERRAND_BIRTH,
  SALVE_ERRAND_CODE, /* or the PIN */
  SALVE_ERRAND_WAIT, /* for the clinic */
  SALVE_ERRAND_HOME,
  SALVE_ERRAND_VISITS,
  SALVE_ERRAND_VISIT,
  SALVE_ERRAND_CANCEL,
  SALVE_ERRAND_TYPES,
  SALVE_ERRAND_DOCTORS,
  SALVE_ERRAND_TIMES,
  SALVE_ERRAND_BOOK,
  SALVE_ERRAND_PAPERS,
  SALVE_ERRAND_PAPER,
  SALVE_ERRAND_REQUESTS,
  SALVE_ERRAND_PICTURE,
  SALVE_ERRAND_PIN, /* another one is chosen */
  SALVE_ERRAND_PIN_AGAIN,
  SALVE_ERRAND_CAMERA, /* looks for the code of a card */
  SALVE_ERRAND_SAID,   /* what came of it, and back home */
  SALVE_ERRAND_OFFLINE,
} SalveErrandStep;

typedef enum
{
  SALVE_ERRAND_PIN_GOOD,
  SALVE_ERRAND_PIN_DIFFERS, /* the second time */
  SALVE_ERRAND_PIN_WEAK,
} SalveErrandPinFault;

#define SALVE_ERRAND_TYPED 64 /* bytes */
#define SALVE_ERRAND_PIN_DIGITS 6

struct _SalveKioskErrand
{
  SalveKioskWindow *window; /* owns this */
  SalveKioskPortal *portal;
  SalveErrandStep step;
  guint n_person; /* an answer that comes when somebody else stands here is not theirs */

  char card[SALVE_ERRAND_TYPED];
  char birth[SALVE_ERRAND_TYPED];
  char code[SALVE_ERRAND_TYPED];
  char pin[SALVE_ERRAND_TYPED];
  char pin_again[SALVE_ERRAND_TYPED];
  gboolean no_day; /* what was typed as the birth date last */
  gboolean may_choose_pin;
  gboolean has_pin;
  SalveErrandPinFault pin_fault; /* of the PIN that was chosen last */
  SalveKioskPage *page;          /* where something is typed, NULL elsewhere */

  SalveKioskOwn *own; /* each NULL until the clinic told it */
  SalveKioskOffers *offers;
  GPtrArray *times;
  SalveKioskPaper *paper;
  const SalveKioskVisitRow *visit; /* of own: what is moved or cancelled; NULL: a new one is booked */
  const SalveKioskOffer *type;     /* of offers; NULL: any, or the visit's */
  const SalveKioskOffer *doctor;
  const SalveKioskTime *time;
  const SalveKioskRequest *request;
  SalveKioskCamera *camera; /* of the page at hand; NULL: has none */
  GdkTexture *taken;        /* NULL: none yet */
  SalveInstant from;        /* times are looked for from here on */
  char *said;
};

void salve_kiosk_errand_go (SalveKioskErrand *self, SalveErrandStep step);
void salve_kiosk_errand_go_home (SalveKioskErrand *self);
void salve_kiosk_errand_say (SalveKioskErrand *self, const char *text);
char *salve_kiosk_errand_format_time (SalveKioskErrand *self, SalveInstant instant);
const char *salve_kiosk_errand_doctor_name (SalveKioskErrand *self, const char *doctor_id);

/* What becomes of an answer; on the main thread, only while the same person is there. */
typedef void (*SalveErrandAnswer) (SalveKioskErrand *self, guint status, GBytes *body);
void salve_kiosk_errand_ask (SalveKioskErrand *self,
                             const char *method,
                             const char *path,
                             GBytes *body,
                             SalveErrandAnswer answer);

/* A list of choices, each with a row of what it stands for. */
typedef void (*SalveErrandChoose) (SalveKioskErrand *self, gconstpointer row);
GtkWidget *salve_kiosk_errand_add_row (SalveKioskErrand *self,
                                       SalveKioskPage *page,
                                       const char *label,
                                       SalveErrandChoose choose,
                                       gconstpointer row);
void salve_kiosk_errand_add_back (SalveKioskErrand *self, SalveKioskPage *page, GCallback back);

/* A page on which the answer to its step is typed. */
SalveKioskPage *salve_kiosk_errand_typing_page (SalveKioskErrand *self,
                                                const char *question,
                                                const char *more,
                                                const char *keys,
                                                int columns);

/* The pages (salve-kiosk-errand-visits.c, -papers.c, -picture.c, -pin.c). */
void salve_kiosk_errand_look_for_offers (SalveKioskErrand *self);
SalveKioskPage *salve_kiosk_visits_page (SalveKioskErrand *self);
SalveKioskPage *salve_kiosk_visit_page (SalveKioskErrand *self);
SalveKioskPage *salve_kiosk_cancel_page (SalveKioskErrand *self);
SalveKioskPage *salve_kiosk_types_page (SalveKioskErrand *self);
SalveKioskPage *salve_kiosk_doctors_page (SalveKioskErrand *self);
SalveKioskPage *salve_kiosk_times_page (SalveKioskErrand *self);
SalveKioskPage *salve_kiosk_book_page (SalveKioskErrand *self);
SalveKioskPage *salve_kiosk_papers_page (SalveKioskErrand *self);
SalveKioskPage *salve_kiosk_paper_page (SalveKioskErrand *self);
SalveKioskPage *salve_kiosk_requests_page (SalveKioskErrand *self);
SalveKioskPage *salve_kiosk_picture_page (SalveKioskErrand *self);
SalveKioskPage *salve_kiosk_pin_page (SalveKioskErrand *self);
SalveKioskPage *salve_kiosk_pin_again_page (SalveKioskErrand *self);
void salve_kiosk_errand_add_pin (SalveKioskErrand *self, SalveKioskPage *home);
void salve_kiosk_errand_take_pin (SalveKioskErrand *self);

G_END_DECLS
