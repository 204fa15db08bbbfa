import { beforeEach, describe, expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { channelId, Stage } from '../stage/story-stage.ts';

let stage: Stage;
let nowMs = () => Date.now();

const edits = () => stage.sandbox.requests.filter(({ method }) => method.toLowerCase().startsWith('edit'));

describe('a sent article changes', () => {
  beforeEach(async () => {
    nowMs = () => Date.now();
    stage = await Stage.set({ CORRECTION_DELAY: '400ms' }, { nowMs: () => nowMs() });
    await stage.start();
    stage.newsroom.insert({ id: 'a', headline: 'A', summary: 'Wrong.' });
    await stage.until((texts) => expect(texts).toHaveLength(1));
  });

  test('several changes become one edit of the same post', async () => {
    stage.newsroom.update('a', { summary: 'Better.' });
    stage.newsroom.update('a', { headline: 'A2' });
    stage.newsroom.update('a', { summary: 'Right.' });
    await stage.until((texts) => expect(texts).toEqual(['A2\n\nRight.\n\nRead more']));
    expect(edits()).toHaveLength(1);
  });

  test('a change that shows nothing edits nothing', async () => {
    stage.newsroom.update('a', { author: 'Somebody', views: 10 });
    stage.newsroom.insert({ id: 'b', headline: 'B' });
    await stage.until((texts) => expect(texts).toHaveLength(2));
    stage.newsroom.update('b', { headline: 'B2' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A', 'B2']));
    expect(edits()).toHaveLength(1);
  });

  test('withdrawn, it is deleted; usable again, it is not posted again by itself', async () => {
    stage.newsroom.update('a', { status: 'canceled' });
    await stage.until((texts) => expect(texts).toEqual([]));
    stage.newsroom.update('a', { status: 'usable' });
    stage.newsroom.insert({ id: 'b', headline: 'B' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['B']));
    const posts = [{ article_id: 'a', state: 'killed' }, { state: 'sent' }];
    await stage.until(() => expect(stage.newsroom.posts()).toMatchObject(posts));
  });

  test('its row is deleted: so is the post', async () => {
    stage.newsroom.delete('a');
    await stage.until((texts) => expect(texts).toEqual([]));
  });

  test('withdrawn after 48 hours, it is marked', async () => {
    nowMs = () => Date.now() + 49 * 3_600_000;
    stage.newsroom.update('a', { status: 'canceled' });
    await stage.until(() => expect(stage.newsroom.posts()).toMatchObject([{ state: 'killed' }]));
    expect(stage.texts()).toHaveLength(1);
    expect(stage.texts()[0]).not.toContain('Wrong.');
    expect(stage.texts()[0]?.length).toBeLessThan(100);
  });
});

test('a photo post stays a photo post', async () => {
  stage = await Stage.set();
  await stage.start();
  stage.newsroom.insert({ id: 'a', headline: 'A', image_url: 'https://img.example.kz/a.jpg' });
  await stage.until((texts) => expect(texts).toHaveLength(1));
  stage.newsroom.update('a', { headline: 'A2' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A2']));
  stage.newsroom.update('a', { headline: 'A3', image_url: 'https://img.example.kz/b.jpg' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A3']));
  stage.newsroom.update('a', { headline: 'A4', image_url: null });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A4']));
  // Telegram refuses this picture: the words are corrected all the same, and an editor is told.
  stage.newsroom.update('a', { headline: 'A5', image_url: 'https://img.invalid/c.jpg' });
  await stage.until((texts) => expect(headlines(texts)).toEqual(['A5']));
  await stage.until(() => expect(stage.told().join()).toContain('did not accept the new picture'));
  expect(stage.sandbox.messages(channelId)[0]?.kind).toBe('photo');
  expect(edits().map(({ method }) => method.toLowerCase())).toEqual([
    'editmessagecaption',
    'editmessagemedia',
    'editmessagecaption',
    'editmessagemedia',
    'editmessagecaption',
  ]);
});
