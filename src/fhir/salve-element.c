/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-element.h"

#include <stdlib.h>
#include <string.h>

gboolean
salve_element_exists (SalveElement self)
{
  return self.value != NULL && !yyjson_is_null (self.value);
}

gboolean
salve_element_is_object (SalveElement self)
{
  return yyjson_is_obj (self.value);
}

gboolean
salve_element_is_array (SalveElement self)
{
  return yyjson_is_arr (self.value);
}

/**
 * salve_element_get:
 * @name: a member's name
 *
 * Returns: the member; of an array, its first item's member (most callers want the first name, the first coding)
 */
SalveElement
salve_element_get (SalveElement self, const char *name)
{
  yyjson_val *object = yyjson_is_arr (self.value) ? yyjson_arr_get_first (self.value) : self.value;

  return (SalveElement){ yyjson_obj_get (object, name) };
}

SalveElement
salve_element_at (SalveElement self, gsize index)
{
  if (!yyjson_is_arr (self.value))
    return (SalveElement){ index == 0 ? self.value : NULL };
  return (SalveElement){ yyjson_arr_get (self.value, index) };
}

gsize
salve_element_length (SalveElement self)
{
  return yyjson_is_arr (self.value) ? yyjson_arr_size (self.value) : self.value != NULL ? 1 : 0;
}

/**
 * salve_element_path:
 * @path: names with dots between, such as "code.coding.display"; arrays are entered at their first item
 */
SalveElement
salve_element_path (SalveElement self, const char *path)
{
  while (self.value != NULL && *path != '\0')
    {
      gsize n = strcspn (path, ".");
      yyjson_val *object = yyjson_is_arr (self.value) ? yyjson_arr_get_first (self.value) : self.value;

      self.value = yyjson_obj_getn (object, path, n);
      path += n + (path[n] == '.');
    }
  return self;
}

/* Returns: (nullable): the text of a JSON string; NULL for anything else */
const char *
salve_element_text (SalveElement self)
{
  return yyjson_get_str (self.value);
}

const char *
salve_element_string (SalveElement self, const char *name)
{
  return salve_element_text (salve_element_get (self, name));
}

const char *
salve_element_path_string (SalveElement self, const char *path)
{
  return salve_element_text (salve_element_path (self, path));
}

gboolean
salve_element_boolean (SalveElement self, const char *name, gboolean fallback)
{
  yyjson_val *value = salve_element_get (self, name).value;

  return yyjson_is_bool (value) ? yyjson_get_bool (value) : fallback;
}

/* Returns: (nullable): a number's digits as they were written; NULL for anything else */
const char *
salve_element_number_text (SalveElement self)
{
  return yyjson_get_raw (self.value);
}

/* For charts and comparisons only: what is stored and shown is salve_element_number_text(). */
gboolean
salve_element_double (SalveElement self, double *value)
{
  const char *text = salve_element_number_text (self);

  if (text == NULL)
    return FALSE;
  *value = g_ascii_strtod (text, NULL);
  return TRUE;
}

/**
 * salve_element_choice:
 * @prefix: of an element whose type may vary, such as "value" for value[x]
 * @suffix: (out) (optional) (nullable): the type's name as it stands there, such as "Quantity"
 *
 * Returns: the one that is there
 */
SalveElement
salve_element_choice (SalveElement self, const char *prefix, const char **suffix)
{
  gsize n = strlen (prefix);
  yyjson_val *key;
  yyjson_obj_iter iter = yyjson_obj_iter_with (self.value);

  if (suffix != NULL)
    *suffix = NULL;
  while ((key = yyjson_obj_iter_next (&iter)) != NULL)
    {
      const char *name = yyjson_get_str (key);

      if (strncmp (name, prefix, n) != 0 || !g_ascii_isupper (name[n]))
        continue;
      if (suffix != NULL)
        *suffix = name + n;
      return (SalveElement){ yyjson_obj_iter_get_val (key) };
    }
  return (SalveElement){ NULL };
}

/* Returns: the extension (the object with its url and value[x]) of that URL, or nothing */
SalveElement
salve_element_extension (SalveElement self, const char *url)
{
  SALVE_ELEMENT_FOREACH (extension, salve_element_get (self, "extension"))
    {
      if (g_strcmp0 (salve_element_string (extension, "url"), url) == 0)
        return extension;
    }
  return (SalveElement){ NULL };
}

/* Returns: (transfer full) (nullable): the element as JSON text, numbers as they were written */
char *
salve_element_to_json (SalveElement self)
{
  char *text = yyjson_val_write (self.value, YYJSON_WRITE_NOFLAG, NULL), *copy = g_strdup (text);

  free (text);
  return copy;
}

void
salve_element_iter_init (SalveElementIter *iter, SalveElement array)
{
  memset (iter, 0, sizeof *iter);
  if (yyjson_is_arr (array.value))
    yyjson_arr_iter_init (array.value, &iter->iter);
  else
    iter->single = array.value;
}

gboolean
salve_element_iter_next (SalveElementIter *iter, SalveElement *item)
{
  item->value = iter->single != NULL ? g_steal_pointer (&iter->single) : yyjson_arr_iter_next (&iter->iter);
  return item->value != NULL;
}
