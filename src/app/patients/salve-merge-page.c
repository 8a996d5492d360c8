/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-merge-page.h"

#include <glib/gi18n.h>

#include "salve-patient-words.h"

struct _SalveMergePage
{
  AdwNavigationPage parent_instance;

  SalveClinic *clinic;
  SalveResource *keep;
  SalveResource *drop;
  GPtrArray *choices; /* of GtkCheckButton: the other record's side of each field that differs; or NULL */
  AdwBanner *banner;
  GtkWidget *merge_button;
};

G_DEFINE_FINAL_TYPE (SalveMergePage, salve_merge_page, ADW_TYPE_NAVIGATION_PAGE)

static const struct
{
  const char *element;
  const char *beside; /* what goes with it */
  const char *title;
} fields[] = {
  { "name", NULL, N_ ("Name") },
  { "birthDate", "_birthDate", N_ ("Birth date") },
  { "gender", NULL, N_ ("Sex") },
  { "telecom", NULL, N_ ("Phone and e-mail") },
  { "address", NULL, N_ ("Address") },
  { "generalPractitioner", NULL, N_ ("Doctor") },
  { "photo", NULL, N_ ("Photo") },
  { "communication", NULL, N_ ("Languages") },
  { "contact", NULL, N_ ("Emergency contacts") },
};

static void
append_words (GString *words, char *text)
{
  if (text != NULL && *text != '\0')
    g_string_append_printf (words, "%s%s", words->len > 0 ? "\n" : "", text);
  g_free (text);
}

static char *
field_words (SalveMergePage *self, SalveResource *patient, const char *name)
{
  SalveLocale *locale = salve_clinic_get_locale (self->clinic);
  SalveElement element = salve_element_get (salve_resource_root (patient), name);
  g_autoptr (GString) words = g_string_new (NULL);
  SalvePartialDate date;

  if (g_str_equal (name, "birthDate") && salve_patient_get_birth_date (patient, &date))
    return salve_partial_date_format_long (date, locale);
  if (g_str_equal (name, "gender"))
    return g_strdup (salve_gender_to_words (salve_patient_get_gender (patient)));
  SALVE_ELEMENT_FOREACH (item, element)
    {
      if (g_str_equal (name, "name") || g_str_equal (name, "contact"))
        {
          g_autoptr (SalvePersonName) person =
              salve_read_human_name (g_str_equal (name, "name") ? item : salve_element_get (item, "name"));

          append_words (words, person != NULL ? salve_person_name_format_full (person, locale) : NULL);
        }
      else if (g_str_equal (name, "address"))
        {
          g_autoptr (SalveAddress) address = salve_read_address (item);

          append_words (words, address != NULL ? salve_address_format_line (address, locale) : NULL);
        }
      else if (g_str_equal (name, "telecom"))
        append_words (words, g_strdup (salve_element_string (item, "value")));
      else if (g_str_equal (name, "generalPractitioner"))
        append_words (words, g_strdup (salve_reference_display (item)));
      else if (g_str_equal (name, "communication"))
        append_words (words, g_strdup (salve_element_path_string (item, "language.coding.code")));
      else
        append_words (words, g_strdup (_ ("Yes")));
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static GtkWidget *
make_choice (const char *text, GtkWidget *group)
{
  GtkWidget *button = gtk_check_button_new ();
  GtkWidget *label = gtk_label_new (*text != '\0' ? text : "—");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), label);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), GTK_CHECK_BUTTON (group));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), group == NULL);
  gtk_widget_set_hexpand (button, TRUE);
  return button;
}

static void
add_field (SalveMergePage *self, GtkGrid *grid, guint i)
{
  g_autofree char *mine = field_words (self, self->keep, fields[i].element);
  g_autofree char *theirs = field_words (self, self->drop, fields[i].element);
  GtkWidget *title = gtk_label_new (_ (fields[i].title));
  GtkWidget *left, *right;
  int line = (int)i * 2 + 2;

  g_ptr_array_add (self->choices, NULL);
  if (*mine == '\0' && *theirs == '\0')
    return;
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_grid_attach (grid, title, 0, line, 2, 1);
  left = make_choice (mine, NULL);
  right = make_choice (theirs, left);
  gtk_grid_attach (grid, left, 0, line + 1, 1, 1);
  gtk_grid_attach (grid, right, 1, line + 1, 1, 1);
  /* What the record that stays does not know is taken from the other. */
  gtk_check_button_set_active (GTK_CHECK_BUTTON (right), *mine == '\0');
  gtk_widget_set_sensitive (right, !g_str_equal (mine, theirs));
  g_ptr_array_index (self->choices, i) = right;
}

static void
add_head (GtkGrid *grid, int column, const char *title, SalveResource *patient)
{
  const char *number = salve_patient_get_record_number (patient);
  g_autofree char *text = number != NULL ? g_strdup_printf ("%s · %s", title, number) : g_strdup (title);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "title-4");
  gtk_grid_attach (grid, label, column, 0, 1, 1);
}

static SalveResource *
take_choices (SalveMergePage *self, SalveResource *merged, GError **error)
{
  g_autoptr (SalveEdit) edit = salve_resource_edit (merged);
  SalveElement theirs = salve_resource_root (self->drop);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      GtkCheckButton *choice = g_ptr_array_index (self->choices, i);
      const char *names[] = { fields[i].element, fields[i].beside };

      for (guint j = 0; choice != NULL && gtk_check_button_get_active (choice) && j < 2 && names[j] != NULL;
           j++)
        {
          g_autofree char *pointer = g_strconcat ("/", names[j], NULL);
          g_autofree char *json = salve_element_to_json (salve_element_get (theirs, names[j]));

          if (json != NULL)
            salve_edit_set_json (edit, pointer, json);
          else
            salve_edit_remove (edit, pointer);
        }
    }
  return salve_edit_finish (edit, error);
}

