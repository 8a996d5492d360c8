/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

#include <string.h>

/* Who the patients are. Four of them in a row are a block of one to four households, so that who lives with whom is known
 * from the index alone; a few are the same person registered twice, spelt otherwise. */

#define DUPLICATE_EVERY 47
#define DUPLICATE_BACK 29

typedef enum
{
  ROLE_SINGLE,
  ROLE_HEAD,
  ROLE_SPOUSE,
  ROLE_CHILD,
  ROLE_ELDER,
} Role;

typedef struct
{
  guint8 group[4];
  Role role[4];
} Pattern;

static const Pattern patterns[] = {
  { { 0, 0, 0, 0 }, { ROLE_HEAD, ROLE_SPOUSE, ROLE_CHILD, ROLE_CHILD } },
  { { 0, 0, 0, 0 }, { ROLE_HEAD, ROLE_SPOUSE, ROLE_CHILD, ROLE_CHILD } },
  { { 0, 0, 1, 1 }, { ROLE_HEAD, ROLE_SPOUSE, ROLE_ELDER, ROLE_SPOUSE } },
  { { 0, 1, 2, 3 }, { ROLE_SINGLE, ROLE_SINGLE, ROLE_SINGLE, ROLE_ELDER } },
  { { 0, 0, 1, 2 }, { ROLE_SPOUSE, ROLE_CHILD, ROLE_ELDER, ROLE_SINGLE } },
};

static const struct
{
  const char *pair;
  char sex;
} patronymics[] = {
  { "Иванович=Ivanovich", 'm' },      { "Петрович=Petrovich", 'm' },      { "Сергеевич=Sergeyevich", 'm' },
  { "Алексеевич=Alekseyevich", 'm' }, { "Николаевич=Nikolayevich", 'm' }, { "Ивановна=Ivanovna", 'f' },
  { "Петровна=Petrovna", 'f' },       { "Сергеевна=Sergeyevna", 'f' },    { "Алексеевна=Alekseyevna", 'f' },
  { "Николаевна=Nikolayevna", 'f' },
};

static int
age_of (SalveDemoRandom *random, SalveDemoRandom *household, Role role)
{
  int head = salve_demo_random_range (household, 25, 57);

  switch (role)
    {
    case ROLE_HEAD:
      return head;
    case ROLE_SPOUSE:
      return head - 3 + salve_demo_random_range (random, -3, 4);
    case ROLE_CHILD:
      return MAX (head - salve_demo_random_range (random, 22, 38), 0);
    case ROLE_ELDER:
      return salve_demo_random_chance (random, 40) ? salve_demo_random_range (random, 98, 105)
                                                   : 62 + head / 2 + salve_demo_random_range (random, -12, 4);
    case ROLE_SINGLE:
    default:
      return salve_demo_random_chance (random, 350)   ? salve_demo_random_range (random, 16, 40)
             : salve_demo_random_chance (random, 550) ? salve_demo_random_range (random, 40, 65)
                                                      : salve_demo_random_range (random, 65, 94);
    }
}

static void
set_birth (SalveDemo *self, SalveDemoPerson *person, SalveDemoRandom *random, int age, Role role)
{
  SalvePartialDate birth = salve_partial_date_add_months (
      self->options->today, -12 * age - salve_demo_random_range (random, 0, 11));
  guint kind = salve_demo_random_below (random, 1000);

  if (role == ROLE_CHILD && salve_demo_random_chance (random, 45))
    birth = self->options->today; /* a newborn */
  person->birth = salve_partial_date_add_days (birth, -salve_demo_random_range (random, 0, 27));
  person->recorded = person->birth;
  if (kind < 22)
    {
      person->recorded = salve_partial_date_new_year (person->birth.year);
      person->recorded.estimated = kind < 16;
    }
  else if (kind < 34)
    {
      person->recorded = salve_partial_date_new_month (person->birth.year, person->birth.month);
      person->recorded.estimated = kind < 26;
    }
  if (age >= 60 && salve_demo_random_chance (random, (age - 55) * 3))
    person->died =
        salve_partial_date_add_days (self->options->today, -salve_demo_random_range (random, 10, 1800));
}

