/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rows of the patient list share. A row draws all its columns itself; where they stand is the business of the
 * column headers, which are a GtkColumnView with one row that nobody sees: its cells are rulers, which are as wide as a
 * column's words should be, and a row of the list asks them where they came to lie. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-look.h"

#include "salve-patient-picture.h"

typedef struct
{
  gboolean shown;
  int x;
  int width;
} Span;

struct _SalvePatientLook
{
  GObject parent_instance;

  SalveClinic *clinic;
  char *query;
  gboolean narrow;
  GtkWidget *place;      /* whose text context all rows draw with; not owned */
  GtkColumnView *header; /* not owned */
  PangoLayout *layout;   /* one for all: what is drawn keeps the glyphs and not the layout */
  guint measured;        /* the context's serial when the two below were measured */
  int char_width;
  int line_height;
  GHashTable *pictures; /* salve_patient_picture_key() → GskRenderNode */

  GtkWidget *rulers[SALVE_PATIENT_N_COLUMNS]; /* not owned */
  Span spans[SALVE_PATIENT_N_COLUMNS];
  gint64 spans_frame; /* in which they were found; -1: not yet */
  int min_width;
  guint changed_source;
};

enum
{
  CHANGED,
  RESIZED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalvePatientLook, salve_patient_look, G_TYPE_OBJECT)

/* So many pictures are kept; a clinic has hardly more pairs of initials on one screen. */
#define KEPT_PICTURES 256

static PangoContext *
measure (SalvePatientLook *self)
{
  PangoContext *context = gtk_widget_get_pango_context (self->place);

  if (self->measured != pango_context_get_serial (context))
    {
      PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);

      self->char_width = PANGO_PIXELS_CEIL (MAX (pango_font_metrics_get_approximate_char_width (metrics),
                                                 pango_font_metrics_get_approximate_digit_width (metrics)));
      self->line_height = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
      self->measured = pango_context_get_serial (context);
      g_hash_table_remove_all (self->pictures);
      pango_font_metrics_unref (metrics);
    }
  return context;
}

/* A ruler: as wide as a column's words, a pixel high, and nothing to be seen. */
#define SALVE_TYPE_PATIENT_RULER (salve_patient_ruler_get_type ())
G_DECLARE_FINAL_TYPE (SalvePatientRuler, salve_patient_ruler, SALVE, PATIENT_RULER, GtkWidget)

struct _SalvePatientRuler
{
  GtkWidget parent_instance;

  SalvePatientLook *look;
  SalvePatientColumn column;
};

G_DEFINE_FINAL_TYPE (SalvePatientRuler, salve_patient_ruler, GTK_TYPE_WIDGET)

static void
salve_patient_ruler_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  /* In characters. */
  static const int widths[SALVE_PATIENT_N_COLUMNS] = { 18, 18, 7, 13, 8, 13, 9, 9 };
  SalvePatientRuler *self = SALVE_PATIENT_RULER (widget);
  int picture = self->column == SALVE_PATIENT_COLUMN_NAME ? SALVE_PATIENT_PICTURE + SALVE_PATIENT_AIR : 0;

  /* A list gives its rows no room as long as it has none itself. */
  *minimum = *natural = 1;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    return;
  measure (self->look);
  *minimum = widths[self->column] / 2 * self->look->char_width + picture;
  *natural = widths[self->column] * self->look->char_width + picture;
}

/* Outside of the layout that is going on: rows that are wider or narrower than they were have to be laid out once more. */
static void
say_changed (gpointer data)
{
  SalvePatientLook *self = data;
  int before = self->min_width;

  self->changed_source = 0;
  self->spans_frame = -1;
  if (salve_patient_look_get_min_width (self) != before)
    g_signal_emit (self, signals[RESIZED], 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
queue_changed (SalvePatientLook *self)
{
  /* Nobody has asked where the columns stand: whoever does will see them as they are then. */
  if (self->spans_frame < 0)
    return;
  if (self->changed_source == 0)
    self->changed_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, G_SOURCE_FUNC (say_changed), self, NULL);
}

static void
salve_patient_ruler_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SalvePatientRuler *self = SALVE_PATIENT_RULER (widget);
  Span *span = &self->look->spans[self->column];

  if (!span->shown || span->width != width)
    queue_changed (self->look);
}

