import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test, vi } from 'vitest';
import type { SendOptions } from '../../src/sandbox/people/people.ts';
import type { SeenMessage } from '../../src/sandbox/http/server.ts';
import { createPostgresDatabase } from '../stage/databases.ts';
import { channelId, ownerId, Stage } from '../stage/story-stage.ts';

vi.setConfig({ testTimeout: 90_000 });

const photo = (name: string) => ({ kind: 'photo' as const, file: `https://img.example.kz/${name}.jpg` });
const video = { kind: 'video' as const, file: 'https://img.example.kz/v.mp4' };

const shown = (stage: Stage, chatId = channelId) =>
  stage.sandbox.messages(chatId).map(({ kind, text }) => `${kind} ${text}`);

function send(stage: Stage, text: string, options: SendOptions = {}): number {
  return stage.sandbox.userSends(ownerId, ownerId, text, options).id;
}

const buttonsOf = ({ keyboard }: SeenMessage) =>
  ((keyboard ?? []) as { text: string; callback_data: string }[][]).flat(); // as it was sent

/** The newest card with this button that came after a message. */
async function cardAfter(stage: Stage, id: number, button: string): Promise<SeenMessage> {
  const find = () =>
    stage.sandbox
      .messages(ownerId)
      .findLast((message) => message.id > id && buttonsOf(message).some(({ text }) => text === button));
  await stage.until(() => expect(find()).toBeDefined());
  return find() as SeenMessage; // just seen
}

function press(stage: Stage, card: SeenMessage, button: string): void {
  const found = buttonsOf(card).find(({ text }) => text === button);
  stage.sandbox.userPresses(ownerId, ownerId, card.id, found?.callback_data ?? '');
}

const databases = [
  ['SQLite', () => Promise.resolve({})],
  ['Postgres', async () => ({ DATABASE_URL: await createPostgresDatabase() })],
] as const;

test.each(databases)(
  'on %s an editor posts a photo and an album by hand, corrects them, and kills them',
  async (name, settings) => {
    if (name === 'Postgres' && 'missing' in inject('postgres')) return;
    const stage = await Stage.set(await settings());
    await stage.start();
    const entities = [{ type: 'italic', offset: 0, length: 4 }];
    const asked = send(stage, '/new');
    await cardAfter(stage, asked, 'Drop');
    const single = send(stage, 'Dawn over the steppe', { medium: photo('1'), entities });
    press(stage, await cardAfter(stage, single, 'Post'), 'Post');
    await stage.until(() => expect(shown(stage)).toEqual(['photo Dawn over the steppe']));
    const standing = stage.sandbox.messages(channelId)[0];
    expect(standing).toMatchObject({ entities, fileId: stage.sandbox.message(ownerId, single)?.fileId });

    const caption = send(stage, '/new Three of the race', { medium: photo('2'), groupId: 'g1' });
    send(stage, '', { medium: video, groupId: 'g1' });
    send(stage, '', { medium: photo('3'), groupId: 'g1' });
    const card = await cardAfter(stage, caption, 'Post');
    // One preview of the whole album, and none of its first part.
    expect(shown(stage, ownerId).filter((line) => line.includes('Three of the race'))).toEqual([
      'photo /new Three of the race',
      'photo Three of the race',
    ]);
    press(stage, card, 'Post');
    const album = ['photo Three of the race', 'video ', 'photo '];
    await stage.until(() => expect(shown(stage).slice(1)).toEqual(album));

    const edit = send(stage, '/edit desk-1');
    await cardAfter(stage, edit, 'Discard');
    const text = send(stage, 'Dawn over the lake');
    press(stage, await cardAfter(stage, text, 'Save'), 'Save');
    await stage.until(() => expect(shown(stage)[0]).toBe('photo Dawn over the lake'));
    stage.sandbox.personEdits(ownerId, caption, '/new Three of the regatta', {
      medium: photo('2'),
      groupId: 'g1',
    });
    press(stage, await cardAfter(stage, text + 1, 'Save'), 'Save');
    await stage.until(() => expect(shown(stage)[1]).toBe('photo Three of the regatta'));
    expect(shown(stage)).toHaveLength(4);

    const kill = send(stage, '/kill desk-2');
    press(stage, await cardAfter(stage, kill, 'Yes'), 'Yes');
    await stage.until(() => expect(shown(stage)).toEqual(['photo Dawn over the lake']));
  },
);

/** A channel that has a post already. @returns a preview of what is written with `/new`, before it is posted. */
async function begin() {
  const stage = await Stage.set();
  await stage.start();
  stage.newsroom.insert({ id: 'before', headline: 'Before' });
  await stage.until(() => expect(stage.stateOf('before')).toBe('sent'));
  const write = async (text: string, options: SendOptions = {}) => {
    await cardAfter(stage, send(stage, '/new'), 'Drop');
    return cardAfter(stage, send(stage, text, options), 'Post');
  };
  const fail = (kind: 'drop-after' | 'drop-before', method: string) =>
    stage.sandbox.addFault({ kind, method, chatId: channelId, times: 1 });
  return { stage, write, fail, after: () => shown(stage).slice(1) };
}

test('an answer to a post by hand is lost: it is found by its text', async () => {
  const { after, fail, stage, write } = await begin();
  const card = await write('A word from the desk');
  fail('drop-after', 'sendMessage');
  press(stage, card, 'Post');
  await stage.until(() => expect(stage.stateOf('desk-1')).toBe('sent'));
  expect(after()).toEqual(['text A word from the desk']);
});

