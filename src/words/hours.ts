import type { SpokenLanguage } from '../news/language.ts';
import { untilMoment } from './until.ts';

/** Sentences about quiet hours, digests and the schedule. A missing translation does not compile. */
export interface HoursWords {
  /** What each command does, for the help and for Telegram's menu. */
  commands: Record<'quiet' | 'schedule' | 'digest', string>;
  /** What an editor did, between the name and the subject: "Aigul: posted 12345". */
  changes: Record<'quiet' | 'digest', string>;
  quietExample(channel: string): string;
  quietNone: string;
  quietSilent(hours: string): string;
  quietKeep(hours: string): string;
  /** What applies now. `until`: a formatted moment. */
  nowOpen: string;
  nowSilent(until: string): string;
  nowKept(until: string): string;
  quietChanged: string;
  quietSame: string;
  scheduleTitle: string;
  nextPoll(at: string): string;
  nextDigest(at: string, cron: string): string;
  digestOnly: string;
  approvalAll: string;
  approvalOf(sections: string): string;
  paused(until: string | null): string;
  /** No channel has a digest in the settings. */
  digestNone: string;
  digestExample(channel: string): string;
  digestEmpty(channel: string): string;
  digestQuestion(channel: string): string;
  digestPost: string;
  digestPosted(editor: string): string;
  digestPostedAlready: string;
  oldButton: string;
}

const en: HoursWords = {
  commands: {
    quiet: 'Quiet hours of a channel',
    schedule: 'What is scheduled, and when',
    digest: 'Preview of the digest',
  },
  changes: {
    quiet: 'changed the quiet hours of',
    digest: 'posted the digest of',
  },
  quietExample: (channel) =>
    `For example: /quiet ${channel} 23:00-07:00 keep (or silent instead of keep), or /quiet ${channel} off`,
  quietNone: 'no quiet hours',
  quietSilent: (hours) => `without sound, ${hours}`,
  quietKeep: (hours) => `ordinary posts are kept, ${hours}`,
  nowOpen: 'posts go out at once now',
  nowSilent: (until) => `now without sound ${untilMoment.en(until)}`,
  nowKept: (until) => `posts are now kept ${untilMoment.en(until)}`,
  quietChanged: '✓ Quiet hours changed.',
  quietSame: 'Nothing changed: that was already the setting.',
  scheduleTitle: 'Schedule',
  nextPoll: (at) => `Next check for new articles: ${at}`,
  nextDigest: (at, cron) => `next digest: ${at} (${cron})`,
  digestOnly: 'gets digests only',
  approvalAll: 'every post needs approval',
  approvalOf: (sections) => `posts of ${sections} need approval`,
  paused: (until) => (until === null ? 'paused' : `paused ${untilMoment.en(until)}`),
  digestNone: 'No channel has a digest in the settings, but one can be made for any of them.',
  digestExample: (channel) => `For example: /digest ${channel}`,
  digestEmpty: (channel) => `There are no articles for the digest of ${channel} now.`,
  digestQuestion: (channel) => `This is how the digest of ${channel} would look now.`,
  digestPost: 'Post now',
  digestPosted: (editor) => `✓ To be posted — ${editor}`,
  digestPostedAlready: 'This digest was already posted.',
  oldButton: 'This button is too old. Ask for the digest again.',
};

