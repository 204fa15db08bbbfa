import type { MessageEntity } from '../shapes.ts';

/**
 * How entities may overlap. There are three sorts. Styles (bold, italic, …) may cross anything and are cut where
 * they do. Quotes may contain everything except quotes. The rest (links, code, mentions, …) may not overlap.
 * Source: tdlib/td, MessageEntity.cpp (`fix_entities`, `get_type_priority`).
 */
const styles = ['bold', 'italic', 'underline', 'strikethrough', 'spoiler'] as const;
type Style = (typeof styles)[number];

/** If two entities cover the same span, the one with the smaller number comes first and wins. */
const priorities: Readonly<Record<string, number>> = {
  blockquote: 0,
  expandable_blockquote: 0,
  pre: 11,
  code: 20,
  text_link: 49,
  text_mention: 49,
  bold: 90,
  italic: 91,
  underline: 92,
  strikethrough: 93,
  spoiler: 94,
  custom_emoji: 99,
};
const ordinaryPriority = 50;

function priorityOf(entity: MessageEntity): number {
  return priorities[entity.type] ?? ordinaryPriority;
}

function isStyle(entity: MessageEntity): entity is MessageEntity & { type: Style } {
  return (styles as readonly string[]).includes(entity.type); // the list is wider than the type of its argument
}

function isQuote(entity: MessageEntity): boolean {
  return entity.type === 'blockquote' || entity.type === 'expandable_blockquote';
}

function isCode(entity: MessageEntity): boolean {
  return entity.type === 'pre' || entity.type === 'code';
}

export function endOf(entity: MessageEntity): number {
  return entity.offset + entity.length;
}

/** Sorts in place: by offset, longest first, then by priority. */
export function sortEntities(entities: MessageEntity[]): MessageEntity[] {
  return entities.sort((a, b) => a.offset - b.offset || b.length - a.length || priorityOf(a) - priorityOf(b));
}

/** Applies the rules above. @returns sorted entities */
export function fixEntities(entities: readonly MessageEntity[]): MessageEntity[] {
  if (entities.length < 2) return [...entities];
  const sorted = sortEntities([...entities]);
  const quotes = dropOverlapping(sorted.filter(isQuote));
  const others = dropOverlapping(sorted.filter((entity) => !isStyle(entity) && !isQuote(entity)));
  return arrange(sorted.filter(isStyle), quotes, dropCrossing(others, quotes));
}

/** Adds entities that were found in the text, where there are no others yet. `found` must not overlap itself. */
export function mergeFound(
  entities: readonly MessageEntity[],
  found: readonly MessageEntity[],
): MessageEntity[] {
  if (found.length === 0) return [...entities];
  const quotes = entities.filter(isQuote);
  const others = entities.filter((entity) => !isStyle(entity) && !isQuote(entity));
  const free = dropCrossing(found, quotes).filter(
    (entity) => !others.some((other) => entity.offset < endOf(other) && other.offset < endOf(entity)),
  );
  return arrange(entities.filter(isStyle), quotes, [...others, ...free]);
}

/** Keeps only the first of entities that overlap. */
function dropOverlapping(sorted: readonly MessageEntity[]): MessageEntity[] {
  let end = 0;
  return sorted.filter((entity) => {
    if (entity.offset < end) return false;
    end = endOf(entity);
    return true;
  });
}

/** Removes entities that cross the edge of a quote or contain a quote. */
function dropCrossing(entities: readonly MessageEntity[], quotes: readonly MessageEntity[]): MessageEntity[] {
  return entities.filter((entity) =>
    quotes.every(
      (quote) =>
        endOf(quote) <= entity.offset ||
        endOf(entity) <= quote.offset ||
        (quote.offset <= entity.offset && endOf(entity) <= endOf(quote)),
    ),
  );
}

/** Joins adjacent styles of one kind, cuts them at the edges of other entities, and removes them from code. */
function arrange(
  styled: readonly MessageEntity[],
  quotes: readonly MessageEntity[],
  others: readonly MessageEntity[],
): MessageEntity[] {
  const fixed = sortEntities([...quotes, ...others]);
  if (styled.length === 0) return fixed;
  const spans = styles.flatMap((style) => joinTouching(styled.filter(({ type }) => type === style)));
  const cuts = cutPositions(spans, fixed);
  const code = fixed.filter(isCode);
  const pieces = spans.flatMap((span) => cutSpan(span, cuts));
  const outside = pieces.filter(
    (piece) => !code.some((block) => block.offset <= piece.offset && endOf(piece) <= endOf(block)),
  );
  return sortEntities([...fixed, ...outside]);
}

function joinTouching(sorted: readonly MessageEntity[]): MessageEntity[] {
  const joined: MessageEntity[] = [];
  for (const { type, offset, length } of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && offset <= endOf(last)) {
      last.length = Math.max(endOf(last), offset + length) - last.offset;
    } else joined.push({ type, offset, length });
  }
  return joined;
}

/** Styles are cut at the edges of the other entities, and where another style begins. */
function cutPositions(spans: readonly MessageEntity[], fixed: readonly MessageEntity[]): number[] {
  const cuts = new Set<number>();
  for (const entity of fixed) cuts.add(entity.offset).add(endOf(entity));
  for (const span of spans) cuts.add(span.offset);
  return [...cuts].sort((a, b) => a - b);
}

function cutSpan(span: MessageEntity, cuts: readonly number[]): MessageEntity[] {
  const inner = cuts.filter((cut) => cut > span.offset && cut < endOf(span));
  const edges = [span.offset, ...inner, endOf(span)];
  return edges.slice(1).map((end, index) => {
    const offset = edges[index] ?? span.offset;
    return { type: span.type, offset, length: end - offset };
  });
}
