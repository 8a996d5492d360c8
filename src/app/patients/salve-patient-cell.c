/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cell of the patient list. It follows its slot: when somebody else stands there after sorting, it shows them.
 *
 * A list has two hundred rows of up to eight cells, so a cell is one widget that draws its words itself: a GtkInscription
 * in a bin were two, each with a style, and the inscription with a text context of its own, which on X11 asks the server
 * where the monitor is. The context is the list's, the size comes from the font and not from the words. */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-cell.h"

#include <glib/gi18n.h>

#include "salve-patient-words.h"
#include "salve-text.h"

struct _SalvePatientLook
{
  GObject parent_instance;

  SalveClinic *clinic;
  char *query;
  GtkWidget *place;    /* whose text context all cells draw with; not owned */
  PangoLayout *layout; /* one for all: what is drawn keeps the glyphs and not the layout */
  guint measured;      /* the context's serial when the two below were measured */
  int char_width;
  int line_height;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SalvePatientLook, salve_patient_look, G_TYPE_OBJECT)

static void
salve_patient_look_finalize (GObject *object)
{
  SalvePatientLook *self = SALVE_PATIENT_LOOK (object);

  g_clear_object (&self->clinic);
  g_clear_pointer (&self->query, g_free);
  g_clear_weak_pointer (&self->place);
  g_clear_object (&self->layout);
  G_OBJECT_CLASS (salve_patient_look_parent_class)->finalize (object);
}

static void
salve_patient_look_class_init (SalvePatientLookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_patient_look_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
salve_patient_look_init (SalvePatientLook *self)
{
}

/**
 * salve_patient_look_new:
 * @place: the widget whose font the cells have
 */
SalvePatientLook *
salve_patient_look_new (SalveClinic *clinic, GtkWidget *place)
{
  SalvePatientLook *self = g_object_new (SALVE_TYPE_PATIENT_LOOK, NULL);

  self->clinic = g_object_ref (clinic);
  g_set_weak_pointer (&self->place, place);
  return self;
}

static PangoContext *
look_context (SalvePatientLook *self)
{
  PangoContext *context = gtk_widget_get_pango_context (self->place);

  if (self->measured != pango_context_get_serial (context))
    {
      PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);

      self->char_width = PANGO_PIXELS_CEIL (MAX (pango_font_metrics_get_approximate_char_width (metrics),
                                                 pango_font_metrics_get_approximate_digit_width (metrics)));
      self->line_height = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
      self->measured = pango_context_get_serial (context);
      pango_font_metrics_unref (metrics);
    }
  return context;
}

void
salve_patient_look_set_query (SalvePatientLook *self, const char *query)
{
  g_return_if_fail (SALVE_IS_PATIENT_LOOK (self));

  if (g_set_str (&self->query, query))
    g_signal_emit (self, signals[CHANGED], 0);
}

#define AIR 12 /* between the picture and the words */
#define LINE_AIR 3
#define SMALL 0.82 /* as the style class "caption" */

typedef struct
{
  char *words;
  gboolean searched;
} Line;

struct _SalvePatientCell
{
  GtkWidget parent_instance;

  SalvePatientLook *look;
  SalvePatientColumn column;
  SalvePatientSlot *slot;
  GtkWidget *avatar;
  Line lines[2];
};

G_DEFINE_FINAL_TYPE (SalvePatientCell, salve_patient_cell, GTK_TYPE_WIDGET)

static char *
cell_words (SalvePatientCell *self, SalvePatientRow *row)
{
  switch (self->column)
    {
    case SALVE_PATIENT_COLUMN_NAME:
    case SALVE_PATIENT_COLUMN_CARD:
      return salve_patient_name_words (row);
    case SALVE_PATIENT_COLUMN_BIRTH_DATE:
      return salve_patient_birth_words (row, self->look->clinic);
    case SALVE_PATIENT_COLUMN_GENDER:
      return g_strdup (salve_gender_to_words (row->gender));
    case SALVE_PATIENT_COLUMN_PHONE:
      return salve_phone_words (row->phone);
    case SALVE_PATIENT_COLUMN_NUMBER:
      return g_strdup (row->number);
    case SALVE_PATIENT_COLUMN_DOCTOR:
      return g_strdup (row->doctor);
    case SALVE_PATIENT_COLUMN_LAST_VISIT:
      return salve_instant_day_words (row->last_visit, self->look->clinic);
    case SALVE_PATIENT_COLUMN_NEXT_VISIT:
      return salve_instant_day_words (row->next_visit, self->look->clinic);
    default:
      return NULL;
    }
}

