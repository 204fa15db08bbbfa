import type { ApprovalDecision } from '../news/decisions.ts';
import type { SpokenLanguage } from '../news/language.ts';
import { counts } from './counts.ts';

/** Sentences about posts that need approval. A missing translation does not compile. */
export interface ApprovalWords {
  /** What an editor did, between the name and the subject: "Aigul: posted 12345". */
  changes: Record<'approval', string>;
  question(channel: string): string;
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
}

const en: ApprovalWords = {
  changes: {
    approval: 'answered about',
  },
  question: (channel) => `Post this to ${channel}?`,
  deadline: (ending, at) =>
    ending === 'post'
      ? `Without an answer by ${at} it is posted.`
      : `Without an answer by ${at} it is dropped.`,
  waiting: (count) => `Waiting for an answer: ${counts.en.posts(count)}.`,
  buttons: { post: 'Post', drop: 'Drop', later: 'Later (1 h)' },
  decided: (decision, editor) =>
    ({
      post: `✓ To be posted — ${editor}`,
      drop: `✗ Dropped — ${editor}`,
      later: `⏳ I will ask again in an hour — ${editor}`,
    })[decision],
  decidedKept: (until, editor) => `✓ To be posted when the quiet hours end, at ${until} — ${editor}`,
  timedOut: (ending) =>
    ending === 'post'
      ? '✓ Nobody answered in time: it is posted.'
      : '✗ Nobody answered in time: it is dropped.',
  changed: '↻ The article was changed, held or canceled; this question is void.',
  decidedAlready: 'This was already decided.',
};

const ru: ApprovalWords = {
  changes: {
    approval: 'согласование',
  },
  question: (channel) => `Публикуем в ${channel}?`,
  deadline: (ending, at) =>
    ending === 'post'
      ? `Жду ответа до ${at}; без него пост выйдет сам.`
      : `Жду ответа до ${at}; без него пост будет снят.`,
  waiting: (count) => `Всего ждут решения: ${counts.ru.posts(count)}.`,
  buttons: { post: 'Опубликовать', drop: 'Снять', later: 'Позже (1\u00a0ч)' },
  decided: (decision, editor) =>
    ({
      post: `✓ Будет опубликовано — ${editor}`,
      drop: `✗ Снято — ${editor}`,
      later: `⏳ Спрошу снова через час — ${editor}`,
    })[decision],
  decidedKept: (until, editor) => `✓ Будет опубликовано после тихих часов, в ${until} — ${editor}`,
  timedOut: (ending) =>
    ending === 'post'
      ? '✓ Никто не ответил вовремя: пост выходит.'
      : '✗ Никто не ответил вовремя: пост снят.',
  changed: '↻ Статья изменена, придержана или отозвана; этот вопрос больше не действует.',
  decidedAlready: 'Решение уже принято.',
};

const kk: ApprovalWords = {
  changes: {
    approval: 'мақұлдау сұрағына жауап',
  },
  question: (channel) => `${channel} арнасында жариялаймыз ба?`,
  deadline: (ending, at) =>
    ending === 'post'
      ? `${at} болғанша жауап күтемін; жауап болмаса, жазба шығады.`
      : `${at} болғанша жауап күтемін; жауап болмаса, жазба алып тасталады.`,
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
};

export const approvalWords: Readonly<Record<SpokenLanguage, ApprovalWords>> = { en, ru, kk };