static char *
replace_end (const char *text, const char *end, const char *other)
{
  return g_strdup_printf ("%.*s%s", (int)(strlen (text) - strlen (end)), text, other);
}

/* The family name of a woman where it differs from a man's. */
static char *
feminine (const char *family, SalveDemoRule rule)
{
  static const struct
  {
    SalveDemoRule rule;
    const char *end, *other;
  } ends[] = {
    { SALVE_DEMO_RULE_RUSSIAN, "ов", "ова" }, { SALVE_DEMO_RULE_RUSSIAN, "ев", "ева" },
    { SALVE_DEMO_RULE_RUSSIAN, "ёв", "ёва" }, { SALVE_DEMO_RULE_RUSSIAN, "ин", "ина" },
    { SALVE_DEMO_RULE_RUSSIAN, "ov", "ova" }, { SALVE_DEMO_RULE_RUSSIAN, "ev", "eva" },
    { SALVE_DEMO_RULE_RUSSIAN, "in", "ina" }, { SALVE_DEMO_RULE_POLISH, "ski", "ska" },
    { SALVE_DEMO_RULE_CZECH, "ý", "á" },      { SALVE_DEMO_RULE_CZECH, "a", "ová" },
    { SALVE_DEMO_RULE_CZECH, "ek", "ková" },  { SALVE_DEMO_RULE_CZECH, "ec", "cová" },
    { SALVE_DEMO_RULE_CZECH, "", "ová" },     { SALVE_DEMO_RULE_ICELANDIC, "", "dóttir" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      if (ends[i].rule == rule && g_str_has_suffix (family, ends[i].end))
        return replace_end (family, ends[i].end, ends[i].other);
    }
  return g_strdup (family);
}

static void
take (char **to, char *from)
{
  g_free (*to);
  *to = from;
}

static void
add_word (char **to, const char *separator, const char *word)
{
  if (*to != NULL && word != NULL)
    take (to, g_strconcat (*to, separator, word, NULL));
}

static void
set_family (SalveDemoPerson *person, SalveDemoRandom *household, SalveDemoRandom *random, Role role)
{
  const SalveDemoCulture *culture = person->culture;
  g_autofree char *pair = salve_demo_list_pick (household, culture->families);
  g_autofree char *second = salve_demo_list_pick (household, culture->families);
  g_autofree char *own = salve_demo_list_pick (random, culture->families);
  g_autofree char *unused = NULL;
  gboolean two = culture->rule == SALVE_DEMO_RULE_TWO_FAMILIES;

  /* Where women keep their names, or everybody goes by the father's, a spouse has another one. */
  if (role == ROLE_SPOUSE
      && (two || culture->rule == SALVE_DEMO_RULE_FATHER || culture->rule == SALVE_DEMO_RULE_ICELANDIC
          || strcmp (culture->language, "zh") == 0 || strcmp (culture->language, "ko") == 0
          || strcmp (culture->language, "vi") == 0))
    take (&pair, g_strdup (own));
  salve_demo_split_name (pair, &person->family, &person->family_latin);
  if (two && strchr (second, ' ') == NULL)
    add_word (&person->family, " ", second);
  else if (role == ROLE_SPOUSE && person->sex == 'f' && strcmp (culture->script, "Latn") == 0
           && strcmp (own, pair) != 0)
    {
      if (salve_demo_random_chance (random, 120))
        add_word (&person->family, "-", own);
      else if (salve_demo_random_chance (random, 500))
        person->maiden = feminine (own, culture->rule);
    }
  if (culture->rule == SALVE_DEMO_RULE_ICELANDIC && person->sex == 'm')
    add_word (&person->family, "", "son");
  if (person->sex == 'f')
    {
      take (&person->family, feminine (person->family, culture->rule));
      if (person->family_latin != NULL)
        take (&person->family_latin, feminine (person->family_latin, culture->rule));
    }
}

static void
set_given (SalveDemoPerson *person, SalveDemoRandom *random)
{
  const SalveDemoCulture *culture = person->culture;
  const char *list = person->sex == 'f' ? culture->females : culture->males;
  g_autofree char *pair = salve_demo_list_pick (random, list);
  g_autofree char *second =
      salve_demo_list_pick (random, culture->rule == SALVE_DEMO_RULE_FATHER ? culture->males : list);
  g_autofree char *second_native = NULL;
  g_autofree char *second_latin = NULL;

  salve_demo_split_name (pair, &person->given, &person->given_latin);
  if (culture->rule == SALVE_DEMO_RULE_RUSSIAN)
    {
      guint at = salve_demo_random_below (random, 5) + (person->sex == 'f' ? 5 : 0);
      take (&second, g_strdup (patronymics[at].pair));
    }
  else if (culture->rule == SALVE_DEMO_RULE_MONONYM && salve_demo_random_chance (random, 450))
    {
      g_clear_pointer (&person->family, g_free);
      g_clear_pointer (&person->family_latin, g_free);
      return;
    }
  else if (strcmp (second, pair) == 0 || strcmp (culture->script, "Hans") == 0
           || strcmp (culture->script, "Jpan") == 0 || strcmp (culture->script, "Kore") == 0
           || strcmp (culture->language, "vi") == 0
           || !salve_demo_random_chance (random, culture->rule == SALVE_DEMO_RULE_FATHER ? 600 : 350))
    return;
  salve_demo_split_name (second, &second_native, &second_latin);
  add_word (&person->given, " ", second_native);
  add_word (&person->given_latin, " ", second_latin);
}

/* Somebody who is registered a second time: a slip of the finger, another spelling, another day. */
static void
make_duplicate (SalveDemo *self, SalveDemoPerson *person, guint index)
{
  SalveDemoRandom random;
  gsize length;

  person->duplicate_of = person->index;
  person->index = index;
  person->parent = person->spouse = -1;
  person->unidentified = FALSE;
  salve_demo_make_id (self->options->seed, KIND_PATIENT, index, person->id);
  salve_demo_random_init (&random, self->options->seed, KIND_PERSON, 2000000000 + (guint64)index);
  if (person->family_latin != NULL)
    {
      take (&person->family, g_steal_pointer (&person->family_latin));
      take (&person->given, g_strdup (person->given_latin));
      g_clear_pointer (&person->given_latin, g_free);
    }
  else if (person->given_latin != NULL)
    take (&person->given, g_steal_pointer (&person->given_latin));
  length = person->family != NULL ? strlen (person->family) : 0;
  switch (salve_demo_random_below (&random, 4))
    {
    case 0: /* two letters changed places */
      if (length > 4 && g_ascii_islower (person->family[2]) && g_ascii_islower (person->family[3]))
        {
          char letter = person->family[2];
          person->family[2] = person->family[3];
          person->family[3] = letter;
        }
      break;
    case 1: /* day and month changed places */
      if (person->birth.day <= 12)
        person->recorded =
            salve_partial_date_new_day (person->birth.year, person->birth.day, person->birth.month);
      break;
    case 2: /* only the first given name, and the day before */
      if (strchr (person->given, ' ') != NULL)
        *strchr (person->given, ' ') = '\0';
      person->recorded = salve_partial_date_add_days (person->birth, -1);
      break;
    default: /* as she was called before */
      if (person->maiden != NULL)
        take (&person->family, g_steal_pointer (&person->maiden));
      else
        person->recorded = salve_partial_date_new_year (person->birth.year);
      break;
    }
  g_clear_pointer (&person->maiden, g_free);
}

static void
init_original (SalveDemo *self, SalveDemoPerson *person, guint index)
{
  guint64 seed = self->options->seed;
  SalveDemoRandom block, household, random;
  const Pattern *pattern;
  guint at = index % 4, first = index - at;
  Role role;

  salve_demo_random_init (&block, seed, KIND_HOUSEHOLD, 3000000000 + (guint64)(index / 4));
  pattern = &patterns[salve_demo_random_below (&block, G_N_ELEMENTS (patterns))];
  role = pattern->role[at];
  person->address = first + pattern->group[at];
  salve_demo_random_init (&household, seed, KIND_HOUSEHOLD, person->address);
  salve_demo_random_init (&random, seed, KIND_PERSON, index);
  person->culture = salve_demo_culture_pick (&household, self->locale);
  person->sex = role == ROLE_SPOUSE                       ? 'f'
                : role == ROLE_HEAD                       ? 'm'
                : salve_demo_random_chance (&random, 490) ? 'm'
                                                          : 'f';
  if (role == ROLE_ELDER && at < 3 && pattern->role[at + 1] == ROLE_SPOUSE)
    person->sex = 'm';
  set_birth (self, person, &random,
             role == ROLE_SPOUSE && at == 3 ? age_of (&random, &household, ROLE_ELDER) - 2
                                            : age_of (&random, &household, role),
             role);
  set_family (person, &household, &random, role);
  set_given (person, &random);
  if (role == ROLE_CHILD)
    person->parent = pattern->role[first == index ? 0 : 1] == ROLE_SPOUSE ? (int)first + 1 : (int)first;
  if (role == ROLE_SPOUSE && at > 0)
    person->spouse = index - 1;
  else if ((role == ROLE_HEAD || role == ROLE_ELDER) && at < 3 && pattern->role[at + 1] == ROLE_SPOUSE
           && pattern->group[at + 1] == pattern->group[at])
    person->spouse = index + 1;
  person->unidentified = role == ROLE_SINGLE && salve_demo_random_chance (&random, 12);
}

void
salve_demo_person_init (SalveDemo *self, SalveDemoPerson *person, guint index)
{
  gboolean duplicate = index % DUPLICATE_EVERY == DUPLICATE_EVERY - 1;
  SalveDemoRandom random;

  memset (person, 0, sizeof *person);
  person->parent = person->spouse = person->duplicate_of = -1;
  person->index = duplicate ? index - DUPLICATE_BACK : index;
  salve_demo_make_id (self->options->seed, KIND_PATIENT, person->index, person->id);
  init_original (self, person, person->index);
  salve_demo_random_init (&random, self->options->seed, KIND_ROLE, person->address);
  person->doctor = salve_demo_random_below (&random, self->n_doctors);
  if (duplicate)
    make_duplicate (self, person, index);
  if (person->unidentified)
    {
      person->recorded = salve_partial_date_new_year (person->birth.year);
      person->recorded.estimated = TRUE;
    }
  /* Nobody refers to a patient behind the last one, or to one who was registered twice. */
  if (person->parent >= (int)self->options->patients
      || person->parent % DUPLICATE_EVERY == DUPLICATE_EVERY - 1)
    person->parent = -1;
  if (person->spouse >= (int)self->options->patients
      || person->spouse % DUPLICATE_EVERY == DUPLICATE_EVERY - 1)
    person->spouse = -1;
}

/* Whether this index is a second registration of somebody who is there already. */
gboolean
salve_demo_is_duplicate (guint index)
{
  return index % DUPLICATE_EVERY == DUPLICATE_EVERY - 1;
}

void
salve_demo_person_clear (SalveDemoPerson *person)
{
  g_clear_pointer (&person->family, g_free);
  g_clear_pointer (&person->family_latin, g_free);
  g_clear_pointer (&person->given, g_free);
  g_clear_pointer (&person->given_latin, g_free);
  g_clear_pointer (&person->maiden, g_free);
}

static void
add_given (SalveDemo *self, const char *given, gboolean split)
{
  g_auto (GStrv) words = split ? g_strsplit (given, " ", -1) : NULL;

  if (!split)
    {
      salve_demo_add (self, "'given':[%q]", given);
      return;
    }
  for (guint i = 0; words[i] != NULL; i++)
    salve_demo_add (self, i == 0 ? "'given':[%q" : ",%q", words[i]);
  salve_demo_add (self, "]");
}

static void
add_name (SalveDemo *self,
          const char *use,
          const char *code,
          const char *family,
          const char *given,
          gboolean split)
{
  salve_demo_add (self, "{");
  if (code != NULL)
    salve_demo_add (
        self,
        "'extension':[{'url':'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation',"
        "'valueCode':'%s'}],",
        code);
  salve_demo_add (self, "'use':'%s',", use);
  if (family != NULL)
    salve_demo_add (self, "'family':%q,", family);
  add_given (self, given, split);
}

static void
add_names (SalveDemo *self, const SalveDemoPerson *person, SalveDemoRandom *random, gboolean all)
{
  gboolean japanese = person->culture->rule == SALVE_DEMO_RULE_READING;
  gboolean native = strcmp (person->culture->script, "Latn") != 0 && person->duplicate_of < 0;
  gboolean split = !native || person->culture->rule == SALVE_DEMO_RULE_RUSSIAN;

  salve_demo_add (self, ",'name':[");
  add_name (self, "official", japanese && native ? "IDE" : NULL, person->family, person->given, split);
  if (all && salve_demo_random_chance (random, 15))
    salve_demo_add (self, ",'prefix':['Dr.']");
  else if (all && !native && person->sex == 'm' && salve_demo_random_chance (random, 8))
    salve_demo_add (self, ",'suffix':['Jr.']");
  salve_demo_add (self, "}");
  if (native && person->given_latin != NULL
      && strcmp (person->culture->script, salve_locale_get_script (self->locale)) != 0
      && salve_demo_random_chance (random, 780))
    {
      salve_demo_add (self, ",");
      add_name (self, japanese ? "official" : "usual", japanese ? "SYL" : "ABC", person->family_latin,
                person->given_latin, TRUE);
      salve_demo_add (self, "}");
    }
  if (all && person->maiden != NULL)
    salve_demo_add (self, ",{'use':'maiden','family':%q}", person->maiden);
  if (all && !native && strchr (person->given, ' ') == NULL && strlen (person->given) > 5
      && salve_demo_random_chance (random, 40))
    {
      g_autofree char *short_name = g_utf8_substring (person->given, 0, 3);
      salve_demo_add (self, ",{'use':'nickname','given':[%q]}", short_name);
    }
  salve_demo_add (self, "]");
}

static void
add_unidentified (SalveDemo *self, const SalveDemoPerson *person)
{
  int age = salve_partial_date_age_years (person->recorded, self->options->today);
  g_autofree char *text = g_strdup_printf ("Unknown %s, about %d", person->sex == 'f' ? "woman" : "man", age);

  salve_demo_add (self, ",'name':[{'use':'anonymous','text':%q}]", text);
}

static void
add_mail (SalveDemo *self, const SalveDemoPerson *person)
{
  const char *given = person->given_latin != NULL ? person->given_latin : person->given;
  const char *family = person->family_latin != NULL ? person->family_latin : person->family;
  g_autofree char *both = g_strconcat (given, ".", family != NULL ? family : "mail", NULL);
  g_autofree char *folded = salve_text_fold (both);
  g_autoptr (GString) mail = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p++)
    {
      if (g_ascii_isalnum (*p) || (*p == '.' && mail->len > 0))
        g_string_append_c (mail, *p);
    }
  if (mail->len < 6)
    g_string_printf (mail, "patient%u", person->index);
  salve_demo_add (self, ",{'system':'email','value':'%s%u@example.org','use':'home'}", mail->str,
                  person->index % 97);
}

