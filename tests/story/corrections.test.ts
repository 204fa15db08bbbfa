import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { pictureBytes, servePictures } from '../stage/picture-bytes.ts';
import { channelId, ownerId, Stage } from '../stage/story-stage.ts';

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

describe('a picture of an article that was posted', () => {
  const shown = () => stage.sandbox.messages(channelId).map(({ kind }) => kind);
  const methods = () => edits().map(({ method }) => method.toLowerCase());
  const footer = `${'word '.repeat(39)}end`;
  const summary = `${'Parlament qabyldady '.repeat(24)}búgin.`;

  function press(button: string) {
    for (const { id, keyboard } of stage.sandbox.messages(ownerId))
      for (const { text, callback_data } of keyboard?.flat() ?? [])
        if (text === button) stage.sandbox.userPresses(ownerId, ownerId, id, callback_data ?? '');
  }

  async function begin(article: Record<string, unknown> = {}, settings: Record<string, string> = {}) {
    const site = await servePictures((_, response) => void response.end(pictureBytes.jpeg(800, 600)));
    stage = await Stage.set({ PICTURES_FROM: site.host, ...settings });
    const channel = `  - {name: main, id: "@story_channel", footer: "${footer}"}`;
    if (settings['CHANNELS_FILE'] !== undefined)
      writeFileSync(join(stage.folder, 'channels.yaml'), `channels:\n${channel}\n`);
    await stage.start();
    stage.newsroom.insert({ id: 'a', headline: 'A', ...article });
    await stage.until((texts) => expect(texts).toHaveLength(1));
    await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
    return { ...site, address: `http://${site.host}/a.jpg` };
  }

  test('comes later: it is added to the post', async () => {
    await begin();
    stage.newsroom.update('a', { image_url: 'https://img.example.kz/a.jpg', image_credit: 'MFA' });
    await stage.until((texts) => expect(texts).toEqual(['A\n\nPhoto: MFA\nRead more']));
    expect(shown()).toEqual(['photo']);
    stage.newsroom.update('a', { headline: 'A2' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A2']));
    expect(methods()).toEqual(['editmessagemedia', 'editmessagecaption']);
    expect(stage.told()).toEqual([]);
  });

  test('comes later, and Telegram cannot fetch it: it is uploaded', async () => {
    const { address, asked } = await begin();
    stage.newsroom.update('a', { image_url: address });
    await stage.until(() => expect(shown()).toEqual(['photo']));
    expect(asked).toEqual(['/a.jpg']);
  });

  test('is exchanged for one that Telegram cannot fetch: it is uploaded', async () => {
    const { address, asked } = await begin({ image_url: 'https://img.example.kz/a.jpg' });
    stage.newsroom.update('a', { image_url: address });
    await stage.until(() => expect(asked).toEqual(['/a.jpg']));
    await stage.until(() => expect(methods()).toEqual(['editmessagemedia']));
    expect(stage.told()).toEqual([]);
  });

  test('comes later, and nobody can fetch it: the words are corrected, and it is said', async () => {
    await begin();
    stage.newsroom.update('a', { headline: 'A2', image_url: 'https://img.invalid/a.jpg' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A2']));
    expect(shown()).toEqual(['text']);
    await stage.until(() => expect(stage.told().join()).toContain('without its picture'));
    // It is not tried with each correction.
    stage.newsroom.update('a', { headline: 'A3' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A3']));
    expect(methods()).toEqual(['editmessagemedia', 'editmessagetext', 'editmessagetext']);
  });

  test('comes later to a text that is too long for a caption: the post stays a text with a preview', async () => {
    await begin({ summary, headline: 'A'.repeat(290) }, { CHANNELS_FILE: 'channels.yaml' });
    // The text fits, but not together with the credit of the picture.
    const image_credit = `Ministry of ${'very '.repeat(25)}foreign affairs`;
    const image_url = 'https://img.example.kz/a.jpg';
    stage.newsroom.update('a', { image_url, image_credit, headline: 'B'.repeat(290) });
    await stage.until((texts) => expect(texts[0]).toMatch(/^BBB/));
    expect(shown()).toEqual(['text']);
    expect(methods()).toEqual(['editmessagetext']);
  });

  test('is added once, although the answer is lost', async () => {
    await begin({}, { REQUEST_TIMEOUT: '1s' });
    const fault = stage.sandbox.addFault({ kind: 'drop-after', method: 'editMessageMedia', times: 1 });
    stage.newsroom.update('a', { image_url: 'https://img.example.kz/a.jpg' });
    await stage.until(() => expect(fault.strikes).toBe(1));
    stage.newsroom.update('a', { image_url: null, headline: 'A2' });
    // What stands there is a photo, although we do not know it.
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A2']));
    await stage.until(() => expect(stage.told().join()).toContain('picture was removed'));
    expect(stage.sandbox.messages(channelId)).toHaveLength(1);
  });

  test('is removed: it stays, and editors are told once, with a button that posts anew', async () => {
    await begin({ image_url: 'https://img.example.kz/a.jpg' });
    stage.newsroom.update('a', { image_url: null });
    await stage.until(() => expect(stage.told().join()).toContain('picture was removed'));
    stage.newsroom.update('a', { headline: 'A2' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A2']));
    await stage.stop();
    await stage.start();
    stage.newsroom.update('a', { headline: 'A3' });
    await stage.until((texts) => expect(headlines(texts)).toEqual(['A3']));
    expect(stage.told().filter((text) => text.includes('picture was removed'))).toHaveLength(1);
    press('Kill and post anew');
    await stage.until(() => expect(shown()).toEqual(['text']));
    expect(headlines(stage.texts())).toEqual(['A3']);
    await stage.until(() => expect(stage.stateOf('a')).toBe('sent'));
  });
});