static gboolean
is_searched (SalvePatientColumn column)
{
  return column == SALVE_PATIENT_COLUMN_NAME || column == SALVE_PATIENT_COLUMN_CARD
         || column == SALVE_PATIENT_COLUMN_BIRTH_DATE || column == SALVE_PATIENT_COLUMN_PHONE
         || column == SALVE_PATIENT_COLUMN_NUMBER;
}

static void
set_line (Line *line, char *words, gboolean searched)
{
  g_free (line->words);
  line->words = words != NULL ? words : g_strdup ("");
  line->searched = searched;
}

static void
update (SalvePatientCell *self)
{
  SalvePatientRow *row = self->slot != NULL ? salve_patient_slot_get_row (self->slot) : NULL;

  set_line (&self->lines[0], row != NULL ? cell_words (self, row) : NULL, is_searched (self->column));
  if (self->avatar != NULL)
    adw_avatar_set_text (ADW_AVATAR (self->avatar), row != NULL ? row->name_full : NULL);
  if (self->column == SALVE_PATIENT_COLUMN_CARD)
    set_line (&self->lines[1], row != NULL ? salve_patient_short_words (row, self->look->clinic) : NULL,
              TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->lines[0].words,
                                  -1);
  if (self->lines[1].words != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    self->lines[1].words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* What the style classes "caption" and "numeric" do to a label, and what is searched for in bold. */
static PangoAttrList *
line_attributes (SalvePatientCell *self, const Line *line)
{
  PangoAttrList *attributes = NULL;
  gboolean second = line == &self->lines[1];

  if (line->searched && self->look->query != NULL && *self->look->query != '\0')
    {
      g_autofree char *markup = salve_text_match_markup (line->words, self->look->query);

      pango_parse_markup (markup, -1, 0, &attributes, NULL, NULL, NULL);
    }
  if (attributes == NULL)
    attributes = pango_attr_list_new ();
  if (second)
    pango_attr_list_insert (attributes, pango_attr_scale_new (SMALL));
  /* Dates and numbers stand below each other. */
  if (second
      || (self->column != SALVE_PATIENT_COLUMN_NAME && self->column != SALVE_PATIENT_COLUMN_CARD
          && self->column != SALVE_PATIENT_COLUMN_GENDER && self->column != SALVE_PATIENT_COLUMN_DOCTOR))
    pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  return attributes;
}

/* Returns: (transfer none): the line laid out, until the next one is */
static PangoLayout *
lay_out (SalvePatientCell *self, const Line *line, int width)
{
  SalvePatientLook *look = self->look;
  PangoContext *context = look_context (look);
  PangoAttrList *attributes = line_attributes (self, line);

  if (look->layout == NULL || pango_layout_get_context (look->layout) != context)
    {
      g_clear_object (&look->layout);
      look->layout = pango_layout_new (context);
      pango_layout_set_single_paragraph_mode (look->layout, TRUE);
      pango_layout_set_ellipsize (look->layout, PANGO_ELLIPSIZE_END);
    }
  pango_layout_set_text (look->layout, line->words, -1);
  pango_layout_set_attributes (look->layout, attributes);
  pango_layout_set_width (look->layout, MAX (0, width) * PANGO_SCALE);
  pango_attr_list_unref (attributes);
  return look->layout;
}

static int
avatar_size (SalvePatientCell *self)
{
  return self->column == SALVE_PATIENT_COLUMN_CARD ? 40 : 28;
}

static void
salve_patient_cell_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  /* In characters. */
  static const int widths[] = { 18, 18, 7, 13, 7, 13, 9, 9, 24 };
  SalvePatientCell *self = SALVE_PATIENT_CELL (widget);
  int size = self->avatar != NULL ? avatar_size (self) : 0;
  int unused;

  look_context (self->look);
  /* GTK wants to be asked for a child's size before it is given one. */
  if (self->avatar != NULL)
    gtk_widget_measure (self->avatar, orientation, -1, &unused, &unused, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = widths[self->column] / 2 * self->look->char_width + (size > 0 ? size + AIR : 0);
      *natural = widths[self->column] * self->look->char_width + (size > 0 ? size + AIR : 0);
      return;
    }
  *minimum = self->look->line_height;
  if (self->column == SALVE_PATIENT_COLUMN_CARD)
    *minimum += LINE_AIR + (int)(self->look->line_height * SMALL + 1);
  *minimum = *natural = MAX (*minimum, size);
}

static void
salve_patient_cell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SalvePatientCell *self = SALVE_PATIENT_CELL (widget);
  int size = avatar_size (self);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  if (self->avatar != NULL)
    gtk_widget_size_allocate (
        self->avatar, &(GtkAllocation){ rtl ? width - size : 0, (height - size) / 2, size, size }, -1);
}

