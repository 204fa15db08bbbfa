import type { SpokenLanguage } from '../news/language.ts';

export interface PeopleWords {
  /** What each command does, for the help and for Telegram's menu. */
  commands: Record<'log' | 'lang' | 'backup', string>;
  /** What an editor did, between the name and the subject: "Aigul: posted 12345". */
  changes: Record<'language' | 'backup', string>;
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
    backup: 'A copy of the database',
  },
  changes: {
    language: 'changed their language',
    backup: 'copied the database',
  },
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
    backup: 'Копия базы данных',
  },
  changes: {
    language: 'смена языка',
    backup: 'копия базы',
  },
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
    backup: 'Дерекқордың көшірмесі',
  },
  changes: {
    language: 'тілді ауыстыру',
    backup: 'дерекқор көшірмесі',
  },
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

/** Sentences about languages, the audit log and backups. A missing translation does not compile. */
export const peopleWords: Readonly<Record<SpokenLanguage, PeopleWords>> = { en, ru, kk };
