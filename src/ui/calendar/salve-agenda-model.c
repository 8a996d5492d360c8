/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The agenda's list model. */

#define G_LOG_DOMAIN "salve-ui"

#include "config.h"

#include "salve-agenda-model.h"

struct _SalveAgendaItem
{
  GObject parent_instance;

  SalveCalendarEvent *event;
};

struct _SalveAgendaModel
{
  GObject parent_instance;

  GPtrArray *events;
  GArray *sections; /* guint: where each begins */
};

static void list_init (GListModelInterface *iface);
static void section_init (GtkSectionModelInterface *iface);

G_DEFINE_FINAL_TYPE (SalveAgendaItem, salve_agenda_item, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (SalveAgendaModel,
                               salve_agenda_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SECTION_MODEL, section_init))

static void
salve_agenda_item_finalize (GObject *object)
{
  salve_calendar_event_unref (SALVE_AGENDA_ITEM (object)->event);

  G_OBJECT_CLASS (salve_agenda_item_parent_class)->finalize (object);
}

static void
salve_agenda_item_class_init (SalveAgendaItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_agenda_item_finalize;
}

static void
salve_agenda_item_init (SalveAgendaItem *self)
{
}

/** salve_agenda_item_get_event: Returns: (transfer none): */
SalveCalendarEvent *
salve_agenda_item_get_event (SalveAgendaItem *self)
{
  return self->event;
}

static GType
get_item_type (GListModel *model)
{
  return SALVE_TYPE_AGENDA_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return SALVE_AGENDA_MODEL (model)->events->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  SalveAgendaModel *self = SALVE_AGENDA_MODEL (model);
  SalveAgendaItem *item;

  if (position >= self->events->len)
    return NULL;
  item = g_object_new (SALVE_TYPE_AGENDA_ITEM, NULL);
  item->event = salve_calendar_event_ref (self->events->pdata[position]);
  return item;
}

static void
list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
get_section (GtkSectionModel *model, guint position, guint *start, guint *end)
{
  SalveAgendaModel *self = SALVE_AGENDA_MODEL (model);
  guint low = 0, high = self->sections->len;

  if (position >= self->events->len)
    {
      *start = self->events->len;
      *end = G_MAXUINT;
      return;
    }
  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (self->sections, guint, middle) <= position)
        low = middle;
      else
        high = middle;
    }
  *start = g_array_index (self->sections, guint, low);
  *end = low + 1 < self->sections->len ? g_array_index (self->sections, guint, low + 1) : self->events->len;
}

static void
section_init (GtkSectionModelInterface *iface)
{
  iface->get_section = get_section;
}

static void
salve_agenda_model_finalize (GObject *object)
{
  SalveAgendaModel *self = SALVE_AGENDA_MODEL (object);

  g_ptr_array_unref (self->events);
  g_array_unref (self->sections);

  G_OBJECT_CLASS (salve_agenda_model_parent_class)->finalize (object);
}

static void
salve_agenda_model_class_init (SalveAgendaModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_agenda_model_finalize;
}

static void
salve_agenda_model_init (SalveAgendaModel *self)
{
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify)salve_calendar_event_unref);
  self->sections = g_array_new (FALSE, FALSE, sizeof (guint));
}

/** salve_agenda_model_new: */
SalveAgendaModel *
salve_agenda_model_new (void)
{
  return g_object_new (SALVE_TYPE_AGENDA_MODEL, NULL);
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const SalveCalendarEvent *left = *(SalveCalendarEvent *const *)a, *right = *(SalveCalendarEvent *const *)b;

  if (left->span.start != right->span.start)
    return left->span.start < right->span.start ? -1 : 1;
  return g_strcmp0 (left->id, right->id);
}

static void
find_sections (SalveAgendaModel *self, GTimeZone *zone)
{
  SalveInstant day_end = G_MININT64;

  g_array_set_size (self->sections, 0);
  for (guint i = 0; i < self->events->len; i++)
    {
      const SalveCalendarEvent *event = self->events->pdata[i];
      SalvePartialDate day;

      if (event->span.start < day_end)
        continue;
      day = salve_instant_to_date (event->span.start, zone);
      day_end = salve_wall_clock_to_instant (salve_partial_date_add_days (day, 1), 0, zone);
      g_array_append_val (self->sections, i);
    }
}

/** salve_agenda_model_set_events: */
void
salve_agenda_model_set_events (SalveAgendaModel *self, GPtrArray *events, GTimeZone *zone)
{
  guint before = self->events->len;

  g_ptr_array_set_size (self->events, 0);
  for (guint i = 0; i < events->len; i++)
    g_ptr_array_add (self->events, salve_calendar_event_ref (events->pdata[i]));
  g_ptr_array_sort (self->events, compare_events);
  find_sections (self, zone);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->events->len);
}

/** salve_agenda_model_find_time: Returns: the first that ends after @time, or the last one */
guint
salve_agenda_model_find_time (SalveAgendaModel *self, SalveInstant time)
{
  for (guint i = 0; i < self->events->len; i++)
    if (((SalveCalendarEvent *)self->events->pdata[i])->span.end > time)
      return i;
  return self->events->len > 0 ? self->events->len - 1 : 0;
}
