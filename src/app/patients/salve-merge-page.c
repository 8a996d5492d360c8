/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-merge-page.h"

#include <glib/gi18n.h>

#include "salve-language-words.h"
#include "salve-patient-words.h"

struct _SalveMergePage
{
  AdwNavigationPage parent_instance;

  SalveClinic *clinic;
  SalveResource *keep;
  SalveResource *drop;
  GPtrArray *choices; /* of GtkCheckButton: the other record's side of each field that differs; or NULL */
  GPtrArray *pairs;   /* of GtkBox */
  GPtrArray *sides;   /* of GtkLabel: whose a choice is */
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
  if (g_str_equal (name, "communication"))
    {
      append_words (words, salve_languages_format (patient));
      return g_string_free (g_steal_pointer (&words), FALSE);
    }
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
      else
        append_words (words, g_strdup (_ ("Yes")));
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* What stands side by side, or, where there is no room, one below the other; then each says whose it is. */
static GtkWidget *
add_pair (SalveMergePage *self, GtkWidget *box)
{
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_homogeneous (GTK_BOX (pair), TRUE);
  gtk_box_append (GTK_BOX (box), pair);
  g_ptr_array_add (self->pairs, pair);
  return pair;
}

static GtkWidget *
make_choice (SalveMergePage *self, const char *text, const char *whose, GtkWidget *group)
{
  GtkWidget *button = gtk_check_button_new (), *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (*text != '\0' ? text : "—"), *side = gtk_label_new (whose);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_xalign (GTK_LABEL (side), 0);
  gtk_widget_add_css_class (side, "caption");
  gtk_widget_add_css_class (side, "dimmed");
  gtk_widget_set_visible (side, FALSE);
  g_ptr_array_add (self->sides, side);
  gtk_box_append (GTK_BOX (lines), label);
  gtk_box_append (GTK_BOX (lines), side);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), lines);
  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), GTK_CHECK_BUTTON (group));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), group == NULL);
  gtk_widget_set_hexpand (button, TRUE);
  return button;
}

static void
name_choice (GtkWidget *choice, const char *title, const char *text, const char *whose)
{
  g_autofree char *spoken = g_strdup_printf ("%s: %s (%s)", title, *text != '\0' ? text : "—", whose);

  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
add_field (SalveMergePage *self, GtkWidget *box, guint i)
{
  g_autofree char *mine = field_words (self, self->keep, fields[i].element);
  g_autofree char *theirs = field_words (self, self->drop, fields[i].element);
  GtkWidget *title, *pair, *left, *right;

  g_ptr_array_add (self->choices, NULL);
  if (*mine == '\0' && *theirs == '\0')
    return;
  title = gtk_label_new (_ (fields[i].title));
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_box_append (GTK_BOX (box), title);
  pair = add_pair (self, box);
  left = make_choice (self, mine, _ ("of the one that stays"), NULL);
  right = make_choice (self, theirs, _ ("of the one that goes"), left);
  name_choice (left, _ (fields[i].title), mine, _ ("of the one that stays"));
  name_choice (right, _ (fields[i].title), theirs, _ ("of the one that goes"));
  gtk_box_append (GTK_BOX (pair), left);
  gtk_box_append (GTK_BOX (pair), right);
  /* What the record that stays does not know is taken from the other. */
  gtk_check_button_set_active (GTK_CHECK_BUTTON (right), *mine == '\0');
  gtk_widget_set_sensitive (right, !g_str_equal (mine, theirs));
  g_ptr_array_index (self->choices, i) = right;
}

static void
add_head (SalveMergePage *self, GtkWidget *pair, const char *title, SalveResource *patient)
{
  const char *number = salve_patient_get_record_number (patient);
  g_autoptr (GPtrArray) names = salve_patient_get_names (patient);
  g_autofree char *name = names->len > 0
                              ? salve_person_name_format_full (salve_person_name_pick (names),
                                                               salve_clinic_get_locale (self->clinic))
                              : NULL;
  g_autofree char *text = number != NULL ? g_strdup_printf ("%s · %s", title, number) : g_strdup (title);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (name != NULL && *name != '\0' ? name : _ ("No name"));
  GtkWidget *what = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_xalign (GTK_LABEL (what), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (what), TRUE);
  gtk_widget_add_css_class (label, "title-4");
  gtk_widget_add_css_class (what, "dimmed");
  gtk_box_append (GTK_BOX (lines), label);
  gtk_box_append (GTK_BOX (lines), what);
  gtk_box_append (GTK_BOX (pair), lines);
}

static void
set_narrow (SalveMergePage *self, gboolean narrow)
{
  for (guint i = 0; i < self->pairs->len; i++)
    {
      gtk_orientable_set_orientation (self->pairs->pdata[i],
                                      narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
      gtk_box_set_homogeneous (self->pairs->pdata[i], !narrow);
    }
  for (guint i = 0; i < self->sides->len; i++)
    gtk_widget_set_visible (self->sides->pdata[i], narrow);
}

static void
on_narrow (SalveMergePage *self)
{
  set_narrow (self, TRUE);
}

static void
on_wide (SalveMergePage *self)
{
  set_narrow (self, FALSE);
}

/* Around the header bar too: what it asks for before it is narrow must not reach the window, which is narrow already. */
static GtkWidget *
wrap_in_breakpoint (SalveMergePage *self, GtkWidget *child, GtkWidget *header)
{
  GtkWidget *bin = adw_breakpoint_bin_new ();
  AdwBreakpoint *narrow = adw_breakpoint_new (
      adw_breakpoint_condition_new_length (ADW_BREAKPOINT_CONDITION_MAX_WIDTH, 500, ADW_LENGTH_UNIT_SP));

  gtk_widget_set_size_request (bin, 300, 200);
  /* The button beside it says the same word. */
  adw_breakpoint_add_setters (narrow, G_OBJECT (header), "show-title", FALSE, NULL);
  g_signal_connect_object (narrow, "apply", G_CALLBACK (on_narrow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (narrow, "unapply", G_CALLBACK (on_wide), self, G_CONNECT_SWAPPED);
  adw_breakpoint_bin_add_breakpoint (ADW_BREAKPOINT_BIN (bin), narrow);
  adw_breakpoint_bin_set_child (ADW_BREAKPOINT_BIN (bin), child);
  return bin;
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
          "Choose what is right. %u entry of the record that goes moves to the one that stays. Undo splits "
          "them again.",
          "Choose what is right. %u entries of the record that goes move to the one that stays. Undo splits "
          "them again.",
          n),
      n);
}

/* The two, then what differs, field by field. */
static GtkWidget *
make_comparison (SalveMergePage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9), *label, *heads;
  g_autofree char *moves = moves_words (self);

  label = gtk_label_new (moves);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_bottom (label, 9);
  gtk_box_append (GTK_BOX (box), label);
  heads = add_pair (self, box);
  add_head (self, heads, _ ("This one stays"), self->keep);
  add_head (self, heads, _ ("This one goes into it"), self->drop);
  gtk_widget_set_margin_bottom (heads, 9);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    add_field (self, box, i);
  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  return box;
}

static void
build (SalveMergePage *self)
{
  GtkWidget *view = adw_toolbar_view_new (), *header = adw_header_bar_new (), *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->merge_button = gtk_button_new_with_mnemonic (_ ("_Merge"));
  gtk_widget_add_css_class (self->merge_button, "suggested-action");
  g_signal_connect_object (self->merge_button, "clicked", G_CALLBACK (on_merge), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->merge_button);
  self->banner = ADW_BANNER (adw_banner_new (""));
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 760);
  adw_clamp_set_child (ADW_CLAMP (clamp), make_comparison (self));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), header);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->banner));
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), scroller);
  adw_navigation_page_set_child (ADW_NAVIGATION_PAGE (self), wrap_in_breakpoint (self, view, header));
}

