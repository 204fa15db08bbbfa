import type { Item } from '../../news/source.ts';
import { printableLine } from '../../terminal-text.ts';
import { showMoment } from '../terminal.ts';
import type { Found } from './source-look.ts';

/** The lines about what stands at an address. `count`: the items that are shown. */
export function reportOf(found: Found, timeZone: string, count: number): string[] {
  if (found.kind === 'failed') {
    const advice = 'A host of your own on a private network is asked with the option --private.';
    const lines = [`${found.code}: ${found.reason}`].map(printableLine);
    return found.code === 'SOURCE_ADDRESS_REFUSED' ? [...lines, advice] : lines;
  }
  if (found.kind === 'no feed') {
    const feeds = found.feeds.map(({ title, url }) =>
      indented(1, `${url}${title === null ? '' : ` (${title})`}`),
    );
    return feeds.length === 0
      ? [printableLine(`There is no feed: ${found.reason}. The page names none either.`)]
      : ['This is no feed. The page names these:', ...feeds];
  }
  const { ageSeconds, cut, document, freshSeconds, refusals, title } = found;
  const cache =
    freshSeconds === null && ageSeconds === null
      ? []
      : [
          `its caches keep it for ${freshSeconds ?? '?'} s${ageSeconds === null ? '' : `; this copy was ${ageSeconds} s old`}`,
        ];
  const items = newestFirst(document.items).slice(0, count);
  return [
    printableLine(
      `${title ?? 'a feed without a title'}: ${itemCount(document.items.length)}${cut === null ? '' : `, and then it breaks off (${cut.code})`}`,
    ),
    ...cache,
    ...items.flatMap((item) => linesOf(item, timeZone)),
    ...refusals.slice(0, 5).map(({ name, reason }) => printableLine(`refused: ${name}: ${reason}`)),
  ];
}

function newestFirst(items: readonly Item[]): Item[] {
  const ms = ({ article }: Item) => article.publishedAt?.getTime() ?? 0;
  return items.toSorted((one, other) => ms(other) - ms(one));
}

function linesOf({ article }: Item, timeZone: string): string[] {
  const { headline, imageUrl, language, publishedAt, section, url } = article;
  const at = publishedAt == null ? 'no date' : showMoment(publishedAt, timeZone);
  const facts = [at, language, section, imageUrl == null ? null : 'with a picture'];
  return [indented(1, headline), indented(2, `${facts.filter((fact) => fact != null).join(' · ')} · ${url}`)];
}

/** `1 item`, `12 items` */
export function itemCount(count: number): string {
  return `${count} ${count === 1 ? 'item' : 'items'}`;
}

/** A text from outside that stands in one line, below another. */
function indented(depth: number, text: string): string {
  return `${'  '.repeat(depth)}${printableLine(text)}`;
}
