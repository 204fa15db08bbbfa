import type { MessageEntity } from '../shapes.ts';

/**
 * Finds what Telegram makes clickable by itself: addresses, hashtags, mentions, commands. This is close to
 * Telegram's grammar, but not exact. Source: tdlib/td, MessageEntity.cpp (`find_entities`).
 */
export function findEntities(text: string): MessageEntity[] {
  if (!/[@/#$.]/.test(text)) return [];
  const found = finders.flatMap(({ type, pattern, mark }) =>
    text.includes(mark) ? findAll(text, type, pattern) : [],
  );
  found.sort((a, b) => a.offset - b.offset || b.length - a.length);
  let end = 0;
  return found.filter((entity) => {
    if (entity.offset < end) return false;
    end = entity.offset + entity.length;
    return true;
  });
}

/** Top-level domains that are recognised in an address without `https://`. */
const topLevelNames =
  'com|net|org|info|biz|io|me|ai|app|dev|news|tv|gov|edu|int|kz|ru|su|uz|kg|tj|tm|az|am|ge|by|ua|eu|uk|us|de|fr|it|es|pl|tr|cn|jp|kr|in|ca|au|nl|se|no|fi|cz|at|ch|be|pt|gr|il|ae|ir|mn|онлайн|рф|қаз';

const word = '[\\p{L}\\p{N}_]';
const hashLetter = '[\\p{L}\\p{Nd}_\\u200c\\u00b7\\u0d80-\\u0dff]';
const tail = '(?::\\d{1,5})?(?:[/?#][^\\s<>"«»“”]*)?';
const host = '(?:[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_-]*[\\p{L}\\p{N}_])?\\.)+';

const finders: readonly { type: string; mark: string; pattern: RegExp }[] = [
  { type: 'mention', mark: '@', pattern: new RegExp(`(?<!${word})@[A-Za-z0-9_]{2,32}(?!${word})`, 'gu') },
  {
    type: 'bot_command',
    mark: '/',
    pattern: new RegExp(
      `(?<!${word}|[/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!${word}|[/<>@])`,
      'gu',
    ),
  },
  {
    type: 'hashtag',
    mark: '#',
    pattern: new RegExp(
      `(?<!${hashLetter})#(?=${hashLetter}*\\p{L})${hashLetter}{1,256}(?!${hashLetter}*#)`,
      'gu',
    ),
  },
  {
    type: 'cashtag',
    mark: '$',
    pattern: new RegExp(`(?<!${hashLetter}|\\$)\\$(?:1INCH|[A-Z]{1,8})(?!${hashLetter}|\\$)`, 'gu'),
  },
  {
    type: 'email',
    mark: '@',
    pattern: new RegExp(`(?<![\\w.+-])[A-Za-z0-9][\\w.+-]{0,63}@${host}[a-z]{2,8}(?!${word})`, 'giu'),
  },
  {
    type: 'url',
    mark: '.',
    pattern: new RegExp(
      `(?<!${word}|@)(?:https?|ftp)://${host}[\\p{L}\\p{N}-]{2,24}(?!${word})${tail}`,
      'giu',
    ),
  },
  {
    type: 'url',
    mark: '.',
    pattern: new RegExp(`(?<!${word}|[@./:-])${host}(?:${topLevelNames})(?!${word}|[@-])${tail}`, 'giu'),
  },
];

function findAll(text: string, type: string, pattern: RegExp): MessageEntity[] {
  const entities: MessageEntity[] = [];
  for (const match of text.matchAll(pattern)) {
    const shown = type === 'url' ? withoutClosing(match[0]) : match[0];
    entities.push({ type, offset: match.index, length: shown.length });
  }
  return entities;
}

/** Punctuation after an address belongs to the sentence. So does a closing bracket that was opened before the address. */
function withoutClosing(address: string): string {
  let end = address.length;
  for (;;) {
    const last = address[end - 1] ?? '';
    const isLoneBracket = last === ')' && !address.slice(0, end).includes('(');
    if (!isLoneBracket && !".,:;!?'`…".includes(last)) return address.slice(0, end);
    end -= 1;
  }
}
