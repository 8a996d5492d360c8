/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people hand over is one resource, a Bundle, an array, or lines of them; the reader finds out by looking. A window of
 * the stream is held, as large as the largest resource may be. In it a scanner finds the end of one JSON value by counting
 * brackets outside of strings, which is all it takes to cut; whether the piece is good JSON is for who takes it.
 *
 * A Bundle is cut entry by entry while it is read, whatever its size; only one whose resourceType follows its `entry` has
 * to fit the window. Bundles that are a record of their own (`document`, `message`) or an answer are given whole.
 *
 * Behind a value that has no end nothing can be found in a single text; where each line is a value, the next line is
 * read. A text is taken as lines when its second line starts with a brace, which no indented JSON has there.
 */
#define G_LOG_DOMAIN "salve-fhir"

#include "config.h"

#include "salve-resource-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <yyjson.h>

#define BLOCK (256 * 1024)
/* An entry is a resource with a few members around it. */
#define MAX_PIECE (SALVE_RESOURCE_MAX_SIZE + 64 * 1024)

typedef enum
{
  STATE_BETWEEN,
  STATE_ENTRIES,
  STATE_BUNDLE_TAIL,
  STATE_END,
} State;

struct _SalveResourceReader
{
  GInputStream *stream;
  gboolean at_end;
  gboolean started;

  /* The window: bytes from @at on are to be read. */
  GByteArray *window;
  gsize at;
  guint line;

  State state;
  gboolean lines;
  gboolean in_array;
  guint entry;
};

void
salve_read_item_free (SalveReadItem *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_error (&self->error);
  g_free (self->full_url);
  g_free (self->method);
  g_free (self->where);
  g_free (self);
}

/**
 * salve_resource_reader_new:
 * @stream: plain bytes
 *
 * Returns: (transfer full): a reader; on one thread at a time, any
 */
SalveResourceReader *
salve_resource_reader_new (GInputStream *stream)
{
  SalveResourceReader *self = g_new0 (SalveResourceReader, 1);

  self->stream = g_object_ref (stream);
  self->window = g_byte_array_new ();
  self->line = 1;
  return self;
}

void
salve_resource_reader_free (SalveResourceReader *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->stream);
  g_byte_array_unref (self->window);
  g_free (self);
}

/* Reads another block behind the window, whose read part is dropped. */
static gboolean
fill (SalveResourceReader *self, GCancellable *cancellable, GError **error)
{
  gsize kept;
  gssize n;

  if (self->at > 0)
    {
      g_byte_array_remove_range (self->window, 0, self->at);
      self->at = 0;
    }
  kept = self->window->len;
  g_byte_array_set_size (self->window, kept + BLOCK);
  n = g_input_stream_read (self->stream, self->window->data + kept, BLOCK, cancellable, error);
  g_byte_array_set_size (self->window, kept + MAX (n, 0));
  if (n == 0)
    self->at_end = TRUE;
  return n >= 0;
}

/* Reads far enough to drop a byte order mark, which Windows programs write. */
static gboolean
start (SalveResourceReader *self, GCancellable *cancellable, GError **error)
{
  while (!self->at_end && self->window->len < 3)
    if (!fill (self, cancellable, error))
      return FALSE;
  if (self->window->len >= 3 && memcmp (self->window->data, "\xef\xbb\xbf", 3) == 0)
    self->at = 3;
  self->started = TRUE;
  return TRUE;
}

static gsize
available (SalveResourceReader *self)
{
  return self->window->len - self->at;
}

static const char *
text (SalveResourceReader *self)
{
  return (const char *)self->window->data + self->at;
}

static void
skip (SalveResourceReader *self, gsize n)
{
  const char *from = text (self);
  const char *end = from + n;

  while (from < end && (from = memchr (from, '\n', end - from)) != NULL)
    {
      self->line++;
      from++;
    }
  self->at += n;
}

