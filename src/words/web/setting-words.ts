import type { SpokenLanguage } from '../../news/language.ts';

/** What the settings of the page are called. The names of settings and their values are the same in every language. */
export interface SettingWords {
  /** Headings over the groups of settings, by their keys. */
  groups: Record<'usual' | 'pace' | 'doubt' | 'network' | 'page' | 'cluster' | 'keep' | 'log', string>;
  /** What the program does without a setting, by its name. */
  otherwise: Readonly<Record<string, string>>;
}

const ru: SettingWords = {
  groups: {
    usual: 'Главное: бот, каналы, источники и редакторы',
    pace: 'Когда и как быстро выходят посты',
    doubt: 'Посты, о которых неизвестно, дошли ли они',
    network: 'Связь с Telegram, источниками и картинками',
    page: 'Веб-страница программы',
    cluster: 'Работа на нескольких машинах',
    keep: 'Сроки хранения',
    log: 'Технический журнал',
  },
  otherwise: {
    BOT_TOKEN: 'песочница: свой Telegram на этой машине, наружу ничего не уходит',
    CHANNEL_ID: 'каналы из CHANNELS_FILE; в песочнице — три канала: kk, ru и en',
    CHANNELS_FILE: 'channels.yaml, если он есть',
    FEED_URL: 'источники из SOURCES_FILE',
    SOURCES_FILE: 'sources.yaml, если он есть',
    ADMIN_IDS: 'ботом никто не управляет',
    LOG_CHAT_ID: 'чат первого из ADMIN_IDS',
    DATABASE_URL: 'sqlite:data/khabarshy.db; в песочнице — sqlite:data/sandbox.db',
    WITNESS_BOT_TOKEN: 'второго бота нет: дошёл ли пост, проверяется пересылкой',
    TELEGRAM_API_ROOT: 'серверы Telegram, https://api.telegram.org',
    PROXY_URL: 'HTTPS_PROXY и HTTP_PROXY, затем ALL_PROXY; если их нет — напрямую',
    HTTPS_PROXY: 'ALL_PROXY',
    HTTP_PROXY: 'ALL_PROXY',
    ALL_PROXY: 'без прокси',
    NO_PROXY: 'напрямую — только к адресам этой машины',
    PICTURES_FROM: 'только из интернета, через порты 80 и 443',
    PUBLIC_URL: 'страница открывается только на этой машине, ссылки для входа начинаются с http://127.0.0.1',
    METRICS_TOKEN: '/metrics отвечает только на этой машине и только без PUBLIC_URL',
    PUSH_TOKENS: 'присылать статьи никто не может',
    KEEP_ARTICLES: 'бессрочно',
    KEEP_AUDIT: 'бессрочно',
    LOG_FORMAT: 'pretty в терминале, иначе json',
  },
};

const kk: SettingWords = {
  groups: {
    usual: 'Негізгілері: бот, арналар, дереккөздер және редакторлар',
    pace: 'Жазбалар қашан және қандай қарқынмен шығады',
    doubt: 'Жеткен-жетпегені белгісіз жазбалар',
    network: 'Telegram-мен, дереккөздермен және суреттермен байланыс',
    page: 'Бағдарламаның веб-беті',
    cluster: 'Бірнеше машинадағы жұмыс',
    keep: 'Сақтау мерзімі',
    log: 'Техникалық журнал',
  },
  otherwise: {
    BOT_TOKEN: 'сынақ ортасы: осы машинадағы жеке Telegram, сыртқа ештеңе шықпайды',
    CHANNEL_ID: 'CHANNELS_FILE файлындағы арналар; сынақ ортасында үш арна: kk, ru және en',
    CHANNELS_FILE: 'channels.yaml, егер ол бар болса',
    FEED_URL: 'SOURCES_FILE файлындағы дереккөздер',
    SOURCES_FILE: 'sources.yaml, егер ол бар болса',
    ADMIN_IDS: 'ботты ешкім басқармайды',
    LOG_CHAT_ID: 'ADMIN_IDS тізіміндегі бірінші адамның чаты',
    DATABASE_URL: 'sqlite:data/khabarshy.db; сынақ ортасында sqlite:data/sandbox.db',
    WITNESS_BOT_TOKEN: 'екінші бот жоқ: жазбаның жеткені қайта жіберу арқылы тексеріледі',
    TELEGRAM_API_ROOT: 'Telegram серверлері, https://api.telegram.org',
    PROXY_URL: 'HTTPS_PROXY пен HTTP_PROXY, одан кейін ALL_PROXY; олар болмаса, тікелей',
    HTTPS_PROXY: 'ALL_PROXY',
    HTTP_PROXY: 'ALL_PROXY',
    ALL_PROXY: 'проксисіз',
    NO_PROXY: 'тікелей қосылу осы машинаның мекенжайларына ғана',
    PICTURES_FROM: 'тек интернеттен, 80 және 443 порттары арқылы',
    PUBLIC_URL: 'бет тек осы машинада ашылады, кіру сілтемелері http://127.0.0.1 деп басталады',
    METRICS_TOKEN: '/metrics тек осы машинада және тек PUBLIC_URL берілмегенде жауап береді',
    PUSH_TOKENS: 'мақаланы ешкім жібере алмайды',
    KEEP_ARTICLES: 'мерзімсіз',
    KEEP_AUDIT: 'мерзімсіз',
    LOG_FORMAT: 'терминалда pretty, басқа жағдайда json',
  },
};

/** English stands with the settings themselves, because the docs are written from it. */
export const settingWords: Readonly<Record<Exclude<SpokenLanguage, 'en'>, SettingWords>> = { ru, kk };
