/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "salve-patient-slot.h"
#include "salve-store.h"

G_BEGIN_DECLS

/* The rows that are read together, about a screen of them, and how many such pages are kept. */
#define SALVE_PATIENT_LIST_PAGE 50
#define SALVE_PATIENT_LIST_KEPT_PAGES 32

#define SALVE_TYPE_PATIENT_LIST_MODEL (salve_patient_list_model_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientListModel, salve_patient_list_model, SALVE, PATIENT_LIST_MODEL, GObject)

SalvePatientListModel *salve_patient_list_model_new (SalveStore *store);
void salve_patient_list_model_set_portion (SalvePatientListModel *self, guint portion);
void salve_patient_list_model_set_background (SalvePatientListModel *self, gboolean background);
gboolean salve_patient_list_model_say_more (SalvePatientListModel *self, guint n);
void salve_patient_list_model_show (SalvePatientListModel *self, SalveIdArray *rows);
void salve_patient_list_model_set_ids (SalvePatientListModel *self, const gint64 *ids, guint n_ids);
const gint64 *salve_patient_list_model_get_ids (SalvePatientListModel *self, guint *n_ids);
gint64 salve_patient_list_model_get_rowid (SalvePatientListModel *self, guint position);
gboolean salve_patient_list_model_find (SalvePatientListModel *self, gint64 rowid, guint *position);
SalvePatientRow *salve_patient_list_model_get_row (SalvePatientListModel *self, guint position);
void salve_patient_list_model_refresh (SalvePatientListModel *self);
guint salve_patient_list_model_get_reads (SalvePatientListModel *self);

G_END_DECLS
