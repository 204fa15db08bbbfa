import { tellsStory } from './story-verbs.ts';
import { isCaption } from './captions.ts';

/*
 * What stands around a story and is no sentence of it. `always` is recognised wherever it stands; what only begins like
 * an invitation is passed over unless the whole sentence tells a story.
 */

// Registration and payment, letters, cookies, advertising, disclaimers: no story says so.
const always = [
  // English
  '(?:you (?:can|may|could) )?(?:read|continue reading|keep reading|access|unlock) (?:this|the|our|all|full)\\b.{0,60}\\b(?:registration|registering|subscri\\p{L}+|account|for free|access)',
  '(?:please |or |to continue,? )?(?:log|sign) ?in (?:if|to (?:your|continue|read|view|access)|or (?:register|subscribe|sign))',
  'already (?:a |an |have an? )?(?:subscri\\p{L}+|member|account|registered)|not (?:a |yet )?(?:a )?subscri\\p{L}+ ?[?]',
  '(?:this|the) (?:article|content|story|page|post|video) is (?:for|only (?:for|available)|available (?:only )?(?:to|for)|reserved|exclusive|locked|free to read)',
  "you(?:[’']ve| have) (?:reached|read|used|run out of|exhausted).{0,40}(?:limit|free|articles?|stories)",
  '(?:subscribe|sign up|register)\\b.{0,60}\\bfor (?:full|unlimited|instant|exclusive|free|digital) access',
  '(?:create|register for|open) (?:a|an|your) (?:free )?(?:account|profile)|(?:subscribe|register|sign up|join)(?: now| today)? (?:to (?:read|continue|unlock|get|receive)|and (?:get|read|never))',
  '(?:get|receive) .{0,60}(?:newsletter|in your inbox|to your inbox|by e-?mail|straight to)|(?:enter|give) your e-?mail|by (?:signing up|subscribing|clicking|continuing|using (?:this|our))',
  '(?:we|this (?:web)?site|our (?:web)?site|our partners)(?: and our partners)? uses? (?:cookies|similar)|(?:accept|manage) (?:all )?cookies',
  '(?:we|the (?:site|author)|khabar) (?:may|might) (?:earn|receive|get) .{0,40}(?:commission|fee)|(?:this|the) (?:article|post|story|page) (?:may )?contains? (?:affiliate|paid|sponsored)',
  '(?:sponsored|paid|promoted|partner|branded) (?:content|post|message|partnership|by [^,.]{1,40}[.]?$)|advertis(?:ement|ing)(?:[.:]|$)|story continues|(?:article|text) continues (?:below|after)',
  '(?:the )?(?:views|opinions) (?:and opinions )?expressed|(?:the )?(?:views|opinions) in this|this (?:article|text|material|information|content|translation) (?:is|was) (?:for (?:information|general|educational)|not (?:financial|investment|legal|medical)|(?:automatically |machine[- ])?translated|first published|originally published|published in partnership|updated|amended|corrected|produced|written by)',
  "(?:editor|publisher)[’']?s? note\\b|(?:correction|clarification)[:.]|(?:first )?published (?:on |at )?(?:\\d{1,2}[ :./]|(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)\\p{L}*\\.? \\d)[^,]{0,40}$",
  '(?:last )?updated? (?:at |on |: ?)?(?:\\d|(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))|this (?:is a )?(?:breaking|developing) (?:news )?story|(?:this|the) (?:story|article|post|page) (?:has been|was|will be) (?:updated|corrected|amended)|(?:more|details) (?:to follow|soon)',
  '\\d{1,2}[- ]min(?:ute)?s?\\.? (?:of )?read(?:ing)?|reading time|time to read|estimated read',
  '(?:please )?(?:enable|turn on) javascript|your browser|all rights reserved|©|\\(c\\)|(?:do you )?have (?:a|an) (?:tip|story|question)',
  "read also|also read|(?:read|see|watch) (?:more|also|next|too)\\s*(?:[:–—|.»›]|$)|you (?:may|might) also like|a post shared by|view this post|our standards:|to read more|don[’']t miss",
  '(?:reuters|ap|afp)/\\p{Lu}\\p{L}+|\\((?:reporting by|updates with|adds (?:details|quotes?|comments?|background)|recasts|corrects)|reporting by [^.;]{3,80}; editing|(?:photo|image|picture)s? courtesy of|screenshot (?:from|of)',
  '(?:the )?post .{1,200} (?:appeared first|first appeared) on|thank(?:s| you) for reading|this (?:article|story|post|video) contains (?:graphic|distressing|disturbing|strong|offensive|descriptions|images)',
  // Russian
  '(?:запись|сообщение) .{1,200} (?:впервые появил(?:ась|ось)|появил(?:ась|ось) сначала)|спасибо,? что читаете|(?:материал|видео|текст|статья|публикация) содерж(?:ит|ат) .{0,30}(?:сцен|насили|нецензурн|ненормативн)',
  '(?:материал|статья|текст|контент|полная версия|доступ)(?!\\p{L}).{0,40}(?:только )?(?:для|по) (?:подписчик|подписк|зарегистрир)',
  '(?:чтобы|для того чтобы) (?:читать|прочитать|продолжить|дочитать|получить доступ|оставить комментарий)|войдите(?:,|[.!]?$| чтобы| в (?:систему|аккаунт|личный)| через| или)|(?:авторизуйтесь|зарегистрируйтесь)(?:,| |$)|уже (?:подписаны|есть (?:аккаунт|подписка)|зарегистрированы)|оформите (?:бесплатную )?подписку',
  '(?:мы|сайт|наш сайт|этот сайт|данный сайт) использу\\p{L}+ (?:файлы )?(?:cookie|куки)|продолжая (?:использовать|пользоваться|просмотр|работу)|на сайте (?:используются|применяются) ',
  '(?:материал|текст|статья|публикация) (?:подготовлен\\p{L}*|опубликован\\p{L}*|размещ[её]н\\p{L}*) (?:на правах рекламы|в партн[её]рстве|при поддержке|совместно)|на правах рекламы|партн[её]рск(?:ий|ая|ие) (?:материал|ссылк\\p{L}*|проект)|спецпроект|(?:содержит|могут быть) .{0,30}партн[её]рск|реклама[.:]',
  '(?:мнение|позиция|точка зрения) (?:редакции|автора)(?!\\p{L}).{0,60}(?:не совпада|может не|не отража)|(?:данный |этот )?(?:материал|текст) (?:носит|не является|предназначен|перевед[её]н|создан с помощью)|имеются противопоказания|редакция не нес[её]т',
  '(?:от редакции|примечание редак\\p{L}+|поправка)\\s*[:.–—]|(?:обновлено|дополнено|изменено|последнее обновление)(?:[:,.]? ?\\d{1,2}(?:[:./]\\d|\\s(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|мин|час|день|дн))| в \\d|:| \\p{L}+ назад)|новость (?:дополняется|обновляется)|материал (?:дополняется|обновляется)|подробности позже',
  '(?:время (?:на )?чтени[яе]|читать)[:– —]*\\d+|\\d{1,2} мин(?:\\.|ут\\p{L}?)? (?:чтения|на чтение|читать)',
  'читайте (?:также|ещё|еще|по теме)|смотрите (?:также)|ранее по теме|материалы? по теме|(?:новости|публикации|статьи) по теме|больше новостей|все новости (?:в|на)|все права|при (?:использовании|цитировании|перепечатке)|наш (?:telegram|телеграм)(?:-канал)?|перепечатка материалов',
  '(?:если вы )?(?:нашли|заметили|увидели) (?:ошибку|опечатку|неточность)|(?:выделите|нажмите) .{0,40}ctrl|(?:сообщить|прислать|предложить) новость|есть (?:новость|что рассказать)|стали свидетелем',
  // Kazakh
  'оқығаныңызға ра[қх]мет|жазба .{1,200} алғаш рет|(?:материал|видео|бейне|мәтін)\\p{L}* .{0,30}(?:зорлық|қатыгез)\\p{L}* .{0,20}(?:көрініс|кадр)',
  '(?:мақаланы|материалды|мәтінді) (?:толық|әрі қарай|соңына дейін) .{0,30}үшін|(?:тек )?жазылушылар(?:ға|ымызға)(?: ғана| арналған)|(?:жүйеге|сайтқа) кіріңіз|тіркеліңіз|тіркелу (?:қажет|керек|арқылы)|(?:бұрыннан )?жазылғансыз ба',
  '(?:біз|сайт|бұл сайт|біздің сайт) .{0,60}(?:cookie|куки)|сайтты (?:пайдалануды )?жалғастыр',
  '(?:материал|мақала|мәтін) (?:жарнама(?:лық)? (?:құқығында|ретінде)|серіктес)|жарнама(?:лық)? (?:құқығында|материал)|серіктес(?:тік)? (?:материал|сілтеме)|арнайы жоба|жарнама[.:]',
  '(?:автор(?:дың)?|редакция(?:ның)?) (?:пікірі|көзқарасы|ұстанымы).{0,60}(?:сәйкес|көзқарас|бірдей)|(?:бұл )?(?:материал|мәтін) (?:ақпараттық|автоматты|тек ақпарат|жасанды интеллект көмегімен)',
  '(?:редакциядан|редакция ескертпесі|түзету)\\s*[:.–—]|(?:жаңартылды|толықтырылды|жаңартылған(?: уақыты)?)(?:[:,.]? ?\\d|:)|(?:жаңалық|материал|ақпарат) (?:толықтырылуда|жаңартылуда|толықтырылып)|(?:оқу уақыты|оқуға|оқу үшін)[:– —]*\\d|\\d{1,2} мин(?:\\.|ут)? (?:оқу|оқылады|оқу үшін)',
  'тағы (?:да )?оқыңыз|тағы оқи|сондай-ақ,? оқыңыз|оқи отырыңыз|толығырақ оқы(?:ңыз|ңыздар)|барлық құқық|біздің (?:telegram|телеграм)|қате тап(?:тыңыз|саңыз|ты ма)|(?:сайт )?материал(?:дар)?ды (?:көшір|пайдалан)\\p{L}*',
  '(?:telegram|телеграм|instagram|whatsapp|tiktok)\\P{L}(?:арна|канал|парақша)\\p{L}*мыз\\p{L}*|(?:жаңалығыңыз|айтарыңыз) бар ма|барлық (?:жаңалық|ақпарат)\\p{L}* .{0,10}біздің|толығырақ (?:кейін|жақын)',
];

