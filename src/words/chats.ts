import type { ChatDecision } from '../news/decisions.ts';
import type { SpokenLanguage } from '../news/language.ts';

/** Sentences about channels of which it is in doubt which chat they are. A missing translation does not compile. */
export interface ChatWords {
  sameChat(first: string, second: string): string;
  isLogChat(channel: string): string;
  /** `name`: the @name in the settings. `chat`: the title and the number of the other chat. */
  stranger(channel: string, name: string, chat: string): string;
  goesOn(channel: string): string;
  /** What `/chats` does, for the help and for Telegram's menu. */
  command: string;
  /** What an editor did, between the name and the channel. */
  change: string;
  none: string;
  buttons: Record<ChatDecision, string>;
  decided(decision: ChatDecision, editor: string): string;
  decidedAlready: string;
}

const en: ChatWords = {
  sameChat: (first, second) =>
    `⛔️ The channels ${first} and ${second} are the same chat in Telegram. Nothing new is posted through ${second}; ${first} goes on. Remove one of them from the settings.`,
  isLogChat: (channel) =>
    `⛔️ The log chat is the channel ${channel}, and its readers would see these alerts. They come to the owner for now, and nothing new is posted in ${channel}. Set LOG_CHAT_ID to another chat and restart me.`,
  stranger: (channel, name, chat) =>
    `❓ ${name}, the name of the channel ${channel}, now leads to another chat: ${chat}. Perhaps somebody else has taken the name. Nothing new is posted in ${channel} until you decide. Is that chat your channel?`,
  goesOn: (channel) => `✅ New posts go out in the channel ${channel} again.`,
  command: 'Channels whose name leads elsewhere',
  change: 'decided which chat is',
  none: 'The name of every channel leads where it did before.',
  buttons: { ours: 'Yes, post there', strange: 'No, keep the old chat' },
  decided: (decision, editor) => `✓ ${en.buttons[decision]} — ${editor}`,
  decidedAlready: 'This was already decided.',
};

const ru: ChatWords = {
  sameChat: (first, second) =>
    `⛔️ Каналы ${first} и ${second} — один и тот же чат в Telegram. Через ${second} новые посты не выходят, ${first} работает как обычно. Уберите один из них из настроек.`,
  isLogChat: (channel) =>
    `⛔️ Служебным чатом указан канал ${channel}, и эти сообщения увидели бы его читатели. Пока они приходят владельцу, а новые посты в ${channel} не выходят. Укажите в LOG_CHAT_ID другой чат и перезапустите меня.`,
  stranger: (channel, name, chat) =>
    `❓ Имя ${name} (канал ${channel}) теперь ведёт в другой чат: ${chat}. Возможно, его занял кто-то другой. Пока вы не решите, новые посты в ${channel} не выходят. Это ваш канал?`,
  goesOn: (channel) => `✅ Новые посты в канале ${channel} снова выходят.`,
  command: 'Каналы, чьё имя ведёт в другой чат',
  change: 'решение о чате канала',
  none: 'Имена всех каналов ведут туда же, куда и раньше.',
  buttons: { ours: 'Да, публиковать там', strange: 'Нет, оставить прежний чат' },
  decided: (decision, editor) => `✓ ${ru.buttons[decision]} — ${editor}`,
  decidedAlready: 'Решение уже принято.',
};

const kk: ChatWords = {
  sameChat: (first, second) =>
    `⛔️ Telegram-да ${first} және ${second} арналары – бір чат. ${second} арқылы жаңа жазба шықпайды, ${first} бұрынғыша жұмыс істейді. Біреуін баптаулардан алып тастаңыз.`,
  isLogChat: (channel) =>
    `⛔️ Қызметтік чат ретінде ${channel} арнасы көрсетілген, бұл хабарламаларды оның оқырмандары көрер еді. Әзірге олар бот иесіне келеді, ал ${channel} арнасында жаңа жазба шықпайды. LOG_CHAT_ID мәніне басқа чатты жазып, мені қайта іске қосыңыз.`,
  stranger: (channel, name, chat) =>
    `❓ ${channel} арнасының ${name} атауы енді басқа чатқа апарады: ${chat}. Атауды бөтен біреу иеленіп алған болуы мүмкін. Сіз шешкенше ${channel} арнасында жаңа жазба шықпайды. Бұл чат – сіздің арнаңыз ба?`,
  goesOn: (channel) => `✅ ${channel} арнасында жаңа жазбалар қайтадан шығып жатыр.`,
  command: 'Атауы басқа чатқа апаратын арналар',
  change: 'арнаның чаты туралы шешім',
  none: 'Барлық арнаның атауы бұрынғы чатына апарады.',
  buttons: { ours: 'Иә, сонда жариялау', strange: 'Жоқ, бұрынғы чат қалсын' },
  decided: (decision, editor) => `✓ ${kk.buttons[decision]} – ${editor}`,
  decidedAlready: 'Шешім қабылданып қойған.',
};

export const chatWords: Readonly<Record<SpokenLanguage, ChatWords>> = { en, ru, kk };
