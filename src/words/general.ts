import type { SpokenLanguage } from '../news/language.ts';

export interface GeneralWords {
  /** What each command does, for the help and for Telegram's menu. */
  commands: Record<'start' | 'help', string>;
  /** `name` and `links` are HTML. */
  hello(name: string): string;
  outsider(links: string, id: number): string;
  outsiderButton: string;
  helpTitle: string;
  helpOwners: string;
  helpIds: string;
  /** `example` is a command. */
  helpMore(example: string): string;
  /** `name` is HTML; `address`: what the settings call it by. */
  channelFound(name: string, id: number, address: string): string;
  unknownCommand: string;
  /** `command`: the one with the most similar name. */
  meant(command: string): string;
  /** For an administrator who writes in the name of the log chat. */
  anonymous: string;
  plainText: string;
  /** For a command that was forwarded, or that another bot wrote. */
  notYourWords: string;
  ownersOnly: string;
  /** For a command that stands alone, and was followed by a text. */
  takesNothing(command: string): string;
  /** For a command about an article that named a channel. */
  wholeArticle(command: string, channel: string): string;
  outdated: string;
  /** To an editor of single channels. */
  outdatedOrForeign: string;
  failed: string;
  /** `example` is a command. */
  needsArticle(example: string): string;
  articleUnknown(reference: string): string;
  channelUnknown(name: string, known: string): string;
  /** To an editor of single channels, whether it is there or not. */
  channelNotYours(name: string, yours: string): string;
  wrong(example: string): string;
  older: string;
  newer: string;
  /** For pages that are not sorted from new to old. */
  next: string;
  previous: string;
  yes: string;
  no: string;
  leftAsIs(editor: string): string;
  doneAlready(editor: string): string;
}

const en: GeneralWords = {
  commands: {
    start: 'About this bot',
    help: 'List of commands',
  },
  hello: (name) =>
    `Hello, ${name}! I post the newsroom's articles in its channels. This is the editors' desk: here you see what goes out, and you can hold it, move it to the front or kill it.\n\nTry /status, /latest or /help.`,
  outsider: (links, id) =>
    `Hello! I post news in Telegram channels.${links === '' ? '' : `\n\n${links}`}\n\nYour Telegram ID is <code>${id}</code>.`,
  outsiderButton: 'Sorry, this button is not for you.',
  helpTitle: 'Commands',
  helpOwners: 'For owners',
  helpIds:
    'Instead of an ID you can give the link of the article or of its post, or reply with the command to a post forwarded from the channel.',
  helpMore: (example) => `More about one command: ${example}`,
  channelFound: (name, id, address) =>
    `The channel ${name} has the number <code>${id}</code>.\n\nOne channel, in .env: <code>CHANNEL_ID=${address}</code>\nSeveral, in channels.yaml: <code>- id: "${address}"</code>`,
  unknownCommand: 'I do not know this command. See /help, or try /latest.',
  meant: (command) => `I do not know this command. Did you mean ${command}?`,
  anonymous: 'I cannot see who you are. Turn off “Remain anonymous” for yourself, or write to me in private.',
  plainText:
    'I understand commands, for example /latest, and posts forwarded from the channels. All commands: /help',
  notYourWords:
    'I carry out only commands that you type yourself. This one was forwarded or written by a bot.',
  ownersOnly: 'Only owners can do this.',
  takesNothing: (command) => `Nothing is written after ${command}: I do not understand the rest.`,
  wholeArticle: (command, channel) =>
    `${command} is about the article in every channel. Leave out “${channel}”.`,
  outdated: 'This button is out of date.',
  outdatedOrForeign: 'This button is out of date, or it is about a channel that you do not command.',
  failed: 'Something went wrong. Nothing is lost; try again in a moment.',
  needsArticle: (example) =>
    `Which article? For example: ${example}\nOr reply with the command to a post forwarded from the channel.`,
  articleUnknown: (reference) => `There is no article ${reference}. See /latest, or search with /find.`,
  channelUnknown: (name, known) => `There is no channel ${name}. Channels: ${known}.`,
  channelNotYours: (name, yours) => `You command no channel ${name}. Your channels: ${yours}.`,
  wrong: (example) => `I do not understand this. For example: ${example}`,
  older: 'Older ›',
  newer: '‹ Newer',
  next: 'Next ›',
  previous: '‹ Back',
  yes: 'Yes',
  no: 'No',
  leftAsIs: (editor) => `Left as it is — ${editor}`,
  doneAlready: (editor) => `This was already done — ${editor}`,
};

