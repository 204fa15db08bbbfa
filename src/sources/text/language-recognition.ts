/** Only the beginning is read, in UTF-16 units. It is enough to be sure, and a long text takes no longer. */
const sampleLength = 1_500;

/** Letters that Kazakh has and Russian does not have. */
const kazakhLetter = /[әғқңөұүһі]/u;

/** Frequent Kazakh words without such a letter. */
const kazakhWords = new Set(
  `мен бен пен да де та те бойынша туралы дейін болды болады болып жыл жылы жылда бар жаса жасады бастап бастады
  басталды аяқ осы сол бұл ол олар оның мемлекет мектеп халық жас жастар бала балалар адам адамдар жол
  ауыл ауданы аудан облысы облыс ашылды салынды барады келеді алды берді отыр жатыр жаз ретінде деп деген
  емес ең ал тағы сонымен бірге басты бас зор тарих тарихы ана ата той тойы мереке мерекесі сабақ аптасы айы
  бағдарлама жаңалықтар таба табылды анықталды жарияланды қойылды шара алма сандық тауда дала қала`.split(
    /\s+/u,
  ),
);

/** Frequent Russian words; none of them is a Kazakh word. */
const russianWords = new Set(
  `в во на и с со по для от из что не о об к ко за при это как его её их был была было были будет будут году
  года лет до после у а но или также который которые она они мы вы уже более чем так между через без под над
  новый новая новые стал стала стали нет есть где когда всё все ещё теперь`.split(/\s+/u),
);

const kazakhEnding =
  /(?:ылды|лады|нады|талды|ында|ындағы|ының|станда|стандық|шылар|шылары|алар|алары|аудан|лау|дау|ады|йды|йтын|атын|ған)$/u;
const russianEnding =
  /(?:ого|его|ый|ий|ая|яя|ое|ее|ые|ие|ых|их|ость|ости|ение|ения|ание|ания|ться|тся|лся|лись|ил|ал|ел|ила|ала|ела|или|али|ели|ать|ить|еть|ов|ев|ами|ями|ция|ции|цию|ского|ском|ской|щий)$/u;

/**
 * The language of a text by its letters and words: `kk`, `ru` or `en`, also for a short headline, or `und` (BCP 47 for
 * "undetermined") without Cyrillic and Latin letters. Other languages in Cyrillic count as `ru`, other languages in
 * Latin as `en`; a newsroom that publishes in them must name the language.
 */
export function recogniseLanguage(text: string): string {
  const sample = text.slice(0, sampleLength).normalize('NFC');
  const { cyrillic, latin, other } = countLetters(sample);
  if (cyrillic + latin === 0 || other > cyrillic + latin) return 'und';
  // Latin names are frequent in Russian and Kazakh texts, but Cyrillic is rare in English ones.
  if (cyrillic < 0.3 * (cyrillic + latin)) return 'en';
  return isKazakh(sample) ? 'kk' : 'ru';
}

/** Weighs words instead of letters, because a Russian text may contain Kazakh names. */
function isKazakh(sample: string): boolean {
  const withoutQuotes = cyrillicWords(sample.replace(/«[^»]*»|“[^”]*”|"[^"]*"/gu, ' '));
  const words = withoutQuotes.length >= 2 ? withoutQuotes : cyrillicWords(sample);
  let balance = 0;
  for (const written of words) {
    const word = written.toLowerCase();
    // A capitalised word may be a Kazakh name in a Russian text, so it counts less.
    if (kazakhLetter.test(word)) balance += written === word ? 2 : 1;
    else if (kazakhWords.has(word)) balance += 2;
    else if (russianWords.has(word)) balance -= 2;
    else if (kazakhEnding.test(word)) balance += 1;
    else if (russianEnding.test(word)) balance -= 1;
  }
  return balance > 0;
}

function cyrillicWords(text: string): string[] {
  return text.match(/\p{Script=Cyrillic}+/gu) ?? [];
}

/** Compares character codes instead of Unicode classes, because an import may have a million articles. */
function countLetters(text: string): { cyrillic: number; latin: number; other: number } {
  const letters = { cyrillic: 0, latin: 0, other: 0 };
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (code >= 0x400 && code < 0x530) letters.cyrillic += 1;
    else if ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) letters.latin += 1;
    else if (code >= 0xc0 && code < 0x250 && code !== 0xd7 && code !== 0xf7) letters.latin += 1;
    else if (code >= 0x250 && /\p{L}/u.test(letter)) letters.other += 1;
  }
  return letters;
}
