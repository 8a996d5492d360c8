/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a record a patient can read at a kiosk, as plain words and pictures: reports, notes, documents, prescriptions. */
#pragma once

#include "salve-resource.h"

G_BEGIN_DECLS

#define SALVE_N_PAPER_TYPES 5
extern const char *const salve_kiosk_paper_types[SALVE_N_PAPER_TYPES];

gboolean salve_kiosk_paper_is_shown (SalveResource *resource);
const char *salve_kiosk_paper_kind (SalveResource *resource);
char *salve_kiosk_paper_title (SalveResource *resource);

/* A picture that the clinic asks a patient for is a ServiceRequest to be done by the patient. */
#define SALVE_REQUEST_SYSTEM "http://salveclinic.github.io/fhir/CodeSystem/request"
#define SALVE_REQUEST_PICTURE "patient-picture"

gboolean salve_picture_request_is_open (SalveResource *request);

G_END_DECLS
