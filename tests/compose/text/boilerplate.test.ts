import { describe, expect, test } from 'vitest';
import { isBoilerplate } from '../../../src/compose/text/boilerplate.ts';
import { chooseSummary } from '../../../src/compose/text/summary.ts';
import { article } from '../../stage/hostile.ts';

const stories = {
  en: 'Heavy snow cut power to 20,000 homes in Petropavl on Monday.',
  ru: 'Снегопад в понедельник оставил без света 20 тысяч домов Петропавловска.',
  kk: 'Қалың қардан дүйсенбіде Петропавлда 20 мың үй жарықсыз қалды.',
};
type Language = keyof typeof stories;

function lead(language: Language, body: string): string | null {
  return chooseSummary({ ...article, language, headline: 'Headline', summary: null, body }).text;
}

const around: Record<Language, Record<string, string>> = {
  en: {
    'registration and paywall': `
You can read this story after a free registration. Or sign in if you have an account.
This article is for subscribers only.
You've reached your limit of free articles this month.
Already a subscriber? Log in.
Create a free account to keep reading.
Subscribe now to read the full story.
To continue, log in or register.`,
    newsletter: `
Sign up for our morning newsletter.
Get the day's top stories in your inbox.
Subscribe to our newsletter, which is sent every Friday.
Enter your e-mail to receive our letter.
By signing up, you agree to our terms.`,
    cookies: `
We use cookies to improve your experience on our site.
This website uses cookies.
Accept all cookies.
Manage your cookies and privacy settings here.
By using this site, you agree to our use of cookies.`,
    'affiliate and advertising': `
We may earn a commission if you buy through links on this page.
This article contains affiliate links.
Sponsored content.
Advertisement. Story continues below.
Paid post by the Altai bank.`,
    'reading time and update': `
3 min read
Reading time: 4 minutes.
Updated 5 hours ago.
Last updated Nov. 28, 2026, 10:15 a.m.
This story has been updated.
This is a developing story.`,
    disclaimer: `
The views expressed in this article are the author's own.
This article is for information only and is no financial advice.
The opinions expressed are those of the author.
This text was automatically translated.
This article was originally published in May.`,
    captions: `
A worker repairs cables in Petropavl, Monday, Nov. 23, 2026. (AP Photo/Aidar Sample)
Snow covers a street on Monday. (Photo by Dana Omar/Getty Images)
FILE - A power line stands near Petropavl in 2025.
Snow in Petropavl. Photo: City hall.
In this image, a crew works on a line.`,
    'questions to the reader': `
What do you think of the outage?
Do you have a story for us?
Were you without power? Tell us.
How long were your lights off?
Have you seen the snow?`,
    rates: `
USD 518.16 EUR 602.40 RUB 6.25
1 USD = 518.16. 1 EUR = 602.40.
Brent 71.20, gold 4,120.5
USD/KZT 518.16
10:00 –12 15:00 –9 21:00 –14.`,
  },
  ru: {
    'registration and paywall': `
Материал доступен только подписчикам.
Чтобы читать дальше, оформите подписку.
Уже подписаны? Войдите.
Зарегистрируйтесь, чтобы оставить комментарий.
Статья только для зарегистрированных пользователей.`,
    newsletter: `
Подпишитесь на нашу рассылку.
Подписывайтесь на наш Telegram-канал!
Следите за новостями в нашем Telegram-канале.
Читайте нас в WhatsApp.
Узнавайте новости первыми.`,
    cookies: `
Мы используем файлы cookie.
Сайт использует cookie, чтобы улучшить работу.
Продолжая пользоваться сайтом, вы соглашаетесь с правилами.
На сайте используются файлы cookie.
Этот сайт использует куки.`,
    'affiliate and advertising': `
На правах рекламы.
Партнёрский материал.
Материал подготовлен при поддержке банка.
Реклама. 12+.
Спецпроект.`,
    'reading time and update': `
Время чтения: 3 минуты.
2 мин чтения
Обновлено: 28.11.2026, 10:15.
Новость дополняется.
Материал обновляется.`,
    disclaimer: `
Мнение редакции может не совпадать с мнением автора.
Материал носит информационный характер.
Имеются противопоказания, нужна консультация врача.
Редакция не несёт ответственности за содержание рекламы.
Данный текст переведён автоматически.`,
    captions: `
Рабочий чинит кабель в Петропавловске. (Фото: Айдар Примеров)
Снег на улице Абая (фото пресс-службы акимата).
На фото: бригада у линии.
Снег в Петропавловске. Фото: акимат.
Иллюстративное фото.`,
    'questions to the reader': `
А вы остались без света?
Что вы думаете об отключении?
Есть новость? Расскажите нам.
Вам уже включили свет?
Как долго у вас не было света?`,
    rates: `
USD 518,16 EUR 602,40 RUB 6,25
1 USD = 518,16. 1 EUR = 602,40.
USD/KZT 518,16
10:00 –12, 15:00 –9, 21:00 –14.
518,16 / 602,40 / 6,25`,
  },
  kk: {
    'registration and paywall': `
Мақаланы толық оқу үшін тіркеліңіз.
Тек жазылушыларға арналған.
Жүйеге кіріңіз.
Пікір қалдыру үшін тіркелу қажет. Тіркеліңіз.
Материалды әрі қарай оқу үшін жазылыңыз.`,
    newsletter: `
Telegram арнамызға жазылыңыз!
Біздің WhatsApp арнаға қосылыңыз.
Жаңалықтарды бірінші болып біліп жүріңіз, арнамызға жазылыңыз!
Бізге Instagram-да жазылыңыздар.
Бөлісіңіз!`,
    cookies: `
Біз cookie файлдарын пайдаланамыз.
Сайт cookie файлдарын пайдаланады.
Бұл сайт куки қолданады.
Сайтты пайдалануды жалғастыра отырып, сіз келісесіз.
Біздің сайт cookie жинайды.`,
    'affiliate and advertising': `
Жарнама құқығында.
Жарнама.
Жарнамалық материал.
Серіктестік материал.
Арнайы жоба.`,
    'reading time and update': `
Оқу уақыты: 3 минут.
2 мин оқу
Жаңартылды: 28.11.2026, 10:15.
Жаңалық толықтырылуда.
Материал жаңартылуда.`,
    disclaimer: `
Редакция пікірі автордың көзқарасымен сәйкес келмеуі мүмкін.
Материал ақпараттық сипатта.
Автордың пікірі редакция көзқарасын білдірмейді.
Бұл мәтін автоматты түрде аударылды.
Материалды көшіргенде сілтеме қажет.`,
    captions: `
Жұмысшы кабельді жөндеп жатыр. (Сурет: Айдар Үлгі)
Абай көшесіндегі қар (фото: әкімдік).
Суретте: бригада желі басында.
Петропавлдағы қар. Сурет: әкімдік.
Көрнекі сурет.`,
    'questions to the reader': `
Сіз қалай ойлайсыз?
Сіздің үйде жарық бар ма?
Жаңалығыңыз бар ма?
Сіз жарықсыз қалдыңыз ба?
Бұл туралы не айтасыз?`,
    rates: `
USD 518,16 EUR 602,40 RUB 6,25
1 USD = 518,16. 1 EUR = 602,40.
USD/KZT 518,16
10:00 –12, 15:00 –9, 21:00 –14.
518,16 / 602,40 / 6,25`,
  },
};

