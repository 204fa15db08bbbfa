import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitSentences } from '../../../src/compose/text/sentences.ts';

/** Each line is one text; a bar divides its sentences. */
const english = `
The government adopted the plan.|It takes effect in January.
Mr. Tokayev met Mrs. Smith in Astana.|They discussed trade.
President K. Tokayev signed the law.|It was published on Monday.
President K.K. Tokayev arrived in Beijing on Tuesday.
J. K. Rowling spoke to reporters.
The U.S. Embassy in Astana issued a statement.
He studied in the U.S.|The minister returned in 2019.
He moved to the U.S. in 2010.|He came back later.
The U.S. Senate and the U.K. Parliament reacted.
They left for the U.K.|However, the talks continue.
Exports to the U.S. rose by 3.5%.|Imports fell.
Inflation slowed to 5.3 percent.|The bank kept its rate at 14.25%.
The rate is 14.25%.|Analysts expected 15%.
The session begins at 5 p.m.|The president will speak.
The session begins at 5 p.m.|Deputies will vote.
It opens at 9 a.m. on Friday.|Admission is free.
It opens at 9 a.m. Monday at the Congress Center.
The flight lands at 6:30 p.m. Astana time.|Delays are possible.
The match starts at 8 p.m. GMT on Saturday.
The law was passed on Jan. 5.|It has 12 articles.
On Sept. 2, 2023, the president addressed parliament.
In Dec. Parliament will debate the bill.
School No. 5 was closed.|Pupils were sent home.
Flight No. 5132 was delayed.
Was he right?|No.|The court said so.
The answer was no.|The deal is off.
Kazatomprom signed a deal with Cameco Corp. on Tuesday.
The plant was built by Huawei Technologies Co. Ltd. in 2021.
Shares of Apple Inc. rose 2%.|Tesla fell.
The stake was bought by Freedom Holding Corp.|The company declined to comment.
Air Astana Co. Ltd. was founded in 2001.
"Is it?" he asked.|Nobody answered.
"We are ready," the minister said.|"The work goes on."
"We will win!" shouted the crowd.|The match ended at 10 p.m.
She said: "We are ready. We will act."|The hall applauded.
“Is the road open?” asked a driver.|It was not.
“The road is open.”|The police confirmed it.
He asked, "Who will pay?"|The minister did not answer.
The film "Who's There?" won a prize.
Wait... there is more.|The end is near.
He paused...|The audience waited.
He paused…|The audience waited.
Really?!|The fans could not believe it.
What a game!!!|The stadium roared.
See www.gov.kz for details.|The list is long.
Write to press@mfa.gov.kz.|Replies take a day.
Details are at https://egov.kz/cms/en.|The service is free.
The event took place on 22.06.2023.|It was the first.
The train leaves at 10.30.|Tickets cost 5,000 tenge.
1. The budget was approved.|2. The tax code was amended.
The list includes horses, camels, etc.|The fair lasts a week.
The list includes horses, camels, etc. and draws crowds.
Some crops, e.g. wheat, suffered.|Others, i.e. barley, did not.
The case Smith v. Jones was closed.
Kazakhstan vs. Denmark ended 3:2.|Fans celebrated.
Dr. A. Smith, Ph.D., opened the forum.
Gen. Mark Milley and Lt. Col. Vindman testified.
St. Petersburg hosted the forum.|It lasted three days.
The office is on Wall St.|The rent is high.
Martin Luther King Jr. Day is a holiday.
He was succeeded by John Smith Jr.|He retired.
See Fig. 3 for details.|Table 2 shows prices.
Art. 5 of the Constitution applies.
Modern art.|It is on display in Almaty.
The area is 25 sq. km.|The population is 5,000.
The road is 300 km long.|It cost $5.2 mln.|Work ended in May.
The pipeline carries 67 mln. t of oil a year.
The vote was close (51.2% to 48.8%).|It will be repeated.
He won again (for the third time!) in Tokyo.
The court ruled Friday.|(The ruling was sealed.)|An appeal is likely.
Yahoo! Finance reported the deal.
iPhone sales rose.|iPad sales fell.
Prices rose.|iPhone maker Apple lost 2%.
The portal changed.|eGov users noticed.
World War II.|The front moved west.
He was treated with vitamin C.|Doctors watched him.
If it fails, there is Plan B.|Officials gave no details.
NATO met in Vilnius.|The EU and the U.N. Security Council did not.
The resolution was adopted by the U.N.|It is binding.
D. Trump and V. Putin spoke by phone.|The call lasted 90 min.|The Kremlin confirmed it.
The tax is 12 pct.|Exporters are exempt.
The meeting ended.|$5 bn was pledged.
The meeting ended.|25 agreements were signed.
"I don't know," he said.|"Ask the minister."
The minister, Mr. A. Baitursynov, agreed; e.g. on water.
The text was published.[1]|The author denied it.
Rep. Nancy Pelosi and Sen. Chuck Schumer spoke.|Gov. Newsom listened.
It was 40 deg. below zero.
The firm, based in Washington, D.C., grew.|It has 300 staff.
They met in Washington, D.C.|The talks were closed.
Moody's, S&P, Fitch et al. affirmed the rating.
The book costs approx. 5,000 tenge.
Shell plc.|Oil prices fell.
Ford Motor Co. President Jim Farley resigned.
He earned a Ph.D. in 1999.|His wife has an M.A. from Oxford.
Based in Seattle, Wash.|It employs 1.5 million.
Lake Balkhash is 605 km long.|(This applies until Dec. 31.)|Fishing is banned.
Rep. A. Ocasio-Cortez (D-N.Y.) voted no.|The bill failed.
Temperatures will reach 40 C.|Residents should stay home.
ASTANA, June 22 – The U.S. Secretary of State arrived.|He met Mr. Tokayev.
"Kazakhstan is a reliable partner," Smith Jr. said.|"We will invest."
Chairman R. Sh. Karimov met Yu. Kim, Ye. Rakishev and Ts. Bat.|They spoke of A. Kh. Margulan.
The WHO approved it in Sept.|Use began in Nov.|It is safe.
In Sept. Parliament returns.|By Nov. Kazakhstan will have a budget.
"What is the U.S. doing?" Lavrov asked.|"Nothing."
"Who will pay?"|He did not answer.
Galymzhan Kenzhebek scored in the 90th min.|Wales coach C. Bellamy was sent off.
Zeinelkhan Mukhamedzhan, a.k.a. "Grandma Zeinel," brought two rugs.
Davos, pop. 11,000, was full.|Baiterek Holding (est. 2013) was there.
The court applied Art. 189, para. 4, subpara. 2 of the Code.|He denied guilt.
Talks with Sec. Rubio followed.|The court took 30 sec.|He sat down.
Ex-U.S. Ambassador D. Rosenblum left.|Two anti-E.U. Protesters were detained.
Lt.-Gen. A. Ospanov and Maj.-Gen. B. Aliyev were promoted.|The decree is new.
Kairat won 2-1 (1-0).|D. Satpaev scored.|Kazakh exports (2025–2030) rose to $63.12/bbl.|OPEC asked for cuts.
"Who, if not us?" Prime Minister O. Bektenov asked deputies.|"Is it?"|The hall said nothing.
Gov. B. Syzdykov opened a bridge, 1.2 km. long.|See https://gov.kz/a?b=c.|It cost €7.8 bn.
`;

