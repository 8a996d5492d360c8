/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "salve-demo"

#include "config.h"

#include "salve-demo-private.h"

#include <string.h>

/* Names of many cultures, common ones, put together at random. Where a culture writes in another script, the name stands
 * in its own script and, after "=", in Latin letters. */

static const SalveDemoCulture cultures[] = {
  { "en", "Latn", SALVE_DEMO_RULE_PLAIN, 60,
    "James|Oliver|William|Henry|George|Thomas|Jack|Samuel|Daniel|Edward|Joseph|Benjamin|Matthew|Andrew|Peter|"
    "Simon|"
    "Robert|Michael|David|Richard|Christopher|Ryan|Nathan|Luke|Adam|Isaac|Owen|Caleb|Dylan|Gareth|Seán|Liam|"
    "Connor",
    "Olivia|Emily|Charlotte|Grace|Alice|Hannah|Sophie|Lucy|Ella|Chloe|Megan|Sarah|Rachel|Rebecca|Elizabeth|"
    "Mary|"
    "Margaret|Susan|Karen|Linda|Patricia|Jennifer|Jessica|Abigail|Zoë|Imogen|Siobhán|Niamh|Anne-Marie|Daisy|"
    "Ruby|Ivy",
    "Smith|Johnson|Williams|Brown|Jones|Taylor|Davies|Evans|Wilson|Thomas|Roberts|Walker|Wright|Robinson|"
    "Thompson|White|"
    "Hughes|Edwards|Green|Hall|Wood|Harris|Clarke|Jackson|Turner|Cooper|Morris|Ward|Baker|Morgan|Bell|Murphy|"
    "O'Brien|"
    "O'Connor|McDonald|MacLeod|Fitzgerald|Campbell|Stewart|Hamilton|Barnes|Fisher|Holmes|Palmer|Sinclair|"
    "Whitfield|"
    "Ashworth-Reid|Pemberton|Llewellyn|St. John|Nightingale|Fairweather|Blackwood|Hargreaves" },
  { "de", "Latn", SALVE_DEMO_RULE_PLAIN, 60,
    "Lukas|Jonas|Maximilian|Felix|Paul|Jürgen|Günther|Hans-Peter|Karl|Friedrich|Wolfgang|Stefan|Andreas|"
    "Matthias|"
    "Sebastian|Jörg|Björn|Götz|Moritz|Emil|Anton|Heinrich|Otto|Uwe|Klaus|Bernd|Dieter|Rüdiger|Tobias|Florian",
    "Anna|Lena|Marie|Sophie|Käthe|Ursula|Gisela|Heike|Sabine|Jutta|Brigitte|Renate|Ingeborg|Anneliese|"
    "Katharina|Luise|"
    "Emma|Mia|Hannelore|Bärbel|Zäzilia|Friederike|Clara|Greta|Mathilda|Anna-Lena|Elfriede|Waltraud|Nele|"
    "Jördis",
    "Müller|Schmidt|Schneider|Fischer|Weber|Meyer|Wagner|Becker|Schulz|Hoffmann|Schäfer|Koch|Bauer|Richter|"
    "Klein|Wolf|"
    "Schröder|Neumann|Schwarz|Zimmermann|Braun|Krüger|Hofmann|Hartmann|Lange|Krause|Keller|Groß|Weiß|Köhler|"
    "Böhm|"
    "Großmann|Jäger|Strauß|Schön|von Brühl|von der Heide|zu "
    "Stolberg|Müller-Lüdenscheidt|Öztürk|Vögele|Preuß" },
  { "fr", "Latn", SALVE_DEMO_RULE_PLAIN, 40,
    "Jean|Pierre|Michel|François|Étienne|Jérôme|Rémi|Loïc|Anaël|Théo|Hugo|Louis|Gabriel|Raphaël|Jean-Luc|"
    "Jean-Baptiste|"
    "Benoît|Aurélien|Frédéric|Stéphane|Noé|Maël",
    "Marie|Jeanne|Françoise|Hélène|Zoé|Chloé|Léa|Manon|Inès|Élodie|Anaïs|Céline|Amélie|Geneviève|Thérèse|"
    "Marie-Claire|"
    "Noémie|Maëlys|Aurore|Solène|Océane|Agnès",
    "Martin|Bernard|Dubois|Thomas|Robert|Richard|Petit|Durand|Leroy|Moreau|Simon|Laurent|Lefèvre|Michel|"
    "Garcia|Bertrand|"
    "Roux|Vincent|Fournier|Morel|Girard|André|Lefèbvre|Mercier|Dupont|Lambert|Bonnet|François|de La "
    "Tour|d'Aubigné|Le Goff|"
    "L'Hôpital|Béranger|Châtelain|Crépin|Noël" },
  { "es", "Latn", SALVE_DEMO_RULE_TWO_FAMILIES, 40,
    "José|Juan "
    "Carlos|Manuel|Francisco|Antonio|Javier|Ángel|Andrés|Íñigo|Raúl|Martín|Hugo|Álvaro|Joaquín|Ramón|Jesús|"
    "Santiago|Nicolás|Iván|Pablo",
    "María|María José|Carmen|Lucía|Ana "
    "María|Sofía|Begoña|Concepción|Inés|Mónica|Rocío|Paula|Isabel|Ángela|Nuria|Valeria|"
    "Ximena|Pilar|Guadalupe|Belén",
    "García|Rodríguez|González|Fernández|López|Martínez|Sánchez|Pérez|Gómez|Martín|Jiménez|Ruiz|Hernández|"
    "Díaz|Moreno|"
    "Muñoz|Álvarez|Romero|Alonso|Gutiérrez|Navarro|Torres|Domínguez|Vázquez|Ramos|Gil|Núñez|Ibáñez|de la "
    "Cruz|del Río|"
    "Zúñiga|Peña|Ordóñez" },
  { "pt-BR", "Latn", SALVE_DEMO_RULE_TWO_FAMILIES, 15,
    "João|Antônio|Luís|Tiago|Gonçalo|Mateus|Caio|Thiago|Otávio|Davi|Rui|Estêvão",
    "Maria|Ana|Beatriz|Inês|Conceição|Júlia|"
    "Letícia|Luzia|Graça|Fátima|Antónia|Lívia",
    "Silva|Santos|Oliveira|Souza|Lima|Pereira|Ferreira|Costa|Ribeiro|Gonçalves|"
    "Araújo|Conceição|Simões|Magalhães|Guimarães|dos Santos|da Cunha|Leão" },
  { "it", "Latn", SALVE_DEMO_RULE_PLAIN, 20,
    "Giuseppe|Luca|Matteo|Alessandro|Niccolò|Giovanni|Marco|Salvatore|Andrea|Paolo|Gian Carlo",
    "Giulia|Maria|Francesca|Chiara|Sofia|Beatrice|Lucia|Anna|Mariù|Ludovica|Rosa",
    "Rossi|Russo|Ferrari|Esposito|Bianchi|"
    "Romano|Colombo|Ricci|Marino|Greco|D'Angelo|De Luca|Della Valle|Nicolò|Cantù|Fabbri|Dall'Olio" },
  { "nl", "Latn", SALVE_DEMO_RULE_PLAIN, 15, "Jan|Pieter|Daan|Sem|Willem|IJsbrand|Joris|Cornelis|Maarten|Bas",
    "Emma|Sanne|Anouk|Fleur|Lotte|Marijke|Renée|Zoë|Wil|"
    "Cato",
    "de Jong|Jansen|de Vries|van den Berg|van Dijk|Bakker|Visser|Smit|Meijer|de Boer|Mulder|van der "
    "Meer|IJzerman|"
    "'t Hooft|ter Braak|van 't Hek" },
  { "sv", "Latn", SALVE_DEMO_RULE_PLAIN, 12, "Erik|Lars-Åke|Karl|Anders|Björn|Göran|Sören|Håkan|Östen|Olle",
    "Anna|Märta|Åsa|Ingrid|Kerstin|Birgitta|Maj-Britt|"
    "Sigrid|Elsa|Östra",
    "Andersson|Johansson|Karlsson|Nilsson|Åberg|Öberg|Ängström|Sjöström|Lindqvist|Björk|Åkesson|Höglund" },
  { "da", "Latn", SALVE_DEMO_RULE_PLAIN, 8, "Søren|Jørgen|Mikkel|Rasmus|Åge|Niels|Bjørn",
    "Mette|Kirsten|Bodil|Ærna|Sørine|"
    "Freja|Åse",
    "Jensen|Nielsen|Hansen|Sørensen|Kjær|Møller|Østergaard|Ærø|Ågård|Thøgersen" },
  { "is", "Latn", SALVE_DEMO_RULE_ICELANDIC, 4, "Jón|Sigurður|Guðmundur|Þórður|Ólafur|Einar|Björn|Snæbjörn",
    "Guðrún|Anna|Kristín|Sigríður|Þóra|Ásdís|Halldóra|Björk",
    "Jóns|Sigurðar|Guðmundar|Þórðar|Ólafs|Einars|Björns" },
  { "pl", "Latn", SALVE_DEMO_RULE_POLISH, 25,
    "Piotr|Krzysztof|Andrzej|Łukasz|Michał|Paweł|Wojciech|Grzegorz|Stanisław|Zbigniew|Mieczysław|Jędrzej",
    "Anna|Małgorzata|Agnieszka|Katarzyna|Joanna|Zofia|Łucja|Elżbieta|Bożena|Świętosława|Żaneta|Róża",
    "Nowak|Kowalski|Wiśniewski|Wójcik|Kowalczyk|Kamiński|Lewandowski|Zieliński|Szymański|Woźniak|Dąbrowski|"
    "Kozłowski|"
    "Jabłoński|Mazur|Łaski|Żukowski|Ćwikliński|Brzęczyszczykiewicz" },
  { "cs", "Latn", SALVE_DEMO_RULE_CZECH, 8, "Jan|Jiří|Petr|Tomáš|Ondřej|Václav|Zdeněk|Luboš",
    "Jana|Eva|Hana|Kateřina|Jiřina|"
    "Růžena|Tereza|Žofie",
    "Novák|Svoboda|Dvořák|Černý|Procházka|Kučera|Veselý|Horák|Němec|Šťastný|Řezníček|Čapek" },
  { "hu", "Latn", SALVE_DEMO_RULE_PLAIN, 8, "László|István|Béla|Gábor|Ákos|Lőrinc|Örs|Zsolt",
    "Mária|Erzsébet|Zsófia|Ágnes|"
    "Réka|Csilla|Tünde|Ildikó",
    "Nagy|Kovács|Tóth|Szabó|Horváth|Varga|Kiss|Molnár|Bartók|Gőgös|Fűrész|Őri" },
  { "ro", "Latn", SALVE_DEMO_RULE_PLAIN, 6, "Ion|Ștefan|Mihai|Răzvan|Cătălin|Țuțu",
    "Elena|Ioana|Ștefania|Mădălina|Anca|Brândușa",
    "Popescu|Ionescu|Stănescu|Țîru|Mărginean|Șerban|Câmpeanu" },
  { "tr", "Latn", SALVE_DEMO_RULE_PLAIN, 25,
    "Mehmet|Mustafa|İbrahim|Hüseyin|Ömer|Yiğit|Emre|Çağlar|Işık|Uğur",
    "Ayşe|Fatma|Zeynep|Elif|Gülşen|Şule|Özlem|İpek|Çiğdem|"
    "Nurgül",
    "Yılmaz|Kaya|Demir|Çelik|Şahin|Yıldız|Öztürk|Aydın|Özdemir|Arslan|Doğan|Kılıç|Güneş|Işık|İnce|"
    "Tanrıöğen" },
  { "vi", "Latn", SALVE_DEMO_RULE_PLAIN, 20,
    "Văn An|Minh Tuấn|Đức Huy|Quốc Bảo|Hoàng Nam|Thanh Tùng|Hữu Phước|Anh Dũng",
    "Thị Hương|Ngọc Ánh|Thu Hà|Minh Châu|"
    "Phương Thảo|Bích Ngọc|Thị Mỹ Duyên|Kim Oanh",
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý" },
  { "id", "Latn", SALVE_DEMO_RULE_MONONYM, 15, "Budi|Agus|Dwi|Suharto|Eko|Bambang|Joko|Wayan|Ketut|Slamet",
    "Siti|Dewi|Sri|Putri|Ayu|Ni Luh|Made|Wahyuni|Kartini|Ratna",
    "Santoso|Wijaya|Setiawan|Hidayat|Saputra|Nugroho|Lestari|"
    "Pratama|Siregar|Simanjuntak" },
  { "yo", "Latn", SALVE_DEMO_RULE_PLAIN, 12, "Adébáyọ̀|Olúwaṣeun|Ṣọlá|Túndé|Chinedu|Emeka|Kwame|Kofi|Obinna",
    "Folúkẹ́|Títílayọ̀|Ṣadé|Ngozi|Chiamaka|Adaeze|Akosua|Abena|Ìyábọ̀",
    "Adéyẹmí|Ọbásanjọ́|Ọlátúnjí|Okonkwo|Nwosu|Mensah|"
    "Owusu|Asante|Ṣóyínká|Eze" },
  { "ru", "Cyrl", SALVE_DEMO_RULE_RUSSIAN, 30,
    "Иван=Ivan|Пётр=Pyotr|Алексей=Aleksei|Дмитрий=Dmitrii|Сергей=Sergei|Николай=Nikolai|Фёдор=Fyodor|Андрей="
    "Andrei|"
    "Михаил=Mikhail|Владимир=Vladimir|Юрий=Yurii|Олег=Oleg",
    "Анна=Anna|Мария=Maria|Екатерина=Yekaterina|Ольга=Olga|Наталья=Natalya|Татьяна=Tatyana|Алёна=Alyona|"
    "Ирина=Irina|"
    "Светлана=Svetlana|Юлия=Yulia|Елена=Yelena|Людмила=Lyudmila",
    "Иванов=Ivanov|Смирнов=Smirnov|Кузнецов=Kuznetsov|Попов=Popov|Соколов=Sokolov|Лебедев=Lebedev|Новиков="
    "Novikov|"
    "Морозов=Morozov|Волков=Volkov|Соловьёв=Solovyov|Зайцев=Zaitsev|Фёдоров=Fyodorov|Щукин=Shchukin|Пушкин="
    "Pushkin|"
    "Королёв=Korolyov|Жуков=Zhukov" },
  { "uk", "Cyrl", SALVE_DEMO_RULE_PLAIN, 20,
    "Олександр=Oleksandr|Андрій=Andrii|Сергій=Serhii|Тарас=Taras|Юрій=Yurii|Євген=Yevhen|Ігор=Ihor|Григорій="
    "Hryhorii",
    "Оксана=Oksana|Наталія=Nataliia|Ганна=Hanna|Їванна=Yivanna|Олена=Olena|Юлія=Yuliia|Соломія=Solomiia|"
    "Євгенія=Yevheniia",
    "Шевченко=Shevchenko|Бондаренко=Bondarenko|Коваленко=Kovalenko|Ткаченко=Tkachenko|Кравчук=Kravchuk|"
    "Мельник=Melnyk|"
    "Гнатюк=Hnatiuk|Їжак=Yizhak|Ґудзь=Gudz|Лисенко=Lysenko" },
  { "sr", "Cyrl", SALVE_DEMO_RULE_PLAIN, 6, "Јован=Jovan|Ђорђе=Đorđe|Милош=Miloš|Љубомир=Ljubomir",
    "Јелена=Jelena|Љиљана=Ljiljana|"
    "Жељка=Željka|Драгана=Dragana",
    "Јовановић=Jovanović|Петровић=Petrović|Ђоковић=Đoković|Живковић=Živković|Њежић=Nježić" },
  { "el", "Grek", SALVE_DEMO_RULE_PLAIN, 12,
    "Γιώργος=Giorgos|Δημήτρης=Dimitris|Κωνσταντίνος=Konstantinos|Νίκος=Nikos|Οδυσσέας=Odysseas|Άγγελος="
    "Angelos",
    "Μαρία=Maria|Ελένη=Eleni|Αικατερίνη=Aikaterini|Ζωή=Zoi|Άννα=Anna|Ευαγγελία=Evangelia",
    "Παπαδόπουλος=Papadopoulos|Βλάχος=Vlachos|Αγγελόπουλος=Angelopoulos|Γεωργίου=Georgiou|Ιωάννου=Ioannou|"
    "Χατζηδάκης=Chatzidakis|Ψαρράς=Psarras|Ξένος=Xenos" },
  { "ar", "Arab", SALVE_DEMO_RULE_FATHER, 45,
    "محمد=Muhammad|أحمد=Ahmad|علي=Ali|عمر=Omar|خالد=Khalid|حسن=Hassan|إبراهيم=Ibrahim|يوسف=Yusuf|عبد "
    "الله=Abdullah|"
    "مصطفى=Mustafa|عبد الرحمن=Abd al-Rahman|طارق=Tariq|سعيد=Said|رامي=Rami",
    "فاطمة=Fatima|عائشة=Aisha|مريم=Maryam|زينب=Zaynab|نور=Nour|ليلى=Layla|سارة=Sara|هدى=Huda|أمينة=Amina|"
    "خديجة=Khadija|"
    "رنا=Rana|آية=Aya|إيمان=Iman|ياسمين=Yasmin",
    "المصري=al-Masri|الحسن=al-Hassan|السيد=el-Sayed|حداد=Haddad|خوري=Khoury|النجار=al-Najjar|الشامي=al-Shami|"
    "منصور=Mansour|"
    "صالح=Saleh|بن سالم=bin Salem|أبو زيد=Abu Zayd|العلوي=Alaoui|الخطيب=al-Khatib|قاسم=Qasim" },
  { "fa", "Arab", SALVE_DEMO_RULE_PLAIN, 12,
    "علی=Ali|رضا=Reza|حسین=Hossein|امیر=Amir|کیوان=Keyvan|پرویز=Parviz",
    "زهرا=Zahra|مریم=Maryam|پریسا=Parisa|شیرین=Shirin|نازنین=Nazanin|ژاله=Zhaleh",
    "احمدی=Ahmadi|محمدی=Mohammadi|حسینی=Hosseini|"
    "کریمی=Karimi|گلستانی=Golestani|پهلوان=Pahlavan|چگنی=Chegini|یزدانی=Yazdani" },
  { "ur", "Arab", SALVE_DEMO_RULE_PLAIN, 12, "عمران=Imran|بلال=Bilal|فیصل=Faisal|شاہد=Shahid|وسیم=Wasim",
    "عائشہ=Ayesha|صائمہ=Saima|"
    "نادیہ=Nadia|بشریٰ=Bushra|ثنا=Sana",
    "خان=Khan|ملک=Malik|قریشی=Qureshi|بٹ=Butt|چوہدری=Chaudhry|شیخ=Sheikh" },
  { "he", "Hebr", SALVE_DEMO_RULE_PLAIN, 12, "דוד=David|יוסף=Yosef|משה=Moshe|אורי=Uri|איתן=Eitan|נועם=Noam",
    "שרה=Sarah|רחל=Rachel|"
    "נועה=Noa|תמר=Tamar|מיכל=Michal|שירה=Shira",
    "כהן=Cohen|לוי=Levi|מזרחי=Mizrahi|פרץ=Peretz|ביטון=Biton|בן דוד=Ben David|"
    "שפירא=Shapira|אברהם=Avraham" },
  { "hi", "Deva", SALVE_DEMO_RULE_PLAIN, 40,
    "राहुल=Rahul|अमित=Amit|विजय=Vijay|संजय=Sanjay|राजेश=Rajesh|अर्जुन=Arjun|कृष्ण=Krishna|सुरेश=Suresh|आदित्य=Aditya|"
    "हरीश=Harish",
    "प्रिया=Priya|अंजलि=Anjali|सुनीता=Sunita|लक्ष्मी=Lakshmi|पूजा=Pooja|कविता=Kavita|मीरा=Meera|श्रुति=Shruti|दीपिका="
    "Deepika|आशा=Asha",
    "शर्मा=Sharma|वर्मा=Verma|गुप्ता=Gupta|सिंह=Singh|कुमार=Kumar|पटेल=Patel|मिश्रा=Mishra|यादव=Yadav|त्रिपाठी="
    "Tripathi|"
    "चतुर्वेदी=Chaturvedi|श्रीवास्तव=Shrivastava|जोशी=Joshi" },
  { "bn", "Beng", SALVE_DEMO_RULE_PLAIN, 12, "রহিম=Rahim|করিম=Karim|সুব্রত=Subrata|অনিল=Anil|আরিফ=Arif",
    "ফাতেমা=Fatema|রূপা=Rupa|"
    "শর্মিলা=Sharmila|নাসরিন=Nasrin|মিতালী=Mitali",
    "রহমান=Rahman|হোসেন=Hossain|দাস=Das|চৌধুরী=Chowdhury|মুখোপাধ্যায়=Mukhopadhyay|"
    "ঘোষ=Ghosh" },
  { "ta", "Taml", SALVE_DEMO_RULE_FATHER, 10,
    "முருகன்=Murugan|கார்த்திக்=Karthik|செல்வம்=Selvam|ரவி=Ravi|சுந்தர்=Sundar",
    "மீனா=Meena|லட்சுமி=Lakshmi|கவிதா=Kavitha|தமிழ்ச்செல்வி=Tamilselvi|நிலா=Nila",
    "முருகன்=Murugan|கார்த்திக்=Karthik|செல்வம்=Selvam|"
    "ரவி=Ravi|சுந்தர்=Sundar|வேலு=Velu" },
  { "th", "Thai", SALVE_DEMO_RULE_PLAIN, 10,
    "สมชาย=Somchai|สมศักดิ์=Somsak|ประเสริฐ=Prasert|อนุชา=Anucha|ธนกร=Thanakorn",
    "สมหญิง=Somying|มาลี=Malee|สุดา=Suda|กัญญา=Kanya|พิมพ์ใจ=Pimjai",
    "ใจดี=Jaidee|สุขสวัสดิ์=Suksawat|ศรีสุข=Srisuk|วงศ์สวัสดิ์=Wongsawat|"
    "ทองคำ=Thongkham|บุญมี=Boonmee" },
  { "am", "Ethi", SALVE_DEMO_RULE_FATHER, 10,
    "አበበ=Abebe|በቀለ=Bekele|ተስፋዬ=Tesfaye|ኃይሌ=Haile|ዳዊት=Dawit|ሰለሞን=Solomon",
    "አልማዝ=Almaz|ሰላማዊት=Selamawit|ትዕግስት=Tigist|ሃና=Hanna|ብርቱካን=Birtukan|ጽጌ=Tsige",
    "አበበ=Abebe|በቀለ=Bekele|ተስፋዬ=Tesfaye|"
    "ኃይሌ=Haile|ወልደ ማርያም=Wolde Mariam|ገብረ=Gebre|ደስታ=Desta" },
  { "zh", "Hans", SALVE_DEMO_RULE_PLAIN, 45,
    "伟=Wei|强=Qiang|小明=Xiaoming|建国=Jianguo|志强=Zhiqiang|浩然=Haoran|子轩=Zixuan|宇航=Yuhang|文博=Wenbo|"
    "俊杰=Junjie|一鸣=Yiming",
    "芳=Fang|娜=Na|秀英=Xiuying|丽=Li|小红=Xiaohong|欣怡=Xinyi|雨桐=Yutong|诗涵=Shihan|梦瑶=Mengyao|静=Jing|"
    "玉兰=Yulan",
    "王=Wang|李=Li|张=Zhang|刘=Liu|陈=Chen|杨=Yang|黄=Huang|赵=Zhao|吴=Wu|周=Zhou|徐=Xu|孙=Sun|马=Ma|朱=Zhu|"
    "胡=Hu|林=Lin|"
    "欧阳=Ouyang|司马=Sima|吕=Lü" },
  { "ja", "Jpan", SALVE_DEMO_RULE_READING, 20,
    "太郎=タロウ|健太=ケンタ|翔=ショウ|大輔=ダイスケ|一郎=イチロウ|拓海=タクミ|蓮=レン|勇気=ユウキ",
    "花子=ハナコ|美咲=ミサキ|さくら=サクラ|恵子=ケイコ|陽菜=ヒナ|由美子=ユミコ|結衣=ユイ|千尋=チヒロ",
    "佐藤=サトウ|鈴木=スズキ|高橋=タカハシ|田中=タナカ|渡辺=ワタナベ|伊藤=イトウ|山本=ヤマモト|中村=ナカムラ|"
    "小林=コバヤシ|"
    "加藤=カトウ|林=ハヤシ|佐々木=ササキ|長谷川=ハセガワ|東=アズマ" },
  { "ko", "Kore", SALVE_DEMO_RULE_PLAIN, 18,
    "민준=Minjun|서준=Seojun|지훈=Jihoon|현우=Hyunwoo|동현=Donghyun|영수=Youngsoo|성민=Sungmin",
    "서연=Seoyeon|지민=Jimin|수빈=Subin|"
    "하은=Haeun|민지=Minji|영희=Younghee|은주=Eunju",
    "김=Kim|이=Lee|박=Park|최=Choi|정=Jung|강=Kang|조=Cho|윤=Yoon|장=Jang|임=Lim|"
    "남궁=Namgung|황보=Hwangbo" },
  { "ka", "Geor", SALVE_DEMO_RULE_PLAIN, 4, "გიორგი=Giorgi|დავით=Davit|ლევან=Levan",
    "ნინო=Nino|თამარ=Tamar|მარიამ=Mariam", "ბერიძე=Beridze|კაპანაძე=Kapanadze|წიკლაური=Tsiklauri" },
  { "hy", "Armn", SALVE_DEMO_RULE_PLAIN, 4, "Արամ=Aram|Տիգրան=Tigran|Գևորգ=Gevorg",
    "Անահիտ=Anahit|Նարե=Nare|Շուշան=Shushan", "Պետրոսյան=Petrosyan|Հակոբյան=Hakobyan|Սարգսյան=Sargsyan" },
  { "my", "Mymr", SALVE_DEMO_RULE_MONONYM, 4, "အောင်ထွန်း=Aung Htun|ကျော်စွာ=Kyaw Swar|မင်းထက်=Min Htet",
    "သီတာ=Thida|ခင်မေ=Khin May|"
    "စန္ဒာ=Sanda",
    "ဝင်း=Win|ဦး=Oo|မောင်=Maung" },
};

/* Whom the clinic's own country brings most. */
static gboolean
is_home (const SalveDemoCulture *culture, const SalveLocale *locale)
{
  const char *language = salve_locale_get_language (locale);
  gsize length = strlen (language);

  if (strcmp (language, "und") == 0)
    return strcmp (culture->language, "en") == 0;
  return strncmp (culture->language, language, length) == 0
         && (culture->language[length] == '\0' || culture->language[length] == '-');
}

static const SalveDemoCulture *
home_culture (const SalveLocale *locale)
{
  for (guint i = 0; i < G_N_ELEMENTS (cultures); i++)
    {
      if (is_home (&cultures[i], locale))
        return &cultures[i];
    }
  return &cultures[0];
}

const SalveDemoCulture *
salve_demo_culture_pick (SalveDemoRandom *random, const SalveLocale *locale)
{
  guint total = 0, at;

  if (salve_demo_random_chance (random, 480))
    return home_culture (locale);
  for (guint i = 0; i < G_N_ELEMENTS (cultures); i++)
    total += cultures[i].weight;
  at = salve_demo_random_below (random, total);
  for (guint i = 0; i < G_N_ELEMENTS (cultures); i++)
    {
      if (at < cultures[i].weight)
        return &cultures[i];
      at -= cultures[i].weight;
    }
  g_assert_not_reached ();
}

/* Cuts "native=latin"; latin is NULL where there is only one. */
void
salve_demo_split_name (const char *pair, char **native, char **latin)
{
  const char *sign = strchr (pair, '=');

  *native = sign != NULL ? g_strndup (pair, sign - pair) : g_strdup (pair);
  *latin = sign != NULL ? g_strdup (sign + 1) : NULL;
}
