/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-conflict-page.h"

#include <glib/gi18n.h>

struct _SalveConflictPage
{
  AdwNavigationPage parent_instance;

  SalveConflictItem *item;
  SalveSettlement *settlement;
  SalveSettleFunc settle;
  gpointer settle_data;
  GDestroyNotify settle_destroy;
  GPtrArray *pairs;    /* GtkBox: beside each other, or one below the other */
  GPtrArray *captions; /* GtkWidget: whose it is, said where they stand one below the other */
  GPtrArray *heads;    /* GtkWidget: the same, said once above all where they stand beside each other */
  GPtrArray *choices;  /* GtkCheckButton: SALVE_N_SIDES for each field, NULL where there is no such choice */
  GPtrArray *results;  /* AdwActionRow, for each field */
  gboolean busy;

  AdwBanner *banner;
  GtkLabel *intro_label;
  GtkWidget *apply_button;
  GtkWidget *bottom_button;
  GtkWidget *all_box;
  GtkBox *fields_box;
  AdwPreferencesGroup *taken_group;
  AdwPreferencesGroup *result_group;
};

G_DEFINE_FINAL_TYPE (SalveConflictPage, salve_conflict_page, ADW_TYPE_NAVIGATION_PAGE)

#define NOTHING "—"

static const SalveSide shown_sides[] = { SALVE_SIDE_BASE, SALVE_SIDE_OURS, SALVE_SIDE_THEIRS };

static const char *
side_title (SalveSide side)
{
  switch (side)
    {
    case SALVE_SIDE_BASE:
      return _ ("Before");
    case SALVE_SIDE_OURS:
      return _ ("Here");
    case SALVE_SIDE_THEIRS:
      return _ ("On the server");
    case SALVE_SIDE_BOTH:
      return _ ("Both together");
    case SALVE_SIDE_NONE:
    case SALVE_N_SIDES:
    default:
      return "";
    }
}

static char *
side_words (SalveConflictPage *self, SalveSide side)
{
  g_autofree char *who = NULL;

  if (side == SALVE_SIDE_OURS)
    who = salve_conflict_item_get_our_words (self->item);
  else if (side == SALVE_SIDE_THEIRS)
    who = salve_conflict_item_get_their_words (self->item);
  if (who == NULL || *who == '\0')
    return g_strdup (side_title (side));
  /* Translators: where something was changed, and by whom and when */
  return g_strdup_printf (_ ("%s: %s"), side_title (side), who);
}

static const char *
words_or_dash (const char *words)
{
  return words != NULL && *words != '\0' ? words : NOTHING;
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
make_caption (SalveConflictPage *self, SalveSide side)
{
  g_autofree char *text = side_words (self, side);
  GtkWidget *caption = make_label (text, "caption");

  gtk_widget_add_css_class (caption, "dimmed");
  gtk_widget_set_visible (caption, FALSE);
  g_ptr_array_add (self->captions, caption);
  return caption;
}

typedef struct
{
  SalveConflictPage *page;
  guint index;
  SalveSide side;
} Choice;

static void
on_chosen (GtkCheckButton *button, Choice *choice)
{
  if (gtk_check_button_get_active (button))
    salve_settlement_choose (choice->page->settlement, choice->index, choice->side);
}

static void
choice_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static GtkWidget *
make_side (SalveConflictPage *self, SalveSide side, const char *words)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_append (GTK_BOX (lines), make_caption (self, side));
  gtk_box_append (GTK_BOX (lines), make_label (words_or_dash (words), NULL));
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  return lines;
}

/* A screen reader hears the field, what it would say, and whose that is. */
static void
name_choice (SalveConflictPage *self, GtkWidget *button, const SalveSettlementField *field, SalveSide side)
{
  g_autofree char *whose = side_words (self, side);
  /* Translators: for a screen reader: a field, what it says, and whose version that is */
  g_autofree char *spoken =
      g_strdup_printf (_ ("%s: %s. %s"), field->title, words_or_dash (field->words[side]), whose);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static GtkWidget *
make_choice (SalveConflictPage *self, guint index, SalveSide side, GtkWidget *group)
{
  const SalveSettlementField *field = salve_settlement_get_field (self->settlement, index);
  GtkWidget *button = gtk_check_button_new ();
  Choice *choice = g_new0 (Choice, 1);

  *choice = (Choice){ self, index, side };
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), make_side (self, side, field->words[side]));
  gtk_check_button_set_group (GTK_CHECK_BUTTON (button), GTK_CHECK_BUTTON (group));
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_add_css_class (button, "conflict-side");
  name_choice (self, button, field, side);
  g_signal_connect_data (button, "toggled", G_CALLBACK (on_chosen), choice, choice_free, 0);
  return button;
}

