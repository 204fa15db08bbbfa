import type { ArticleStatus } from '../news/article.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { PostState } from '../news/post.ts';
import { untilMoment } from './until.ts';

export interface ArticleWords {
  /** What each command does, for the help and for Telegram's menu. */
  commands: Record<'latest' | 'find' | 'preview' | 'post' | 'hold' | 'release' | 'kill', string>;
  /** What an editor did, between the name and the subject: "Aigul: posted 12345". */
  changes: Record<'post' | 'hold' | 'release' | 'kill', string>;
  latest: string;
  none: string;
  /** There are none of the channel or the section. `example`: a command. */
  noneOf(example: string): string;
  nothingFound: string;
  noMore: string;
  findWhat: string;
  preview: string;
  post: string;
  kill: string;
  hold: string;
  release: string;
  statuses: Record<ArticleStatus, string>;
  states: Record<PostState, string>;
  /** A sent post that is about to be killed. */
  beingKilled: string;
  notPosted: string;
  embargo(until: string): string;
  /** Stands above a preview. */
  previewOf(channel: string): string;
  noChannelTakes: string;
  previewImpossible(reason: string): string;
  chooseChannel: string;
  // The result of `/post`, after the name of the channel.
  ordered: string;
  hastened: string;
  firstAlready(editor: string | null): string;
  standsAlready(link: string): string;
  isUnderWay: string;
  isUncertain: string;
  isWaiting: string;
  isPausedUntil(until: string): string;
  isPaused: string;
  notBefore(at: string): string;
  /** The channel wants labels to be stated first. */
  isUnlabelled: string;
  /** An editor said when it has to leave. */
  postedAt(at: string): string;
  timePassed(at: string): string;
  askAgain(channels: string): string;
  /** The channels' filters refuse the article. */
  askFilters(channels: string): string;
  askStatus(status: ArticleStatus): string;
  askKill(where: string): string;
  standsNowhere: string;
  killed(editor: string): string;
  held(editor: string): string;
  heldButStands: string;
  released(editor: string): string;
  isNot(status: ArticleStatus): string;
  isAlready(status: ArticleStatus): string;
}

const en: ArticleWords = {
  commands: {
    latest: 'Newest articles',
    find: 'Search articles',
    preview: 'How a post will look',
    post: 'Post an article now',
    hold: 'Hold an article',
    release: 'Release a held article',
    kill: 'Kill an article everywhere',
  },
  changes: {
    post: 'posted',
    hold: 'held',
    release: 'released',
    kill: 'killed',
  },
  latest: 'Newest articles',
  none: 'There are no articles yet.',
  noneOf: (example) =>
    `There are no such articles. Give the name of a channel or a section, for example: ${example}`,
  nothingFound: 'Nothing was found. Try fewer words, or only the beginning of a word.',
  noMore: 'There are no more.',
  findWhat: 'What should I search for? For example: /find Almaty bridge',
  preview: 'Preview',
  post: 'Post',
  kill: 'Kill',
  hold: 'Hold',
  release: 'Release',
  statuses: { usable: 'usable', withheld: 'held', canceled: 'canceled' },
  states: {
    promised: 'queued',
    waiting: 'waiting for approval',
    ready: 'queued',
    sending: 'being sent',
    sent: 'posted',
    unsure: 'being checked in the channel',
    uncertain: 'needs a decision: /uncertain',
    refused: 'refused by Telegram',
    dropped: 'not posted',
    killed: 'killed',
  },
  beingKilled: 'being killed',
  notPosted: 'not posted',
  embargo: (until) => `embargo ${untilMoment.en(until)}`,
  previewOf: (channel) => `How it looks in ${channel}:`,
  noChannelTakes: 'This article passes the filters of no channel. Choose one:',
  previewImpossible: (reason) => `No post can be made from it: ${reason}`,
  chooseChannel: 'Which channel?',
  ordered: 'goes out now',
  hastened: 'goes out next',
  firstAlready: (editor) => `already goes out next${editor === null ? '' : ` — ${editor}`}`,
  standsAlready: (link) => `was already posted: ${link}`,
  isUnderWay: 'is being sent now',
  isUncertain: 'it is not known whether it was posted; decide first: /uncertain',
  isWaiting: 'is waiting for an answer in the log chat',
  isPausedUntil: (until) =>
    `the channel is paused ${untilMoment.en(until)}; it goes out then, or after /resume`,
  isPaused: 'the channel is paused; it goes out after /resume',
  postedAt: (at) => `goes out ${at}`,
  timePassed: (at) => `${at} is over.`,
  isUnlabelled: 'waits until its labels (advertising, AI, …) are stated',
  notBefore: (at) => `not before ${at}: it is not due yet`,
  askAgain: (channels) => `It was killed before (${channels}). Post it again?`,
  askFilters: (channels) =>
    `The filters of ${channels} do not let this article through. Post it there all the same?`,
  askStatus: (status) =>
    status === 'canceled'
      ? 'This article is canceled. Release it and post it anyway?'
      : 'This article is held. Release it and post it?',
  askKill: (where) => `Kill this article everywhere? It was posted ${where}.`,
  standsNowhere: 'It has not been posted anywhere yet. Cancel it, so that it never is?',
  killed: (editor) => `✓ Canceled; its posts are being killed — ${editor}`,
  held: (editor) => `✓ Held; it will not go out — ${editor}`,
  heldButStands: 'Posts that are already in the channels stay there; /kill removes them.',
  released: (editor) => `✓ Released — ${editor}`,
  isNot: (status) => `Its status is: ${en.statuses[status]}. There is nothing to release.`,
  isAlready: (status) => `Its status is already: ${en.statuses[status]}.`,
};