static void
salve_patient_ruler_dispose (GObject *object)
{
  SalvePatientRuler *self = SALVE_PATIENT_RULER (object);

  if (self->look != NULL && self->look->rulers[self->column] == GTK_WIDGET (self))
    {
      self->look->rulers[self->column] = NULL;
      queue_changed (self->look);
    }
  g_clear_object (&self->look);
  G_OBJECT_CLASS (salve_patient_ruler_parent_class)->dispose (object);
}

static void
salve_patient_ruler_class_init (SalvePatientRulerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_patient_ruler_dispose;
  widget_class->measure = salve_patient_ruler_measure;
  widget_class->size_allocate = salve_patient_ruler_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
salve_patient_ruler_init (SalvePatientRuler *self)
{
}

static void
salve_patient_look_dispose (GObject *object)
{
  SalvePatientLook *self = SALVE_PATIENT_LOOK (object);

  g_clear_handle_id (&self->changed_source, g_source_remove);
  g_clear_weak_pointer (&self->place);
  g_clear_weak_pointer (&self->header);
  g_clear_object (&self->layout);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (salve_patient_look_parent_class)->dispose (object);
}

static void
salve_patient_look_finalize (GObject *object)
{
  SalvePatientLook *self = SALVE_PATIENT_LOOK (object);

  g_clear_pointer (&self->query, g_free);
  g_hash_table_unref (self->pictures);
  G_OBJECT_CLASS (salve_patient_look_parent_class)->finalize (object);
}

static void
salve_patient_look_class_init (SalvePatientLookClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_patient_look_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_patient_look_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[RESIZED] = g_signal_new ("resized", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
salve_patient_look_init (SalvePatientLook *self)
{
  self->spans_frame = -1;
  self->pictures =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)gsk_render_node_unref);
}

/**
 * salve_patient_look_new:
 * @place: the widget whose font the rows have
 * @header: the headers of the columns
 */
SalvePatientLook *
salve_patient_look_new (SalveClinic *clinic, GtkWidget *place, GtkColumnView *header)
{
  SalvePatientLook *self = g_object_new (SALVE_TYPE_PATIENT_LOOK, NULL);

  self->clinic = g_object_ref (clinic);
  g_set_weak_pointer (&self->place, place);
  g_set_weak_pointer (&self->header, header);
  /* Columns that only change places keep their widths, so that no ruler notices. */
  g_signal_connect_object (gtk_column_view_get_columns (header), "items-changed", G_CALLBACK (queue_changed),
                           self, G_CONNECT_SWAPPED);
  return self;
}

SalveClinic *
salve_patient_look_get_clinic (SalvePatientLook *self)
{
  return self->clinic;
}

void
salve_patient_look_set_query (SalvePatientLook *self, const char *query)
{
  g_return_if_fail (SALVE_IS_PATIENT_LOOK (self));

  if (g_set_str (&self->query, query))
    g_signal_emit (self, signals[CHANGED], 0);
}

/* Returns: (nullable): what is searched for */
const char *
salve_patient_look_get_query (SalvePatientLook *self)
{
  return self->query != NULL && *self->query != '\0' ? self->query : NULL;
}

/**
 * salve_patient_look_set_narrow:
 * @narrow: whether each row is a card of two lines, instead of a line in columns
 */
void
salve_patient_look_set_narrow (SalvePatientLook *self, gboolean narrow)
{
  g_return_if_fail (SALVE_IS_PATIENT_LOOK (self));

  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  g_signal_emit (self, signals[RESIZED], 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
salve_patient_look_get_narrow (SalvePatientLook *self)
{
  return self->narrow;
}

int
salve_patient_look_get_line_height (SalvePatientLook *self)
{
  measure (self);
  return self->line_height;
}

/**
 * salve_patient_look_lay_out:
 * @attributes: (transfer full):
 * @width: at most, in pixels
 *
 * Returns: (transfer none): the words laid out, until the next ones are
 */
PangoLayout *
salve_patient_look_lay_out (SalvePatientLook *self, const char *words, PangoAttrList *attributes, int width)
{
  PangoContext *context = measure (self);

  if (self->layout == NULL || pango_layout_get_context (self->layout) != context)
    {
      g_clear_object (&self->layout);
      self->layout = pango_layout_new (context);
      pango_layout_set_single_paragraph_mode (self->layout, TRUE);
      pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
    }
  pango_layout_set_text (self->layout, words, -1);
  pango_layout_set_attributes (self->layout, attributes);
  pango_layout_set_width (self->layout, MAX (0, width) * PANGO_SCALE);
  g_clear_pointer (&attributes, pango_attr_list_unref);
  return self->layout;
}

/**
 * salve_patient_look_draw_picture:
 * @name: (nullable): whose
 * @size: in pixels
 *
 * Draws at the snapshot's origin what stands for somebody without a photo.
 */
void
salve_patient_look_draw_picture (SalvePatientLook *self, GtkSnapshot *snapshot, const char *name, int size)
{
  PangoContext *context = measure (self);
  g_autofree char *key = salve_patient_picture_key (name, size);
  GskRenderNode *node = g_hash_table_lookup (self->pictures, key);

  if (node == NULL)
    {
      if (g_hash_table_size (self->pictures) >= KEPT_PICTURES)
        g_hash_table_remove_all (self->pictures);
      node = salve_patient_picture_draw (context, name, size);
      g_hash_table_insert (self->pictures, g_steal_pointer (&key), node);
    }
  gtk_snapshot_append_node (snapshot, node);
}

/**
 * salve_patient_look_make_ruler:
 *
 * Returns: (transfer floating): what goes into the header's own cell of a column
 */
GtkWidget *
salve_patient_look_make_ruler (SalvePatientLook *self, SalvePatientColumn column)
{
  SalvePatientRuler *ruler = g_object_new (SALVE_TYPE_PATIENT_RULER, NULL);

  ruler->look = g_object_ref (self);
  ruler->column = column;
  self->rulers[column] = GTK_WIDGET (ruler);
  queue_changed (self);
  return GTK_WIDGET (ruler);
}

static void
find_spans (SalvePatientLook *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self->place);
  gint64 frame = clock != NULL ? gdk_frame_clock_get_frame_counter (clock) : 0;
  GtkWidget *list;

  if (self->spans_frame == frame || self->header == NULL)
    return;
  list = gtk_widget_get_last_child (GTK_WIDGET (self->header));
  for (guint i = 0; i < SALVE_PATIENT_N_COLUMNS; i++)
    {
      graphene_rect_t bounds;

      self->spans[i].shown =
          self->rulers[i] != NULL && gtk_widget_compute_bounds (self->rulers[i], list, &bounds);
      if (!self->spans[i].shown)
        continue;
      self->spans[i].x = (int)bounds.origin.x;
      self->spans[i].width = (int)bounds.size.width;
    }
  self->spans_frame = frame;
}

/**
 * salve_patient_look_get_span:
 * @x: (out): where the words of @column begin within a row, from its left, in pixels
 * @width: (out): how much room they have
 *
 * Returns: whether the column is shown
 */
gboolean
salve_patient_look_get_span (SalvePatientLook *self, SalvePatientColumn column, int *x, int *width)
{
  find_spans (self);
  *x = self->spans[column].x;
  *width = self->spans[column].width;
  return self->spans[column].shown;
}

/* Returns: how wide a row is at least, in pixels */
int
salve_patient_look_get_min_width (SalvePatientLook *self)
{
  if (self->narrow || self->header == NULL)
    return 0;
  gtk_widget_measure (GTK_WIDGET (self->header), GTK_ORIENTATION_HORIZONTAL, -1, &self->min_width, NULL, NULL,
                      NULL);
  return self->min_width;
}
