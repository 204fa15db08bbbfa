import type { BurstDecision } from '../news/decisions.ts';
import type { SpokenLanguage } from '../news/language.ts';
import { counts } from './counts.ts';

/** Sentences about many articles without a date at once. A missing translation does not compile. */
export interface BurstWords {
  /** What the command does, for the help and for Telegram's menu. */
  command: string;
  /** What an owner did, between the name and the subject. */
  change: string;
  question(count: number): string;
  /** Under the question. */
  explained: string;
  buttons: Record<BurstDecision, string>;
  /** `count`: how many articles. For a list of what needs attention. */
  waits(count: number): string;
  /** Above a queue. */
  queueWaits: string;
  /** The log chat is told that it is over. */
  over: string;
  none: string;
  /** `dropped`: how many posts. */
  decided(decision: BurstDecision, dropped: number, owner: string): string;
  decidedAlready(owner: string | null): string;
}

const en: BurstWords = {
  command: 'Many articles without a date',
  change: 'answered about the articles without a date of',
  question: (count) =>
    `⏸ ${counts.en.articles(count)} without a date of their own came at once. Perhaps they are old. Ordinary posts wait in all channels until an owner answers; breaking news goes out.`,
  explained:
    'All: everything that waits goes out, in its order. New ones only: what waits now is dropped, and what comes from now on goes out. Drop: only these articles are dropped.',
  buttons: { all: 'Post all', new: 'New ones only', drop: 'Drop them' },
  waits: (count) =>
    `ordinary posts wait for an owner: ${counts.en.articles(count)} without a date came at once, see /burst`,
  queueWaits: '⏸ Ordinary posts wait until an owner answers /burst.',
  over: '▶️ The question about the articles without a date was answered; ordinary posts go out again.',
  none: 'No posts wait for such an answer.',
  decided: (decision, dropped, owner) =>
    decision === 'all'
      ? `✓ All are posted — ${owner}`
      : `✓ ${decision === 'new' ? 'Only new ones are posted' : 'They are dropped'} (${counts.en.posts(dropped)} dropped) — ${owner}`,
  decidedAlready: (owner) => `This was already answered${owner === null ? '.' : ` — ${owner}`}`,
};

const ru: BurstWords = {
  command: 'Много статей без даты',
  change: 'решение о статьях без даты,',
  question: (count) =>
    `⏸ Сразу поступило много статей без собственной даты (${counts.ru.articles(count)}): возможно, они старые. Пока владелец не ответит, обычные посты не выходят ни в одном канале; срочные новости выходят.`,
  explained:
    'Все — выйдет всё, что ждёт, по порядку. Только новые — то, что ждёт сейчас, снимается, а поступившее позже выйдет. Снять — снимаются только эти статьи.',
  buttons: { all: 'Опубликовать все', new: 'Только новые', drop: 'Снять их' },
  waits: (count) =>
    `обычные посты ждут ответа владельца: сразу поступило много статей без даты (${counts.ru.articles(count)}), см. /burst`,
  queueWaits: '⏸ Обычные посты ждут, пока владелец не ответит: /burst.',
  over: '▶️ На вопрос о статьях без даты ответили; обычные посты снова выходят.',
  none: 'Такого ответа посты не ждут.',
  decided: (decision, dropped, owner) =>
    decision === 'all'
      ? `✓ Выходят все — ${owner}`
      : `✓ ${decision === 'new' ? 'Выходят только новые' : 'Эти статьи сняты'} (снято: ${counts.ru.posts(dropped)}) — ${owner}`,
  decidedAlready: (owner) => `Ответ уже дан${owner === null ? '.' : ` — ${owner}`}`,
};

const kk: BurstWords = {
  command: 'Күні жоқ мақалалар көп',
  change: 'күні жоқ мақалалар туралы шешім,',
  question: (count) =>
    `⏸ Күні көрсетілмеген ${counts.kk.articles(count)} бірден келіп түсті. Ескі мақалалар болуы мүмкін. Бот иесі жауап бергенше ешбір арнада кәдімгі жазбалар шықпайды, шұғыл жаңалықтар шығады.`,
  explained:
    'Бәрі – күтіп тұрғанның бәрі ретімен шығады. Тек жаңасы – қазір күтіп тұрғандар алынып тасталады, бұдан кейін келгендер шығады. Алып тастау – тек осы мақалалар алынып тасталады.',
  buttons: { all: 'Бәрін жариялау', new: 'Тек жаңасын', drop: 'Алып тастау' },
  waits: (count) =>
    `кәдімгі жазбалар бот иесінің жауабын күтіп тұр: күні жоқ ${counts.kk.articles(count)} бірден келді, /burst қараңыз`,
  queueWaits: '⏸ Кәдімгі жазбалар бот иесінің жауабын күтіп тұр: /burst.',
  over: '▶️ Күні жоқ мақалалар туралы сұраққа жауап берілді, кәдімгі жазбалар қайтадан шығып жатыр.',
  none: 'Мұндай жауапты күтіп тұрған жазба жоқ.',
  decided: (decision, dropped, owner) =>
    decision === 'all'
      ? `✓ Бәрі шығады – ${owner}`
      : `✓ ${decision === 'new' ? 'Тек жаңасы шығады' : 'Мақалалар алынып тасталды'} (${counts.kk.posts(dropped)} алынды) – ${owner}`,
  decidedAlready: (owner) => `Жауап берілген${owner === null ? '.' : ` – ${owner}`}`,
};

export const burstWords: Readonly<Record<SpokenLanguage, BurstWords>> = { en, ru, kk };
