import type { SpokenLanguage } from '../../news/language.ts';

/** Sentences about who may command what. `name`: that of a person, `channels`: names with commas, or `all`. */
export interface EditorWords {
  /** What the command does, for the help and for Telegram's menu. */
  command: string;
  /** What an owner did, between the name and the subject. */
  changes: Record<'editor-add' | 'editor-channels' | 'editor-remove', string>;
  title: string;
  ownersTitle: string;
  none: string;
  /** In place of the names of all channels. */
  all: string;
  /** After the name of a channel that is not in the settings any more. */
  gone: string;
  added(name: string, channels: string): string;
  known(name: string, channels: string): string;
  changed(name: string, channels: string): string;
  ownerAlready: string;
  removed(name: string): string;
  unknown: string;
  ownerStays: string;
  /** Nobody is an editor of nothing. `command`: the one that removes a person. */
  lastChannel(name: string, command: string): string;
  /** Somebody else changed it a moment ago. */
  changedMeanwhile: string;
  hiddenSender: string;
  /** `channel`: the name of a real one. */
  usage(channel: string): string;
  /** For the new editor. */
  welcome(channels: string): string;
  /** For an editor whose channels were changed. */
  yourChannels(channels: string): string;
  /** For an editor whose channels all left the settings. */
  channelsLeft(channels: string): string;
  askRemove(name: string): string;
  /** On buttons of an editor's card. */
  removeButton: string;
  allButton: string;
}

const en: EditorWords = {
  command: 'Who may command the bot, or single channels',
  changes: {
    'editor-add': 'added the editor',
    'editor-channels': 'changed the channels of the editor',
    'editor-remove': 'removed the editor',
  },
  title: 'Editors',
  ownersTitle: 'Owners (ADMIN_IDS)',
  none: 'There are no editors besides the owners.',
  all: 'all channels',
  gone: 'not in the settings any more',
  added: (name, channels) =>
    `✓ ${name} is an editor now: ${channels}. They will see the commands once they write /start to me.`,
  known: (name, channels) => `${name} is already an editor: ${channels}.`,
  changed: (name, channels) => `✓ ${name} commands now: ${channels}.`,
  ownerAlready: 'This person is an owner and already has all rights.',
  removed: (name) => `✓ ${name} is not an editor any more.`,
  unknown: 'There is no such editor. See /editors',
  ownerStays: 'Owners are named in the settings (ADMIN_IDS) and cannot be removed here.',
  lastChannel: (name, command) => `${name} would command no channel. To take all rights away: ${command}`,
  changedMeanwhile: 'Somebody else changed this a moment ago. Look at /editors and try again.',
  hiddenSender:
    'This person is hidden in forwarded messages. Ask for their Telegram ID: they see it when they write to me.',
  usage: (channel) =>
    `For example: /editors add 123456789. Without an ID, reply with the command to a message forwarded from that person.\n/editors add 123456789 ${channel} – an editor of this channel only; several names are allowed\n/editors change 123456789 ${channel} – other channels in place of the earlier ones; “all” for every channel\n/editors remove 123456789`,
  welcome: (channels) => `You are an editor now: ${channels}. See /help`,
  yourChannels: (channels) => `You command now: ${channels}.`,
  channelsLeft: (channels) =>
    `The channels that you command (${channels}) are not in the settings any more, so there is nothing for you to command. Ask an owner.`,
  askRemove: (name) => `Take all rights away from ${name}?`,
  removeButton: 'Remove',
  allButton: 'All channels',
};