static void
add_telecoms (SalveDemo *self, const SalveDemoPerson *person, SalveDemoRandom *random, int age)
{
  gboolean mobile = age >= 12 && salve_demo_random_chance (random, age < 80 ? 940 : 550);

  if (person->unidentified || salve_demo_random_chance (random, 25))
    return;
  salve_demo_add (self, ",'telecom':[");
  salve_demo_add_phone (self, random, mobile, mobile ? "mobile" : "home");
  if (mobile && salve_demo_random_chance (random, age > 50 ? 600 : 150))
    {
      salve_demo_add (self, ",");
      salve_demo_add_phone (self, random, FALSE, "home");
    }
  if (age >= 16 && salve_demo_random_chance (random, age < 70 ? 600 : 250))
    add_mail (self, person);
  salve_demo_add (self, "]");
}

static void
add_birth (SalveDemo *self, const SalveDemoPerson *person)
{
  g_autofree char *text = salve_partial_date_to_iso (person->recorded);

  if (text == NULL)
    return;
  salve_demo_add (self, ",'birthDate':'%s'", text);
  if (person->recorded.estimated)
    salve_demo_add (self, ",'_birthDate':{'extension':[{'url':"
                          "'http://salveclinic.github.io/fhir/StructureDefinition/birth-date-estimated',"
                          "'valueBoolean':true}]}");
}

