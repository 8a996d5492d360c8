/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What can be wrong with JSON that claims to be a FHIR resource. The message names the line and column, or the JSON
 * pointer (RFC 6901), and what to do; it never repeats a value, which may be a patient's. */
typedef enum
{
  SALVE_FHIR_ERROR_SYNTAX,    /* not JSON (RFC 8259) */
  SALVE_FHIR_ERROR_ENCODING,  /* not UTF-8, U+0000 or a lone surrogate */
  SALVE_FHIR_ERROR_DUPLICATE, /* an object that has a key twice */
  SALVE_FHIR_ERROR_TOO_DEEP,  /* nested deeper than SALVE_JSON_MAX_DEPTH */
  SALVE_FHIR_ERROR_TOO_LARGE, /* larger than SALVE_RESOURCE_MAX_SIZE */
  SALVE_FHIR_ERROR_TYPE,      /* no or a bad resourceType */
  SALVE_FHIR_ERROR_ID,        /* an id that FHIR does not allow */
  SALVE_FHIR_ERROR_SHAPE,     /* an element of another JSON type than R4 says */
  SALVE_FHIR_ERROR_POINTER,   /* an edit of a place that cannot exist */
  SALVE_FHIR_ERROR_TRUNCATED, /* the input ends in the middle */
  SALVE_FHIR_ERROR_RULE,      /* what is to be written breaks a rule of R4 */
} SalveFhirError;

#define SALVE_FHIR_ERROR (salve_fhir_error_quark ())
GQuark salve_fhir_error_quark (void);

G_END_DECLS