/* What can only be looked at: as it was before, where that is what one of the two still says. */
static GtkWidget *
make_look (SalveConflictPage *self, SalveSide side, const char *words)
{
  GtkWidget *look = make_side (self, side, words);

  gtk_widget_set_hexpand (look, TRUE);
  gtk_widget_add_css_class (look, "conflict-side");
  gtk_widget_add_css_class (look, "dimmed");
  return look;
}

static GtkWidget *
make_pair (SalveConflictPage *self, GtkAccessibleRole role)
{
  GtkWidget *pair =
      g_object_new (GTK_TYPE_BOX, "accessible-role", role, "spacing", 6, "homogeneous", TRUE, NULL);

  g_ptr_array_add (self->pairs, pair);
  return pair;
}

static void
add_heads (SalveConflictPage *self)
{
  GtkWidget *heads = make_pair (self, GTK_ACCESSIBLE_ROLE_PRESENTATION);

  for (guint i = 0; i < G_N_ELEMENTS (shown_sides); i++)
    {
      g_autofree char *text = side_words (self, shown_sides[i]);
      GtkWidget *label;

      if (shown_sides[i] == SALVE_SIDE_BASE && self->item->base == NULL)
        continue;
      label = make_label (text, "caption-heading");
      gtk_widget_add_css_class (label, "conflict-head");
      gtk_box_append (GTK_BOX (heads), label);
    }
  g_ptr_array_add (self->heads, heads);
  gtk_box_append (self->fields_box, heads);
}

static void
add_clash (SalveConflictPage *self, guint index)
{
  const SalveSettlementField *field = salve_settlement_get_field (self->settlement, index);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *pair = make_pair (self, GTK_ACCESSIBLE_ROLE_RADIO_GROUP), *group = NULL;

  gtk_box_append (GTK_BOX (box), make_label (field->title, "heading"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (pair), GTK_ACCESSIBLE_PROPERTY_LABEL, field->title, -1);
  gtk_widget_add_css_class (pair, "card");
  gtk_widget_add_css_class (pair, "conflict-sides");
  for (guint i = 0; i < G_N_ELEMENTS (shown_sides); i++)
    {
      SalveSide side = shown_sides[i];
      GtkWidget *child;

      if (field->words[side] == NULL)
        continue;
      if (!salve_settlement_can_choose (self->settlement, index, side))
        {
          gtk_box_append (GTK_BOX (pair), make_look (self, side, field->words[side]));
          continue;
        }
      child = make_choice (self, index, side, group);
      group = group != NULL ? group : child;
      self->choices->pdata[index * SALVE_N_SIDES + side] = child;
      gtk_box_append (GTK_BOX (pair), child);
    }
  gtk_box_append (GTK_BOX (box), pair);
  gtk_box_append (self->fields_box, box);
}

static GtkWidget *
make_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  return row;
}

static void
add_taken (SalveConflictPage *self, const SalveSettlementField *field)
{
  GtkWidget *row = make_row (field->title, words_or_dash (field->words[field->chosen]));
  SalveSide side = field->chosen;
  GtkWidget *label;

  if (g_strcmp0 (field->words[SALVE_SIDE_OURS], field->words[SALVE_SIDE_THEIRS]) == 0)
    side = SALVE_SIDE_BOTH;
  label = gtk_label_new (side_title (side));
  gtk_widget_add_css_class (label, "dimmed");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (self->taken_group, row);
}

static void
show_results (SalveConflictPage *self)
{
  for (guint i = 0; i < self->results->len; i++)
    {
      const SalveSettlementField *field = salve_settlement_get_field (self->settlement, i);
      gboolean open = field->chosen == SALVE_SIDE_NONE;

      adw_action_row_set_subtitle (self->results->pdata[i],
                                   open ? _ ("Not decided yet")
                                        : words_or_dash (field->words[field->chosen]));
      if (open)
        gtk_widget_add_css_class (self->results->pdata[i], "undecided");
      else
        gtk_widget_remove_css_class (self->results->pdata[i], "undecided");
    }
}

