/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the clinic's server tells a patient who has proven who they are: as values, from its JSON. Nothing of it is kept
 * longer than the session. */
#pragma once

#include <glib.h>

#include "salve-time-span.h"

G_BEGIN_DECLS

typedef struct
{
  char *id;
  SalveTimeSpan span;
  char *doctor; /* each text is NULL where the clinic says none */
  char *doctor_id;
  char *type;
  char *type_id;
  char *room;
  gboolean may_change;
} SalveKioskVisitRow;

typedef enum
{
  SALVE_KIOSK_REPORT,
  SALVE_KIOSK_NOTE,
  SALVE_KIOSK_PRESCRIPTION,
  SALVE_KIOSK_PICTURE,
} SalveKioskPaperKind;

typedef struct
{
  char *resource; /* its type */
  char *id;
  SalveKioskPaperKind kind;
  char *title; /* NULL: has none */
  SalveInstant date;
} SalveKioskPaperRow;

typedef struct
{
  char *id;
  char *what; /* NULL: not said */
} SalveKioskRequest;

typedef struct
{
  GPtrArray *visits;
  GPtrArray *papers;
  GPtrArray *requests;
  GTimeZone *zone; /* the clinic's */
} SalveKioskOwn;

SalveKioskOwn *salve_kiosk_own_new (GBytes *json, GError **error);
void salve_kiosk_own_free (SalveKioskOwn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveKioskOwn, salve_kiosk_own_free)

typedef struct
{
  char *id;
  char *name;
  char *more;  /* of a doctor: the specialties; NULL */
  int minutes; /* of a visit type */
} SalveKioskOffer;

typedef struct
{
  GPtrArray *types;
  GPtrArray *doctors;
} SalveKioskOffers;

SalveKioskOffers *salve_kiosk_offers_new (GBytes *json, GError **error);
void salve_kiosk_offers_free (SalveKioskOffers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveKioskOffers, salve_kiosk_offers_free)

/* A time that could be had. */
typedef struct
{
  SalveTimeSpan span;
  char *doctor_id;
} SalveKioskTime;

GPtrArray *salve_kiosk_times_new (GBytes *bundle, GError **error);

typedef struct
{
  char *title;
  char *by;
  char *text;
  gboolean more;       /* there is something that cannot be shown here */
  GPtrArray *pictures; /* of GBytes */
} SalveKioskPaper;

SalveKioskPaper *salve_kiosk_paper_new (GBytes *json, GError **error);
void salve_kiosk_paper_free (SalveKioskPaper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveKioskPaper, salve_kiosk_paper_free)

G_END_DECLS
