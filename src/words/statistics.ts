import type { SpokenLanguage } from '../news/language.ts';
import { counts, type Forms } from './counts.ts';
import { localeOf, showDays, zoneName } from './moments.ts';

/** The facts in the caption of the picture, formatted already. */
export interface CaptionFacts {
  days: number;
  period: string;
  posts: number;
  refused: number;
  /** Channels in which something was posted. */
  channels: number;
  /** null: nothing was sent. */
  delays: { median: string; p95: string } | null;
  /** null: no day had more than one post. */
  busiest: { date: string; posts: number } | null;
  readers: ReaderFacts;
}

/** What readers did. null: nobody counted. */
export interface ReaderFacts {
  subscribers: number | null;
  joins: number;
  leaves: number;
  reactions: number | null;
  comments: number | null;
}

/** Words of the statistics. A missing translation does not compile. */
export interface StatisticsWords {
  /** What each command does, for the help and for Telegram's menu. */
  commands: Record<'stats', string>;
  title(days: number): string;
  /** Under a number. */
  posts(count: number): string;
  /** Over a column of numbers. */
  postsHeading: string;
  refused(count: number): string;
  /** Under numbers of readers. */
  subscribers(count: number): string;
  joinsAndLeaves: string;
  reactions(count: number): string;
  comments(count: number): string;
  toChannel: string;
  median: string;
  /** The 95th percentile. */
  p95: string;
  byDay: string;
  byChannel: string;
  bySection: string;
  today: string;
  nothing: string;
  noSection: string;
  digests: string;
  others(count: number): string;
  refusedOf(count: string): string;
  /** Which clock divides the days. `name`: IANA. */
  timeZone(name: string): string;
  caption(facts: CaptionFacts): string;
  /** The answer to a wrong number of days. */
  usage: string;
  busy: string;
  failed: string;
  formats: Formats;
}

/** Numbers, dates and plurals in one language. */
export class Formats {
  readonly #language: SpokenLanguage;
  readonly #plurals: Intl.PluralRules;
  readonly #numbers: Intl.NumberFormat;
  /** A format is expensive to make, so each is made once. */
  readonly #units = new Map<string, Intl.NumberFormat>();
  readonly #dates = new Map<string, Intl.DateTimeFormat>();

  constructor(language: SpokenLanguage) {
    this.#language = language;
    this.#plurals = new Intl.PluralRules(language);
    this.#numbers = new Intl.NumberFormat(language);
  }

  number(count: number): string {
    return this.#numbers.format(count);
  }

  /** The form of the word without the number: "posts". */
  form(count: number, forms: Forms): string {
    return forms[this.#plurals.select(count)] ?? forms.other;
  }

  /** A length of time in the unit that a person would choose. */
  duration(ms: number): string {
    const seconds = ms / 1000;
    if (seconds < 9.95) return this.#unit(seconds, 'second', 1);
    if (seconds < 99.5) return this.#unit(seconds, 'second', 0);
    if (seconds < 99.5 * 60) return this.#unit(seconds / 60, 'minute', 0);
    if (seconds < 47.95 * 3600) return this.#unit(seconds / 3600, 'hour', 1);
    return this.#unit(seconds / 86_400, 'day', 0);
  }

  #unit(value: number, unit: string, maximumFractionDigits: number): string {
    // In English the short units are "sec" and "hr"; the narrow ones, "s" and "h", are clear enough.
    const unitDisplay = this.#language === 'en' ? 'narrow' : 'short';
    const style = { style: 'unit', unit, unitDisplay, maximumFractionDigits } as const;
    const name = `${unit} ${maximumFractionDigits}`;
    const format = this.#units.get(name) ?? new Intl.NumberFormat(this.#language, style);
    this.#units.set(name, format);
    return format.format(value);
  }

