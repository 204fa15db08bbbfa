import { describe, expect, test } from 'vitest';
import { chooseSummary } from '../../../src/compose/text/summary.ts';
import { article } from '../../stage/hostile.ts';

const leads = {
  en: 'Crews reopened the Altai pass on Tuesday after a week of snow.',
  ru: 'Дорожники во вторник открыли перевал после недели снегопадов.',
  kk: 'Жолшылар асуды бір аптадан соң сейсенбіде ашты.',
};
type Language = keyof typeof leads;

function choose(language: Language, summary: string, headline = 'Altai pass / Перевал / Асу') {
  return chooseSummary({ ...article, language, headline, summary, body: leads[language] });
}

/** Texts by the fault that they have; each is passed over for the lead of the body. */
const faulty: Record<Language, Record<string, string>> = {
  en: {
    'it is cut': `
The pass is open again after a week of snow, and drivers can reach the valley by noon, the road servi
The pass is open again after a week…
The pass is open again. Drivers can reach the […]
The pass is open again. Drivers can reach the [...]
The pass is open again, drivers can reach the valley, the
The pass is open again ...`,
    'it is no sentence': `
snow, pass, Altai, road
Road news
Photos of the pass
Altai, pass, weather, snow
The pass: what, where, how`,
    'it describes the site': `
Latest news from Kazakhstan and the world
Breaking news, sport, business and analysis from our newsroom
The official website of the Altai newspaper
News portal of the Altai region: news, interviews, analysis, online 24/7
Top stories of the day. Read the newspaper online, news around the clock`,
    'it sends the reader elsewhere': `
The pass is open again. Read more on our site.
The pass is open again. Continue reading
The pass is open again. Click here
The pass is open again. Sign up for our newsletter.
We use cookies to improve your experience. The pass is open.`,
    'it says a sentence twice': `
The pass is open. The pass is open.
The pass is open. Cars can go. The pass is open.
Snow stopped on Monday. Snow stopped on Monday!
It snowed for a week. The pass is open. It snowed for a week.
Cars can go. Cars can go.`,
    'it repeats the headline': `
Altai pass opens
Altai pass opens. Cars can go.
Altai pass opens – Altai Post
«Altai pass opens»
Altai pass opens | News`,
    'it does not stand on its own': `
He said the pass was open.
This was said by the road service.
These cars can go now.
They opened it on Tuesday.
According to him, the pass is open.`,
    'it is a caption': `
A plough clears the pass on Tuesday. (AP Photo/Aidar Sample)
Snow on the pass. Photo: Road service
FILE - Snow lies on the pass in 2025.
Cars wait at the pass, Nov. 23. (Photo by Dana Omar/Reuters)
In this photo, snow covers the pass on Tuesday.`,
  },
  ru: {
    'it is cut': `
Перевал снова открыт после недели снегопадов, водители смогут проехать в долину уже к полудню, сообщила дорожная слу
Перевал снова открыт после недели…
Перевал снова открыт. Водители смогут […]
Перевал снова открыт. Водители смогут [...]
Перевал снова открыт, водители смогут проехать в
Перевал снова открыт ...`,
    'it is no sentence': `
снег, перевал, Алтай, дорога
Новая дорога
Фото с перевала
Перевал, погода, снегопад, Алтай
Дороги и погода`,
    'it describes the site': `
Последние новости Казахстана и мира
Новости Алтая сегодня: главные события, аналитика, интервью
Официальный сайт газеты «Алтай»
Информационный портал Алтайского края: новости, аналитика, онлайн
Свежие новости Казахстана, эксклюзивные интервью и репортажи на сайте`,
    'it sends the reader elsewhere': `
Перевал снова открыт. Подробнее на сайте.
Перевал снова открыт. Читайте на Altai.kz
Перевал снова открыт. Подробности в нашем материале.
Перевал снова открыт. Подписывайтесь на наш Telegram-канал!
Сайт использует файлы cookie, чтобы улучшить работу. Перевал открыт.`,
    'it says a sentence twice': `
Перевал открыт. Перевал открыт.
Перевал открыт. Машины пошли. Перевал открыт.
Снег прекратился. Снег прекратился!
Снег шёл неделю. Перевал открыт. Снег шёл неделю.
Машины пошли. Машины пошли.`,
    'it repeats the headline': `
Altai pass opens
Altai pass opens. Машины пошли.
Altai pass opens – Алтай
«Altai pass opens»
Altai pass opens | Новости`,
    'it does not stand on its own': `
Об этом сообщила дорожная служба.
Он открыт с утра вторника.
Эти машины уже могут ехать.
По его словам, перевал открыт.
Также открыта дорога в долину.`,
    'it is a caption': `
Трактор чистит перевал. (Фото: пресс-служба)
Снег на перевале. Фото: Дорожная служба
На фото: трактор чистит перевал во вторник.
Машины ждут у перевала (фото Айдара Примерова).
На снимке перевал после снегопада.`,
  },
  kk: {
    'it is cut': `
Асу бір аптаға созылған қардан кейін қайта ашылды, жүргізушілер түске дейін аңғарға жете алады деп хабарлады жол қызме
Асу бір аптадан кейін қайта…
Асу қайта ашылды. Жүргізушілер […]
Асу қайта ашылды. Жүргізушілер [...]
Асу қайта ашылды, жүргізушілер және
Асу қайта ашылды ...`,
    'it is no sentence': `
қар, асу, Алтай, жол
Жаңа жол
Асудан фото
Асу, ауа райы, қар, Алтай
Жол мен ауа райы`,
    'it describes the site': `
Соңғы жаңалықтар, Қазақстан мен әлем
Қазақстан жаңалықтары
«Алтай» газетінің ресми сайты: жаңалықтар, сараптама, сұхбат, порталы
Ақпараттық портал: жаңалықтар, сараптама
Басты жаңалықтар мен оқиғалар`,
    'it sends the reader elsewhere': `
Асу қайта ашылды. Толығырақ сайтымызда.
Асу қайта ашылды. Толығырақ: Altai.kz
Асу қайта ашылды. Сайттан оқыңыз.
Асу қайта ашылды. Telegram арнамызға жазылыңыз!
Біз cookie файлдарын пайдаланамыз. Асу ашылды.`,
    'it says a sentence twice': `
Асу ашылды. Асу ашылды.
Асу ашылды. Көлік жүрді. Асу ашылды.
Қар тоқтады. Қар тоқтады!
Қар бір апта жауды. Асу ашылды. Қар бір апта жауды.
Көлік жүрді. Көлік жүрді.`,
    'it repeats the headline': `
Altai pass opens
Altai pass opens. Көлік жүрді.
Altai pass opens – Алтай
«Altai pass opens»
Altai pass opens | Жаңалық`,
    'it does not stand on its own': `
Бұл туралы жол қызметі хабарлады.
Ол сейсенбі күні ашылды.
Олар енді жүре алады.
Сондай-ақ аңғарға баратын жол ашылды.
Оның айтуынша, асу ашық.`,
    'it is a caption': `
Трактор асуды тазалап жатыр. (Сурет: баспасөз қызметі)
Асудағы қар. Сурет: Жол қызметі
Суретте: трактор асуды тазалап жатыр.
Көліктер асу алдында тұр (фото: Айдар Үлгі).
Суретте асу қардан кейін.`,
  },
};

