import type { SpokenLanguage } from '../news/language.ts';

/** Sentences about channels of which it is in doubt which chat they are. A missing translation does not compile. */
export interface ChatWords {
  sameChat(first: string, second: string): string;
  isLogChat(channel: string): string;
  /** `name`: the @name in the settings. `chat`: the title and the number of the other chat. */
  stranger(channel: string, name: string, chat: string): string;
  goesOn(channel: string): string;
}

const en: ChatWords = {
  sameChat: (first, second) =>
    `⛔️ The channels ${first} and ${second} are the same chat in Telegram. Nothing new is posted through ${second}; ${first} goes on. Remove one of them from the settings.`,
  isLogChat: (channel) =>
    `⛔️ The log chat is the channel ${channel}, and its readers would see these alerts. They come to the owner for now, and nothing new is posted in ${channel}. Set LOG_CHAT_ID to another chat and restart me.`,
  stranger: (channel, name, chat) =>
    `❓ ${name}, the name of the channel ${channel}, now leads to another chat: ${chat}. Perhaps somebody else has taken the name. Nothing new is posted in ${channel} until you decide. Is that chat your channel?`,
  goesOn: (channel) => `✅ New posts go out in the channel ${channel} again.`,
};

const ru: ChatWords = {
  sameChat: (first, second) =>
    `⛔️ Каналы ${first} и ${second} – один и тот же чат в Telegram. Через ${second} новые посты не выходят, ${first} работает как обычно. Уберите один из них из настроек.`,
  isLogChat: (channel) =>
    `⛔️ Служебным чатом указан канал ${channel}, и эти сообщения увидели бы его читатели. Пока они приходят владельцу, а новые посты в ${channel} не выходят. Укажите в LOG_CHAT_ID другой чат и перезапустите меня.`,
  stranger: (channel, name, chat) =>
    `❓ Имя ${name} (канал ${channel}) теперь ведёт в другой чат: ${chat}. Возможно, его занял кто-то другой. Пока вы не решите, новые посты в ${channel} не выходят. Это ваш канал?`,
  goesOn: (channel) => `✅ Новые посты в канале ${channel} снова выходят.`,
};

const kk: ChatWords = {
  sameChat: (first, second) =>
    `⛔️ Telegram-да ${first} және ${second} арналары – бір чат. ${second} арқылы жаңа жазба шықпайды, ${first} бұрынғыша жұмыс істейді. Біреуін баптаулардан алып тастаңыз.`,
  isLogChat: (channel) =>
    `⛔️ Қызметтік чат ретінде ${channel} арнасы көрсетілген, бұл хабарламаларды оның оқырмандары көрер еді. Әзірге олар бот иесіне келеді, ал ${channel} арнасында жаңа жазба шықпайды. LOG_CHAT_ID мәніне басқа чатты жазып, мені қайта іске қосыңыз.`,
  stranger: (channel, name, chat) =>
    `❓ ${channel} арнасының ${name} атауы енді басқа чатқа апарады: ${chat}. Атауды бөтен біреу иеленіп алған болуы мүмкін. Сіз шешкенше ${channel} арнасында жаңа жазба шықпайды. Бұл чат – сіздің арнаңыз ба?`,
  goesOn: (channel) => `✅ ${channel} арнасында жаңа жазбалар қайтадан шығып жатыр.`,
};

export const chatWords: Readonly<Record<SpokenLanguage, ChatWords>> = { en, ru, kk };