static gboolean
is_insured (SalveDemo *self, const SalveDemoPerson *person, SalveDemoRandom *random)
{
  salve_demo_random_init (random, self->options->seed, KIND_COVERAGE, person->index);
  return salve_demo_random_chance (random, 870) && !person->unidentified;
}

static void
add_identifiers (SalveDemo *self, const SalveDemoPerson *person)
{
  SalveDemoRandom random;

  salve_demo_add (
      self,
      ",'identifier':[{'use':'usual','type':{'coding':[{'system':"
      "'http://terminology.hl7.org/CodeSystem/v2-0203','code':'MR'}]},'system':'%s','value':'P-%2%2%2'}",
      SALVE_IDENTIFIER_SYSTEM_RECORD_NUMBER, (person->index + 1) / 10000, (person->index + 1) / 100 % 100,
      (person->index + 1) % 100);
  salve_demo_add (self, ",{'use':'secondary','system':'%s','value':'urn:uuid:%s'}",
                  SALVE_IDENTIFIER_SYSTEM_URI, person->id);
  if (is_insured (self, person, &random))
    salve_demo_add (self,
                    ",{'use':'official','type':{'coding':[{'system':"
                    "'http://terminology.hl7.org/CodeSystem/v2-0203','code':'MB'}]},'system':"
                    "'http://salveclinic.github.io/fhir/sid/demo-insurance-card','value':'%d%d',"
                    "'period':{'end':'%d-%2-28'}}",
                    salve_demo_random_range (&random, 10000, 99999),
                    salve_demo_random_range (&random, 10000, 99999),
                    self->options->today.year + salve_demo_random_range (&random, 0, 4),
                    salve_demo_random_range (&random, 1, 12));
  salve_demo_add (self, "]");
}

