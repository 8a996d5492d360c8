/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "salve-record.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_ENTRY_VISIT,
  SALVE_ENTRY_APPOINTMENT,
  SALVE_ENTRY_PROBLEM,
  SALVE_ENTRY_NOTE,
  SALVE_ENTRY_REPORT,
  SALVE_ENTRY_MEASUREMENT,
  SALVE_ENTRY_PRESCRIPTION,
  SALVE_ENTRY_IMMUNISATION,
  SALVE_ENTRY_PROCEDURE,
  SALVE_ENTRY_PLAN,
  SALVE_ENTRY_OTHER,
  SALVE_ENTRY_N_KINDS
} SalveEntryKind;

#define SALVE_ENTRY_ALL ((1u << SALVE_ENTRY_N_KINDS) - 1)

typedef enum
{
  SALVE_ENTRY_LEVEL_YEAR,  /* a heading */
  SALVE_ENTRY_LEVEL_VISIT, /* a visit, or a day on which something was noted outside of one */
  SALVE_ENTRY_LEVEL_ITEM,
} SalveEntryLevel;

/* A row of the timeline. What it says is worked out when it is shown. */
#define SALVE_TYPE_ENTRY (salve_entry_get_type ())
G_DECLARE_FINAL_TYPE (SalveEntry, salve_entry, SALVE, ENTRY, GObject)

struct _SalveEntry
{
  GObject parent_instance;

  SalveRecord *record;
  SalveResource *resource; /* NULL for a year, or a day without a visit */
  GPtrArray *members;      /* measurements that are shown as one row, or NULL */
  SalveEntryKind kind;
  SalveEntryLevel level;
  SalveInstant instant; /* SALVE_INSTANT_NONE where nobody wrote when */
};

SalveEntry *salve_entry_new (SalveRecord *record, SalveResource *resource);
char *salve_entry_get_title (SalveEntry *self);
char *salve_entry_get_detail (SalveEntry *self);
char *salve_entry_get_when (SalveEntry *self);
const char *salve_entry_get_icon_name (SalveEntry *self);

SalveEntryKind salve_entry_kind_of_type (const char *type);
const char *salve_entry_kind_get_label (SalveEntryKind kind);
const char *salve_entry_find_date (SalveResource *resource);
char *salve_resource_describe (SalveRecord *record, SalveResource *resource);
char *salve_observation_describe_value (SalveRecord *record, SalveElement observation);
const char *salve_observation_flag (SalveElement observation);
const char *salve_status_label (const char *code);
const char *salve_type_label (const char *type);

GListStore *salve_timeline_build (SalveRecord *record, guint kinds);

G_END_DECLS