/* The store's merge, with the fields that were chosen, as one change: one undo splits the two again. */
static SalveChange *
make_change (SalveMergePage *self, GError **error)
{
  const char *keep_id = salve_resource_get_id (self->keep);
  g_autoptr (SalveChange) plain =
      salve_patient_merge_prepare (salve_clinic_get_store (self->clinic), keep_id,
                                   salve_resource_get_id (self->drop), salve_clinic_get_actor (self->clinic),
                                   salve_clinic_get_device (self->clinic), _ ("Patients merged"), error);
  g_autoptr (SalveChange) change = NULL;

  if (plain == NULL)
    return NULL;
  change = salve_clinic_begin (self->clinic, _ ("Patients merged"));
  for (guint i = 0; i < salve_change_get_n_items (plain); i++)
    {
      const SalveChangeItem *item = salve_change_get_item (plain, i);
      g_autoptr (SalveResource) resource = NULL;

      if (item->resource == NULL)
        {
          salve_change_delete (change, item->type, item->id, item->expected_version);
          continue;
        }
      resource = g_strcmp0 (item->id, keep_id) == 0 && g_strcmp0 (item->type, "Patient") == 0
                     ? take_choices (self, item->resource, error)
                     : salve_resource_ref (item->resource);
      if (resource == NULL)
        return NULL;
      salve_change_put (change, resource, item->expected_version);
    }
  return g_steal_pointer (&change);
}

static void
say (SalveMergePage *self, const GError *error)
{
  adw_banner_set_use_markup (self->banner, FALSE);
  adw_banner_set_title (self->banner, error->message);
  adw_banner_set_revealed (self->banner, TRUE);
  gtk_widget_set_sensitive (self->merge_button, TRUE);
}

static DexFuture *
on_merged (DexFuture *future, gpointer data)
{
  SalveMergePage *self = data;
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) == NULL)
    say (self, error);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "navigation.pop", NULL);
  return NULL;
}

static void
on_merge (SalveMergePage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SalveChange) change = make_change (self, &error);

  if (change == NULL)
    {
      say (self, error);
      return;
    }
  gtk_widget_set_sensitive (self->merge_button, FALSE);
  dex_future_disown (dex_future_finally (salve_clinic_commit (self->clinic, change), on_merged,
                                         g_object_ref (self), g_object_unref));
}

static char *
moves_words (SalveMergePage *self)
{
  g_autoptr (GPtrArray) moving = salve_store_list_related (salve_clinic_get_store (self->clinic),
                                                           salve_resource_get_id (self->drop), NULL, NULL);
  guint n = moving != NULL ? moving->len : 0;

  return g_strdup_printf (
      g_dngettext (
          GETTEXT_PACKAGE,
          "Choose what is right. %u entry of the right record moves to the left one, which stays. Undo "
          "splits them again.",
          "Choose what is right. %u entries of the right record move to the left one, which stays. Undo "
          "splits them again.",
          n),
      n);
}

static void
build (SalveMergePage *self)
{
  GtkWidget *view = adw_toolbar_view_new (), *header = adw_header_bar_new (), *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18), *grid = gtk_grid_new ();
  GtkWidget *scroller = gtk_scrolled_window_new (), *label;
  g_autofree char *moves = moves_words (self);

  self->merge_button = gtk_button_new_with_mnemonic (_ ("_Merge"));
  gtk_widget_add_css_class (self->merge_button, "suggested-action");
  g_signal_connect_object (self->merge_button, "clicked", G_CALLBACK (on_merge), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->merge_button);
  self->banner = ADW_BANNER (adw_banner_new (""));
  label = gtk_label_new (moves);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 24);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 9);
  add_head (GTK_GRID (grid), 0, _ ("This one stays"), self->keep);
  add_head (GTK_GRID (grid), 1, _ ("This one goes into it"), self->drop);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    add_field (self, GTK_GRID (grid), i);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), grid);
  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 760);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), header);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->banner));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), scroller);
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), view);
}

static void
salve_merge_page_finalize (GObject *object)
{
  SalveMergePage *self = SALVE_MERGE_PAGE (object);

  g_clear_object (&self->clinic);
  g_clear_pointer (&self->keep, salve_resource_unref);
  g_clear_pointer (&self->drop, salve_resource_unref);
  g_ptr_array_unref (self->choices);
  G_OBJECT_CLASS (salve_merge_page_parent_class)->finalize (object);
}

static void
salve_merge_page_class_init (SalveMergePageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = salve_merge_page_finalize;
}

static void
salve_merge_page_init (SalveMergePage *self)
{
  self->choices = g_ptr_array_new ();
}

/**
 * salve_merge_page_new:
 * @keep_id: whose record stays
 * @drop_id: whose record goes into it
 */
AdwNavigationPage *
salve_merge_page_new (SalveClinic *clinic, const char *keep_id, const char *drop_id)
{
  SalveMergePage *self = g_object_new (SALVE_TYPE_MERGE_PAGE, "title", _ ("Merge Patients"), NULL);
  SalveStore *store = salve_clinic_get_store (clinic);
  g_autoptr (GError) error = NULL;

  self->clinic = g_object_ref (clinic);
  self->keep = salve_store_read (store, "Patient", keep_id, NULL, &error);
  self->drop = self->keep != NULL ? salve_store_read (store, "Patient", drop_id, NULL, &error) : NULL;
  if (self->drop != NULL)
    build (self);
  else
    {
      GtkWidget *status = adw_status_page_new ();

      adw_status_page_set_title (ADW_STATUS_PAGE (status), _ ("This Record Is Not There"));
      adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), status);
    }
  return ADW_NAVIGATION_PAGE (self);
}
