import type { SpokenLanguage } from '../news/language.ts';

/** What is said where a program has several bots. Names, links and counts come escaped if they are shown as HTML. */
export interface BotWords {
  /** To owners: Telegram does not accept the token of this bot. */
  tokenRefused(bot: string): string;
  tokenAccepted(bot: string): string;
  /** A channel has another bot than the posts that stand in it. `posts`: their number, with the word. */
  channelMoved(channel: string, posts: string): string;
  /** The answer to what concerns an article that channels show, or will, which the editor does not command. */
  articleOfOthers: string;
  /** After /kill: only the posts in the channels of the editor are killed. */
  killedHere(posts: string, name: string): string;
  killedHereOnly: string;
  nothingToKillHere: string;
  /** The question before it. */
  askKillHere(posts: string): string;
  /** Sources feed all channels. */
  sourcesOfAll: string;
  /** The database holds the news of all bots. */
  backupOfAll: string;
  /** What /cluster does, for the help and for Telegram's menu. */
  clusterCommand: string;
  /** One process does everything. */
  notShared: string;
  clusterTitle(processes: number): string;
  /** `bots`: their names, or a dash. */
  process(place: string, since: string, bots: string): string;
  /** A process with older settings than others. */
  olderSettings: string;
  /** Bots for which nobody works, by their names. */
  nobody(bots: string): string;
}

const en: BotWords = {
  tokenRefused: (bot) =>
    `⛔️ Telegram does not accept the token of the bot “${bot}” any more, so it has stopped. Its posts stay queued; the other bots go on. Ask @BotFather for a token, set it in .env, and have the settings read anew (SIGHUP) or restart.`,
  tokenAccepted: (bot) => `✅ Telegram accepts the token of the bot “${bot}” again.`,
  channelMoved: (channel, posts) =>
    `ℹ️ I post to ${channel} from now on. Another bot sent what stands there (${posts}), and I cannot change that. If one of these articles is corrected or canceled, you get the link here and change the post by hand.`,
  articleOfOthers:
    'This article is also for channels that you do not command, so I leave it as it is. Somebody who commands all its channels can do it.',
  killedHere: (posts, name) => `🗑 ${posts} will be deleted — ${name}`,
  killedHereOnly:
    'Only in your channels: the article itself is not canceled, because it is also for channels that you do not command. Somebody who commands all its channels can cancel it.',
  nothingToKillHere: 'No post of this article stands or waits in your channels.',
  askKillHere: (posts) => `Delete ${posts} of this article in your channels?`,
  sourcesOfAll: 'Sources bring news for all channels. Only somebody who commands all of them can do this.',
  backupOfAll: 'The database holds what belongs to all bots. Only an owner of all of them gets a copy.',
  clusterCommand: 'The processes, and which bots each one works for',
  notShared: 'One process works for all bots (ENGINE=embedded).',
  clusterTitle: (processes) => `Processes: ${processes}`,
  process: (place, since, bots) => `${place}, since ${since}: ${bots}`,
  olderSettings: 'older settings: it gives its bots to the others within ten minutes',
  nobody: (bots) => `⚠️ Nobody works for: ${bots}`,
};

const ru: BotWords = {
  tokenRefused: (bot) =>
    `⛔️ Telegram больше не принимает токен бота «${bot}», поэтому он остановился. Его посты остаются в очереди; остальные боты работают. Получите токен у @BotFather, укажите его в .env и перечитайте настройки (SIGHUP) или перезапустите программу.`,
  tokenAccepted: (bot) => `✅ Telegram снова принимает токен бота «${bot}».`,
  channelMoved: (channel, posts) =>
    `ℹ️ Теперь в ${channel} пишу я. Всё, что там уже стоит (${posts}), отправил другой бот, и изменить это я не могу. Если такая статья будет исправлена или отменена, вы получите здесь ссылку, чтобы изменить пост вручную.`,
  articleOfOthers:
    'Эта статья предназначена и для каналов, которыми вы не управляете, поэтому она остаётся как есть. Это может сделать тот, кто управляет всеми её каналами.',
  killedHere: (posts, name) => `🗑 Будет удалено: ${posts} — ${name}`,
  killedHereOnly:
    'Только в ваших каналах: сама статья не отменена, потому что она предназначена и для каналов, которыми вы не управляете. Отменить её может тот, кто управляет всеми её каналами.',
  nothingToKillHere: 'В ваших каналах нет постов этой статьи.',
  askKillHere: (posts) => `Удалить посты этой статьи в ваших каналах: ${posts}?`,
  sourcesOfAll:
    'Источники приносят новости для всех каналов. Это может сделать только тот, кто управляет ими всеми.',
  backupOfAll: 'В базе хранятся данные всех ботов. Копию получает только владелец всех ботов.',
  clusterCommand: 'Процессы и боты, которых ведёт каждый из них',
  notShared: 'Всех ботов ведёт один процесс (ENGINE=embedded).',
  clusterTitle: (processes) => `Процессов: ${processes}`,
  process: (place, since, bots) => `${place}, с ${since}: ${bots}`,
  olderSettings: 'прежние настройки: в течение десяти минут передаст своих ботов остальным',
  nobody: (bots) => `⚠️ Эти боты сейчас ничьи: ${bots}`,
};

