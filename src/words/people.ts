import type { SpokenLanguage } from '../news/language.ts';

export interface PeopleWords {
  /** What each command does, for the help and for Telegram's menu. */
  commands: Record<'log' | 'lang' | 'editors' | 'backup', string>;
  /** What an editor did, between the name and the subject: "Aigul: posted 12345". */
  changes: Record<'editor-add' | 'editor-remove' | 'language' | 'backup', string>;
  editorsTitle: string;
  ownersTitle: string;
  noEditors: string;
  editorAdded(name: string): string;
  editorKnown(name: string): string;
  ownerAlready: string;
  editorRemoved(name: string): string;
  editorUnknown: string;
  ownerStays: string;
  hiddenSender: string;
  editorsUsage: string;
  /** For the new editor. */
  welcome: string;
  languageSet: string;
  /** The commands of all languages but one, comma-separated, and that of the last. */
  languageUsage(commands: string, last: string): string;
  logTitle: string;
  logEmpty: string;
  backupBegins: string;
  backupCaption(at: string): string;
  backupTooBig(megabytes: string, file: string): string;
  backupPostgres: string;
  backupFailed: string;
  backupBusy: string;
}

const en: PeopleWords = {
  commands: {
    log: 'Who changed what',
    lang: 'Language of the answers',
    editors: 'Who may command the bot',
    backup: 'A copy of the database',
  },
  changes: {
    'editor-add': 'added the editor',
    'editor-remove': 'removed the editor',
    language: 'changed their language',
    backup: 'copied the database',
  },
  editorsTitle: 'Editors',
  ownersTitle: 'Owners (ADMIN_IDS)',
  noEditors: 'There are no editors besides the owners.',
  editorAdded: (name) =>
    `✓ ${name} is an editor now. They will see the commands once they write /start to me.`,
  editorKnown: (name) => `${name} is already an editor.`,
  ownerAlready: 'This person is an owner and already has all rights.',
  editorRemoved: (name) => `✓ ${name} is not an editor any more.`,
  editorUnknown: 'There is no such editor. See /editors',
  ownerStays: 'Owners are named in the settings (ADMIN_IDS) and cannot be removed here.',
  hiddenSender:
    'This person is hidden in forwarded messages. Ask for their Telegram ID: they see it when they write to me.',
  editorsUsage:
    'For example: /editors add 123456789. Without an ID, reply with the command to a message forwarded from that person.\n/editors remove 123456789',
  welcome: 'You are an editor now. See /help',
  languageSet: '✓ I answer in English from now on.',
  languageUsage: (commands, last) => `Which language? ${commands} or ${last}`,
  logTitle: 'Who changed what',
  logEmpty: 'Nothing has been changed yet.',
  backupBegins: 'I am copying the database…',
  backupCaption: (at) => `A copy of the database, ${at}. Keep it safe: it holds everything.`,
  backupTooBig: (megabytes, file) =>
    `The copy has ${megabytes} MB; Telegram accepts 50 MB from a bot. It is on the server: ${file}`,
  backupPostgres: 'A Postgres database is copied with pg_dump on the server.',
  backupFailed: 'The copy could not be made; the log says why.',
  backupBusy: 'A copy is already being made.',
};

