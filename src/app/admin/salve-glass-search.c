/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-glass-search.h"

#include "salve-api-call.h"
#include "salve-json.h"

#include <glib/gi18n.h>
#include <string.h>

/* What one dialog has; belongs to it. */
typedef struct
{
  AdwDialog *dialog;
  SalveClinic *clinic;
  SalveRemote *remote;
  GtkEditable *number;
  GtkEditable *name;
  GtkEditable *birth;
  AdwPreferencesPage *page;
  AdwPreferencesGroup *results; /* NULL before the first answer */
  GtkWidget *button;
  gboolean busy;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  g_object_unref (search->clinic);
  g_object_unref (search->remote);
  g_free (search);
}

static char *
typed (GtkEditable *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (entry)));
}

/* (transfer full) (nullable): as FHIR writes it; NULL where it is no whole date */
static char *
typed_birth (Search *search)
{
  g_autofree char *text = typed (search->birth);
  SalvePartialDate date;

  if (!salve_partial_date_parse_typed (text, salve_clinic_get_locale (search->clinic),
                                       salve_clinic_today (search->clinic), &date, NULL)
      || date.precision != SALVE_DATE_PRECISION_DAY)
    return NULL;
  return salve_partial_date_to_iso (date);
}

/* (transfer full) (nullable): NULL where too little was typed */
static char *
question (Search *search)
{
  g_autofree char *number = typed (search->number);
  g_autofree char *name = typed (search->name);
  g_autofree char *birth = typed_birth (search);
  g_autofree char *first = salve_json_quote (*number != '\0' ? number : name);

  if (*number != '\0')
    return g_strdup_printf ("{\"number\":%s}", first);
  if (*name == '\0' || birth == NULL)
    return NULL;
  return g_strdup_printf ("{\"name\":%s,\"birthDate\":\"%s\"}", first, birth);
}

static void
update (Search *search)
{
  g_autofree char *json = question (search);

  gtk_widget_set_sensitive (search->button, json != NULL && !search->busy);
}

static void
on_chosen (GtkWidget *row, Search *search)
{
  g_autoptr (GtkWidget) window = g_object_ref (GTK_WIDGET (gtk_widget_get_root (row)));
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (row), "salve-patient"));

  adw_dialog_close (search->dialog);
  gtk_widget_activate_action (window, "patient.open", "s", id);
}

static void
add_row (Search *search, yyjson_val *item)
{
  const char *id = yyjson_get_str (yyjson_obj_get (item, "id"));
  const char *name = yyjson_get_str (yyjson_obj_get (item, "name"));
  const char *birth = yyjson_get_str (yyjson_obj_get (item, "birthDate"));
  GtkWidget *row = adw_action_row_new ();
  SalvePartialDate date;
  g_autofree char *born = NULL;

  if (id == NULL)
    return;
  if (birth != NULL && salve_partial_date_parse_iso (birth, &date))
    born = salve_partial_date_format (date, salve_clinic_get_locale (search->clinic));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name != NULL ? name : _ ("Without a name"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), born != NULL ? born : "");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "salve-patient", g_strdup (id), g_free);
  g_signal_connect (row, "activated", G_CALLBACK (on_chosen), search);
  adw_preferences_group_add (search->results, row);
}

static void
begin_results (Search *search, const char *words)
{
  if (search->results != NULL)
    adw_preferences_page_remove (search->page, search->results);
  search->results = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_description (search->results, words);
  adw_preferences_page_add (search->page, search->results);
}

typedef struct
{
  AdwDialog *dialog;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_object_unref (answer->dialog);
  g_free (answer);
}

static Search *
find_search (AdwDialog *dialog)
{
  return g_object_get_data (G_OBJECT (dialog), "salve-search");
}