const ru: ArticleWords = {
  commands: {
    latest: 'Последние статьи',
    find: 'Поиск по статьям',
    preview: 'Как будет выглядеть пост',
    post: 'Опубликовать статью сейчас',
    hold: 'Придержать статью',
    release: 'Снять статью с удержания',
    kill: 'Отозвать статью отовсюду',
  },
  changes: {
    post: 'публикация',
    hold: 'придержано',
    release: 'снято с удержания',
    kill: 'отозвано',
  },
  latest: 'Последние статьи',
  none: 'Статей пока нет.',
  noneOf: (example) => `Таких статей нет. Укажите канал или рубрику, например: ${example}`,
  nothingFound: 'Ничего не найдено. Попробуйте меньше слов или только их начало.',
  noMore: 'Больше нет.',
  findWhat: 'Что искать? Например: /find мост Алматы',
  preview: 'Показать',
  post: 'Опубликовать',
  kill: 'Отозвать',
  hold: 'Придержать',
  release: 'Снять с удержания',
  statuses: { usable: 'можно публиковать', withheld: 'придержана', canceled: 'отозвана' },
  states: {
    promised: 'ждёт очереди',
    waiting: 'ждёт редактора',
    ready: 'ждёт очереди',
    sending: 'отправляется',
    sent: 'опубликована',
    unsure: 'проверяется, вышла ли',
    uncertain: 'ждёт решения: /uncertain',
    refused: 'отклонена Telegram',
    dropped: 'не опубликована',
    killed: 'отозвана',
  },
  beingKilled: 'отзывается',
  notPosted: 'не опубликована',
  embargo: (until) => `эмбарго ${untilMoment.ru(until)}`,
  previewOf: (channel) => `Так это выглядит в ${channel}:`,
  noChannelTakes: 'Эта статья не проходит по фильтрам ни одного канала. Выберите канал:',
  previewImpossible: (reason) => `Пост составить не удаётся: ${reason}`,
  chooseChannel: 'Какой канал?',
  ordered: 'выходит сейчас',
  hastened: 'выйдет следующей',
  firstAlready: (editor) => `и так выйдет следующей${editor === null ? '' : ` — ${editor}`}`,
  standsAlready: (link) => `уже опубликована: ${link}`,
  isUnderWay: 'отправляется прямо сейчас',
  isUncertain: 'пока неизвестно, вышел ли пост; сначала решите: /uncertain',
  isWaiting: 'ждёт ответа в служебном чате',
  isPausedUntil: (until) => `канал на паузе ${untilMoment.ru(until)}; выйдет тогда или после /resume`,
  isPaused: 'канал на паузе; выйдет после /resume',
  postedAt: (at) => `выйдет ${at}`,
  timePassed: (at) => `Время ${at} уже прошло.`,
  isUnlabelled: 'ждёт, пока не укажут пометки (реклама, ИИ и другие)',
  notBefore: (at) => `не раньше чем ${at}: время ещё не пришло`,
  askAgain: (channels) => `Эту статью уже отзывали (${channels}). Опубликовать снова?`,
  askFilters: (channels) => `Фильтры эту статью не пропускают (${channels}). Всё равно опубликовать там?`,
  askStatus: (status) =>
    status === 'canceled'
      ? 'Эта статья отозвана. Всё равно вернуть и опубликовать?'
      : 'Эта статья придержана. Снять с удержания и опубликовать?',
  askKill: (where) => `Отозвать статью отовсюду? Она вышла ${where}.`,
  standsNowhere: 'Статья пока нигде не вышла. Отозвать её, чтобы она и не вышла?',
  killed: (editor) => `✓ Отозвана, посты удаляются — ${editor}`,
  held: (editor) => `✓ Придержана, не выйдет — ${editor}`,
  heldButStands: 'То, что уже вышло, остаётся в каналах; отозвать можно командой /kill.',
  released: (editor) => `✓ Снята с удержания — ${editor}`,
  isNot: (status) => `Состояние статьи: ${ru.statuses[status]}. Снимать с удержания нечего.`,
  isAlready: (status) => `Состояние статьи уже такое: ${ru.statuses[status]}.`,
};

