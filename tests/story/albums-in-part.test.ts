import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { Fault } from '../../src/sandbox/http/server.ts';
import { MovableClock } from '../stage/movable-clock.ts';
import { channelId, ownerId, Stage } from '../stage/story-stage.ts';

// Telegram's documents do not say that an album is taken as a whole.
vi.setConfig({ testTimeout: 60_000 });

const row = (id: string, kinds: readonly string[] = ['photo', 'video', 'photo']) => ({
  id,
  headline: id.toUpperCase(),
  url: `https://news.example.kz/${id}`,
  media: JSON.stringify(
    kinds.map((kind, place) => ({
      kind,
      url: `https://img.example.kz/${id}-${place}`,
    })),
  ),
});
const album = (text: string) => [`photo ${text}`, 'video ', 'photo '];

/** What stands in the channel, without the link under the words. */
const shown = (stage: Stage) =>
  stage.sandbox.messages(channelId).map(({ kind, text }) => `${kind} ${text.replace('\n\nRead more', '')}`);

/** The next album: its answer is lost, and only these parts arrive. */
function arrivesInPart(stage: Stage, parts: number[], fault: Partial<Fault> = {}) {
  const lost = { kind: 'drop-after', method: 'sendMediaGroup', chatId: channelId, times: 1 } as const;
  return stage.sandbox.addFault({ ...lost, parts, ...fault });
}

/** The channel has one post. */
async function begin(): Promise<Stage> {
  const stage = await Stage.set();
  await stage.start();
  await postFirst(stage);
  return stage;
}

/** These parts of the album A stand there, and its answer is lost. */
async function beginInPart(parts: number[]): Promise<Stage> {
  const stage = await begin();
  const lost = arrivesInPart(stage, parts);
  stage.newsroom.insert(row('a'));
  await stage.until(() => expect(lost.strikes).toBe(1));
  return stage;
}

async function postFirst(stage: Stage): Promise<void> {
  stage.newsroom.insert({ id: 'first', headline: 'First' });
  await stage.until(() => expect(stage.stateOf('first')).toBe('sent'));
}

/** Everything is done, and these stand after the first post. */
async function stands(stage: Stage, messages: string[]): Promise<void> {
  await stage.until(() => expect(shown(stage).slice(1)).toEqual(messages));
  await stage.until(() => {
    const due = stage.newsroom.rows("select id from posts where turn is not null or state = 'sending'");
    expect(due).toEqual([]);
  });
  expect(shown(stage).slice(1)).toEqual(messages);
}

/** Presses a button under the last message to the owner; throws while it has none. */
function pressLast(stage: Stage, button: string): void {
  const last = stage.sandbox.messages(ownerId).at(-1);
  // As it was sent.
  const buttons = ((last?.keyboard ?? []) as { text: string; callback_data: string }[][]).flat();
  const pressed = buttons.find(({ text }) => text === button);
  expect(pressed).toBeDefined();
  stage.sandbox.userPresses(ownerId, ownerId, last?.id ?? 0, pressed?.callback_data ?? '');
}

/** The parts of an album of three that may arrive alone: none, some, all. */
const subsets = Array.from({ length: 8 }, (_, bits) =>
  [0, 1, 2].filter((place) => (bits & (1 << place)) !== 0),
);

test('whatever part of an album arrived without an answer, in the end it stands there once and whole', async () => {
  const stage = await begin();
  // What a person posts meanwhile stays: it has words, or is not of the album's moment.
  stage.sandbox.personPosts(channelId, 'A person');
  for (const [index, parts] of subsets.entries()) {
    const id = `s${index}`;
    arrivesInPart(stage, parts);
    stage.newsroom.insert(row(id));
    await stage.until(() => expect(stage.stateOf(id)).toBe('sent'));
    expect(shown(stage).slice(2 + index * 3)).toEqual(album(id.toUpperCase()));
  }
  expect(shown(stage)[1]).toBe('text A person');
}, 120_000);

test('parts of two requests that arrived beyond a jump of numbers are deleted when the resend shows where they stand', async () => {
  const stage = await begin();
  stage.sandbox.skipNumbers(channelId, 20);
  arrivesInPart(stage, [1, 2]);
  arrivesInPart(stage, [1]);
  stage.newsroom.insert(row('a'));
  await stands(stage, album('A'));
  expect(stage.told()).toEqual([]);
});

test('parts that were deleted leave numbers behind which the next part is found, also after a kill', async () => {
  const stage = await Stage.set();
  const program = await stage.spawn();
  await postFirst(stage);
  arrivesInPart(stage, [0, 2]);
  arrivesInPart(stage, [1]);
  const third = arrivesInPart(stage, [1], { kind: 'hang-after' });
  stage.newsroom.insert(row('a'));
  await stage.until(() => expect(third.strikes).toBe(1));
  await program.stop('SIGKILL');
  const run = await stage.start();
  await stands(stage, album('A'));
  // It was found before the album was sent again.
  const found = run.lines.filter(({ msg }) => msg.startsWith('only a part of an album arrived'));
  expect(found).toEqual([expect.objectContaining({ parts: [9] })]);
});

