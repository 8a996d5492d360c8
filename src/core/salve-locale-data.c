/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-core"

#include "config.h"

#include "salve-locale-data.h"

#include <string.h>

#include "salve-text.h"

/* What languages and regions say about dates, weeks and ages, after the Unicode CLDR's conventions. A table of our own
 * and not the C library's locales, because those differ from machine to machine and may not be installed, while a
 * date must be read the same way on every desk. */

static const SalveLanguage languages[] = {
  { "en", "{d} {M} {y}", "{M} {y}",
    "January|February|March|April|May|June|July|August|September|October|November|December",
    "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec",
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday", "Mon|Tue|Wed|Thu|Fri|Sat|Sun",
    SALVE_PLURAL_ONE, "# year|# years", "# month|# months", "# week|# weeks", "# day|# days" },
  { "de", "{d}. {M} {y}", "{M} {y}",
    "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
    "Jan.|Feb.|März|Apr.|Mai|Juni|Juli|Aug.|Sept.|Okt.|Nov.|Dez.",
    "Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag", "Mo|Di|Mi|Do|Fr|Sa|So", SALVE_PLURAL_ONE,
    "# Jahr|# Jahre", "# Monat|# Monate", "# Woche|# Wochen", "# Tag|# Tage" },
  { "fr", "{d} {M} {y}", "{M} {y}",
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    "janv.|févr.|mars|avr.|mai|juin|juil.|août|sept.|oct.|nov.|déc.",
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche", "lun.|mar.|mer.|jeu.|ven.|sam.|dim.",
    SALVE_PLURAL_ONE_ZERO, "# an|# ans", "# mois|# mois", "# semaine|# semaines", "# jour|# jours" },
  { "es", "{d} de {M} de {y}", "{M} de {y}",
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
    "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic",
    "lunes|martes|miércoles|jueves|viernes|sábado|domingo", "lun|mar|mié|jue|vie|sáb|dom", SALVE_PLURAL_ONE,
    "# año|# años", "# mes|# meses", "# semana|# semanas", "# día|# días" },
  { "ar", "{d} {M} {y}", "{M} {y}",
    "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر",
    "الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد",
    "الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد", SALVE_PLURAL_ARABIC,
    "سنة واحدة|سنتان|# سنوات|# سنة|# سنة", "شهر واحد|شهران|# أشهر|# شهرًا|# شهر",
    "أسبوع واحد|أسبوعان|# أسابيع|# أسبوعًا|# أسبوع", "يوم واحد|يومان|# أيام|# يومًا|# يوم", "ن|ث|ر|خ|ج|س|ح" },
  { "zh", "{y}年{m}月{d}日", "{y}年{m}月", "1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月",
    "1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月", "星期一|星期二|星期三|星期四|星期五|星期六|星期日",
    "周一|周二|周三|周四|周五|周六|周日", SALVE_PLURAL_OTHER, "#岁", "#个月", "#周", "#天" },
  { "ja", "{y}年{m}月{d}日", "{y}年{m}月", "1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月",
    "1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月", "月曜日|火曜日|水曜日|木曜日|金曜日|土曜日|日曜日",
    "月|火|水|木|金|土|日", SALVE_PLURAL_OTHER, "#歳", "#か月", "#週間", "生後#日" },
  { "ko", "{y}년 {m}월 {d}일", "{y}년 {m}월", "1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월",
    "1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월", "월요일|화요일|수요일|목요일|금요일|토요일|일요일",
    "월|화|수|목|금|토|일", SALVE_PLURAL_OTHER, "#세", "#개월", "#주", "#일" },
  { "it", "{d} {M} {y}", "{M} {y}",
    "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre",
    "gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic",
    "lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica", "lun|mar|mer|gio|ven|sab|dom",
    SALVE_PLURAL_ONE, "# anno|# anni", "# mese|# mesi", "# settimana|# settimane", "# giorno|# giorni" },
  { "pt", "{d} de {M} de {y}", "{M} de {y}",
    "janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro",
    "jan.|fev.|mar.|abr.|mai.|jun.|jul.|ago.|set.|out.|nov.|dez.",
    "segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo",
    "seg.|ter.|qua.|qui.|sex.|sáb.|dom.", SALVE_PLURAL_ONE_ZERO, "# ano|# anos", "# mês|# meses",
    "# semana|# semanas", "# dia|# dias" },
  { "nl", "{d} {M} {y}", "{M} {y}",
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
    "jan|feb|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec",
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag", "ma|di|wo|do|vr|za|zo", SALVE_PLURAL_ONE,
    "# jaar|# jaar", "# maand|# maanden", "# week|# weken", "# dag|# dagen" },
  { "pl", "{d} {M} {y}", "{M} {y}",
    "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia",
    "sty|lut|mar|kwi|maj|cze|lip|sie|wrz|paź|lis|gru",
    "poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela", "pon.|wt.|śr.|czw.|pt.|sob.|niedz.",
    SALVE_PLURAL_POLISH, "# rok|# lata|# lat", "# miesiąc|# miesiące|# miesięcy",
    "# tydzień|# tygodnie|# tygodni", "# dzień|# dni|# dni" },
  { "ru", "{d} {M} {y}", "{M} {y}",
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря",
    "янв.|февр.|мар.|апр.|мая|июн.|июл.|авг.|сент.|окт.|нояб.|дек.",
    "понедельник|вторник|среда|четверг|пятница|суббота|воскресенье", "пн|вт|ср|чт|пт|сб|вс",
    SALVE_PLURAL_RUSSIAN, "# год|# года|# лет", "# месяц|# месяца|# месяцев", "# неделя|# недели|# недель",
    "# день|# дня|# дней" },
  { "uk", "{d} {M} {y}", "{M} {y}",
    "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня",
    "січ.|лют.|бер.|квіт.|трав.|черв.|лип.|серп.|вер.|жовт.|лист.|груд.",
    "понеділок|вівторок|середа|четвер|пʼятниця|субота|неділя", "пн|вт|ср|чт|пт|сб|нд", SALVE_PLURAL_RUSSIAN,
    "# рік|# роки|# років", "# місяць|# місяці|# місяців", "# тиждень|# тижні|# тижнів",
    "# день|# дні|# днів" },
  { "sv", "{d} {M} {y}", "{M} {y}",
    "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december",
    "jan.|feb.|mars|apr.|maj|juni|juli|aug.|sep.|okt.|nov.|dec.",
    "måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag", "mån|tis|ons|tors|fre|lör|sön", SALVE_PLURAL_ONE,
    "# år|# år", "# månad|# månader", "# vecka|# veckor", "# dag|# dagar" },
  { "da", "{d}. {M} {y}", "{M} {y}",
    "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december",
    "jan.|feb.|mar.|apr.|maj|jun.|jul.|aug.|sep.|okt.|nov.|dec.",
    "mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag", "man|tirs|ons|tors|fre|lør|søn", SALVE_PLURAL_ONE,
    "# år|# år", "# måned|# måneder", "# uge|# uger", "# dag|# dage" },
  { "nb", "{d}. {M} {y}", "{M} {y}",
    "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember",
    "jan.|feb.|mars|apr.|mai|juni|juli|aug.|sep.|okt.|nov.|des.",
    "mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag", "man.|tirs.|ons.|tors.|fre.|lør.|søn.",
    SALVE_PLURAL_ONE, "# år|# år", "# måned|# måneder", "# uke|# uker", "# dag|# dager" },
  { "fi", "{d}. {M} {y}", "{M} {y}",
    "tammikuuta|helmikuuta|maaliskuuta|huhtikuuta|toukokuuta|kesäkuuta|heinäkuuta|elokuuta|syyskuuta|"
    "lokakuuta|"
    "marraskuuta|joulukuuta",
    "tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu",
    "maanantai|tiistai|keskiviikko|torstai|perjantai|lauantai|sunnuntai", "ma|ti|ke|to|pe|la|su",
    SALVE_PLURAL_ONE, "# vuosi|# vuotta", "# kuukausi|# kuukautta", "# viikko|# viikkoa",
    "# päivä|# päivää" },
  { "cs", "{d}. {M} {y}", "{M} {y}",
    "ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince",
    "led|úno|bře|dub|kvě|čvn|čvc|srp|zář|říj|lis|pro", "pondělí|úterý|středa|čtvrtek|pátek|sobota|neděle",
    "po|út|st|čt|pá|so|ne", SALVE_PLURAL_CZECH, "# rok|# roky|# let", "# měsíc|# měsíce|# měsíců",
    "# týden|# týdny|# týdnů", "# den|# dny|# dní" },
  { "hu", "{y}. {M} {d}.", "{y}. {M}",
    "január|február|március|április|május|június|július|augusztus|szeptember|október|november|december",
    "jan.|febr.|márc.|ápr.|máj.|jún.|júl.|aug.|szept.|okt.|nov.|dec.",
    "hétfő|kedd|szerda|csütörtök|péntek|szombat|vasárnap", "H|K|Sze|Cs|P|Szo|V", SALVE_PLURAL_OTHER, "# év",
    "# hónap", "# hét", "# nap" },
  { "tr", "{d} {M} {y}", "{M} {y}",
    "Ocak|Şubat|Mart|Nisan|Mayıs|Haziran|Temmuz|Ağustos|Eylül|Ekim|Kasım|Aralık",
    "Oca|Şub|Mar|Nis|May|Haz|Tem|Ağu|Eyl|Eki|Kas|Ara",
    "Pazartesi|Salı|Çarşamba|Perşembe|Cuma|Cumartesi|Pazar", "Pzt|Sal|Çar|Per|Cum|Cmt|Paz",
    SALVE_PLURAL_OTHER, "# yaş", "# ay", "# hafta", "# gün" },
  { "el", "{d} {M} {y}", "{M} {y}",
    "Ιανουαρίου|Φεβρουαρίου|Μαρτίου|Απριλίου|Μαΐου|Ιουνίου|Ιουλίου|Αυγούστου|Σεπτεμβρίου|Οκτωβρίου|Νοεμβρίου|"
    "Δεκεμβρίου",
    "Ιαν|Φεβ|Μαρ|Απρ|Μαΐ|Ιουν|Ιουλ|Αυγ|Σεπ|Οκτ|Νοε|Δεκ",
    "Δευτέρα|Τρίτη|Τετάρτη|Πέμπτη|Παρασκευή|Σάββατο|Κυριακή", "Δευ|Τρί|Τετ|Πέμ|Παρ|Σάβ|Κυρ", SALVE_PLURAL_ONE,
    "# έτος|# έτη", "# μήνας|# μήνες", "# εβδομάδα|# εβδομάδες", "# ημέρα|# ημέρες" },
};