static void
salve_merge_page_finalize (GObject *object)
{
  SalveMergePage *self = SALVE_MERGE_PAGE (object);

  g_clear_object (&self->clinic);
  g_clear_pointer (&self->keep, salve_resource_unref);
  g_clear_pointer (&self->drop, salve_resource_unref);
  g_ptr_array_unref (self->choices);
  g_ptr_array_unref (self->pairs);
  g_ptr_array_unref (self->sides);
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
  self->pairs = g_ptr_array_new ();
  self->sides = g_ptr_array_new ();
}

/**
 * salve_merge_page_new:
 * @keep_id: whose record stays
 * @drop_id: whose record goes into it
 */
AdwNavigationPage *
salve_merge_page_new (SalveClinic *clinic, const char *keep_id, const char *drop_id)
{
  SalveMergePage *self = g_object_new (SALVE_TYPE_MERGE_PAGE, "title", _ ("Merge"), NULL);
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

/**
 * salve_merge_page_take:
 * @element: such as "name"
 * @theirs: whether the other record's is taken
 *
 * Chooses as a person would.
 *
 * Returns: whether there is such a choice
 */
gboolean
salve_merge_page_take (SalveMergePage *self, const char *element, gboolean theirs)
{
  g_return_val_if_fail (SALVE_IS_MERGE_PAGE (self), FALSE);

  for (guint i = 0; i < self->choices->len; i++)
    if (self->choices->pdata[i] != NULL && g_str_equal (fields[i].element, element))
      {
        GtkWidget *other = gtk_widget_get_first_child (gtk_widget_get_parent (self->choices->pdata[i]));

        gtk_check_button_set_active (theirs ? self->choices->pdata[i] : GTK_CHECK_BUTTON (other), TRUE);
        return TRUE;
      }
  return FALSE;
}

/**
 * salve_merge_page_make_change:
 *
 * Returns: (transfer full) (nullable): the merge with what is chosen, to be committed
 */
SalveChange *
salve_merge_page_make_change (SalveMergePage *self, GError **error)
{
  g_return_val_if_fail (SALVE_IS_MERGE_PAGE (self), NULL);

  return make_change (self, error);
}