const russian = `
Президент подписал закон.|Он вступит в силу в январе.
Заседание прошло в г. Астана.|Участники обсудили бюджет.
В г. Алматы открыли школу.|Её построили за год.
На эти цели выделено 25 млн. тенге.|Работы начнутся весной.
На эти цели выделено 25 млн.|Министр назвал сроки.
Бюджет составил 25 млн. 300 тыс. тенге.
Кредит составит 5 млрд. США не участвуют.
Инфляция составила 3.5%.|Нацбанк сохранил ставку.
Президент К. Токаев принял премьер-министра О. Бектенова.
Президент К. К. Токаев прибыл в Пекин.|Его встретил Си Цзиньпин.
А. Байтурсынов и М. Дулатов издавали газету.|Её читали все.
Музей им. Абая открыт.|Вход свободный.
Театр им. М. Ауэзова закрыт на ремонт.
Авария произошла на ул. Сатпаева.|Пострадавших нет.
Пожар случился на пр. Назарбаева, д. 5, кв. 12.|Спасены трое.
Школа № 5 закрыта.|Дети дома.
Магазины, аптеки и т. д.|Министр отметил рост.
Магазины, аптеки и т.д.|Министр отметил рост.
Магазины, аптеки и т. д. работают.|Рынки закрыты.
Реки, озёра и т. п.|Всего их 40.
В составе Казахстан, Россия и др.|Встреча пройдёт в мае.
Казахстан, Россия и др. страны подписали договор.
В 2023 г. Казахстан экспортировал 9 млн тонн зерна.|Это рекорд.
По итогам 2023 г. Национальный банк получил прибыль.
Заседание состоялось в 2023 г.|Президент отметил успехи.
Завод был построен в 2019 г.|Сегодня там работают 300 человек.
Договор подписан 5 мая 2023 г.|Он действует пять лет.
Договор подписан 5 мая 2023 г. в Астане.
За 2020–2023 гг. объём вырос вдвое.|Рост продолжится.
Город основан в XIX в.|Его называли Верным.
В XIX в. Верный был крепостью.
Площадь дома 50 кв. м.|Он стоит 20 млн. тенге.
Длина дороги 300 км.|Её сдадут осенью.
До города 300 км. дороги.
Вес груза 5 т.|Машина перевернулась.
Зарплата 200 тыс. тенге.|Она выросла на 5%.
Цена 500 руб.|Скидок нет.
Это, т. е. решение, принято.|Оно окончательное.
Это важно, т.к. сроки сжаты.
И. о. министра А. Иванов подал в отставку.
Налог платят 5 тыс. чел.|Список растёт.
«Мы готовы!» — заявил министр.|Он добавил, что сроки известны.
«Мы готовы», — сказал он.|«Работа идёт».
«Кто это сделал?» — спросил судья.|Ответа не было.
Президент сказал: «Мы победим!»|Зал встал.
«Мы сделаем это. Сроки известны», — сказал министр.|Он назвал даты.
Выступил глава АО «КТЖ».|Он назвал цифры.
АО «НК «КазМунайГаз» увеличило добычу.|Рост составил 3%.
Глава АО «НК «КазМунайГаз».|Его назначили в мае.
Роман «Что делать?» Чернышевского вышел в 1863 г.
Он… ушёл.|Все молчали.
Он ушёл…|Все молчали.
Что?!|Никто не ожидал.
Подробности на сайте www.gov.kz.|Сервис бесплатный.
Пишите на press@gov.kz.|Ответ придёт за сутки.
Встреча состоялась 22.06.2023.|Она была первой.
Поезд уйдёт в 10.30.|Билеты проданы.
1. О бюджете.|2. О налогах.
Проф. Иванов и акад. Петров выступили.|Доклад вызвал спор.
Ген. Суровикин и полк. Иванов награждены.
Родился в 1975 г.|Окончил университет.
По ст. 5 п. 3 Кодекса штраф составит 10 МРП.
См. рис. 5 и табл. 2.|Там всё видно.
Г-н Токаев и г-жа Баталова приехали.|Их ждали.
В Алматинской обл. Казахстана выпал снег.
В Карасайском р-не Алматинской обл. выпал снег.|Дороги закрыты.
Это случилось в 300 г. до н. э.|Город пал.
Это случилось в 300 г. до н. э. в Риме.
Отчёт сдал Сулейменов Т. М.|Участники его одобрили.
Встреча с Ивановым А. А. прошла в Астане.
Он вышел (рано!) и ушёл.|Дверь осталась открытой.
Проект закрыт.|(Причины не названы.)|Деньги вернут.
Рост составил 5,2%.|ВВП достиг 300 млрд.|Эксперты довольны.
Доход компании вырос до 5 млн. долл.|Расходы упали.
Доход компании вырос до 5 млн. долл. США.|Расходы упали.
В Казахстане живут 20 млн чел.|По прогнозу, к 2030 г. будет 22 млн.
Погибли 5 чел.|Ещё трое ранены.
Он родился в с. Шамалган.|Там он учился.
ООН.|ЮНЕСКО.|ЕАЭС.
В повестке ООН.|Казахстан предложил резолюцию.
Ставка 14,25%.|14 марта её пересмотрят.
Начало в 10 ч.|Вход свободный.
Начало в 10 ч. 30 мин. по времени Астаны.
Работы ведёт ТОО «Строй Ltd.», основанное в 2010 г.
Премьер выступил на форуме Digital Bridge.|IT-компании показали проекты.
Глава Apple Inc. Тим Кук приехал.|Он встретился с министром.
Цены выросли.|5 компаний оштрафованы.
Пострадавшим помогли.|Это сделали им.|Об этом сообщили в МЧС.
На пересечении ул. Сатпаева и пр. Абая ремонт.|Объезд открыт.
Закрыты рынки, склады и пр.|Министр объяснил почему.
Прошёл час.|Министр ушёл.
Казахстан импортирует рис.|Цены растут.
Завершился второй тур.|Победитель известен.
Срок – до 2030 г.|Заказчик – АО «НК «ҚТЖ».|Подрядчик – ТОО «Интегра».
В дек. 2022 г. Парламент принял закон.
Указ вступает в силу с 1 июля с. г.|Документ опубликован.
На оз. Балхаш утонули 3 чел.|Поиски продолжаются.
Он был акад. АН КазССР.|В 1986 г. его сменил Г. Колбин.
Температура воздуха −25 °C.|Ночью до 30°.|В г. Усть-Каменогорск и с. Улкен Нарын — гололёд.
АСТАНА. КАЗИНФОРМ – Президент К.-Ж. Токаев провёл встречу.|Об этом сообщает Акорда.
«Зачем?»|«Не знаю».|Матч завершился.
— Когда откроют дорогу?|— Скоро.
Первые локомотивы соберут в Астане до 2030 г.|Министр торговли назвал сделку крупнейшей.
За январь – сентябрь 2025 г. Казахстан посетили 11,6 млн иностранцев.
Виза не нужна с ноября 2023 г.|Гостиниц, однако, не хватает.
Министр отметил, что в 2023 г. Казахстан экспортировал 9 млн т зерна.
Как сообщили в МЧС, в 2025 г. Казахстан пережил 14 паводков.
С начала 2023 г. Нацбанк трижды менял ставку.
По итогам I квартала 2023 г. Минфин сократил долг.
По данным Казахстана на 2023 г. Минздрав привил всех.
В Алматы построят метро до 2030 г.|Акимат уже нашёл деньги.
Стратегия рассчитана на 2026–2030 гг.|Основные цели – вода, энергия, кадры.
По итогам 9 мес. 2025 г. Казахстан увеличил добычу золота до 90 т.|Цена выросла.
Съёмки начнутся в апр.|Бюджет – $5 млн.
В апр. Парламент примет закон.
Решением суда от 12 мая 2025 г. Ахметов признан виновным.
Коридор сохранён на уровне +/–1 п. п.|Годовая инфляция замедлилась.
Закрыта школа № 12 им. Ш. Уалиханова.|Дети дома.
Выплату получат семьи с доходом ниже 42 тыс. тг. на чел.|Подать заявку можно через eGov.
Температура опустится до –40 гр.|Занятия отменены.|Ответ гр. Сидорову дан.
Суд № 2 г. Алматы огласил приговор.|Больница №5 г. Шымкента открыта.|ТЭЦ-2 г. Алматы перевели на газ.
Пожар произошёл ок. 4:00 на пр. Абая, 12/1.|Площадь – 200 кв.м.|Погибли двое, в т. ч. ребёнок.
КМГ отчитался за III кв.|Прибыль – 1 трлн.|За III кв. Минфин сократил долг.
Пришли мин. фин. РК М. Такиев и зам. пред. Нацбанка А. Молдабекова.|Доклад занял час.
Приём в каб. 412, под. 3, эт. 2.|Тел. 74-00-00.
Brent стоит 60 долл.|WTI – 56 долл.|Кредит – 5 млн долл. США.
Цена – 7 тг. за кВт·ч.|Тариф утвердил КРЕМ.
Выступили н.а. РК А. Бахтыгереев и з.д. РК Н. Досов.|Им вручили награды.
Указ подписал ген.-м. полиции Р. Абдрахманов.|Резолюцию приняла ГА.|Казахстан был за.
Он осуждён по п. 2 ч. 4 ст. 189 УК РК.|Е. Рымарев (3:2, 1:0) забил с передачи Н. Михайлиса.
Зачем?..|«А что дальше?..» – спросила она.|«Построим, – сказал он. – Другого пути нет».|Зал встал.
`;