/* The numeric forms. A form of the language and region goes before one of the language alone. */
static const SalveDateForm date_forms[] = {
  { "und", "y-MM-dd", "y-MM" },    { "en-US", "M/d/y", "M/y" },      { "en-PH", "M/d/y", "M/y" },
  { "en-CA", "y-MM-dd", "y-MM" },  { "en-ZA", "y/MM/dd", "y/MM" },   { "en-SE", "y-MM-dd", "y-MM" },
  { "en-001", "dd/MM/y", "MM/y" }, { "en-DK", "y-MM-dd", "y-MM" },   { "en-AU", "d/M/y", "M/y" },
  { "en", "dd/MM/y", "MM/y" },     { "de", "dd.MM.y", "MM.y" },      { "fr-CA", "y-MM-dd", "y-MM" },
  { "fr-CH", "dd.MM.y", "MM.y" },  { "fr", "dd/MM/y", "MM/y" },      { "es-US", "d/M/y", "M/y" },
  { "es", "d/M/y", "M/y" },        { "ar", "d/M/y", "M/y" },         { "zh", "y/M/d", "y/M" },
  { "zh-HK", "d/M/y", "M/y" },     { "ja", "y/MM/dd", "y/MM" },      { "ko", "y. M. d.", "y. M." },
  { "it-CH", "dd.MM.y", "MM.y" },  { "it", "dd/MM/y", "MM/y" },      { "pt", "dd/MM/y", "MM/y" },
  { "nl", "dd-MM-y", "MM-y" },     { "nl-BE", "d/MM/y", "MM/y" },    { "pl", "dd.MM.y", "MM.y" },
  { "ru", "dd.MM.y", "MM.y" },     { "uk", "dd.MM.y", "MM.y" },      { "be", "dd.MM.y", "MM.y" },
  { "bg", "dd.MM.y", "MM.y" },     { "sv", "y-MM-dd", "y-MM" },      { "da", "dd.MM.y", "MM.y" },
  { "nb", "dd.MM.y", "MM.y" },     { "nn", "dd.MM.y", "MM.y" },      { "no", "dd.MM.y", "MM.y" },
  { "fi", "d.M.y", "M.y" },        { "et", "dd.MM.y", "MM.y" },      { "lv", "dd.MM.y", "MM.y" },
  { "lt", "y-MM-dd", "y-MM" },     { "is", "d.M.y", "M.y" },         { "cs", "dd.MM.y", "MM.y" },
  { "sk", "d. M. y", "M. y" },     { "sl", "d. M. y", "M. y" },      { "hr", "dd. MM. y", "MM. y" },
  { "bs", "d. M. y", "M. y" },     { "sr", "d.M.y", "M.y" },         { "mk", "d.M.y", "M.y" },
  { "sq", "d.M.y", "M.y" },        { "hu", "y. MM. dd.", "y. MM." }, { "ro", "dd.MM.y", "MM.y" },
  { "tr", "dd.MM.y", "MM.y" },     { "az", "dd.MM.y", "MM.y" },      { "kk", "dd.MM.y", "MM.y" },
  { "hy", "dd.MM.y", "MM.y" },     { "ka", "dd.MM.y", "MM.y" },      { "el", "d/M/y", "M/y" },
  { "he", "d.M.y", "M.y" },        { "fa", "y/M/d", "y/M" },         { "mn", "y.MM.dd", "y.MM" },
  { "ne", "y/M/d", "y/M" },        { "fil", "M/d/y", "M/y" },        { "eu", "y/M/d", "y/M" },
};

