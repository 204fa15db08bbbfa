import type { SourceFailureCode } from '../news/errors.ts';
import type { SpokenLanguage } from '../news/language.ts';

/** Sentences about sources. A missing translation does not compile. */
export interface SourceWords {
  /** What is wrong, for the place after a colon. */
  failures: Record<SourceFailureCode, string>;
  /** `detail`: the host and what it answered, in English. */
  fails(source: string, failure: string, detail: string): string;
  /** It said that it is gone for good, and is not asked any more. */
  isGone(source: string): string;
  back(source: string): string;
  moved(source: string, address: string): string;
  /** More came than it shows at once. `pages`: further ones that were read. `isClosed`: nothing is missing. */
  overrun(source: string, pages: number, isClosed: boolean): string;
  brakes: Record<
    'flood' | 'churn' | 'many changes',
    (source: string, count: number, example: string) => string
  >;
  brakeButtons: Record<'lift' | 'keep', string>;
  brakeDecided(decision: 'lift' | 'keep', editor: string): string;
  /** What `/sources` does, for the help and for Telegram's menu. */
  command: string;
  /** What an editor did, between the name and the source. */
  changes: Record<'source-pause' | 'source-resume' | 'source-poll' | 'source-lift', string>;
  title: string;
  none: string;
  unknown(name: string, known: string): string;
  well: string;
  notYet: string;
  paused(by: string): string;
  lastNew(moment: string): string;
  nothingNew: string;
  next(moment: string): string;
  buttons: Record<'pause' | 'resume' | 'poll', string>;
  done: Record<'pause' | 'resume' | 'poll', (source: string) => string>;
  already: Record<'pause' | 'resume', (source: string) => string>;
}

const en: SourceWords = {
  failures: {
    SOURCE_ADDRESS_REFUSED: 'its address is on a private network, or one that I never ask',
    SOURCE_UNREACHABLE: 'it cannot be reached',
    SOURCE_CERTIFICATE: 'its certificate is not trusted',
    SOURCE_TOO_SLOW: 'it does not answer in time',
    SOURCE_TOO_LARGE: 'its answer is too large',
    SOURCE_CUT_OFF: 'its answer breaks off',
    SOURCE_REDIRECTS: 'it redirects in a circle, or to no address',
    SOURCE_FORBIDDEN: 'it does not let me in',
    SOURCE_BLOCKS_US:
      'a guard such as Cloudflare takes me for an unwanted robot. The owner of the site has to allow the User-Agent khabarshy for the address of the feed',
    SOURCE_NOT_FOUND: 'there is nothing at its address (404)',
    SOURCE_GONE: 'it says that it is gone for good (410)',
    SOURCE_LIMITS_US: 'it says that I ask too often',
    SOURCE_FAILS: 'its server answers with an error',
    SOURCE_IS_NO_FEED: 'there is something else at its address, and no feed',
    SOURCE_IS_EMPTY: 'it shows no item any more',
  },
  fails: (source, failure, detail) =>
    `⚠️ The source ${source} brings nothing: ${failure}. I keep trying, and tell you when it works again.\n${detail}`,
  isGone: (source) =>
    `⚠️ The source ${source} says that it is gone for good (410), so I do not ask it any more. Remove it from the settings, or correct its address and resume it with /sources.`,
  back: (source) => `✅ The source ${source} works again.`,
  moved: (source, address) =>
    `ℹ️ The source ${source} has moved for good, and I ask it at its new address: ${address}. Write it into the settings when you have time.`,
  overrun: (source, pages, isClosed) =>
    isClosed
      ? `ℹ️ Since my last look, more came in the source ${source} than it shows at once. I read its further pages (${pages}); nothing is missing.`
      : `⚠️ Since my last look, more came in the source ${source} than it shows at once. Its further pages that I could read: ${pages}. Older articles may be missing; import them if they matter.`,
  brakes: {
    flood: (source, count, example) =>
      `❓ Suddenly everything in the source ${source} is new to me: ${count} items, for example “${example}”. Perhaps the site has changed all its addresses. I post none of them. Are they news?`,
    churn: (source, count, example) =>
      `❓ In the source ${source} items change again and again (${count}), for example “${example}”. I do not correct their posts any more. Are the changes real?`,
    'many changes': (source, count, example) =>
      `❓ In the source ${source} ${count} items changed at once, for example “${example}”. Perhaps only the look of the site did. I do not correct their posts. Are the changes real?`,
  },
  brakeButtons: { lift: 'Yes, take them', keep: 'No, leave it so' },
  brakeDecided: (decision, editor) => `✓ ${en.brakeButtons[decision]} — ${editor}`,
  command: 'Where news comes from: state, pause, resume',
  changes: {
    'source-pause': 'paused the source',
    'source-resume': 'resumed the source',
    'source-poll': 'asked for the source',
    'source-lift': 'took what was kept back of the source',
  },
  title: 'Sources',
  none: 'There are no sources in the settings. FEED_URL or sources.yaml names them.',
  unknown: (name, known) => `There is no source ${name}. There are: ${known}`,
  well: '✓ works',
  notYet: 'not looked at yet',
  paused: (by) => `⏸ paused by ${by}`,
  lastNew: (moment) => `new: ${moment}`,
  nothingNew: 'nothing new yet',
  next: (moment) => `next look: ${moment}`,
  buttons: { pause: 'Pause', resume: 'Resume', poll: 'Look now' },
  done: {
    pause: (source) => `⏸ The source ${source} is paused.`,
    resume: (source) => `▶️ The source ${source} goes on.`,
    poll: (source) => `The source ${source} is looked at as soon as its site allows it.`,
  },
  already: {
    pause: (source) => `The source ${source} is paused already.`,
    resume: (source) => `The source ${source} is not paused.`,
  },
};

