// Lines around a story are recognised by the words that they begin with. Calls to the reader:
const calls = [
  'read (?:also|more|next|too)|also read|see also|share (?:this|on|in|via|with)|subscribe|follow us|sign up|join our',
  "click here|listen to|to read more|all rights reserved|©|\\(c\\)|story continues|don[’']t miss|download (?:our|the) app",
  'you (?:may|might) also like|(?:like|enjoyed) this (?:article|story)|a post shared by|view this post|our standards:',
  '(?:reuters|ap|afp)/\\p{Lu}\\p{L}+|\\((?:reporting by|updates with|adds (?:details|quotes?|comments?|background)|recasts|corrects)|reporting by [^.;]{3,80}; editing|(?:photo|image|picture)s? courtesy of|screenshot (?:from|of)',
  'читайте (?:также|ещё|еще|нас|в|по теме)|читать (?:также|ещё|еще|далее)|смотрите (?:также|видео)|ранее по теме',
  'подписывайтесь|подпишитесь|подпишись|подписаться|поделитесь|больше новостей|все новости (?:в|на)|узнавайте новости|следите за',
  'все права|при (?:использовании|цитировании)|наш (?:telegram|телеграм)(?:-канал)?|новость дополняется|перепечатка материалов',
  '(?:если вы )?(?:нашли|заметили|увидели) ошибку|(?:сообщить|прислать) новость|материалы? по теме',
  'тағы (?:да )?оқыңыз|тағы оқи|сондай-ақ,? оқыңыз|оқи отырыңыз|толығырақ оқы\\p{L}*|оқыңыз|жазылыңыз|бөлісіңіз',
  'барлық құқық|біздің (?:telegram|телеграм)|қате тап\\p{L}*|материалды көшір\\p{L}*',
  '(?:telegram|телеграм|instagram|whatsapp|tiktok)\\P{L}(?:арна|канал|парақша)\\p{L}*мыз\\p{L}*',
];
// Labels, with a colon or nothing after them:
const labels = [
  '(?:file )?photos?|photo credit|video|images?|picture|source|share|tags|author|editor|credit|illustration|related',
  'recommended|advertisement|copyright|more on|keywords|topics|watch|comments?|published|(?:last )?updated',
  'фото|видео|снимок|скриншот|источник(?: фото)?|поделиться|теги|тэги|автор(?: фото)?|редактор|подробнее|ранее',
  'иллюстрация|коллаж|инфографика|реклама|по теме|ключевые слова|просмотр(?:ы|ов)|опубликовано|комментарии',
  'сурет|суреттер|бейне|бейнежазба|дереккөз|бөлісу|тегтер|авторы|редакторы|жарнама|түйін сөздер|қаралым|жарияланды',
  'пікірлер|осыған дейін|толығырақ|фото автора|(?:осы )?тақырып(?:та|қа орай| бойынша)',
];
// Short notes about the source of a picture, or what to press:
const notes = [
  '^(?:иллюстративное )?(?:фото|скриншот|коллаж|кадр) ?(?:$|[.]|из (?:архива|видео|открытых|соцсетей)|с сайта|автора|видео|иллюстративное|kazinform|ашық|ғаламтор|интернет)',
  '^сурет(?:ті)? (?:ашық|ғаламтор|интернет|түсірген)|^photo by |^by \\p{Lu}\\p{L}+ \\p{Lu}\\p{L}+(?:,[^.]{1,20})?\\.?$|^updated at |^getty images[.]?$',
  'ctrl ?\\+ ?enter|(?:подпишитесь|подписывайтесь)(?: на [^.!?]{1,40})?[.!]*$',
  '(?:жазылыңыз|бөлісіңіз|оқыңыз)(?:дар|дер)?[.!]*$',
];
const callPattern = new RegExp(`^[^\\p{L}©(]*(?:${calls.join('|')})(?:[^\\p{L}]|$)`, 'iu');
const labelPattern = new RegExp(`^[^\\p{L}]*(?:${labels.join('|')})\\s*(?:[:|©/–—]|\\(\\d|[.!]?$)`, 'iu');
const notePattern = new RegExp(notes.join('|'), 'iu');

// A longer line may begin with a credit but continue with the story.
const maxLabelLength = 120;
const maxNoteLength = 80;

/** Whether a line of an article's body does not belong to the story. */
export function isBoilerplate(line: string): boolean {
  if (line.length <= maxLabelLength && labelPattern.test(line)) return true;
  return (
    callPattern.test(line) || (line.length <= maxNoteLength && notePattern.test(line)) || isTagList(line)
  );
}

/** Whether a sentence only names a picture, a source or an author, or belongs to the record of a match. */
export function isLabel(sentence: string): boolean {
  // An agency's note after the story: "(Adds details.)"
  return (
    labelPattern.test(sentence) ||
    isRecord(sentence) ||
    (sentence.startsWith('(') && callPattern.test(sentence))
  );
}

/** «Судья: Д. Пенчев.», «Гол: Сатпаев, 14.», «„Кайрат“: Анарбеков, Мата, Тапалов.» */
function isRecord(sentence: string): boolean {
  const said = /^(?:[«"“„][^»"”“]{1,40}[»"”“]|\p{Lu}\p{Ll}+): (?=[\p{Lu}\d])(?<rest>.+)$/u.exec(sentence)
    ?.groups?.['rest'];
  if (said === undefined) return false;
  const names = said.split(/, |; /u);
  return said.length <= 20 || (names.length > 2 && names.every((name) => name.split(' ').length <= 3));
}

// A sentence about earlier news. What follows it is not new either.
const background =
  /^(?:(?:напомним|еске сала|айта кете)(?!\p{L}{4})|recall(?:,| that )|ранее (?:мы )?(?:сообщал|писал)|как (?:мы )?(?:ранее )?(?:сообщал|писал)|(?:осыған|бұған) дейін .*(?:хабарла|жазған)|earlier,? (?:it was|we) (?:reported|wrote)|as (?:was )?(?:previously |earlier )?reported(?: earlier)?,|previously,? (?:it was|we) reported)/iu;

/** "Earlier it was reported that …", «Напомним, …»: the background of a story. */
export function isBackground(sentence: string): boolean {
  return background.test(sentence);
}

/** "#economy #trade", «Экономика, Нефть, Газ», "News | Economy": only names, and no end of a sentence. */
function isTagList(line: string): boolean {
  if (/^(?:#\S+[\s,]*)+$/u.test(line)) return true;
  if (/[.!?…:»”"]$/u.test(line)) return false;
  const names = line.split(/\s*[,;|/•·]\s*/u);
  return names.length > 2 && names.every((name) => name.split(' ').length <= 3);
}
