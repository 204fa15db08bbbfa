import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planMedia, withParts } from '../../../src/deliver/media/media-plan.ts';
import { mediumKinds, type MediumKind } from '../../../src/news/medium.ts';
import { partsOf } from '../../../src/news/post.ts';

const part = (name: string, kind: MediumKind = 'photo') => ({ kind, url: `https://img.example.kz/${name}` });
const album = (names: string) => names.split('').map((name) => part(name));
const shown = (parts: readonly { url: string }[]) => parts.map(({ url }) => url.slice(-1)).join('');

test.each([
  // what stands, what is wanted, what is shown then, what is deleted, whether something is missing
  ['abc', 'abc', 'abc', [], false],
  ['abc', 'axc', 'axc', [], false],
  ['abc', 'ac', 'ac', [1], false],
  ['abcd', 'ad', 'ad', [1, 2], false],
  ['abc', 'a', 'a', [1, 2], false],
  // The words stand under the first one, so it is exchanged and another one is deleted.
  ['abc', 'bc', 'bc', [1], false],
  ['ab', 'abc', 'ab', [], true],
  ['ab', 'cab', 'ab', [], true],
  ['ab', 'xyz', 'xy', [], true],
  ['a', 'bc', 'b', [], true],
  ['b', 'abc', 'b', [], true],
])('%s becomes %s as %s', (standing, wanted, result, deleted, isShort) => {
  const plan = planMedia(album(standing), album(wanted));
  expect(plan).toMatchObject({ deleted, isShort });
  expect(shown(plan?.parts ?? [])).toBe(result);
});

test('only kinds that may stand in the album take the place of its parts', () => {
  const [photo, video, document, audio] = [
    part('p'),
    part('v', 'video'),
    part('d', 'document'),
    part('a', 'audio'),
  ];
  expect(planMedia([photo, photo], [video, photo])).not.toBeNull();
  expect(planMedia([photo, photo], [document, document])).toBeNull();
  expect(planMedia([audio, audio], [audio, photo])).toBeNull();
  expect(planMedia([photo], [document])).not.toBeNull();
  expect(planMedia([], [photo])).toBeNull();
  expect(planMedia([photo], [])).toBeNull();
});

const parts = fc.array(
  fc.record({ kind: fc.constantFrom(...mediumKinds), url: fc.constantFrom('a', 'b', 'c', 'd') }),
  {
    minLength: 1,
    maxLength: 10,
  },
);

test('no plan adds a message, moves the first one, or loses what may stay', () => {
  fc.assert(
    fc.property(parts, parts, (standing, wanted) => {
      const plan = planMedia(standing, wanted);
      if (plan === null) return;
      expect(plan.places).toHaveLength(Math.min(standing.length, wanted.length));
      expect(plan.parts).toHaveLength(plan.places.length);
      expect(plan.places[0]).toBe(0);
      expect([...plan.places, ...plan.deleted].toSorted((a, b) => a - b)).toEqual([...standing.keys()]);
      expect(plan.isShort).toBe(wanted.length > standing.length);
      expect(plan.isShort || wanted.every((each, place) => each === plan.parts[place])).toBe(true);
    }),
  );
});

test('words keep what belongs to them', () => {
  const caption = { html: 'C', shown: 'C' };
  const photo = { url: 'a', caption, kind: 'video', more: [part('b')], poster: 'p' } as const;
  expect(withParts(photo, [part('x')])).toEqual({ url: part('x').url, caption, poster: 'p' });
  expect(partsOf({ photo: withParts(photo, album('xyz')) })).toEqual(album('xyz'));
});
