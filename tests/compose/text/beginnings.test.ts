import { describe, expect, test } from 'vitest';
import { chooseSummary } from '../../../src/compose/text/summary.ts';
import { article } from '../../stage/hostile.ts';

const stories = {
  en: 'A tanker ran aground off Aktau on Friday, and its crew of 14 was rescued.',
  ru: 'Танкер сел на мель у Актау в пятницу, 14 моряков экипажа спасены.',
  kk: 'Жұма күні Ақтау маңында танкер қайраңға отырды, экипаждың 14 мүшесі құтқарылды.',
};
type Language = keyof typeof stories;

function lead(language: Language, body: string): string | null {
  return chooseSummary({ ...article, language, headline: 'Headline', summary: null, body }).text;
}

/** Sentences of a story, whose first words often begin an invitation, a label or a note. */
const kept: Record<Language, string> = {
  en: `
Subscribe-to-own car schemes face a ban from March, the regulator said.
Sign language interpreters will join every news broadcast next year.
Follow-up checks found lead in three more playgrounds.
Click on any street in Taraz and prices have doubled, a survey of landlords shows.
Read by 40,000 pupils, the novel has been dropped from the school program.
Watch sales fell 8 percent in the first quarter.
Download limits on mobile plans were lifted by two operators.
Support for farmers grew to 90 billion tenge.
Find out who built it was the task of a school expedition, which has now returned.
Share prices of the railway company rose after the report.
Tell us less, voters told the candidates in a poll published on Monday.
Editor Aida Serik was freed after two months in custody.
Photos from space show that the lake has lost a third of its water.
Image rights of athletes will be protected by law.
Updated maps of the steppe were given to rescuers on Friday.
Published in 1904, the map shows a river that no longer exists.
Registration of newborns moved online on Friday.
Log cabins built for hikers were burned in the Ile-Alatau park.
Enter Kazakhstan: the airline has opened its third route to Asia.
Accept no substitutes, the trading standards office warned after fake medicine was found.
The article on free speech was amended twice, its authors recall.
Please the grandmothers and the film succeeds, the director said.
You can see the comet without a telescope this week, astronomers said.
Cookies and tea were served at the border while trucks waited.
Advertising on school walls was banned in Kostanay.
Sponsored by a mine, the museum opened its second hall.
More on the table than on paper: talks ended with three agreements.`,
  ru: `
Подписка на заводскую газету обязательной больше не будет, решил суд.
Подпишись под протоколом или останешься в камере, заявил свидетелю следователь.
Следите за лосями: водителей предупредили о миграции животных.
Поделитесь местом: в автобусах Алматы увеличили число мест для инвалидов.
Читать дети стали больше, показало исследование министерства.
Смотреть матчи сборной можно будет бесплатно, сообщила федерация.
Ставьте лайки осторожно: суд оштрафовал жителя Атырау за отметку в соцсети.
Пишите диктант 22 декабря: акция пройдёт в тридцати городах.
Голосуйте ногами: жители Балхаша отказались от нового маршрута.
Нашли клад: рабочие в Таразе выкопали кувшин с монетами.
Ошибку в учебнике нашёл третьеклассник из Экибастуза.
Источник пожара на складе установили эксперты.
Фотографы со всей страны съехались в Тургай.
Автора гимна школы наградили в Петропавловске.
Редакцию районной газеты выселили из здания акимата.
Видеокамеры поставят на всех перекрёстках Шымкента.
Теги на стенах домов закрасят школьники.
Обновлённый зоопарк открыл двери в Караганде.
Опубликованный приказ вступит в силу через десять дней.
Время чтения вслух ввели в школах Актобе, сообщило управление.
Все новости плохие, сказал тренер после жеребьёвки.
Материал, из которого делают крыши, подорожал на треть.
Регистрация брака стала платной, сообщил минюст.
Войдите без стука: акимы восемь часов принимали жителей без записи.
Доступ к озеру открыли после решения суда.
Реклама казино исчезнет из соцсетей с января, заявил министр.
Сайт госзакупок не работал шесть часов из-за аварии.`,
  kk: `
Жазылу науқаны аяқталды: газет таралымы екі есе өсті.
Жазылыңыз деген хабарлама арқылы алаяқтар 40 адамның ақшасын алған.
Оқыңыз да ойланыңыз: зерттеушілер балалардың кітап оқу деңгейін жариялады.
Көріңіз, қар тағы жауады: синоптиктер ескерту жариялады.
Бөлісу мүмкіндігі бар велосипедтер Астанаға қайта оралды.
Тыңдаңыздар, деді төраға, содан кейін жиналыс үш сағатқа созылды.
Фотографтар Торғайда бас қосты.
Суретші Қаламқас Оразова жаңа көрмесін ашты.
Суретін мектеп қабырғасына салған оқушы байқауда жеңді.
Авторлық құқық туралы заң қабылданды.
Авторы белгісіз хат мұражайға тапсырылды.
Дереккөздер өртті анықтауға көмектесті, деп хабарлады полиция.
Бейнекамералар барлық қиылысқа орнатылады.
Тегтер салынған қабырғаны оқушылар бояп шықты.
Жаңартылған хайуанаттар бағы Қарағандыда есігін ашты.
Жарияланған бұйрық он күннен кейін күшіне енеді.
Оқу уақыты қысқарады: мектептерде сабақ 40 минуттан 35 минутқа түседі.
Барлық жаңалықты әкім кеше айтып берді.
Материалдың бағасы үштен біріне өсті.
Тіркелу тәртібі өзгерді, деп хабарлады Әділет министрлігі.
Жүйеге шабуыл жасаған хакер ұсталды.
Сайт алты сағат жұмыс істемеді, себебі апат болды.
Жарнамадан түскен ақшаға жаңа алаң салынды.
Қатесін түзеткен бапкер құраманы финалға шығарды.
Пікір қалдырған тұрғынды сотқа берді.
Біздің елде тіркелген құс түрлері 500-ге жетті.
Толық тізімді комиссия ертең жариялайды.`,
};

