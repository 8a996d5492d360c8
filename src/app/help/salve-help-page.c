/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mallard (projectmallard.org) as far as help/C uses it; what it does not know is an error, so that no page loses a word
 * unseen. Pages are our own, compiled in: nothing here reads what a stranger wrote. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-help-page.h"
#include "salve-help-resources.h"

#include <gio/gio.h>
#include <string.h>

typedef struct
{
  SalveHelpPage *page;
  GString *text;  /* markup of the block that is being read; NULL outside of one */
  GString *words; /* the page's */
  SalveHelpBlockKind kind;
  guint number;
  gboolean fresh;   /* nothing of the present item was shown yet */
  gboolean in_info; /* of the page, not of a section */
  char *source;     /* of the media that is being read */
  char *section;    /* the id of the present one */
  guint keys;       /* of the present keyseq; 0 outside of one */
  gboolean spaced;  /* the text so far ends with white space, or is empty */
} Reading;

static const struct
{
  const char *element;
  const char *open;
  const char *close;
} inlines[] = {
  { "gui", "<b>", "</b>" },    { "guiseq", "", "" },        { "key", "<tt>", "</tt>" },
  { "keyseq", "", "" },        { "em", "<i>", "</i>" },     { "input", "<tt>", "</tt>" },
  { "code", "<tt>", "</tt>" }, { "file", "<tt>", "</tt>" }, { "cmd", "<tt>", "</tt>" },
  { "app", "", "" },           { "link", NULL, "</a>" },
};

static void
block_free (gpointer data)
{
  SalveHelpBlock *block = data;

  g_free (block->markup);
  g_free (block->source);
  g_free (block);
}

static int
inline_index (const char *element)
{
  for (guint i = 0; i < G_N_ELEMENTS (inlines); i++)
    if (g_str_equal (inlines[i].element, element))
      return (int)i;
  return -1;
}

static const char *
attribute (const char **names, const char **values, const char *wanted)
{
  for (guint i = 0; names[i]; i++)
    if (g_str_equal (names[i], wanted))
      return values[i];
  return NULL;
}

static void
begin_block (Reading *reading)
{
  if (!reading->text)
    reading->text = g_string_new (NULL);
  g_string_truncate (reading->text, 0);
  reading->spaced = TRUE;
}

static void
add_block (Reading *reading, SalveHelpBlockKind kind)
{
  SalveHelpBlock *block = g_new0 (SalveHelpBlock, 1);

  block->kind = kind;
  block->markup = g_strchomp (g_string_free (g_steal_pointer (&reading->text), FALSE));
  if (kind == SALVE_HELP_PICTURE)
    block->source = g_steal_pointer (&reading->source);
  if (kind == SALVE_HELP_HEADING)
    block->source = g_strdup (reading->section);
  if (kind == SALVE_HELP_STEP && reading->fresh)
    block->number = ++reading->number;
  reading->fresh = FALSE;
  g_ptr_array_add (reading->page->blocks, block);
}

/* A link within text; one of the page's own information says where in the index it stands. */
static void
open_link (Reading *reading, const char **names, const char **values)
{
  const char *where = attribute (names, values, "xref");
  g_autofree char *escaped = NULL;

  if (!where)
    where = attribute (names, values, "href");
  if (reading->in_info && where && g_str_has_prefix (where, SALVE_HELP_INDEX "#"))
    g_set_str (&reading->page->group, where + strlen (SALVE_HELP_INDEX "#"));
  if (!reading->text)
    return;
  escaped = g_markup_escape_text (where ? where : "", -1);
  g_string_append_printf (reading->text, "<a href=\"%s\">", escaped);
}

static void
open_inline (Reading *reading, int index, const char *parent, const char **names, const char **values)
{
  if (!inlines[index].open)
    {
      open_link (reading, names, values);
      return;
    }
  if (!reading->text)
    return;
  if (g_str_equal (inlines[index].element, "key") && g_strcmp0 (parent, "keyseq") == 0 && reading->keys++ > 0)
    g_string_append (reading->text, "+");
  if (g_str_equal (inlines[index].element, "gui") && g_strcmp0 (parent, "guiseq") == 0 && reading->keys++ > 0)
    g_string_append (reading->text, " ▸ ");
  if (g_str_has_suffix (inlines[index].element, "seq"))
    reading->keys = 0;
  g_string_append (reading->text, inlines[index].open);
  if (*inlines[index].open)
    reading->spaced = FALSE;
}

