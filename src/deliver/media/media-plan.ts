import { isSamePicture } from '../../compose/links.ts';
import type { MediumKind } from '../../news/medium.ts';
import type { Illustrated, Part } from '../../news/post.ts';

/** How the media of a standing post become those of its article, as far as Telegram allows. */
export interface MediaPlan {
  /** What its messages show afterwards, in the order of their numbers. */
  parts: readonly Part[];
  /** The places of the messages that stay, in what stands now. */
  places: readonly number[];
  /** The places of the messages that are deleted. */
  deleted: readonly number[];
  /** Whether it does not show everything afterwards: Telegram adds no message to a post. */
  isShort: boolean;
}

/**
 * Plans how few messages have to be changed. The first one stays, because the words stand under it. null: Telegram does
 * not let one of the kinds become another one.
 */
export function planMedia(standing: readonly Part[], wanted: readonly Part[]): MediaPlan | null {
  const isAlbum = standing.length > 1;
  const count = Math.min(standing.length, wanted.length);
  if (count === 0) return null;
  const kept = best(
    selections(standing.length, count).filter(([first]) => first === 0),
    (places) =>
      countSame(
        places.map((place) => standing[place]),
        wanted,
      ),
  );
  const shown = best(selections(wanted.length, count), (places) =>
    countSame(
      places.map((place) => wanted[place]),
      standing,
    ),
  );
  const parts = shown.flatMap((place) => wanted[place] ?? []);
  const isPossible = parts.every(({ kind }, index) =>
    mayBecome(standing[kept[index] ?? 0]?.kind ?? kind, kind, isAlbum),
  );
  if (!isPossible) return null;
  const deleted = [...standing.keys()].filter((place) => !kept.includes(place));
  return { parts, places: kept, deleted, isShort: wanted.length > count };
}

/** Source: https://core.telegram.org/bots/api#editmessagemedia */
function mayBecome(from: MediumKind, to: MediumKind, isAlbum: boolean): boolean {
  if (!isAlbum) return true;
  const isVisual = (kind: MediumKind) => kind === 'photo' || kind === 'video';
  return from === to || (isVisual(from) && isVisual(to));
}

export function isSamePart(one: Part | undefined, other: Part | undefined): boolean {
  return one?.kind === other?.kind && isSamePicture(one?.url, other?.url);
}

function countSame(chosen: readonly (Part | undefined)[], others: readonly Part[]): number {
  return chosen.filter((part, index) => isSamePart(part, others[index])).length;
}

/** The first of those that count most. An album has ten parts at most, so there are 252 at most. */
function best(all: readonly number[][], count: (selection: readonly number[]) => number): readonly number[] {
  const counted = all.map((selection) => ({ selection, points: count(selection) }));
  const most = Math.max(...counted.map(({ points }) => points));
  return counted.find(({ points }) => points === most)?.selection ?? [];
}

/** All ways to take `count` of the places below `length`, each in rising order. */
function selections(length: number, count: number, from = 0): number[][] {
  if (count === 0) return [[]];
  return Array.from({ length: length - count - from + 1 }, (_, index) => from + index).flatMap((place) =>
    selections(length, count - 1, place + 1).map((rest) => [place, ...rest]),
  );
}

/** The same words with these media. */
export function withParts(photo: Illustrated, parts: readonly Part[]): Illustrated {
  const { kind: _kind, more: _more, ...rest } = photo;
  const [first, ...more] = parts;
  if (first === undefined) return photo;
  return {
    ...rest,
    url: first.url,
    ...(first.kind === 'photo' ? {} : { kind: first.kind }),
    ...(more.length === 0 ? {} : { more }),
  };
}