const good: Record<Language, string> = {
  en: `
The Altai pass is open again after a week of snow, the road service said.
Drivers can reach the valley by noon. Lorries must wait until Wednesday.
This week the pass opened three times.
Read by millions, the poem of the pass has been set to music.
Why the pass will stay open all winter`,
  ru: `
Алтайский перевал снова открыт после недели снегопадов, сообщила дорожная служба.
Водители смогут проехать в долину к полудню. Грузовики подождут до среды.
Этой осенью перевал открывали трижды.
Подписаться на сводку с перевала можно с 1 декабря, сообщила служба.
Почему перевал будет открыт всю зиму`,
  kk: `
Алтай асуы бір аптаға созылған қардан кейін қайта ашылды деп хабарлады жол қызметі.
Жүргізушілер түске дейін аңғарға жете алады. Жүк көлігі сәрсенбіні күтеді.
Бұл аптада асу үш рет ашылды.
Қате тапқан жүргізушіге сыйлық берілді, деп хабарлады жол қызметі.
Асу неге қыс бойы ашық болады`,
};

const linesOf = (table: string): string[] => table.trim().split('\n');
const languages = Object.keys(leads) as Language[]; // its own keys

describe('a description', () => {
  test.each(
    languages.flatMap((language) =>
      Object.entries(faulty[language]).flatMap(([reason, table]) =>
        linesOf(table).map((text) => ({ language, reason, text })),
      ),
    ),
  )('$language, $reason: $text', ({ language, reason, text }) => {
    const chosen = choose(
      language,
      text,
      reason === 'it repeats the headline' ? 'Altai pass opens' : undefined,
    );
    expect(chosen.text).toBe(leads[language]);
    expect(chosen.passedOver.some((passed) => passed.text === text)).toBe(true);
    expect(chosen.passedOver[0]?.reason).toBe(reason);
  });

  test.each(languages.flatMap((language) => linesOf(good[language]).map((text) => ({ language, text }))))(
    '$language, used: $text',
    ({ language, text }) => {
      expect(choose(language, text)).toEqual({ text, from: 'description', passedOver: [] });
    },
  );

  test('that is longer than 350 units gives way to the lead', () => {
    const long = Array.from({ length: 20 }, (_, index) => `Car ${index + 10} crossed the pass.`).join(' ');
    expect(choose('en', long).text).toBe(leads.en);
  });

  test.each([
    ['The pass is open. Drivers can reach the […]', 'The pass is open.'],
    ['The pass of Altai has been reop…', 'The pass of Altai has been reop…'],
    ['Read more on our site.', null],
    ['Latest news from Kazakhstan', null],
    ['He said so.', null],
    ['A title without a verb', 'A title without a verb'],
    ['The pass is open. The pass is open.', 'The pass is open.'],
    [`${article.headline}. The pass is open.`, 'The pass is open.'],
    [article.headline, null],
    ['The winner gets 1 000 000 tenge (2 000 $).', 'The winner gets 1 000 000 tenge (2 000 $).'],
  ])('alone, without a body: %s', (summary, text) => {
    expect(chooseSummary({ ...article, summary, body: null }).text).toBe(text);
  });
});