/* Somebody to call: the spouse or parent where there is one, else anybody. */
static void
add_contact (SalveDemo *self, const SalveDemoPerson *person, SalveDemoRandom *random)
{
  SalveDemoPerson other;
  int index = person->parent >= 0 ? person->parent : person->spouse;

  if (person->unidentified || !salve_demo_random_chance (random, 620))
    return;
  if (index < 0)
    index = (person->index / 4) * 4 + (person->index + 1) % 4; /* a neighbour */
  salve_demo_person_init (self, &other, index);
  salve_demo_add (
      self,
      ",'contact':[{'relationship':[{'coding':[{'system':"
      "'http://terminology.hl7.org/CodeSystem/v2-0131','code':'C','display':'Emergency Contact'}]}],'name':");
  add_name (self, "usual", NULL, other.family_latin != NULL ? other.family_latin : other.family,
            other.given_latin != NULL ? other.given_latin : other.given, TRUE);
  salve_demo_add (self, "},'telecom':[");
  salve_demo_add_phone (self, random, TRUE, "mobile");
  salve_demo_add (self, "],'gender':'%s'}]", other.sex == 'f' ? "female" : "male");
  salve_demo_person_clear (&other);
}

static gboolean
write_patient (SalveDemo *self, const SalveDemoPerson *person)
{
  SalveDemoRandom random;
  int age = salve_partial_date_age_years (person->birth, self->options->today);
  guint other;

  salve_demo_random_init (&random, self->options->seed, KIND_PATIENT, person->index);
  salve_demo_begin (self, "Patient", person->id);
  add_identifiers (self, person);
  salve_demo_add (self, ",'active':true");
  if (person->unidentified)
    add_unidentified (self, person);
  else
    add_names (self, person, &random, TRUE);
  add_telecoms (self, person, &random, age);
  other = salve_demo_random_below (&random, 1000);
  salve_demo_add (self, ",'gender':'%s'",
                  other < 4            ? "other"
                  : other < 6          ? "unknown"
                  : person->sex == 'f' ? "female"
                                       : "male");
  add_birth (self, person);
  if (salve_partial_date_is_set (person->died))
    {
      g_autofree char *died = salve_partial_date_to_iso (person->died);
      salve_demo_add (self, ",'deceasedDateTime':'%s'", died);
    }
  if (!person->unidentified)
    {
      salve_demo_add (self, ",'address':[");
      salve_demo_add_address (self, person->address, "home");
      salve_demo_add (self, "]");
    }
  if (age >= 20 && !person->unidentified)
    salve_demo_add (
        self,
        ",'maritalStatus':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus',"
        "'code':'%s'}]}",
        person->spouse >= 0 ? "M"
        : age > 75          ? "W"
                            : "S");
  add_contact (self, person, &random);
  salve_demo_add (self,
                  ",'communication':[{'language':{'coding':[{'system':'urn:ietf:bcp:47','code':'%s'}]},'"
                  "preferred':true}]",
                  person->unidentified ? "en" : person->culture->language);
  salve_demo_add (self, ",'generalPractitioner':[{'reference':'Practitioner/%s'}]",
                  self->doctors[person->doctor].practitioner);
  salve_demo_add (self, ",'managingOrganization':{'reference':'Organization/%s'}", self->organization);
  return salve_demo_end (self);
}