/** Lines that stand around stories on pages. None of them is news. */
const dropped: Record<Language, string> = {
  en: `
Subscribe to Steppe Herald for $1 a week.
Sign up here to get our Saturday letter.
Follow Steppe Herald on Telegram, X and Instagram.
Click here to read more stories from the Caspian.
Read more: Port of Aktau reopens.
Watch: How the tanker was towed.
Download our app from Google Play.
Support independent journalism with a donation.
Find out more about our newsletters.
Share this story with your friends.
Tell us what you think in the comments.
Editor’s note: This story has been updated to correct the date.
Photo: Coast guard of the Mangystau region.
Image: Getty.
Updated Nov. 27, 2026 at 10:40 a.m.
Published 27 November 2026.
Register for free to continue reading.
Log in to leave a comment.
Enter your email address to receive our briefing.
Accept cookies to see this video.
This article is available to members only.
Please enable JavaScript to view this page.
You have read three of your five free articles.
This content was produced with the help of artificial intelligence.
Advertisement – scroll to continue.
Sponsored content by the Caspian bank.
More on this topic: Who owns the tanker?`,
  ru: `
Подпишитесь на «Степные вести» в Telegram.
Подпишись и узнавай новости первым!
Следите за нами в Instagram и TikTok.
Поделитесь этой новостью с друзьями.
Читайте также: Порт Актау снова открыт.
Смотрите видео на нашем YouTube-канале.
Ставьте лайки и подписывайтесь.
Пишите нам в WhatsApp: +7 700 000 00 00.
Голосуйте в нашем опросе.
Нашли ошибку в тексте? Выделите её и нажмите Ctrl+Enter.
От редакции: в текст внесено исправление, уточнена дата.
Источник: пресс-служба МЧС.
Фото: пресс-служба акимата.
Автор: Дина Ахметова.
Редактор: Павел Громов.
Видео: очевидцы.
Теги: Актау, танкер, Каспий.
Обновлено 27 ноября в 10:40.
Опубликовано: 27.11.2026.
Время чтения: 2 минуты.
Все новости Мангистау – на нашем сайте.
Материал доступен по подписке.
Зарегистрируйтесь, чтобы прочитать материал целиком.
Войдите, чтобы оставить комментарий.
Доступ к полной версии открыт только подписчикам.
Реклама. ТОО «Каспий».
Сайт использует файлы cookie для удобства пользователей.`,
  kk: `
Telegram-дағы арнамызға жазылыңыз.
Жазылыңыз да, жаңалықты бірінші біліңіз!
Тағы оқыңыз: Ақтау порты қайта ашылды.
Бейнені біздің YouTube арнамыздан көріңіз.
Бұл жаңалықпен достарыңызбен бөлісіңіз.
Бізді Instagram мен TikTok-тан тыңдаңыздар.
Фото: әкімдіктің баспасөз қызметі.
Суретті түсірген Ержан Сәрсен.
Сурет: ТЖД.
Автор: Дина Ахметова.
Редакциядан: мәтіндегі күн түзетілді.
Дереккөз: ТЖМ баспасөз қызметі.
Видео: куәгерлер.
Тегтер: Ақтау, танкер, Каспий.
Жаңартылды: 27 қараша, 10:40.
Жарияланды: 27.11.2026.
Оқу уақыты: 2 минут.
Барлық жаңалықтар – біздің сайтта.
Материал тек жазылушыларға қолжетімді.
Мақаланы толық оқу үшін тіркеліңіз.
Пікір қалдыру үшін жүйеге кіріңіз.
Сайт пайдаланушыларға ыңғайлы болу үшін cookie файлдарын қолданады.
Жарнама. «Каспий» ЖШС.
Қате таптыңыз ба? Мәтінді белгілеп, Ctrl+Enter басыңыз.
Пікіріңізді төменде қалдырыңыз.
Біздің WhatsApp нөміріміз: +7 700 000 00 00.
Толығырақ кейінірек хабарлаймыз.`,
};

const linesOf = (table: string): string[] => table.trim().split('\n');
const languages = Object.keys(stories) as Language[]; // its own keys
const all = (table: Record<Language, string>) =>
  languages.flatMap((language) => linesOf(table[language]).map((line) => ({ language, line })));

test('each table has at least 27 lines', () => {
  for (const table of [kept, dropped])
    for (const language of languages) expect(linesOf(table[language]).length).toBeGreaterThanOrEqual(27);
});

describe('a sentence of the story stays, whatever its first word', () => {
  test.each(all(kept))('$language: $line', ({ language, line }) => {
    expect(lead(language, `${line}\n\n${stories[language]}`)).toBe(`${line} ${stories[language]}`);
  });
});

describe('a line from around the story is passed over', () => {
  test.each(all(dropped))('$language: $line', ({ language, line }) => {
    expect(lead(language, `${line}\n\n${stories[language]}`)).toBe(stories[language]);
    expect(lead(language, `${stories[language]}\n\n${line}`)).toBe(stories[language]);
  });
});
