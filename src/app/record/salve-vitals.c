/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gathers a record's numeric Observations into series by LOINC code and unit: the vital signs a clinic reads in their
 * usual order, then everything else that has numbers. */

#define G_LOG_DOMAIN "salve-app"

#include "config.h"

#include "salve-entry.h"
#include "salve-vitals.h"

#include <glib/gi18n.h>
#include <math.h>

typedef struct
{
  const char *key;
  const char *title;
  const char *series;   /* NULL where the chart has only one */
  const char *codes[5]; /* LOINC */
  /* The usual range of adults, for want of one in the Observation; 0, 0 for none. Blood pressure: European Society of
   * Hypertension 2023; body mass index: WHO TRS 894. */
  double low;
  double high;
} Sign;

static const Sign signs[] = {
  { "pressure", N_ ("Blood pressure"), N_ ("Systolic"), { "8480-6" }, 90, 139 },
  { "pressure", N_ ("Blood pressure"), N_ ("Diastolic"), { "8462-4" }, 60, 89 },
  { "pulse", N_ ("Pulse"), NULL, { "8867-4" }, 60, 100 },
  { "temperature", N_ ("Body temperature"), NULL, { "8310-5", "8331-1", "8329-5" }, 36.1, 37.5 },
  { "oxygen", N_ ("Oxygen saturation"), NULL, { "59408-5", "2708-6" }, 95, 100 },
  { "breathing", N_ ("Breathing rate"), NULL, { "9279-1" }, 12, 20 },
  { "weight", N_ ("Body weight"), NULL, { "29463-7", "3141-9" }, 0, 0 },
  { "height", N_ ("Body height"), NULL, { "8302-2", "8306-3" }, 0, 0 },
  { "bmi", N_ ("Body mass index"), NULL, { "39156-5" }, 18.5, 24.9 },
  { "glucose", N_ ("Glucose"), NULL, { "2339-0", "2345-7", "15074-8", "41653-7", "14749-6" }, 0, 0 },
};

typedef struct
{
  SalveRecord *record;
  GHashTable *by_key; /* key with unit → SalveVital */
  GPtrArray *vitals;
  SalvePartialDate birth;
} Gathering;

static void
vital_free (gpointer data)
{
  SalveVital *vital = data;

  g_free (vital->key);
  g_free (vital->title);
  g_ptr_array_unref (vital->series);
  g_free (vital);
}

static const Sign *
find_sign (const char *code, guint *rank)
{
  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (signs); i++)
    for (guint j = 0; j < G_N_ELEMENTS (signs[i].codes) && signs[i].codes[j] != NULL; j++)
      if (g_str_equal (signs[i].codes[j], code))
        {
          *rank = i;
          return &signs[i];
        }
  return NULL;
}

static SalveChartSeries *
ensure_series (SalveVital *vital, const char *name, const char *unit)
{
  SalveChartSeries *series;

  for (guint i = 0; i < vital->series->len; i++)
    if (g_str_equal (salve_chart_series_get_name (vital->series->pdata[i]), name))
      return vital->series->pdata[i];
  series = salve_chart_series_new (name, unit);
  g_ptr_array_add (vital->series, series);
  return series;
}

/* UCUM's codes as they are written on paper. */
static const char *
write_unit (const char *unit)
{
  static const char *const units[][2] = { { "mm[Hg]", "mmHg" },    { "Cel", "°C" },
                                          { "[degF]", "°F" },      { "kg/m2", "kg/m²" },
                                          { "{score}", "" },       { "10*3/uL", "10³/µL" },
                                          { "10*6/uL", "10⁶/µL" }, { "{nominal}", "" } };

  for (guint i = 0; unit != NULL && i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (units[i][0], unit))
      return units[i][1];
  return unit ? unit : "";
}

static SalveVital *
ensure_vital (Gathering *gathering,
              const char *key,
              const char *unit,
              const char *title,
              gboolean vital,
              guint rank)
{
  g_autofree char *full = g_strdup_printf ("%s|%s", key, unit);
  SalveVital *found = g_hash_table_lookup (gathering->by_key, full);

  if (found)
    return found;
  found = g_new0 (SalveVital, 1);
  found->key = g_steal_pointer (&full);
  found->title = g_strdup (title);
  found->vital = vital;
  found->rank = rank;
  found->series = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_insert (gathering->by_key, found->key, found);
  g_ptr_array_add (gathering->vitals, found);
  return found;
}