const kk: ArticleWords = {
  commands: {
    latest: 'Соңғы мақалалар',
    find: 'Мақалалардан іздеу',
    preview: 'Жазбаны алдын ала көру',
    post: 'Мақаланы қазір жариялау',
    hold: 'Мақаланы кідірту',
    release: 'Кідіртілген мақаланы босату',
    kill: 'Мақаланы барлық жерден қайтарып алу',
  },
  changes: {
    post: 'жариялау',
    hold: 'кідірту',
    release: 'босату',
    kill: 'қайтарып алу',
  },
  latest: 'Соңғы мақалалар',
  none: 'Мақала әлі жоқ.',
  noneOf: (example) => `Мұндай мақала жоқ. Арнаның не айдардың атын жазыңыз, мысалы: ${example}`,
  nothingFound: 'Ештеңе табылмады. Сөзді азайтып немесе тек басын жазып көріңіз.',
  noMore: 'Басқа жоқ.',
  findWhat: 'Не іздейін? Мысалы: /find Алматы көпір',
  preview: 'Көру',
  post: 'Жариялау',
  kill: 'Қайтарып алу',
  hold: 'Кідірту',
  release: 'Босату',
  statuses: { usable: 'жариялауға болады', withheld: 'кідіртілген', canceled: 'қайтарып алынған' },
  states: {
    promised: 'кезегін күтуде',
    waiting: 'редакторды күтуде',
    ready: 'кезегін күтуде',
    sending: 'жіберіліп жатыр',
    sent: 'жарияланды',
    unsure: 'шыққан-шықпағаны тексеріліп жатыр',
    uncertain: 'шешім күтуде: /uncertain',
    refused: 'Telegram қабылдамады',
    dropped: 'жарияланбады',
    killed: 'қайтарып алынды',
  },
  beingKilled: 'қайтарып алынып жатыр',
  notPosted: 'жарияланбаған',
  embargo: (until) => `эмбарго ${untilMoment.kk(until)}`,
  previewOf: (channel) => `${channel} арнасында былай көрінеді:`,
  noChannelTakes: 'Бұл мақала ешбір арнаның сүзгісіне сай келмейді. Арнаны таңдаңыз:',
  previewImpossible: (reason) => `Жазба құрастырылмайды: ${reason}`,
  chooseChannel: 'Қай арна?',
  ordered: 'қазір шығады',
  hastened: 'келесі болып шығады',
  firstAlready: (editor) => `онсыз да келесі болып шығады${editor === null ? '' : ` – ${editor}`}`,
  standsAlready: (link) => `бұрын жарияланған: ${link}`,
  isUnderWay: 'дәл қазір жіберіліп жатыр',
  isUncertain: 'жазбаның шыққан-шықпағаны әлі белгісіз; алдымен шешіңіз: /uncertain',
  isWaiting: 'қызметтік чатта жауап күтуде',
  isPausedUntil: (until) =>
    `арна ${untilMoment.kk(until)} тоқтап тұр; содан соң не /resume командасынан кейін шығады`,
  isPaused: 'арна тоқтап тұр; /resume командасынан кейін шығады',
  postedAt: (at) => `${at} шығады`,
  timePassed: (at) => `${at} уақыты өтіп кетті.`,
  isUnlabelled: 'белгілері (жарнама, ЖИ, т.б.) көрсетілгенше күтеді',
  notBefore: (at) => `${untilMoment.kk(at)} шықпайды: уақыты әлі келген жоқ`,
  askAgain: (channels) => `Бұл мақала бұрын қайтарып алынған (${channels}). Қайта жариялайын ба?`,
  askFilters: (channels) => `Бұл мақала арна сүзгісінен өтпейді (${channels}). Сонда да жариялайын ба?`,
  askStatus: (status) =>
    status === 'canceled'
      ? 'Бұл мақала қайтарып алынған. Сонда да босатып, жариялайын ба?'
      : 'Бұл мақала кідіртілген. Босатып, жариялайын ба?',
  askKill: (where) => `Мақаланы барлық жерден қайтарып алайын ба? Ол ${where} жарияланған.`,
  standsNowhere: 'Мақала әлі еш жерде шыққан жоқ. Шықпайтын етіп, қайтарып алайын ба?',
  killed: (editor) => `✓ Қайтарып алынды, жазбалары өшіріліп жатыр – ${editor}`,
  held: (editor) => `✓ Кідіртілді, шықпайды – ${editor}`,
  heldButStands: 'Арналарда шыққаны қала береді; оны /kill командасымен қайтарып алуға болады.',
  released: (editor) => `✓ Босатылды – ${editor}`,
  isNot: (status) => `Мақаланың күйі: ${kk.statuses[status]}. Босататын ештеңе жоқ.`,
  isAlready: (status) => `Мақаланың күйі онсыз да: ${kk.statuses[status]}.`,
};

/** Sentences about articles and their posts. A missing translation does not compile. */
export const articleWords: Readonly<Record<SpokenLanguage, ArticleWords>> = { en, ru, kk };
