// What stands before a wire's first sentence: where, when and by whom, then a dash.

// The names by which agencies sign; another agency's is only known where it stands in brackets behind a place.
const agencies = [
  'KazTAG|КазТАГ|ҚазТАГ|KAZINFORM|Kazinform|КАЗИНФОРМ|Казинформ|ҚАЗАҚПАРАТ|ҚазАқпарат|(?:INTERFAX|Interfax|ИНТЕРФАКС|Интерфакс)[^\\s.,]*(?:\\.RU)?',
  'ТАСС|TASS|РИА Новости|RIA Novosti|Sputnik(?: \\p{L}+)?|Reuters|Рейтер|AP|AFP|DPA|dpa|UPI|PTI|EFE|ANI|CNN|BBC|Xinhua|Синьхуа',
  'Bloomberg|Trend|Anadolu|AA|AZERTAC|АЗЕРТАДЖ|БЕЛТА|BelTA|AKIpress|АКИpress|Кабар|Kabar|УзА|UzA',
].join('|');
const signed = `(?:${agencies})`;
const bracketed = String.raw`[(/]\p{L}[\p{L}.]*(?:[ -]\p{L}+){0,2}[)/]`;
const signedInBrackets = `[(/]${signed}[)/]`;
const unlisted = String.raw`\p{Lu}[\p{L}.]*(?:[ -]\p{Lu}[\p{L}.]*){0,2}`;

// «ЮНЕСКО – это» goes on with a small letter, «НАТО — Россия» does not.
const acronym = '(?!(?:НАТО|ОБСЕ|ЕАЭС|ОДКБ|УЕФА|ФИФА|NATO|OSCE|UEFA|FIFA|OPEC|ОПЕК)(?!\\p{L}))';
const loud = String.raw`${acronym}\p{Lu}[\p{Lu}'’-]{3,}(?:[ /-]\p{Lu}[\p{Lu}'’-]*){0,2}`;
const short = String.raw`\p{Lu}{2,3}(?:[ /-]\p{Lu}[\p{Lu}'’-]*){0,2}`;
const named = String.raw`\p{Lu}[\p{Ll}'’]+(?:[ -]\p{Lu}[\p{Ll}'’]+)?`;
const region = String.raw`(?:\p{Lu}\.\p{Lu}\.|\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?(?: обл\.?)?)`;
const month = String.raw`\p{L}{3,}\.?`;
const date = String.raw`(?:\d{1,2}\s${month}|\p{Lu}\p{L}+\.?\s\d{1,2})(?:,?\s\d{4})?(?:\s?[гж]\.)?`;
const dash = String.raw`[.,]?\s(?:--|[–—-])\s+`;

const shapes = [
  `${loud}(?:[.,]\\s(?:${date}|${unlisted})|[.,]?\\s${bracketed})*${dash}`,
  `(?:${loud}|${short}|${named})(?:[.,]\\s${region})?[.,]\\s(?:${date}(?:[.,]\\s(?:${signed}|${unlisted})|[.,]?\\s${bracketed})?|${signed})${dash}`,
  `(?:${loud}|${short}|${named})[.,]?\\s${signedInBrackets}${dash}`,
  `(?:${date}\\s${bracketed}|[(/]?${signed}[)/]?)${dash}`,
  // Without a dash only what leaves no doubt.
  `(?:${loud}|${short}|${named}),\\s${date}[.,]?\\s${bracketed}[.,]?\\s`,
  `${loud}(?:,\\s${region})?,\\s${date}\\.\\s`,
  `${loud}[.,]\\s${signed}\\.\\s`,
];
// «– Sputnik, Анна Ли. Ставка»: who reports may follow the dash; another long name that stands like a sentence is
// an agency's, a short one "Prof.".
const reporter = `(?:${signed}(?:, ${named})?[.:]|\\p{Lu}\\p{L}{5,}\\.)\\s+`;
const dateline = new RegExp(`^(?:${shapes.join('|')})(?:${reporter})?(?=[«“„"\\p{Lu}\\p{N}])`, 'u');

/** The paragraph without the dateline that it begins with. */
export function withoutDateline(paragraph: string): string {
  return paragraph.replace(dateline, '');
}
