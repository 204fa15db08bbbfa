/** A piece of news of the sample site, and what becomes of it. */
export interface Story {
  slug: string;
  language: 'kk' | 'ru' | 'en';
  section: string;
  headline: string;
  summary: string;
  /** Its paragraphs; they stand on its page only. */
  body: readonly string[];
  author: string;
  /** Two colours of its picture; null: it has none. */
  picture: readonly [string, string] | null;
  pictureCredit: string;
  /** When it appears, in seconds after the site opened. */
  atSeconds: number;
  /** What changes later. */
  correction?: { atSeconds: number; headline: string; summary: string };
  /** From then on the site says that it is deleted. */
  deletedAtSeconds?: number;
}

export const stories: readonly Story[] = [
  {
    slug: 'night-library',
    language: 'en',
    section: 'City',
    headline: 'Library stays open all night before exams',
    summary: 'Students may read until seven in the morning, and the last bus waits for them.',
    body: [
      'The city library will not close its doors for the next three weeks. The reading room is open around the clock, and tea is free after midnight.',
      'Last winter four hundred people signed a letter asking for it. The director says that the first night brought more readers than a usual Sunday.',
    ],
    author: 'Dana Ali',
    picture: ['#1d3557', '#e9c46a'],
    pictureCredit: 'City library',
    atSeconds: 0,
  },
  {
    slug: 'zhana-kopir',
    language: 'kk',
    section: 'Қала',
    headline: 'Өзен үстіндегі жаңа көпір мерзімінен бұрын ашылды',
    summary: 'Көпірмен жаяулар мен велосипедшілер дүйсенбіден бастап жүре алады.',
    body: [
      'Құрылысшылар жұмысты межеленген мерзімнен екі ай бұрын аяқтады. Көпірдің ұзындығы – 240 метр, екі жағында орындықтар мен шамдар бар.',
      'Көліктер үшін қозғалыс көктемде ашылады. Оған дейін жаяулар жолы тегіс болғанша қалалық автобус тегін жүреді.',
    ],
    author: 'Айгүл Сәрсен',
    picture: ['#2a9d8f', '#f4f1de'],
    pictureCredit: 'Қала әкімдігі',
    atSeconds: 0,
  },
  {
    slug: 'poezd-k-ozeru',
    language: 'ru',
    section: 'Транспорт',
    headline: 'К озеру пустят поезд выходного дня',
    summary: 'Он будет ходить с декабря по субботам, билет стоит 1200 тенге.',
    body: [
      'Первый состав отправится в последнюю субботу месяца в семь утра. В пути три часа, обратно поезд идёт в шесть вечера.',
      'В двух вагонах можно провозить лыжи и велосипеды. Детям до семи лет билет не нужен.',
    ],
    author: 'Марат Ким',
    picture: ['#457b9d', '#f1faee'],
    pictureCredit: 'пресс-служба дороги',
    atSeconds: 25,
    correction: {
      atSeconds: 70,
      headline: 'К озеру пустят два поезда выходного дня',
      summary: 'Они будут ходить с декабря по субботам и воскресеньям, билет стоит 1200 тенге.',
    },
  },
  {
    slug: 'snow-leopard',
    language: 'en',
    section: 'Nature',
    headline: 'Snow leopard with two cubs seen near the pass',
    summary: 'A trail camera took the pictures at dawn, 400 metres above the last house.',
    body: [
      'Rangers found the family on three pictures of the same night. It is the first litter in this valley for nine years.',
      'The path to the pass stays closed until April. Herders are paid for each animal that they lose.',
    ],
    author: 'Tom Reed',
    picture: ['#6d597a', '#eaac8b'],
    pictureCredit: 'National park',
    atSeconds: 50,
  },
  {
    slug: 'otmena-koncerta',
    language: 'ru',
    section: 'Культура',
    headline: 'Концерт на площади отменили из-за мороза',
    summary: 'Билеты примут обратно до конца недели.',
    body: [
      'Организаторы сообщили об отмене за шесть часов до начала. Ночью ожидается минус двадцать восемь.',
      'Деньги вернут в кассах театра, билеты из приложения вернутся сами.',
    ],
    author: 'Ольга Вебер',
    picture: null,
    pictureCredit: '',
    atSeconds: 75,
    // The concert took place after all.
    deletedAtSeconds: 120,
  },
  {
    slug: 'auyl-dombyra',
    language: 'kk',
    section: 'Мәдениет',
    headline: 'Ауыл мектебі домбыраны өзі жасайды',
    summary: 'Оқушылар биыл отыз аспап жасап, он екісін көрші мектептерге сыйлады.',
    body: [
      'Шеберхана бұрынғы қазандықта орналасқан. Ағашты ауыл тұрғындары әкеледі, ал ішекті мұғалім өз қаражатына алады.',
      'Көктемде балалар облыстық көрмеге барады. Оған әрқайсысы өз қолымен жасаған домбырасын апарады.',
    ],
    author: 'Нұрлан Әбді',
    picture: ['#bc6c25', '#fefae0'],
    pictureCredit: 'мектеп мұрағаты',
    atSeconds: 100,
  },
];

/** A story as the site shows it at a moment. */
export interface ShownStory extends Story {
  publishedAt: Date;
  updatedAt: Date;
}

/** What the site shows at a moment, the newest first, and what it has deleted. */
export interface SiteState {
  shown: ShownStory[];
  deleted: { story: Story; deletedAt: Date }[];
}

export function siteAt(openedMs: number, nowMs: number): SiteState {
  const at = (seconds: number): Date => new Date(openedMs + seconds * 1_000);
  const isPast = (seconds: number | undefined): seconds is number =>
    seconds !== undefined && at(seconds).getTime() <= nowMs;
  const state: SiteState = { shown: [], deleted: [] };
  for (const story of stories) {
    if (!isPast(story.atSeconds)) continue;
    if (isPast(story.deletedAtSeconds)) {
      state.deleted.push({ story, deletedAt: at(story.deletedAtSeconds) });
      continue;
    }
    const { correction } = story;
    const isCorrected = correction !== undefined && isPast(correction.atSeconds);
    const { headline, summary } = isCorrected ? correction : story;
    const updatedAt = at(isCorrected ? correction.atSeconds : story.atSeconds);
    state.shown.unshift({ ...story, headline, summary, publishedAt: at(story.atSeconds), updatedAt });
  }
  return state;
}
