/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A search as it stands in an address, taken apart and checked against the table of parameters. */
#define G_LOG_DOMAIN "salve-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "salve-resource.h"
#include "salve-search-private.h"

static void
include_free (gpointer data)
{
  SalveSearchInclude *include = data;

  g_free (include->source);
  g_free (include->target);
  g_free (include);
}

void
salve_fhir_search_free (SalveFhirSearch *self)
{
  if (self == NULL)
    return;
  g_free (self->type);
  g_free (self->base);
  g_ptr_array_unref (self->clauses);
  g_array_unref (self->sorts);
  g_ptr_array_unref (self->includes);
  g_ptr_array_unref (self->revincludes);
  g_ptr_array_unref (self->ignored);
  g_ptr_array_unref (self->elements);
  g_free (self->summary);
  g_free (self->page);
  g_free (self->digest);
  g_free (self);
}

static SalveFhirSearch *
search_new (const char *type)
{
  SalveFhirSearch *self = g_new0 (SalveFhirSearch, 1);

  self->type = g_strdup (type);
  self->clauses = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_search_clause_free);
  self->sorts = g_array_new (FALSE, TRUE, sizeof (SalveSearchSort));
  self->includes = g_ptr_array_new_with_free_func (include_free);
  self->revincludes = g_ptr_array_new_with_free_func (include_free);
  self->ignored = g_ptr_array_new_with_free_func (g_free);
  self->elements = g_ptr_array_new_with_free_func (g_free);
  self->count = SALVE_SEARCH_COUNT_DEFAULT;
  return self;
}

static gboolean
read_whole_number (const char *text, guint64 most, guint64 *number)
{
  return g_ascii_string_to_unsigned (text, 10, 0, most, number, NULL);
}

static gboolean
take_count (SalveFhirSearch *self, const char *name, const char *value, GError **error)
{
  guint64 count;

  if (!read_whole_number (value, G_MAXINT32, &count))
    return salve_search_fail (error, SALVE_SEARCH_ERROR_INVALID, _ ("“%s” needs a whole number from 0."),
                              name);
  self->count = (guint)MIN (count, SALVE_SEARCH_COUNT_MAX);
  self->count_only |= count == 0;
  return TRUE;
}

static gboolean
take_sort (SalveFhirSearch *self, const char *name, const char *value, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (value, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      gboolean descending = parts[i][0] == '-';
      SalveSearchSort sort = { salve_search_parameter_find (self->type, parts[i] + descending), descending };

      if (sort.parameter == NULL)
        return salve_search_fail (
            error, SALVE_SEARCH_ERROR_INVALID,
            _ ("“%s” is no parameter to sort by. Take one of the type's search parameters, _id or "
               "_lastUpdated, with - in front for the other direction."),
            parts[i] + descending);
      if (self->sorts->len == SALVE_SEARCH_MAX_SORTS)
        return salve_search_fail (error, SALVE_SEARCH_ERROR_TOO_MUCH, _ ("“%s” takes up to five parameters."),
                                  name);
      g_array_append_val (self->sorts, sort);
    }
  return TRUE;
}

/* Type:parameter or Type:parameter:Target */
static gboolean
take_include (SalveFhirSearch *self, const char *name, const char *value, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (value, ":", -1);
  guint n = g_strv_length (parts);
  gboolean reverse = g_str_equal (name, "_revinclude");
  SalveSearchInclude *include;
  const SalveSearchParameter *parameter = NULL;

  if ((n == 2 || n == 3) && salve_resource_is_valid_type_name (parts[0]))
    parameter = salve_search_parameter_find (parts[0], parts[1]);
  if (parameter == NULL || parameter->kind != SALVE_SEARCH_REFERENCE)
    return salve_search_fail (error, SALVE_SEARCH_ERROR_INVALID,
                              _ ("“%s” needs Type:parameter, a reference parameter of that type, such as "
                                 "Appointment:patient; * is not supported."),
                              name);
  if (reverse ? !salve_search_parameter_targets (parameter, self->type)
                    || (n == 3 && strcmp (parts[2], self->type) != 0)
              : !g_str_equal (parts[0], self->type))
    return salve_search_fail (
        error, SALVE_SEARCH_ERROR_INVALID,
        _ ("“%s” names a parameter that does not connect with the type that is searched for."), name);
  include = g_new0 (SalveSearchInclude, 1);
  include->parameter = parameter;
  include->source = g_strdup (parts[0]);
  include->target = g_strdup (parts[2]); /* NULL where there are two */
  g_ptr_array_add (reverse ? self->revincludes : self->includes, include);
  return TRUE;
}