// The same after some other words. They are looked for only where one of their words stands, because that is dear.
const alwaysWithin = [
  // In languages that we do not speak
  '.{0,60}ملفات تعريف الارتباط',
  '.{0,60}(?:use[sd]?|verwende|nutze|setze|utilis|utiliz|usa|usiamo|używa|kullan|використову|foydalan|фойдалан|колдоно|gebruik|använd)\\p{L}*.{0,40}(?:cookie|куки|çerez)',
  '.{0,60}(?:cookie|куки|çerez)\\p{L}*.{0,40}(?:kullan|foydalan|фойдалан|колдоно)',
  '.{0,40}\\bcookies?\\b.{0,60}(?:experience|consent|policy|settings|preferences|accept|browser)',
  '.{0,60}affiliate (?:links?|commission|partners?)',
  '.{0,20}javascript (?:is|must)',
  '.{0,40}доступ\\p{L}*(?!\\p{L}).{0,40}(?:подписчикам|по подписке|зарегистрированным пользователям)',
  '.{0,60}(?:cookies?|куки)(?!\\p{L}).{0,80}(?:соглас|принять|принима|пользовател|опыт|настройк|удобств|улучш)',
  '.{0,40}(?<!\\p{L})үшін (?:жүйеге |сайтқа )?(?:тірке(?:л|ү)|кіріңіз)',
  '.{0,40}тек жазылушылар(?:ға|ымызға)',
  '.{0,60}(?:cookies?|куки)(?!\\p{L}).{0,80}(?:келіс|қабылда|тәжірибе|жақсарт|пайдалан)',
  '.{0,60}м[ыі]з(?:ға|ге) (?:жазыл|қосыл|тіркел)[ыі]ң[ыі]з',
];
const wordsWithin = [
  'ملفات تعريف الارتباط',
  'çerez',
  'cookie',
  'куки',
  'affiliate',
  'javascript',
  'доступ',
  'үшін',
  'жазылушы',
  'мызға',
  'мізге',
];
const longestWithin = 160;