static const char likely_regions[] =
    "en US|de DE|fr FR|es ES|ar EG|zh CN|ja JP|ko KR|it IT|pt BR|nl NL|pl PL|ru RU|uk UA|sv SE|da DK|nb "
    "NO|nn NO|"
    "no NO|fi FI|cs CZ|hu HU|tr TR|el GR|he IL|fa IR|hi IN|bn BD|ta IN|te IN|mr IN|gu IN|kn IN|ml IN|pa "
    "IN|ur PK|"
    "th TH|vi VN|id ID|ms MY|fil PH|sw TZ|am ET|ne NP|my MM|km KH|ka GE|hy AM|ro RO|bg BG|sr RS|hr HR|sk "
    "SK|sl SI|"
    "lt LT|lv LV|et EE|is IS|ga IE|yue HK|af ZA|zu ZA|ca ES|gl ES|eu ES|si LK|lo LA|mn MN";

static const char scripts[] =
    "ar Arab|fa Arab|ur Arab|ps Arab|sd Arab|ckb Arab|ug Arab|he Hebr|yi Hebr|ru Cyrl|uk Cyrl|bg Cyrl|sr "
    "Cyrl|"
    "mk Cyrl|be Cyrl|kk Cyrl|ky Cyrl|mn Cyrl|tg Cyrl|el Grek|hi Deva|mr Deva|ne Deva|sa Deva|bn Beng|as Beng|"
    "pa Guru|gu Gujr|or Orya|ta Taml|te Telu|kn Knda|ml Mlym|si Sinh|th Thai|lo Laoo|my Mymr|km Khmr|ka Geor|"
    "hy Armn|am Ethi|ti Ethi|ja Jpan|ko Kore|zh Hans|yue Hant|dz Tibt|bo Tibt";