const ru: SourceWords = {
  failures: {
    SOURCE_ADDRESS_REFUSED: 'его адрес — во внутренней сети, или такие адреса не запрашиваются',
    SOURCE_UNREACHABLE: 'с ним нет связи',
    SOURCE_CERTIFICATE: 'его сертификату нельзя доверять',
    SOURCE_TOO_SLOW: 'он не отвечает вовремя',
    SOURCE_TOO_LARGE: 'его ответ слишком велик',
    SOURCE_CUT_OFF: 'его ответ обрывается',
    SOURCE_REDIRECTS: 'он перенаправляет по кругу или в никуда',
    SOURCE_FORBIDDEN: 'он не пускает меня',
    SOURCE_BLOCKS_US:
      'защита сайта (например, Cloudflare) принимает меня за нежелательного робота. Владельцу сайта нужно разрешить User-Agent khabarshy для адреса ленты',
    SOURCE_NOT_FOUND: 'по его адресу ничего нет (404)',
    SOURCE_GONE: 'он сообщает, что удалён навсегда (410)',
    SOURCE_LIMITS_US: 'он сообщает, что я обращаюсь слишком часто',
    SOURCE_FAILS: 'его сервер отвечает ошибкой',
    SOURCE_IS_NO_FEED: 'по его адресу не лента, а что-то другое',
    SOURCE_IS_EMPTY: 'в нём больше нет ни одной записи',
  },
  fails: (source, failure, detail) =>
    `⚠️ Из источника ${source} ничего не приходит: ${failure}. Повторяю попытки и сообщу, когда он заработает.\n${detail}`,
  isGone: (source) =>
    `⚠️ Источник ${source} сообщает, что удалён навсегда (410), и я больше к нему не обращаюсь. Уберите его из настроек или исправьте адрес и возобновите командой /sources.`,
  back: (source) => `✅ Источник ${source} снова работает.`,
  moved: (source, address) =>
    `ℹ️ Источник ${source} переехал, теперь я обращаюсь по новому адресу: ${address}. Исправьте его в настройках, когда будет время.`,
  overrun: (source, pages, isClosed) =>
    isClosed
      ? `ℹ️ С прошлой проверки в источнике ${source} вышло больше, чем он показывает сразу. Прочитаны и следующие страницы (${pages}), ничего не пропущено.`
      : `⚠️ С прошлой проверки в источнике ${source} вышло больше, чем он показывает сразу. Следующих страниц прочитано: ${pages}. Более ранние статьи могли быть пропущены; если они важны, импортируйте их.`,
  brakes: {
    flood: (source, count, example) =>
      `❓ В источнике ${source} вдруг всё оказалось новым: записей — ${count}, например «${example}». Возможно, на сайте сменились все адреса. Ничего из этого не публикую. Это новости?`,
    churn: (source, count, example) =>
      `❓ В источнике ${source} записи меняются снова и снова (${count}), например «${example}». Их посты больше не исправляю. Эти правки настоящие?`,
    'many changes': (source, count, example) =>
      `❓ В источнике ${source} разом изменились записи (${count}), например «${example}». Возможно, изменилось только оформление сайта. Посты не исправляю. Эти правки настоящие?`,
  },
  brakeButtons: { lift: 'Да, принять', keep: 'Нет, оставить так' },
  brakeDecided: (decision, editor) => `✓ ${ru.brakeButtons[decision]} — ${editor}`,
  command: 'Источники новостей: состояние, пауза, возобновление',
  changes: {
    'source-pause': 'остановил(а) источник',
    'source-resume': 'возобновил(а) источник',
    'source-poll': 'запросил(а) источник',
    'source-lift': 'принял(а) отложенное из источника',
  },
  title: 'Источники',
  none: 'В настройках нет источников. Их задают FEED_URL и sources.yaml.',
  unknown: (name, known) => `Источника ${name} нет. Есть: ${known}`,
  well: '✓ работает',
  notYet: 'ещё не проверялся',
  paused: (by) => `⏸ пауза: ${by}`,
  lastNew: (moment) => `новое: ${moment}`,
  nothingNew: 'нового пока нет',
  next: (moment) => `следующая проверка: ${moment}`,
  buttons: { pause: 'Пауза', resume: 'Возобновить', poll: 'Проверить сейчас' },
  done: {
    pause: (source) => `⏸ Источник ${source} на паузе.`,
    resume: (source) => `▶️ Источник ${source} снова в работе.`,
    poll: (source) => `Проверю источник ${source}, как только позволит его сайт.`,
  },
  already: {
    pause: (source) => `Источник ${source} уже на паузе.`,
    resume: (source) => `Источник ${source} не на паузе.`,
  },
};