const ru: HoursWords = {
  commands: {
    quiet: 'Тихие часы канала',
    schedule: 'Что и когда запланировано',
    digest: 'Предпросмотр дайджеста',
  },
  changes: {
    quiet: 'тихие часы',
    digest: 'дайджест',
  },
  quietExample: (channel) =>
    `Например: /quiet ${channel} 23:00-07:00 keep (вместо keep можно silent) или /quiet ${channel} off`,
  quietNone: 'тихих часов нет',
  quietSilent: (hours) => `без звука, ${hours}`,
  quietKeep: (hours) => `обычные посты ждут, ${hours}`,
  nowOpen: 'сейчас посты выходят сразу',
  nowSilent: (until) => `сейчас без звука ${untilMoment.ru(until)}`,
  nowKept: (until) => `сейчас посты ждут ${untilMoment.ru(until)}`,
  quietChanged: '✓ Тихие часы изменены.',
  quietSame: 'Ничего не изменилось: так уже было настроено.',
  scheduleTitle: 'Что и когда произойдёт',
  nextPoll: (at) => `Следующая проверка новых статей: ${at}`,
  nextDigest: (at, cron) => `следующий дайджест: ${at} (${cron})`,
  digestOnly: 'выходят только дайджесты',
  approvalAll: 'каждый пост проходит согласование',
  approvalOf: (sections) => `согласование проходят посты рубрик: ${sections}`,
  paused: (until) => (until === null ? 'на паузе' : `на паузе ${untilMoment.ru(until)}`),
  digestNone: 'Ни у одного канала дайджест не настроен, но его можно составить для любого.',
  digestExample: (channel) => `Например: /digest ${channel}`,
  digestEmpty: (channel) => `Для дайджеста канала ${channel} сейчас нет статей.`,
  digestQuestion: (channel) => `Так сейчас выглядел бы дайджест канала ${channel}.`,
  digestPost: 'Опубликовать сейчас',
  digestPosted: (editor) => `✓ К публикации — ${editor}`,
  digestPostedAlready: 'Этот дайджест уже опубликован.',
  oldButton: 'Эта кнопка устарела. Запросите дайджест снова.',
};

const kk: HoursWords = {
  commands: {
    quiet: 'Арнаның тыныштық уақыты',
    schedule: 'Не қашан болады',
    digest: 'Дайджесті алдын ала көру',
  },
  changes: {
    quiet: 'тыныштық уақыты',
    digest: 'дайджест',
  },
  quietExample: (channel) =>
    `Мысалы: /quiet ${channel} 23:00-07:00 keep (keep орнына silent жазуға болады) немесе /quiet ${channel} off`,
  quietNone: 'тыныштық уақыты белгіленбеген',
  quietSilent: (hours) => `дыбыссыз, ${hours}`,
  quietKeep: (hours) => `кәдімгі жазбалар күтеді, ${hours}`,
  nowOpen: 'қазір жазбалар бірден шығады',
  nowSilent: (until) => `қазір ${untilMoment.kk(until)} дыбыссыз`,
  nowKept: (until) => `қазір жазбалар ${untilMoment.kk(until)} күтіп тұр`,
  quietChanged: '✓ Тыныштық уақыты өзгертілді.',
  quietSame: 'Ештеңе өзгерген жоқ: бұрыннан солай бапталған.',
  scheduleTitle: 'Не қашан болады',
  nextPoll: (at) => `Жаңа мақалаларды келесі тексеру: ${at}`,
  nextDigest: (at, cron) => `келесі дайджест: ${at} (${cron})`,
  digestOnly: 'тек дайджест шығады',
  approvalAll: 'әр жазба мақұлдаудан өтеді',
  approvalOf: (sections) => `мына айдарлардың жазбалары мақұлдаудан өтеді: ${sections}`,
  paused: (until) => (until === null ? 'тоқтап тұр' : `${untilMoment.kk(until)} тоқтап тұр`),
  digestNone: 'Ешбір арнада дайджест бапталмаған, бірақ оны кез келген арнаға жасауға болады.',
  digestExample: (channel) => `Мысалы: /digest ${channel}`,
  digestEmpty: (channel) => `${channel} арнасының дайджестіне кіретін мақала әзірге жоқ.`,
  digestQuestion: (channel) => `${channel} арнасының дайджесті қазір осындай болар еді.`,
  digestPost: 'Қазір жариялау',
  digestPosted: (editor) => `✓ Жарияланады – ${editor}`,
  digestPostedAlready: 'Бұл дайджест жарияланып қойған.',
  oldButton: 'Бұл түйме ескірген. Дайджесті қайта сұраңыз.',
};

export const hoursWords: Readonly<Record<SpokenLanguage, HoursWords>> = { en, ru, kk };
