import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  lastRequestOf,
  partsWithoutFirst,
  type MediumMessage,
} from '../../../src/deliver/doubt/album-parts.ts';
import { mediumKinds, type MediumKind } from '../../../src/news/medium.ts';
import type { Message } from '../../../src/news/post.ts';

const at = (ms: number) => new Date(Date.parse('2026-11-29T12:00:00Z') + ms);
const settleTimeMs = 20_000;

function albumOf(kinds: readonly MediumKind[]) {
  const more = kinds.slice(1).map((kind) => ({ kind, url: 'https://img.example.kz/x' }));
  const words = { html: 'W', shown: 'W' };
  const photo = { url: 'https://img.example.kz/1', caption: words, more };
  const message: Message = { photo, text: words, plain: 'W', previewUrl: null, link: null };
  return { message, claimedAt: at(0), unsureAt: at(30_000) };
}

function left(
  post: ReturnType<typeof albumOf>,
  seen: readonly MediumMessage[],
  captioned: readonly MediumMessage[] = [],
  count = 1,
): number[] {
  const request = lastRequestOf(post, settleTimeMs);
  return request === null ? [] : partsWithoutFirst({ ...request, count }, seen, captioned);
}

const kinds = fc.array(fc.constantFrom(...mediumKinds), { minLength: 2, maxLength: 10 });

test('every part of an album that arrived without its first message is found, with gaps in its numbers and without', () => {
  fc.assert(
    fc.property(
      kinds.chain((all) => fc.tuple(fc.constant(all), fc.subarray([...all.keys()].slice(1)))),
      fc.boolean(),
      fc.integer({ min: 1, max: 25_000 }),
      ([all, places], hasGaps, sentAfterMs) => {
        const parts = places.map((place, index) => ({
          messageId: 100 + (hasGaps ? place : index),
          medium: all[place] ?? 'photo',
          sentAt: at(sentAfterMs),
        }));
        expect(left(albumOf(all), parts)).toEqual(parts.map(({ messageId }) => messageId));
      },
    ),
  );
});

test('what a person posted at another moment, of another kind or in another order is left alone', () => {
  const post = albumOf(['photo', 'photo', 'video']);
  const seen = (...given: [messageId: number, medium: MediumKind, ms: number][]) =>
    given.map(([messageId, medium, ms]) => ({ messageId, medium, sentAt: at(ms) }));
  expect(left(post, seen([7, 'photo', -6_000]))).toEqual([]);
  expect(left(post, seen([7, 'photo', 60_000]))).toEqual([]);
  expect(left(post, seen([7, 'document', 1_000]))).toEqual([]);
  // A longer album, or one in another order, is somebody else's.
  expect(left(post, seen([7, 'photo', 1_000], [8, 'video', 1_000], [9, 'photo', 1_000]))).toEqual([]);
  expect(left(post, seen([7, 'video', 1_000], [8, 'photo', 1_000]))).toEqual([]);
  // Its own parts have one date, and follow one another.
  expect(left(post, seen([7, 'photo', 1_000], [9, 'video', 1_000]))).toEqual([7]);
  expect(left(post, seen([7, 'photo', 1_000], [8, 'video', 9_000]))).toEqual([7]);
});

test('a post that is no album has no parts', () => {
  expect(left(albumOf(['photo']), [{ messageId: 7, medium: 'photo', sentAt: at(1) }])).toEqual([]);
});

test('what follows a medium with words in the same moment is the rest of its album', () => {
  const post = albumOf(['photo', 'video', 'photo']);
  const seen: MediumMessage[] = [
    { messageId: 10, medium: 'video', sentAt: at(1_000) },
    { messageId: 11, medium: 'photo', sentAt: at(1_000) },
  ];
  const photo = (messageId: number, ms: number) => ({ messageId, medium: 'photo' as const, sentAt: at(ms) });
  const parts = (...captioned: ReturnType<typeof photo>[]) => left(post, seen, captioned);
  expect(parts(photo(9, 1_000))).toEqual([]);
  // Another message, or another moment, is no first part of theirs.
  expect(parts(photo(8, 1_000))).toEqual([10, 11]);
  expect(parts(photo(9, -9_000))).toEqual([10, 11]);
  // A person may have put the words under the last one. Our own resend follows later.
  expect(parts(photo(12, 1_000))).toEqual([]);
  expect(parts(photo(12, 2_000))).toEqual([10, 11]);
});

test('each of several requests may have brought a part', () => {
  const post = albumOf(['photo', 'video', 'photo']);
  const seen: MediumMessage[] = [
    { messageId: 3, medium: 'video', sentAt: at(1_000) },
    { messageId: 6, medium: 'video', sentAt: at(9_000) },
    { messageId: 7, medium: 'photo', sentAt: at(9_000) },
    { messageId: 12, medium: 'photo', sentAt: at(17_000) },
  ];
  expect([1, 2, 3, 4].map((count) => left(post, seen, [], count))).toEqual([
    [6, 7],
    [3, 6, 7],
    [3, 6, 7, 12],
    [3, 6, 7, 12],
  ]);
});