const ru: EditorWords = {
  command: 'Кто может управлять ботом или отдельными каналами',
  changes: {
    'editor-add': 'новый редактор',
    'editor-channels': 'другие каналы редактора',
    'editor-remove': 'удаление редактора',
  },
  title: 'Редакторы',
  ownersTitle: 'Владельцы (ADMIN_IDS)',
  none: 'Кроме владельцев, редакторов нет.',
  all: 'все каналы',
  gone: 'больше нет в настройках',
  added: (name, channels) =>
    `✓ ${name} теперь в числе редакторов: ${channels}. Команды появятся, когда этот человек напишет мне /start.`,
  known: (name, channels) => `${name} уже в числе редакторов: ${channels}.`,
  changed: (name, channels) => `✓ ${name} теперь управляет: ${channels}.`,
  ownerAlready: 'Это владелец, у него и так все права.',
  removed: (name) => `✓ ${name} больше не в числе редакторов.`,
  unknown: 'Такого редактора нет. См. /editors',
  ownerStays: 'Владельцы записаны в настройках (ADMIN_IDS), здесь их убрать нельзя.',
  lastChannel: (name, command) =>
    `У редактора ${name} не останется ни одного канала. Чтобы снять все права: ${command}`,
  changedMeanwhile: 'Это только что изменил кто-то другой. Посмотрите /editors и попробуйте ещё раз.',
  hiddenSender:
    'Этот человек не показывает себя в пересланных сообщениях. Спросите его ID в Telegram: он увидит его, когда напишет мне.',
  usage: (channel) =>
    `Например: /editors add 123456789, или то же без ID в ответ на сообщение, пересланное от этого человека.\n/editors add 123456789 ${channel} — редактор только этого канала; можно назвать несколько\n/editors change 123456789 ${channel} — другие каналы вместо прежних; all — все каналы\n/editors remove 123456789`,
  welcome: (channels) => `Вам даны права редактора: ${channels}. См. /help`,
  yourChannels: (channels) => `Теперь вы управляете: ${channels}.`,
  channelsLeft: (channels) =>
    `Каналов, которыми вы управляете (${channels}), больше нет в настройках, поэтому управлять вам нечем. Обратитесь к владельцу бота.`,
  askRemove: (name) => `Снять все права с редактора ${name}?`,
  removeButton: 'Удалить',
  allButton: 'Все каналы',
};

const kk: EditorWords = {
  command: 'Ботты немесе жеке арналарды кім басқарады',
  changes: {
    'editor-add': 'жаңа редактор',
    'editor-channels': 'редактордың арналарын ауыстыру',
    'editor-remove': 'редакторды алып тастау',
  },
  title: 'Редакторлар',
  ownersTitle: 'Бот иелері (ADMIN_IDS)',
  none: 'Бот иелерінен басқа редактор жоқ.',
  all: 'барлық арна',
  gone: 'баптауларда енді жоқ',
  added: (name, channels) =>
    `✓ ${name} редактор құқығын алды: ${channels}. Маған /start деп жазғаннан кейін командаларды көреді.`,
  known: (name, channels) => `${name} бұрыннан редактор: ${channels}.`,
  changed: (name, channels) => `✓ ${name} енді мынаны басқарады: ${channels}.`,
  ownerAlready: 'Бұл – бот иесі, оның құқықтары онсыз да толық.',
  removed: (name) => `✓ ${name} енді редактор емес.`,
  unknown: 'Мұндай редактор жоқ. Тізімі: /editors',
  ownerStays: 'Бот иелері баптауларда (ADMIN_IDS) жазылған, оларды бұл жерден алып тастауға болмайды.',
  lastChannel: (name, command) => `${name} бірде-бір арнасыз қалады. Барлық құқығын алып тастау: ${command}`,
  changedMeanwhile: 'Мұны жаңа ғана басқа біреу өзгертті. /editors тізімін қарап, қайталап көріңіз.',
  hiddenSender:
    'Бұл адам қайта жіберілген хабарларда өзін көрсетпейді. Telegram ID нөмірін сұраңыз: ол маған жазғанда нөмірін көреді.',
  usage: (channel) =>
    `Мысалы: /editors add 123456789, немесе сол адамнан қайта жіберілген хабарға осы командамен ID-сіз жауап беріңіз.\n/editors add 123456789 ${channel} – тек осы арнаның редакторы; бірнеше арнаны атауға болады\n/editors change 123456789 ${channel} – бұрынғылардың орнына басқа арналар; all – барлық арна\n/editors remove 123456789`,
  welcome: (channels) => `Сізге редактор құқығы берілді: ${channels}. Командалар тізімі: /help`,
  yourChannels: (channels) => `Енді сіз мынаны басқарасыз: ${channels}.`,
  channelsLeft: (channels) =>
    `Сіз басқаратын арналар (${channels}) баптауларда енді жоқ, сондықтан басқаратын ештеңе қалмады. Бот иесіне хабарласыңыз.`,
  askRemove: (name) => `${name} редакторының барлық құқығын алып тастау керек пе?`,
  removeButton: 'Алып тастау',
  allButton: 'Барлық арна',
};

/** A missing translation does not compile. */
export const editorWords: Readonly<Record<SpokenLanguage, EditorWords>> = { en, ru, kk };
