/** Longer words are names of files and the like: their beginning is enough to find them. */
const longestWord = 40;

/**
 * A text as the words that are searched: small letters in one form, ё as е, Latin ones without marks. Both
 * engines get them from here, because SQLite and a C-locale Postgres fold only ASCII by themselves.
 */
export function foldWords(text: string): string[] {
  const folded = text.normalize('NFKC').toLowerCase().replaceAll('ё', 'е');
  return (
    folded
      .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu)
      ?.map(foldWord)
      .filter((word) => word !== '') ?? []
  );
}

function foldWord(word: string): string {
  // Without й and ї a Cyrillic word would be another one.
  const bare = /\p{Script=Latin}/u.test(word) ? word.normalize('NFD') : word.normalize('NFC');
  const letters = Array.from(bare.replaceAll(/[^\p{L}\p{N}]/gu, '').normalize('NFC'));
  return letters.slice(0, longestWord).join('');
}

/** The beginnings that SQLite keeps ready made (`prefix` in 0003-desk): others of frequent words take too long. */
const readyLengths = [2, 3, 4, 5, 6, 8, 10];

/**
 * What is looked for in the place of a word that was typed: the longest ready made beginning of it. Kazakh and
 * Russian words change at their end, so a letter less finds what was meant rather than something else.
 */
export function beginningOf(word: string): string {
  const letters = Array.from(word);
  const length = readyLengths.findLast((ready) => ready <= letters.length) ?? letters.length;
  return letters.slice(0, length).join('');
}
