/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "salve-core.h"
#include "salve-demo.h"

G_BEGIN_DECLS

/* Random numbers that are the same everywhere: splitmix64 (Steele, Lea, Flood 2014). Each thing has a stream of its
 * own, mixed from the seed, its kind and its index, so that it can be made without making what stands before it. */
typedef struct
{
  guint64 state;
} SalveDemoRandom;

void salve_demo_random_init (SalveDemoRandom *self, guint64 seed, guint kind, guint64 index);
guint salve_demo_random_below (SalveDemoRandom *self, guint n);
int salve_demo_random_range (SalveDemoRandom *self, int low, int high); /* both ends included */
gboolean salve_demo_random_chance (SalveDemoRandom *self, guint per_mille);
void salve_demo_make_id (guint64 seed, guint kind, guint64 index, char id[37]);

/* Kinds of streams and of ids. */
enum
{
  KIND_PERSON = 1,
  KIND_HOUSEHOLD,
  KIND_PATIENT,
  KIND_RELATED,
  KIND_COVERAGE,
  KIND_DOCTOR,
  KIND_ROLE,
  KIND_SCHEDULE,
  KIND_ORGANIZATION,
  KIND_LOCATION,
  KIND_DEVICE,
  KIND_HISTORY,
  KIND_RESOURCE,
  KIND_DAY,
  KIND_APPOINTMENT,
  KIND_VISIT_TYPE,
  KIND_SLOT,
  KIND_SERIES,
  KIND_WISH,
};

/* Names of a culture. Lists are parted by "|"; "native=latin" where they are not in Latin script. */
typedef enum
{
  SALVE_DEMO_RULE_PLAIN,
  SALVE_DEMO_RULE_TWO_FAMILIES,
  SALVE_DEMO_RULE_RUSSIAN,   /* feminine families, patronymics */
  SALVE_DEMO_RULE_POLISH,    /* -ski, -ska */
  SALVE_DEMO_RULE_CZECH,     /* -ová */
  SALVE_DEMO_RULE_FATHER,    /* the father's name stands where others have a family's */
  SALVE_DEMO_RULE_ICELANDIC, /* -son, -dóttir */
  SALVE_DEMO_RULE_MONONYM,   /* some have one name */
  SALVE_DEMO_RULE_READING,   /* kana beside the characters */
} SalveDemoRule;

typedef struct
{
  const char *language; /* BCP 47 */
  const char *script;
  SalveDemoRule rule;
  guint weight;
  const char *males, *females, *families;
} SalveDemoCulture;

const SalveDemoCulture *salve_demo_culture_pick (SalveDemoRandom *random, const SalveLocale *locale);
char *salve_demo_list_pick (SalveDemoRandom *random, const char *list);
void salve_demo_split_name (const char *pair, char **native, char **latin);

/* The role of a patient in the household of four that its index belongs to. */
typedef struct
{
  guint index;
  char id[37];
  char sex; /* 'm', 'f' */
  SalvePartialDate birth;
  SalvePartialDate recorded; /* the birth date as the record has it: partial, estimated or none */
  SalvePartialDate died;     /* none where alive */
  const SalveDemoCulture *culture;
  char *family, *family_latin; /* latin is NULL where the native is Latin */
  char *given, *given_latin;
  char *maiden;
  guint address;      /* of the household: an index that makes the address */
  int parent, spouse; /* an index, -1 for none */
  gboolean unidentified;
  int duplicate_of; /* an index, -1 for none */
  guint doctor;
} SalveDemoPerson;

typedef struct
{
  char practitioner[37], role[37], room[37];
  char *name; /* as it is shown */
  const char *specialty;
  const char *service_code, *service_text;
  int start, middle, middle_end, end; /* of the working day, minutes */
  guint days;                         /* bit n: works on weekday n, 1 for Monday */
  gboolean children;
} SalveDemoDoctor;

typedef struct
{
  const SalveDemoOptions *options;
  SalveLocale *locale;
  SalveDemoFunc func;
  gpointer user_data;
  GError **error;
  GString *out; /* the resource that is being written */
  char type[32], id[37];
  guint64 n_resources;
  guint n_doctors;
  SalveDemoDoctor *doctors;
  char organization[37], laboratory[37];
  char insurers[4][37];
  char **towns; /* "postal|town" in the clinic's country */
  guint country;
  gboolean overbooked; /* somebody was put upon another's time */
} SalveDemo;

/* Writes one resource: begin, then text, then end. In formats ' stands for ", %s takes text as it is, %q a JSON string,
 * %d and %u numbers, %2 a number of two digits. */
