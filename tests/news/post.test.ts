import { describe, expect, test } from 'vitest';
import {
  canMove,
  postStates,
  shownText,
  type Message,
  type MessageForm,
  type PostState,
} from '../../src/news/post.ts';

/**
 * The table of docs/architecture.md, written down a second time and by hand, with what the code adds to it:
 * a ready post is composed anew, and an editor may ask again for a post that ended.
 */
const allowed: Record<PostState, string> = {
  promised: 'ready waiting dropped',
  waiting: 'ready dropped',
  ready: 'ready sending waiting dropped',
  sending: 'sent refused ready unsure',
  sent: 'sent killed',
  unsure: 'sent ready uncertain',
  uncertain: 'sent ready dropped',
  refused: 'promised',
  dropped: 'promised',
  killed: 'promised',
};

describe('a post moves only as the table says', () => {
  const pairs = postStates.flatMap((from) => postStates.map((to) => [from, to] as const));

  test.each(pairs)('%s → %s', (from, to) => {
    expect(canMove(from, to)).toBe(allowed[from].split(' ').includes(to));
  });

  test('no way leads to sending but from a composed post', () => {
    expect(postStates.filter((from) => canMove(from, 'sending'))).toEqual(['ready']);
  });

  test('what may have been sent never becomes a promise, nor ends, without a look or a person', () => {
    for (const from of ['sending', 'unsure', 'uncertain'] as const)
      expect(canMove(from, 'promised')).toBe(false);
    for (const to of ['dropped', 'refused', 'killed'] as const) expect(canMove('unsure', to)).toBe(false);
  });
});

describe('what a reader sees', () => {
  const rendering = (shown: string) => ({ html: `<b>${shown}</b>`, shown });
  const message: Message = {
    photo: { url: 'https://news.example/1.jpg', caption: rendering('caption') },
    text: rendering('text'),
    plain: 'plain',
    previewUrl: null,
    link: null,
  };

  test.each<[MessageForm, string]>([
    ['photo', 'caption'],
    ['text', 'text'],
    ['plain', 'plain'],
  ])('in the form %s is the %s', (form, shown) => {
    expect(shownText(message, form)).toBe(shown);
  });

  test('without a photo is the text, whatever was wished for', () => {
    expect(shownText({ ...message, photo: null }, 'photo')).toBe('text');
  });
});