test.each<[Language, string, string]>([
  ['ru', 'Перевал открыт', 'Перевал открыт ▶ Новости ▶ 28.11.2026'],
  ['ru', 'Перевал открыт', 'Перевал открыт | Общество | Степь'],
  ['kk', 'Асу ашылды', 'Асу ашылды » Жаңалықтар » Дала'],
  ['en', 'Pass reopens', 'Pass reopens - Road news - The Courier'],
])(
  '%s, %s: the path to the page does not make a description of the headline: %s',
  (language, headline, own) => {
    expect(choose(language, own, headline).text).toBe(leads[language]);
  },
);

test.each<[Language, string]>([
  ['kk', 'Асуды ашу жұмысы бір аптаға созылды. Толығырақ Qazaqstan.tv сайтында'],
  ['kk', 'Асуды ашу жұмысы бір аптаға созылды. Толығырақ – Dala.kz порталында.'],
  ['en', 'The post Altai pass reopens appeared first on The Courier.'],
  ['ru', 'Запись Перевал открыт впервые появилась на сайте Степь.'],
  ['en', 'By DANA OMAR | Associated Press'],
  ['en', 'By Dana Omar, The Courier'],
])('%s: no description: %s', (language, own) => {
  expect(choose(language, own).text).toBe(leads[language]);
});
