import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, inject, onTestFinished, test, vi } from 'vitest';
import { openNewsroom } from '../storm/newsroom.ts';
import { headlines } from '../stage/app-stage.ts';
import { createPostgresDatabase } from '../stage/databases.ts';
import { channelId, Stage } from '../stage/story-stage.ts';

// Each story starts the program three times. In this process, that takes a twentieth of the time.
vi.setConfig({ testTimeout: 90_000 });
const patience = { timeout: 20_000, interval: 20 };
const forwards = (stage: Stage) =>
  stage.sandbox.requests.filter(({ method }) => method.toLowerCase() === 'forwardmessage').length;
const saysSo = ({ msg }: { msg: string }) => msg.includes('it is an older copy, and the channel is read on');
const row = (id: string) => ({ id, url: `https://news.example.kz/${id}`, language: 'en', headline: id });

/** Everything that the newsroom's folder holds is as it was, the run mark too. */
function restore(stage: Stage, copy: string): void {
  stage.closeNewsroom();
  for (const name of readdirSync(stage.folder)) rmSync(join(stage.folder, name), { recursive: true });
  cpSync(copy, stage.folder, { recursive: true });
}

/** The program learns the number of a person's post. */
async function hearPerson(stage: Stage): Promise<void> {
  stage.sandbox.personPosts(channelId, 'A person');
  const heard = () => stage.newsroom.rows('select * from channel_numbers where last_number = 1');
  await vi.waitFor(() => expect(heard()).toHaveLength(1), patience);
}

/** The program posts `a`; the folder is copied; it posts `b`, `c` and `d`; the folder is put back. */
async function putBack(
  stage: Stage,
  columns: Record<string, Record<string, string>> = {},
  { isEmpty = false, isHeard = false, jump = 0 } = {},
): Promise<void> {
  let run = await stage.start();
  if (isHeard) await hearPerson(stage);
  if (!isEmpty) stage.newsroom.insert(row('a'));
  await vi.waitFor(() => expect(stage.stateOf('a')).toBe(isEmpty ? undefined : 'sent'), patience);
  await run.stop();
  const copy = `${stage.folder}-copy`;
  cpSync(stage.folder, copy, { recursive: true });
  run = await stage.start();
  if (jump > 0) stage.sandbox.skipNumbers(channelId, jump);
  for (const id of ['b', 'c', 'd']) {
    stage.newsroom.insert({ ...row(id), ...columns[id] });
    await vi.waitFor(() => expect(stage.stateOf(id)).toBe('sent'), patience);
    stage.sandbox.personPosts(channelId, `A person after ${id}`);
  }
  await run.stop();
  restore(stage, copy);
  rmSync(copy, { recursive: true });
}

/** The program posts `a`, and is killed while `b`, which never arrives, is under way. @returns a copy of the folder. */
async function loseAnswer(stage: Stage): Promise<string> {
  const program = await stage.spawn();
  stage.newsroom.insert(row('a'));
  await vi.waitFor(() => expect(stage.stateOf('a')).toBe('sent'), patience);
  const lost = stage.sandbox.addFault({ kind: 'hang', method: 'sendMessage' });
  stage.newsroom.insert(row('b'));
  await vi.waitFor(() => expect(lost.strikes).toBe(1), patience);
  await program.stop('SIGKILL');
  lost.remove();
  const copy = `${stage.folder}-copy`;
  cpSync(stage.folder, copy, { recursive: true });
  return copy;
}

const once = ['a', 'b', 'A person after b', 'c', 'A person after c', 'd', 'A person after d'];

