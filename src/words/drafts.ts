import type { DraftDecision } from '../news/decisions.ts';
import type { SpokenLanguage } from '../news/language.ts';

export interface DraftWords {
  title: string;
  /** `from`: the name of the token with which it was pushed. */
  asks(from: string): string;
  buttons: Record<DraftDecision, string>;
  decided(decision: DraftDecision, editor: string): string;
  /** `editor`: null if it is not known. */
  decidedAlready(editor: string | null): string;
  changed: string;
}

const en: DraftWords = {
  title: 'Drafts',
  asks: (from) => `A draft from ${from} waits for your decision.`,
  buttons: { post: 'Post', drop: 'Drop' },
  decided: (decision, editor) =>
    decision === 'post' ? `✓ To be posted — ${editor}` : `✗ Dropped — ${editor}`,
  decidedAlready: (editor) =>
    editor === null ? 'This was already decided.' : `${editor} already decided this.`,
  changed: 'The draft was changed since. Its new card is further down.',
};

const ru: DraftWords = {
  title: 'Черновики',
  asks: (from) => `Черновик от ${from} ждёт вашего решения.`,
  buttons: { post: 'Опубликовать', drop: 'Отклонить' },
  decided: (decision, editor) =>
    decision === 'post' ? `✓ Будет опубликовано — ${editor}` : `✗ Отклонено — ${editor}`,
  decidedAlready: (editor) => (editor === null ? 'Решение уже принято.' : `Решение уже приняли: ${editor}.`),
  changed: 'Черновик с тех пор изменили. Его новая карточка ниже.',
};

const kk: DraftWords = {
  title: 'Жобалар',
  asks: (from) => `${from} жіберген жоба шешіміңізді күтіп тұр.`,
  buttons: { post: 'Жариялау', drop: 'Қабылдамау' },
  decided: (decision, editor) =>
    decision === 'post' ? `✓ Жарияланады – ${editor}` : `✗ Қабылданбады – ${editor}`,
  decidedAlready: (editor) =>
    editor === null ? 'Шешім қабылданып қойған.' : `Шешімді ${editor} қабылдап қойған.`,
  changed: 'Жоба содан бері өзгерді. Жаңа карточкасы төменде.',
};

export const draftWords: Readonly<Record<SpokenLanguage, DraftWords>> = { en, ru, kk };
