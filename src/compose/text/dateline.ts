// What stands before a wire's first sentence: where, when and by whom, then a dash.

// In classes: the engine needs 100 ms to make ready what is written with \p{L}, and the first post waits for it.
const capital = 'A-ZÀ-ÞА-ЯЁІӘҒҚҢӨҰҮҺЎЄЇ';
const small = 'a-zß-ÿа-яёіәғқңөұүһўєї';
const letter = 'A-Za-zÀ-ÿЀ-ԯ';

// The names by which agencies sign; another agency's is only known where it stands in brackets behind a place.
const agencies = [
  'KazTAG|КазТАГ|ҚазТАГ|KAZINFORM|Kazinform|КАЗИНФОРМ|Казинформ|ҚАЗАҚПАРАТ|ҚазАқпарат|(?:INTERFAX|Interfax|ИНТЕРФАКС|Интерфакс)[^\\s.,]*(?:\\.RU)?',
  `ТАСС|TASS|РИА Новости|RIA Novosti|Sputnik(?: [${letter}]+)?|Reuters|Рейтер|AP|AFP|DPA|dpa|UPI|PTI|EFE|ANI|CNN|BBC|Xinhua|Синьхуа`,
  'Bloomberg|Trend|Anadolu|AA|AZERTAC|АЗЕРТАДЖ|БЕЛТА|BelTA|AKIpress|АКИpress|Кабар|Kabar|УзА|UzA',
].join('|');
const signed = `(?:${agencies})`;
// Alone it may be a company («Kaspi.kz – Қазақстанның …»); behind a place it is who reports.
const site = String.raw`[${letter}\d-]+\.(?:kz|KZ|ru|RU|com|asia|media)`;
const bracketed = String.raw`[(/][${letter}][${letter}.]*(?:[ -][${letter}]+){0,2}[)/]`;
const signedInBrackets = `[(/]${signed}[)/]`;
const unlisted = String.raw`[${capital}][${letter}.]*(?:[ -][${capital}][${letter}.]*){0,2}`;

// «ЮНЕСКО – это» goes on with a small letter, «НАТО — Россия» does not.
const acronym = `(?!(?:НАТО|ОБСЕ|ЕАЭС|ОДКБ|УЕФА|ФИФА|NATO|OSCE|UEFA|FIFA|OPEC|ОПЕК)(?![${letter}]))`;
const loud = String.raw`${acronym}[${capital}][${capital}'’-]{3,}(?:[ /-][${capital}][${capital}'’-]*){0,2}`;
const short = String.raw`[${capital}]{2,3}(?:[ /-][${capital}][${capital}'’-]*){0,2}`;
const named = String.raw`[${capital}][${small}'’]+(?:[ -][${capital}][${small}'’]+)?`;
const region = String.raw`(?:[${capital}]\.[${capital}]\.|[${capital}][${letter}]+(?: [${capital}][${letter}]+)?(?: обл\.?)?)`;
const month = String.raw`[${letter}]{3,}\.?`;
const date = String.raw`(?:\d{1,2}\s${month}|[${capital}][${letter}]+\.?\s\d{1,2})(?:,?\s\d{4})?(?:\s?[гж]\.)?(?:,?\s\d{1,2}[:.]\d\d)?`;
const stop = '(?:\\.|(?<=[гж]\\.))\\s+';
const dash = String.raw`[.,]?\s(?:--|[–—-])\s+`;

const shapes = [
  `${loud}(?:[.,]\\s(?:${date}|${unlisted})|[.,]?\\s${bracketed}){0,3}${dash}`,
  `(?:${loud}|${short}|${named})(?:[.,]\\s${region})?[.,]\\s(?:${date}(?:[.,]\\s(?:${signed}|${site}|${unlisted})|[.,]?\\s${bracketed})?|${signed}|${site})${dash}`,
  `(?:${loud}|${short}|${named})[.,]?\\s${signedInBrackets}${dash}`,
  `(?:${date}\\s${bracketed}|${signed}\\s?${bracketed}|[(/]?${signed}[)/]?)${dash}`,
  // Without a dash only what leaves no doubt.
  `(?:${loud}|${short}|${named}),\\s${date}[.,]?\\s${bracketed}[.,]?\\s`,
  `(?:${loud}|${named})(?:,\\s${region})?[.,]\\s${date}${stop}`,
  `${date},\\s(?:${loud}|${named})(?:\\s${bracketed})?(?:\\.\\s+|${dash})`,
  `\\d{1,2}\\s${month},\\s\\d{1,2}[:.]\\d\\d\\.\\s+`,
  `${loud}[.,]\\s${signed}\\.?\\s+`,
  // When it was changed, before a story.
  '\\((?:Обновлено|Дополнено|Жаңартылды|Updated)[^)]{0,30}\\)\\s+',
];
// «– Sputnik, Анна Ли. Ставка»: who reports may follow the dash; another long name that stands like a sentence is
// an agency's, a short one "Prof.".
const reporter = `(?:(?:${signed}|${site})(?:, ${named})?[.:]|[${capital}][${letter}]{5,}\\.)\\s+`;
const dateline = new RegExp(`^(?:${shapes.join('|')})(?:${reporter})?(?=[«“„"${capital}0-9])`);

// Long enough for any; in a longer text of names in capitals the engine would search in vain, and for ever.
const maxDatelineLength = 120;

// A mark within the first words, as most paragraphs have none: the whole pattern takes 20 ms to be made ready.
const markedEarly = /^(?:[(/\d]|(?:[^\s.,]+ ){0,3}[^\s.,]+(?:[.,]\s|\s[(/–—-]))/;

/** The paragraph without the dateline that it begins with. */
export function withoutDateline(paragraph: string): string {
  if (!markedEarly.test(paragraph)) return paragraph;
  const found = dateline.exec(paragraph.slice(0, maxDatelineLength))?.[0].length ?? 0;
  return paragraph.slice(found);
}
