// A caption tells of a picture, and ends with its credit: "A worker repairs cables. (AP Photo/Aidar Sample)"

const pictureWord =
  '(?:photo|photograph|image|picture|file photo|фото|снимок|кадр|скриншот|иллюстрация|сурет|сурет(?:ті түсірген|тің авторы)?|фотосурет)';
const agency =
  '(?:AP|AFP|Reuters|REUTERS|Getty|EPA|TASS|ТАСС|РИА|Xinhua|Sputnik|Shutterstock|Unsplash|Kazinform|Казинформ)';
const inBrackets = new RegExp(
  `\\s*[([](?:[^)\\]]{0,30}(?<!\\p{L})${pictureWord}(?!\\p{L})[^)\\]]{0,80}|${agency}(?: |/|\\p{Lu})[^)\\]]{0,60}|[^)\\]]{2,40}(?: via |/)(?:AP|AFP|Getty(?: Images)?|Reuters))[)\\]]\\.?$`,
  'iu',
);
const atEnd = new RegExp(
  `(?:^|[\\s/|.])(?:${pictureWord}|photo by|credit|автор фото|авторы)\\s*(?::|©|/|\\bby\\b)\\s*(?:[^.!?]|(?<=(?:^|\\s)\\p{Lu})\\.){2,60}[.]?$|(?<!\\p{L})(?:photo by|сурет\\p{L}* түсірген:?) (?:[^.!?]|(?<=\\s\\p{Lu})\\.){2,40}[.]?$`,
  'iu',
);
const bySign =
  /(?:^|\s)(?:©|\(c\))\s*[^.!?]{2,60}\.?$|\p{Lu}[\p{L}.'’-]+\/(?:AP|AFP|Getty Images|Getty|Reuters|EPA)(?: via [\p{L} ]+)?\.?$/u;
const beginning =
  /^(?:FILE(?: PHOTO)?\s*[-–—:]|(?:In this|This) (?:[\p{L}.\d, ]{0,40})?(?:photo|image|picture|file photo)\b|Pictured:|(?:На (?:фото|снимке|кадре|иллюстрации)|Иллюстративное фото|Суретте|Фотода|Көрнекі сурет)(?:$|\.|\s*[:–—-]|\s(?!\p{Ll}*космос))|(?:Caption|Подпись к фото|Сурет тақырыбы)\b)/iu;

// A caption is one or two sentences. In a longer paragraph only the credit is no story.
const maxCaptionLength = 300;

/** Whether a line is the caption of a picture. */
export function isCaption(line: string): boolean {
  if (line.length > maxCaptionLength) return false;
  return beginning.test(line) || inBrackets.test(line) || atEnd.test(line) || bySign.test(line);
}