describe('the whole folder is put back, with its run mark', () => {
  test('what was posted since is found in the channel, and not posted again', async () => {
    const stage = await Stage.set();
    await putBack(stage);
    const run = await stage.start();
    stage.newsroom.insert(row('b'), row('c'), row('d'), row('e'));
    await stage.until((texts) => expect(headlines(texts)).toEqual([...once, 'e']));
    await vi.waitFor(() => expect(stage.stateOf('d')).toBe('sent'), patience);
    expect(run.lines.some(saysSo)).toBe(true);
    expect(stage.told()).toEqual([]);
  });

  test('the first article is a new one, and the others come later', async () => {
    const stage = await Stage.set();
    await putBack(stage);
    await stage.start();
    stage.newsroom.insert(row('e'));
    await stage.until((texts) => expect(headlines(texts)).toEqual([...once, 'e']));
    stage.newsroom.insert(row('d'), row('c'), row('b'));
    await vi.waitFor(() => expect(stage.stateOf('b')).toBe('sent'), patience);
    await vi.waitFor(() => expect(stage.stateOf('d')).toBe('sent'), patience);
    expect(headlines(stage.texts())).toEqual([...once, 'e']);
  });

  test('breaking news that follows an article replies to its post, which is not found yet by its turn', async () => {
    const stage = await Stage.set();
    await putBack(stage);
    await stage.start();
    stage.newsroom.insert(row('b'), row('c'), row('d'), { ...row('e'), urgency: 1, follows: 'd' });
    await stage.until((texts) => expect(headlines(texts)).toEqual([...once, 'e']));
    const [d, e] = ['d', 'e'].map((id) =>
      stage.sandbox.messages(channelId).find(({ text }) => headlines([text])[0] === id),
    );
    expect(e?.replyTo).toBe(d?.id);
    expect(d).toBeDefined();
  });

  test('what changed meanwhile is corrected where it stands, as a picture or as a text', async () => {
    const stage = await Stage.set();
    const image_url = 'https://img.example.kz/a.jpg';
    await putBack(stage, { b: { image_url }, c: { image_url } });
    await stage.start();
    // `b` has no picture any more, and keeps the one that stands there. `d` has one now; in a text there is no place for it.
    stage.newsroom.insert(
      { ...row('b'), headline: 'B2' },
      { ...row('c'), headline: 'C2', image_url },
      { ...row('d'), headline: 'D2', image_url },
    );
    const corrected = ['a', 'B2', 'A person after b', 'C2', 'A person after c', 'D2', 'A person after d'];
    await stage.until((texts) => expect(headlines(texts)).toEqual(corrected));
    const kinds = stage.sandbox.messages(channelId).map(({ kind }) => kind);
    expect(kinds).toEqual(['text', 'photo', 'text', 'photo', 'text', 'text', 'text']);
    expect(stage.told()).toEqual([]);
  });

  test('an album of which every medium is another one now is corrected as a whole', async () => {
    const stage = await Stage.set();
    const albumOf = (name: string) =>
      JSON.stringify(
        ['1', name, '3'].map((file) => ({ kind: 'photo', url: `https://img.example.kz/${file}.jpg` })),
      );
    await putBack(stage, { b: { media: albumOf('2') } });
    await stage.start();
    stage.newsroom.insert({ ...row('b'), headline: 'B2', media: albumOf('x') }, row('c'), row('d'));
    await stage.until(() => {
      const shown = stage.sandbox.messages(channelId).map(({ photoUrl, text }) => photoUrl ?? text);
      expect(shown.filter((each) => each.endsWith('.jpg')).map((each) => each.slice(-5))).toEqual([
        '1.jpg',
        'x.jpg',
        '3.jpg',
      ]);
    });
    await stage.until((texts) => expect(headlines(texts)).toContain('B2'));
  });

  test.each([
    ['the copy knows no number of the channel', { isEmpty: true }, once.slice(1)],
    ['a hundred numbers were left out after the copy', { jump: 100 }, once],
  ])('%s: the first post shows where the others stand', async (_what, how, standing) => {
    const stage = await Stage.set();
    await putBack(stage, {}, how);
    const run = await stage.start();
    stage.newsroom.insert({ ...row('b'), headline: 'B2' }, row('c'), row('d'), row('e'));
    const corrected = standing.map((text) => (text === 'b' ? 'B2' : text));
    await stage.until((texts) => expect(headlines(texts)).toEqual([...corrected, 'e']));
    await vi.waitFor(() => expect(stage.stateOf('d')).toBe('sent'), patience);
    expect(stage.told()).toEqual([]);
    await run.stop();
    const before = forwards(stage);
    await stage.start();
    stage.newsroom.insert(row('f'));
    await stage.until((texts) => expect(headlines(texts)).toEqual([...corrected, 'e', 'f']));
    // Five missing numbers, and nothing below.
    expect(forwards(stage)).toBe(before + 5);
  });

  test.each([
    ['a person was heard before the copy was made', true],
    ['no number is known at all', false],
  ])(
    '%s, and the answer to the first post is lost: of its copies the oldest stays',
    async (_what, isHeard) => {
      const stage = await Stage.set();
      await putBack(stage, {}, { isEmpty: true, isHeard });
      stage.sandbox.addFault({ kind: 'drop-after', method: 'sendMessage', times: 1 });
      // The deletion of a copy is tried again.
      stage.sandbox.addFault({ kind: '500', method: 'deleteMessage', chatId: channelId, times: 1 });
      await stage.start();
      stage.newsroom.insert(row('b'), row('c'), row('d'), row('e'));
      const standing = [...(isHeard ? ['A person'] : []), ...once.slice(1), 'e'];
      await stage.until((texts) => expect(headlines(texts)).toEqual(standing));
      for (const id of ['b', 'c', 'd', 'e']) {
        await vi.waitFor(() => expect(stage.stateOf(id)).toBe('sent'), patience);
      }
      expect(headlines(stage.texts())).toEqual(standing);
    },
  );

  test.each(['drop-before', 'drop-after'] as const)(
    'no post is known, and the answer to the first one is lost (%s): what stands above its copy is not posted again',
    async (kind) => {
      const stage = await Stage.set();
      await putBack(stage, {}, { isEmpty: true, isHeard: true });
      stage.sandbox.addFault({ kind, method: 'sendMessage', times: 1 });
      await stage.start();
      stage.newsroom.insert(row('b'));
      await vi.waitFor(() => expect(stage.stateOf('b')).toBe('sent'), patience);
      stage.newsroom.insert(row('c'), row('d'), row('e'));
      const standing = ['A person', ...once.slice(1), 'e'];
      await stage.until((texts) => expect(headlines(texts)).toEqual(standing));
      for (const id of ['c', 'd', 'e'])
        await vi.waitFor(() => expect(stage.stateOf(id)).toBe('sent'), patience);
      expect(headlines(stage.texts())).toEqual(standing);
    },
  );

  test.each([
    ['is sent anew after a jump of numbers: what stands above it', 5, ['a', 'b', 'c', 'd']],
    ['is found: breaking news that stands below it', 1, ['a', 'c', 'b', 'd']],
  ])(
    'an unsure post of the copy %s is not posted again',
    async (_what, urgency, standing) => {
      const stage = await Stage.set();
      const c = { ...row('c'), urgency };
      const copy = await loseAnswer(stage);
      if (urgency === 5) stage.sandbox.skipNumbers(channelId, 20);
      else stage.newsroom.insert(c);
      const run = await stage.start();
      if (urgency === 5) stage.newsroom.insert(c);
      for (const id of ['b', 'c']) {
        await vi.waitFor(() => expect(stage.stateOf(id)).toBe('sent'), patience);
      }
      await run.stop();
      restore(stage, copy);
      rmSync(copy, { recursive: true });
      await stage.start();
      await vi.waitFor(() => expect(stage.stateOf('b')).toBe('sent'), patience);
      stage.newsroom.insert(c, row('d'));
      await stage.until((texts) => expect(headlines(texts)).toEqual(standing));
      for (const id of ['b', 'c', 'd']) {
        await vi.waitFor(() => expect(stage.stateOf(id)).toBe('sent'), patience);
      }
      expect(headlines(stage.texts())).toEqual(standing);
    },
    60_000,
  );

  test.each([
    ['an ordinary link', row('b').url],
    ['a link in Kazakh letters', 'https://жаңалық.example.kz/қоғам/б?бет=1'],
  ])('what was canceled meanwhile is killed where it stands: %s', async (_what, url) => {
    const stage = await Stage.set();
    await putBack(stage, { b: { url } });
    await stage.start();
    stage.newsroom.insert({ ...row('b'), url, status: 'canceled' }, row('c'), row('d'), row('e'));
    const left = ['a', 'A person after b', 'c', 'A person after c', 'd', 'A person after d', 'e'];
    await stage.until((texts) => expect(headlines(texts)).toEqual(left));
    await vi.waitFor(() => expect(stage.stateOf('b')).toBe('killed'), patience);
  });

  test('what the newsroom writes again as canceled, after the channel was read, is killed where it stands', async () => {
    const stage = await Stage.set();
    await putBack(stage);
    await stage.start();
    stage.newsroom.insert(row('e'));
    await stage.until((texts) => expect(headlines(texts)).toEqual([...once, 'e']));
    stage.newsroom.insert({ ...row('c'), status: 'canceled' });
    await stage.until((texts) => expect(headlines(texts)).not.toContain('c'));
    await vi.waitFor(() => expect(stage.stateOf('c')).toBe('killed'), patience);
    expect(stage.told()).toEqual([]);
  });

  test('the moment of the copy is kept until a channel was checked, whatever other channels post meanwhile', async () => {
    const stage = await Stage.set({ CHANNELS_FILE: 'channels.yaml' });
    const other = channelId - 1;
    stage.sandbox.addChat({ id: other, type: 'channel', title: 'Other' });
    const entries = [
      `{ id: ${channelId}, name: main, language: en }`,
      `{ id: ${other}, name: other, language: ru }`,
    ];
    writeFileSync(
      join(stage.folder, 'channels.yaml'),
      `channels:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`,
    );
    const since = (): unknown => {
      const [fact] = stage.newsroom.rows("select value from facts where key = 'unchecked:main'");
      return (JSON.parse((fact as { value: string }).value) as { since: number }).since; // of Facts
    };
    const program = await stage.spawn();
    const first = since();
    stage.newsroom.insert({ ...row('b'), language: 'ru' });
    await vi.waitFor(() => expect(stage.stateOf('b')).toBe('sent'), patience);
    await program.stop('SIGKILL');
    await stage.start();
    expect(since()).toBe(first);
  });

  test('the program is killed while it reads: it begins again', async () => {
    const stage = await Stage.set();
    await putBack(stage);
    const fault = stage.sandbox.addFault({ kind: 'hang', method: 'forwardMessage' });
    const cut = await stage.spawn();
    stage.newsroom.insert(row('b'), row('c'), row('d'), row('e'));
    await vi.waitFor(() => expect(fault.strikes).toBe(1), patience);
    await cut.stop('SIGKILL');
    fault.remove();
    await stage.start();
    await stage.until((texts) => expect(headlines(texts)).toEqual([...once, 'e']));
  });

  test('more was posted since than the budget allows to read: what is not found is uncertain, and nothing doubled', async () => {
    const stage = await Stage.set({ READ_BACK_BUDGET: '1' });
    await putBack(stage);
    await stage.start();
    // The newest one comes first, and is out of reach; the budget of the next ones reaches further.
    stage.newsroom.insert({ ...row('d'), urgency: 1 }, row('b'), row('c'));
    await vi.waitFor(() => expect(stage.stateOf('b')).toBe('sent'), patience);
    await vi.waitFor(() => expect(stage.stateOf('c')).toBe('sent'), patience);
    expect(stage.stateOf('d')).toBe('uncertain');
    expect(headlines(stage.texts())).toEqual(once);
    await vi.waitFor(() => expect(stage.told().join()).toContain('too many messages'), patience);
  });
});