static const char sunday_regions[] = "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE "
                                     "KH KR LA MH MM MO MT MX MZ NI NP PA PE PH "
                                     "PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW";
static const char saturday_regions[] = "AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY";
static const char twelve_hour_regions[] = "US AU NZ IN PK BD LK NP PH MY SG HK EG SA AE IQ JO KW LB LY OM QA "
                                          "SD SY YE BH KR TW CO GR AL CY DO VE PA PR NI "
                                          "SV HN GT JM BS TT BB BZ";
static const char arabic_digit_regions[] = "EG SA IQ JO KW LB OM QA SD SY YE BH IL PS SO DJ ER KM MR TD SS";

static gboolean
list_has (const char *list, const char *word)
{
  gsize length = word != NULL ? strlen (word) : 0;

  for (const char *p = list; length > 0 && (p = strstr (p, word)) != NULL; p += length)
    {
      if ((p == list || p[-1] == ' ') && (p[length] == ' ' || p[length] == '\0'))
        return TRUE;
    }
  return FALSE;
}

/* Finds the value of key in "key value|key value". The values are interned, so that they live for ever. */
static const char *
pair_find (const char *pairs, const char *key)
{
  gsize length = strlen (key);

  for (const char *p = pairs; p != NULL; p = strchr (p, '|') != NULL ? strchr (p, '|') + 1 : NULL)
    {
      if (strncmp (p, key, length) == 0 && p[length] == ' ')
        {
          const char *value = p + length + 1;
          g_autofree char *copy = g_strndup (value, strcspn (value, "|"));
          return g_intern_string (copy);
        }
    }
  return NULL;
}

