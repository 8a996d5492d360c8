/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One resource, read whole: what it says in words, its results as a table, its files; and behind a button the FHIR
 * JSON, as it came byte for byte or indented. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-attachment.h"
#include "salve-entry.h"
#include "salve-raw-view.h"
#include "salve-resource-dialog.h"

#include <glib/gi18n.h>

typedef char *(*CellFunc) (SalveEntry *entry);

static char *
cell_name (SalveEntry *entry)
{
  return salve_resource_describe (entry->record, entry->resource);
}

static char *
cell_value (SalveEntry *entry)
{
  char *value = salve_observation_describe_value (entry->record, salve_resource_root (entry->resource));

  return value ? value : g_strdup ("–");
}

static char *
cell_range (SalveEntry *entry)
{
  SalveElement range =
      salve_element_at (salve_element_get (salve_resource_root (entry->resource), "referenceRange"), 0);
  const char *text = salve_element_string (range, "text");
  const char *low = salve_element_number_text (salve_element_path (range, "low.value"));
  const char *high = salve_element_number_text (salve_element_path (range, "high.value"));

  if (low && high)
    return g_strdup_printf ("%s – %s", low, high);
  if (low)
    return g_strdup_printf ("≥ %s", low);
  if (high)
    return g_strdup_printf ("≤ %s", high);
  return g_strdup (text ? text : "");
}

static char *
cell_flag (SalveEntry *entry)
{
  const char *flag = salve_observation_flag (salve_resource_root (entry->resource));

  return g_strdup (flag ? flag : "");
}

static void
on_cell_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
on_cell_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer func)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  CellFunc cell = (CellFunc)func;
  g_autofree char *text = cell (gtk_list_item_get_item (item));

  gtk_label_set_label (GTK_LABEL (label), text);
  if (cell == cell_flag && *text)
    gtk_widget_add_css_class (label, "heading");
  else
    gtk_widget_remove_css_class (label, "heading");
}

static void
add_column (GtkColumnView *view, const char *title, CellFunc cell)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (on_cell_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_cell_bind), (gpointer)cell);
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_expand (column, cell == cell_name);
  gtk_column_view_append_column (view, column);
}

static GtkWidget *
make_results (SalveRecord *record, GPtrArray *observations)
{
  GListStore *store = g_list_store_new (SALVE_TYPE_ENTRY);
  GtkWidget *view = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (store))));
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_column_view_set_tab_behavior (GTK_COLUMN_VIEW (view), GTK_LIST_TAB_ITEM);
  for (guint i = 0; i < observations->len; i++)
    {
      g_autoptr (SalveEntry) entry = salve_entry_new (record, observations->pdata[i]);

      g_list_store_append (store, entry);
    }
  add_column (GTK_COLUMN_VIEW (view), _ ("Test"), cell_name);
  add_column (GTK_COLUMN_VIEW (view), _ ("Result"), cell_value);
  add_column (GTK_COLUMN_VIEW (view), _ ("Reference"), cell_range);
  add_column (GTK_COLUMN_VIEW (view), _ ("Assessment"), cell_flag);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Results"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_add_css_class (scrolled, "card");
  gtk_widget_set_overflow (scrolled, GTK_OVERFLOW_HIDDEN);
  return scrolled;
}

/* FHIR's element names in a person's words; what is not here is shown by its own name, so that nothing is hidden. */
static char *
element_label (const char *name)
{
  static const struct
  {
    const char *name;
    const char *label;
  } labels[] = {
    { "status", N_ ("Status") },
    { "class", N_ ("Kind") },
    { "type", N_ ("Type") },
    { "code", N_ ("What") },
    { "category", N_ ("Category") },
    { "period", N_ ("Time") },
    { "participant", N_ ("With") },
    { "performer", N_ ("By") },
    { "requester", N_ ("Asked for by") },
    { "author", N_ ("Written by") },
    { "recorder", N_ ("Recorded by") },
    { "asserter", N_ ("Said by") },
    { "reasonCode", N_ ("Reason") },
    { "reasonReference", N_ ("Reason") },
    { "location", N_ ("Place") },
    { "serviceProvider", N_ ("Clinic") },
    { "encounter", N_ ("Visit") },
    { "conclusion", N_ ("Conclusion") },
    { "note", N_ ("Note") },
    { "description", N_ ("Description") },
    { "comment", N_ ("Comment") },
    { "dosageInstruction", N_ ("Dosage") },
    { "dosage", N_ ("Dosage") },
    { "criticality", N_ ("Risk") },
    { "severity", N_ ("Severity") },
    { "clinicalStatus", N_ ("State") },
    { "onsetDateTime", N_ ("Began") },
    { "abatementDateTime", N_ ("Ended") },
    { "recordedDate", N_ ("Recorded") },
    { "authoredOn", N_ ("Written") },
    { "issued", N_ ("Issued") },
    { "effectiveDateTime", N_ ("Time") },
    { "effectivePeriod", N_ ("Time") },
    { "performedPeriod", N_ ("Time") },
    { "performedDateTime", N_ ("Time") },
    { "occurrenceDateTime", N_ ("Given") },
    { "vaccineCode", N_ ("Vaccine") },
    { "lotNumber", N_ ("Lot") },
    { "name", N_ ("Name") },
    { "telecom", N_ ("Phone and mail") },
    { "address", N_ ("Address") },
    { "relationship", N_ ("Relationship") },
    { "payor", N_ ("Insurer") },
    { "subscriberId", N_ ("Number") },
    { "birthDate", N_ ("Born") },
    { "gender", N_ ("Sex") },
    { "hospitalization", N_ ("Stay") },
    { "identifier", N_ ("Identifiers") },
    { "valueQuantity", N_ ("Result") },
    { "date", N_ ("Date") },
    { "reaction", N_ ("Reaction") },
    { "start", N_ ("Begins") },
    { "end", N_ ("Ends") },
  };
  GString *words;

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].name, name))
      return g_strdup (_ (labels[i].label));
  words = g_string_new (NULL);
  for (const char *at = name; *at; at++)
    {
      if (g_ascii_isupper (*at) && at > name)
        g_string_append_c (words, ' ');
      g_string_append_c (words, at == name ? g_ascii_toupper (*at) : g_ascii_tolower (*at));
    }
  return g_string_free_and_steal (words);
}

