import type { SpokenLanguage } from '../news/language.ts';
import { counts } from './counts.ts';
import { untilMoment } from './until.ts';

/** Moments, names and numbers are formatted already. */
export interface ChannelWords {
  /** What each command does, for the help and for Telegram's menu. */
  commands: Record<'status' | 'queue' | 'pause' | 'resume' | 'retry' | 'uncertain', string>;
  /** What an editor did, between the name and the subject: "Aigul: posted 12345". */
  changes: Record<
    'now' | 'up' | 'drop' | 'drop-older' | 'pause' | 'resume' | 'retry' | 'uncertain' | 'anew',
    string
  >;
  running: string;
  paused(until: string | null, editor: string): string;
  closed(reason: string): string;
  queued(posts: string): string;
  waiting(posts: string): string;
  sentToday(posts: string): string;
  lastPost(at: string): string;
  noPost: string;
  uncertain(posts: string): string;
  unsure(posts: string): string;
  refused(posts: string): string;
  nextDigest(at: string): string;
  lastPoll(at: string): string;
  noPoll: string;
  allWell: string;
  notWell: string;
  isPaused(channel: string): string;
  isClosed(channel: string): string;
  hasUncertain(channel: string, posts: string): string;
  hasRefused(channel: string, posts: string): string;
  queue(channel: string): string;
  queueEmpty(channel: string): string;
  atOnce: string;
  afterResume: string;
  about(at: string): string;
  now: string;
  drop: string;
  first(editor: string): string;
  dropped(editor: string): string;
  /** `at`: posts that were due before this moment. */
  askDropOlder(channel: string, posts: string, at: string): string;
  nothingOlder(channel: string, at: string): string;
  askDropSection(channel: string, posts: string, section: string): string;
  nothingOfSection(channel: string, section: string): string;
  droppedOlder(posts: string, editor: string): string;
  movedUp: string;
  cannotMoveUp: string;
  waitsNoMore(editor: string | null): string;
  pausedNow(channel: string, until: string | null): string;
  pausedStill(channel: string, editor: string): string;
  /** A pause without an end. */
  untilResume: string;
  correctionsStill: string;
  /** On a button. */
  resumeAll: string;
  resumedNow(channel: string): string;
  ranAlready(channel: string): string;
  /** It was closed to us. */
  triedNow(channel: string): string;
  pauseTooLong: string;
  /** Before posts that Telegram refused are promised again. */
  askRetry(posts: string, channels: string): string;
  retried(channel: string, posts: string): string;
  retryNone(channel: string): string;
  retryTooOld(channel: string, posts: string): string;
  uncertainNone: string;
  uncertainTitle: string;
  digest: string;
}