/* The language's own words, or those of English where the table has none. */
const SalveLanguage *
salve_language_find (const char *language)
{
  if (g_strcmp0 (language, "yue") == 0)
    language = "zh";
  else if (g_strcmp0 (language, "no") == 0 || g_strcmp0 (language, "nn") == 0)
    language = "nb";
  for (gsize i = 0; language != NULL && i < G_N_ELEMENTS (languages); i++)
    {
      if (strcmp (languages[i].language, language) == 0)
        return &languages[i];
    }
  return &languages[0];
}

const SalveDateForm *
salve_date_form_find (const char *language, const char *region)
{
  g_autofree char *tag = region != NULL ? g_strconcat (language, "-", region, NULL) : NULL;
  const SalveDateForm *found = NULL;
  static const SalveDateForm common = { "", "d/M/y", "M/y" };

  for (gsize i = 0; i < G_N_ELEMENTS (date_forms); i++)
    {
      if (g_strcmp0 (date_forms[i].tag, tag) == 0)
        return &date_forms[i];
      if (strcmp (date_forms[i].tag, language) == 0)
        found = &date_forms[i];
    }
  return found != NULL ? found : &common;
}

const char *
salve_likely_region (const char *language)
{
  return pair_find (likely_regions, language);
}

const char *
salve_likely_script (const char *language, const char *region)
{
  const char *script = pair_find (scripts, language);

  if (strcmp (language, "zh") == 0 && region != NULL && list_has ("TW HK MO", region))
    return "Hant";
  return script != NULL ? script : "Latn";
}

guint
salve_region_first_weekday (const char *region)
{
  if (list_has (sunday_regions, region))
    return 7;
  if (list_has (saturday_regions, region))
    return 6;
  return g_strcmp0 (region, "MV") == 0 ? 5 : 1;
}

gboolean
salve_region_uses_12_hours (const char *language, const char *region)
{
  if (g_strcmp0 (region, "CA") == 0)
    return strcmp (language, "en") == 0;
  return list_has (twelve_hour_regions, region);
}

gunichar
salve_region_digit_zero (const char *language, const char *region)
{
  if (strcmp (language, "ar") == 0 && list_has (arabic_digit_regions, region))
    return 0x0660;
  if (list_has ("fa ps ur-IN ckb", language))
    return strcmp (language, "ckb") == 0 ? 0x0660 : 0x06f0;
  if (list_has ("mr ne", language))
    return 0x0966;
  if (list_has ("bn as", language))
    return 0x09e6;
  if (strcmp (language, "my") == 0)
    return 0x1040;
  return '0';
}