static DexFuture *
on_answer (DexFuture *future, gpointer data)
{
  Search *search = find_search (((Answer *)data)->dialog);
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  g_autoptr (yyjson_doc) doc = NULL;
  yyjson_val *items, *item;
  gsize index, max;

  search->busy = FALSE;
  update (search);
  if (value == NULL)
    {
      begin_results (search, error->message);
      return NULL;
    }
  doc = salve_json_parse (g_value_get_string (value), strlen (g_value_get_string (value)), NULL);
  items = doc != NULL ? yyjson_obj_get (yyjson_doc_get_root (doc), "items") : NULL;
  begin_results (search, yyjson_arr_size (items) > 0 ? NULL : _ ("The clinic knows nobody like that."));
  yyjson_arr_foreach (items, index, max, item)
    add_row (search, item);
  return NULL;
}

/* The answer is taken out of the document that goes with the call. */
static DexFuture *
read_text (yyjson_val *root)
{
  char *text = yyjson_val_write (root, 0, NULL);
  DexFuture *future = dex_future_new_for_string (text != NULL ? text : "{}");

  free (text);
  return future;
}

static void
on_find (Search *search)
{
  g_autofree char *json = question (search);
  Answer *answer;

  if (json == NULL || search->busy)
    return;
  search->busy = TRUE;
  update (search);
  answer = g_new0 (Answer, 1);
  answer->dialog = g_object_ref (search->dialog);
  dex_future_disown (
      dex_future_finally (salve_api_call (search->remote, "POST", "break-glass/find", json, read_text),
                          on_answer, answer, answer_free));
}

static GtkEditable *
add_entry (Search *search, AdwPreferencesGroup *group, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (group, row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (update), search);
  g_signal_connect_swapped (row, "entry-activated", G_CALLBACK (on_find), search);
  return GTK_EDITABLE (row);
}

static void
fill (Search *search)
{
  AdwPreferencesGroup *by_number = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  AdwPreferencesGroup *by_name = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_description (
      by_number,
      _ ("The whole number, or the whole name and the date of birth. Whom you look for is written down."));
  search->number = add_entry (search, by_number, _ ("Number"));
  search->name = add_entry (search, by_name, _ ("Name"));
  search->birth = add_entry (search, by_name, _ ("Date of birth"));
  search->button = gtk_button_new_with_mnemonic (_ ("_Find"));
  gtk_widget_add_css_class (search->button, "suggested-action");
  gtk_widget_add_css_class (search->button, "pill");
  gtk_widget_set_halign (search->button, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (search->button, 18);
  g_signal_connect_swapped (search->button, "clicked", G_CALLBACK (on_find), search);
  adw_preferences_group_add (by_name, search->button);
  adw_preferences_page_add (search->page, by_number);
  adw_preferences_page_add (search->page, by_name);
}

/**
 * salve_glass_search_new:
 * @remote: the clinic's server, with the token of whoever works here
 * @text: what was typed already: a number where it has a digit, else a name
 *
 * Who is chosen is opened by the window's action patient.open, which asks for the reason.
 *
 * Returns: (transfer floating): a dialog
 */
AdwDialog *
salve_glass_search_new (SalveClinic *clinic, SalveRemote *remote, const char *text)
{
  Search *search = g_new0 (Search, 1);
  GtkWidget *view = adw_toolbar_view_new ();
  gboolean number = strpbrk (text, "0123456789") != NULL;

  search->dialog = adw_dialog_new ();
  search->clinic = g_object_ref (clinic);
  search->remote = g_object_ref (remote);
  search->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  g_object_set_data_full (G_OBJECT (search->dialog), "salve-search", search, search_free);
  fill (search);
  gtk_editable_set_text (number ? search->number : search->name, text);
  update (search);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (search->page));
  adw_dialog_set_title (search->dialog, _ ("Find in an Emergency"));
  adw_dialog_set_content_width (search->dialog, 460);
  adw_dialog_set_content_height (search->dialog, 580);
  adw_dialog_set_child (search->dialog, view);
  adw_dialog_set_focus (search->dialog,
                        GTK_WIDGET (number || *text == '\0' ? search->number : search->birth));
  return search->dialog;
}
