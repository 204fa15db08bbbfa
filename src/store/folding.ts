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