/* The range given with the measurement, else the usual one of adults. */
static void
set_reference (Gathering *gathering,
               SalveChartSeries *series,
               SalveElement observation,
               const Sign *sign,
               SalveInstant at)
{
  SalveElement range = salve_element_at (salve_element_get (observation, "referenceRange"), 0);
  SalvePartialDate day = salve_instant_to_date (at, salve_record_get_zone (gathering->record));
  double low = NAN, high = NAN;
  gboolean given = salve_element_double (salve_element_path (range, "low.value"), &low);

  given = salve_element_double (salve_element_path (range, "high.value"), &high) || given;
  if (!given && sign && sign->high > 0 && salve_partial_date_is_set (gathering->birth)
      && salve_partial_date_age_years (gathering->birth, day) >= 18)
    {
      low = sign->low;
      high = sign->high;
      given = TRUE;
    }
  if (given)
    salve_chart_series_set_reference (series, low, high);
}

static void
add_value (Gathering *gathering,
           SalveElement observation,
           SalveElement holder,
           SalveInstant at,
           gboolean is_vital)
{
  SalveElement quantity = salve_element_get (holder, "valueQuantity");
  SalveElement number = salve_element_get (quantity, "value");
  SalveElement concept = salve_element_get (holder, "code");
  const char *code = salve_concept_code (concept, "http://loinc.org");
  const char *name = salve_concept_display (concept);
  const char *unit = salve_element_string (quantity, "unit");
  guint rank = G_N_ELEMENTS (signs);
  const Sign *sign = find_sign (code, &rank);
  const char *absent = salve_concept_display (salve_element_get (holder, "dataAbsentReason"));
  SalveVital *vital;
  SalveChartSeries *series;
  double value = NAN;

  if (!salve_element_double (number, &value) && (absent == NULL || sign == NULL))
    return;
  if (unit == NULL)
    unit = salve_element_string (quantity, "code");
  unit = write_unit (unit);
  if (name == NULL)
    name = code ? code : _ ("Measurement");
  vital = ensure_vital (gathering, sign ? sign->key : (code ? code : name), unit,
                        sign ? _ (sign->title) : name, sign != NULL || is_vital, rank);
  /* The lines of a chart stand in the order of the table, whichever was written first. */
  for (guint i = 0; sign && sign->series && i < G_N_ELEMENTS (signs); i++)
    if (g_str_equal (signs[i].key, sign->key))
      ensure_series (vital, _ (signs[i].series), unit);
  series = ensure_series (vital, sign && sign->series ? _ (sign->series) : name, unit);
  set_reference (gathering, series, holder, sign, at);
  salve_chart_series_add (series, at, value, salve_element_number_text (number), absent);
}

static int
compare_vitals (gconstpointer a, gconstpointer b)
{
  const SalveVital *left = *(SalveVital *const *)a, *right = *(SalveVital *const *)b;

  if (left->vital != right->vital)
    return left->vital ? -1 : 1;
  if (left->rank != right->rank)
    return (int)left->rank - (int)right->rank;
  return g_utf8_collate (left->title, right->title);
}

/**
 * salve_record_list_vitals:
 * @record: a record
 *
 * Returns: (transfer full) (element-type SalveVital): what was measured in numbers, vital signs first
 */
GPtrArray *
salve_record_list_vitals (SalveRecord *record)
{
  GPtrArray *observations = salve_record_list (record, "Observation");
  Gathering gathering = { .record = record };

  gathering.vitals = g_ptr_array_new_with_free_func (vital_free);
  gathering.by_key = g_hash_table_new (g_str_hash, g_str_equal);
  salve_patient_get_birth_date (salve_record_get_patient (record), &gathering.birth);
  /* From the oldest on, so that the series come out sorted and the latest reference range stands. */
  for (guint i = observations ? observations->len : 0; i > 0; i--)
    {
      SalveElement root = salve_resource_root (observations->pdata[i - 1]);
      SalveElement category = salve_element_at (salve_element_get (root, "category"), 0);
      gboolean is_vital = g_strcmp0 (salve_concept_code (category, NULL), "vital-signs") == 0;
      SalveInstant at;

      if (g_strcmp0 (salve_element_string (root, "status"), "entered-in-error") == 0
          || !salve_record_parse_date (record, salve_entry_find_date (observations->pdata[i - 1]), &at))
        continue;
      add_value (&gathering, root, root, at, is_vital);
      SALVE_ELEMENT_FOREACH (component, salve_element_get (root, "component"))
        add_value (&gathering, root, component, at, is_vital);
    }
  g_hash_table_unref (gathering.by_key);
  g_ptr_array_sort (gathering.vitals, compare_vitals);
  return gathering.vitals;
}
