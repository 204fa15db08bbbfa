import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanText } from '../../../src/compose/text/clean-text.ts';
import { chooseSummary, summaryOf } from '../../../src/compose/text/summary.ts';
import { article, hostileText } from '../../stage/hostile.ts';
import { runs } from '../../stage/sizes.ts';

function summaryFrom(body: string | null, language = 'en', headline = 'Headline'): string | null {
  return summaryOf({ ...article, summary: null, body, language, headline });
}

describe('the summary', () => {
  test('is the newsroom’s own when there is one', () => {
    expect(summaryOf({ ...article, summary: '  Words are here,\n\n\n two   lines ', body: 'Body.' })).toBe(
      'Words are here,\n\ntwo lines',
    );
  });

  test.each([
    [' \n\u200B', 'Body.', 'Body.'],
    [null, 'Body.', 'Body.'],
    [null, null, null],
    [null, ' \n\n ', null],
    ['', '---\n\n***', null],
  ])('own %j, body %j', (summary, body, expected) => {
    expect(summaryOf({ ...article, summary, body })).toBe(expected);
  });

  test.each([
    ['ASTANA, June 22 – The rate was kept.', 'The rate was kept.'],
    ['ASTANA (Reuters) — The rate was kept.', 'The rate was kept.'],
    ['ASTANA, Kazakhstan (AP) -- The rate was kept.', 'The rate was kept.'],
    ['Astana, 22 June – The rate was kept.', 'The rate was kept.'],
    ['АСТАНА. KAZINFORM – Мөлшерлеме сақталды.', 'Мөлшерлеме сақталды.'],
    ['АСТАНА. 22 маусым. KAZINFORM – Мөлшерлеме сақталды.', 'Мөлшерлеме сақталды.'],
    ['АЛМАТЫ, 5 мая – Ставка сохранена.', 'Ставка сохранена.'],
    ['АЛМАТЫ, 5 мая – КазТАГ. Ставка сохранена.', 'Ставка сохранена.'],
    ['УСТЬ-КАМЕНОГОРСК. КАЗИНФОРМ — «Ставка» сохранена.', '«Ставка» сохранена.'],
    ['ЮНЕСКО – это учреждение ООН.', 'ЮНЕСКО – это учреждение ООН.'],
    ['ҚР Президенті – Қасым-Жомарт Тоқаев.', 'ҚР Президенті – Қасым-Жомарт Тоқаев.'],
    ['Астана – столица. Алматы – нет.', 'Астана – столица. Алматы – нет.'],
    ['NATO chief Mark Rutte – a Dutchman – arrived.', 'NATO chief Mark Rutte – a Dutchman – arrived.'],
    ['НУР-СУЛТАН, 5 мая — Sputnik. Мажилис принял закон о СМИ.', 'Мажилис принял закон о СМИ.'],
    ['ASTANA, June 5 — Prof. Lee won the prize.', 'Prof. Lee won the prize.'],
    ['ALMATY/ASTANA, Nov 12 (Reuters) - The rate was kept.', 'The rate was kept.'],
    ['ASTANA, Kazakhstan, November 25. The rate was kept.', 'The rate was kept.'],
    ['SHU, Zhambyl Region. Nov 25. KazTAG - The rate was kept.', 'The rate was kept.'],
    ['Almaty. November 25. Interfax-Kazakhstan - The rate was kept.', 'The rate was kept.'],
    ['New Delhi, Nov 25 (PTI) The rate was kept.', 'The rate was kept.'],
    ['Nov. 27 (UPI) -- The rate was kept.', 'The rate was kept.'],
    ['Berlin (dpa) - The rate was kept.', 'The rate was kept.'],
    ['(CNN) — The rate was kept.', 'The rate was kept.'],
    ['АСТАНА, 27 ноября. /ТАСС/. Ставка сохранена.', 'Ставка сохранена.'],
    ['АСТАНА, 27 ноя - РИА Новости. Ставка сохранена.', 'Ставка сохранена.'],
    ['Москва. 27 ноября. INTERFAX.RU - Ставка сохранена.', 'Ставка сохранена.'],
    ['АСТАНА, 27 ноября — Sputnik, Анна Ли. Ставка сохранена.', 'Ставка сохранена.'],
    ['ШУ, Жамбылская обл., 25 ноября – КазТАГ. Ставка сохранена.', 'Ставка сохранена.'],
    ['ШУ. ҚазТАГ – Мөлшерлеме сақталды.', 'Мөлшерлеме сақталды.'],
    ['Астана. 27 қараша. ҚазАқпарат – Мөлшерлеме сақталды.', 'Мөлшерлеме сақталды.'],
    ['АСТАНА. KAZINFORM. Мөлшерлеме сақталды.', 'Мөлшерлеме сақталды.'],
    ['АСТАНА. 28 ноября. КазТАГ – Анна Ким. Ставка сохранена.', 'Ставка сохранена.'],
    ['АЛМАТЫ. ҚазТАГ – Айгүл Сейіт. Мөлшерлеме сақталды.', 'Мөлшерлеме сақталды.'],
    ['УЕФА – Казахстан: спор решён.', 'УЕФА – Казахстан: спор решён.'],
    ['Москва. 5 мая исполнится 80 лет. Парад отменён.', 'Москва. 5 мая исполнится 80 лет. Парад отменён.'],
    [
      'Елена Рыбакина (Казахстан) – Арина Соболенко (Беларусь) 6:4.',
      'Елена Рыбакина (Казахстан) – Арина Соболенко (Беларусь) 6:4.',
    ],
    ['Алматы, 5 мая. На рынке пожар.', 'На рынке пожар.'],
    ['Алматы, 5 мамыр. Базарда өрт шықты.', 'Базарда өрт шықты.'],
    ['Астана, 5 мая 2025 г. Ставка сохранена.', 'Ставка сохранена.'],
    ['5 мая 2025 г., Алматы. Ставка сохранена.', 'Ставка сохранена.'],
    ['Астана, 5 мая 2025, 10:30 — Tengrinews.kz. Ставка сохранена.', 'Ставка сохранена.'],
    ['Астана, 5 мая 2025 года – Zakon.kz. Ставка сохранена.', 'Ставка сохранена.'],
    ['Астана. Kazpravda.kz – Ставка сохранена.', 'Ставка сохранена.'],
    ['5 мая, 15:30. Ставка сохранена.', 'Ставка сохранена.'],
    ['5 мая, Минск /Корр. БЕЛТА/. Ставка сохранена.', 'Ставка сохранена.'],
    ['5 May 2025, Astana – The rate was kept.', 'The rate was kept.'],
    ['NUR-SULTAN. KAZINFORM The rate was kept.', 'The rate was kept.'],
    ['(Обновлено в 15:30) Ставка сохранена.', 'Ставка сохранена.'],
    ['The rate was kept. (Updates with details, adds quote.)', 'The rate was kept.'],
    ['KAZINFORM/Astana/ — The rate was kept.', 'The rate was kept.'],
    ['Kaspi.kz – Қазақстанның ірі компаниясы.', 'Kaspi.kz – Қазақстанның ірі компаниясы.'],
    ['5 мая Алматы отметит День города. Ждём.', '5 мая Алматы отметит День города. Ждём.'],
    ['Астана – Алматы пойызы тоқтады.', 'Астана – Алматы пойызы тоқтады.'],
    [
      "Almaty (pop. 2 million) – Kazakhstan's largest city – is growing.",
      "Almaty (pop. 2 million) – Kazakhstan's largest city – is growing.",
    ],
  ])('without its dateline: %s', (body, expected) => {
    expect(summaryFrom(body)).toBe(expected);
  });

  test.each([
    'Photo: MFA',
    'Photo by John Smith',
    'Фото: Акорда',
    'Фото: Владислав Воднев / Unsplash.com.',
    'Сурет: Ақорда',
    'Source: Reuters.',
    'Read also: Who pays for it?',
    'Read more: It is new.',
    'Читайте также: Когда откроют мост?',
    'Читайте также. Мост открыт.',
    '▶️ Подписывайтесь на наш Telegram-канал!',
    'Тағы оқыңыз: Көпір қашан ашылады?',
    'Біздің Telegram арнаға жазылыңыз!',
    'Share:',
    'Subscribe to our channel.',
    'Бөлісу:',
    '#көпір #Алматы',
    'Economy, Oil, Gas',
    'Headline',
    '«HEADLINE»!',
    'A subheading without an end',
    '22 June 2026, 10:30',
    '* * *',
    '© 2026 All rights reserved.',
    'Story continues below.',
    'A post shared by Akorda (@akorda).',
    'REUTERS/Pavel Mikheyev.',
    'FILE PHOTO: A bridge in Almaty.',
    'Photo courtesy of MFA.',
    'By John Smith, Reuters.',
    'Last updated: 12 November 2025.',
    'Reporting by Mariya Gordeyeva; Editing by Mark Heinrich.',
    'You may also like: Bridge opens.',
    'Comments (0)',
    'Фото из архива редакции.',
    'Скриншот видео.',
    'Источник фото: Акорда.',
    'Нашли ошибку? Выделите её и нажмите Ctrl+Enter.',
    'Новость дополняется.',
    'Узнавайте новости первыми в Telegram.',
    'Нравится сайт? Подпишитесь!',
    'Просмотров: 675.',
    'Реклама.',
    'Сурет ашық дереккөзден алынды.',
    'Қате таптыңыз ба? Ctrl+Enter басыңыз.',
    'Telegram арнамызға жазылыңыз!',
    'Толығырақ оқыңыз: Көпір ашылды.',
    'Достарыңызбен бөлісіңіз!',
    'Қаралым: 675.',
  ])('passes over "%s"', (line) => {
    expect(summaryFrom(`${line}\n\nThe story is here.\n\n${line}\n\nIt goes on.`)).toBe(
      'The story is here. It goes on.',
    );
    expect(summaryFrom(`${line}\nThe story is here. It goes on.`)).toBe('The story is here. It goes on.');
  });

  test.each([
    'Readers also liked it.',
    'Photographers met in Astana.',
    'Фотографы собрались в Астане.',
    'Подписчики получили письмо.',
    'Share prices fell by 3%.',
    'Оқиға кеше болды.',
    'Автор книги приехал в Астану.',
    'Oil, gas, and grain exports rose.',
    'Watch prices rose 3% in Geneva.',
    'Published in 1936, the dictionary has 40,000 words.',
    'Reporting by three newspapers led to the arrest.',
    'By Tuesday the snow had melted.',
    'Фото из космоса показало обмеление Каспия.',
    'Ранее министр обещал снизить цены.',
    'Кадр из фильма попал в учебник.',
    'Перепечатка денег привела к инфляции.',
    'Сурет көрмесі Астанада ашылды.',
    'Telegram арналарына салық салынады.',
    'Осы тақырып бойынша жиын өтті.',
  ])('takes "%s"', (line) => {
    expect(summaryFrom(line)).toBe(line);
  });

  test.each([
    // The last of a list has a full stop, and says nothing alone.
    [
      'ru',
      'Названы лауреаты:\n\n1. А. Ким – наука;\n2. Б. Ли – спорт.\n\nНаграды вручит министр.',
      'Награды вручит министр.',
    ],
    [
      'ru',
      'Курсы на 5 мая:\n\n1 доллар – 518,16 тенге;\n\n1 рубль – 6,25 тенге.',
      'Курсы на 5 мая: 1 доллар – 518,16 тенге; 1 рубль – 6,25 тенге.',
    ],
    [
      'ru',
      'Дан прогноз.\n\n• Астана: метель.\n• Алматы: туман.\n\nВетер до 25 м/с.',
      'Дан прогноз. Ветер до 25 м/с.',
    ],
    ['en', 'Key points:\n- The rate stays;\n- Inflation is 12.6%.\n\nThe bank met.', 'The bank met.'],
    // Nobody would know whose words these are …
    [
      'ru',
      'Министр дал интервью.\n\n— Что изменится?\n\n— Многое. Мы готовим закон.',
      'Министр дал интервью.',
    ],
    // … of these the sentence says it.
    [
      'kk',
      'Кітап шықты.\n\n– Ол қалың, – деді автор. – Бес тарау.',
      'Кітап шықты. – Ол қалың, – деді автор. – Бес тарау.',
    ],
    [
      'ru',
      '«Кайрат»: Анарбеков, Мата, Тапалов.\n\nГол: Сатпаев, 14.\n\nСудья: Д. Пенчев.\n\nМатч окончен.',
      'Матч окончен.',
    ],
    ['en', 'Islamabad: The prime minister met the envoy.', 'Islamabad: The prime minister met the envoy.'],
    ['ru', 'Токаев: Казахстан не вступит в союз.', 'Токаев: Казахстан не вступит в союз.'],
    // What was known before is no news.
    ['ru', 'Закон принят. Напомним, его вносил министр. Он болел.', 'Закон принят.'],
    ['kk', 'Заң қабылданды. Бұған дейін ол туралы хабарлаған едік.', 'Заң қабылданды.'],
    ['en', 'The law passed. Earlier it was reported that it failed.', 'The law passed.'],
    ['en', 'The law passed. Recall elections follow.', 'The law passed. Recall elections follow.'],
    ['ru', 'Напомним, закон внесён.', 'Напомним, закон внесён.'],
  ])('tells the story without its lists, dialogues and past: %s %j', (language, body, expected) => {
    expect(summaryFrom(body, language)).toBe(expected);
  });

  test('takes up to three sentences and about 350 letters', () => {
    expect(summaryFrom('One is it. Two is it. Three is it. Four is it.')).toBe(
      'One is it. Two is it. Three is it.',
    );
    const sentence = `${'word '.repeat(29)}end.`;
    expect(summaryFrom(`Wo${sentence} Wa${sentence} Wi${sentence}`)).toBe(`Wo${sentence} Wa${sentence}`);
  });

  test('takes a long lead whole, and cuts a longer one at a word', () => {
    const lead = `The ${'word '.repeat(80)}end.`;
    expect(summaryFrom(`${lead} Next.`)).toBe(lead);
    expect(summaryFrom(`The ${'word '.repeat(200)}end.`)).toMatch(/^The (?:word )+word…$/);
    expect(summaryFrom(`The ${'word '.repeat(200)}end.`)?.length).toBeLessThanOrEqual(350);
  });

  test.each(['АБВГ. ', 'АБВГ (АА) ', 'АЛМАТЫ, 5 мая ', 'А-', 'KAZINFORM/Ab '])(
    'soon, of many names in capitals: %j',
    (name) => {
      const startedAt = performance.now();
      summaryFrom(name.repeat(500), 'ru');
      expect(performance.now() - startedAt).toBeLessThan(1000);
    },
  );

  test('shows a body without a sentence as it is', () => {
    expect(summaryFrom('No full stop here')).toBe('No full stop here');
  });

  test('is clean, of the body word for word, and not long', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom('kk', 'ru', 'en'), (body, language) => {
        const summary = summaryFrom(body, language) ?? '';
        expect(cleanText(summary)).toBe(summary);
        expect(summary.length).toBeLessThanOrEqual(500);
        const taken = summary === '' || summary.endsWith('…') ? [] : summary.split(/\s+/);
        // Chinese sentences stand without a space between them.
        expect(taken.filter((word) => !cleanText(body).includes(word))).toEqual([]);
      }),
      { numRuns: runs(300) },
    );
  });
});

test.each(['1. ', 'Читайте также: слово. ', 'г. ', '«', '– Біз жеңеміз! ', 'Фото: ', '. '])(
  'a body of %j a hundred thousand times takes no time that a lane would notice',
  (part) => {
    const body = part.repeat(100_000);
    const before = process.threadCpuUsage();
    chooseSummary({ summary: null, body, headline: 'A headline of the steppe', language: 'ru' });
    const { system, user } = process.threadCpuUsage(before);
    expect((system + user) / 1_000).toBeLessThan(150);
  },
);