const kazakh = `
Президент заңға қол қойды.|Ол қаңтарда күшіне енеді.
А. Байтұрсынұлы мен М. Дулатұлы газет шығарды.|Оны бүкіл ел оқыды.
Қ. Тоқаев Пекинге барды.|Оны Си Цзиньпин қарсы алды.
Қ.К. Тоқаев Пекинге барды.|Сапар екі күнге созылады.
Президент Қ. К. Тоқаев Жарлыққа қол қойды.
2023 ж. 5 мамырда Астанада жиын өтті.|Оған министр қатысты.
2023 ж. Қазақстан 9 млн. тонна астық экспорттады.|Бұл – рекорд.
Зауыт 2019 ж. салынды.|Онда 300 адам жұмыс істейді.
1941–1945 жж. соғыс болды.|Миллиондаған адам қаза тапты.
XX ғ. Қазақстан өнеркәсіпті елге айналды.
Жобаға 25 млн. теңге бөлінді.|Жұмыс көктемде басталады.
Жобаға 5 млрд. АҚШ доллары бөлінді.|Қаржы игерілді.
Инфляция 3.5% болды.|Ұлттық банк мөлшерлемені сақтады.
Инфляция 3,5%-ға жетті.|Ставка 14,25% болды.
Дүкен, дәріхана, т. б.|Министр өсімді атап өтті.
Дүкен, дәріхана және т. б.|Министр өсімді атап өтті.
Дүкен, дәріхана және т.б. жұмыс істейді.|Базар жабық.
Көлдер, өзендер, т.с.с.|Барлығы қырық.
Кейбір дақылдар, мыс. бидай, зардап шекті.|Арпа аман.
«Мен барамын!» – деді ол.|Ешкім жауап бермеді.
«Біз дайынбыз», – деді министр.|«Жұмыс жүріп жатыр».
«Сен қайдасың?» – деп сұрады анасы.|Бала үндемеді.
«Біз дайынбыз. Жұмыс жүріп жатыр», – деді министр.|Ол мерзімін атады.
«Біз жеңеміз!» – Тоқаев осылай деді.|Зал орнынан тұрды.
Ол… кетті.|Бәрі үндемеді.
Ол кетті…|Бәрі үндемеді.
Рас па?!|Ешкім күткен жоқ.
Не істейміз?|Министр жауап берді.
Толығырақ www.gov.kz сайтында.|Қызмет тегін.
Сұрақты press@gov.kz мекенжайына жіберіңіз.|Жауап бір күнде келеді.
Жиын 22.06.2023 күні өтті.|Ол алғашқысы еді.
Пойыз 10.30-да жүреді.|Билет қалмады.
Абай көш. 5-үйде өрт шықты.|Зардап шеккендер жоқ.
Өрт Абай көш. бойында шықты.|Құтқарушылар келді.
Алматы қ. Бостандық ауданында жол жабылды.|Көлік баяулады.
Алматы обл. Іле ауд. қар жауды.|Жолдар жабық.
Проф. Асқар Жұмаділов пен акад. Сұлтанов сөз сөйледі.|Баяндама ұзақ болды.
Ф. ғ. к. Асқар Жұмаділов дәріс оқыды.
ТМД-ның саммиті өтті.|Оған 9 ел қатысты.
ТМД.|ЕАЭО.|ШЫҰ.
Саммитті ТМД.|Қазақстан ұсыныс жасады.
«ҚТЖ» ҰК» АҚ басшысы мәлімдеді.|Ол сандарды атады.
Басшысы – «ҚТЖ» АҚ.|Ол мамырда тағайындалды.
1. Бюджет туралы.|2. Салық туралы.
Жалақы 200 мың теңге.|Ол 5%-ға өсті.
Жолдың ұзындығы 300 км.|Ол күзде ашылады.
Үйдің ауданы 50 ш. м.|Ол қымбат.
Бұл б. з. д. 300 жылы болды.|Қала қирады.
Жиынға 5 мың адам келді.|Олар ән айтты.
Құрылыс аяқталды.|5 мектеп ашылды.
Құрылыс аяқталды.|«Енді бәрі дайын», – деді әкім.
Ол (тағы да!) жеңді.|Халық қуанды.
Жоба жабылды.|(Себебі айтылмады.)|Қаржы қайтарылады.
М. а. А. Иванов қызметінен кетті.
Ө. Бектенов пен Е. Қошанов кездесті.|Ә. Смайылов келмеді.
Ж. Әділбаев жеңіске жетті.|Жекпе-жек бір минутқа созылды.
Дж. Байден мен Қ. Тоқаев сөйлесті.|Әңгіме 30 мин.|Ол телефон арқылы өтті.
Концерт сағ. 18.00-де басталады.|Кіру тегін.
Көрмеде кітап, сурет т.б. бар.|Ол ай соңына дейін ашық.
Apple Inc. басшысы келді.|Ол министрмен кездесті.
Бұл кітапты алған – сен.|Маған ұнады.
Апатта аман қалғаны – бір адам.|Министр оған көңіл айтты.
Далада – қалың қар.|Көлік жүрмейді.
Шығын – бес мың.|Министр солай деді.
«Сіздер дайынсыздар ма?» деп сұрады Президент.|«Дайынбыз!» – деп жауап берді сарбаздар.
М. Әуезов 1897 ж. 28 қыркүйекте туған.|«Абай жолы» романы 4 томнан тұрады (1942–1956 жж.).|Оның есімі танымал.
Көп ұзамай бәрі аяқталды!..|Халық тарады.
Ұзындығы 2 м. 30 см.|Жеткізу тегін.
Түркістан обл. Сайрам ауд. Ақсукент ауылында су тасыды.
АСТАНА. KAZINFORM – ҚР Президенті Қ.-Ж. Тоқаев әкімді қабылдады.|Бұл туралы Ақорда хабарлады.
Қазақстан – 2050!|Бұл – біздің стратегия.
«Қазақстан – 2050!» бағдарламасы аяқталды.|Жаңасы басталды.
– Қашан келдің? – деп сұрады ол.|– Кеше.
Мектеп Сәтбаев к-сінде ашылды.|Онда 900 бала оқиды.
Халық саны 20 млн.|Ол жыл сайын өседі.
Баға 5 млн.|Астана тұрғындары шағымданды.
Биыл 3 млн. 200 мың т. астық жиналды.|Бұл аз.
Жаттығу сағ. 10-да, мыс. Қарағандыда, өтеді.
Көшенің бұрынғы аты – Ленин.|Қазір – Абай көш.|Ол орталықта.
Базалық мөлшерлеме дәлізі +/–1 п. т.|Ұлттық банк шешімін жариялады.
Газет 1913–1918 жж. Орынборда шықты.|Редакторы – А. Байтұрсынұлы.
Жер көлемі 2 млн. 724,9 мың ш. км.|Бұл – әлемдегі 9-орын.
Зал 10 мин. бойы қол шапалақтады.|Бірақ күту тізімі бар.
Ол ҚК-нің 189-б. 4-бөл. 2-т. бойынша айыпталды.|Сот үкім шығарды.|Іс – 296-б.|Ол жабылды.
Е. Рыбакина А. Соболенконы 6:3, 7:6 (7:5) жеңді.|К. Тоқаев Ш. Мирзиёевпен кездесті.
2025 ж. III тоқ. «ҚазМұнайГаз» 1 трлн. теңге тапты.|Абай даңғ. мен Т. Рысқұлов к. қиылысы жабық.
Т.ғ.к. Е. Қарин, м.ғ.д., проф. А. Серіков келді.|Б.з.д. V ғ. сақтар осында тұрған.
Күдікті 1990 ж.т., Өтеген батыр к. тұрғыны.|Абай даңғ., 12/1 үйде өрт шықты.|Ауданы – 200 ш.м.
«Мерзімінде саламыз, – деді ол. – Басқа жол жоқ».|Ол: «Жоқ!» – деп жауап берді.|Бәрі күлді.
`;