static void append_words (SalveRecord *record, SalveElement element, GString *text, guint depth);

static void
append_part (GString *text, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

static gboolean
append_known (SalveRecord *record, SalveElement element, GString *text)
{
  const char *start = salve_element_string (element, "start"), *end = salve_element_string (element, "end");

  if (salve_element_text (element))
    {
      const char *plain = salve_element_text (element);
      g_autofree char *date = strlen (plain) >= 10 && g_ascii_isdigit (plain[0]) && plain[4] == '-'
                                  ? salve_record_format_date (record, plain)
                                  : NULL;
      const char *status = salve_status_label (plain);

      append_part (text, date ? date : status ? status : plain);
      return TRUE;
    }
  if (salve_element_exists (salve_element_get (element, "family"))
      || salve_element_exists (salve_element_get (element, "given")))
    {
      g_autoptr (SalvePersonName) name = salve_read_human_name (element);
      g_autofree char *full =
          name ? salve_person_name_format_full (name, salve_record_get_locale (record)) : NULL;

      append_part (text, full);
      return TRUE;
    }
  if (start || end)
    {
      g_autofree char *from = salve_record_format_date (record, start);
      g_autofree char *to = salve_record_format_date (record, end);
      g_autofree char *both = g_strdup_printf ("%s – %s", from ? from : "", to ? to : "");

      append_part (text, both);
      return TRUE;
    }
  if (salve_concept_display (element))
    {
      append_part (text, salve_concept_display (element));
      return TRUE;
    }
  if (salve_reference_display (element) || salve_element_string (element, "reference"))
    {
      const char *display = salve_reference_display (element);
      SalveResource *target = salve_record_resolve (record, element);
      g_autofree char *described = target ? salve_resource_describe (record, target) : NULL;

      append_part (text, display     ? display
                         : described ? described
                                     : salve_element_string (element, "reference"));
      return TRUE;
    }
  if (salve_element_number_text (salve_element_get (element, "value")))
    {
      g_autofree char *quantity = salve_quantity_format (element);

      append_part (text, quantity);
      return TRUE;
    }
  return FALSE;
}

static void
append_words (SalveRecord *record, SalveElement element, GString *text, guint depth)
{
  yyjson_obj_iter iter;
  yyjson_val *key;

  if (depth > 5 || text->len > 4000)
    return;
  if (salve_element_is_array (element))
    {
      SALVE_ELEMENT_FOREACH (item, element)
        append_words (record, item, text, depth + 1);
      return;
    }
  if (append_known (record, element, text))
    return;
  if (!salve_element_is_object (element))
    {
      if (element.value && yyjson_is_bool (element.value))
        append_part (text, yyjson_get_bool (element.value) ? _ ("yes") : _ ("no"));
      else
        append_part (text, salve_element_number_text (element));
      return;
    }
  yyjson_obj_iter_init (element.value, &iter);
  while ((key = yyjson_obj_iter_next (&iter)))
    {
      const char *name = yyjson_get_str (key);

      if (!g_str_equal (name, "extension") && !g_str_equal (name, "id") && !g_str_equal (name, "system")
          && !g_str_equal (name, "data") && !g_str_equal (name, "url"))
        append_words (record, (SalveElement){ yyjson_obj_iter_get_val (key) }, text, depth + 1);
    }
}

static gboolean
is_machinery (const char *name)
{
  static const char *const hidden[] = { "resourceType",  "id",
                                        "meta",          "text",
                                        "subject",       "patient",
                                        "beneficiary",   "result",
                                        "presentedForm", "content",
                                        "contained",     "implicitRules",
                                        "extension",     "modifierExtension",
                                        "photo" };

  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    if (g_str_equal (hidden[i], name))
      return TRUE;
  return name[0] == '_';
}

static GtkWidget *
make_properties (SalveRecord *record, SalveElement root)
{
  GtkWidget *group = adw_preferences_group_new ();
  yyjson_obj_iter iter;
  yyjson_val *key;

  yyjson_obj_iter_init (root.value, &iter);
  while ((key = yyjson_obj_iter_next (&iter)))
    {
      const char *name = yyjson_get_str (key);
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *label = NULL;
      GtkWidget *row;

      if (is_machinery (name))
        continue;
      append_words (record, (SalveElement){ yyjson_obj_iter_get_val (key) }, text, 0);
      if (text->len == 0)
        continue;
      label = element_label (name);
      row = adw_action_row_new ();
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text->str);
      adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
      gtk_widget_add_css_class (row, "property");
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  return group;
}

static GPtrArray *
collect_results (SalveRecord *record, SalveElement root)
{
  GPtrArray *observations = g_ptr_array_new ();

  SALVE_ELEMENT_FOREACH (reference, salve_element_get (root, "result"))
    {
      SalveResource *observation = salve_record_resolve (record, reference);

      if (observation)
        g_ptr_array_add (observations, observation);
    }
  return observations;
}

static void
append_files (SalveRecord *record, SalveElement root, GtkBox *box)
{
  SALVE_ELEMENT_FOREACH (form, salve_element_get (root, "presentedForm"))
    gtk_box_append (box, salve_attachment_new (record, form));
  SALVE_ELEMENT_FOREACH (content, salve_element_get (root, "content"))
    {
      SalveElement attachment = salve_element_get (content, "attachment");

      gtk_box_append (
          box, salve_attachment_new (record, salve_element_exists (attachment) ? attachment : content));
    }
}

static GtkWidget *
make_body (SalveRecord *record, SalveResource *resource, GPtrArray *measurements)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  SalveElement root = salve_resource_root (resource);
  g_autoptr (GPtrArray) results = collect_results (record, root);

  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  if (measurements && measurements->len > 1)
    gtk_box_append (GTK_BOX (box), make_results (record, measurements));
  else
    {
      if (results->len > 0)
        gtk_box_append (GTK_BOX (box), make_results (record, results));
      append_files (record, root, GTK_BOX (box));
      gtk_box_append (GTK_BOX (box), make_properties (record, root));
    }
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 760);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static AdwNavigationPage *
make_page (const char *title, GtkWidget *content, GtkWidget *end)
{
  GtkWidget *toolbar = adw_toolbar_view_new ();
  GtkWidget *header = adw_header_bar_new ();

  if (end)
    adw_header_bar_pack_end (ADW_HEADER_BAR (header), end);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), header);
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar), content);
  return adw_navigation_page_new (toolbar, title);
}