/* Skips white space, and commas between items; @more says whether anything is left. */
static gboolean
skip_space (SalveResourceReader *self,
            gboolean commas,
            gboolean *more,
            GCancellable *cancellable,
            GError **error)
{
  for (;;)
    {
      gsize n = 0;
      gsize size = available (self);

      while (n < size && (g_ascii_isspace (text (self)[n]) || (commas && text (self)[n] == ',')))
        n++;
      skip (self, n);
      *more = available (self) > 0;
      if (*more || self->at_end)
        return TRUE;
      if (!fill (self, cancellable, error))
        return FALSE;
    }
}

/* The end of the string whose opening quote is at @at; 0 when it is not in the window. */
static gsize
string_end (const char *bytes, gsize at, gsize size)
{
  for (at++; at < size; at++)
    {
      if (bytes[at] == '\\')
        at++;
      else if (bytes[at] == '"')
        return at + 1;
    }
  return 0;
}

/* Finds where the object or array ends in whose @depth @bytes starts, by its brackets; 0 when it is not in the window. */
static gsize
closing_end (const char *bytes, gsize size, gsize depth)
{

  for (gsize i = 0; i < size; i++)
    {
      if (bytes[i] == '"')
        {
          gsize end = string_end (bytes, i, size);

          if (end == 0)
            return 0;
          i = end - 1;
        }
      else if (bytes[i] == '{' || bytes[i] == '[')
        depth++;
      else if (bytes[i] == '}' || bytes[i] == ']')
        {
          if (depth <= 1)
            return i + 1;
          depth--;
        }
    }
  return 0;
}

static gsize
value_end (const char *bytes, gsize size)
{
  return closing_end (bytes, size, 0);
}

/*
 * Walks the members of the object at the start of @bytes as far as they go. @stop is asked at each member with its name and
 * where its value starts; TRUE ends the walk.
 */
typedef gboolean (
    *MemberFunc) (const char *name, gsize name_size, const char *bytes, gsize value, gpointer data);

static gsize
walk_members (const char *bytes, gsize size, MemberFunc stop, gpointer data)
{
  gsize i = 1;

  while (i < size)
    {
      gsize name, name_end, value;

      while (i < size && bytes[i] != '"' && bytes[i] != '}')
        i++;
      if (i == size || bytes[i] == '}')
        return i < size ? i + 1 : 0;
      name = i;
      name_end = string_end (bytes, i, size);
      if (name_end == 0)
        return 0;
      for (i = name_end; i < size && (g_ascii_isspace (bytes[i]) || bytes[i] == ':');)
        i++;
      if (i == size)
        return 0;
      value = i;
      if (stop (bytes + name + 1, name_end - name - 2, bytes, value, data))
        return 0;
      if (bytes[i] == '"')
        i = string_end (bytes, i, size);
      else if (bytes[i] == '{' || bytes[i] == '[')
        {
          gsize end = value_end (bytes + i, size - i);

          i = end == 0 ? 0 : i + end;
        }
      else
        while (i < size && strchr (",}]", bytes[i]) == NULL)
          i++;
      if (i == 0)
        return 0;
    }
  return 0;
}

typedef struct
{
  gsize size;
  gboolean is_bundle;
  char bundle_type[32];
  gsize entries;
} Head;

static void
copy_short_string (const char *bytes, gsize at, gsize size, char *into, gsize into_size)
{
  gsize end = bytes[at] == '"' ? string_end (bytes, at, size) : 0;

  if (end != 0 && end - at - 2 < into_size)
    {
      memcpy (into, bytes + at + 1, end - at - 2);
      into[end - at - 2] = '\0';
    }
}

