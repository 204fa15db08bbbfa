import type { OverrideField } from '../../news/override.ts';
import type { SpokenLanguage } from '../../news/language.ts';

/** Sentences about what editors write themselves, pin, and want at a moment. */
export interface WritingWords {
  commands: Record<'edit' | 'pin' | 'unpin', string>;
  /** What an editor did, between the name and the subject. */
  changes: Record<'edit' | 'pin' | 'unpin' | 'move', string>;
  fields: Record<OverrideField, string>;
  /** The heading of the card of `/edit`. */
  title: string;
  /** An editor wrote it in place of the newsroom's. */
  by(editor: string, at: string): string;
  nothing: string;
  /** The text of a button that asks for new words. */
  change(field: string): string;
  /** The text of a button that takes them back. */
  revoke(field: string): string;
  /** Asks for the new words; the answer comes as a reply. */
  ask(field: string): string;
  changed(field: string): string;
  revoked(field: string): string;
  notChanged: string;
  tooLong(most: number): string;
  editExample: string;
  pinned(channel: string): string;
  unpinned(channel: string): string;
  /** After the name of the channel. */
  pinRefused(reason: string): string;
  standsNowhere: string;
  /** It may stand in others. */
  standsNotIn(channels: string): string;
  /** The heading of the posts that editors want at a moment. */
  timedTitle: string;
  /** Under the first ones of a channel. */
  timedMore(count: number): string;
  timeExample: string;
  /** The texts of the buttons that move a post. */
  earlier: string;
  later: string;
  moved(at: string): string;
  movedNoMore: string;
}

const en: WritingWords = {
  commands: { edit: 'Correct a headline or summary', pin: 'Pin a post', unpin: 'Unpin a post' },
  changes: { edit: 'corrected', pin: 'pinned', unpin: 'unpinned', move: 'moved' },
  fields: { headline: 'headline', summary: 'summary' },
  title: 'What posts say',
  by: (editor, at) => `corrected by ${editor}, ${at}`,
  nothing: 'none; a post takes whole sentences from the text',
  change: (field) => `Correct the ${field}`,
  revoke: (field) => `Take back the ${field}`,
  ask: (field) => `Reply to this message with the new ${field}.`,
  changed: (field) =>
    `✓ The ${field} is corrected, and posts that stand are edited. It holds until the newsroom changes the ${field} itself.`,
  revoked: (field) => `✓ The ${field} is the newsroom's again.`,
  notChanged: 'Nothing has changed.',
  tooLong: (most) => `That is too long: at most ${most} characters.`,
  editExample: '/edit 12345 headline New headline',
  pinned: (channel) => `${channel}: pinned`,
  unpinned: (channel) => `${channel}: unpinned`,
  pinRefused: (reason) => `Telegram refused: ${reason}`,
  standsNowhere: 'This article stands in no channel.',
  standsNotIn: (channels) => `This article does not stand there: ${channels}.`,
  timedTitle: 'Posts at a time',
  timedMore: (count) => `${count} more for later; they are listed when these are gone`,
  timeExample: '/post 12345 18:00 CHANNEL',
  earlier: '−1 h',
  later: '+1 h',
  moved: (at) => `goes out ${at}`,
  movedNoMore: 'This post does not wait for its time any more.',
};

const ru: WritingWords = {
  commands: {
    edit: 'Исправить заголовок или анонс',
    pin: 'Закрепить пост',
    unpin: 'Открепить пост',
  },
  changes: { edit: 'исправлено:', pin: 'закреплено:', unpin: 'откреплено:', move: 'перенесено:' },
  fields: { headline: 'заголовок', summary: 'анонс' },
  title: 'Что в посте',
  by: (editor, at) => `исправлено, ${editor}, ${at}`,
  nothing: 'нет; пост берёт целые предложения из текста',
  change: (field) => `Исправить ${field}`,
  revoke: (field) => `Вернуть прежний ${field}`,
  ask: (field) => `Ответьте на это сообщение: пришлите новый ${field}.`,
  changed: (field) =>
    `✓ Новый ${field} принят, вышедшие посты исправляются. Он действует, пока редакция сама не изменит ${field}.`,
  revoked: (field) => `✓ В посте снова ${field} редакции.`,
  notChanged: 'Ничего не изменилось.',
  tooLong: (most) => `Слишком длинно: не больше ${most} знаков.`,
  editExample: '/edit 12345 headline Новый заголовок',
  pinned: (channel) => `${channel}: закреплено`,
  unpinned: (channel) => `${channel}: откреплено`,
  pinRefused: (reason) => `Telegram отказал: ${reason}`,
  standsNowhere: 'Этой статьи нет ни в одном канале.',
  standsNotIn: (channels) => `Этой статьи там нет: ${channels}.`,
  timedTitle: 'Посты ко времени',
  timedMore: (count) => `на более позднее время — ещё ${count}; они появятся здесь, когда выйдут эти`,
  timeExample: '/post 12345 18:00 CHANNEL',
  earlier: '−1 ч',
  later: '+1 ч',
  moved: (at) => `выйдет ${at}`,
  movedNoMore: 'Этот пост уже не ждёт своего времени.',
};

const kk: WritingWords = {
  commands: {
    edit: 'Тақырыпты не анонсты түзету',
    pin: 'Жазбаны бекіту',
    unpin: 'Жазбаны бекітуден алу',
  },
  changes: { edit: 'түзетті:', pin: 'бекітті:', unpin: 'бекітуден алды:', move: 'уақытын ауыстырды:' },
  fields: { headline: 'тақырып', summary: 'анонс' },
  title: 'Жазбада не тұр',
  by: (editor, at) => `түзеткен ${editor}, ${at}`,
  nothing: 'жоқ; жазба мәтіннен тұтас сөйлемдер алады',
  change: (field) => `Түзету: ${field}`,
  revoke: (field) => `Бұрынғысын қайтару: ${field}`,
  ask: (field) => `Осы хабарға жауап ретінде жаңасын жіберіңіз: ${field}.`,
  changed: (field) =>
    `✓ Түзетілді: ${field}. Шыққан жазбалар да түзетіледі. Редакция өзі өзгерткенше осылай тұрады.`,
  revoked: (field) => `✓ Редакцияның нұсқасы қайтарылды: ${field}.`,
  notChanged: 'Ештеңе өзгерген жоқ.',
  tooLong: (most) => `Тым ұзын: ең көбі ${most} таңба.`,
  editExample: '/edit 12345 headline Жаңа тақырып',
  pinned: (channel) => `${channel}: бекітілді`,
  unpinned: (channel) => `${channel}: бекітуден алынды`,
  pinRefused: (reason) => `Telegram бас тартты: ${reason}`,
  standsNowhere: 'Бұл мақала ешбір арнада тұрған жоқ.',
  standsNotIn: (channels) => `Бұл мақала онда тұрған жоқ: ${channels}.`,
  timedTitle: 'Уақыты белгіленген жазбалар',
  timedMore: (count) => `кейінге тағы ${count} жазба белгіленген; осылар шыққан соң тізімге түседі`,
  timeExample: '/post 12345 18:00 CHANNEL',
  earlier: '−1 сағ',
  later: '+1 сағ',
  moved: (at) => `${at} шығады`,
  movedNoMore: 'Бұл жазба енді өз уақытын күтіп тұрған жоқ.',
};

export const writingWords: Readonly<Record<SpokenLanguage, WritingWords>> = { en, ru, kk };