static gboolean
write_related (SalveDemo *self, const SalveDemoPerson *person, int index, const char *code, const char *text)
{
  SalveDemoPerson other;
  SalveDemoRandom random;
  char id[37];

  salve_demo_make_id (self->options->seed, KIND_RELATED, person->index, id);
  salve_demo_person_init (self, &other, index);
  salve_demo_random_init (&random, self->options->seed, KIND_RELATED, person->index);
  salve_demo_begin (self, "RelatedPerson", id);
  salve_demo_add (self, ",'identifier':[{'system':'%s','value':'urn:uuid:%s'}]", SALVE_IDENTIFIER_SYSTEM_URI,
                  other.id);
  salve_demo_add (self, ",'active':true,'patient':{'reference':'Patient/%s'}", person->id);
  salve_demo_add (
      self,
      ",'relationship':[{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/v3-RoleCode','code':'%s',"
      "'display':'%s'}],'text':'%s'}]",
      code, text, text);
  add_names (self, &other, &random, FALSE);
  salve_demo_add (self, ",'telecom':[");
  salve_demo_add_phone (self, &random, TRUE, "mobile");
  salve_demo_add (self, "],'gender':'%s'", other.sex == 'f' ? "female" : "male");
  add_birth (self, &other);
  salve_demo_add (self, ",'address':[");
  salve_demo_add_address (self, other.address, "home");
  salve_demo_add (self, "]");
  salve_demo_person_clear (&other);
  return salve_demo_end (self);
}