/** Real leads that only begin like the lines above. */
const leads: Record<Language, string> = {
  en: `
Listen to the people, Tokayev tells ministers.
Sign up for free flu shots begins on Monday.
Share of gas in heating rose to 60% this winter.
Subscribe or lose access, the regulator told the banks.
Watch your step, rescuers warn after ice covered the capital.
Follow the money, prosecutors told the court on Tuesday.
Join or pay: the union has asked its members to vote.
Read more books, doctors tell children.
Photo exhibition opened in Petropavl on Monday.
Video games made in Almaty sold for $5 million.
Author Dana Omar won the prize for her novel.
Source of the river was found by pupils in May.
Support for the law fell to 40 percent.
Cookies baked in Petropavl won a prize in Paris.
Updated tax rules begin in January.
Click fraud cost banks 3 billion tenge, the regulator said.
Download speeds in villages rose by a third this year.`,
  ru: `
Подписаться на газеты и журналы на 2027 год можно до 25 декабря, сообщила почта.
Следите за здоровьем: врачи назвали симптомы гриппа.
Автор — 12-летний школьник из Кентау — написал музыку для оркестра.
Источник — родник под Кентау — признали памятником природы.
Смотрите под ноги: спасатели предупредили о гололёде.
Читайте договор: юристы рассказали о новых схемах мошенников.
Реклама пива исчезнет с улиц, решил мажилис.
Видео с пожара изучит полиция Астаны.
Поделиться урожаем с соседями решили дачники Риддера.
Редактор районной газеты получил премию президента.
Слушайте сердце: кардиологи открыли бесплатный приём.
Фото из космоса показало обмеление Каспия.
Узнайте свой долг: налоговая запустила новый сервис.
Коллаж из марок признали рекордом Казахстана.
Комментарии чиновников удалили после жалобы жителей.
Скачайте пропуск: въезд в парк изменился с 1 мая.
Материал для моста доставят в мае, сообщил акимат.`,
  kk: `
Қате тапқан оқушыға сыйлық берілді, деп хабарлады министрлік.
Жазылыңыз немесе кешігесіз: газетке жазылу 25 желтоқсанда аяқталады.
Автор – 12 жастағы оқушы – оркестрге ән жазды.
Дереккөз – Кентау маңындағы бұлақ – ескерткіш деп танылды.
Сурет көрмесі Петропавлда дүйсенбіде ашылды.
Жарнама тақталары көшеден алынады деп шешті мәжіліс.
Бейне жазбаны полиция тексеріп жатыр.
Тыңдаңыз: дәрігерлер жүрек соғысын тегін тексереді.
Бөлісіңіз де, сақтаныңыз: құтқарушылар көктайғақ туралы ескертті.
Материал көпірге мамыр айында жеткізіледі деп хабарлады әкімдік.
Редакторы жас газет облыстық сыйлық алды.
Оқыңыздар деп үндеді министр оқушыларға кітап сыйлап.
Пікірлер жойылды, деп хабарлады министрлік дүйсенбіде.
Қосылыңыз деген ұсынысты 40 ауыл қабылдады.
Толығырақ ақпаратты министрлік ертең береді деп жоспарланды.
Жарияланды деген бұйрық әлі күшіне енген жоқ.
Көріңіз де таңғалыңыз: Кентауда алып қарбыз өсірілді.`,
};