const en: ChannelWords = {
  commands: {
    status: 'State of the channels',
    queue: 'Queued posts and their times',
    pause: 'Pause a channel',
    resume: 'Resume a channel',
    retry: 'Try again what Telegram refused',
    uncertain: 'Posts that need a decision',
  },
  changes: {
    now: 'moved to the front',
    up: 'moved up',
    drop: 'dropped',
    'drop-older': 'emptied the queue of',
    pause: 'paused',
    resume: 'resumed',
    retry: 'tried again',
    uncertain: 'decided about',
    anew: 'posted anew',
  },
  running: '▶️ running',
  paused: (until, editor) => `⏸ paused${until === null ? '' : ` ${untilMoment.en(until)}`} — ${editor}`,
  closed: (reason) => `⛔️ I cannot post: ${reason}`,
  queued: (posts) => `${posts} queued`,
  waiting: (posts) => `${posts} waiting for approval`,
  sentToday: (posts) => `${posts} today`,
  lastPost: (at) => `last post ${at}`,
  noPost: 'nothing posted yet',
  uncertain: (posts) => `uncertain: ${posts}`,
  unsure: (posts) => `${posts} ${posts === counts.en.posts(1) ? 'is' : 'are'} being checked`,
  refused: (posts) => `refused today: ${posts}`,
  nextDigest: (at) => `next digest ${at}`,
  lastPoll: (at) => `Last check for new articles: ${at}.`,
  noPoll: 'There has been no check for new articles yet.',
  allWell: '✅ All is well.',
  notWell: '⚠️ Needs your attention:',
  isPaused: (channel) => `${channel} is paused`,
  isClosed: (channel) => `${channel}: I cannot post`,
  hasUncertain: (channel, posts) => `${channel}: ${posts} to be decided, see /uncertain`,
  hasRefused: (channel, posts) => `${channel}: Telegram refused ${posts} today`,
  queue: (channel) => `Queue of ${channel}`,
  queueEmpty: (channel) => `${channel}: the queue is empty.`,
  atOnce: 'at once',
  afterResume: 'after /resume',
  about: (at) => `about ${at}`,
  now: 'Now',
  drop: 'Drop',
  first: (editor) => `✓ Goes out next — ${editor}`,
  dropped: (editor) => `✓ Dropped — ${editor}`,
  askDropOlder: (channel, posts, at) =>
    `Drop ${posts} from the queue of ${channel}? They were due before ${at}.`,
  nothingOlder: (channel, at) => `${channel}: nothing in the queue was due before ${at}.`,
  askDropSection: (channel, posts, section) =>
    `Drop ${posts} of the section ${section} from the queue of ${channel}?`,
  nothingOfSection: (channel, section) => `${channel}: nothing of the section ${section} is in the queue.`,
  droppedOlder: (posts, editor) => `✓ Dropped: ${posts} — ${editor}`,
  movedUp: 'moved up',
  cannotMoveUp: 'It goes first already, or is not queued any more.',
  waitsNoMore: (editor) => `It is not in the queue any more${editor === null ? '.' : ` — ${editor}`}`,
  pausedNow: (channel, until) =>
    `⏸ ${channel} is paused ${until === null ? 'until /resume' : untilMoment.en(until)}.`,
  pausedStill: (channel, editor) => `${channel} is already paused — ${editor}`,
  untilResume: 'until /resume',
  correctionsStill: 'Corrections and kills still go out.',
  resumeAll: 'Resume all',
  resumedNow: (channel) => `▶️ ${channel} is running again.`,
  ranAlready: (channel) => `${channel} is already running.`,
  triedNow: (channel) => `▶️ I am trying to post in ${channel} again now.`,
  pauseTooLong: 'A pause can last 30 days at most. For example: /pause 2h',
  askRetry: (posts, channels) => `Telegram refused ${posts}. Shall I try again (${channels})?`,
  retried: (channel, posts) => `🔁 ${channel}: ${posts} queued again`,
  retryNone: (channel) => `${channel}: nothing to try again`,
  retryTooOld: (channel, posts) => `${channel}: ${posts} left out as too old; /post sends one all the same`,
  uncertainNone: 'No post needs a decision.',
  uncertainTitle: 'I do not know whether this was posted. Check the channel and decide.',
  digest: 'Digest',
};