static gboolean
head_member_cb (const char *name, gsize name_size, const char *bytes, gsize value, gpointer data)
{
  Head *head = data;
  char type[32] = "";

  if (name_size == 12 && memcmp (name, "resourceType", 12) == 0)
    {
      copy_short_string (bytes, value, head->size, type, sizeof type);
      head->is_bundle = g_str_equal (type, "Bundle");
    }
  else if (name_size == 4 && memcmp (name, "type", 4) == 0)
    copy_short_string (bytes, value, head->size, head->bundle_type, sizeof head->bundle_type);
  else if (name_size == 5 && memcmp (name, "entry", 5) == 0 && bytes[value] == '[')
    {
      head->entries = value;
      return head->is_bundle;
    }
  return FALSE;
}

/* Bundles of which each entry is a resource of its own; the others are one document, message or answer. */
static gboolean
is_open_bundle (const Head *head)
{
  static const char *const types[] = { "collection", "transaction", "batch", "searchset", "history", NULL };

  return head->is_bundle && (head->bundle_type[0] == '\0' || g_strv_contains (types, head->bundle_type));
}

static SalveReadItem *
new_item (SalveResourceReader *self, GBytes *bytes)
{
  SalveReadItem *item = g_new0 (SalveReadItem, 1);

  item->bytes = bytes;
  item->where = g_strdup_printf (_ ("line %u"), self->line);
  return item;
}

static SalveReadItem *
new_error (SalveResourceReader *self, int code, const char *message)
{
  SalveReadItem *item = new_item (self, NULL);

  item->error = g_error_new_literal (SALVE_FHIR_ERROR, code, message);
  return item;
}

static SalveReadItem *
take (SalveResourceReader *self, gsize size)
{
  SalveReadItem *item = new_item (self, g_bytes_new (text (self), size));

  skip (self, size);
  return item;
}

typedef struct
{
  gsize size;
  gsize resource;
  gsize full_url;
  gsize request;
  gsize search;
} Entry;

static gboolean
entry_member_cb (const char *name, gsize name_size, const char *bytes, gsize value, gpointer data)
{
  Entry *entry = data;

  if (name_size == 8 && memcmp (name, "resource", 8) == 0)
    entry->resource = value;
  else if (name_size == 7 && memcmp (name, "fullUrl", 7) == 0)
    entry->full_url = value;
  else if (name_size == 7 && memcmp (name, "request", 7) == 0)
    entry->request = value;
  else if (name_size == 6 && memcmp (name, "search", 6) == 0)
    entry->search = value;
  return FALSE;
}

/* The string member @name of the small value at @at, or NULL. */
static char *
read_member (const char *bytes, gsize size, const char *name)
{
  gsize end = value_end (bytes, size);
  yyjson_doc *document = end != 0 ? yyjson_read (bytes, end, 0) : NULL;
  char *value = g_strdup (yyjson_get_str (yyjson_obj_get (yyjson_doc_get_root (document), name)));

  yyjson_doc_free (document);
  return value;
}

static char *
read_string (const char *bytes, gsize size)
{
  gsize end = bytes[0] == '"' ? string_end (bytes, 0, size) : 0;
  yyjson_doc *document = end != 0 ? yyjson_read (bytes, end, 0) : NULL;
  char *value = g_strdup (yyjson_get_str (yyjson_doc_get_root (document)));

  yyjson_doc_free (document);
  return value;
}

/* Takes the entry of @size bytes apart. */
static SalveReadItem *
take_entry (SalveResourceReader *self, gsize size)
{
  const char *bytes = text (self);
  Entry entry = { .size = size };
  SalveReadItem *item = new_item (self, NULL);
  gsize end;

  g_free (item->where);
  item->where = g_strdup_printf ("/entry/%u", self->entry++);
  walk_members (bytes, size, entry_member_cb, &entry);
  end = entry.resource != 0 && bytes[entry.resource] == '{'
            ? value_end (bytes + entry.resource, size - entry.resource)
            : 0;
  if (entry.full_url != 0)
    item->full_url = read_string (bytes + entry.full_url, size - entry.full_url);
  if (entry.request != 0 && bytes[entry.request] == '{')
    item->method = read_member (bytes + entry.request, size - entry.request, "method");
  if (entry.search != 0 && bytes[entry.search] == '{')
    {
      g_autofree char *mode = read_member (bytes + entry.search, size - entry.search, "mode");

      item->outcome = g_strcmp0 (mode, "outcome") == 0;
    }
  if (end != 0)
    item->bytes = g_bytes_new (bytes + entry.resource, end);
  else
    item->error = g_error_new (SALVE_FHIR_ERROR, SALVE_FHIR_ERROR_TYPE,
                               item->method != NULL && g_str_is_ascii (item->method)
                                   ? _ ("This entry of the Bundle asks for %.16s and has no resource")
                                   : _ ("This entry of the Bundle has no resource"),
                               item->method);
  skip (self, size);
  return item;
}