/* Returns: whether such an element is known */
static gboolean
open_structure (Reading *reading, const char *element, const char **names, const char **values)
{
  if (g_str_equal (element, "page"))
    reading->page->id = g_strdup (attribute (names, values, "id"));
  else if (g_str_equal (element, "info"))
    reading->in_info = TRUE;
  else if (g_str_equal (element, "title") || g_str_equal (element, "p") || g_str_equal (element, "desc"))
    begin_block (reading);
  else if (g_str_equal (element, "steps"))
    reading->kind = SALVE_HELP_STEP, reading->number = 0;
  else if (g_str_equal (element, "list") || g_str_equal (element, "terms"))
    reading->kind = SALVE_HELP_ITEM;
  else if (g_str_equal (element, "note"))
    reading->kind = SALVE_HELP_NOTE;
  else if (g_str_equal (element, "item"))
    reading->fresh = TRUE;
  else if (g_str_equal (element, "section"))
    g_set_str (&reading->section, attribute (names, values, "id"));
  else if (g_str_equal (element, "media"))
    g_set_str (&reading->source, attribute (names, values, "src"));
  else
    return g_str_equal (element, "figure");
  return TRUE;
}

static void
on_start (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  const GSList *stack = g_markup_parse_context_get_element_stack (context);
  const char *parent = stack->next ? stack->next->data : NULL;
  int index = inline_index (element);

  if (index >= 0)
    open_inline (data, index, parent, names, values);
  else if (!open_structure (data, element, names, values))
    g_set_error (error, G_MARKUP_ERROR, G_MARKUP_ERROR_UNKNOWN_ELEMENT, "<%s> is not known to the help",
                 element);
}

static void
end_title (Reading *reading, const char *parent)
{
  if (g_str_equal (parent, "page"))
    {
      reading->page->title = g_strchomp (g_string_free (g_steal_pointer (&reading->text), FALSE));
      return;
    }
  add_block (reading, g_str_equal (parent, "item") ? SALVE_HELP_TERM : SALVE_HELP_HEADING);
}

static void
on_end (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  Reading *reading = data;
  const GSList *stack = g_markup_parse_context_get_element_stack (context);
  const char *parent = stack->next ? stack->next->data : "";
  int index = inline_index (element);

  if (index >= 0 && reading->text)
    g_string_append (reading->text, inlines[index].close);
  else if (g_str_equal (element, "info"))
    reading->in_info = FALSE;
  else if (g_str_equal (element, "title"))
    end_title (reading, parent);
  else if (g_str_equal (element, "desc"))
    reading->page->summary = g_strchomp (g_string_free (g_steal_pointer (&reading->text), FALSE));
  else if (g_str_equal (element, "p"))
    add_block (reading, g_str_equal (parent, "media") ? SALVE_HELP_PICTURE : reading->kind);
  else if (g_str_equal (element, "steps") || g_str_equal (element, "list") || g_str_equal (element, "terms")
           || g_str_equal (element, "note"))
    reading->kind = SALVE_HELP_PARAGRAPH;
}

/* White space of any length is one space, as everywhere in XML that people wrap by hand. */
static void
on_text (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  Reading *reading = data;
  g_autoptr (GString) plain = g_string_new (NULL);
  g_autofree char *escaped = NULL;

  if (!reading->text)
    return;
  for (const char *c = text; c < text + length; c = g_utf8_next_char (c))
    {
      gboolean space = *c == ' ' || *c == '\n' || *c == '\t';

      if (space && !reading->spaced)
        g_string_append_c (plain, ' ');
      else if (!space)
        g_string_append_unichar (plain, g_utf8_get_char (c));
      reading->spaced = space;
    }
  g_string_append (reading->words, plain->str);
  g_string_append_c (reading->words, ' ');
  if (reading->source
      && g_slist_find_custom ((GSList *)g_markup_parse_context_get_element_stack (context), "media",
                              (GCompareFunc)g_strcmp0))
    {
      g_string_append (reading->text, plain->str);
      return;
    }
  escaped = g_markup_escape_text (plain->str, (gssize)plain->len);
  g_string_append (reading->text, escaped);
}

