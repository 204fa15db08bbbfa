import { describe, expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { botToken, channelId, Stage, storyBot } from '../stage/story-stage.ts';

let stage: Stage;

const image = { image_url: 'https://img.example.kz/a.jpg' };

describe('Telegram answers', () => {
  test('429: the channel waits as asked, and loses nothing', async () => {
    stage = await Stage.set();
    const program = await stage.start();
    stage.sandbox.addFault({ kind: '429', method: 'sendMessage', retryAfterSeconds: 1, times: 1 });
    const startedMs = Date.now();
    stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'B']));
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(1_000);
    expect(program.lines.filter(({ msg }) => msg === 'Telegram asks this channel to wait')).toHaveLength(1);
  });

  test('400 for the content: that post is refused, told once, and the next one goes on', async () => {
    stage = await Stage.set();
    await stage.start();
    const error = { code: 400, description: 'Bad Request: WEIRD_CONTENT' };
    stage.sandbox.addFault({ kind: 'error', method: 'sendMessage', chatId: channelId, error, times: 1 });
    stage.newsroom.insert({ id: 'a', headline: 'A' }, { id: 'b', headline: 'B' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['B']));
    await stage.until(() =>
      expect(stage.newsroom.posts()).toMatchObject([{ state: 'refused' }, { state: 'sent' }]),
    );
    await stage.until(() => expect(stage.told()).toHaveLength(1));
    expect(stage.told()[0]).toContain('WEIRD_CONTENT');
  });

  test('a picture that it does not take: the same post goes out as text, once', async () => {
    stage = await Stage.set();
    await stage.start();
    stage.newsroom.insert({ id: 'a', headline: 'A', image_url: 'https://img.invalid/a.jpg' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A']));
    expect(stage.sandbox.messages(channelId)[0]?.kind).toBe('text');
    stage.newsroom.insert({ id: 'b', headline: 'B', ...image });
    await stage.until((texts) => expect(texts).toHaveLength(2));
    expect(stage.sandbox.messages(channelId)[1]?.kind).toBe('photo');
  });

  test('entities that it does not take: plain text with a bare link, once, and the log chat is told', async () => {
    stage = await Stage.set();
    await stage.start();
    const error = { code: 400, description: 'Bad Request: ENTITIES_TOO_LONG' };
    stage.sandbox.addFault({ kind: 'error', method: 'sendMessage', chatId: channelId, error, times: 1 });
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await stage.until((texts) => expect(texts).toEqual(['A\n\nhttps://news.example.kz/a']));
    await stage.until(() => expect(stage.told().join()).toContain('ENTITIES_TOO_LONG'));
  });

  test('the page of a preview that it does not take: plain text with a bare link, and without asking for it', async () => {
    stage = await Stage.set();
    await stage.start();
    const error = { code: 400, description: 'Bad Request: WEBPAGE_URL_INVALID' };
    stage.sandbox.addFault({ kind: 'error', method: 'sendMessage', chatId: channelId, error, times: 1 });
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await stage.until((texts) => expect(texts).toEqual(['A\n\nhttps://news.example.kz/a']));
    expect(stage.sandbox.messages(channelId)[0]?.preview ?? null).toBeNull();
    await stage.until(() => expect(stage.told().join()).toContain('WEBPAGE_URL_INVALID'));
  });

  test('401: the program ends with a clear message and without the token', async () => {
    stage = await Stage.set({ BOT_TOKEN: '999999:a-token-that-nobody-knows-at-all' });
    const program = stage.launch();
    expect(await program.exited).toBe(1);
    expect(program.output()).toContain('Telegram does not accept the bot token');
    expect(program.output()).not.toContain('nobody-knows');
  });

  test('403: that channel stops, the log chat is told once, and nothing is lost when it opens again', async () => {
    stage = await Stage.set();
    const program = await stage.start();
    stage.sandbox.setRights(channelId, storyBot.id, 'kicked');
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await program.waitForLine(({ msg }) => msg === 'the channel is closed to us');
    await stage.until(() => expect(stage.told()).toHaveLength(1));
    expect(stage.newsroom.posts()).toMatchObject([{ state: 'ready' }]);
    await program.stop();
    stage.sandbox.setRights(channelId, storyBot.id, { can_post_messages: true });
    // Over a restart it still knows of the trouble, and tells of its end.
    const again = await stage.start();
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A']));
    await stage.until(() => expect(stage.told()).toHaveLength(2));
    expect(again.output()).not.toContain(botToken);
  });

  test('nothing at all, because it cannot be reached: no post is unsure, and all go out later', async () => {
    stage = await Stage.set();
    const program = await stage.start({ TELEGRAM_API_ROOT: 'http://127.0.0.1:9' });
    stage.newsroom.insert({ id: 'a', headline: 'A' });
    await program.waitForLine(({ msg }) => msg === 'Telegram cannot be reached');
    // Nobody said yet which chat the channel is.
    expect(stage.newsroom.posts()).toMatchObject([{ state: 'promised' }]);
    expect(program.output()).not.toContain('story-token');
    await program.stop();
    await stage.start();
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A']));
  });
});

test('a group that became a supergroup goes on under its new number', async () => {
  stage = await Stage.set({ CHANNEL_ID: '-55001' });
  stage.sandbox.addChat({ id: -55_001, type: 'group', title: 'Group' });
  stage.sandbox.migrateChat(-55_001, -1_001_000_055_001);
  await stage.start();
  stage.newsroom.insert({ id: 'a', headline: 'A' });
  await stage.until(() => expect(headlines(stage.texts(-1_001_000_055_001))).toEqual(['A']));
});