/* "All as here" presses the buttons too. */
static void
show_choices (SalveConflictPage *self)
{
  guint n = salve_settlement_get_n_fields (self->settlement);

  for (guint i = 0; i < n; i++)
    {
      const SalveSettlementField *field = salve_settlement_get_field (self->settlement, i);
      GtkCheckButton *button = self->choices->pdata[i * SALVE_N_SIDES + field->chosen];

      if (button != NULL)
        gtk_check_button_set_active (button, TRUE);
    }
}

static void
update (SalveConflictPage *self)
{
  guint open = salve_settlement_count_open (self->settlement);
  g_autofree char *left =
      open == 0 ? NULL
                : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%'u field is still to be decided",
                                                "%'u fields are still to be decided", open),
                                   open);

  show_choices (self);
  show_results (self);
  adw_preferences_group_set_description (self->result_group, left);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conflict.apply", open == 0 && !self->busy);
}

static void
set_narrow (SalveConflictPage *self, gboolean narrow)
{
  for (guint i = 0; i < self->pairs->len; i++)
    {
      gtk_orientable_set_orientation (self->pairs->pdata[i],
                                      narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
      gtk_box_set_homogeneous (self->pairs->pdata[i], !narrow);
    }
  /* Beside the way back and large text there is no room in a narrow header. */
  gtk_widget_set_visible (self->apply_button, !narrow);
  gtk_widget_set_visible (self->bottom_button, narrow);
  for (guint i = 0; i < self->captions->len; i++)
    gtk_widget_set_visible (self->captions->pdata[i], narrow);
  for (guint i = 0; i < self->heads->len; i++)
    gtk_widget_set_visible (self->heads->pdata[i], !narrow);
}

static void
on_narrow (SalveConflictPage *self)
{
  set_narrow (self, TRUE);
}

static void
on_wide (SalveConflictPage *self)
{
  set_narrow (self, FALSE);
}

static void
take_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveConflictPage *self = SALVE_CONFLICT_PAGE (widget);

  salve_settlement_choose_all (
      self->settlement, g_str_equal (name, "conflict.take-ours") ? SALVE_SIDE_OURS : SALVE_SIDE_THEIRS);
}

static void
say (SalveConflictPage *self, const GError *error)
{
  adw_banner_set_title (self->banner, error->message);
  adw_banner_set_revealed (self->banner, TRUE);
}

static DexFuture *
on_settled (DexFuture *future, gpointer data)
{
  SalveConflictPage *self = data;
  g_autoptr (GError) error = NULL;

  self->busy = FALSE;
  if (dex_future_get_value (future, &error) != NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "navigation.pop", NULL);
      return NULL;
    }
  say (self, error);
  update (self);
  return NULL;
}

static void
apply (GtkWidget *widget, const char *name, GVariant *parameter)
{
  SalveConflictPage *self = SALVE_CONFLICT_PAGE (widget);
  g_autoptr (SalveResource) chosen = NULL;
  g_autoptr (GError) error = NULL;

  if (self->busy || salve_settlement_count_open (self->settlement) > 0)
    return;
  adw_banner_set_revealed (self->banner, FALSE);
  if (!salve_settlement_make (self->settlement, &chosen, &error))
    {
      say (self, error);
      return;
    }
  self->busy = TRUE;
  update (self);
  dex_future_disown (dex_future_finally (self->settle (self->item, chosen, self->settle_data), on_settled,
                                         g_object_ref (self), g_object_unref));
}

static void
fill (SalveConflictPage *self)
{
  guint n = salve_settlement_get_n_fields (self->settlement);
  gboolean clashes = FALSE, taken = FALSE;

  g_ptr_array_set_size (self->choices, (int)(n * SALVE_N_SIDES));
  for (guint i = 0; i < n; i++)
    {
      const SalveSettlementField *field = salve_settlement_get_field (self->settlement, i);
      GtkWidget *row = make_row (field->title, "");

      if (field->clashes && !clashes)
        add_heads (self);
      if (field->clashes)
        add_clash (self, i);
      else
        add_taken (self, field);
      clashes |= field->clashes;
      taken |= !field->clashes;
      g_ptr_array_add (self->results, row);
      adw_preferences_group_add (self->result_group, row);
    }
  gtk_widget_set_visible (self->all_box, n > 0 && clashes);
  gtk_widget_set_visible (GTK_WIDGET (self->taken_group), taken);
  gtk_label_set_label (
      self->intro_label,
      _ ("Two people changed this record before either saw the other’s change. Choose what is "
         "right; until you apply it, both are kept."));
}