const kk: SourceWords = {
  failures: {
    SOURCE_ADDRESS_REFUSED: 'мекенжайы ішкі желіде немесе ондай мекенжайлар сұралмайды',
    SOURCE_UNREACHABLE: 'онымен байланыс жоқ',
    SOURCE_CERTIFICATE: 'сертификатына сенуге болмайды',
    SOURCE_TOO_SLOW: 'уақытында жауап бермейді',
    SOURCE_TOO_LARGE: 'жауабы тым үлкен',
    SOURCE_CUT_OFF: 'жауабы үзіліп қалады',
    SOURCE_REDIRECTS: 'мекенжайдан мекенжайға айналдыра береді немесе ешқайда апармайды',
    SOURCE_FORBIDDEN: 'мені кіргізбейді',
    SOURCE_BLOCKS_US:
      'сайттың қорғанысы (мысалы, Cloudflare) мені бөгде робот деп біледі. Сайт иесі таспаның мекенжайында khabarshy деген User-Agent-ке рұқсат беруі керек',
    SOURCE_NOT_FOUND: 'мекенжайында ештеңе жоқ (404)',
    SOURCE_GONE: 'біржола жойылғанын айтады (410)',
    SOURCE_LIMITS_US: 'тым жиі сұрайтынымды айтады',
    SOURCE_FAILS: 'сервері қатемен жауап береді',
    SOURCE_IS_NO_FEED: 'мекенжайында таспа емес, басқа нәрсе тұр',
    SOURCE_IS_EMPTY: 'онда бірде-бір жазба қалмаған',
  },
  fails: (source, failure, detail) =>
    `⚠️ ${source} дереккөзінен ештеңе келмей тұр: ${failure}. Қайта-қайта тексеріп тұрамын, жұмыс істегенде хабарлаймын.\n${detail}`,
  isGone: (source) =>
    `⚠️ ${source} дереккөзі біржола жойылғанын айтады (410), сондықтан оны енді сұрамаймын. Баптаудан алып тастаңыз немесе мекенжайын түзетіп, /sources арқылы жалғастырыңыз.`,
  back: (source) => `✅ ${source} дереккөзі қайтадан жұмыс істейді.`,
  moved: (source, address) =>
    `ℹ️ ${source} дереккөзі көшті, енді жаңа мекенжайын сұраймын: ${address}. Уақыт болғанда баптауда түзетіңіз.`,
  overrun: (source, pages, isClosed) =>
    isClosed
      ? `ℹ️ ${source} дереккөзінде соңғы тексеруден бері бірден көрсетілетіннен көп жазба шықты. Келесі беттері де оқылды (${pages}), ештеңе қалып қойған жоқ.`
      : `⚠️ ${source} дереккөзінде соңғы тексеруден бері бірден көрсетілетіннен көп жазба шықты. Келесі беттерінен оқылғаны: ${pages}. Бұрынырақ шыққан мақалалар қалып қоюы мүмкін; маңызды болса, импорттаңыз.`,
  brakes: {
    flood: (source, count, example) =>
      `❓ ${source} дереккөзіндегінің бәрі кенет жаңа болып шықты: ${count} жазба, мысалы, «${example}». Сайттың барлық мекенжайы өзгерген болуы мүмкін. Ешқайсысын жарияламаймын. Бұлар жаңалық па?`,
    churn: (source, count, example) =>
      `❓ ${source} дереккөзіндегі жазбалар қайта-қайта өзгеріп жатыр (${count}), мысалы, «${example}». Олардың посттарын енді түзетпеймін. Бұл шынайы түзету ме?`,
    'many changes': (source, count, example) =>
      `❓ ${source} дереккөзінде бірден ${count} жазба өзгерді, мысалы, «${example}». Тек сайттың көрінісі өзгерген болуы мүмкін. Посттарды түзетпеймін. Бұл шынайы түзету ме?`,
  },
  brakeButtons: { lift: 'Иә, қабылдау', keep: 'Жоқ, сол күйі қалсын' },
  brakeDecided: (decision, editor) => `✓ ${kk.brakeButtons[decision]} – ${editor}`,
  command: 'Жаңалық көздері: күйі, кідірту, жалғастыру',
  changes: {
    'source-pause': 'дереккөзді кідіртті',
    'source-resume': 'дереккөзді жалғастырды',
    'source-poll': 'дереккөзді сұратты',
    'source-lift': 'дереккөзден іркілгенді қабылдады',
  },
  title: 'Дереккөздер',
  none: 'Баптауда дереккөз жоқ. Олар FEED_URL немесе sources.yaml арқылы беріледі.',
  unknown: (name, known) => `${name} деген дереккөз жоқ. Барлары: ${known}`,
  well: '✓ жұмыс істейді',
  notYet: 'әлі тексерілген жоқ',
  paused: (by) => `⏸ кідіртілген: ${by}`,
  lastNew: (moment) => `жаңасы: ${moment}`,
  nothingNew: 'әзірге жаңасы жоқ',
  next: (moment) => `келесі тексеру: ${moment}`,
  buttons: { pause: 'Кідірту', resume: 'Жалғастыру', poll: 'Қазір тексеру' },
  done: {
    pause: (source) => `⏸ ${source} дереккөзі кідіртілді.`,
    resume: (source) => `▶️ ${source} дереккөзі жалғасты.`,
    poll: (source) => `${source} дереккөзін сайты рұқсат бергенде бірден тексеремін.`,
  },
  already: {
    pause: (source) => `${source} дереккөзі бұрын кідіртілген.`,
    resume: (source) => `${source} дереккөзі кідіртілмеген.`,
  },
};

export const sourceWords: Readonly<Record<SpokenLanguage, SourceWords>> = { en, ru, kk };