static AdwNavigationPage *
make_raw_page (SalveResource *resource)
{
  AdwNavigationPage *page = make_page (_ ("FHIR Resource"), salve_raw_view_new (resource), NULL);

  adw_navigation_page_set_tag (page, "raw");
  return page;
}

/**
 * salve_resource_dialog_new:
 * @record: the record it belongs to
 * @resource: what is read
 * @measurements: (nullable): several Observations that are read as one table
 *
 * Returns: a dialog
 */
AdwDialog *
salve_resource_dialog_new (SalveRecord *record, SalveResource *resource, GPtrArray *measurements)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *navigation = adw_navigation_view_new ();
  GtkWidget *raw = gtk_button_new_from_icon_name ("text-x-generic-symbolic");
  g_autofree char *title = measurements && measurements->len > 1 ? g_strdup (_ ("Measurements"))
                                                                 : salve_resource_describe (record, resource);
  AdwNavigationPage *page;

  gtk_widget_set_tooltip_text (raw, _ ("Show FHIR Resource"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (raw), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Show FHIR resource"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (raw), "navigation.push");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (raw), "s", "raw");
  page = make_page (title, make_body (record, resource, measurements), raw);
  adw_navigation_view_add (ADW_NAVIGATION_VIEW (navigation), page);
  adw_navigation_view_add (ADW_NAVIGATION_VIEW (navigation), make_raw_page (resource));
  adw_dialog_set_title (dialog, title);
  adw_dialog_set_child (dialog, navigation);
  adw_dialog_set_content_width (dialog, 680);
  adw_dialog_set_content_height (dialog, 640);
  return dialog;
}

/**
 * salve_resource_dialog_new_raw:
 * @record: the record it belongs to
 * @resource: whose JSON is read
 *
 * Returns: a dialog
 */
AdwDialog *
salve_resource_dialog_new_raw (SalveRecord *record, SalveResource *resource)
{
  AdwDialog *dialog = adw_dialog_new ();
  AdwNavigationPage *page = make_raw_page (resource);
  GtkWidget *navigation = adw_navigation_view_new ();

  adw_navigation_view_add (ADW_NAVIGATION_VIEW (navigation), page);
  adw_dialog_set_title (dialog, _ ("FHIR Resource"));
  adw_dialog_set_child (dialog, navigation);
  adw_dialog_set_content_width (dialog, 760);
  adw_dialog_set_content_height (dialog, 680);
  return dialog;
}