const linesOf = (table: string): string[] => table.trim().split('\n');
const languages = Object.keys(stories) as Language[]; // its own keys

describe('what stands around a story is passed over', () => {
  test.each(
    languages.flatMap((language) =>
      Object.entries(around[language]).flatMap(([kind, table]) =>
        linesOf(table).map((line) => ({ language, kind, line })),
      ),
    ),
  )('$language, $kind: $line', ({ language, line }) => {
    expect(lead(language, `${line}\n\n${stories[language]}`)).toBe(stories[language]);
    expect(lead(language, `${stories[language]}\n\n${line}`)).toBe(stories[language]);
  });

  test.each([
    ['By Dana Omar CNN PETROPAVL (CNN) — ', 'en'],
    ['By Dana Omar and Tom Reed, Associated Press ', 'en'],
    ['BHOPAL: ', 'en'],
    ['LA CROSSE, Wis. (AP) — ', 'en'],
    ['PETROPAVL, Kazakhstan (AP) — ', 'en'],
    ['BY DANA OMAR, Reuters ', 'en'],
    ['Advertisement. ', 'en'],
  ] as const)('%s', (start, language) => {
    const story = `${stories[language]} Crews expect to restore it by Wednesday.`;
    expect(lead(language, start + story)).toBe(story);
  });
});

describe('a real lead that only begins like that stays', () => {
  test.each(languages.flatMap((language) => linesOf(leads[language]).map((line) => ({ language, line }))))(
    '$language: $line',
    ({ language, line }) => {
      expect(lead(language, `${line}\n\n${stories[language]}`)).toBe(`${line} ${stories[language]}`);
    },
  );
});