void salve_demo_begin (SalveDemo *self, const char *type, const char *id);
void salve_demo_add (SalveDemo *self, const char *format, ...);
gboolean salve_demo_end (SalveDemo *self);
void salve_demo_add_time (SalveDemo *self, const char *key, SalvePartialDate day, int minute);

#define SALVE_DEMO_X "http://salveclinic.github.io/fhir/StructureDefinition/"
#define SALVE_DEMO_DAYS_BACK 270
#define SALVE_DEMO_DAYS_AHEAD 95
#define SALVE_DEMO_BRANCH 5000 /* the Location of the other place; each doctor's room there follows */
#define SALVE_DEMO_ABSENCES 4
#define SALVE_DEMO_AFTERNOON 720 /* when an afternoon's absence begins */

typedef struct
{
  const char *name;
  const char *specialty; /* NULL: any */
  int minutes, before, after, colour;
  const char *modes;       /* with spaces between */
  const char *bookable_by; /* with spaces between */
  guint weight;
} SalveDemoVisitType;

const SalveDemoVisitType *salve_demo_visit_type (guint n);
const SalveDemoVisitType *salve_demo_visit_type_pick (SalveDemoRandom *random, const SalveDemoDoctor *doctor);
void salve_demo_visit_type_id (SalveDemo *self, const SalveDemoVisitType *type, char id[37]);
void salve_demo_add_services (SalveDemo *self, const SalveDemoDoctor *doctor);
gboolean salve_demo_write_visit_types (SalveDemo *self);

gboolean
salve_demo_doctor_day (SalveDemo *self, guint index, SalvePartialDate day, int blocks[4], gboolean *branch);
gboolean salve_demo_is_away (SalveDemo *self, guint index, SalvePartialDate day, int from, int to);
const char *salve_demo_absence (SalveDemo *self, guint index, guint n, SalvePartialDate *first, int *days);
gboolean salve_demo_write_hours (SalveDemo *self);
char *salve_demo_portrait (guint number);

/* Each writes its resources and returns whether to go on. */
gboolean salve_demo_write_clinic (SalveDemo *self);
void salve_demo_doctors_init (SalveDemo *self);
void salve_demo_doctors_clear (SalveDemo *self);
void salve_demo_person_init (SalveDemo *self, SalveDemoPerson *person, guint index);
void salve_demo_person_clear (SalveDemoPerson *person);
gboolean salve_demo_is_duplicate (guint index);
gboolean salve_demo_write_person (SalveDemo *self, const SalveDemoPerson *person);
gboolean salve_demo_write_history (SalveDemo *self, const SalveDemoPerson *person);
gboolean salve_demo_write_vitals (SalveDemo *self,
                                  const SalveDemoPerson *person,
                                  SalveDemoRandom *random,
                                  const char *encounter,
                                  const SalveDemoDoctor *doctor,
                                  SalvePartialDate day,
                                  int minute,
                                  gboolean full);
gboolean salve_demo_write_laboratory (SalveDemo *self,
                                      const SalveDemoPerson *person,
                                      SalveDemoRandom *random,
                                      const char *encounter,
                                      SalvePartialDate day);
gboolean salve_demo_write_appointments (SalveDemo *self,
                                        SalveDemoProgressFunc progress,
                                        gpointer progress_data,
                                        GCancellable *cancellable);
void salve_demo_next_id (SalveDemo *self, SalveDemoRandom *random, char id[37]);

/* Addresses and numbers of the clinic's country, from ranges that are kept for fiction where the country has them. */
void salve_demo_add_address (SalveDemo *self, guint index, const char *use);
void salve_demo_add_phone (SalveDemo *self, SalveDemoRandom *random, gboolean mobile, const char *use);
const char *salve_demo_country_name (SalveDemo *self);

/* Where a person's ills and remedies come from. */
typedef struct
{
  const char *code, *text; /* ICD-10-CM */
  guint from_age, to_age;
  guint per_mille; /* of those in that age */
  char sex;        /* 0 for both */
  gboolean chronic;
  const char *medication, *dose;
} SalveDemoCondition;

const SalveDemoCondition *salve_demo_conditions (guint *n);
gboolean salve_demo_write_care (SalveDemo *self,
                                const SalveDemoPerson *person,
                                SalveDemoRandom *random,
                                const SalveDemoCondition *condition,
                                const SalveDemoDoctor *doctor,
                                SalvePartialDate day,
                                const char *encounter);
gboolean salve_demo_write_letter (SalveDemo *self,
                                  const SalveDemoPerson *person,
                                  SalveDemoRandom *random,
                                  const SalveDemoDoctor *doctor,
                                  SalvePartialDate day,
                                  const char *reason);

G_END_DECLS