describe('an ordinary restart', () => {
  test('reads a few numbers once, and not those again that people used', async () => {
    const stage = await Stage.set();
    let run = await stage.start();
    stage.newsroom.insert(row('a'));
    await vi.waitFor(() => expect(stage.stateOf('a')).toBe('sent'), patience);
    // Nothing can stand in a channel of which no number is known.
    expect(forwards(stage)).toBe(0);
    for (let count = 0; count < 20; count += 1) stage.sandbox.personPosts(channelId, `A person ${count}`);
    await run.stop();
    // 20 messages of people, and 5 numbers that are missing.
    run = await stage.start();
    expect(forwards(stage)).toBe(0);
    stage.newsroom.insert(row('b'));
    await vi.waitFor(() => expect(stage.stateOf('b')).toBe('sent'), patience);
    expect(forwards(stage)).toBe(25);
    stage.newsroom.insert(row('c'));
    await vi.waitFor(() => expect(stage.stateOf('c')).toBe('sent'), patience);
    expect(forwards(stage)).toBe(25);
    await run.stop();
    run = await stage.start();
    stage.newsroom.insert(row('d'));
    await vi.waitFor(() => expect(stage.stateOf('d')).toBe('sent'), patience);
    expect(forwards(stage)).toBe(30);
    expect(run.lines.some(saysSo)).toBe(false);
    await vi.waitFor(() => expect(stage.told()).toEqual([]), patience);
  });

  test('without a log chat nothing is read, and the posts leave', async () => {
    const stage = await Stage.set({ ADMIN_IDS: '' });
    const run = await stage.start();
    stage.newsroom.insert(row('a'));
    await vi.waitFor(() => expect(stage.stateOf('a')).toBe('sent'), patience);
    await run.stop();
    await stage.start();
    stage.newsroom.insert(row('b'));
    await stage.until((texts) => expect(headlines(texts)).toEqual(['a', 'b']));
    expect(forwards(stage)).toBe(0);
  });
});