static gboolean
take_total (SalveFhirSearch *self, const char *name, const char *value, GError **error)
{
  if (g_str_equal (value, "none"))
    self->total = SALVE_TOTAL_NONE;
  else if (g_str_equal (value, "accurate") || g_str_equal (value, "estimate"))
    self->total = SALVE_TOTAL_ACCURATE;
  else
    return salve_search_fail (error, SALVE_SEARCH_ERROR_INVALID, _ ("“%s” is none, estimate or accurate."),
                              name);
  return TRUE;
}

static gboolean
take_summary (SalveFhirSearch *self, const char *name, const char *value, GError **error)
{
  static const char *const kinds[] = { "true", "text", "data", "count", "false", NULL };

  if (!g_strv_contains (kinds, value))
    return salve_search_fail (error, SALVE_SEARCH_ERROR_INVALID,
                              _ ("“%s” is true, text, data, count or false."), name);
  g_set_str (&self->summary, value);
  self->count_only |= g_str_equal (value, "count");
  return TRUE;
}

static gboolean
take_elements (SalveFhirSearch *self, const char *name, const char *value, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (value, ",", SALVE_SEARCH_MAX_VALUES);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (self->elements, g_strdup (parts[i]));
  return TRUE;
}

static gboolean
take_page (SalveFhirSearch *self, const char *name, const char *value, GError **error)
{
  g_set_str (&self->page, value);
  return TRUE;
}

static gboolean
refuse (SalveFhirSearch *self, const char *name, const char *value, GError **error)
{
  return salve_search_fail (
      error, SALVE_SEARCH_ERROR_UNSUPPORTED,
      _ ("“%s” is not supported by this server. Search the other type first, or use _include, "
         "_revinclude or a chained parameter."),
      name);
}

/* The answer's form: the caller's. */
static gboolean
pass_by (SalveFhirSearch *self, const char *name, const char *value, GError **error)
{
  return TRUE;
}

static const struct
{
  const char *name;
  gboolean (*take) (SalveFhirSearch *self, const char *name, const char *value, GError **error);
  gboolean decides; /* which rows come on which page */
} results[] = {
  { "_count", take_count, FALSE },
  { "_sort", take_sort, TRUE },
  { "_include", take_include, FALSE },
  { "_revinclude", take_include, FALSE },
  { "_total", take_total, FALSE },
  { "_summary", take_summary, FALSE },
  { "_elements", take_elements, FALSE },
  { "_page", take_page, FALSE },
  { "_format", pass_by, FALSE },
  { "_pretty", pass_by, FALSE },
  { "_has", refuse, FALSE },
  { "_filter", refuse, FALSE },
  { "_query", refuse, FALSE },
  { "_text", refuse, FALSE },
  { "_content", refuse, FALSE },
  { "_list", refuse, FALSE },
  { "_contained", refuse, FALSE },
  { "_containedType", refuse, FALSE },
};

static gboolean
ignore (SalveFhirSearch *self, const char *name, gboolean strict, GError **error)
{
  if (!strict)
    {
      g_ptr_array_add (self->ignored, salve_search_printable (name));
      return TRUE;
    }
  return salve_search_fail (
      error, SALVE_SEARCH_ERROR_INVALID,
      _ ("There is no search parameter “%s” for this type. The server's metadata list what there is; "
         "with Prefer: handling=lenient it is left out."),
      name);
}

/* The types a chain may lead to: the one that was said, or all that the reference may have. */
static GStrv
types_of_chain (const SalveSearchParameter *parameter, const char *said)
{
  if (said != NULL)
    return g_strdupv ((char **)(const char *const[]){ said, NULL });
  return parameter->targets != NULL ? g_strsplit (parameter->targets, " ", -1)
                                    : g_strdupv ((char **)(gpointer)salve_search_types ());
}