const ru: ChannelWords = {
  commands: {
    status: 'Состояние каналов',
    queue: 'Очередь и время выхода постов',
    pause: 'Приостановить канал',
    resume: 'Возобновить канал',
    retry: 'Повторить отклонённые посты',
    uncertain: 'Посты, которые ждут решения',
  },
  changes: {
    now: 'вне очереди',
    up: 'передвинуто выше:',
    drop: 'снято с очереди',
    'drop-older': 'чистка очереди',
    pause: 'пауза',
    resume: 'возобновление',
    retry: 'повтор отклонённого',
    uncertain: 'решение о посте',
    anew: 'публикация заново',
  },
  running: '▶️ работает',
  paused: (until, editor) => `⏸ на паузе${until === null ? '' : ` ${untilMoment.ru(until)}`} — ${editor}`,
  closed: (reason) => `⛔️ публиковать не могу: ${reason}`,
  queued: (posts) => `в очереди ${posts}`,
  waiting: (posts) => `на согласовании ${posts}`,
  sentToday: (posts) => `сегодня ${posts}`,
  lastPost: (at) => `последний ${at}`,
  noPost: 'постов ещё не было',
  uncertain: (posts) => `ждут решения: ${posts}`,
  unsure: (posts) => `проверяем в канале: ${posts}`,
  refused: (posts) => `отклонено сегодня: ${posts}`,
  nextDigest: (at) => `следующий дайджест ${at}`,
  lastPoll: (at) => `Новые статьи проверены: ${at}.`,
  noPoll: 'Новые статьи ещё не проверялись.',
  allWell: '✅ Всё в порядке.',
  notWell: '⚠️ Требует внимания:',
  isPaused: (channel) => `${channel} на паузе`,
  isClosed: (channel) => `${channel}: публиковать не могу`,
  hasUncertain: (channel, posts) => `${channel}: требуется решение — ${posts}, см. /uncertain`,
  hasRefused: (channel, posts) => `${channel}: сегодня Telegram отклонил ${posts}`,
  queue: (channel) => `Очередь в ${channel}`,
  queueEmpty: (channel) => `${channel}: очередь пуста.`,
  atOnce: 'сейчас',
  afterResume: 'после /resume',
  about: (at) => `около ${at}`,
  now: 'Сейчас',
  drop: 'Снять',
  first: (editor) => `✓ Выйдет следующим — ${editor}`,
  dropped: (editor) => `✓ Снят — ${editor}`,
  askDropOlder: (channel, posts, at) =>
    `Снять с очереди в ${channel} ${posts}? Они должны были выйти ${untilMoment.ru(at)}.`,
  nothingOlder: (channel, at) =>
    `${channel}: в очереди нет постов, которые должны были выйти ${untilMoment.ru(at)}.`,
  askDropSection: (channel, posts, section) => `Снять с очереди в ${channel} ${posts} рубрики «${section}»?`,
  nothingOfSection: (channel, section) => `${channel}: в очереди нет постов рубрики «${section}».`,
  droppedOlder: (posts, editor) => `✓ Снято с очереди: ${posts} — ${editor}`,
  movedUp: 'передвинут выше',
  cannotMoveUp: 'Он и так первый или уже не в очереди.',
  waitsNoMore: (editor) => `Этот пост больше не в очереди${editor === null ? '.' : ` — ${editor}`}`,
  pausedNow: (channel, until) =>
    `⏸ ${channel} на паузе ${until === null ? 'до команды /resume' : untilMoment.ru(until)}.`,
  pausedStill: (channel, editor) => `${channel} уже на паузе — ${editor}`,
  untilResume: 'до /resume',
  correctionsStill: 'Исправления и отзыв постов на паузе продолжаются.',
  resumeAll: 'Возобновить все',
  resumedNow: (channel) => `▶️ ${channel} снова работает.`,
  ranAlready: (channel) => `${channel} и так работает.`,
  triedNow: (channel) => `▶️ Пробую снова публиковать в ${channel}.`,
  pauseTooLong: 'Пауза длится не больше 30\u00a0дней. Например: /pause 2h',
  askRetry: (posts, channels) => `Telegram отклонил ${posts}. Отправить ещё раз (${channels})?`,
  retried: (channel, posts) => `🔁 ${channel}: снова в очереди ${posts}`,
  retryNone: (channel) => `${channel}: повторять нечего`,
  retryTooOld: (channel, posts) =>
    `${channel}: ${posts} не повторяю — они устарели; отдельный пост можно отправить командой /post`,
  uncertainNone: 'Постов, ожидающих решения, нет.',
  uncertainTitle: 'Неизвестно, вышел ли этот пост. Посмотрите в канале и решите.',
  digest: 'Дайджест',
};

