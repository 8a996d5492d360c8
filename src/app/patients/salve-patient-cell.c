/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the patient list. It follows its slot: when somebody else stands there after sorting, it shows them.
 *
 * GTK keeps two hundred rows of a list, whatever the screen holds, and a GtkColumnView makes a widget of each of their
 * cells and one more of what is in it: seventeen a row, all of which are styled, measured, bound and drawn when the list
 * jumps. So a row is one widget that draws the words of all columns itself, at the places that the look knows from the
 * column headers, and makes the words when it is drawn. A screen reader gets cells all the same
 * (salve-patient-cell-access.c). */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-patient-cell-private.h"

#include <glib/gi18n.h>

#include "salve-patient-words.h"
#include "salve-text.h"

G_DEFINE_FINAL_TYPE_WITH_CODE (SalvePatientCell,
                               salve_patient_cell,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE,
                                                      salve_patient_cell_accessible_init))

static SalvePatientRow *
cell_row (SalvePatientCell *self)
{
  return self->slot != NULL ? salve_patient_slot_get_row (self->slot) : NULL;
}

static char *
column_words (SalvePatientCell *self, SalvePatientColumn column, SalvePatientRow *row)
{
  SalveClinic *clinic = salve_patient_look_get_clinic (self->look);

  switch (column)
    {
    case SALVE_PATIENT_COLUMN_NAME:
      return salve_patient_name_words (row);
    case SALVE_PATIENT_COLUMN_BIRTH_DATE:
      return salve_patient_birth_words (row, clinic);
    case SALVE_PATIENT_COLUMN_GENDER:
      return g_strdup (salve_gender_to_words (row->gender));
    case SALVE_PATIENT_COLUMN_PHONE:
      return salve_phone_words (row->phone);
    case SALVE_PATIENT_COLUMN_NUMBER:
      return g_strdup (row->number);
    case SALVE_PATIENT_COLUMN_DOCTOR:
      return g_strdup (row->doctor);
    case SALVE_PATIENT_COLUMN_LAST_VISIT:
      return salve_instant_day_words (row->last_visit, clinic);
    case SALVE_PATIENT_COLUMN_NEXT_VISIT:
      return salve_instant_day_words (row->next_visit, clinic);
    default:
      return NULL;
    }
}

static gboolean
is_searched (SalvePatientColumn column)
{
  return column == SALVE_PATIENT_COLUMN_NAME || column == SALVE_PATIENT_COLUMN_BIRTH_DATE
         || column == SALVE_PATIENT_COLUMN_PHONE || column == SALVE_PATIENT_COLUMN_NUMBER;
}

/* Dates and numbers stand below each other. */
static gboolean
is_numeric (SalvePatientColumn column)
{
  return column != SALVE_PATIENT_COLUMN_NAME && column != SALVE_PATIENT_COLUMN_GENDER
         && column != SALVE_PATIENT_COLUMN_DOCTOR;
}

static void
forget_words (SalvePatientCell *self)
{
  for (guint i = 0; i < SALVE_PATIENT_N_COLUMNS; i++)
    g_clear_pointer (&self->words[i], g_free);
  g_clear_pointer (&self->small, g_free);
  self->has_words = FALSE;
}

static void
make_words (SalvePatientCell *self, SalvePatientRow *row)
{
  int x, width;

  if (self->has_words)
    return;
  if (salve_patient_look_get_narrow (self->look))
    {
      self->words[SALVE_PATIENT_COLUMN_NAME] = column_words (self, SALVE_PATIENT_COLUMN_NAME, row);
      self->small = salve_patient_short_words (row, salve_patient_look_get_clinic (self->look));
    }
  else
    for (guint i = 0; i < SALVE_PATIENT_N_COLUMNS; i++)
      if (salve_patient_look_get_span (self->look, i, &x, &width))
        self->words[i] = column_words (self, i, row);
  self->has_words = TRUE;
}

/**
 * salve_patient_cell_get_words:
 *
 * Returns: (nullable): what stands in a column that is shown; NULL as long as the row is not read
 */
const char *
salve_patient_cell_get_words (SalvePatientCell *self, SalvePatientColumn column)
{
  SalvePatientRow *row = cell_row (self);

  if (row == NULL)
    return NULL;
  make_words (self, row);
  return self->words[column];
}