  /** A local date, given as UTC midnight. */
  date(date: Date, options: Intl.DateTimeFormatOptions): string {
    const name = JSON.stringify(options);
    const format =
      this.#dates.get(name) ??
      new Intl.DateTimeFormat(localeOf(this.#language), { ...options, timeZone: 'UTC' });
    this.#dates.set(name, format);
    return format.format(date);
  }

  period(from: Date, to: Date): string {
    const options = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
    return showDays(from, to, this.#language, options);
  }
}

/** "Subscribers: 12,345 (+120, −30). Reactions: 1,234. Comments: 56." What nobody counted is left out. */
function readersLine(
  { comments, joins, leaves, reactions, subscribers }: ReaderFacts,
  formats: Formats,
  [subscribersName, reactionsName, commentsName]: readonly [string, string, string],
): string {
  const number = (count: number) => formats.number(count);
  const change = joins + leaves === 0 ? '' : ` (+${number(joins)}, −${number(leaves)})`;
  const parts = [
    subscribers === null ? null : `${subscribersName}: ${number(subscribers)}${change}.`,
    reactions === null ? null : `${reactionsName}: ${number(reactions)}.`,
    comments === null ? null : `${commentsName}: ${number(comments)}.`,
  ];
  return parts.filter((part) => part !== null).join(' ');
}

const inEnglish = new Formats('en');
const en: StatisticsWords = {
  commands: {
    stats: 'Statistics (a picture)',
  },
  title: (days) => (days === 1 ? 'Today' : `The last ${counts.en.days(days)}`),
  posts: (count) => inEnglish.form(count, { one: 'post', other: 'posts' }),
  postsHeading: 'posts',
  refused: () => 'refused',
  subscribers: (count) => inEnglish.form(count, { one: 'subscriber', other: 'subscribers' }),
  joinsAndLeaves: 'joined, left',
  reactions: (count) => inEnglish.form(count, { one: 'reaction', other: 'reactions' }),
  comments: (count) => inEnglish.form(count, { one: 'comment', other: 'comments' }),
  toChannel: 'from publication to channel',
  median: 'median',
  p95: '95%',
  byDay: 'Posts per day',
  byChannel: 'By channel',
  bySection: 'By section',
  today: 'today',
  nothing: 'Nothing was posted in this time',
  noSection: 'No section',
  digests: 'Digests',
  others: (count) => `Others (${inEnglish.number(count)})`,
  refusedOf: (count) => `${count} refused`,
  timeZone: (name) => `Days in ${zoneName(name, 'en')}`,
  caption: ({ days, period, posts, refused, channels, delays, busiest, readers }) => {
    return [
      `📊 ${en.title(days)}, ${period}`,
      posts === 0 ? `${en.nothing}.` : `${counts.en.posts(posts)} ${counts.en.inChannels(channels)}.`,
      delays && `From publication to channel: half within ${delays.median}, 95% within ${delays.p95}.`,
      busiest && days > 1 && `Most on ${busiest.date}: ${inEnglish.number(busiest.posts)}.`,
      refused === 0
        ? posts > 0 && 'Telegram refused none.'
        : `Telegram refused ${inEnglish.number(refused)}.`,
      readersLine(readers, inEnglish, ['Subscribers', 'Reactions', 'Comments']),
    ]
      .filter(Boolean)
      .join('\n');
  },
  usage: 'Statistics cover from 1 to 90 days. For example: /stats 7d, or /stats 30d.',
  busy: 'Your statistics are already being prepared.',
  failed: 'The statistics could not be prepared. Try again.',
  formats: inEnglish,
};

const inRussian = new Formats('ru');
const ru: StatisticsWords = {
  commands: {
    stats: 'Статистика (картинка)',
  },
  title: (days) => (days === 1 ? 'За сегодня' : `За ${counts.ru.days(days)}`),
  posts: (count) => inRussian.form(count, { one: 'пост', few: 'поста', many: 'постов', other: 'поста' }),
  postsHeading: 'посты',
  refused: (count) => inRussian.form(count, { one: 'отклонён', other: 'отклонено' }),
  subscribers: (count) =>
    inRussian.form(count, { one: 'подписчик', few: 'подписчика', many: 'подписчиков', other: 'подписчика' }),
  joinsAndLeaves: 'новые, ушли',
  reactions: (count) =>
    inRussian.form(count, { one: 'реакция', few: 'реакции', many: 'реакций', other: 'реакции' }),
  comments: (count) =>
    inRussian.form(count, {
      one: 'комментарий',
      few: 'комментария',
      many: 'комментариев',
      other: 'комментария',
    }),
  toChannel: 'от публикации до канала',
  median: 'медиана',
  p95: '95%',
  byDay: 'Посты по дням',
  byChannel: 'По каналам',
  bySection: 'По рубрикам',
  today: 'сегодня',
  nothing: 'За это время ничего не вышло',
  noSection: 'Без рубрики',
  digests: 'Дайджесты',
  others: (count) => `Остальные (${inRussian.number(count)})`,
  refusedOf: (count) => `отклонено: ${count}`,
  timeZone: (name) => `Дни — по времени ${zoneName(name, 'ru')}`,
  caption: ({ days, period, posts, refused, channels, delays, busiest, readers }) => {
    return [
      `📊 ${ru.title(days)}, ${period}`,
      posts === 0 ? `${ru.nothing}.` : `${counts.ru.posts(posts)} ${counts.ru.inChannels(channels)}.`,
      // The length of time is not last: after "дн." there would be a second full stop.
      delays && `От публикации до канала: за ${delays.median} — половина, за ${delays.p95} — 95%.`,
      busiest && days > 1 && `Больше всего — ${busiest.date}: ${inRussian.number(busiest.posts)}.`,
      refused === 0 ? posts > 0 && 'Отклонённых нет.' : `Telegram отклонил: ${inRussian.number(refused)}.`,
      readersLine(readers, inRussian, ['Подписчиков', 'Реакций', 'Комментариев']),
    ]
      .filter(Boolean)
      .join('\n');
  },
  usage: 'Статистика бывает за срок от 1 до 90 дней. Например: /stats 7d или /stats 30d.',
  busy: 'Ваша статистика уже готовится.',
  failed: 'Не удалось подготовить статистику. Попробуйте ещё раз.',
  formats: inRussian,
};

const inKazakh = new Formats('kk');
const kk: StatisticsWords = {
  commands: {
    stats: 'Статистика (сурет)',
  },
  title: (days) => (days === 1 ? 'Бүгін' : `Соңғы ${counts.kk.days(days)}`),
  posts: () => 'жазба',
  postsHeading: 'жазба',
  refused: () => 'қабылданбады',
  subscribers: () => 'жазылушы',
  joinsAndLeaves: 'келді, кетті',
  reactions: () => 'реакция',
  comments: () => 'пікір',
  toChannel: 'жарияланған сәттен арнаға шыққанға дейін',
  median: 'медиана',
  p95: '95%',
  byDay: 'Күндер бойынша жазбалар',
  byChannel: 'Арналар бойынша',
  bySection: 'Айдарлар бойынша',
  today: 'бүгін',
  nothing: 'Бұл уақытта ештеңе шыққан жоқ',
  noSection: 'Айдарсыз',
  digests: 'Дайджестер',
  others: (count) => `Қалғандары (${inKazakh.number(count)})`,
  refusedOf: (count) => `қабылданбады: ${count}`,
  timeZone: (name) => `Күндер ${zoneName(name, 'kk')} бойынша`,
  caption: ({ days, period, posts, refused, channels, delays, busiest, readers }) =>
    [
      `📊 ${kk.title(days)}, ${period}`,
      posts === 0 ? `${kk.nothing}.` : `${counts.kk.inChannels(channels)} ${counts.kk.posts(posts)} шықты.`,
      delays &&
        `Жарияланған сәттен арнаға шыққанға дейін: жартысы ${delays.median} ішінде, 95%-ы ${delays.p95} ішінде.`,
      busiest && days > 1 && `Ең көбі – ${busiest.date}: ${inKazakh.number(busiest.posts)}.`,
      refused === 0
        ? posts > 0 && 'Telegram бәрін қабылдады.'
        : `Telegram ${inKazakh.number(refused)}\u00a0жазбаны қабылдамады.`,
      readersLine(readers, inKazakh, ['Жазылушылар', 'Реакциялар', 'Пікірлер']),
    ]
      .filter(Boolean)
      .join('\n'),
  usage: 'Статистика 1 күннен 90 күнге дейінгі мерзімге жасалады. Мысалы: /stats 7d немесе /stats 30d.',
  busy: 'Статистикаңыз дайындалып жатыр.',
  failed: 'Статистиканы дайындау мүмкін болмады. Қайталап көріңіз.',
  formats: inKazakh,
};

export const statisticsWords: Readonly<Record<SpokenLanguage, StatisticsWords>> = { en, ru, kk };
