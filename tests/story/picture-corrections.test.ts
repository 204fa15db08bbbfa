import { describe, expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import type { Program } from '../stage/program.ts';
import { pictureBytes, servePictures } from '../stage/picture-bytes.ts';
import { channelId, ownerId, Stage } from '../stage/story-stage.ts';

const fetched = { image_url: 'https://img.example.kz/a.jpg' };
const other = { image_url: 'https://img.example.kz/b.jpg' };
const media = 'editMessageMedia';

/** A process takes its time to start on a busy machine. */
const startMs = 100_000;

/** Starts the program in a process of its own, which can be killed. */
async function spawn(stage: Stage): Promise<Program> {
  const program = stage.launch();
  await program.waitForLine(({ msg }) => msg === 'running', startMs);
  return program;
}

/** A post that stands, and a site whose pictures Telegram cannot fetch. */
async function begin<P>(article: Record<string, unknown>, start: (stage: Stage) => Promise<P>) {
  const site = await servePictures((request, response) => {
    if (request.url === '/large.jpg') return void response.end(Buffer.alloc(11 * 1_048_576));
    if (request.url === '/page.jpg') return void response.end('<!doctype html>'.repeat(20));
    if (request.url === '/gone.jpg') return void response.writeHead(404).end();
    response.end(pictureBytes.jpeg(800, 600));
  });
  const stage = await Stage.set({ PICTURES_FROM: site.host, REQUEST_TIMEOUT: '1s' });
  const program = await start(stage);
  stage.newsroom.insert({ id: 'a', headline: 'A', ...article });
  await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
  const isDone = () =>
    stage.until((texts) => {
      expect(stage.newsroom.rows('select due_change from posts')).toEqual([{ due_change: null }]);
      expect(texts).toHaveLength(1);
    });
  return {
    stage,
    program,
    isDone,
    at: (name: string) => ({ image_url: `http://${site.host}/${name}.jpg` }),
    shown: () => stage.sandbox.messages(channelId)[0],
    told: () => stage.told().join('\n'),
    methods: () =>
      stage.sandbox.requests
        .map(({ method }) => method.toLowerCase())
        .filter((method) => method.startsWith('edit')),
  };
}

describe('the process dies while a picture is added to a post', () => {
  test.each([
    ['before Telegram hears of it', 'hang', fetched],
    ['after Telegram took it', 'hang-after', fetched],
    ['after Telegram took the upload', 'hang-after', null],
  ] as const)(
    '%s: the post ends as the article says, and nobody is alarmed',
    async (_, kind, image) => {
      const { stage, program, at, isDone, shown, told } = await begin({}, spawn);
      const fault = stage.sandbox.addFault({ kind, method: media, times: 1 });
      stage.newsroom.update('a', { headline: 'A2', ...(image ?? at('good')) });
      await stage.until(() => expect(fault.strikes).toBe(1));
      await program.stop('SIGKILL');
      await stage.start();
      await isDone();
      expect(shown()).toMatchObject({ kind: 'photo', text: 'A2\n\nRead more' });
      expect(told()).toBe('');
    },
    2 * startMs,
  );

  test.each([
    ['the picture is exchanged', other, '', other.image_url],
    ['the picture is removed', { image_url: null }, 'picture was removed', fetched.image_url],
  ])(
    'after Telegram took it, and meanwhile %s',
    async (_, changes, said, url) => {
      const { stage, program, isDone, shown, told } = await begin({}, spawn);
      const fault = stage.sandbox.addFault({ kind: 'hang-after', method: media, times: 1 });
      stage.newsroom.update('a', fetched);
      await stage.until(() => expect(fault.strikes).toBe(1));
      await program.stop('SIGKILL');
      stage.newsroom.update('a', { headline: 'A3', ...changes });
      await stage.start();
      await stage.until((texts) => expect(headlines(texts)).toEqual(['A3']));
      await isDone();
      expect(shown()).toMatchObject({ kind: 'photo', photoUrl: url });
      await stage.until(() => expect(told()).toContain(said));
    },
    2 * startMs,
  );
});

describe('a new picture that a post does not get', () => {
  test.each([
    ['is too large', 'large', '10 MB'],
    ['is a page', 'page', 'none of JPEG'],
    ['is not there', 'gone', 'cannot be downloaded'],
  ])(
    '%s: the words are corrected, it is said once, and not tried with each correction',
    async (_, name, why) => {
      const { stage, at, isDone, methods, shown, told } = await begin(fetched, (stage) => stage.start());
      stage.newsroom.update('a', { headline: 'A2', ...at(name) });
      await stage.until((texts) => expect(headlines(texts)).toEqual(['A2']));
      await stage.until(() => expect(told()).toContain(why));
      stage.newsroom.update('a', { headline: 'A3' });
      await stage.until((texts) => expect(headlines(texts)).toEqual(['A3']));
      await isDone();
      expect(shown()?.photoUrl).toBe(fetched.image_url);
      expect(stage.told()).toHaveLength(1);
      expect(methods()).toEqual(['editmessagecaption', 'editmessagecaption']);
      // The next picture is another matter.
      stage.newsroom.update('a', other);
      await stage.until(() => expect(shown()?.photoUrl).toBe(other.image_url));
    },
  );

  test('because the chat allows no photos: it is told for the channel, once, and comes when they are allowed', async () => {
    const { stage, isDone, methods, shown, told } = await begin({}, (stage) => stage.start());
    const error = { code: 400, description: 'Bad Request: not enough rights to send photos to the chat' };
    const fault = stage.sandbox.addFault({ kind: 'error', method: [media, 'sendPhoto'], error });
    stage.newsroom.update('a', { headline: 'A2', ...fetched });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A2']));
    await stage.until(() => expect(told()).toContain('may not send pictures to the channel main'));
    stage.newsroom.update('a', { headline: 'A3' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A3']));
    await isDone();
    expect(stage.told()).toHaveLength(1);
    expect(methods()).toEqual(['editmessagemedia', 'editmessagetext', 'editmessagetext']);
    fault.remove();
    stage.sandbox.userSends(ownerId, ownerId, '/resume');
    await stage.until(() => expect(stage.told()).toHaveLength(2));
    stage.newsroom.update('a', { headline: 'A4' });
    await stage.until(() => expect(shown()).toMatchObject({ kind: 'photo', text: 'A4\n\nRead more' }));
  });
});

describe('a picture that was removed from the article', () => {
  const anew = (stage: Stage) =>
    stage.sandbox
      .messages(ownerId)
      .flatMap(({ id, keyboard }) =>
        (keyboard ?? []).flat().map(({ callback_data = '' }) => ({ id, data: callback_data })),
      )
      .filter(({ data }) => data.startsWith('anew:'));

  test('the button posts anew once, however often it is pressed, also where its message is not shown', async () => {
    const { stage, isDone, shown } = await begin(fetched, (stage) => stage.start());
    const first = shown()?.id ?? 0;
    stage.newsroom.update('a', { image_url: null });
    await stage.until(() => expect(anew(stage)).toHaveLength(1));
    const [{ data, id } = { data: '', id: 0 }] = anew(stage);
    const press = (isInline: boolean) => stage.sandbox.userPresses(ownerId, ownerId, id, data, { isInline });
    press(false);
    press(false);
    await stage.until(() => expect(shown()).toMatchObject({ kind: 'text', text: 'A\n\nRead more' }));
    await isDone();
    const second = shown()?.id ?? 0;
    expect(second).toBeGreaterThan(first);
    // The old button does not name the new post.
    const late = press(true);
    await stage.until(() =>
      expect(stage.sandbox.answers.find(({ queryId }) => queryId === late)?.text).toContain(
        'already decided',
      ),
    );
    await isDone();
    expect(shown()?.id).toBe(second);
  });

  test(
    'the process dies after the old post was deleted: the new one comes once, and others keep their order',
    async () => {
      const { stage, program, isDone, shown } = await begin(fetched, spawn);
      stage.newsroom.update('a', { image_url: null });
      await stage.until(() => expect(anew(stage)).toHaveLength(1));
      const fault = stage.sandbox.addFault({
        kind: 'hang-after',
        method: 'deleteMessage',
        chatId: channelId,
        times: 1,
      });
      const [{ data, id } = { data: '', id: 0 }] = anew(stage);
      stage.sandbox.userPresses(ownerId, ownerId, id, data);
      await stage.until(() => expect(fault.strikes).toBe(1));
      await program.stop('SIGKILL');
      await stage.start();
      await stage.until(() => expect(shown()).toMatchObject({ kind: 'text', text: 'A\n\nRead more' }));
      await isDone();
      stage.newsroom.insert({ id: 'b', headline: 'B' });
      await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'B']));
      expect(stage.newsroom.rows("select action, subject from audit where action = 'anew'")).toEqual([
        { action: 'anew', subject: 'a → main' },
      ]);
    },
    2 * startMs,
  );
});
