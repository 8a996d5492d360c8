/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "salve-record.h"

G_BEGIN_DECLS

#define SALVE_TYPE_RECORD_HEAD (salve_record_head_get_type ())
G_DECLARE_FINAL_TYPE (SalveRecordHead, salve_record_head, SALVE, RECORD_HEAD, AdwBin)

GtkWidget *salve_record_head_new (void);
void salve_record_head_set_record (SalveRecordHead *self, SalveRecord *record);
void salve_record_head_set_narrow (SalveRecordHead *self, gboolean narrow);

G_END_DECLS