test('an album that arrives in part after it was sent again is deleted with the next post', async () => {
  const stage = await begin();
  const late = arrivesInPart(stage, [1, 2], { kind: 'late', delayMs: 3_000 });
  stage.newsroom.insert(row('a'));
  await stands(stage, album('A'));
  expect(late.strikes).toBe(1);
  await stage.until(() => expect(shown(stage).slice(1)).toEqual([...album('A'), 'video ', 'photo ']));
  stage.newsroom.insert({ id: 'b', headline: 'B' });
  await stands(stage, [...album('A'), 'text B']);
});

test('the first request arrives late and whole, and after it a part of the second one', async () => {
  const stage = await begin();
  arrivesInPart(stage, [0, 1, 2], { kind: 'late', delayMs: 1_200 });
  arrivesInPart(stage, [1, 2], { kind: 'late', delayMs: 500 });
  stage.newsroom.insert(row('a'));
  await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
  stage.newsroom.insert({ id: 'b', headline: 'B' });
  await stands(stage, [...album('A'), 'text B']);
});

const arrivals = [[0, 2], [1, 2], [2]];

test.each(arrivals.map((parts) => [parts]))(
  'its article is canceled while a part of it stands there: %j',
  async (parts) => {
    const stage = await beginInPart(parts);
    stage.newsroom.update('a', { status: 'canceled' });
    await stands(stage, []);
    expect(stage.stateOf('a')).toBe('dropped');
  },
);

test.each(arrivals.map((parts) => [parts]))(
  'an editor kills it while a part of it stands there: %j',
  async (parts) => {
    const stage = await beginInPart(parts);
    stage.sandbox.userSends(ownerId, ownerId, '/kill a');
    await stage.until(() => pressLast(stage, 'Yes'));
    await stands(stage, []);
    expect(stage.stateOf('a')).toBe('dropped');
  },
);

test.each(arrivals.map((parts) => [parts]))(
  'its article is corrected while a part of it stands there: %j',
  async (parts) => {
    const stage = await beginInPart(parts);
    stage.newsroom.update('a', { headline: 'A2', media: row('x').media });
    await stands(stage, album('A2'));
    const files = stage.sandbox.messages(channelId).map(({ photoUrl }) => photoUrl?.slice(-3));
    expect(files.slice(1)).toEqual(['x-0', 'x-1', 'x-2']);
  },
);

test.each(arrivals.map((parts) => [parts]))(
  'the program is killed after the parts were deleted, and before that is noted: %j',
  async (parts) => {
    const stage = await Stage.set();
    const program = await stage.spawn();
    await postFirst(stage);
    arrivesInPart(stage, parts);
    const deletion = stage.sandbox.addFault({ kind: 'hang-after', method: 'deleteMessages', times: 1 });
    stage.newsroom.insert(row('a'));
    await stage.until(() => expect(deletion.strikes).toBe(1));
    await program.stop('SIGKILL');
    await stage.start();
    await stands(stage, album('A'));
  },
);

/** Copies the folder of the program. @returns what puts the copy back. */
function copyFolder(stage: Stage): () => void {
  const copy = `${stage.folder}-copy`;
  cpSync(stage.folder, copy, { recursive: true });
  return () => {
    stage.closeNewsroom();
    for (const name of readdirSync(stage.folder)) rmSync(join(stage.folder, name), { recursive: true });
    cpSync(copy, stage.folder, { recursive: true });
    rmSync(copy, { recursive: true });
  };
}

/** The program is killed while an album stands there in part, and an older copy of the folder is put back. */
async function putBackBelow(parts: number[], clock?: MovableClock): Promise<Stage> {
  const stage = await Stage.set({}, {}, clock);
  const run = await stage.start();
  await postFirst(stage);
  await run.stop();
  const putBack = copyFolder(stage);
  const program = await stage.spawn();
  const lost = arrivesInPart(stage, parts);
  stage.newsroom.insert(row('a'));
  await stage.until(() => expect(lost.strikes).toBe(1));
  await program.stop('SIGKILL');
  putBack();
  return stage;
}

/** The program goes on with the older copy. */
async function goOn(stage: Stage): Promise<void> {
  await stage.start();
  stage.newsroom.insert(row('a'));
  await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
}