const kk: BotWords = {
  tokenRefused: (bot) =>
    `⛔️ Telegram «${bot}» ботының токенін енді қабылдамайды, сондықтан бот тоқтады. Оның жазбалары кезекте қалады; қалған боттар жұмысын жалғастырады. @BotFather-ден токен алып, .env файлына жазыңыз да, баптауларды қайта оқытыңыз (SIGHUP) немесе бағдарламаны қайта іске қосыңыз.`,
  tokenAccepted: (bot) => `✅ Telegram «${bot}» ботының токенін қайтадан қабылдады.`,
  channelMoved: (channel, posts) =>
    `ℹ️ Енді ${channel} арнасына мен жазамын. Онда тұрғанның бәрін (${posts}) басқа бот жіберген, оны мен өзгерте алмаймын. Ондай мақала түзетілсе немесе жойылса, жазбаны қолмен өзгерту үшін сілтемесі осында келеді.`,
  articleOfOthers:
    'Бұл мақала сіз басқармайтын арналарға да арналған, сондықтан ол сол күйінде қалады. Мұны оның барлық арнасын басқаратын адам жасай алады.',
  killedHere: (posts, name) => `🗑 Жойылады: ${posts} – ${name}`,
  killedHereOnly:
    'Тек сіздің арналарыңызда: мақаланың өзі жойылған жоқ, себебі ол сіз басқармайтын арналарға да арналған. Оны барлық арнасын басқаратын адам жоя алады.',
  nothingToKillHere: 'Сіздің арналарыңызда осы мақаланың жазбасы жоқ.',
  askKillHere: (posts) => `Осы мақаланың сіздің арналарыңыздағы жазбаларын (${posts}) жою керек пе?`,
  sourcesOfAll:
    'Дереккөздер барлық арнаға жаңалық әкеледі. Мұны арналардың бәрін басқаратын адам ғана жасай алады.',
  backupOfAll: 'Дерекқорда барлық боттың мәліметі сақтаулы. Көшірмені барлық боттың иесі ғана алады.',
  clusterCommand: 'Процестер және олар жүргізіп тұрған боттар',
  notShared: 'Барлық ботты бір процесс жүргізеді (ENGINE=embedded).',
  clusterTitle: (processes) => `Процестер: ${processes}`,
  process: (place, since, bots) => `${place}, ${since} бастап: ${bots}`,
  olderSettings: 'баптаулары ескі: боттарын он минут ішінде басқаларға береді',
  nobody: (bots) => `⚠️ Бұл боттарды ешкім жүргізіп тұрған жоқ: ${bots}`,
};

export const botWords: Record<SpokenLanguage, BotWords> = { en, ru, kk };

/** What is said of the jobs of a cluster. */
export interface ClusterWords {
  jobs: string;
  /** What a job does. `key`: which source, or which of the things that are done by a schedule. */
  job(queue: string, key: string): string;
  states: Record<JobState, string>;
  /** The process that did it is not known any more. */
  somebody: string;
}

export type JobState = 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';

/** Jobs that are no sources and no digests. */
type Named = 'poll' | 'retention' | 'item keys';

const digestOf = /^digest (.+)$/u;

function namer(names: Record<Named, string>, source: (name: string) => string, digest: typeof source) {
  return (queue: string, key: string): string => {
    if (queue === 'sources') return source(key);
    const [, channel] = digestOf.exec(key) ?? [];
    if (channel !== undefined) return digest(channel);
    return Object.hasOwn(names, key) ? names[key as Named] : key; // a key of the table
  };
}

const jobsInEnglish: ClusterWords = {
  jobs: 'Last jobs:',
  job: namer(
    { poll: 'new articles', retention: 'deleting old articles', 'item keys': 'forgetting old items' },
    (name) => `source ${name}`,
    (channel) => `digest of ${channel}`,
  ),
  states: {
    retry: 'failed, will be tried again',
    active: 'is being done',
    completed: 'done',
    cancelled: 'canceled',
    failed: 'failed',
  },
  somebody: 'a process that is gone',
};

const jobsInRussian: ClusterWords = {
  jobs: 'Последние задания:',
  job: namer(
    {
      poll: 'новые статьи',
      retention: 'удаление старых статей',
      'item keys': 'очистка списка старых материалов источников',
    },
    (name) => `источник ${name}`,
    (channel) => `дайджест канала ${channel}`,
  ),
  states: {
    retry: 'не удалось, будет повторено',
    active: 'выполняется',
    completed: 'выполнено',
    cancelled: 'отменено',
    failed: 'не удалось',
  },
  somebody: 'процесс, которого уже нет',
};

const jobsInKazakh: ClusterWords = {
  jobs: 'Соңғы тапсырмалар:',
  job: namer(
    {
      poll: 'жаңа мақалалар',
      retention: 'ескі мақалаларды өшіру',
      'item keys': 'дереккөздердің ескі материалдар тізімін тазалау',
    },
    (name) => `${name} дереккөзі`,
    (channel) => `${channel} арнасының дайджесті`,
  ),
  states: {
    retry: 'орындалмады, қайталанады',
    active: 'орындалып жатыр',
    completed: 'орындалды',
    cancelled: 'тоқтатылды',
    failed: 'орындалмады',
  },
  somebody: 'қазір жоқ процесс',
};

export const clusterWords: Record<SpokenLanguage, ClusterWords> = {
  en: jobsInEnglish,
  ru: jobsInRussian,
  kk: jobsInKazakh,
};
