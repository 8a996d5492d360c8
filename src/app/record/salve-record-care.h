/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the head of a record says of a patient's care: where they lie, their blood group, their pharmacy. */
#pragma once

#include "salve-record.h"

G_BEGIN_DECLS

#define SALVE_EXTENSION_PREFERRED_PHARMACY                                                                   \
  "http://salveclinic.github.io/fhir/StructureDefinition/preferred-pharmacy"

char *salve_record_describe_place (SalveRecord *record);
char *salve_record_describe_blood_group (SalveRecord *record);
char *salve_record_describe_pharmacy (SalveRecord *record);
char *salve_record_describe_care (SalveRecord *record);

G_END_DECLS
