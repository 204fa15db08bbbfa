import type { SpokenLanguage } from '../news/language.ts';
import type { ApprovalDecision } from '../store/store.ts';

/** What the desk says about posts that need an editor's yes. A missing translation does not compile. */
export interface ApprovalWords {
  question(channel: string): string;
  /** What happens without an answer; `at` is a moment as people write it. */
  deadline(ending: 'post' | 'drop', at: string): string;
  /** How many posts of this channel wait, this one too. */
  waiting(count: number): string;
  buttons: Record<ApprovalDecision, string>;
  decided(decision: ApprovalDecision, editor: string): string;
  timedOut(ending: 'post' | 'drop'): string;
  changed: string;
  decidedAlready: string;
}

const plurals = {
  en: new Intl.PluralRules('en'),
  ru: new Intl.PluralRules('ru'),
};

const en: ApprovalWords = {
  question: (channel) => `Post this to ${channel}?`,
  deadline: (ending, at) =>
    ending === 'post'
      ? `Without an answer it is posted at ${at}.`
      : `Without an answer it is dropped at ${at}.`,
  waiting: (count) => (plurals.en.select(count) === 'one' ? `${count} post waits.` : `${count} posts wait.`),
  buttons: { post: 'Post', drop: 'Drop', later: 'Later (1 h)' },
  decided: (decision, editor) =>
    ({
      post: `✓ To be posted — ${editor}`,
      drop: `✗ Dropped — ${editor}`,
      later: `⏳ I ask again in an hour — ${editor}`,
    })[decision],
  timedOut: (ending) =>
    ending === 'post'
      ? '✓ Nobody answered in time: it is posted.'
      : '✗ Nobody answered in time: it is dropped.',
  changed: '↻ The article changed or was withdrawn; this question is void.',
  decidedAlready: 'This was decided already.',
};

const ru: ApprovalWords = {
  question: (channel) => `Публикуем в ${channel}?`,
  deadline: (ending, at) =>
    ending === 'post' ? `Без ответа пост выйдет в ${at}.` : `Без ответа пост будет снят в ${at}.`,
  waiting: (count) => {
    const word = { one: 'ждёт', few: 'ждут', many: 'ждут', other: 'ждут', zero: 'ждут', two: 'ждут' };
    const posts = { one: 'пост', few: 'поста', many: 'постов', other: 'поста', zero: 'постов', two: 'поста' };
    const form = plurals.ru.select(count);
    return `Всего ${word[form]} решения: ${count} ${posts[form]}.`;
  },
  buttons: { post: 'Опубликовать', drop: 'Снять', later: 'Позже (1 ч)' },
  decided: (decision, editor) =>
    ({
      post: `✓ Будет опубликовано — ${editor}`,
      drop: `✗ Снято — ${editor}`,
      later: `⏳ Спрошу снова через час — ${editor}`,
    })[decision],
  timedOut: (ending) =>
    ending === 'post'
      ? '✓ Никто не ответил вовремя: пост выходит.'
      : '✗ Никто не ответил вовремя: пост снят.',
  changed: '↻ Материал изменён или отозван; этот вопрос больше не действует.',
  decidedAlready: 'Решение уже принято.',
};

const kk: ApprovalWords = {
  question: (channel) => `${channel} арнасында жариялаймыз ба?`,
  deadline: (ending, at) =>
    ending === 'post'
      ? `Жауап болмаса, жазба мына уақытта жарияланады: ${at}.`
      : `Жауап болмаса, жазба мына уақытта алынып тасталады: ${at}.`,
  waiting: (count) => `Шешім күтіп тұрған жазба саны: ${count}.`,
  buttons: { post: 'Жариялау', drop: 'Алып тастау', later: 'Кейін (1 сағ)' },
  decided: (decision, editor) =>
    ({
      post: `✓ Жарияланады — ${editor}`,
      drop: `✗ Алып тасталды — ${editor}`,
      later: `⏳ Бір сағаттан кейін қайта сұраймын — ${editor}`,
    })[decision],
  timedOut: (ending) =>
    ending === 'post'
      ? '✓ Уақытында ешкім жауап бермеді: жазба жарияланады.'
      : '✗ Уақытында ешкім жауап бермеді: жазба алып тасталды.',
  changed: '↻ Мақала өзгертілді немесе қайтарып алынды; бұл сұрақ енді жарамсыз.',
  decidedAlready: 'Шешім қабылданып қойған.',
};

export const approvalWords: Readonly<Record<SpokenLanguage, ApprovalWords>> = { en, ru, kk };