test.each([[[0, 2]], [[0]], [[0, 1, 2]]])(
  'an older copy of the database, which knows nothing of the album, finds its first message: %j',
  async (parts) => {
    const stage = await putBackBelow(parts);
    await goOn(stage);
    await stands(stage, album('A'));
    const [, first = 0] = stage.sandbox.messages(channelId).map(({ id }) => id);
    expect(stage.newsroom.rows("select message_ids from posts where article_id = 'a'")).toEqual([
      { message_ids: JSON.stringify([first, first + 1, first + 2]) },
    ]);
    // It stood there whole.
    expect(first === 2).toBe(parts.length === 3);
  },
);

test.each(['drop-before', 'drop-after'] as const)(
  'the part that an older copy does not know is deleted, and no answer comes: %s',
  async (kind) => {
    const stage = await putBackBelow([0, 2]);
    stage.sandbox.addFault({ kind, method: 'deleteMessages', chatId: channelId, times: 1 });
    await goOn(stage);
    await stands(stage, album('A'));
    expect(stage.told()).toEqual([]);
  },
);

test('the part that an older copy does not know is deleted, and the program killed before that is noted', async () => {
  const stage = await putBackBelow([0, 2]);
  const deletion = stage.sandbox.addFault({ kind: 'hang-after', method: 'deleteMessages', times: 1 });
  const program = await stage.spawn();
  stage.newsroom.insert(row('a'));
  await stage.until(() => expect(deletion.strikes).toBe(1));
  await program.stop('SIGKILL');
  await stage.start();
  await stands(stage, album('A'));
  expect(stage.stateOf('a')).toBe('sent');
});

test('nobody can tell whose the parts are of which an older copy knows nothing: they stay', async () => {
  const stage = await putBackBelow([1, 2]);
  await goOn(stage);
  await stands(stage, ['video ', 'photo ', ...album('A')]);
  expect(stage.told()).toEqual([]);
});

const badFile = { code: 400, description: 'Bad Request: failed to get HTTP URL content' };

/** Telegram takes no album, so a picture stands in its place, and others after it. Then an older copy is put back. */
async function restoreWithPicture(kinds: readonly string[], send: (stage: Stage) => void): Promise<Stage> {
  const stage = await Stage.set();
  const run = await stage.start();
  await postFirst(stage);
  await run.stop();
  const putBack = copyFolder(stage);
  const before = await stage.start();
  stage.sandbox.addFault({ kind: 'error', method: 'sendMediaGroup', error: badFile });
  stage.newsroom.insert(row('a', kinds));
  await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
  send(stage);
  await stage.until(() => expect(stage.stateOf('c')).toBe('sent'));
  await before.stop();
  putBack();
  return stage;
}

const picture = (id: string) => ({
  id,
  headline: id.toUpperCase(),
  image_url: `https://img.example.kz/${id}`,
  url: `https://news.example.kz/${id}`,
});

describe('a picture was sent in place of an album, and an older copy of the database is put back', () => {
  const sendTwo = ({ newsroom }: Stage) => {
    newsroom.insert(picture('b'));
    newsroom.insert(picture('c'));
  };

  test.each([[['photo', 'video', 'photo']], [['video', 'photo', 'photo']]])(
    'it keeps its place, and a kill takes nothing else: %j',
    async (kinds) => {
      const stage = await restoreWithPicture(kinds, sendTwo);
      const standing = stage.sandbox.messages(channelId).map(({ id }) => id);
      await stage.start();
      stage.newsroom.insert(row('a', kinds));
      sendTwo(stage);
      await stage.until(() => expect(stage.stateOf('c')).toBe('sent'));
      await stands(stage, ['photo A', 'photo B', 'photo C']);
      expect(stage.sandbox.messages(channelId).map(({ id }) => id)).toEqual(standing);
      expect(stage.newsroom.rows("select message_ids from posts where article_id = 'a'")).toEqual([
        { message_ids: null },
      ]);
      stage.newsroom.update('a', { status: 'canceled' });
      await stands(stage, ['photo B', 'photo C']);
    },
  );

  test('a correction changes it alone', async () => {
    const stage = await restoreWithPicture(['photo', 'video', 'photo'], sendTwo);
    const standing = stage.sandbox.messages(channelId).map(({ id }) => id);
    await stage.start();
    // The article says something else by now.
    stage.newsroom.insert({ ...row('a'), headline: 'A2' });
    sendTwo(stage);
    await stands(stage, ['photo A2', 'photo B', 'photo C']);
    expect(stage.sandbox.messages(channelId).map(({ id }) => id)).toEqual(standing);
  });

  test('its article comes back canceled: it is killed alone', async () => {
    const stage = await restoreWithPicture(['photo', 'video', 'photo'], sendTwo);
    await stage.start();
    stage.newsroom.insert({ ...row('a'), status: 'canceled' });
    sendTwo(stage);
    await stands(stage, ['photo B', 'photo C']);
    expect(stage.stateOf('a')).toBe('killed');
  });
});