describe('an answer to a photo without words is lost', () => {
  test.each(['drop-after', 'drop-before'] as const)(
    '%s: it is found by its file, or sent again',
    async (kind) => {
      const { after, fail, stage, write } = await begin();
      for (const [id, name] of [
        ['desk-1', '1'],
        ['desk-2', '2'],
      ] as const) {
        const card = await write('', { medium: photo(name) });
        const fault = fail(kind, 'sendPhoto');
        press(stage, card, 'Post');
        await stage.until(() => expect(stage.stateOf(id)).toBe('sent'));
        expect(fault.strikes).toBe(1);
      }
      expect(after()).toEqual(['photo ', 'photo ']);
      expect(stage.told().filter((text) => text.startsWith('❓'))).toEqual([]);
    },
  );

  test('an album without words is found as a whole', async () => {
    const { after, fail, stage } = await begin();
    await cardAfter(stage, send(stage, '/new'), 'Drop');
    send(stage, '', { medium: photo('1'), groupId: 'g1' });
    const last = send(stage, '', { medium: video, groupId: 'g1' });
    const card = await cardAfter(stage, last, 'Post');
    fail('drop-after', 'sendMediaGroup');
    press(stage, card, 'Post');
    await stage.until(() => expect(stage.stateOf('desk-1')).toBe('sent'));
    expect(after()).toEqual(['photo ', 'video ']);
    const row = stage.newsroom.rows("select message_ids from posts where article_id = 'desk-1'");
    expect(row).toEqual([{ message_ids: '[2,3]' }]);
  });

  test('a person posts another photo at the same moment: a person decides, and theirs stays', async () => {
    const { after, fail, stage, write } = await begin();
    const card = await write('', { medium: photo('1') });
    fail('drop-before', 'sendPhoto');
    const stop = stage.sandbox.onRequest(({ method }) => {
      if (method.toLowerCase() !== 'sendphoto') return;
      stop();
      stage.sandbox.personPosts(channelId, '', { medium: photo('theirs') });
    });
    press(stage, card, 'Post');
    await stage.until(() => expect(stage.stateOf('desk-1')).toBe('uncertain'));
    const theirs = stage.sandbox.messages(channelId).at(-1);
    const asked = send(stage, '/uncertain');
    press(stage, await cardAfter(stage, asked, 'Post it again'), 'Post it again');
    await stage.until(() => expect(stage.stateOf('desk-1')).toBe('sent'));
    // What follows is sent only when no earlier copy is looked for any more.
    press(stage, await write('The next'), 'Post');
    await stage.until(() => expect(after()).toEqual(['photo ', 'photo ', 'text The next']));
    expect(stage.sandbox.message(channelId, theirs?.id ?? 0)?.fileId).toBe(theirs?.fileId);
  });
});

test.each(['answercallbackquery', 'getupdates'])(
  'the program is killed at the %s around the press, and the button is pressed again: it is posted once',
  async (moment) => {
    const stage = await Stage.set();
    const program = await stage.spawn();
    const id = send(stage, '/new Once and no more');
    const card = await cardAfter(stage, id, 'Post');
    const killed = new Promise<void>((resolve) => {
      const stop = stage.sandbox.onRequest(({ method }) => {
        if (method.toLowerCase() !== moment) return;
        stop();
        void program.stop('SIGKILL').then(() => resolve());
      });
      press(stage, card, 'Post');
    });
    await killed;
    await stage.spawn();
    press(stage, card, 'Post');
    await stage.until(() => expect(stage.stateOf('desk-1')).toBe('sent'));
    const next = send(stage, '/new The next one');
    press(stage, await cardAfter(stage, next, 'Post'), 'Post');
    await stage.until(() => expect(shown(stage)).toEqual(['text Once and no more', 'text The next one']));
  },
);

test.each([
  ['a text', 'Read by thousands\n\nSecond line', {}, ['text Read by thousands\n\nSecond line']],
  ['a photo without words', '', { medium: photo('1') }, ['photo ']],
] as const)(
  'an older copy of the database is put back: %s by hand is not posted again',
  async (_, text, options, posted) => {
    const stage = await Stage.set();
    let run = await stage.start();
    stage.newsroom.insert({ id: 'before', headline: 'Before' });
    await stage.until(() => expect(stage.stateOf('before')).toBe('sent'));
    await cardAfter(stage, send(stage, '/new'), 'Drop');
    const card = await cardAfter(stage, send(stage, text, options), 'Post');
    // The channel is stopped, so the copy has the post as a promise.
    const paused = send(stage, '/pause');
    await stage.until(() =>
      expect(stage.sandbox.messages(ownerId).some((message) => message.id > paused)).toBe(true),
    );
    press(stage, card, 'Post');
    await stage.until(() => expect(stage.stateOf('desk-1')).toBe('promised'));
    await run.stop();
    const copy = `${stage.folder}-copy`;
    cpSync(stage.folder, copy, { recursive: true });
    run = await stage.start();
    send(stage, '/resume');
    await stage.until(() => expect(stage.stateOf('desk-1')).toBe('sent'));
    await run.stop();
    stage.closeNewsroom();
    for (const name of readdirSync(stage.folder)) rmSync(join(stage.folder, name), { recursive: true });
    cpSync(copy, stage.folder, { recursive: true });
    rmSync(copy, { recursive: true });
    await stage.start();
    send(stage, '/resume');
    await stage.until(() => expect(stage.stateOf('desk-1')).toBe('sent'));
    expect(shown(stage).slice(1)).toEqual(posted);
  },
);