const languages = { en: english, ru: russian, kk: kazakh };
const cases = Object.entries(languages).flatMap(([language, table]) =>
  table
    .trim()
    .split('\n')
    .map((line) => ({ language, line })),
);

describe('hard sentences', () => {
  test.each(cases)('$language: $line', ({ language, line }) => {
    const sentences = line.split('|');
    expect(splitSentences(sentences.join(' '), language)).toEqual(sentences);
  });
});

const newsText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'г.',
        'А.',
        '«',
        '»',
        '"',
        '(',
        ')',
        '…',
        '?!',
        '.',
        '\n',
        '\n\n',
        '–',
        'Мр.',
        'U.S.',
        '5',
        '1.',
        'т. д.',
      ),
      fc.constantFrom(
        'Президент',
        'министр',
        'said',
        'The',
        'деді',
        'Ол',
        'www.gov.kz',
        '2023',
        'млн.',
        '\u00a0',
        '。',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 60 },
  )
  .chain((parts) => fc.constantFrom(' ', '').map((space) => parts.join(space)));

describe('any text', () => {
  test('keeps every letter, in order', () => {
    fc.assert(
      fc.property(newsText, fc.constantFrom('en', 'ru', 'kk', 'zh', ''), (text, language) => {
        const sentences = splitSentences(text, language);
        expect(sentences.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
        expect(sentences.every((sentence) => sentence !== '' && sentence === sentence.trim())).toBe(true);
      }),
    );
  });

  test('never joins what a blank line divides', () => {
    fc.assert(
      fc.property(newsText, newsText, (first, second) => {
        const together = splitSentences(`${first}\n \n${second}`, 'kk');
        expect(together).toEqual([...splitSentences(first, 'kk'), ...splitSentences(second, 'kk')]);
      }),
    );
  });

  test('takes time in proportion to its length', () => {
    const text =
      'Президент К. Токаев («Аманат») подписал закон № 5 в г. Астана 5 мая 2023 г. в 10.30. '.repeat(400);
    const startedAt = performance.now();
    expect(splitSentences(text, 'ru')).toHaveLength(400);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  test.each(['(', '«', '"', ' "', '“('])('also when it only opens: %s', (marks) => {
    const startedAt = performance.now();
    splitSentences(marks.repeat(30_000), 'ru');
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