guint
salve_plural_index (SalvePluralRule rule, guint n)
{
  guint ten = n % 10, hundred = n % 100;

  switch (rule)
    {
    case SALVE_PLURAL_ONE:
      return n == 1 ? 0 : 1;
    case SALVE_PLURAL_ONE_ZERO:
      return n <= 1 ? 0 : 1;
    case SALVE_PLURAL_ARABIC:
      if (n == 1 || n == 2)
        return n - 1;
      return hundred >= 3 && hundred <= 10 ? 2 : hundred >= 11 ? 3 : 4;
    case SALVE_PLURAL_RUSSIAN:
      if (ten == 1 && hundred != 11)
        return 0;
      return ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14) ? 1 : 2;
    case SALVE_PLURAL_POLISH:
      if (n == 1)
        return 0;
      return ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14) ? 1 : 2;
    case SALVE_PLURAL_CZECH:
      return n == 1 ? 0 : n >= 2 && n <= 4 ? 1 : 2;
    case SALVE_PLURAL_OTHER:
    default:
      return 0;
    }
}

/* One item of a list parted by "|", as a new string. */
char *
salve_list_item (const char *list, guint index)
{
  for (; index > 0 && list != NULL; index--)
    list = strchr (list, '|') != NULL ? strchr (list, '|') + 1 : NULL;
  return list != NULL ? g_strndup (list, strcspn (list, "|")) : NULL;
}

/* Other spellings of months that people type: nominatives beside the genitives of a full date, the Levant's and
 * Maghreb's months, short forms without a dot. Folded; number, word. */
static const struct
{
  guint8 month;
  const char *word;
} more_months[] = {
  { 9, "sep" },           { 9, "sept" },         { 3, "mrz" },      { 3, "maerz" },     { 1, "janner" },
  { 2, "feber" },         { 2, "fev" },          { 12, "dec" },     { 9, "setiembre" }, { 9, "set" },
  { 1, "كانون الثاني" },  { 2, "شباط" },         { 3, "اذار" },     { 4, "نيسان" },     { 5, "ايار" },
  { 6, "حزيران" },        { 7, "تموز" },         { 8, "اب" },       { 9, "ايلول" },     { 10, "تشرين الاول" },
  { 11, "تشرين الثاني" }, { 12, "كانون الاول" }, { 1, "جانفي" },    { 2, "فيفري" },     { 4, "افريل" },
  { 5, "ماي" },           { 6, "جوان" },         { 7, "جويليه" },   { 8, "اوت" },       { 4, "ابريل" },
  { 1, "styczen" },       { 2, "luty" },         { 3, "marzec" },   { 4, "kwiecien" },  { 5, "maj" },
  { 6, "czerwiec" },      { 7, "lipiec" },       { 8, "sierpien" }, { 9, "wrzesien" },  { 10, "pazdziernik" },
  { 11, "listopad" },     { 12, "grudzien" },    { 1, "январь" },   { 2, "февраль" },   { 3, "март" },
  { 4, "апрель" },        { 5, "маи" },          { 6, "июнь" },     { 7, "июль" },      { 8, "август" },
  { 9, "сентябрь" },      { 10, "октябрь" },     { 11, "ноябрь" },  { 12, "декабрь" },  { 5, "maio" },
};

static guint
month_of_language (const SalveLanguage *language, const char *folded)
{
  guint found = 0;

  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *name = salve_list_item (language->months, i);
      g_autofree char *name_folded = salve_text_fold (name);
      g_autofree char *brief = salve_list_item (language->brief_months, i);
      g_autofree char *brief_folded = salve_text_fold (brief);
      gsize length = strlen (brief_folded);
      if (length > 0 && brief_folded[length - 1] == '.')
        brief_folded[length - 1] = '\0';
      if (strcmp (name_folded, folded) == 0 || strcmp (brief_folded, folded) == 0)
        return i + 1;
      if (g_utf8_strlen (folded, -1) >= 3 && g_str_has_prefix (name_folded, folded))
        found = found == 0 ? i + 1 : 13; /* "jui" may be June or July */
    }
  return found <= 12 ? found : 0;
}

/* Reads the name of a month: in the person's language, else in English, else in any language of the table. */
guint
salve_word_to_month (const char *folded, const char *language)
{
  guint month = month_of_language (salve_language_find (language), folded);

  if (month == 0)
    month = month_of_language (&languages[0], folded);
  for (gsize i = 0; month == 0 && i < G_N_ELEMENTS (more_months); i++)
    {
      if (strcmp (more_months[i].word, folded) == 0)
        month = more_months[i].month;
    }
  for (gsize i = 1; month == 0 && i < G_N_ELEMENTS (languages); i++)
    month = month_of_language (&languages[i], folded);
  return month;
}

