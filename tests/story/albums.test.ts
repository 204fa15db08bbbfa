import { expect, test } from 'vitest';
import { channelId, ownerId, Stage } from '../stage/story-stage.ts';

const media = (...items: [kind: string, url: string][]) =>
  JSON.stringify(items.map(([kind, url]) => ({ kind, url })));

const photos = media(
  ['photo', 'https://img.example.kz/1.jpg'],
  ['video', 'https://img.example.kz/2.mp4'],
  ['photo', 'https://img.example.kz/3.jpg'],
);

const shown = (stage: Stage) => stage.sandbox.messages(channelId).map(({ kind, text }) => `${kind} ${text}`);
const album = (text: string) => [`photo ${text}`, 'video ', 'photo '];

async function begin(): Promise<Stage> {
  const stage = await Stage.set();
  await stage.start();
  return stage;
}

test('each medium is its own kind of post, and an album is corrected and killed whole', async () => {
  const stage = await begin();
  const { newsroom } = stage;
  newsroom.insert({ id: 'v', headline: 'V', media: media(['video', 'https://img.example.kz/v.mp4']) });
  await stage.until(() => expect(shown(stage)).toEqual(['video V\n\nRead more']));
  newsroom.insert({ id: 'g', headline: 'G', media: media(['animation', 'https://img.example.kz/g.gif']) });
  await stage.until(() => expect(shown(stage)[1]).toBe('animation G\n\nRead more'));
  newsroom.insert({ id: 's', headline: 'S', media: media(['audio', 'https://img.example.kz/s.mp3']) });
  await stage.until(() => expect(shown(stage)[2]).toBe('audio S\n\nRead more'));
  newsroom.insert({ id: 'd', headline: 'D', media: media(['document', 'https://img.example.kz/d.pdf']) });
  await stage.until(() => expect(shown(stage)[3]).toBe('document D\n\nRead more'));
  newsroom.insert({ id: 'a', headline: 'A', media: photos, labels: '["ai"]' });
  const label = 'Made with AI\n\n';
  await stage.until(() => expect(shown(stage).slice(4)).toEqual(album(`${label}A\n\nRead more`)));
  await stage.until(() =>
    expect(newsroom.rows("select message_id, message_ids from posts where article_id = 'a'")).toEqual([
      { message_id: 5, message_ids: '[5,6,7]' },
    ]),
  );
  newsroom.insert({ id: 'b', headline: 'B' });
  newsroom.update('a', { headline: 'A2' });
  await stage.until(() => expect(shown(stage)[4]).toBe(`photo ${label}A2\n\nRead more`));
  // Another video takes the place of the one that stands.
  newsroom.update('v', { media: media(['video', 'https://img.example.kz/v2.mp4']) });
  await stage.until(() => expect(stage.sandbox.messages(channelId)[0]?.photoUrl).toContain('v2.mp4'));
  newsroom.update('a', { status: 'canceled' });
  await stage.until(() => expect(shown(stage)).toHaveLength(5));
  expect(shown(stage).at(-1)).toBe('text B\n\nRead more');
});