const ru: GeneralWords = {
  commands: {
    start: 'Об этом боте',
    help: 'Список команд',
  },
  hello: (name) =>
    `Здравствуйте, ${name}! Я публикую статьи редакции в её каналах, а это пульт редактора: здесь видно, что выходит, и любой пост можно придержать, выпустить вне очереди или отозвать.\n\nПопробуйте /status, /latest или /help.`,
  outsider: (links, id) =>
    `Здравствуйте! Я публикую новости в каналах Telegram.${links === '' ? '' : `\n\n${links}`}\n\nВаш ID в Telegram: <code>${id}</code>.`,
  outsiderButton: 'Извините, эта кнопка не для вас.',
  helpTitle: 'Команды',
  helpOwners: 'Для владельцев',
  helpIds:
    'Вместо ID можно дать ссылку на статью или на её пост либо ответить командой на пост, пересланный из канала.',
  helpMore: (example) => `Подробнее об одной из них: ${example}`,
  channelFound: (name, id, address) =>
    `Номер канала ${name}: <code>${id}</code>.\n\nОдин канал, в .env: <code>CHANNEL_ID=${address}</code>\nНесколько, в channels.yaml: <code>- id: "${address}"</code>`,
  unknownCommand: 'Такой команды нет. Посмотрите /help или попробуйте /latest.',
  meant: (command) => `Такой команды нет. Может быть, ${command}?`,
  anonymous: 'Мне не видно, кто вы. Отключите у себя «Анонимность» или напишите мне лично.',
  plainText: 'Я понимаю команды, например /latest, и посты, пересланные из каналов. Все команды: /help',
  notYourWords:
    'Я выполняю только команды, которые вы набрали сами. Эта переслана или написана другим ботом.',
  ownersOnly: 'Это могут делать только владельцы бота.',
  takesNothing: (command) => `После ${command} ничего писать не нужно: дальнейшее мне непонятно.`,
  wholeArticle: (command, channel) =>
    `${command} действует на статью во всех каналах. Повторите без слова «${channel}».`,
  outdated: 'Эта кнопка устарела.',
  outdatedOrForeign: 'Эта кнопка устарела или относится к каналу, которым вы не управляете.',
  failed: 'Что-то не получилось; ничего не потеряно. Попробуйте ещё раз чуть позже.',
  needsArticle: (example) =>
    `Какая статья? Например: ${example}\nИли ответьте командой на пост, пересланный из канала.`,
  articleUnknown: (reference) =>
    `Статья ${reference} не найдена. Посмотрите /latest или поищите через /find.`,
  channelUnknown: (name, known) => `Канала ${name} нет. Есть: ${known}.`,
  channelNotYours: (name, yours) => `Каналом ${name} вы не управляете. Ваши каналы: ${yours}.`,
  wrong: (example) => `Не понимаю. Например: ${example}`,
  older: 'Раньше ›',
  newer: '‹ Позже',
  next: 'Дальше ›',
  previous: '‹ Назад',
  yes: 'Да',
  no: 'Нет',
  leftAsIs: (editor) => `Оставлено как есть — ${editor}`,
  doneAlready: (editor) => `Это уже сделано — ${editor}`,
};

