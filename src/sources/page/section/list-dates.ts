import { atTimeOf, readListMoment, type ListClock, type ListMoment } from './list-moments.ts';
import { aroundOf, type PageElement } from './page-element.ts';
import type { Card } from './section-links.ts';
import { segmentsOf } from './text-segments.ts';

/** A card, or a date that stands between the cards. */
type Mark = { card: Card } | { moment: ListMoment };

/**
 * The cards with the dates that stand outside of them: a day above its news, a date before or after each link. Where
 * the list begins with a date, dates stand above.
 */
export function withMomentsAround(root: PageElement, cards: readonly Card[], clock: ListClock): Card[] {
  const isComplete = ({ moment }: Card): boolean => moment !== null && moment.hasDay;
  if (cards.every(isComplete)) return [...cards];
  const marks = marksIn(listAround(root, cards), cards, clock);
  const isAbove = marks[0] !== undefined && 'moment' in marks[0];
  const found = new Map<Card, ListMoment>();
  const inOrder = isAbove ? marks : marks.toReversed();
  let last: ListMoment | null = null;
  for (const mark of inOrder) {
    if ('moment' in mark) last = mark.moment;
    else if (last !== null) {
      found.set(mark.card, last);
      // Below a link stands its own date; above, one day may stand for several.
      if (!isAbove) last = null;
    }
  }
  return cards.map((card) => ({ ...card, moment: momentOf(card, found.get(card) ?? null, clock) }));
}

function momentOf({ moment }: Card, around: ListMoment | null, clock: ListClock): ListMoment | null {
  if (around === null || moment?.hasDay === true) return moment;
  return moment === null ? around : around.hasDay ? atTimeOf(around, moment, clock) : moment;
}

/** The smallest element that has all cards in it. */
function listAround(root: PageElement, cards: readonly Card[]): PageElement {
  const [first] = cards;
  if (first === undefined) return root;
  const counts = new Map<PageElement, number>();
  for (const { element } of cards) {
    for (const each of aroundOf(element)) counts.set(each, (counts.get(each) ?? 0) + 1);
  }
  for (const each of aroundOf(first.element)) if (counts.get(each) === cards.length) return each;
  return root;
}

function marksIn(list: PageElement, cards: readonly Card[], clock: ListClock): Mark[] {
  const byElement = new Map(cards.map((card) => [card.element, card]));
  const seen = new Set<Card>();
  const marks: Mark[] = [];
  for (const { text, element } of segmentsOf(list)) {
    const card = cardOf(element, byElement);
    if (card === undefined) {
      const moment = readListMoment(text, clock);
      if (moment !== null) marks.push({ moment });
    } else if (!seen.has(card)) {
      seen.add(card);
      marks.push({ card });
    }
  }
  return marks;
}

function cardOf(element: PageElement, byElement: ReadonlyMap<PageElement, Card>): Card | undefined {
  for (const each of aroundOf(element)) {
    const card = byElement.get(each);
    if (card !== undefined) return card;
  }
  return undefined;
}