static gboolean
add_target (SalveFhirSearch *self,
            SalveSearchClause *clause,
            const char *type,
            const char *name,
            const char *rest,
            const char *value,
            GError **error)
{
  g_auto (GStrv) parts = g_strsplit (rest, ":", 2);
  const SalveSearchParameter *parameter = salve_search_parameter_find (type, parts[0]);
  SalveSearchTarget *target;

  if (parameter == NULL)
    return TRUE;
  target = g_new0 (SalveSearchTarget, 1);
  target->type = g_strdup (type);
  target->clause = salve_search_clause_new (parameter);
  g_ptr_array_add (clause->targets, target);
  return salve_search_clause_read (target->clause, name, parts[1], value, &self->n_values, error);
}

/* parameter[:Type].rest */
static gboolean
take_chain (SalveFhirSearch *self,
            const char *name,
            const char *head,
            const char *rest,
            const char *value,
            gboolean strict,
            GError **error)
{
  g_auto (GStrv) parts = g_strsplit (head, ":", 2);
  const SalveSearchParameter *parameter = salve_search_parameter_find (self->type, parts[0]);
  SalveSearchClause *clause;
  g_auto (GStrv) types = NULL;

  if (parameter == NULL)
    return ignore (self, name, strict, error);
  if (parameter->kind != SALVE_SEARCH_REFERENCE || strchr (rest, '.') != NULL
      || (parts[1] != NULL && !salve_search_parameter_targets (parameter, parts[1])))
    return salve_search_fail (
        error, SALVE_SEARCH_ERROR_UNSUPPORTED,
        _ ("“%s” cannot be followed: a chain goes over one reference, such as patient.identifier or "
           "subject:Patient.name."),
        name);
  clause = salve_search_clause_new (parameter);
  g_ptr_array_add (self->clauses, clause);
  types = types_of_chain (parameter, parts[1]);
  for (guint i = 0; types[i] != NULL; i++)
    if (!add_target (self, clause, types[i], name, rest, value, error))
      return FALSE;
  return clause->targets->len > 0
         || salve_search_fail (error, SALVE_SEARCH_ERROR_INVALID,
                               _ ("“%s” ends in a parameter that what is referred to does not have."), name);
}

static gboolean
take_clause (SalveFhirSearch *self, const char *name, const char *value, gboolean strict, GError **error)
{
  const char *dot = strchr (name, '.');
  g_auto (GStrv) parts = g_strsplit (name, ":", 2);
  const SalveSearchParameter *parameter;
  SalveSearchClause *clause;
  gboolean typed;

  if (dot != NULL)
    {
      g_autofree char *head = g_strndup (name, (gsize)(dot - name));

      return take_chain (self, name, head, dot + 1, value, strict, error);
    }
  parameter = salve_search_parameter_find (self->type, parts[0] != NULL ? parts[0] : "");
  if (parameter == NULL)
    return ignore (self, name, strict, error);
  clause = salve_search_clause_new (parameter);
  g_ptr_array_add (self->clauses, clause);
  /* subject:Patient=1 is subject=Patient/1 */
  typed = parts[1] != NULL && g_ascii_isupper (parts[1][0])
          && salve_search_parameter_targets (parameter, parts[1]);
  if (!salve_search_clause_read (clause, name, typed ? NULL : parts[1], value, &self->n_values, error))
    return FALSE;
  for (guint i = 0; typed && i < clause->values->len; i++)
    {
      SalveSearchValue *read = clause->values->pdata[i];

      if (read->system == NULL)
        read->system = g_strdup (parts[1]);
      if (read->exact == NULL)
        read->exact = g_strdup ("");
    }
  return TRUE;
}

static gboolean
take_pair (SalveFhirSearch *self, const char *name, const char *value, gboolean strict, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (name, ":", 2);

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      if (g_strcmp0 (parts[0], results[i].name) != 0)
        continue;
      if (parts[1] != NULL && results[i].take != refuse)
        return salve_search_fail (
            error, SALVE_SEARCH_ERROR_UNSUPPORTED,
            _ ("“%s” is not supported by this server: take it without what is behind the colon."), name);
      return results[i].take (self, name, value, error);
    }
  return take_clause (self, name, value, strict, error);
}

/* Form encoding: "+" is a space, %XX a byte; what comes out is UTF-8 without U+0000. */
static char *
decode (const char *text, gsize length)
{
  g_autofree char *raw = g_strndup (text, length);

  g_strdelimit (raw, "+", ' ');
  return g_uri_unescape_string (raw, NULL);
}