/* Somebody else, or the same with other words. The second line of a card describes who stands in the first one. */
static void
on_changed (SalvePatientCell *self)
{
  SalvePatientRow *row = cell_row (self);
  g_autofree char *name = row != NULL ? salve_patient_name_words (row) : NULL;
  g_autofree char *small = row != NULL && salve_patient_look_get_narrow (self->look)
                               ? salve_patient_short_words (row, salve_patient_look_get_clinic (self->look))
                               : NULL;

  forget_words (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : "", GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  small != NULL ? small : "", -1);
  salve_patient_cell_tell_parts (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* What the style classes "caption" and "numeric" do to a label, and what is searched for in bold. */
static PangoAttrList *
line_attributes (SalvePatientCell *self,
                 const char *words,
                 gboolean searched,
                 gboolean numeric,
                 gboolean small)
{
  const char *query = searched ? salve_patient_look_get_query (self->look) : NULL;
  PangoAttrList *attributes = NULL;

  if (query != NULL)
    {
      g_autofree char *markup = salve_text_match_markup (words, query);

      pango_parse_markup (markup, -1, 0, &attributes, NULL, NULL, NULL);
    }
  if (attributes == NULL && (numeric || small))
    attributes = pango_attr_list_new ();
  if (small)
    pango_attr_list_insert (attributes, pango_attr_scale_new (SALVE_PATIENT_SMALL));
  if (numeric)
    pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  return attributes;
}

static int
small_height (SalvePatientCell *self)
{
  return (int)(salve_patient_look_get_line_height (self->look) * SALVE_PATIENT_SMALL + 1);
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
  SalvePatientCell *self = SALVE_PATIENT_CELL (widget);
  int line = salve_patient_look_get_line_height (self->look);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = salve_patient_look_get_min_width (self->look);
  else if (salve_patient_look_get_narrow (self->look))
    *minimum = MAX (line + SALVE_PATIENT_LINE_AIR + small_height (self), SALVE_PATIENT_CARD_PICTURE);
  else
    *minimum = MAX (line, SALVE_PATIENT_PICTURE);
  *natural = *minimum;
}

typedef struct
{
  int x, width; /* from the left, in pixels */
  float y;
} Place;

/* Draws a line at the side where reading begins, whatever direction its own script has. */
static void
draw_line (SalvePatientCell *self,
           GtkSnapshot *snapshot,
           const char *words,
           PangoAttrList *attributes,
           const Place *place,
           const GdkRGBA *color)
{
  PangoLayout *layout = salve_patient_look_lay_out (self->look, words, attributes, place->width);
  PangoRectangle extents;
  int x = place->x;

  pango_layout_get_pixel_extents (layout, NULL, &extents);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x += place->width - extents.width;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)(x - extents.x), place->y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* A rounded bar where words will stand. */
static void
draw_bar (GtkSnapshot *snapshot, const GdkRGBA *color, float x, float y, float width, float height)
{
  GskRoundedRect bar;

  gsk_rounded_rect_init_from_rect (&bar, &GRAPHENE_RECT_INIT (x, y, width, height), height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &bar);
  gtk_snapshot_append_color (snapshot, color, &bar.bounds);
  gtk_snapshot_pop (snapshot);
}

/* Takes from a place what a picture at its beginning needs; returns the picture's left side. */
static int
take_picture (SalvePatientCell *self, Place *place, int size)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int x = rtl ? place->x + place->width - size : place->x;

  place->width -= size + SALVE_PATIENT_AIR;
  if (!rtl)
    place->x += size + SALVE_PATIENT_AIR;
  return x;
}

static void
draw_picture (SalvePatientCell *self, GtkSnapshot *snapshot, const char *name, Place *place, int size)
{
  int x = take_picture (self, place, size);
  int y = (gtk_widget_get_height (GTK_WIDGET (self)) - size) / 2;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x, (float)y));
  salve_patient_look_draw_picture (self->look, snapshot, name, size);
  gtk_snapshot_restore (snapshot);
}

/* The row is still being read: bars where the words will be, as on the page that is shown while a list is made. */
static void
draw_waiting (SalvePatientCell *self, GtkSnapshot *snapshot, const GdkRGBA *words_color)
{
  gboolean narrow = salve_patient_look_get_narrow (self->look);
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  int size = narrow ? SALVE_PATIENT_CARD_PICTURE : SALVE_PATIENT_PICTURE;
  float thick = (float)salve_patient_look_get_line_height (self->look) * 0.6f;
  GdkRGBA color = *words_color;
  Place place = { 0, gtk_widget_get_width (GTK_WIDGET (self)), ((float)height - thick) / 2 };

  color.alpha *= 0.1f;
  for (guint i = 0; i < (narrow ? 1 : SALVE_PATIENT_N_COLUMNS); i++)
    {
      float width;

      if (!narrow && !salve_patient_look_get_span (self->look, i, &place.x, &place.width))
        continue;
      if (i == SALVE_PATIENT_COLUMN_NAME)
        draw_bar (snapshot, &color, (float)take_picture (self, &place, size), (float)(height - size) / 2,
                  (float)size, (float)size);
      width = MIN ((float)place.width * 0.7f, 160);
      draw_bar (snapshot, &color, rtl ? (float)(place.x + place.width) - width : (float)place.x, place.y,
                width, thick);
    }
}

