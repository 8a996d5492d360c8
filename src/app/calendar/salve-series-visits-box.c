/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-series-visits-box.h"

#include "salve-clash-words.h"
#include "salve-overbook-dialog.h"

#include <glib/gi18n.h>

/* The choices of a row, in their order. */
enum
{
  CHOICE_UNDECIDED,
  CHOICE_SKIP,
  CHOICE_OVERBOOK,
};

struct _SalveSeriesVisitsBox
{
  AdwBin parent_instance;

  SalveClinic *clinic;
  GPtrArray *visits; /* SalveSeriesVisit, the first included */
  gboolean filling;

  AdwPreferencesGroup *group;
  GtkWidget *skip_all;
  GPtrArray *rows; /* AdwComboRow, of the visits with something in their way */
};

G_DEFINE_FINAL_TYPE (SalveSeriesVisitsBox, salve_series_visits_box, ADW_TYPE_BIN)

static SalveSeriesVisit *
visit_of (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "visit");
}

static void
show_choice (SalveSeriesVisitsBox *self, GtkWidget *row)
{
  const SalveSeriesVisit *visit = visit_of (row);
  g_autofree char *words = visit->overbook_reason
                               ? g_strconcat (visit->in_the_way, "\n", visit->overbook_reason, NULL)
                               : g_strdup (visit->in_the_way);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  self->filling = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), visit->skipped           ? CHOICE_SKIP
                                                   : visit->overbook_reason ? CHOICE_OVERBOOK
                                                                            : CHOICE_UNDECIDED);
  self->filling = FALSE;
  gtk_widget_set_visible (g_object_get_data (G_OBJECT (row), "sign"), !salve_series_visit_is_decided (visit));
}

/* Asks are about a row that may have gone meanwhile: it is kept alive, and its visit is looked for again. */
static void
on_reason (GObject *parent, const char *reason, gpointer data)
{
  SalveSeriesVisitsBox *self = SALVE_SERIES_VISITS_BOX (parent);
  g_autoptr (GtkWidget) row = data;
  SalveSeriesVisit *visit = visit_of (row);

  if (!g_ptr_array_find (self->rows, row, NULL))
    return;
  if (reason)
    {
      visit->skipped = FALSE;
      g_set_str (&visit->overbook_reason, reason);
    }
  show_choice (self, row);
}

static void
on_chosen (SalveSeriesVisitsBox *self, GParamSpec *pspec, GtkWidget *row)
{
  SalveSeriesVisit *visit = visit_of (row);
  guint choice = adw_combo_row_get_selected (ADW_COMBO_ROW (row));

  if (self->filling)
    return;
  if (choice == CHOICE_OVERBOOK)
    {
      if (!visit->overbook_reason)
        salve_overbook_ask (GTK_WIDGET (self), self->clinic, visit->in_the_way, on_reason,
                            g_object_ref (row));
      return;
    }
  visit->skipped = choice == CHOICE_SKIP;
  g_clear_pointer (&visit->overbook_reason, g_free);
  show_choice (self, row);
}

static void
on_skip_all (SalveSeriesVisitsBox *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);
      SalveSeriesVisit *visit = visit_of (row);

      if (!salve_series_visit_is_decided (visit))
        visit->skipped = TRUE;
      show_choice (self, row);
    }
}

static void
on_choice_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, gtk_label_new (NULL));
}

static void
on_choice_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

/* The row's own way of showing its choice cuts it short as soon as the subtitle is long. */
static void
show_choices (AdwComboRow *row)
{
  /* Translators: what becomes of a visit that has something in its way; short */
  const char *const choices[] = { C_ ("visit", "Decide"), C_ ("visit", "Skip"), C_ ("visit", "Book"), NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (choices);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_choice_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_choice_bind), NULL);
  adw_combo_row_set_factory (row, factory);
  adw_combo_row_set_model (row, G_LIST_MODEL (model));
}

static void
add_row (SalveSeriesVisitsBox *self, SalveSeriesVisit *visit, SalveClinic *clinic)
{
  GtkWidget *row = adw_combo_row_new ();
  GtkWidget *sign = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  g_autofree char *day =
      salve_day_words (salve_instant_to_date (visit->span.start, salve_clinic_get_zone (clinic)), clinic);
  g_autofree char *when = salve_time_span_words (visit->span, clinic);
  g_autofree char *title = g_strdup_printf (C_ ("day and time", "%1$s, %2$s"), day, when);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  show_choices (ADW_COMBO_ROW (row));
  gtk_widget_add_css_class (sign, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), sign);
  g_object_set_data (G_OBJECT (row), "sign", sign);
  g_object_set_data (G_OBJECT (row), "visit", visit);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
  show_choice (self, row);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
}

