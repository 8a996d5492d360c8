/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "salve-fhir-error.h"

G_BEGIN_DECLS

/* One FHIR R4 resource: the bytes as they came and a parsed view of them. Immutable; references are counted
 * atomically, so it may be handed from thread to thread. */
#define SALVE_TYPE_RESOURCE (salve_resource_get_type ())
typedef struct _SalveResource SalveResource;

#define SALVE_RESOURCE_MAX_SIZE (8u * 1024 * 1024)

GType salve_resource_get_type (void) G_GNUC_CONST;
SalveResource *salve_resource_new (GBytes *json, GError **error);
SalveResource *salve_resource_new_from_text (const char *json, gssize length, GError **error);
SalveResource *salve_resource_new_build (const char *type, const char *id);
SalveResource *salve_resource_ref (SalveResource *self);
void salve_resource_unref (SalveResource *self);
void salve_resource_rest (SalveResource *self);

const char *salve_resource_get_type_name (SalveResource *self);
const char *salve_resource_get_id (SalveResource *self);
const char *salve_resource_get_version_id (SalveResource *self);
const char *salve_resource_get_last_updated (SalveResource *self);
GBytes *salve_resource_get_bytes (SalveResource *self);
const char *salve_resource_get_text (SalveResource *self, gsize *length);
gboolean salve_resource_equal_value (SalveResource *a, SalveResource *b);
char *salve_resource_format_pretty (SalveResource *self);

gboolean salve_resource_is_valid_id (const char *id);
gboolean salve_resource_is_valid_type_name (const char *type);

typedef void (*SalveReferenceFunc) (const char *pointer, const char *reference, gpointer user_data);
void salve_resource_foreach_reference (SalveResource *self, SalveReferenceFunc func, gpointer user_data);
SalveResource *
salve_resource_replace_reference (SalveResource *self, const char *from, const char *to, GError **error);
typedef char *(*SalveReferenceMapFunc) (const char *reference, gpointer user_data);
SalveResource *salve_resource_map_references (SalveResource *self,
                                              SalveReferenceMapFunc func,
                                              gpointer user_data,
                                              GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SalveResource, salve_resource_unref)

G_END_DECLS