/* Behind text that cannot be cut: the next line, or the end. */
static gboolean
recover (SalveResourceReader *self, GCancellable *cancellable, GError **error)
{
  while (self->lines)
    {
      const char *end = memchr (text (self), '\n', available (self));

      if (end != NULL)
        {
          skip (self, end - text (self) + 1);
          return TRUE;
        }
      skip (self, available (self));
      if (self->at_end)
        break;
      if (!fill (self, cancellable, error))
        return FALSE;
    }
  self->state = STATE_END;
  return TRUE;
}

/* The window's first line, without its end; the whole window when no line ends in it. */
static gsize
line_size (SalveResourceReader *self, gboolean *complete)
{
  const char *end = memchr (text (self), '\n', available (self));

  *complete = end != NULL;
  return end != NULL ? (gsize)(end - text (self)) : available (self);
}

static void
learn_lines (SalveResourceReader *self)
{
  gboolean complete;
  gsize size = line_size (self, &complete);

  if (!self->lines && complete && size + 1 < available (self))
    self->lines = text (self)[0] == '{' && text (self)[size + 1] == '{';
}

static void
enter_entries (SalveResourceReader *self, gsize offset)
{
  skip (self, offset + 1);
  self->entry = 0;
  self->state = STATE_ENTRIES;
}

/* Sees whether the window shows what starts at its start: an item, a Bundle to enter, or an error. */
static gboolean
try_value (SalveResourceReader *self, SalveReadItem **item)
{
  const char *bytes = text (self);
  gsize size = available (self);
  gboolean complete = FALSE;
  gsize limit = self->lines ? line_size (self, &complete) : size;
  Head head = { .size = limit };
  gsize end;

  walk_members (bytes, limit, head_member_cb, &head);
  if (head.is_bundle && head.entries != 0 && is_open_bundle (&head))
    {
      enter_entries (self, head.entries);
      return TRUE;
    }
  end = value_end (bytes, limit);
  if (end != 0)
    *item = take (self, end);
  else if (complete || self->at_end)
    *item = new_error (self, SALVE_FHIR_ERROR_SYNTAX,
                       self->lines ? _ ("Not valid JSON: this line is not a whole object")
                                   : _ ("Not valid JSON: the end of this object is missing"));
  else if (size > MAX_PIECE)
    *item = new_error (self, SALVE_FHIR_ERROR_TOO_LARGE, _ ("A resource of more than 8 MiB is not taken"));
  return *item != NULL;
}

/* At the start of a top-level value. Gives an item, or none when a Bundle was entered. */
static gboolean
read_value (SalveResourceReader *self, SalveReadItem **item, GCancellable *cancellable, GError **error)
{
  if (text (self)[0] == '[' && !self->lines)
    {
      /* An array of resources, which some programs write in the place of a Bundle. */
      skip (self, 1);
      self->in_array = TRUE;
      return TRUE;
    }
  if (text (self)[0] == ']' && self->in_array)
    {
      skip (self, 1);
      self->in_array = FALSE;
      return TRUE;
    }
  if (text (self)[0] != '{')
    {
      *item = new_error (self, SALVE_FHIR_ERROR_SYNTAX,
                         _ ("Not valid JSON: an object that starts with “{” is expected"));
      return recover (self, cancellable, error);
    }
  learn_lines (self);
  while (!try_value (self, item))
    {
      if (!fill (self, cancellable, error))
        return FALSE;
      learn_lines (self);
    }
  return *item == NULL || (*item)->error == NULL || recover (self, cancellable, error);
}