static void
draw_columns (SalvePatientCell *self, GtkSnapshot *snapshot, SalvePatientRow *row, const GdkRGBA *color)
{
  Place place;

  for (guint i = 0; i < SALVE_PATIENT_N_COLUMNS; i++)
    {
      const char *words = self->words[i];

      if (!salve_patient_look_get_span (self->look, i, &place.x, &place.width))
        continue;
      place.y = (float)((gtk_widget_get_height (GTK_WIDGET (self))
                         - salve_patient_look_get_line_height (self->look))
                        / 2);
      if (i == SALVE_PATIENT_COLUMN_NAME)
        draw_picture (self, snapshot, row->name_full, &place, SALVE_PATIENT_PICTURE);
      if (words != NULL && *words != '\0')
        draw_line (self, snapshot, words,
                   line_attributes (self, words, is_searched (i), is_numeric (i), FALSE), &place, color);
    }
}

static void
draw_card (SalvePatientCell *self, GtkSnapshot *snapshot, SalvePatientRow *row, const GdkRGBA *color)
{
  int line = salve_patient_look_get_line_height (self->look);
  int height = line + SALVE_PATIENT_LINE_AIR + small_height (self);
  const char *name = self->words[SALVE_PATIENT_COLUMN_NAME];
  Place place = { 0, gtk_widget_get_width (GTK_WIDGET (self)), 0 };
  GdkRGBA dimmed = *color;

  draw_picture (self, snapshot, row->name_full, &place, SALVE_PATIENT_CARD_PICTURE);
  place.y = (float)((gtk_widget_get_height (GTK_WIDGET (self)) - height) / 2);
  draw_line (self, snapshot, name, line_attributes (self, name, TRUE, FALSE, FALSE), &place, color);
  /* As style.css has the class "dimmed". */
  dimmed.alpha *= adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) ? 0.9f : 0.73f;
  place.y += (float)(line + SALVE_PATIENT_LINE_AIR);
  draw_line (self, snapshot, self->small, line_attributes (self, self->small, TRUE, TRUE, TRUE), &place,
             &dimmed);
}

static void
salve_patient_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SalvePatientCell *self = SALVE_PATIENT_CELL (widget);
  SalvePatientRow *row = cell_row (self);
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  if (row == NULL)
    {
      if (self->slot != NULL && salve_patient_slot_is_waiting (self->slot))
        draw_waiting (self, snapshot, &color);
      return;
    }
  make_words (self, row);
  if (salve_patient_look_get_narrow (self->look))
    draw_card (self, snapshot, row, &color);
  else
    draw_columns (self, snapshot, row, &color);
}

static void
salve_patient_cell_dispose (GObject *object)
{
  SalvePatientCell *self = SALVE_PATIENT_CELL (object);

  salve_patient_cell_drop_parts (self);
  salve_patient_cell_set_slot (self, NULL);
  forget_words (self);
  g_clear_object (&self->look);
  G_OBJECT_CLASS (salve_patient_cell_parent_class)->dispose (object);
}

static void
salve_patient_cell_class_init (SalvePatientCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = salve_patient_cell_dispose;
  widget_class->measure = salve_patient_cell_measure;
  widget_class->snapshot = salve_patient_cell_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID_CELL);
}

static void
salve_patient_cell_init (SalvePatientCell *self)
{
}

GtkWidget *
salve_patient_cell_new (SalvePatientLook *look)
{
  SalvePatientCell *self = g_object_new (SALVE_TYPE_PATIENT_CELL, NULL);

  self->look = g_object_ref (look);
  g_signal_connect_object (look, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (look, "resized", G_CALLBACK (gtk_widget_queue_resize), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
salve_patient_cell_set_slot (SalvePatientCell *self, SalvePatientSlot *slot)
{
  g_return_if_fail (SALVE_IS_PATIENT_CELL (self));

  if (self->slot == slot)
    return;
  if (self->slot != NULL)
    g_clear_signal_handler (&self->followed, self->slot);
  g_set_object (&self->slot, slot);
  if (slot == NULL)
    return;
  /* Undone above: a list binds two hundred of these when it jumps, and g_signal_connect_object() costs twice as much. */
  self->followed = g_signal_connect_swapped (slot, "notify::row", G_CALLBACK (on_changed), self);
  on_changed (self);
}

SalvePatientSlot *
salve_patient_cell_get_slot (SalvePatientCell *self)
{
  g_return_val_if_fail (SALVE_IS_PATIENT_CELL (self), NULL);

  return self->slot;
}
