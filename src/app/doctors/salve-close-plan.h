/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closing a range of somebody's time, or of the whole clinic's: what is booked in it, what becomes of each, and the one
 * change that does all of it. Knows nothing of widgets. */
#pragma once

#include "salve-appointments.h"
#include "salve-clinic.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_CLOSE_LEAVE,         /* stays booked */
  SALVE_CLOSE_REBOOK,        /* first free time of the same doctor */
  SALVE_CLOSE_REBOOK_OTHERS, /* first free time of another doctor of the same specialty */
  SALVE_CLOSE_CANCEL,
} SalveCloseWay;

typedef struct
{
  SalveAppointmentRow *row;
  char *phone;
  SalveCloseWay way;
  gboolean found; /* for the two that re-book: whether there is a free time */
  SalveTimeSpan new_span;
  char *new_doctor_id;
} SalveCloseItem;

/* Whom to call. */
typedef struct
{
  char *name;
  char *phone;
  char *old_time;
  char *new_time; /* or that it is cancelled */
} SalveCall;

typedef struct _SalveClosePlan SalveClosePlan;

SalveClosePlan *salve_close_plan_new (SalveClinic *clinic, const char *doctor_id);
SalveClosePlan *salve_close_plan_ref (SalveClosePlan *self);
void salve_close_plan_unref (SalveClosePlan *self);
gboolean salve_close_plan_set_slot (SalveClosePlan *self, const char *slot_id, GError **error);
gboolean salve_close_plan_set_span (SalveClosePlan *self, SalveTimeSpan span, GError **error);
guint salve_close_plan_get_n_items (SalveClosePlan *self);
const SalveCloseItem *salve_close_plan_get_item (SalveClosePlan *self, guint index);
void salve_close_plan_set_way (SalveClosePlan *self, guint index, SalveCloseWay way);
DexFuture *salve_close_plan_find (SalveClosePlan *self);
SalveChange *
salve_close_plan_make_change (SalveClosePlan *self, const char *label, const char *reason, GError **error);
GPtrArray *salve_close_plan_list_calls (SalveClosePlan *self);
void salve_call_free (SalveCall *self);
gboolean salve_add_slot (SalveClinic *clinic,
                         SalveChange *change,
                         const char *actor_type,
                         const char *actor_id,
                         SalveExceptionKind kind,
                         SalveTimeSpan span,
                         const char *reason,
                         const char *location_id,
                         GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveClosePlan, salve_close_plan_unref)

G_END_DECLS