static gboolean
write_coverage (SalveDemo *self, const SalveDemoPerson *person)
{
  SalveDemoRandom random;
  char id[37];
  gboolean child;
  int number, end;

  if (!is_insured (self, person, &random))
    return TRUE;
  number = salve_demo_random_range (&random, 10000, 99999);
  end = self->options->today.year + salve_demo_random_range (&random, 0, 4);
  child = person->parent >= 0;
  salve_demo_make_id (self->options->seed, KIND_COVERAGE, person->index, id);
  salve_demo_begin (self, "Coverage", id);
  salve_demo_add (
      self,
      ",'status':'active','type':{'coding':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode',"
      "'code':'EHCPOL','display':'extended healthcare'}]}");
  if (child)
    {
      char mother[37];
      salve_demo_make_id (self->options->seed, KIND_RELATED, person->index, mother);
      salve_demo_add (self, ",'policyHolder':{'reference':'RelatedPerson/%s'}", mother);
    }
  salve_demo_add (self, ",'subscriberId':'S%d%u','beneficiary':{'reference':'Patient/%s'}", number,
                  person->index % 1000, person->id);
  salve_demo_add (self,
                  ",'relationship':{'coding':[{'system':"
                  "'http://terminology.hl7.org/CodeSystem/subscriber-relationship','code':'%s'}]}",
                  child ? "child" : "self");
  salve_demo_add (self, ",'period':{'start':'%d-01-01','end':'%d-12-31'}", end - 6, end);
  salve_demo_add (self, ",'payor':[{'reference':'Organization/%s'}],'order':1", self->insurers[number % 4]);
  return salve_demo_end (self);
}

gboolean
salve_demo_write_person (SalveDemo *self, const SalveDemoPerson *person)
{
  if (!write_patient (self, person) || !write_coverage (self, person))
    return FALSE;
  if (person->parent >= 0)
    return write_related (self, person, person->parent, "MTH", "mother");
  if (person->spouse >= 0 && person->index % 3 != 0)
    return write_related (self, person, person->spouse, "SPS", "spouse");
  return TRUE;
}