const kk: ChannelWords = {
  commands: {
    status: 'Арналардың жай-күйі',
    queue: 'Кезек және жазбалардың шығу уақыты',
    pause: 'Арнаны тоқтата тұру',
    resume: 'Арнаны қайта іске қосу',
    retry: 'Қабылданбаған жазбаларды қайта жіберу',
    uncertain: 'Шешім күтіп тұрған жазбалар',
  },
  changes: {
    now: 'кезектен тыс шығару',
    up: 'жоғары жылжытты:',
    drop: 'кезектен алу',
    'drop-older': 'кезекті тазалау',
    pause: 'тоқтату',
    resume: 'қайта іске қосу',
    retry: 'қабылданбағанды қайта жіберу',
    uncertain: 'жазба туралы шешім',
    anew: 'қайта жариялау',
  },
  running: '▶️ жұмыс істеп тұр',
  paused: (until, editor) => `⏸ ${until === null ? '' : `${untilMoment.kk(until)} `}тоқтап тұр – ${editor}`,
  closed: (reason) => `⛔️ жариялай алмаймын: ${reason}`,
  queued: (posts) => `кезекте ${posts}`,
  waiting: (posts) => `мақұлдау күтуде: ${posts}`,
  sentToday: (posts) => `бүгін ${posts}`,
  lastPost: (at) => `соңғысы ${at}`,
  noPost: 'әлі жазба болған жоқ',
  uncertain: (posts) => `шешім күтуде: ${posts}`,
  unsure: (posts) => `арнадан тексерілуде: ${posts}`,
  refused: (posts) => `бүгін қабылданбады: ${posts}`,
  nextDigest: (at) => `келесі дайджест ${at}`,
  lastPoll: (at) => `Жаңа мақалалар соңғы рет тексерілді: ${at}.`,
  noPoll: 'Жаңа мақалалар әлі тексерілген жоқ.',
  allWell: '✅ Бәрі жақсы.',
  notWell: '⚠️ Назар аударыңыз:',
  isPaused: (channel) => `${channel} тоқтап тұр`,
  isClosed: (channel) => `${channel}: жариялай алмаймын`,
  hasUncertain: (channel, posts) => `${channel}: ${posts} шешім күтуде (/uncertain)`,
  hasRefused: (channel, posts) => `${channel}: бүгін Telegram ${posts}ны қабылдамады`,
  queue: (channel) => `${channel} арнасының кезегі`,
  queueEmpty: (channel) => `${channel}: кезек бос.`,
  atOnce: 'қазір',
  afterResume: '/resume командасынан кейін',
  about: (at) => `шамамен ${at}`,
  now: 'Қазір',
  drop: 'Алып тастау',
  first: (editor) => `✓ Келесі болып шығады – ${editor}`,
  dropped: (editor) => `✓ Алып тасталды – ${editor}`,
  askDropOlder: (channel, posts, at) =>
    `${channel} арнасының кезегінен ${posts}ны алып тастайын ба? Олар ${untilMoment.kk(at)} шығуы керек еді.`,
  nothingOlder: (channel, at) => `${channel}: ${untilMoment.kk(at)} шығуы керек болған жазба кезекте жоқ.`,
  askDropSection: (channel, posts, section) =>
    `${channel} арнасының кезегінен «${section}» айдарының ${posts}сын алып тастайын ба?`,
  nothingOfSection: (channel, section) => `${channel}: кезекте «${section}» айдарының жазбасы жоқ.`,
  droppedOlder: (posts, editor) => `✓ Кезектен алынды: ${posts} – ${editor}`,
  movedUp: 'жоғары жылжытылды',
  cannotMoveUp: 'Ол онсыз да бірінші немесе кезекте тұрған жоқ.',
  waitsNoMore: (editor) => `Бұл жазба енді кезекте емес${editor === null ? '.' : ` – ${editor}`}`,
  pausedNow: (channel, until) =>
    `⏸ ${channel} ${until === null ? '/resume командасына дейін' : untilMoment.kk(until)} тоқтатылды.`,
  pausedStill: (channel, editor) => `${channel} бұрыннан тоқтап тұр – ${editor}`,
  untilResume: '/resume командасына дейін',
  correctionsStill: 'Жазбаларды түзету мен қайтарып алу бұрынғыша жұмыс істейді.',
  resumeAll: 'Барлығын қайта іске қосу',
  resumedNow: (channel) => `▶️ ${channel} қайта жұмыс істейді.`,
  ranAlready: (channel) => `${channel} онсыз да жұмыс істеп тұр.`,
  triedNow: (channel) => `▶️ ${channel} арнасында қазір қайта жариялап көремін.`,
  pauseTooLong: 'Арнаны ең көбі 30\u00a0күнге тоқтатуға болады. Мысалы: /pause 2h',
  askRetry: (posts, channels) => `Telegram ${posts}ны қабылдамады. Қайта жіберейін бе (${channels})?`,
  retried: (channel, posts) => `🔁 ${channel}: ${posts} кезекке қайта қойылды`,
  retryNone: (channel) => `${channel}: қайта жіберетін жазба жоқ`,
  retryTooOld: (channel, posts) =>
    `${channel}: ескірген ${posts} қайта жіберілмейді; қажетін /post арқылы шығаруға болады`,
  uncertainNone: 'Шешім күтіп тұрған жазба жоқ.',
  uncertainTitle: 'Бұл жазбаның шыққан-шықпағаны белгісіз. Арнаны қарап, шешім қабылдаңыз.',
  digest: 'Дайджест',
};

/** Sentences about channels and their queues. A missing translation does not compile. */
export const channelWords: Readonly<Record<SpokenLanguage, ChannelWords>> = { en, ru, kk };
