/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some patients as one file: their whole records as FHIR, or who they are as a table or as cards. */
#pragma once

#include "salve-io-error.h"
#include "salve-store.h"

G_BEGIN_DECLS

/**
 * SalvePatientsFormat:
 * @SALVE_PATIENTS_NDJSON: a FHIR resource a line, everything of each record
 * @SALVE_PATIENTS_BUNDLE: the same as one collection Bundle
 * @SALVE_PATIENTS_CSV: a row a patient: number, names, birth date, how to reach them
 * @SALVE_PATIENTS_VCARD: a card a patient, with nothing clinical
 */
typedef enum
{
  SALVE_PATIENTS_NDJSON,
  SALVE_PATIENTS_BUNDLE,
  SALVE_PATIENTS_CSV,
  SALVE_PATIENTS_VCARD,
} SalvePatientsFormat;
#define SALVE_PATIENTS_N_FORMATS 4

char *salve_patient_format_vcard (SalveResource *patient, const SalveLocale *locale);
gboolean salve_export_patients (SalveStore *store,
                                const gint64 *rowids,
                                guint n_rowids,
                                SalvePatientsFormat format,
                                const SalveLocale *locale,
                                GOutputStream *out,
                                guint64 *n_written,
                                SalveStoreProgressFunc progress,
                                gpointer user_data,
                                GCancellable *cancellable,
                                GError **error);

G_END_DECLS