const kk: GeneralWords = {
  commands: {
    start: 'Бот туралы',
    help: 'Командалар тізімі',
  },
  hello: (name) =>
    `Сәлеметсіз бе, ${name}! Мен редакция мақалаларын оның арналарында жариялаймын, ал бұл – редактор пульті: шығатын жазбаларды осы жерден көріп, кідіртіп, кезектен тыс шығарып немесе қайтарып ала аласыз.\n\n/status, /latest немесе /help деп жазып көріңіз.`,
  outsider: (links, id) =>
    `Сәлеметсіз бе! Мен жаңалықтарды Telegram арналарында жариялаймын.${links === '' ? '' : `\n\n${links}`}\n\nTelegram-дағы ID нөміріңіз: <code>${id}</code>.`,
  outsiderButton: 'Кешіріңіз, бұл түйме сізге арналмаған.',
  helpTitle: 'Командалар',
  helpOwners: 'Бот иелеріне',
  helpIds:
    'ID орнына мақаланың не жазбаның сілтемесін беруге немесе арнадан қайта жіберілген жазбаға командамен жауап беруге болады.',
  helpMore: (example) => `Бір команда туралы толығырақ: ${example}`,
  channelFound: (name, id, address) =>
    `${name} арнасының нөмірі: <code>${id}</code>.\n\nБір арна болса, .env файлына: <code>CHANNEL_ID=${address}</code>\nБірнешеу болса, channels.yaml файлына: <code>- id: "${address}"</code>`,
  unknownCommand: 'Мұндай команда жоқ. /latest деп жазып көріңіз; барлық командалар: /help',
  meant: (command) => `Мұндай команда жоқ. Мүмкін, ${command} болар?`,
  anonymous: 'Сіздің кім екеніңіз көрінбейді. Жасырын жазуды өшіріңіз немесе маған жеке жазыңыз.',
  plainText:
    'Мен командаларды (мысалы, /latest) және арналардан қайта жіберілген жазбаларды түсінемін. Барлық командалар: /help',
  notYourWords:
    'Мен тек өзіңіз терген командаларды орындаймын. Бұл команда қайта жіберілген немесе басқа бот жазған.',
  ownersOnly: 'Мұны тек бот иелері жасай алады.',
  takesNothing: (command) => `${command} командасынан кейін ештеңе жазылмайды; одан кейінгісін түсінбедім.`,
  wholeArticle: (command, channel) =>
    `${command} мақаланың барлық арнадағы жазбасына қатысты. «${channel}» сөзінсіз қайталаңыз.`,
  outdated: 'Бұл түйме ескірген.',
  outdatedOrForeign: 'Бұл түйме ескірген немесе сіз басқармайтын арнаға қатысты.',
  failed: 'Қате шықты; ештеңе жоғалған жоқ. Сәлден соң қайталап көріңіз.',
  needsArticle: (example) =>
    `Қай мақала? Мысалы: ${example}\nНемесе арнадан қайта жіберілген жазбаға командамен жауап беріңіз.`,
  articleUnknown: (reference) =>
    `${reference} деген мақала табылмады. Соңғы мақалалар: /latest, іздеу: /find`,
  channelUnknown: (name, known) => `${name} деген арна жоқ. Бар арналар: ${known}.`,
  channelNotYours: (name, yours) => `${name} арнасын сіз басқармайсыз. Сіздің арналарыңыз: ${yours}.`,
  wrong: (example) => `Түсінбедім. Мысалы: ${example}`,
  older: 'Ертерек ›',
  newer: '‹ Кейінірек',
  next: 'Келесі ›',
  previous: '‹ Алдыңғы',
  yes: 'Иә',
  no: 'Жоқ',
  leftAsIs: (editor) => `Өзгеріссіз қалды – ${editor}`,
  doneAlready: (editor) => `Бұл бұрын жасалған – ${editor}`,
};

/** Sentences that are not about one subject. A missing translation does not compile. */
export const generalWords: Readonly<Record<SpokenLanguage, GeneralWords>> = { en, ru, kk };