static const struct
{
  SalveAgeUnit unit;
  const char *words;
} age_words[] = {
  { SALVE_AGE_UNIT_YEARS, " y yr yrs yo year years yearold j jr jahr jahre jahren jahrig an ans annee annees "
                          "a ano anos anni anno jaar lat "
                          "lata rok let roky г год года лет р рік років рокив ar vuotta vuosi ev yas έτος "
                          "ετος ετη ετων سنه سنوات عام عاما اعوام سنتان "
                          "سنتين سنين 岁 歳 才 歲 세 살 साल वर्ष tuoi ปี שנה שנים " },
  { SALVE_AGE_UNIT_MONTHS,
    " m mo mos mth mths month months mon monat monate monaten mois mes meses mesi mese mies miesiac miesiace "
    "miesiecy мес месяц месяца месяцев manad manader maned maneder kk kuukautta honap ay μηνες μηνων شهر "
    "شهرا اشهر شهور شهرين "
    "شهران 个月 か月 ゖ月 け月 ゕ月 個月 箇月 개월 महीने thang เดือน חודש חודשים " },
  { SALVE_AGE_UNIT_WEEKS, " w wk wks week weeks wo woche wochen sem semaine semaines semana semanas "
                          "settimana settimane weken tydzien "
                          "tygodnie tygodni нед неделя недели недель vecka veckor uge uger uke uker viikkoa "
                          "het hafta εβδομαδες اسبوع "
                          "اسابيع اسبوعا اسبوعان اسبوعين 周 週 週間 주 tuan สัปดาห์ שבוע שבועות " },
  { SALVE_AGE_UNIT_DAYS,
    " d day days tag tage tagen t jour jours dia dias giorno giorni dag dagen dzien dni день дня дней дн "
    "dagar dage "
    "dager paivaa nap gun ημερες يوم يوما ايام يومان يومين 天 日齢 日目 일 ngay วัน יום ימים " },
};

/* Reads a unit of age. One letter means what it means in the person's language: "j" is a year in German and a day in
 * French. */
SalveAgeUnit
salve_word_to_age_unit (const char *folded, const char *language)
{
  g_autofree char *spaced = g_strconcat (" ", folded, " ", NULL);

  if (strcmp (folded, "j") == 0 && g_strcmp0 (language, "fr") == 0)
    return SALVE_AGE_UNIT_DAYS;
  if (strcmp (folded, "t") == 0 && g_strcmp0 (language, "de") != 0)
    return SALVE_AGE_UNIT_NONE;
  if (strcmp (folded, "an") == 0 && g_strcmp0 (language, "en") == 0)
    return SALVE_AGE_UNIT_NONE;
  for (gsize i = 0; i < G_N_ELEMENTS (age_words); i++)
    {
      if (strstr (age_words[i].words, spaced) != NULL)
        return age_words[i].unit;
    }
  return SALVE_AGE_UNIT_NONE;
}

static gboolean
words_have (const char *words, const char *folded)
{
  g_autofree char *spaced = g_strconcat (" ", folded, " ", NULL);

  return strstr (words, spaced) != NULL;
}

gboolean
salve_word_means_about (const char *folded)
{
  return words_have (
      " ca circa c about approx approximately around est estimated um etwa ungefahr zirka geschatzt "
      "vers environ env estime hacia aprox aproximadamente sobre alrededor unos estimado حوالي "
      "تقريبا نحو 约 約 大约 頃 ころ 左右 около ok około okolo omstreeks verso ",
      folded);
}

/* Words that stand in a date or an age and say nothing. */
gboolean
salve_word_is_filler (const char *folded)
{
  return words_have (
      " de del of the den der le la el and und et y و في st nd rd th er ere eme º ª ° o age aged "
      "alter edad born ne nee geb geboren nato al am year's г р ",
      folded);
}

gboolean
salve_word_means_old (const char *folded)
{
  return words_have (" old alt age agee de of ", folded);
}
