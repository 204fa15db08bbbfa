import type { ApprovalDecision } from '../news/decisions.ts';
import type { SpokenLanguage } from '../news/language.ts';
import { counts } from './counts.ts';
import { untilMoment } from './until.ts';

/** Sentences about posts that need approval. A missing translation does not compile. */
export interface ApprovalWords {
  /** What the command does, for the help and for Telegram's menu. */
  commands: Record<'approve', string>;
  /** What an editor did, between the name and the subject: "Aigul: posted 12345". */
  changes: Record<'approval', string>;
  question(channel: string): string;
  /** In place of the question, where a post waits for the labels of its article. */
  labelsMissing(channel: string): string;
  /** Under the question: another article of the channel says much the same. */
  similar(headline: string, percent: number): string;
  /** What happens without an answer. `at`: a formatted moment. */
  deadline(ending: 'post' | 'drop', at: string): string;
  /** `count`: the posts of this channel that are waiting, this one included. */
  waiting(count: number): string;
  buttons: Record<ApprovalDecision, string>;
  decided(decision: ApprovalDecision, editor: string): string;
  /** After a yes to a post that quiet hours keep. `until`: a formatted moment. */
  decidedKept(until: string, editor: string): string;
  timedOut(ending: 'post' | 'drop'): string;
  changed: string;
  decidedAlready: string;
  nothingWaits: string;
  /** `posts`: a number with its word. */
  waitingIn(channel: string, posts: string): string;
  /** On a button. */
  show(channel: string, count: number): string;
  /** More posts wait than are shown. */
  more(posts: string): string;
}

const en: ApprovalWords = {
  commands: { approve: 'Posts that wait for approval' },
  changes: {
    approval: 'answered about',
  },
  question: (channel) => `Post this to ${channel}?`,
  similar: (headline, percent) => `It says much the same (${percent}%) as: ${headline}`,
  labelsMissing: (channel) =>
    `${channel}: the labels of this article (advertising, AI, …) are not stated. It is posted when they are.`,
  deadline: (ending, at) =>
    ending === 'post'
      ? `If nobody answers by ${at}, it will be posted.`
      : `If nobody answers by ${at}, it will be dropped.`,
  waiting: (count) => `Waiting for an answer: ${counts.en.posts(count)}.`,
  buttons: { post: 'Post', drop: 'Drop', later: 'Later (1 h)' },
  decided: (decision, editor) =>
    ({
      post: `✓ To be posted — ${editor}`,
      drop: `✗ Dropped — ${editor}`,
      later: `⏳ I will ask again in an hour — ${editor}`,
    })[decision],
  decidedKept: (until, editor) => `✓ To be posted when the quiet hours end (${until}) — ${editor}`,
  timedOut: (ending) =>
    ending === 'post'
      ? '✓ Nobody answered in time, so it is being posted.'
      : '✗ Nobody answered in time, so it was dropped.',
  changed: '↻ The article was changed, held or canceled; this question is void.',
  decidedAlready: 'This was already decided.',
  nothingWaits: 'No post is waiting for approval.',
  waitingIn: (channel, posts) => `${channel}: ${posts} waiting for approval`,
  show: (channel, count) => `${channel} · approve (${count})`,
  more: (posts) => `Still waiting: ${posts}. /approve shows them when these are answered.`,
};

const ru: ApprovalWords = {
  commands: { approve: 'Посты на согласовании' },
  changes: {
    approval: 'согласование',
  },
  question: (channel) => `Публикуем в ${channel}?`,
  similar: (headline, percent) => `Почти то же самое (${percent}%) уже есть: ${headline}`,
  labelsMissing: (channel) =>
    `${channel}: у статьи не указаны пометки (реклама, ИИ…). Пост выйдет, когда редакция их укажет.`,
  deadline: (ending, at) =>
    ending === 'post'
      ? `Жду ответа ${untilMoment.ru(at)}; без него пост выйдет сам.`
      : `Жду ответа ${untilMoment.ru(at)}; без него пост будет снят.`,
  waiting: (count) => `Всего ждут решения: ${counts.ru.posts(count)}.`,
  buttons: { post: 'Опубликовать', drop: 'Снять', later: 'Позже (1\u00a0ч)' },
  decided: (decision, editor) =>
    ({
      post: `✓ Будет опубликовано — ${editor}`,
      drop: `✗ Снято — ${editor}`,
      later: `⏳ Спрошу снова через час — ${editor}`,
    })[decision],
  decidedKept: (until, editor) => `✓ Будет опубликовано, когда закончатся тихие часы (${until}) — ${editor}`,
  timedOut: (ending) =>
    ending === 'post'
      ? '✓ Никто не ответил вовремя: пост выходит.'
      : '✗ Никто не ответил вовремя: пост снят.',
  changed: '↻ Статья изменена, придержана или отозвана; этот вопрос больше не действует.',
  decidedAlready: 'Решение уже принято.',
  nothingWaits: 'На согласовании ничего нет.',
  waitingIn: (channel, posts) => `${channel}: на согласовании ${posts}`,
  show: (channel, count) => `${channel} · согласовать (${count})`,
  more: (posts) => `На согласовании ещё ${posts}. Ответьте на эти, и /approve покажет остальные.`,
};

const kk: ApprovalWords = {
  commands: { approve: 'Мақұлдауды күтіп тұрған жазбалар' },
  changes: {
    approval: 'мақұлдау сұрағына жауап',
  },
  question: (channel) => `${channel} арнасында жариялаймыз ба?`,
  similar: (headline, percent) => `Мазмұны (${percent}%) мынаған өте ұқсас: ${headline}`,
  labelsMissing: (channel) =>
    `${channel}: мақаланың белгілері (жарнама, ЖИ…) көрсетілмеген. Редакция көрсеткенде жазба шығады.`,
  deadline: (ending, at) =>
    ending === 'post'
      ? `Жауапты ${untilMoment.kk(at)} күтемін; жауап болмаса, жазба шығады.`
      : `Жауапты ${untilMoment.kk(at)} күтемін; жауап болмаса, жазба алып тасталады.`,
  waiting: (count) => `Барлығы ${counts.kk.posts(count)} шешім күтіп тұр.`,
  buttons: { post: 'Жариялау', drop: 'Алып тастау', later: 'Кейін (1\u00a0сағ)' },
  decided: (decision, editor) =>
    ({
      post: `✓ Жарияланады – ${editor}`,
      drop: `✗ Алып тасталды – ${editor}`,
      later: `⏳ Бір сағаттан кейін қайта сұраймын – ${editor}`,
    })[decision],
  decidedKept: (until, editor) => `✓ Тыныштық уақыты аяқталғанда жарияланады (${until}) – ${editor}`,
  timedOut: (ending) =>
    ending === 'post'
      ? '✓ Уақытында ешкім жауап бермеді: жазба шығады.'
      : '✗ Уақытында ешкім жауап бермеді: жазба алып тасталды.',
  changed: '↻ Мақала өзгертілді, кідіртілді немесе қайтарып алынды; бұл сұрақ енді жарамсыз.',
  decidedAlready: 'Шешім қабылданып қойған.',
  nothingWaits: 'Мақұлдауды күтіп тұрған жазба жоқ.',
  waitingIn: (channel, posts) => `${channel}: ${posts} мақұлдауды күтіп тұр`,
  show: (channel, count) => `${channel} · мақұлдау (${count})`,
  more: (posts) => `Тағы ${posts} күтіп тұр. Осыларға жауап берген соң қалғандарын /approve көрсетеді.`,
};

export const approvalWords: Readonly<Record<SpokenLanguage, ApprovalWords>> = { en, ru, kk };
