import { describe, expect, test } from 'vitest';
import { ContentKinds } from '../../src/deliver/content-kinds.ts';
import { outcomeOf } from '../../src/deliver/telegram/outcome.ts';
import type { Message } from '../../src/news/post.ts';
import { LaneStage } from '../stage/lane-stage.ts';

const dayMs = 24 * 3_600_000;
const rendering = { html: 'A', shown: 'A' };
const text: Message = { photo: null, text: rendering, plain: 'A', previewUrl: null, link: null };
const photo: Message = { ...text, photo: { url: 'https://img.example.kz/a.jpg', caption: rendering } };

describe('an answer about a kind of content', () => {
  test.each([
    'not enough rights to send photos to the chat',
    'not enough rights to send text messages to the chat',
    'not enough rights to send video notes to the chat',
    'failed to send message #2 with the error message "not enough rights to send photos to the chat"',
    'CHAT_SEND_PHOTOS_FORBIDDEN',
    'CHAT_SEND_PLAIN_FORBIDDEN',
    'CHAT_SEND_MEDIA_FORBIDDEN',
  ])('%s: another kind may be allowed', (words) => {
    const answer = { code: 400, retryAfterSeconds: null, migrateToChatId: null };
    const description = `Bad Request: ${words}`;
    const outcome = outcomeOf({ kind: 'answer', ...answer, description }, 'photo');
    expect(outcome).toEqual({ kind: 'refused', because: 'kind', reason: description });
  });

  test.each(['not enough rights to manage pinned messages in the chat', 'CHAT_WRITE_FORBIDDEN'])(
    '%s is about the chat',
    (description) => {
      const answer = { code: 400, description, retryAfterSeconds: null, migrateToChatId: null };
      expect(outcomeOf({ kind: 'answer', ...answer }, 'text').kind).toBe('closed');
    },
  );
});

describe('the kinds of a channel', () => {
  async function set() {
    const stage = await LaneStage.set();
    const open = () => new ContentKinds(stage.channel.name, stage.delivery);
    const troubles = async () => (await stage.store.troubles.open()).map(({ key }) => key);
    return { clock: stage.clock, open, kinds: open(), troubles };
  }

  test('a kind is forbidden when another one is taken after it, and not before', async () => {
    const { kinds, open, troubles } = await set();
    await kinds.refused('photo', 'no');
    expect(await kinds.firstForm(photo)).toBe('photo');
    await kinds.taken('text');
    expect(await kinds.firstForm(photo)).toBe('text');
    expect(await open().firstForm(photo)).toBe('text');
    expect(await troubles()).toEqual(['no photos:main']);
  });

  test('it is tried again after a day, and is allowed when it is taken', async () => {
    const { clock, kinds, troubles } = await set();
    await kinds.refused('text', 'no');
    await kinds.taken('photo');
    expect(await kinds.isTextDoubtful()).toBe(true);
    expect(await kinds.firstForm(text)).toEqual(new Date(clock.now().getTime() + dayMs));
    clock.pass(dayMs);
    expect(await kinds.firstForm(text)).toBe('text');
    await kinds.refused('text', 'no');
    expect(await kinds.firstForm(text)).toEqual(new Date(clock.now().getTime() + dayMs));
    clock.pass(dayMs);
    await kinds.taken('text');
    expect(await kinds.isTextDoubtful()).toBe(false);
    expect(await troubles()).toEqual([]);
  });

  test('while one is refused, a forbidden one is tried: the chat may have changed its mind', async () => {
    const { kinds } = await set();
    await kinds.refused('photo', 'no');
    await kinds.taken('text');
    await kinds.refused('text', 'no');
    expect(await kinds.firstForm(photo)).toBe('photo');
    await kinds.taken('photo');
    expect(await kinds.firstForm(photo)).toBe('photo');
    expect(await kinds.firstForm(text)).toBeInstanceOf(Date);
  });

  test('what was refused before a pause proves nothing', async () => {
    const { kinds, troubles } = await set();
    await kinds.refused('photo', 'no');
    kinds.forgetDoubts();
    await kinds.taken('text');
    expect(await kinds.firstForm(photo)).toBe('photo');
    expect(await troubles()).toEqual([]);
  });

  test('a trial in the future was noted by a clock that was wrong', async () => {
    const { clock, kinds } = await set();
    await kinds.refused('photo', 'no');
    await kinds.taken('text');
    clock.set(-30 * dayMs);
    expect(await kinds.firstForm(photo)).toBe('photo');
  });
});