test('an album that had other media stands with all its numbers after an older copy was put back', async () => {
  const stage = await Stage.set();
  const run = await stage.start();
  await postFirst(stage);
  await run.stop();
  const putBack = copyFolder(stage);
  const before = await stage.start();
  stage.newsroom.insert({ ...row('a'), url: 'https://news.example.kz/a' });
  stage.newsroom.insert(picture('c'));
  await stage.until(() => expect(stage.stateOf('c')).toBe('sent'));
  await before.stop();
  putBack();
  await stage.start();
  stage.newsroom.insert({ ...row('a', ['photo', 'video']), headline: 'A2' });
  stage.newsroom.insert(picture('c'));
  await stands(stage, ['photo A2', 'video ', 'photo C']);
  stage.newsroom.update('a', { status: 'canceled' });
  await stands(stage, ['photo C']);
});

/** What Telegram does with every deletion of several messages. */
const neverDeleted: [string, Partial<Fault>][] = [
  ['no answer', { kind: 'drop-before' }],
  [
    'a method that an old server does not know',
    { kind: 'error', error: { code: 404, description: 'Not Found: method not found' } },
  ],
];

/** Time passes until everything is done, and these stand after the first post. */
async function standsInTheEnd(stage: Stage, clock: MovableClock, messages: string[]): Promise<void> {
  await stage.until(() => {
    clock.advance(20_000);
    expect(shown(stage).slice(1)).toEqual(messages);
  }, 20_000);
}

describe.each(neverDeleted)(
  'the parts of an album can never be deleted, %s: they stay, and others go on',
  (_, fault) => {
    const never = { method: 'deleteMessages', chatId: channelId, ...fault } as Fault;
    const inPart = ['photo A', 'photo ', 'text B'];

    test('after a lost answer', async () => {
      const clock = new MovableClock(new Date().toISOString());
      const stage = await Stage.set({}, {}, clock);
      await stage.start();
      await postFirst(stage);
      stage.sandbox.addFault(never);
      arrivesInPart(stage, [0, 2]);
      stage.newsroom.insert(row('a'));
      await stage.until(() => expect(shown(stage)).toHaveLength(3));
      stage.newsroom.insert({ id: 'b', headline: 'B' });
      await standsInTheEnd(stage, clock, inPart);
      expect(stage.told()).toHaveLength(1);
    });

    test('after an older copy of the database was put back', async () => {
      const clock = new MovableClock(new Date().toISOString());
      const stage = await putBackBelow([0, 2], clock);
      stage.sandbox.addFault(never);
      await stage.start();
      stage.newsroom.insert(row('a'));
      await stage.until(() => expect(stage.stateOf('a')).toBeDefined());
      stage.newsroom.insert({ id: 'b', headline: 'B' });
      await standsInTheEnd(stage, clock, inPart);
      expect(stage.told()).toHaveLength(1);
    });
  },
);

describe('beyond a jump of numbers an older copy does not find what stands there until the album is sent anew', () => {
  /** Each of these requests arrived with these parts, and none was answered. */
  async function putBackBeyond(...requests: number[][]): Promise<Stage> {
    const stage = await Stage.set();
    const run = await stage.start();
    await postFirst(stage);
    await run.stop();
    const putBack = copyFolder(stage);
    stage.sandbox.skipNumbers(channelId, 60);
    const program = await stage.spawn();
    const lost = requests.map((parts) => arrivesInPart(stage, parts));
    stage.newsroom.insert(row('a'));
    await stage.until(() => expect(lost.map(({ strikes }) => strikes)).toEqual(requests.map(() => 1)));
    await program.stop('SIGKILL');
    putBack();
    return stage;
  }

  const numbers = (stage: Stage) => stage.sandbox.messages(channelId).map(({ id }) => id);

  test('a part of it: the whole one stays', async () => {
    const stage = await putBackBeyond([0, 2]);
    await goOn(stage);
    await stands(stage, album('A'));
    expect(stage.stateOf('a')).toBe('sent');
  });

  test.each([1, 2])(
    'two whole ones, and the program is killed while it reads a copy for the %i. time',
    async (times) => {
      const stage = await putBackBeyond([0, 1, 2], [0, 1, 2]);
      const [, first = 0, , , second = 0] = numbers(stage);
      let reads = 0;
      const isMeant = ({ messageId }: { messageId: number | null }) =>
        messageId === second + 1 && (reads += 1) === times;
      const reading = stage.sandbox.addFault({ kind: 'hang', method: 'forwardMessage', times: 1, isMeant });
      const program = await stage.spawn();
      stage.newsroom.insert(row('a'));
      await stage.until(() => expect(reading.strikes).toBe(1));
      await program.stop('SIGKILL');
      await stage.start();
      await stands(stage, album('A'));
      expect(numbers(stage)).toEqual([1, first, first + 1, first + 2]);
    },
  );
});