describe.skipIf('missing' in inject('postgres'))('a Postgres database is restored (needs Postgres)', () => {
  test.each([
    ['under another name, beside the run mark', true],
    ['for a container without a lasting folder', false],
  ])(
    '%s: nothing is posted twice',
    async (_what, isMarkKept) => {
      const stage = await Stage.set();
      const url = await createPostgresDatabase();
      const restored = await createPostgresDatabase();
      const nameOf = (address: string) => new URL(address).pathname.slice(1);
      const admin = new pg.Client({ connectionString: new URL('/postgres', url).href });
      await admin.connect();
      // The run mark is in the folder in which the program runs.
      const outside = process.cwd();
      process.chdir(stage.folder);
      onTestFinished(() => process.chdir(outside));
      let program = await stage.start({ DATABASE_URL: url });
      const post = async (address: string, ...ids: string[]) => {
        const newsroom = await openNewsroom(address);
        await newsroom.insert(ids.map(row));
        await vi.waitFor(async () => expect(await newsroom.countUnfinished()).toBe(0), patience);
        await newsroom.close();
      };
      await post(url, 'a');
      await program.stop();
      await admin.query(`drop database ${nameOf(restored)}`);
      await admin.query(`create database ${nameOf(restored)} template ${nameOf(url)}`);
      await admin.end();
      program = await stage.start({ DATABASE_URL: url });
      await post(url, 'b', 'c', 'd');
      expect(headlines(stage.texts()).toSorted()).toEqual(['a', 'b', 'c', 'd']);
      await program.stop();
      if (!isMarkKept) rmSync(join(stage.folder, 'data'), { recursive: true });
      program = await stage.start({ DATABASE_URL: restored });
      await post(restored, 'b', 'c', 'd', 'e');
      expect(headlines(stage.texts()).toSorted()).toEqual(['a', 'b', 'c', 'd', 'e']);
      const isKnown = ({ msg }: { msg: string }) => msg.startsWith('this database is an older copy');
      expect(program.lines.some(isKnown)).toBe(isMarkKept);
      await program.stop();
    },
    60_000,
  );
});
