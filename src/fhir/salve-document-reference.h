/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-datatypes.h"

G_BEGIN_DECLS

/* DocumentReference (https://hl7.org/fhir/R4/documentreference.html). A document and where its bytes are. Ids are (transfer full) and
 * NULL where nothing of that type is meant; texts belong to the resource and are NULL where there are none. */

GPtrArray *salve_document_reference_get_identifiers (SalveResource *resource);
const char *salve_document_reference_get_status (SalveResource *resource);
const char *salve_document_reference_get_doc_status (SalveResource *resource);
SalveElement salve_document_reference_get_type (SalveResource *resource);
SalveElement salve_document_reference_get_categories (SalveResource *resource);
char *salve_document_reference_get_patient_id (SalveResource *resource);
const char *salve_document_reference_get_date (SalveResource *resource);
SalveElement salve_document_reference_get_authors (SalveResource *resource);
const char *salve_document_reference_get_description (SalveResource *resource);
SalveElement salve_document_reference_get_contents (SalveResource *resource);
SalveElement salve_document_reference_get_attachment (SalveResource *resource);

G_END_DECLS
