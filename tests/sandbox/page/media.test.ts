import { Api, InputFile, InputMediaBuilder } from 'grammy';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/http/server.ts';
import type { Sandbox } from '../../../src/sandbox/http/server.ts';
import { mediaBytes } from '../../stage/media-bytes.ts';
import { Pages, browserPath, collectComplaints, launchBrowser } from '../../stage/page-stage.ts';
import { bot, channel } from '../../stage/sandboxes.ts';

const film = () => new InputFile(mediaBytes.film(), 'film.webm');
const photo = (url: string, caption?: string) =>
  InputMediaBuilder.photo(url, caption === undefined ? {} : { caption });
const addressOf = (place: number) => `https://img.example.kz/${place}.jpg`;

let browser: Browser;
let pages: Pages;
let sandbox: Sandbox;
let api: Api;
let page: Page;
let complaints: string[];

const album = () => page.locator('.channel .album');
const pictures = () => album().locator('.photo');

describe.skipIf(browserPath === undefined)('media on the page', { timeout: 30_000 }, () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    pages = new Pages(browser);
  }, 30_000);

  beforeEach(async () => {
    const viewer = { id: 7, firstName: 'Aigerim', languageCode: 'kk' };
    sandbox = await startSandbox({ bots: [bot], viewer });
    sandbox.addChat({ id: channel, type: 'channel', title: 'Хабаршы', username: 'khabar_kk' });
    api = new Api(bot.token, { apiRoot: sandbox.url });
    page = await pages.take({ locale: 'en-GB', viewport: { width: 390, height: 844 } });
    page.setDefaultTimeout(8_000);
    complaints = collectComplaints(page);
    await page.goto(sandbox.url);
    await page.locator('#board[aria-busy=false]').waitFor();
  });

  afterEach(async () => {
    await pages.giveBack(page);
    await sandbox.stop();
  });

  afterAll(() => browser.close());

  test('an uploaded video shows its frame, plays when it is pressed, and stops when it is closed', async () => {
    await api.sendVideo(channel, film(), { caption: 'Video' });
    await page.getByRole('button', { name: 'Play the video' }).click();
    const player = page.locator('#film video');
    const isPlayed = () =>
      player.evaluate(
        (video: { ended: boolean; videoWidth: number }) => video.ended && video.videoWidth === 16,
      );
    await expect.poll(isPlayed, { timeout: 8_000 }).toBe(true);
    await page.locator('#film').getByRole('button', { name: 'Close' }).click();
    await player.waitFor({ state: 'hidden' });
    await expect.poll(() => player.getAttribute('src')).toBeNull();
    expect(complaints).toEqual([]);
  });

  test('an uploaded animation begins by itself, and a sound can be heard', async () => {
    await api.sendAnimation(channel, film());
    await api.sendAudio(channel, new InputFile(mediaBytes.wav(), 'news.wav'), { caption: 'Sound' });
    const loop = page.locator('.film video');
    const begins = () =>
      loop.evaluate(
        (video: { autoplay: boolean; loop: boolean; muted: boolean; readyState: number }) =>
          video.autoplay && video.loop && video.muted && video.readyState > 1,
      );
    await expect.poll(begins, { timeout: 8_000 }).toBe(true);
    const sound = page.locator('audio');
    await expect.poll(() => sound.evaluate((audio: { duration: number }) => audio.duration)).toBe(1);
    expect(complaints).toEqual([]);
  });

  test('a video that no browser can decode is drawn', async () => {
    await api.sendVideo(channel, new InputFile(mediaBytes.mp4(), 'v.mp4'));
    await page.locator('.photo svg.picture').waitFor();
    expect(await page.locator('[data-film]').count()).toBe(0);
  });

  test.each([2, 3, 4, 5, 10])(
    'an album of %i fills its rows, and its words stand below all of them',
    async (count) => {
      const parts = Array.from({ length: count }, (_, place) =>
        place % 3 === 1
          ? InputMediaBuilder.video(film())
          : photo(addressOf(place), place === 0 ? 'Words' : undefined),
      );
      await api.sendMediaGroup(channel, parts);
      await expect.poll(() => pictures().count()).toBe(count);
      const boxes = await Promise.all((await pictures().all()).map((picture) => picture.boundingBox()));
      const whole = await album().boundingBox();
      const rows = Map.groupBy(boxes, (box) => Math.round(box?.y ?? 0));
      for (const row of rows.values()) {
        const width = row.reduce((sum, box) => sum + (box?.width ?? 0), (row.length - 1) * 2);
        expect(width).toBeCloseTo(whole?.width ?? 0, 0);
        expect(row.length).toBeLessThanOrEqual(3);
      }
      expect(rows.size).toBe(Math.ceil(count / 3) + (count === 3 ? 1 : 0));
      const lowest = Math.max(...boxes.map((box) => (box?.y ?? 0) + (box?.height ?? 0)));
      const words = await album().getByText('Words').boundingBox();
      expect(words?.y).toBeGreaterThanOrEqual(lowest);
      expect(await album().locator('time').filter({ visible: true }).count()).toBe(1);
      expect(complaints).toEqual([]);
    },
  );

  test('an album changes in place, and goes as a whole with one trace', async () => {
    await api.sendMessage(channel, 'Before');
    const parts = [photo(addressOf(1), 'Words'), photo(addressOf(2)), photo(addressOf(3))];
    const ids = (await api.sendMediaGroup(channel, parts)).map(({ message_id }) => message_id);
    await api.sendMessage(channel, 'After');
    await expect.poll(() => pictures().count()).toBe(3);
    await api.editMessageCaption(channel, ids[0] ?? 0, { caption: 'Other words' });
    await album().getByText('Other words').waitFor();
    await api.deleteMessage(channel, ids[2] ?? 0);
    await expect.poll(() => pictures().count()).toBe(2);
    await api.deleteMessages(channel, ids.slice(0, 2));
    await expect.poll(() => album().count()).toBe(0);
    expect(await page.locator('.channel .trace').count()).toBe(1);
    expect(await page.locator('.channel article').allTextContents()).toMatchObject([
      expect.stringContaining('Before'),
      expect.stringContaining('After'),
    ]);
    expect(complaints).toEqual([]);
  });

  test('two albums after each other stay two; files of one stand below each other with one time', async () => {
    await api.sendMediaGroup(channel, [photo(addressOf(1)), photo(addressOf(2))]);
    const file = (name: string) => InputMediaBuilder.document(new InputFile(mediaBytes.pdf(), name));
    await api.sendMediaGroup(channel, [file('a.pdf'), file('b.pdf'), file('c.pdf')]);
    await expect.poll(() => album().count()).toBe(2);
    expect(await album().nth(1).locator('.file b').allTextContents()).toEqual(['a.pdf', 'b.pdf', 'c.pdf']);
    for (const each of await album().all())
      expect(await each.locator('time').filter({ visible: true }).count()).toBe(1);
    expect(complaints).toEqual([]);
  });
});