/* Draws a line at the side where reading begins, whatever direction its own script has. */
static void
draw_line (SalvePatientCell *self, GtkSnapshot *snapshot, const Line *line, float y, const GdkRGBA *color)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int taken = self->avatar != NULL ? avatar_size (self) + AIR : 0;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  PangoLayout *layout = lay_out (self, line, width - taken);
  PangoRectangle extents;
  int x;

  pango_layout_get_pixel_extents (layout, NULL, &extents);
  x = (rtl ? width - taken - extents.width : taken) - extents.x;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x, y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
salve_patient_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SalvePatientCell *self = SALVE_PATIENT_CELL (widget);
  gboolean card = self->column == SALVE_PATIENT_COLUMN_CARD;
  int height = look_context (self->look) != NULL ? self->look->line_height : 0;
  GdkRGBA color;

  if (self->avatar != NULL)
    gtk_widget_snapshot_child (widget, self->avatar, snapshot);
  gtk_widget_get_color (widget, &color);
  if (card)
    height += LINE_AIR + (int)(self->look->line_height * SMALL + 1);
  height = (gtk_widget_get_height (widget) - height) / 2;
  if (self->lines[0].words != NULL && *self->lines[0].words != '\0')
    draw_line (self, snapshot, &self->lines[0], (float)height, &color);
  if (!card || self->lines[1].words == NULL)
    return;
  /* As the style class "dimmed". */
  color.alpha *= adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) ? 0.9f : 0.55f;
  draw_line (self, snapshot, &self->lines[1], (float)(height + self->look->line_height + LINE_AIR), &color);
}

static void
salve_patient_cell_dispose (GObject *object)
{
  SalvePatientCell *self = SALVE_PATIENT_CELL (object);

  salve_patient_cell_set_slot (self, NULL);
  g_clear_pointer (&self->avatar, gtk_widget_unparent);
  for (guint i = 0; i < G_N_ELEMENTS (self->lines); i++)
    g_clear_pointer (&self->lines[i].words, g_free);
  g_clear_object (&self->look);
  G_OBJECT_CLASS (salve_patient_cell_parent_class)->dispose (object);
}

static void
salve_patient_cell_class_init (SalvePatientCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_patient_cell_dispose;
  widget_class->measure = salve_patient_cell_measure;
  widget_class->size_allocate = salve_patient_cell_size_allocate;
  widget_class->snapshot = salve_patient_cell_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
salve_patient_cell_init (SalvePatientCell *self)
{
}

GtkWidget *
salve_patient_cell_new (SalvePatientLook *look, SalvePatientColumn column)
{
  SalvePatientCell *self = g_object_new (SALVE_TYPE_PATIENT_CELL, NULL);

  self->look = g_object_ref (look);
  self->column = column;
  if (column == SALVE_PATIENT_COLUMN_NAME || column == SALVE_PATIENT_COLUMN_CARD)
    {
      self->avatar = adw_avatar_new (avatar_size (self), NULL, TRUE);
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      gtk_widget_set_parent (self->avatar, GTK_WIDGET (self));
    }
  g_signal_connect_object (look, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
salve_patient_cell_set_slot (SalvePatientCell *self, SalvePatientSlot *slot)
{
  g_return_if_fail (SALVE_IS_PATIENT_CELL (self));

  if (self->slot == slot)
    return;
  if (self->slot != NULL)
    g_signal_handlers_disconnect_by_func (self->slot, update, self);
  g_set_object (&self->slot, slot);
  if (slot != NULL)
    {
      g_signal_connect_object (slot, "notify::row", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      update (self);
    }
}

SalvePatientSlot *
salve_patient_cell_get_slot (SalvePatientCell *self)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_CELL (self), NULL);

  return self->slot;
}
