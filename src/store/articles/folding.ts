/** Limit of letters. Longer words are names of files and the like, and their beginning is enough to find them. */
const longestWord = 40;

/**
 * The words of a text as they are searched: lower case, ё as е, Latin letters without diacritics. Both engines use this,
 * because by themselves SQLite and Postgres with the locale C fold only ASCII.
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
  // Cyrillic keeps its marks: without й and ї it would be another word.
  const bare = /\p{Script=Latin}/u.test(word) ? word.normalize('NFD') : word.normalize('NFC');
  const letters = Array.from(bare.replaceAll(/[^\p{L}\p{N}]/gu, '').normalize('NFC'));
  return letters.slice(0, longestWord).join('');
}

/** Lengths of beginnings that SQLite indexes (`prefix` in 0003-desk). Other lengths are slow for frequent words. */
const readyLengths = [2, 3, 4, 5, 6, 8, 10];

/**
 * The longest indexed beginning of a word that was typed. We search for that, because Kazakh and Russian words change at
 * their end: with a letter less, other forms of the word are found too.
 */
export function beginningOf(word: string): string {
  const letters = Array.from(word);
  const length = readyLengths.findLast((ready) => ready <= letters.length) ?? letters.length;
  return letters.slice(0, length).join('');
}