describe('a summary stands on its own', () => {
  test.each<[Language, string]>([
    ['en', 'He said so on Monday.'],
    ['en', 'She was 80.'],
    ['en', 'These homes are cold.'],
    ['en', 'This was the third outage.'],
    ['en', 'They work at night.'],
    ['en', 'According to her, the line broke.'],
    ['ru', 'Об этом сообщили в акимате.'],
    ['ru', 'Он добавил, что линия порвалась.'],
    ['ru', 'По его словам, линия порвалась.'],
    ['ru', 'Эти дома остались без тепла.'],
    ['ru', 'Кроме того, закрыты школы.'],
    ['kk', 'Бұл туралы әкімдік хабарлады.'],
    ['kk', 'Ол желі үзілгенін айтты.'],
    ['kk', 'Оның айтуынша, желі үзілген.'],
    ['kk', 'Сондай-ақ мектептер жабылды.'],
    ['kk', 'Олар түнде жұмыс істейді.'],
  ])('%s: %s', (language, line) => {
    expect(lead(language, `${line}\n\n${stories[language]}`)).toBe(stories[language]);
    expect(lead(language, `${stories[language]} ${line}`)).toBe(`${stories[language]} ${line}`);
    expect(lead(language, line)).toBeNull();
  });

  test.each<[Language, string]>([
    ['en', 'This week the government cut the tax.'],
    ['en', 'It will rain in Astana on Monday.'],
    ['en', 'Hero cities will get new parks.'],
    ['ru', 'Этой осенью в Алматы посадят сады.'],
    ['ru', 'Онлайн-касса нужна всем, решил суд.'],
    ['ru', 'Авария оставила без воды два села.'],
    ['kk', 'Бұл аптада үкімет салықты азайтты.'],
    ['kk', 'Олжас Сүлейменов туралы фильм түсірілді.'],
    ['kk', 'Алматыда жаңа саябақ ашылды.'],
  ])('%s, and may begin so: %s', (language, line) => {
    expect(lead(language, line)).toBe(line);
  });
});

test.each([
  'Thanks for reading The Steppe! Subscribe for free to receive new posts.',
  'Thank you for reading.',
  'This story contains graphic descriptions of violence.',
  'Content warning.',
  'Внимание!',
  'Материал содержит сцены насилия.',
  'Видео содержит ненормативную лексику.',
  'Спасибо, что читаете нас.',
  'Назар аударыңыз!',
  'Материалда зорлық көріністері бар.',
  'Оқығаныңызға рахмет!',
  'Оставьте комментарий.',
  'Жми на колокольчик!',
  'Версия для печати.',
  'Размер шрифта: А А А.',
  '1 234 просмотра.',
  'Самые важные новости – в нашем Telegram.',
  'Пікір қалдырыңыз.',
  'Қаралым саны: 345.',
  '345 рет қаралды.',
  'Skip to main content.',
  'Image caption, Snow in Almaty.',
  'View image in fullscreen.',
  'Filed under: Weather.',
  'Обновлено 28 ноября в 14:30.',
  'Обновлено: 14:30.',
  'Обновлено 5 минут назад.',
])('it is no sentence of the story: %s', (line) => {
  expect(isBoilerplate(line)).toBe(true);
});

test.each([
  'Внимание к деталям спасло завод, считает его директор Анна Ким.',
  'Warning: snow will close the pass on Monday, the road service said.',
  'Материал содержит до 40 процентов никеля, выяснили учёные.',
  'Обновлено 12 школ и 5 больниц в Абайской области.',
  'Размер шрифта на упаковках увеличат с января.',
  'Просмотров у ролика о спасении собаки больше миллиона.',
  'Image of the city suffers, the mayor said.',
  'Назар аударарлық өзгеріс: салық екі есе азаяды.',
  'This story contains all that the city remembers of the flood.',
])('a real lead stays: %s', (line) => {
  expect(isBoilerplate(line)).toBe(false);
});
