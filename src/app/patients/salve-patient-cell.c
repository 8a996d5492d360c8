/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One cell of the patient list. It follows its slot: when somebody else stands there after sorting, it shows them.
 * GtkInscription, because it does not measure its text and so scrolls twice as fast as GtkLabel. */
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

SalvePatientLook *
salve_patient_look_new (SalveClinic *clinic)
{
  SalvePatientLook *self = g_object_new (SALVE_TYPE_PATIENT_LOOK, NULL);

  self->clinic = g_object_ref (clinic);
  return self;
}

void
salve_patient_look_set_query (SalvePatientLook *self, const char *query)
{
  g_return_if_fail (SALVE_IS_PATIENT_LOOK (self));

  if (g_set_str (&self->query, query))
    g_signal_emit (self, signals[CHANGED], 0);
}

struct _SalvePatientCell
{
  AdwBin parent_instance;

  SalvePatientLook *look;
  SalvePatientColumn column;
  SalvePatientSlot *slot;
  AdwAvatar *avatar;
  GtkInscription *text;
  GtkInscription *more;
};

G_DEFINE_FINAL_TYPE (SalvePatientCell, salve_patient_cell, ADW_TYPE_BIN)

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
      return g_strdup (row->phone);
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
inscribe (SalvePatientCell *self, GtkInscription *inscription, const char *words, gboolean searched)
{
  if (searched && words != NULL && self->look->query != NULL && *self->look->query != '\0')
    {
      g_autofree char *markup = salve_text_match_markup (words, self->look->query);

      gtk_inscription_set_markup (inscription, markup);
    }
  else
    {
      gtk_inscription_set_attributes (inscription, NULL);
      gtk_inscription_set_text (inscription, words ? words : "");
    }
}

static void
update (SalvePatientCell *self)
{
  SalvePatientRow *row = self->slot != NULL ? salve_patient_slot_get_row (self->slot) : NULL;
  g_autofree char *words = row != NULL ? cell_words (self, row) : NULL;

  inscribe (self, self->text, words, is_searched (self->column));
  if (self->avatar != NULL)
    adw_avatar_set_text (self->avatar, row != NULL ? row->name_full : NULL);
  if (self->more != NULL)
    {
      g_autofree char *more = row != NULL ? salve_patient_short_words (row, self->look->clinic) : NULL;

      inscribe (self, self->more, more, TRUE);
    }
}

static void
salve_patient_cell_dispose (GObject *object)
{
  SalvePatientCell *self = SALVE_PATIENT_CELL (object);

  salve_patient_cell_set_slot (self, NULL);
  g_clear_object (&self->look);
  G_OBJECT_CLASS (salve_patient_cell_parent_class)->dispose (object);
}

static void
salve_patient_cell_class_init (SalvePatientCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_patient_cell_dispose;
}

static void
salve_patient_cell_init (SalvePatientCell *self)
{
}

static GtkInscription *
make_inscription (guint min_chars, guint chars)
{
  /* GTK's accessible text of an inscription with no text at all is a critical. */
  GtkWidget *inscription = gtk_inscription_new ("");

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (inscription), min_chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (inscription), chars);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (inscription), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (inscription), 0);
  gtk_widget_set_hexpand (inscription, TRUE);
  /* One line's height, or what is too long would wrap into the row's air. */
  gtk_widget_set_valign (inscription, GTK_ALIGN_CENTER);
  return GTK_INSCRIPTION (inscription);
}

static void
build (SalvePatientCell *self)
{
  static const guint widths[] = { 18, 18, 7, 13, 7, 13, 9, 9, 12 };
  GtkWidget *box;

  self->text = make_inscription (widths[self->column] / 2, widths[self->column]);
  if (self->column != SALVE_PATIENT_COLUMN_NAME && self->column != SALVE_PATIENT_COLUMN_CARD)
    {
      if (self->column != SALVE_PATIENT_COLUMN_GENDER && self->column != SALVE_PATIENT_COLUMN_DOCTOR)
        gtk_widget_add_css_class (GTK_WIDGET (self->text), "numeric");
      adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->text));
      return;
    }

  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->avatar =
      ADW_AVATAR (adw_avatar_new (self->column == SALVE_PATIENT_COLUMN_CARD ? 40 : 28, NULL, TRUE));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_valign (GTK_WIDGET (self->avatar), GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->avatar));
  if (self->column == SALVE_PATIENT_COLUMN_CARD)
    {
      GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

      self->more = make_inscription (12, 24);
      gtk_widget_add_css_class (GTK_WIDGET (self->more), "dimmed");
      gtk_widget_add_css_class (GTK_WIDGET (self->more), "caption");
      gtk_widget_add_css_class (GTK_WIDGET (self->more), "numeric");
      gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->text));
      gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->more));
      gtk_box_append (GTK_BOX (box), lines);
    }
  else
    {
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->text));
    }
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
salve_patient_cell_new (SalvePatientLook *look, SalvePatientColumn column)
{
  SalvePatientCell *self = g_object_new (SALVE_TYPE_PATIENT_CELL, NULL);

  self->look = g_object_ref (look);
  self->column = column;
  build (self);
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