// Invitations, as far as they tell no story.
const calls = [
  'read (?:more|next|too)|see also|share (?:this|on|in|via|with)|subscribe|follow us|follow|sign up|join our|join|click|listen(?: to)?|watch|download|(?:like|enjoyed) this (?:article|story)|tell us|write to us|contact us|see more|find out|learn more|support|register|log ?in|sign ?in',
  'читайте (?:нас|в|на)?|читать (?:также|ещё|еще|далее)|смотрите|подписывайтесь|подпишитесь|подпишись|подписаться|поделитесь|узнавайте|узнайте|следите за|присоединяйтесь|слушайте|скачайте|ставьте|расскажите нам|(?:на)?пишите нам|голосуйте|поддержите|все новости',
  'оқыңыз(?:дар)?|жазылыңыз(?:дар)?|бөлісіңіз(?:дер)?|қосылыңыз(?:дар)?|көріңіз(?:дер)?|тыңдаңыз(?:дар)?|жүктеп алыңыз|біліп жүріңіз|бізге жазыңыз|бізге хабарласыңыз|біздің',
];
// Labels, with a colon or nothing after them:
const labels = [
  '(?:file )?photos?|photo credit|video|images?|picture|source|share|tags|author|editor|credit|illustration|related',
  'what|when|where|who|venue|admission|tickets|что|когда|где|кто|вход|билеты|не|қашан|қайда|кім|мекенжайы|кіру',
  'recommended|advertisement|copyright|more on(?: (?:this|the) (?:topic|story|subject))?|keywords|topics|watch|comments?|published|(?:last )?updated',
  'фото|видео|снимок|скриншот|источник(?: фото)?|поделиться|теги|тэги|автор(?: фото)?|редактор|подробнее|ранее',
  'иллюстрация|коллаж|инфографика|реклама|по теме|ключевые слова|просмотр(?:ы|ов)|опубликовано|комментарии',
  'сурет|суреттер|бейне|бейнежазба|дереккөз|бөлісу|тегтер|авторы|редакторы|жарнама|түйін сөздер|қаралым|жарияланды',
  'пікірлер|осыған дейін|толығырақ|фото автора|(?:осы )?тақырып(?:та|қа орай| бойынша)',
];
// Short notes about the source of a picture, or what to press:
const notes = [
  '^(?:иллюстративное )?(?:фото|скриншот|коллаж|кадр) ?(?:$|[.]|из (?:архива|видео|открытых|соцсетей)|с сайта|автора|видео|иллюстративное|kazinform|ашық|ғаламтор|интернет)',
  '^сурет(?:ті)? (?:ашық|ғаламтор|интернет|түсірген)|^photo by |^by \\p{Lu}\\p{L}+ \\p{Lu}\\p{L}+(?:\\s?[,|/•][^.]{1,40})?\\.?$|^updated at |^getty images[.]?$',
  '^(?:внимание|осторожно|назар аударыңыз(?:дар)?|(?:content |trigger )?warning)[.!]*$',
  // Buttons and counters
  '^(?:оставьте (?:свой )?комментарий|жми(?:те)? на колокольчик|скопировать ссылку|ссылка скопирована|версия для печати|аудиоверсия (?:материала|статьи|новости))[.!]*$|^размер шрифта:?[\\sAА+-]*[.]?$|^\\d[\\d\\s]* просмотр\\p{L}*[.]?$|в нашем (?:telegram|телеграм|whatsapp|instagram)(?:-?канале)?[.!]*$',
  '^(?:пікір қалдыр(?:у|ыңыз)|сілтемені көшір(?:у|іңіз)|басып шығару)[.!]*$|^\\d[\\d\\s]*рет қаралды[.]?$|^қаралым саны:? ?\\d',
  '^(?:copy link|print this (?:page|article)|skip to (?:main )?content|jump to comments|view image in full\\p{L}*|most read|top stories|play video)[.]?$|^image (?:source|caption),|^(?:filed under|tagged with):',
  'ctrl ?\\+ ?enter|(?:подпишитесь|подписывайтесь)(?: на [^.!?]{1,40})?[.!]*$',
  '(?:жазылыңыз|бөлісіңіз|оқыңыз)(?:дар|дер)?[.!]*$',
  '^(?:бізді|бізге|біздің|пікіріңізді)(?!\\p{L}).*ң[ыі]з(?:дар|дер)?[.!]*$',
  '(?:арна|парақша|сайт|топ|чат|бет|желі|қосымша)\\p{L}*м[ыі]з\\p{L}* .{0,30}ң[ыі]з(?:дар|дер)?[.!]*$',
];
// A story asks the world, a site asks its reader.
const question =
  /(?<!\p{L})(?:you|your|вы|вас|вам|ваш\p{L}{0,3}|сіз|сіздер|сіздің|сізге|\p{L}{2,}(?:сыз|сіз|ңыз|ңіз)(?: ба| бе| ма| ме)?)(?!\p{L})[^.!]*\?[»”"’')\]]*$/iu;

const alwaysPattern = new RegExp(`^[^\\p{L}\\d©(]*(?:${always.join('|')})`, 'iu');
const withinPattern = new RegExp(`^(?:${alwaysWithin.join('|')})`, 'iu');
const callPattern = new RegExp(`^[^\\p{L}©(]*(?:${calls.join('|')})(?:[^\\p{L}]|$)`, 'iu');
const labelPattern = new RegExp(`^[^\\p{L}]*(?:${labels.join('|')})\\s*(?:[:|©/]|\\(\\d|[.!]?$)`, 'iu');
// «Фото – Акорда»; but «Автор — 12-летний школьник…» is a sentence.
const dashedLabel = new RegExp(`^[^\\p{L}]*(?:${labels.join('|')})\\s*[–—-]\\s`, 'iu');
const notePattern = new RegExp(notes.join('|'), 'iu');

// A longer line may begin with a credit but continue with the story.
const maxLabelLength = 120;
const maxNoteLength = 80;

/** Whether a line or a sentence of an article's body does not belong to the story. */
export function isBoilerplate(line: string): boolean {
  if (line.length <= maxLabelLength && isLabelled(line)) return true;
  if (isAlways(line) || (line.length <= maxNoteLength && notePattern.test(line))) return true;
  return (callPattern.test(line) && !tellsStory(line)) || isTagList(line) || isCaption(line) || isRates(line);
}

function isAlways(line: string): boolean {
  const start = line.slice(0, longestWithin).toLowerCase();
  return (
    alwaysPattern.test(line) || (wordsWithin.some((word) => start.includes(word)) && withinPattern.test(line))
  );
}

function isLabelled(line: string): boolean {
  return labelPattern.test(line) || (dashedLabel.test(line) && !tellsStory(line));
}

/** Whether a sentence only names a picture, a source or an author, or belongs to the record of a match. */
export function isLabel(sentence: string): boolean {
  // An agency's note after the story: "(Adds details.)"
  const isNote = sentence.startsWith('(') && alwaysPattern.test(sentence);
  return isLabelled(sentence) || isRecord(sentence) || isNote || question.test(sentence);
}

/** «Судья: Д. Пенчев.», «Гол: Сатпаев, 14.», «„Кайрат“: Анарбеков, Мата, Тапалов.» */
function isRecord(sentence: string): boolean {
  const said = /^(?:[«"“„][^»"”“]{1,40}[»"”“]|\p{Lu}\p{Ll}+): (?=[\p{Lu}\d])(?<rest>.+)$/u.exec(sentence)
    ?.groups?.['rest'];
  if (said === undefined) return false;
  const names = said.split(/, |; /u);
  return said.length <= 20 || (names.length > 2 && names.every((name) => name.split(' ').length <= 3));
}

/** "USD 518.16 EUR 602.40 RUB 6.25": most words of the line are numbers. */
function isRates(line: string): boolean {
  // 1 000 000 is one number.
  const whole = line.replaceAll(/(?<=\d)\s(?=\d{3}(?!\d))/gu, '');
  const words = whole.split(/[\s/|]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const numbers = words.filter((word) => /^[^\p{L}]*\d[^\p{L}]*$/u.test(word));
  const currencies = words.filter((word) => /^\W*[A-Z]{3}\W*$/.test(word));
  return numbers.length > 1 && numbers.length + currencies.length >= 0.6 * words.length;
}

// A sentence about earlier news. What follows it is not new either.
const background =
  /^(?:(?:напомним|еске сала|айта кете)(?!\p{L}{4})|recall(?:,| that )|ранее (?:мы )?(?:сообщал|писал)|как (?:мы )?(?:ранее )?(?:сообщал|писал)|(?:осыған|бұған) дейін .*(?:хабарла|жазған)|earlier,? (?:it was|we) (?:reported|wrote)|as (?:was )?(?:previously |earlier )?reported(?: earlier)?,|previously,? (?:it was|we) reported)/iu;

/** "Earlier it was reported that …", «Напомним, …»: the background of a story. */
export function isBackground(sentence: string): boolean {
  return background.test(sentence);
}

/** "#economy #trade", «Экономика, Нефть, Газ», "News | Economy": only names, and no end of a sentence. */
export function isTagList(line: string): boolean {
  if (/^(?:#\S+[\s,]*)+$/u.test(line)) return true;
  if (/[.!?…:»”"]$/u.test(line)) return false;
  const names = line.split(/\s*[,;|/•·]\s*/u);
  return names.length > 2 && names.every((name) => name.split(' ').length <= 3);
}