const ru: PeopleWords = {
  commands: {
    log: 'Кто что изменил',
    lang: 'Язык ответов',
    editors: 'Кто может управлять ботом',
    backup: 'Копия базы данных',
  },
  changes: {
    'editor-add': 'новый редактор',
    'editor-remove': 'удаление редактора',
    language: 'смена языка',
    backup: 'копия базы',
  },
  editorsTitle: 'Редакторы',
  ownersTitle: 'Владельцы (ADMIN_IDS)',
  noEditors: 'Кроме владельцев, редакторов нет.',
  editorAdded: (name) =>
    `✓ ${name} теперь в числе редакторов. Команды появятся, когда этот человек напишет мне /start.`,
  editorKnown: (name) => `${name} уже в числе редакторов.`,
  ownerAlready: 'Это владелец, у него и так все права.',
  editorRemoved: (name) => `✓ ${name} больше не в числе редакторов.`,
  editorUnknown: 'Такого редактора нет. См. /editors',
  ownerStays: 'Владельцы записаны в настройках (ADMIN_IDS), здесь их убрать нельзя.',
  hiddenSender:
    'Этот человек не показывает себя в пересланных сообщениях. Спросите его ID в Telegram: он увидит его, когда напишет мне.',
  editorsUsage:
    'Например: /editors add 123456789, или то же без ID в ответ на сообщение, пересланное от этого человека.\n/editors remove 123456789',
  welcome: 'Вам даны права редактора. См. /help',
  languageSet: '✓ Теперь я отвечаю по-русски.',
  languageUsage: (commands, last) => `Какой язык? ${commands} или ${last}`,
  logTitle: 'Кто что изменил',
  logEmpty: 'Пока ничего не меняли.',
  backupBegins: 'Копирую базу данных…',
  backupCaption: (at) => `Копия базы данных, ${at}. Храните её надёжно: в ней всё.`,
  backupTooBig: (megabytes, file) =>
    `Копия занимает ${megabytes} МБ, а Telegram принимает от бота до 50. Она на сервере: ${file}`,
  backupPostgres: 'База Postgres копируется на сервере программой pg_dump.',
  backupFailed: 'Сделать копию не удалось; причина в журнале программы.',
  backupBusy: 'Копия уже делается.',
};

const kk: PeopleWords = {
  commands: {
    log: 'Кім нені өзгертті',
    lang: 'Жауап тілі',
    editors: 'Ботты кім басқара алады',
    backup: 'Дерекқордың көшірмесі',
  },
  changes: {
    'editor-add': 'жаңа редактор',
    'editor-remove': 'редакторды алып тастау',
    language: 'тілді ауыстыру',
    backup: 'дерекқор көшірмесі',
  },
  editorsTitle: 'Редакторлар',
  ownersTitle: 'Бот иелері (ADMIN_IDS)',
  noEditors: 'Бот иелерінен басқа редактор жоқ.',
  editorAdded: (name) =>
    `✓ ${name} редактор құқығын алды. Маған /start деп жазғаннан кейін командаларды көреді.`,
  editorKnown: (name) => `${name} бұрыннан редактор.`,
  ownerAlready: 'Бұл – бот иесі, оның құқықтары онсыз да толық.',
  editorRemoved: (name) => `✓ ${name} енді редактор емес.`,
  editorUnknown: 'Мұндай редактор жоқ. Тізімі: /editors',
  ownerStays: 'Бот иелері баптауларда (ADMIN_IDS) жазылған, оларды бұл жерден алып тастауға болмайды.',
  hiddenSender:
    'Бұл адам қайта жіберілген хабарларда өзін көрсетпейді. Telegram ID нөмірін сұраңыз: ол маған жазғанда нөмірін көреді.',
  editorsUsage:
    'Мысалы: /editors add 123456789, немесе сол адамнан қайта жіберілген хабарға осы командамен ID-сіз жауап беріңіз.\n/editors remove 123456789',
  welcome: 'Сізге редактор құқығы берілді. Командалар тізімі: /help',
  languageSet: '✓ Енді қазақша жауап беремін.',
  languageUsage: (commands, last) => `Қай тіл? ${commands} немесе ${last}`,
  logTitle: 'Кім нені өзгертті',
  logEmpty: 'Әзірге ештеңе өзгертілмеген.',
  backupBegins: 'Дерекқорды көшіріп жатырмын…',
  backupCaption: (at) => `Дерекқор көшірмесі, ${at}. Оны сенімді жерде сақтаңыз: онда бәрі бар.`,
  backupTooBig: (megabytes, file) =>
    `Көшірме көлемі ${megabytes} МБ, ал Telegram боттан 50 МБ-қа дейін қабылдайды. Ол серверде: ${file}`,
  backupPostgres: 'Postgres дерекқоры серверде pg_dump арқылы көшіріледі.',
  backupFailed: 'Көшірме жасалмады; себебі бағдарлама журналында.',
  backupBusy: 'Көшірме қазір жасалып жатыр.',
};

/** Sentences about editors, the audit log and backups. A missing translation does not compile. */
export const peopleWords: Readonly<Record<SpokenLanguage, PeopleWords>> = { en, ru, kk };