/** The addresses of what stands in the channel, in the order of the numbers. */
const addresses = (stage: Stage) =>
  stage.sandbox.messages(channelId).map(({ photoUrl }) => photoUrl?.replace(/^.*\//, ''));

const pictures = (...names: string[]) =>
  media(...names.map((name): [string, string] => ['photo', `https://img.example.kz/${name}.jpg`]));

test('of an album that stands, parts are exchanged and removed; what cannot be added is told once, with its link', async () => {
  const stage = await begin();
  const { newsroom } = stage;
  newsroom.insert({ id: 'a', headline: 'A', media: pictures('1', '2', '3') });
  await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
  newsroom.insert({ id: 'b', headline: 'B' });
  await stage.until(() => expect(stage.stateOf('b')).toBe('sent'));
  newsroom.update('a', { media: pictures('1', 'x', '3') });
  await stage.until(() => expect(addresses(stage).slice(0, 3)).toEqual(['1.jpg', 'x.jpg', '3.jpg']));
  // The words stand under the first one, so another one goes.
  newsroom.update('a', { media: pictures('x', '3'), headline: 'A2' });
  await stage.until(() => expect(addresses(stage)).toEqual(['x.jpg', '3.jpg', undefined]));
  await stage.until(() => expect(shown(stage)[0]).toBe('photo A2\n\nRead more'));
  await stage.until(() =>
    expect(newsroom.rows("select message_ids from posts where article_id = 'a'")).toEqual([
      { message_ids: '[1,3]' },
    ]),
  );
  expect(stage.told()).toEqual([]);
  newsroom.update('a', { media: pictures('x', '3', '4'), headline: 'A3' });
  await stage.until(() => expect(stage.told().join()).toContain('does not let a bot add any to a post'));
  await stage.until(() => expect(shown(stage)[0]).toBe('photo A3\n\nRead more'));
  expect(JSON.stringify(stage.sandbox.messages(ownerId))).toContain('https://t.me/story_channel/1');
  newsroom.update('a', { headline: 'A4' });
  await stage.until(() => expect(shown(stage)[0]).toBe('photo A4\n\nRead more'));
  expect(stage.told().filter((text) => text.includes('does not let a bot add'))).toHaveLength(1);
  // One that is left is no album any more.
  newsroom.update('a', { media: pictures('y') });
  await stage.until(() => expect(addresses(stage)).toEqual(['y.jpg', undefined]));
  await stage.until(() =>
    expect(newsroom.rows("select message_ids from posts where article_id = 'a'")).toEqual([
      { message_ids: null },
    ]),
  );
  newsroom.update('a', { status: 'canceled' });
  await stage.until(() => expect(shown(stage)).toEqual(['text B\n\nRead more']));
});

test.each(['drop-before', 'drop-after', '429'] as const)(
  'an exchange of parts ends right although an answer is missing: %s',
  async (kind) => {
    const stage = await begin();
    const { newsroom, sandbox } = stage;
    newsroom.insert({ id: 'a', headline: 'A', media: pictures('1', '2', '3', '4') });
    await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
    const edit = sandbox.addFault({
      kind,
      method: 'editMessageMedia',
      times: 1,
      retryAfterSeconds: 1,
    });
    const removal = sandbox.addFault({ kind, method: 'deleteMessages', times: 1, retryAfterSeconds: 1 });
    newsroom.update('a', { media: pictures('1', 'x', 'y'), headline: 'A2' });
    await stage.until(() => expect(edit.strikes + removal.strikes).toBe(2));
    await stage.until(() => expect(addresses(stage)).toEqual(['1.jpg', 'x.jpg', 'y.jpg']));
    await stage.until(() => expect(shown(stage)[0]).toBe('photo A2\n\nRead more'));
    await stage.until(() =>
      expect(newsroom.rows('select due_change, message_ids from posts')).toEqual([
        { due_change: null, message_ids: '[1,2,3]' },
      ]),
    );
  },
);

test('a part that Telegram does not take stays as it was; a kind that does not fit is told', async () => {
  const stage = await begin();
  const { newsroom } = stage;
  newsroom.insert({ id: 'a', headline: 'A', media: pictures('1', '2') });
  await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
  const bad = media(['photo', 'https://img.example.kz/1.jpg'], ['photo', 'https://img.invalid/2.jpg']);
  newsroom.update('a', { media: bad, headline: 'A2' });
  await stage.until(() => expect(stage.told().join()).toContain('did not accept the new picture'));
  await stage.until(() => expect(shown(stage)[0]).toBe('photo A2\n\nRead more'));
  expect(addresses(stage)).toEqual(['1.jpg', '2.jpg']);
  const files = media(
    ['document', 'https://img.example.kz/1.pdf'],
    ['document', 'https://img.example.kz/2.pdf'],
  );
  newsroom.update('a', { media: files, headline: 'A3' });
  await stage.until(() => expect(shown(stage)[0]).toBe('photo A3\n\nRead more'));
  await stage.until(() => expect(stage.told().join()).toContain('put a file in the place of a photo'));
  expect(addresses(stage)).toEqual(['1.jpg', '2.jpg']);
});

test('a text takes the first of several media, and a single photo one of them', async () => {
  const stage = await begin();
  const { newsroom } = stage;
  newsroom.insert({ id: 'a', headline: 'A' });
  newsroom.insert({ id: 'b', headline: 'B', media: pictures('1') });
  await stage.until(() => expect(shown(stage)).toHaveLength(2));
  await stage.until(() => expect([stage.stateOf('a'), stage.stateOf('b')]).toEqual(['sent', 'sent']));
  newsroom.update('a', { media: photos });
  newsroom.update('b', {
    media: media(['video', 'https://img.example.kz/2.mp4'], ['photo', 'https://img.example.kz/3.jpg']),
  });
  await stage.until(() => expect(new Set(addresses(stage))).toEqual(new Set(['1.jpg', '2.mp4'])));
  await stage.until(() => expect(stage.told().join()).toContain('does not let a bot add any to a post'));
});

test('of an album whose answer was lost every part is read; a part of it is deleted, and the whole is sent again', async () => {
  const stage = await begin();
  const { newsroom, sandbox } = stage;
  newsroom.insert({ id: 'first', headline: 'First' });
  await stage.until(() => expect(shown(stage)).toHaveLength(1));
  sandbox.addFault({ method: 'sendMediaGroup', chatId: channelId, times: 1, kind: 'drop-after' });
  newsroom.insert({ id: 'a', headline: 'A', media: photos });
  await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
  expect(shown(stage).slice(1)).toEqual(album('A\n\nRead more'));
  expect(newsroom.rows("select message_ids from posts where article_id = 'a'")).toEqual([
    { message_ids: '[2,3,4]' },
  ]);
});

test('what Telegram does not take is shown by its picture, or as text, and is told once', async () => {
  const stage = await begin();
  const { newsroom } = stage;
  const video: [string, string] = ['video', 'https://img.invalid/v.mp4'];
  newsroom.insert({ id: 'p', headline: 'P', media: media(video, ['photo', 'https://img.example.kz/p.jpg']) });
  await stage.until(() => expect(shown(stage)).toEqual(['photo P\n\nRead more']));
  newsroom.insert({ id: 't', headline: 'T', media: media(video) });
  await stage.until(() => expect(shown(stage)[1]).toBe('text T\n\nRead more'));
  const many = Array.from({ length: 12 }, (_, index): [string, string] => [
    'photo',
    `https://img.example.kz/${index}.jpg`,
  ]);
  newsroom.insert({ id: 'm', headline: 'M', media: media(...many) });
  await stage.until(() => expect(shown(stage)).toHaveLength(12));
  await stage.until(() => {
    const told = stage.sandbox.messages(ownerId).map(({ text }) => text);
    expect(told.filter((text) => text.includes('does not show all its photos'))).toHaveLength(2);
    expect(told.filter((text) => text.includes('went out without its picture'))).toHaveLength(1);
  });
  newsroom.update('p', { headline: 'P2' });
  await stage.until(() => expect(shown(stage)[0]).toBe('photo P2\n\nRead more'));
});

test('a file that Telegram has already is posted by its file_id', async () => {
  const stage = await begin();
  const { newsroom, sandbox } = stage;
  newsroom.insert({ id: 'v', headline: 'V', media: media(['video', 'https://img.example.kz/v.mp4']) });
  await stage.until(() => expect(shown(stage)).toHaveLength(1));
  const fileId = sandbox.messages(channelId)[0]?.fileId ?? '';
  const address = `telegram-file:${fileId}`;
  newsroom.insert({ id: 'w', headline: 'W', media: media(['video', address]) });
  newsroom.insert({
    id: 'x',
    headline: 'X',
    media: media(['photo', 'https://img.example.kz/1.jpg'], ['video', address]),
  });
  await stage.until(() =>
    expect(shown(stage).slice(1)).toEqual(['video W\n\nRead more', 'photo X\n\nRead more', 'video ']),
  );
  const files = sandbox.messages(channelId).map((message) => message.fileId);
  expect(files[1]).toBe(fileId);
  expect(files[3]).toBe(fileId);
});