static gboolean
decides (const char *name)
{
  gsize n = strcspn (name, ":");

  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    if (strlen (results[i].name) == n && strncmp (name, results[i].name, n) == 0)
      return results[i].decides;
  return TRUE;
}

static gboolean
take_part (SalveFhirSearch *self, const char *part, GChecksum *sum, gboolean strict, GError **error)
{
  gsize n = strcspn (part, "=");
  g_autofree char *name = decode (part, n);
  g_autofree char *value = part[n] == '=' ? decode (part + n + 1, strlen (part + n + 1)) : g_strdup ("");

  if (name == NULL || value == NULL || !g_utf8_validate (name, -1, NULL)
      || !g_utf8_validate (value, -1, NULL))
    {
      g_set_error (
          error, SALVE_SEARCH_ERROR, SALVE_SEARCH_ERROR_INVALID,
          _ ("A parameter is not encoded right: in an address special characters are %%XX of UTF-8."));
      return FALSE;
    }
  if (decides (name))
    {
      g_checksum_update (sum, (const guchar *)name, (gssize)strlen (name) + 1);
      g_checksum_update (sum, (const guchar *)value, (gssize)strlen (value) + 1);
    }
  return take_pair (self, name, value, strict, error);
}

/**
 * salve_fhir_search_parse:
 * @type: of what is looked for
 * @query: (nullable): as in the address behind "?", percent-encoded, or a form's body
 * @strict: whether an unknown parameter is an error; otherwise it is left out and noted
 *
 * Reads no file. May be called on any thread.
 *
 * Returns: (transfer full) (nullable): the search; NULL with SALVE_SEARCH_ERROR, whose message names the parameter and
 *   says what to do, without any of the values
 */
SalveFhirSearch *
salve_fhir_search_parse (const char *type, const char *query, gboolean strict, GError **error)
{
  g_autoptr (SalveFhirSearch) self = search_new (type);
  g_auto (GStrv) parts = g_strsplit (query != NULL ? query : "", "&", SALVE_SEARCH_MAX_PARAMETERS + 2);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  if (g_strv_length (parts) > SALVE_SEARCH_MAX_PARAMETERS)
    {
      g_set_error (error, SALVE_SEARCH_ERROR, SALVE_SEARCH_ERROR_TOO_MUCH,
                   _ ("A search takes up to %d parameters. Ask in several searches."),
                   SALVE_SEARCH_MAX_PARAMETERS);
      return NULL;
    }
  g_checksum_update (sum, (const guchar *)type, (gssize)strlen (type) + 1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0' && !take_part (self, parts[i], sum, strict, error))
      return NULL;
  g_ptr_array_add (self->ignored, NULL);
  g_ptr_array_add (self->elements, NULL);
  self->digest = g_strdup (g_checksum_get_string (sum));
  return g_steal_pointer (&self);
}

/* This server's own address: references that begin with it are its own. base may end in a slash. */
void
salve_fhir_search_set_base (SalveFhirSearch *self, const char *base)
{
  gsize n = strlen (base);

  g_free (self->base);
  self->base = g_strndup (base, n > 0 && base[n - 1] == '/' ? n - 1 : n);
}

/* Returns: (transfer none) (array zero-terminated=1): names of parameters that nothing was done with */
const char *const *
salve_fhir_search_get_ignored (SalveFhirSearch *self)
{
  return (const char *const *)self->ignored->pdata;
}

/* Returns: (transfer none) (array zero-terminated=1): of _elements; as it was asked for, unchecked */
const char *const *
salve_fhir_search_get_elements (SalveFhirSearch *self)
{
  return (const char *const *)self->elements->pdata;
}

/* Returns: (nullable): of _summary */
const char *
salve_fhir_search_get_summary (SalveFhirSearch *self)
{
  return self->summary;
}

/* Returns: how many matches a page has at most */
guint
salve_fhir_search_get_count (SalveFhirSearch *self)
{
  return self->count;
}

/* Whether it looks at other types than its own: by a chain, or for what is included. */
gboolean
salve_fhir_search_leads_elsewhere (SalveFhirSearch *self)
{
  gboolean chained = FALSE;

  for (guint i = 0; i < self->clauses->len && !chained; i++)
    chained = ((SalveSearchClause *)self->clauses->pdata[i])->targets->len > 0;
  return chained || self->includes->len > 0 || self->revincludes->len > 0;
}
