import { beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../src/news/post.ts';
import { LaneStage } from '../stage/lane-stage.ts';

const unknown = { kind: 'refused', because: 'unknown', reason: 'Bad Request: WEIRD' } as const;
const minuteMs = 60_000;

let stage: LaneStage;
/** The headlines of the posts that Telegram refuses. */
let bad: Set<string>;
/** Headlines in the order in which they were tried. */
let tried: string[];

beforeEach(async () => {
  stage = await LaneStage.set();
  bad = new Set();
  tried = [];
  const { telegram } = stage;
  const send = telegram.send.bind(telegram);
  telegram.send = (to, message: Message, form) => {
    const headline = message.text.shown.split('\n', 1)[0] ?? '';
    tried.push(headline);
    return bad.has(headline) || bad.has('*') ? Promise.resolve(unknown) : send(to, message, form);
  };
});

async function queue(...ids: string[]): Promise<void> {
  for (const id of ids) {
    const publishedAt = new Date(stage.clock.now().getTime() - 1_000 + ids.indexOf(id));
    const url = `https://news.example.kz/${id}`;
    await stage.store.articles.save(
      { id, url, language: 'en', headline: id, publishedAt },
      stage.clock.now(),
    );
  }
  await stage.plan();
}

/** Steps until the lane waits. @returns for how long, milliseconds; null: until it is woken. */
async function work(): Promise<number | null> {
  for (let count = 0; count < 100; count += 1) {
    const step = await stage.lane.step(new AbortController().signal);
    if (step === 'again') continue;
    return step.wakeAt === null ? null : step.wakeAt - stage.clock.steadyMs();
  }
  throw new Error('it does not come to rest');
}

const openTroubles = async () =>
  (await stage.store.troubles.open()).filter(({ key }) => !key.startsWith('notice:'));

describe('a post that is refused in unknown words', () => {
  test('is refused and told once the next one is taken', async () => {
    bad.add('a');
    await queue('a', 'b', 'c');
    expect(await work()).toBeNull();
    expect(tried).toEqual(['a', 'b', 'c']);
    expect(stage.states()).toEqual({ a: 'refused', b: 'sent', c: 'sent' });
    expect(stage.notices).toMatchObject([{ kind: 'refused', articleId: 'a', reason: unknown.reason }]);
  });

  test('beside two others like it does not stop the channel', async () => {
    for (const id of ['a', 'b', 'c']) bad.add(id);
    await queue('a', 'b', 'c', 'd', 'e');
    expect(await work()).toBeNull();
    expect(stage.states()).toEqual({ a: 'refused', b: 'refused', c: 'refused', d: 'sent', e: 'sent' });
    expect(stage.notices).toHaveLength(3);
    expect(await openTroubles()).toEqual([]);
  });

  test.each([4, 5, 9, 12])(
    'among %i like it at the front: the good ones go out all the same',
    async (count) => {
      const ids = Array.from({ length: count + 3 }, (_, place) => String.fromCharCode(97 + place));
      for (const id of ids.slice(0, count)) bad.add(id);
      await queue(...ids);
      for (let round = 0; round < 12; round += 1) stage.clock.pass((await work()) ?? 0);
      expect(stage.standing()).toEqual(ids.slice(count));
      const refused = Object.values(stage.states()).filter((state) => state === 'refused');
      expect(refused.length).toBeGreaterThan(0);
      expect(stage.notices).toHaveLength(refused.length);
    },
  );

  test('stays ready if it is corrected before it is found out', async () => {
    bad.add('a');
    await queue('a', 'b');
    await stage.hurry(1);
    await stage.save('a', 'A, corrected');
    expect(await work()).toBeNull();
    expect(stage.states()).toEqual({ a: 'sent', b: 'sent' });
  });
});

describe('everything is refused', () => {
  beforeEach(async () => {
    bad.add('*');
    await queue('a', 'b', 'c', 'd', 'e', 'f');
  });

  test('nothing is given up: the channel pauses, and is told of once', async () => {
    expect(await work()).toBe(minuteMs);
    expect(tried).toEqual(['a', 'b', 'c', 'd']);
    const pausesMs: (number | null)[] = [];
    for (let round = 0; round < 7; round += 1) {
      stage.clock.pass(60 * minuteMs);
      pausesMs.push(await work());
    }
    expect(pausesMs.map((ms) => (ms ?? 0) / minuteMs)).toEqual([2, 5, 10, 30, 60, 60, 60]);
    expect(new Set(Object.values(stage.states()))).toEqual(new Set(['ready']));
    expect(stage.notices).toEqual([]);
    expect(await openTroubles()).toMatchObject([{ key: 'channel:main', detail: unknown.reason }]);
  });

  test('each round begins in order, and goes on with posts that were not tried before', async () => {
    const rounds: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      tried = [];
      await work();
      rounds.push(tried.join(' '));
      stage.clock.pass(60 * minuteMs);
    }
    expect(rounds).toEqual(['a b c d', 'a b e f', 'a b c d']);
  });

  test('afterwards all go out in order', async () => {
    stage.clock.pass((await work()) ?? 0);
    bad.clear();
    expect(await work()).toBeNull();
    expect(stage.standing()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(await openTroubles()).toEqual([]);
  });

  test.each([1, 2, 3])(
    'the trouble ends after %i requests of a round: nothing is given up',
    async (count) => {
      stage.clock.pass((await work()) ?? 0);
      await stage.hurry(count);
      bad.clear();
      expect(await work()).toBeNull();
      expect(Object.values(stage.states())).toEqual(Array.from({ length: 6 }, () => 'sent'));
      expect(stage.notices).toEqual([]);
    },
  );

  test('and the bot itself too: no other post is tried, and afterwards all go out in order', async () => {
    const answer = { kind: 'answer', code: 400, description: 'Bad Request: Logged out' } as const;
    const { telegram } = stage;
    const identify = telegram.identify.bind(telegram);
    telegram.identify = () => Promise.resolve({ ...answer, retryAfterSeconds: null, migrateToChatId: null });
    expect(await work()).toBe(minuteMs);
    expect(tried).toEqual(['a']);
    stage.clock.pass(minuteMs);
    expect(await work()).toBe(2 * minuteMs);
    expect(tried).toEqual(['a']);
    expect(await openTroubles()).toMatchObject([{ key: 'bot', detail: answer.description }]);
    telegram.identify = identify;
    bad.clear();
    stage.clock.pass(2 * minuteMs);
    expect(await work()).toBeNull();
    expect(stage.standing()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(await openTroubles()).toEqual([]);
  });

  test.each([1, 2, 3, 4])('a restart after %i of them loses nothing, and doubles nothing', async (count) => {
    await stage.hurry(count);
    await stage.restart();
    bad.clear();
    expect(await work()).toBeNull();
    expect(stage.standing()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(stage.notices).toEqual([]);
  });
});

describe('alone in its queue', () => {
  beforeEach(async () => {
    bad.add('a');
    await queue('a');
  });

  test('it is tried three times within an hour, then refused and told', async () => {
    const startedMs = stage.clock.steadyMs();
    await stage.rest();
    expect(tried).toEqual(['a', 'a', 'a']);
    expect(stage.clock.steadyMs() - startedMs).toBeLessThan(60 * minuteMs);
    expect(stage.states()).toEqual({ a: 'refused' });
    expect(stage.notices).toMatchObject([{ kind: 'refused' }]);
  });

  test('another one comes: it is tried first, and refused when the other one is taken', async () => {
    await work();
    await queue('b');
    expect(await work()).toBeNull();
    expect(tried).toEqual(['a', 'a', 'b']);
    expect(stage.states()).toEqual({ a: 'refused', b: 'sent' });
  });

  test('another one comes after all is well: they go out in order', async () => {
    await work();
    bad.clear();
    await queue('b');
    expect(await work()).toBeNull();
    expect(stage.standing()).toEqual(['a', 'b']);
  });

  test('corrected, it is tried at once', async () => {
    await work();
    await stage.save('a', 'A');
    expect(await work()).toBeNull();
    expect(stage.standing()).toEqual(['A']);
  });
});

describe('a correction and a kill', () => {
  beforeEach(async () => {
    await queue('a', 'b');
    expect(await work()).toBeNull();
  });

  test('refused with everything else are not given up', async () => {
    bad.add('*');
    stage.telegram.tell.edit = () => unknown;
    stage.telegram.tell.delete = () => unknown;
    await stage.save('a', 'A, corrected');
    await stage.cancel('b');
    await queue('c');
    for (let round = 0; round < 10; round += 1) stage.clock.pass((await work()) ?? 0);
    expect(stage.states()).toMatchObject({ a: 'sent', b: 'sent' });
    expect(stage.notices).toEqual([]);
    bad.clear();
    stage.telegram.tell.edit = () => undefined;
    stage.telegram.tell.delete = () => undefined;
    stage.clock.pass(60 * minuteMs);
    await stage.rest();
    expect(stage.states()).toEqual({ a: 'sent', b: 'killed', c: 'sent' });
    expect(stage.standing()).toEqual(['A, corrected', 'c']);
  });

  test('refused while other posts are taken: a person is told, and nothing waits for them', async () => {
    stage.telegram.tell.edit = () => unknown;
    stage.telegram.tell.delete = () => unknown;
    await stage.save('a', 'A, corrected');
    await stage.cancel('b');
    await queue('c', 'd');
    await stage.rest();
    expect(stage.states()).toEqual({ a: 'sent', b: 'killed', c: 'sent', d: 'sent' });
    expect(stage.notices.map(({ kind }) => kind).toSorted()).toEqual(['correction refused', 'kill refused']);
  });

  test('a deletion that is refused only for a moment is made, and leaves no notice', async () => {
    let refusals = 1;
    stage.telegram.tell.delete = () => (refusals-- > 0 ? unknown : undefined);
    await stage.cancel('b');
    await stage.rest();
    expect(stage.states()).toEqual({ a: 'sent', b: 'killed' });
    expect(stage.standing()).toEqual(['a']);
  });

  test('a deletion that is refused with everything else of the bot waits, and leaves no notice', async () => {
    const answer = { kind: 'answer', code: 400, description: 'Bad Request: Logged out' } as const;
    const { telegram } = stage;
    const identify = telegram.identify.bind(telegram);
    telegram.identify = () => Promise.resolve({ ...answer, retryAfterSeconds: null, migrateToChatId: null });
    telegram.tell.delete = () => unknown;
    await stage.cancel('b');
    const pauseMs = await work();
    expect(stage.states()).toEqual({ a: 'sent', b: 'sent' });
    telegram.identify = identify;
    telegram.tell.delete = () => undefined;
    stage.clock.pass(pauseMs ?? 0);
    await stage.rest();
    expect(stage.standing()).toEqual(['a']);
  });

  test('a deletion that alone is refused in unknown words: the post is edited to a notice', async () => {
    stage.telegram.tell.delete = () => unknown;
    await stage.cancel('b');
    await stage.rest();
    expect(stage.states()).toEqual({ a: 'sent', b: 'killed' });
    expect(stage.standing()).toHaveLength(2);
    expect(stage.standing()[1]).not.toBe('b');
  });

  test('alone: three tries within an hour', async () => {
    stage.telegram.tell.edit = () => unknown;
    await stage.save('a', 'A, corrected');
    await stage.rest();
    expect(stage.telegram.count('edit')).toBe(3);
    expect(stage.notices).toMatchObject([{ kind: 'correction refused', articleId: 'a' }]);
  });
});

describe('a change that needs what the chat does not allow', () => {
  const noTexts = {
    kind: 'refused',
    because: 'kind',
    reason: 'Bad Request: not enough rights to send text messages to the chat',
  } as const;
  const hourMs = 60 * minuteMs;
  let isForbidden = true;

  beforeEach(async () => {
    await queue('a', 'b');
    expect(await work()).toBeNull();
    isForbidden = true;
    stage.telegram.tell.edit = () => (isForbidden ? noTexts : undefined);
    stage.telegram.tell.delete = () =>
      isForbidden ? { kind: 'refused', because: 'content', reason: 'message can’t be deleted' } : undefined;
  });

  /** Something that the chat takes. */
  async function postPicture(id: string): Promise<void> {
    const article = { id, url: `https://news.example.kz/${id}`, language: 'en', headline: id };
    const imageUrl = 'https://img.example.kz/a.jpg';
    await stage.store.articles.save(
      { ...article, imageUrl, publishedAt: stage.clock.now() },
      stage.clock.now(),
    );
    await stage.plan();
  }

  test('a correction waits for an hour, is told for the channel once, and comes when texts are allowed', async () => {
    await postPicture('c');
    await stage.save('a', 'A, corrected');
    await stage.save('b', 'B, corrected');
    expect(await work()).toBeNull();
    expect(stage.states()).toEqual({ a: 'sent', b: 'sent', c: 'sent' });
    expect(stage.notices).toEqual([]);
    expect((await openTroubles()).map(({ key }) => key)).toEqual(['no texts:main']);
    const asked = stage.telegram.count('edit');
    // Nothing else waits for it.
    await postPicture('d');
    expect(await work()).toBeNull();
    expect(stage.standing()).toEqual(['a', 'b', 'c', 'd']);
    expect(stage.telegram.count('edit')).toBe(asked);
    stage.clock.pass(hourMs);
    expect(await work()).toBeNull();
    expect(stage.telegram.count('edit')).toBe(asked + 1);
    isForbidden = false;
    stage.clock.pass(hourMs);
    expect(await work()).toBeNull();
    expect(stage.standing()).toEqual(['A, corrected', 'B, corrected', 'c', 'd']);
    expect(stage.notices).toEqual([]);
  });

  test('somebody says that the chat allows more: it is tried at once', async () => {
    await postPicture('c');
    await stage.save('a', 'A, corrected');
    expect(await work()).toBeNull();
    isForbidden = false;
    stage.lane.tryNow();
    expect(await work()).toBeNull();
    expect(stage.standing()).toEqual(['A, corrected', 'b', 'c']);
  });

  test('alone in its queue: the channel pauses, which is told, and the correction comes afterwards', async () => {
    await stage.save('a', 'A, corrected');
    for (let round = 0; round < 4; round += 1) stage.clock.pass((await work()) ?? 0);
    expect((await openTroubles()).map(({ key }) => key)).toEqual(['channel:main']);
    expect(stage.notices).toEqual([]);
    isForbidden = false;
    await stage.rest();
    expect(stage.standing()).toEqual(['A, corrected', 'b']);
    expect(await openTroubles()).toEqual([]);
  });

  test('a kill is told, because somebody can delete the post by hand, and is tried until it is done', async () => {
    await postPicture('c');
    await stage.save('a', 'A, corrected');
    expect(await work()).toBeNull();
    await stage.cancel('b');
    for (let hour = 0; hour < 3; hour += 1) {
      expect(await work()).toBeNull();
      stage.clock.pass(hourMs);
    }
    expect(stage.states()).toMatchObject({ b: 'sent' });
    expect(stage.notices).toMatchObject([{ kind: 'kill refused', articleId: 'b' }]);
    isForbidden = false;
    expect(await work()).toBeNull();
    expect(stage.states()).toMatchObject({ b: 'killed' });
    expect(stage.standing()).toEqual(['A, corrected', 'c']);
  });

  test('a post that became a kill meanwhile is killed at once', async () => {
    await postPicture('c');
    await stage.save('a', 'A, corrected');
    expect(await work()).toBeNull();
    stage.telegram.tell.delete = () => undefined;
    await stage.cancel('a');
    expect(await work()).toBeNull();
    expect(stage.states()).toMatchObject({ a: 'killed' });
  });
});

describe('reading back', () => {
  const refusal = { kind: 'refused', reason: unknown.reason } as const;

  beforeEach(async () => {
    await queue('a');
    expect(await work()).toBeNull();
    stage.telegram.ordain([{ fate: 'after', delayMs: 0 }]);
    await queue('b');
  });

  test('refused for some minutes goes on afterwards, and nobody is asked', async () => {
    stage.telegram.tell.readBack = (call) => (call < 5 ? refusal : undefined);
    await stage.rest();
    expect(stage.states()).toEqual({ a: 'sent', b: 'sent' });
    expect(stage.standing()).toEqual(['a', 'b']);
    expect(stage.notices).toEqual([]);
  });

  test('refused again and again: a person decides in the end', async () => {
    stage.telegram.tell.readBack = () => refusal;
    await stage.rest();
    expect(stage.states()).toEqual({ a: 'sent', b: 'uncertain' });
    expect(stage.notices).toMatchObject([{ kind: 'uncertain', articleId: 'b', reason: unknown.reason }]);
  });
});
