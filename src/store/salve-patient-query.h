/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-patient-row.h"

G_BEGIN_DECLS

typedef enum
{
  SALVE_PATIENT_SORT_NAME,
  SALVE_PATIENT_SORT_BIRTH_DATE,
  SALVE_PATIENT_SORT_GENDER,
  SALVE_PATIENT_SORT_PHONE,
  SALVE_PATIENT_SORT_NUMBER,
  SALVE_PATIENT_SORT_DOCTOR,
  SALVE_PATIENT_SORT_LAST_VISIT,
  SALVE_PATIENT_SORT_NEXT_VISIT,
} SalvePatientSort;

typedef enum
{
  SALVE_PATIENT_QUERY_DEFAULT = 0,
  SALVE_PATIENT_QUERY_INCLUDE_INACTIVE = 1 << 0, /* merged away or archived ones too */
} SalvePatientQueryFlags;

/* What a list asks for. A value: set the fields, salve_patient_query_clear() frees text. */
typedef struct
{
  char *text; /* as typed; NULL or "" for everybody */
  SalvePatientSort sort;
  gboolean descending;
  SalvePatientQueryFlags flags;
  guint limit; /* of everybody so many, the first ones; 0 for all */
} SalvePatientQuery;

void salve_patient_query_copy_to (const SalvePatientQuery *self, SalvePatientQuery *copy);
void salve_patient_query_clear (SalvePatientQuery *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SalvePatientQuery, salve_patient_query_clear)

/* The answer: rowids in order. Immutable, atomically counted. */
#define SALVE_TYPE_ID_ARRAY (salve_id_array_get_type ())
typedef struct
{
  gatomicrefcount ref_count;
  guint n;
  gint64 *ids;
} SalveIdArray;

GType salve_id_array_get_type (void) G_GNUC_CONST;
SalveIdArray *salve_id_array_new_take (gint64 *ids, guint n);
SalveIdArray *salve_id_array_ref (SalveIdArray *self);
void salve_id_array_unref (SalveIdArray *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveIdArray, salve_id_array_unref)

/* What is known of somebody who is about to be registered. All but exclude_id may be NULL or unset. */
typedef struct
{
  const char *family;
  const char *given;
  SalvePartialDate birth_date;
  const char *phone_digits;
  const char *number;
  const char *exclude_id;
} SalveDuplicateProbe;

typedef enum
{
  SALVE_DUPLICATE_NAME = 1 << 0,         /* the same name, folded */
  SALVE_DUPLICATE_SIMILAR_NAME = 1 << 1, /* nearly the same, or the parts swapped */
  SALVE_DUPLICATE_BIRTH_DATE = 1 << 2,
  SALVE_DUPLICATE_PHONE = 1 << 3,
  SALVE_DUPLICATE_NUMBER = 1 << 4,
} SalveDuplicateReasons;

typedef struct
{
  SalvePatientRow *row;
  guint score; /* 1 to 100; from SALVE_DUPLICATE_LIKELY on it is worth to ask */
  SalveDuplicateReasons reasons;
} SalveDuplicate;

#define SALVE_DUPLICATE_LIKELY 60

void salve_duplicate_free (SalveDuplicate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveDuplicate, salve_duplicate_free)

G_END_DECLS