/* Inside of a Bundle's entries: an entry, or none at their end. */
static gboolean
read_entry (SalveResourceReader *self, SalveReadItem **item, GCancellable *cancellable, GError **error)
{
  gboolean more;

  if (!skip_space (self, TRUE, &more, cancellable, error))
    return FALSE;
  while (more)
    {
      gsize size = available (self);
      gsize end = text (self)[0] == '{' ? value_end (text (self), size) : 0;

      if (text (self)[0] == ']')
        {
          skip (self, 1);
          self->state = STATE_BUNDLE_TAIL;
          return TRUE;
        }
      if (end != 0)
        {
          *item = take_entry (self, end);
          return TRUE;
        }
      if (text (self)[0] != '{' || self->at_end || size > MAX_PIECE)
        break;
      if (!fill (self, cancellable, error))
        return FALSE;
    }
  *item = new_error (self, SALVE_FHIR_ERROR_SYNTAX,
                     more && !self->at_end && text (self)[0] == '{'
                         ? _ ("An entry of more than 8 MiB is not taken, nor what follows it in this Bundle")
                         : _ ("Not valid JSON: the end of this Bundle is missing or damaged"));
  self->state = STATE_BETWEEN;
  return recover (self, cancellable, error);
}

/* Behind a Bundle's entries: the rest of its object holds nothing to read. */
static gboolean
read_tail (SalveResourceReader *self, SalveReadItem **item, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      gsize end = closing_end (text (self), available (self), 1);

      if (end != 0)
        {
          skip (self, end);
          self->state = STATE_BETWEEN;
          return TRUE;
        }
      if (self->at_end || available (self) > MAX_PIECE)
        break;
      if (!fill (self, cancellable, error))
        return FALSE;
    }
  *item = new_error (self, SALVE_FHIR_ERROR_SYNTAX, _ ("Not valid JSON: the end of this Bundle is missing"));
  self->state = STATE_BETWEEN;
  return recover (self, cancellable, error);
}

/**
 * salve_resource_reader_set_lines:
 *
 * Says beforehand that each line is a value, as a file's name may tell.
 */
void
salve_resource_reader_set_lines (SalveResourceReader *self, gboolean lines)
{
  self->lines = lines;
}

/**
 * salve_resource_reader_next:
 * @item: (out) (nullable): the next resource or what is wrong with it; %NULL at the end
 * @cancellable: (nullable):
 * @error: of the stream; nothing can be read after it
 *
 * Blocks on the stream. What is wrong with one resource is in its item, and the reader goes on behind it where it can.
 *
 * Returns: %FALSE on an error of the stream
 */
gboolean
salve_resource_reader_next (SalveResourceReader *self,
                            SalveReadItem **item,
                            GCancellable *cancellable,
                            GError **error)
{
  *item = NULL;
  if (!self->started && !start (self, cancellable, error))
    return FALSE;
  while (*item == NULL && self->state != STATE_END)
    {
      gboolean good = TRUE;
      gboolean more;

      if (self->state == STATE_ENTRIES)
        good = read_entry (self, item, cancellable, error);
      else if (self->state == STATE_BUNDLE_TAIL)
        good = read_tail (self, item, cancellable, error);
      else
        {
          if (!skip_space (self, self->in_array, &more, cancellable, error))
            return FALSE;
          if (!more)
            self->state = STATE_END;
          else
            good = read_value (self, item, cancellable, error);
        }
      if (!good)
        {
          g_clear_pointer (item, salve_read_item_free);
          return FALSE;
        }
    }
  return TRUE;
}
