/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DocumentReference, read. */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-document-reference.h"

#include "salve-view-private.h"

SALVE_VIEW_IDENTIFIERS (salve_document_reference_get_identifiers, "identifier")
SALVE_VIEW_TEXT (salve_document_reference_get_status, "status")
SALVE_VIEW_TEXT (salve_document_reference_get_doc_status, "docStatus")
SALVE_VIEW_ELEMENT (salve_document_reference_get_type, "type")
SALVE_VIEW_ELEMENT (salve_document_reference_get_categories, "category")
SALVE_VIEW_REFERENCE (salve_document_reference_get_patient_id, "subject", "Patient")
SALVE_VIEW_TEXT (salve_document_reference_get_date, "date")
SALVE_VIEW_ELEMENT (salve_document_reference_get_authors, "author")
SALVE_VIEW_TEXT (salve_document_reference_get_description, "description")
SALVE_VIEW_ELEMENT (salve_document_reference_get_contents, "content")
SALVE_VIEW_ELEMENT (salve_document_reference_get_attachment, "content.attachment")