static void
remove_rows (SalveSeriesVisitsBox *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
describe (SalveSeriesVisitsBox *self)
{
  g_autofree char *words = NULL;

  if (self->rows->len == 0)
    words = g_strdup (_ ("Nothing is in the way of the later visits."));
  else
    words = g_strdup_printf (g_dngettext (NULL, "Something is in the way of %u later visit.",
                                          "Something is in the way of %u later visits.", self->rows->len),
                             self->rows->len);
  adw_preferences_group_set_description (self->group, words);
  gtk_widget_set_visible (self->skip_all, self->rows->len > 1);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

/* There is no series. */
void
salve_series_visits_box_clear (SalveSeriesVisitsBox *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  remove_rows (self);
  g_ptr_array_set_size (self->visits, 0);
}

/**
 * salve_series_visits_box_show:
 * @details: the first visit
 * @spans: (element-type SalveTimeSpan): when each visit is, the first included
 *
 * Shows what is in the way of the later ones; what was said of them before stays said.
 *
 * Returns: %FALSE where the store cannot be read
 */
gboolean
salve_series_visits_box_show (SalveSeriesVisitsBox *self,
                              SalveClinic *clinic,
                              SalveClashFinder *finder,
                              SalveDirectory *directory,
                              const SalveAppointmentDetails *details,
                              const GArray *spans,
                              GError **error)
{
  g_autoptr (GPtrArray) visits = salve_series_visits_new (spans);

  if (!salve_series_visits_look (visits, finder, directory, clinic, details, error))
    return FALSE;
  g_set_object (&self->clinic, clinic);
  salve_series_visits_keep_decisions (visits, self->visits);
  remove_rows (self);
  g_ptr_array_unref (self->visits);
  self->visits = g_steal_pointer (&visits);
  for (guint i = 1; i < self->visits->len; i++)
    {
      SalveSeriesVisit *visit = g_ptr_array_index (self->visits, i);

      if (visit->in_the_way)
        add_row (self, visit, clinic);
    }
  describe (self);
  return TRUE;
}

/* Returns: (transfer none) (element-type SalveSeriesVisit): the first one too, which is for the form to decide */
const GPtrArray *
salve_series_visits_box_get_visits (SalveSeriesVisitsBox *self)
{
  return self->visits;
}

static GtkWidget *
find_undecided (SalveSeriesVisitsBox *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      if (!salve_series_visit_is_decided (visit_of (row)))
        return row;
    }
  return NULL;
}

gboolean
salve_series_visits_box_is_decided (SalveSeriesVisitsBox *self)
{
  return find_undecided (self) == NULL;
}

void
salve_series_visits_box_focus_undecided (SalveSeriesVisitsBox *self)
{
  GtkWidget *row = find_undecided (self);

  if (row)
    gtk_widget_grab_focus (row);
}

static void
salve_series_visits_box_dispose (GObject *object)
{
  SalveSeriesVisitsBox *self = SALVE_SERIES_VISITS_BOX (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->clinic);
  g_ptr_array_set_size (self->rows, 0);
  G_OBJECT_CLASS (salve_series_visits_box_parent_class)->dispose (object);
}

static void
salve_series_visits_box_finalize (GObject *object)
{
  SalveSeriesVisitsBox *self = SALVE_SERIES_VISITS_BOX (object);

  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->visits);
  G_OBJECT_CLASS (salve_series_visits_box_parent_class)->finalize (object);
}

static void
salve_series_visits_box_class_init (SalveSeriesVisitsBoxClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = salve_series_visits_box_dispose;
  G_OBJECT_CLASS (klass)->finalize = salve_series_visits_box_finalize;
}

static void
salve_series_visits_box_init (SalveSeriesVisitsBox *self)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (SalveTimeSpan));

  self->visits = salve_series_visits_new (none);
  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Later Visits"));
  self->skip_all = gtk_button_new_with_mnemonic (_ ("Skip _All"));
  gtk_widget_add_css_class (self->skip_all, "flat");
  gtk_widget_set_valign (self->skip_all, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->skip_all, "clicked", G_CALLBACK (on_skip_all), self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (self->group, self->skip_all);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