static void
salve_conflict_page_dispose (GObject *object)
{
  SalveConflictPage *self = SALVE_CONFLICT_PAGE (object);

  if (self->settlement != NULL)
    g_signal_handlers_disconnect_by_data (self->settlement, self);
  gtk_widget_dispose_template (GTK_WIDGET (object), SALVE_TYPE_CONFLICT_PAGE);
  if (self->settle_destroy != NULL)
    g_clear_pointer (&self->settle_data, self->settle_destroy);
  self->settle_destroy = NULL;
  G_OBJECT_CLASS (salve_conflict_page_parent_class)->dispose (object);
}

static void
salve_conflict_page_finalize (GObject *object)
{
  SalveConflictPage *self = SALVE_CONFLICT_PAGE (object);

  g_clear_object (&self->item);
  g_clear_object (&self->settlement);
  g_ptr_array_unref (self->pairs);
  g_ptr_array_unref (self->captions);
  g_ptr_array_unref (self->heads);
  g_ptr_array_unref (self->choices);
  g_ptr_array_unref (self->results);
  G_OBJECT_CLASS (salve_conflict_page_parent_class)->finalize (object);
}

static void
salve_conflict_page_class_init (SalveConflictPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = salve_conflict_page_dispose;
  object_class->finalize = salve_conflict_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/salveclinic/Salve/salve-conflict-page.ui");
  gtk_widget_class_bind_template_child (widget_class, SalveConflictPage, banner);
  gtk_widget_class_bind_template_child (widget_class, SalveConflictPage, intro_label);
  gtk_widget_class_bind_template_child (widget_class, SalveConflictPage, apply_button);
  gtk_widget_class_bind_template_child (widget_class, SalveConflictPage, bottom_button);
  gtk_widget_class_bind_template_child (widget_class, SalveConflictPage, all_box);
  gtk_widget_class_bind_template_child (widget_class, SalveConflictPage, fields_box);
  gtk_widget_class_bind_template_child (widget_class, SalveConflictPage, taken_group);
  gtk_widget_class_bind_template_child (widget_class, SalveConflictPage, result_group);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow);
  gtk_widget_class_bind_template_callback (widget_class, on_wide);
  gtk_widget_class_install_action (widget_class, "conflict.apply", NULL, apply);
  gtk_widget_class_install_action (widget_class, "conflict.take-ours", NULL, take_all);
  gtk_widget_class_install_action (widget_class, "conflict.take-theirs", NULL, take_all);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "conflict.apply",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "conflict.apply",
                                       NULL);
}

static void
salve_conflict_page_init (SalveConflictPage *self)
{
  self->pairs = g_ptr_array_new ();
  self->captions = g_ptr_array_new ();
  self->heads = g_ptr_array_new ();
  self->choices = g_ptr_array_new ();
  self->results = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * salve_conflict_page_new:
 * @merged: (nullable): the two put together, as salve_settlement_new() takes it
 * @settle: what Apply does
 *
 * Returns: (transfer floating): a page to push
 */
SalveConflictPage *
salve_conflict_page_new (SalveConflictItem *item,
                         SalveResource *merged,
                         SalveSettleFunc settle,
                         gpointer data,
                         GDestroyNotify destroy)
{
  SalveConflictPage *self = g_object_new (SALVE_TYPE_CONFLICT_PAGE, NULL);
  g_autofree char *title = salve_conflict_item_get_title (item);

  self->item = g_object_ref (item);
  self->settle = settle;
  self->settle_data = data;
  self->settle_destroy = destroy;
  self->settlement = salve_settlement_new (item, merged);
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), title);
  fill (self);
  g_signal_connect_object (self->settlement, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

SalveSettlement *
salve_conflict_page_get_settlement (SalveConflictPage *self)
{
  g_return_val_if_fail (SALVE_IS_CONFLICT_PAGE (self), NULL);
  return self->settlement;
}
