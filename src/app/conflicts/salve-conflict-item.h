/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A conflict and a refusal as rows of a list: copies of what the store says, with the words for them. */
#pragma once

#include <gio/gio.h>

#include "salve-clinic.h"
#include "salve-store-sync.h"

G_BEGIN_DECLS

#define SALVE_TYPE_CONFLICT_ITEM (salve_conflict_item_get_type ())
G_DECLARE_FINAL_TYPE (SalveConflictItem, salve_conflict_item, SALVE, CONFLICT_ITEM, GObject)

struct _SalveConflictItem
{
  GObject parent_instance;

  SalveClinic *clinic;
  gint64 id;
  char *type;
  char *resource_id;
  SalveResource *base;   /* NULL: nobody knows */
  SalveResource *ours;   /* NULL: deleted here */
  SalveResource *theirs; /* NULL: deleted there */
  char *fields;          /* JSON pointers, one a line */
  char *our_actor;       /* NULL: unknown */
  char *their_actor;
  SalveInstant our_time;
  SalveInstant their_time;
};

SalveConflictItem *salve_conflict_item_new (SalveClinic *clinic, const SalveSyncConflict *conflict);
char *salve_conflict_item_get_title (SalveConflictItem *self);
char *salve_conflict_item_get_fields_words (SalveConflictItem *self);
char *salve_conflict_item_get_our_words (SalveConflictItem *self);
char *salve_conflict_item_get_their_words (SalveConflictItem *self);

G_END_DECLS
