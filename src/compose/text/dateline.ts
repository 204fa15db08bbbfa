// The dateline before an agency's first sentence: place, date and agency, then a dash.

// Explicit ranges: compiling the same with \p{L} takes 100 ms, and the first post would wait for it.
const capital = 'A-ZÀ-ÞА-ЯЁІӘҒҚҢӨҰҮҺЎЄЇ';
const small = 'a-zß-ÿа-яёіәғқңөұүһўєї';
const letter = 'A-Za-zÀ-ÿЀ-ԯ';

// Names of agencies. Other agencies are recognised only in brackets after a place.
const agencies = [
  'KazTAG|КазТАГ|ҚазТАГ|KAZINFORM|Kazinform|КАЗИНФОРМ|Казинформ|ҚАЗАҚПАРАТ|ҚазАқпарат|(?:INTERFAX|Interfax|ИНТЕРФАКС|Интерфакс)[^\\s.,]*(?:\\.RU)?',
  `ТАСС|TASS|РИА Новости|RIA Novosti|Sputnik(?: [${letter}]+)?|Reuters|Рейтер|AP|AFP|DPA|dpa|UPI|PTI|EFE|ANI|CNN|BBC|Xinhua|Синьхуа`,
  'Bloomberg|Trend|Anadolu|AA|AZERTAC|АЗЕРТАДЖ|БЕЛТА|BelTA|AKIpress|АКИpress|Кабар|Kabar|УзА|UzA',
].join('|');
const signed = `(?:${agencies})`;
// Alone it may be a company («Kaspi.kz – Қазақстанның …»); after a place it is the agency.
const site = String.raw`[${letter}\d-]+\.(?:kz|KZ|ru|RU|com|asia|media)`;
const bracketed = String.raw`[(/][${letter}][${letter}.]*(?:[ -][${letter}]+){0,2}[)/]`;
const signedInBrackets = `[(/]${signed}[)/]`;
const unlisted = String.raw`[${capital}][${letter}.]*(?:[ -][${capital}][${letter}.]*){0,2}`;

// «ЮНЕСКО – это» goes on with a lower-case letter, but «НАТО — Россия» does not.
const acronym = `(?!(?:НАТО|ОБСЕ|ЕАЭС|ОДКБ|УЕФА|ФИФА|NATO|OSCE|UEFA|FIFA|OPEC|ОПЕК)(?![${letter}]))`;
const loud = String.raw`${acronym}[${capital}][${capital}'’-]{3,}(?:[ /-][${capital}][${capital}'’-]*){0,2}`;
const short = String.raw`[${capital}]{2,3}(?:[ /-][${capital}][${capital}'’-]*){0,2}`;
const named = String.raw`[${capital}][${small}'’]+(?:[ -][${capital}][${small}'’]+)?`;
const region = String.raw`(?:[${capital}]\.[${capital}]\.|[${capital}][${letter}]+(?: [${capital}][${letter}]+)?(?: обл)?\.?)`;
const month = String.raw`[${letter}]{3,}\.?`;
const date = String.raw`(?:\d{1,2}\s${month}|[${capital}][${letter}]+\.?\s\d{1,2})(?:,?\s\d{4})?(?:\s?[гж]\.|\s(?:года|жыл))?(?:,?\s\d{1,2}[:.]\d\d)?`;
const stop = '(?:\\.|(?<=[гж]\\.))\\s+';
const dash = String.raw`[.,]?\s(?:--|[–—-])\s+`;

const shapes = [
  `${loud}(?:[.,]\\s(?:${date}|${unlisted})|[.,]?\\s${bracketed}){0,3}${dash}`,
  `(?:${loud}|${short}|${named})(?:[.,]\\s${region})?[.,]\\s(?:${date}(?:[.,]\\s(?:${signed}|${site}|${unlisted})|[.,]?\\s${bracketed})?|${signed}|${site})${dash}`,
  `(?:${loud}|${short}|${named})(?:[.,]\\s${region})?[.,]?\\s${signedInBrackets}${dash}`,
  `(?:${date}\\s${bracketed}|${signed}\\s?${bracketed}|[(/]?${signed}[)/]?)${dash}`,
  // Without a dash, only forms that are unmistakable.
  `(?:${loud}|${short}|${named}),\\s${date}[.,]?\\s${bracketed}[.,]?\\s`,
  `(?:${loud}|${named})(?:,\\s${region})?[.,]\\s${date}${stop}`,
  `${date},\\s(?:${loud}|${named})(?:\\s${bracketed})?(?:\\.\\s+|${dash})`,
  `\\d{1,2}\\s${month},\\s\\d{1,2}[:.]\\d\\d\\.\\s+`,
  `${loud}[.,]\\s${signed}\\.?\\s+`,
  `${loud}(?:,\\s${region})?:\\s`,
  // A note about an update, before a story.
  '\\((?:Обновлено|Дополнено|Жаңартылды|Updated)[^)]{0,30}\\)\\s+',
];
const person = `[${capital}][${small}]+ [${capital}][${small}]+`;
// The reporter may follow the dash: «– Sputnik, Анна Ли. Ставка», «КазТАГ – Анна Ли. Ставка». A long name that looks like a sentence is an agency;
// a short one may be "Prof.".
const reporter = `(?:(?:${signed}|${site})(?:, ${named})?[.:]|${person}\\.|[${capital}][${letter}]{5,}\\.)\\s+`;
const dateline = new RegExp(`^(?:${shapes.join('|')})(?:${reporter})?(?=[«“„"${capital}0-9])`);

// No dateline is longer. Without a limit the pattern would take very long on a text in capitals.
const maxDatelineLength = 120;

// Most paragraphs have no such mark in their first words. Then the full pattern, which takes 20 ms to compile, is not needed.
const markedEarly = /^(?:[(/\d]|(?:[^\s.,]+ ){0,3}[^\s.,]+(?:(?:[.,]|(?<=\p{Lu}):)\s|\s[(/–—-]))/u;

// "By Dana Ali and Tom Reed, CNN WASHINGTON (CNN) — ": only before an agency or a dateline, because "By Tuesday Astana
// had thawed" is a sentence.
const bylineNames = String.raw`(?:By|BY) \p{Lu}[\p{L}.'’-]+(?: (?:and )?\p{Lu}[\p{L}.'’-]+)`;
const newsroom = '(?:CNN|AP|AFP|BBC|Reuters|(?:The )?Associated Press|Kazinform|Staff Writer)(?: Staff)?';
const signedByline = new RegExp(`^${bylineNames}{1,5}?,? ${newsroom},? (?=\\p{Lu})`, 'u');
const bareByline = new RegExp(`^${bylineNames}{1,5}?,? (?=\\p{Lu}{3})`, 'u');

/** The paragraph without a byline and a dateline at its beginning. */
export function withoutDateline(paragraph: string): string {
  if (!/^(?:By|BY) /.test(paragraph)) return withoutPlace(paragraph);
  const signature = signedByline.exec(paragraph)?.[0].length;
  if (signature !== undefined) return withoutPlace(paragraph.slice(signature));
  const rest = paragraph.slice(bareByline.exec(paragraph)?.[0].length ?? 0);
  const story = withoutPlace(rest);
  return story === rest ? paragraph : story;
}

function withoutPlace(paragraph: string): string {
  if (!markedEarly.test(paragraph)) return paragraph;
  const found = dateline.exec(paragraph.slice(0, maxDatelineLength))?.[0].length ?? 0;
  return paragraph.slice(found);
}