/**
 * salve_help_page_parse:
 * @text: a page of Mallard
 * @length: in bytes, or -1
 * @error: of %G_MARKUP_ERROR
 *
 * Returns: (transfer full) (nullable): the page
 */
SalveHelpPage *
salve_help_page_parse (const char *text, gssize length, GError **error)
{
  static const GMarkupParser parser = { .start_element = on_start, .end_element = on_end, .text = on_text };
  g_autoptr (SalveHelpPage) page = g_new0 (SalveHelpPage, 1);
  g_autoptr (GString) words = g_string_new (NULL);
  Reading reading = { .page = page, .words = words, .kind = SALVE_HELP_PARAGRAPH, .spaced = TRUE };
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (&parser, G_MARKUP_PREFIX_ERROR_POSITION, &reading, NULL);
  gboolean good;

  page->blocks = g_ptr_array_new_with_free_func (block_free);
  good = g_markup_parse_context_parse (context, text, length, error)
         && g_markup_parse_context_end_parse (context, error);
  if (reading.text)
    g_string_free (reading.text, TRUE);
  g_free (reading.source);
  g_free (reading.section);
  if (good && (!page->id || !page->title || !page->summary))
    {
      g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                           "a page needs an id, a title and a description");
      good = FALSE;
    }
  page->words = g_utf8_strdown (words->str, -1);
  return good ? g_steal_pointer (&page) : NULL;
}

static void
register_resources (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      g_resources_register (salve_help_get_resource ());
      g_once_init_leave (&once, 1);
    }
}

/**
 * salve_help_page_load:
 * @id: of the page, "find"
 * @error: of %G_RESOURCE_ERROR where there is none, else of %G_MARKUP_ERROR
 *
 * Returns: (transfer full) (nullable): a page of those that are compiled in
 */
SalveHelpPage *
salve_help_page_load (const char *id, GError **error)
{
  g_autofree char *path = g_strconcat (SALVE_HELP_RESOURCES, id, ".page", NULL);
  g_autoptr (GBytes) bytes = NULL;

  register_resources ();
  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  return bytes
             ? salve_help_page_parse (g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), error)
             : NULL;
}

static int
compare_titles (gconstpointer a, gconstpointer b)
{
  const SalveHelpPage *one = *(const SalveHelpPage *const *)a;
  const SalveHelpPage *other = *(const SalveHelpPage *const *)b;

  return g_utf8_collate (one->title, other->title);
}

/**
 * salve_help_page_load_all:
 *
 * Returns: (transfer full) (element-type SalveHelpPage): every page but the index, by title
 */
GPtrArray *
salve_help_page_load_all (void)
{
  GPtrArray *pages = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_help_page_free);
  g_auto (GStrv) names = NULL;

  register_resources ();
  names = g_resources_enumerate_children (SALVE_HELP_RESOURCES, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  for (guint i = 0; names && names[i]; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *id =
          g_str_has_suffix (names[i], ".page") ? g_strndup (names[i], strlen (names[i]) - 5) : NULL;
      SalveHelpPage *page =
          id && !g_str_equal (id, SALVE_HELP_INDEX) ? salve_help_page_load (id, &error) : NULL;

      if (error)
        g_warning ("The help page %s cannot be read: %s", id, error->message);
      if (page)
        g_ptr_array_add (pages, page);
    }
  g_ptr_array_sort (pages, compare_titles);
  return pages;
}

void
salve_help_page_free (SalveHelpPage *self)
{
  if (!self)
    return;
  g_free (self->id);
  g_free (self->title);
  g_free (self->summary);
  g_free (self->group);
  g_free (self->words);
  g_clear_pointer (&self->blocks, g_ptr_array_unref);
  g_free (self);
}
