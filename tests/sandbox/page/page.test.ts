import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { contrast } from '../../stage/contrast.ts';
import {
  Pages,
  Stage,
  browserPath,
  collectComplaints,
  launchBrowser,
  stageMessage,
} from '../../stage/page-stage.ts';
import type { StagedMessage, StagedState } from '../../stage/page-stage.ts';

const kazakh = -1001;
const viewer = { id: 7, firstName: 'Aigerim' };
const bot = { id: 1, name: 'Khabarshy', is_bot: true };
const wide = { width: 1400, height: 900 };
const phone = { width: 360, height: 740 };

let browser: Browser;
let pages: Pages;
let stage: Stage | null = null;
let page: Page | null = null;
let complaints: string[] = [];

function stateWith(posts: StagedMessage[], desk: StagedMessage[] = [], who = true): StagedState {
  const channel = (id: number, title: string, messages: StagedMessage[]) => ({
    id,
    type: 'channel',
    title,
    username: null,
    messages,
  });
  return {
    bot: { username: 'khabarshy_bot', firstName: 'Khabarshy' },
    viewer: who ? viewer : null,
    commands: [],
    timeZone: null,
    articleLanguages: null,
    chats: [
      channel(kazakh, 'Қазақша жаңалықтар', posts),
      channel(-1002, 'Новости по-русски', []),
      channel(-1003, 'News in English', []),
      ...(who ? [{ id: viewer.id, type: 'private', title: 'Aigerim', username: null, messages: desk }] : []),
    ],
  };
}

async function open(state: StagedState, options: BrowserContextOptions = { viewport: wide }) {
  const opened = new Stage(state);
  stage = opened;
  await opened.open();
  const view = await pages.take({ locale: 'en-GB', timezoneId: 'Asia/Almaty', ...options });
  page = view;
  view.setDefaultTimeout(8000);
  complaints = collectComplaints(view);
  await view.goto(opened.url);
  await view.locator('#board[aria-busy=false]').waitFor();
  return { stage: opened, page: view };
}

/** What an expression gives for `element`, the first one that the selector finds. */
function evaluateOn<Value>(page: Page, selector: string, expression: string): Promise<Value> {
  const element = `document.querySelector(${JSON.stringify(selector)})`;
  return page.evaluate<Value>(`((element) => ${expression})(${element})`);
}

/** How many pixels of the first chat lie below what is seen. */
function hiddenBelow(page: Page): Promise<number> {
  return evaluateOn(page, '.board .log', 'element.scrollHeight - element.clientHeight - element.scrollTop');
}

/** The post with this number, in whichever chat. */
function post(page: Page, id: number) {
  return page.locator(`article[data-id="${id}"]`);
}

describe.skipIf(browserPath === undefined)(
  'the page of the sandbox, in a browser',
  { timeout: 30_000 },
  () => {
    beforeAll(async () => {
      browser = await launchBrowser();
      pages = new Pages(browser);
    }, 30_000);

    afterEach(async () => {
      if (page !== null) await pages.giveBack(page);
      await stage?.close();
      page = null;
      stage = null;
    });

    afterAll(() => browser.close());

    describe('shows a text with its entities', () => {
      const entity = (type: string, offset: number, length: number, more = {}) => ({
        type,
        offset,
        length,
        ...more,
      });
      const cases: [name: string, text: string, entities: object[], html: string][] = [
        ['bold', 'a b', [entity('bold', 2, 1)], 'a <strong>b</strong>'],
        ['after an emoji of two units', '🎉 b', [entity('italic', 3, 1)], '🎉 <em>b</em>'],
        ['nested', 'abc', [entity('bold', 0, 3), entity('italic', 1, 1)], '<strong>a<em>b</em>c</strong>'],
        [
          'nested, told inner first',
          'abc',
          [entity('underline', 1, 1), entity('bold', 0, 3)],
          '<strong>a<u>b</u>c</strong>',
        ],
        [
          'two over the same text',
          'ab',
          [entity('bold', 0, 2), entity('italic', 0, 2)],
          '<strong><em>ab</em></strong>',
        ],
        [
          'overlapping',
          'abc',
          [entity('bold', 0, 2), entity('italic', 1, 2)],
          '<strong>a<em>b</em></strong>c',
        ],
        [
          'strikethrough and code',
          'ab',
          [entity('strikethrough', 0, 1), entity('code', 1, 1)],
          '<s>a</s><code>b</code>',
        ],
        ['outside the text', 'ab', [entity('bold', 1, 5), entity('bold', -1, 1), entity('bold', 0, 0)], 'ab'],
        ['through the middle of an emoji', '🎉', [entity('bold', 0, 1)], '🎉'],
        ['hashtag', '#қоғам', [entity('hashtag', 0, 6)], '<span class="tag">#қоғам</span>'],
        [
          'quote, with the line feed after it',
          'a\nb\nc',
          [entity('blockquote', 2, 1)],
          'a\n<blockquote dir="auto">b</blockquote>c',
        ],
        ['a type of the future', 'ab', [entity('constructor', 0, 2)], '<span>ab</span>'],
        [
          'link',
          'ab',
          [entity('text_link', 0, 2, { url: 'https://example.kz/?a=1&b=2' })],
          '<a href="https://example.kz/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer" class="link">ab</a>',
        ],
        [
          'address without a scheme',
          'example.kz/a',
          [entity('url', 0, 12)],
          '<a href="https://example.kz/a" target="_blank" rel="noopener noreferrer" class="link">example.kz/a</a>',
        ],
        [
          'mention',
          '@abc',
          [entity('mention', 0, 4)],
          '<a href="https://t.me/abc" target="_blank" rel="noopener noreferrer" class="link">@abc</a>',
        ],
      ];

      test('each kind of entity, at its place', async () => {
        const posts = cases.map(([, text, entities], index) => stageMessage(index + 1, text, { entities }));
        const { page } = await open(stateWith(posts));
        await post(page, cases.length).waitFor();
        const shown = cases.map(async ([name], index) => {
          return [
            name,
            await post(page, index + 1)
              .locator('.text')
              .innerHTML(),
          ] as const;
        });
        const expected = cases.map(([name, , , html]) => [name, html] as const);
        expect(Object.fromEntries(await Promise.all(shown))).toEqual(Object.fromEntries(expected));
      });

      test('a spoiler hides its text until it is pressed, also from a keyboard', async () => {
        const entities = [{ type: 'spoiler', offset: 0, length: 6 }];
        const { page } = await open(stateWith([stageMessage(1, 'secret', { entities })]));
        const spoiler = page.getByRole('button', { name: 'Hidden text, press to show' });
        expect(await spoiler.locator('[inert]').count()).toBe(1);
        await spoiler.press('Enter');
        await page.locator('.spoiler.revealed').waitFor();
        expect(await page.locator('.spoiler [inert]').count()).toBe(0);
      });

      test('a long expandable quote unfolds', async () => {
        const text = 'A quote that goes on. '.repeat(20);
        const entities = [{ type: 'expandable_blockquote', offset: 0, length: text.length }];
        const { page } = await open(stateWith([stageMessage(1, text, { entities })]));
        const folded = await page.locator('.quoted').boundingBox();
        await page.getByRole('button', { name: 'Show more' }).click();
        const unfolded = await page.locator('.quoted').boundingBox();
        expect(unfolded?.height).toBeGreaterThan((folded?.height ?? 0) * 2);
        expect(await page.getByRole('button', { name: 'Show less' }).getAttribute('aria-expanded')).toBe(
          'true',
        );
      });
    });

    describe('keeps hostile content inert', () => {
      const attack = '<script>document.title="taken"</script><img src=x onerror="document.title=\'taken\'">';

      test('markup is text, wherever it stands', async () => {
        const state = stateWith([
          stageMessage(1, attack, {
            forwarded_from: attack,
            reply_to: { id: 1, text: attack },
            document: { name: attack, size: 1, href: '/file' },
            buttons: [[{ text: attack, url: 'https://example.kz/' }]],
          }),
        ]);
        const channel = state.chats[0];
        if (channel) channel.title = attack;
        const { page } = await open(state);
        expect(await post(page, 1).locator('.text').textContent()).toBe(attack);
        expect(await page.locator('.chat script, .chat img, nav img').count()).toBe(0);
        expect(await page.title()).toBe('khabarshy sandbox');
        expect(complaints).toEqual([]);
      });

      test('only http, https and tg become links', async () => {
        const addresses = [
          'javascript:alert(1)',
          ' JaVaScRiPt:alert(1)',
          'java\nscript:alert(1)',
          'data:text/html,<script>alert(1)</script>',
          'vbscript:x',
          'file:///etc/passwd',
          'blob:http://127.0.0.1/x',
          '//',
          '',
        ];
        const posts = addresses.map((url, index) =>
          stageMessage(index + 1, 'words', {
            entities: [{ type: 'text_link', offset: 0, length: 5, url }],
            preview: { url, large: true },
            document: { name: 'a', size: 1, href: `https://elsewhere.test/${index}` },
            buttons: [[{ text: 'key', url }]],
          }),
        );
        const { page } = await open(stateWith(posts));
        await post(page, addresses.length).waitFor();
        expect(await page.locator('.chat a').count()).toBe(0);
        expect(await page.locator('article .text').allTextContents()).toEqual(addresses.map(() => 'words'));
      });

      test('a picture from elsewhere is drawn and not fetched', async () => {
        const requests: string[] = [];
        const opened = open(stateWith([]));
        const { page, stage } = await opened;
        page.on('request', (request) => requests.push(request.url()));
        stage.tell('message', {
          chat_id: kazakh,
          message: stageMessage(1, '', {
            photo: { src: 'https://elsewhere.test/a.jpg', width: 1, height: 1, seed: 'a' },
          }),
        });
        await post(page, 1).locator('svg.picture').waitFor();
        expect(requests).toEqual([]);
      });
    });

    test('shows all that belongs to a post', async () => {
      const { page } = await open(
        stateWith([
          stageMessage(1, 'Бірінші хабар', { pinned: true, silent: true, views: 12_345 }),
          stageMessage(2, 'Second', {
            reply_to: { id: 1, text: 'Бірінші хабар' },
            edit_date: 1,
            preview: { url: 'https://www.example.kz/2026/wind-power-rises.html', large: true },
          }),
          stageMessage(3, 'Third', { photo: { src: null, width: 1, height: 1, seed: 'a' } }),
          stageMessage(4, 'Fourth', { document: { name: 'a.csv', size: 48_211, href: '/file/a.csv' } }),
          stageMessage(5, 'Fifth', {
            photo: { src: '/not-there.jpg', width: 1, height: 1, seed: 'b' },
            forwarded_from: 'Khabar',
          }),
        ]),
      );
      const first = post(page, 1);
      expect(await first.getByRole('img', { name: 'Sent without sound' }).count()).toBe(1);
      expect(await first.getByRole('img', { name: 'Pinned' }).count()).toBe(1);
      expect(await first.locator('.views').textContent()).toMatch(/12/);
      expect(await first.locator('time').textContent()).toMatch(/^\d\d:\d\d$/);
      expect(await first.locator('.body').getAttribute('lang')).toBe('kk');
      expect(await page.locator('.pinned:visible').textContent()).toContain('Бірінші хабар');
      const card = post(page, 2).locator('.card');
      expect(await card.locator('.card-words').innerText()).toBe('example.kz\nWind power rises');
      expect(await post(page, 2).locator('.edited').textContent()).toBe('edited');
      expect(await post(page, 3).locator('svg.picture').count()).toBe(1);
      expect(await post(page, 4).locator('a.file').getAttribute('download')).toBe('a.csv');
      expect(await post(page, 4).locator('a.file').innerText()).toContain('48.2 kB');
      await post(page, 5).locator('svg.picture').waitFor();
      expect(await post(page, 5).locator('.forwarded').textContent()).toBe('Forwarded from Khabar');
      await post(page, 2).locator('.quote').click();
      await page.locator('article.shown[data-id="1"]').waitFor();
    });

    test('divides the days, and says when a channel is empty', async () => {
      const now = Math.floor(Date.now() / 1000);
      const { page } = await open(
        stateWith([stageMessage(1, 'a', { date: 1_700_000_000 }), stageMessage(2, 'b', { date: now })]),
      );
      await post(page, 2).waitFor();
      expect(await page.locator('.day-label').allTextContents()).toEqual(['15 November 2023', 'Today']);
      expect(await page.getByText('No posts yet.').filter({ visible: true }).count()).toBe(2);
    });

    test('writes right to left what is written so', async () => {
      const { page } = await open(stateWith([stageMessage(1, 'مرحبا بالعالم')]));
      expect(await evaluateOn(page, '.body', 'getComputedStyle(element).direction')).toBe('rtl');
    });

    describe('lives', () => {
      const tellPost = (stage: Stage, id: number, text: string, fields = {}) =>
        stage.tell('message', { chat_id: kazakh, message: stageMessage(id, text, fields) });

      test('a post appears, changes and goes by itself', async () => {
        const { page, stage } = await open(stateWith([]));
        tellPost(stage, 1, 'Breaking');
        await post(page, 1).waitFor();
        expect(await page.locator('nav .entry-line').first().textContent()).toBe('Breaking');
        stage.tell('edit', { chat_id: kazakh, message: stageMessage(1, 'Mended', { edit_date: 5 }) });
        await post(page, 1).getByText('Mended').waitFor();
        expect(await page.locator('article').count()).toBe(1);
        stage.tell('delete', { chat_id: kazakh, id: 1 });
        await post(page, 1).waitFor({ state: 'detached' });
        expect(await page.getByText('No posts yet.').filter({ visible: true }).count()).toBe(3);
        expect(complaints).toEqual([]);
      });

      test('a channel says for a while that a post was deleted, and of which', async () => {
        const { page, stage } = await open(
          stateWith([stageMessage(1, 'Stays'), stageMessage(2, 'Goes\nsoon')]),
        );
        stage.tell('delete', { chat_id: kazakh, id: 2 });
        await page.getByText('Deleted: Goes').waitFor();
        expect(await page.locator('.trace s').allTextContents()).toEqual(['Goes']);
        expect(await page.locator('nav .entry-line').first().textContent()).toBe('Stays');
      });

      test('a picture keeps its shape, and opens when it is pressed', async () => {
        const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"/>';
        const photo = { src: '/drawn.svg', width: 400, height: 300, seed: 'a' };
        const { page, stage } = await open(stateWith([]));
        await page.route('**/drawn.svg', (route) =>
          route.fulfill({ contentType: 'image/svg+xml', body: svg }),
        );
        stage.tell('message', { chat_id: kazakh, message: stageMessage(1, '', { photo }) });
        const small = await post(page, 1).locator('img').boundingBox();
        expect((small?.height ?? 0) / (small?.width ?? 1)).toBeCloseTo(3 / 4, 1);
        await page.getByRole('button', { name: 'Picture' }).click();
        await page.getByRole('dialog', { name: 'Picture' }).waitFor();
        await page.getByRole('button', { name: 'Close' }).click();
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
        expect(complaints).toEqual([]);
      });

      test('a link to a post of a channel leads to it on this page, any other to where it says', async () => {
        const link = (url: string) => ({ entities: [{ type: 'text_link', offset: 0, length: 4, url }] });
        const desk = [
          stageMessage(1, 'here', { from: bot, ...link('https://t.me/khabar_ru/1') }),
          stageMessage(2, 'away', { from: bot, ...link('https://t.me/somebody/1') }),
        ];
        const state = stateWith([], desk);
        const russian = state.chats[1];
        if (russian)
          Object.assign(russian, { username: 'Khabar_ru', messages: [stageMessage(1, 'Новость')] });
        const { page } = await open(state);
        // The browser asks nobody: the page outside gets no answer.
        await page.context().route('https://t.me/**', (route) => route.abort());
        await page.getByRole('link', { name: 'here' }).click();
        await page.locator('.chosen article.shown', { hasText: 'Новость' }).waitFor();
        expect(await page.locator('.chosen h2').textContent()).toBe('Новости по-русски');
        const opened = page.waitForEvent('popup');
        await page.getByRole('link', { name: 'away' }).click();
        await (await opened).close();
      });

      test('a post told twice stands once, and a late number takes its place', async () => {
        const { page, stage } = await open(stateWith([stageMessage(1, 'one')]));
        for (const [id, text] of [
          [3, 'three'],
          [3, 'three'],
          [2, 'two'],
        ] as const)
          tellPost(stage, id, text);
        await post(page, 2).waitFor();
        expect(await page.locator('article .text').allTextContents()).toEqual(['one', 'two', 'three']);
      });

      test('channels stand first in the list, whatever the order of the state', async () => {
        const state = stateWith([stageMessage(1, 'x')]);
        const { page, stage } = await open(
          { ...state, chats: state.chats.toReversed() },
          { viewport: phone },
        );
        await page.getByRole('heading', { name: 'News in English' }).waitFor();
        const group = { id: -9, type: 'supergroup', title: 'Log', username: null, messages: [] };
        stage.tell('chat', { chat: group });
        const titles = page.locator('nav .entry-title');
        await expect
          .poll(() => titles.allTextContents())
          .toEqual(['News in English', 'Новости по-русски', 'Қазақша жаңалықтар', 'Log', 'Khabarshy']);
        expect(await page.locator('.board .chosen').count()).toBe(1);
      });

      test('a new chat appears', async () => {
        const { page, stage } = await open(stateWith([]));
        stage.tell('chat', {
          chat: { id: -1009, type: 'channel', title: 'Fourth', username: 'fourth', messages: [] },
        });
        await expect.poll(() => page.getByRole('heading', { name: 'Fourth' }).count()).toBe(1);
      });

      test('follows the end, but not away from a reader of old posts', async () => {
        const many = Array.from({ length: 60 }, (_, index) => stageMessage(index + 1, `Post ${index + 1}`));
        const { page, stage } = await open(stateWith(many));
        const log = page.locator('.board .log').first();
        const below = () => hiddenBelow(page);
        expect(await below()).toBeLessThan(2);
        tellPost(stage, 61, 'Post 61');
        await post(page, 61).waitFor();
        await expect.poll(below).toBeLessThan(2);

        await log.hover();
        await page.mouse.wheel(0, -900);
        const toEnd = page.locator('.to-end:visible');
        await toEnd.waitFor();
        tellPost(stage, 62, 'Post 62');
        tellPost(stage, 63, 'Post 63');
        await toEnd.getByText('2 new posts').waitFor();
        expect(await below()).toBeGreaterThan(500);
        expect(await page.locator('nav .badge').first().textContent()).toBe('2');
        expect(await page.title()).toBe('(2) khabarshy sandbox');
        await toEnd.click();
        await expect.poll(below).toBeLessThan(2);
        await expect.poll(() => page.locator('nav .badge').count()).toBe(0);
      });

      test('the end stays in sight when the chat becomes smaller', async () => {
        const many = Array.from({ length: 40 }, (_, index) => stageMessage(index + 1, `Post ${index + 1}`));
        const { page, stage } = await open(stateWith(many));
        stage.tell('edit', { chat_id: kazakh, message: stageMessage(3, 'Post 3', { pinned: true }) });
        await page.locator('.pinned:visible').waitFor();
        await page.setViewportSize({ width: 1400, height: 620 });
        await expect.poll(() => hiddenBelow(page)).toBeLessThan(2);
        expect(await page.locator('.to-end:visible').count()).toBe(0);
      });

      test('a burst of thousands keeps the newest and stays light', async () => {
        const { page, stage } = await open(stateWith([]));
        const posts = Array.from({ length: 3000 }, (_, index) =>
          stageMessage(index + 1, `Post ${index + 1}`),
        );
        stage.state = stateWith(posts.slice(-200));
        for (const message of posts) stage.tell('message', { chat_id: kazakh, message });
        await post(page, 3000).waitFor();
        await expect.poll(() => page.locator('article').count()).toBeLessThanOrEqual(200);
      });

      test('a lost connection is shown, and what came meanwhile is there after it', async () => {
        const { page, stage } = await open(stateWith([stageMessage(1, 'before'), stageMessage(2, 'goes')]));
        await post(page, 2).waitFor();
        await stage.close();
        await page.getByText('The sandbox does not answer.').waitFor();
        stage.state = stateWith([stageMessage(1, 'mended'), stageMessage(3, 'meanwhile')]);
        await stage.open();
        await post(page, 3).waitFor();
        await post(page, 1).getByText('mended').waitFor();
        expect(await post(page, 2).count()).toBe(0);
        await page.locator('#connection').waitFor({ state: 'hidden' });
        tellPost(stage, 4, 'after');
        await post(page, 4).waitFor();
      });
    });

    describe('talks with the bot', () => {
      const question = stageMessage(2, 'Post it? /queue', {
        from: bot,
        entities: [{ type: 'bot_command', offset: 9, length: 6 }],
        buttons: [
          [
            { text: 'Yes', callback_data: 'yes:1' },
            { text: 'Open', url: 'https://example.kz/a' },
          ],
        ],
      });

      test('Enter sends, Shift+Enter does not', async () => {
        const { page, stage } = await open(stateWith([], [question]));
        const field = page.getByRole('textbox', { name: 'Message to the bot' });
        await field.fill('one');
        await field.press('Shift+Enter');
        await field.pressSequentially('two');
        expect(stage.posted).toEqual([]);
        await field.press('Enter');
        await expect
          .poll(() => stage.posted)
          .toEqual([{ path: '/sandbox/send', body: { chat_id: viewer.id, text: 'one\ntwo' } }]);
        expect(await field.inputValue()).toBe('');
        stage.tell('message', {
          chat_id: viewer.id,
          message: stageMessage(3, 'one\ntwo', { from: { ...viewer, name: 'Aigerim', is_bot: false } }),
        });
        await page.locator('article.own[data-id="3"]').waitFor();
      });

      test('text that could not be sent comes back', async () => {
        const { page } = await open(stateWith([], [question]));
        await page.route('**/sandbox/send', (route) => route.fulfill({ status: 500 }));
        const field = page.getByRole('textbox', { name: 'Message to the bot' });
        await field.fill('words');
        await field.press('Enter');
        await page.getByText('Not sent. The sandbox answered 500.').waitFor();
        expect(await field.inputValue()).toBe('words');
        await page.unroute('**/sandbox/send');
        await page.route('**/sandbox/send', (route) => route.abort());
        await field.press('Enter');
        await page.getByText('Not sent. The sandbox does not answer.').waitFor();
      });

      test('a pressed button waits for its answer; the answer is a toast, or an alert', async () => {
        const { page, stage } = await open(stateWith([], [question]));
        const key = page.getByRole('button', { name: 'Yes' });
        await key.click();
        await expect
          .poll(() => stage.posted)
          .toEqual([
            { path: '/sandbox/press', body: { chat_id: viewer.id, message_id: 2, callback_data: 'yes:1' } },
          ]);
        expect(await key.getAttribute('aria-busy')).toBe('true');
        stage.tell('answer', { user_id: 99, text: 'For somebody else', alert: false });
        stage.tell('answer', { user_id: viewer.id, text: 'Posted', alert: false });
        await page.locator('.toast', { hasText: 'Posted' }).waitFor();
        expect(await key.getAttribute('aria-busy')).toBeNull();
        expect(await page.locator('.toast').count()).toBe(1);
        stage.tell('answer', { user_id: viewer.id, text: 'Look here', alert: true });
        await page.getByRole('dialog', { name: 'Look here' }).waitFor();
        await page.getByRole('button', { name: 'OK' }).click();
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
        expect(await page.getByRole('link', { name: 'Open' }).getAttribute('rel')).toBe(
          'noopener noreferrer',
        );
        expect(complaints).toEqual([]);
      });

      test('a command in a text is sent by a press, and an empty chat begins with Start', async () => {
        const { page, stage } = await open(stateWith([], [question]));
        await page.getByRole('button', { name: '/queue', exact: true }).click();
        await expect.poll(() => stage.posted.at(-1)?.body).toEqual({ chat_id: viewer.id, text: '/queue' });
        stage.tell('delete', { chat_id: viewer.id, id: 2 });
        await page.getByRole('button', { name: 'Start' }).click();
        await expect.poll(() => stage.posted.at(-1)?.body).toEqual({ chat_id: viewer.id, text: '/start' });
      });

      test('no button breaks a word on a phone, however many stand in a row', async () => {
        const rows = [
          ['Опубликовать сейчас', 'Отложить до утра', 'Не публиковать'],
          ['Предварительный просмотр', 'Редактирование', 'Опубликовать сейчас'],
          ['Қазір жариялау', 'Таңертеңге қалдыру', 'Жарияламау'],
          ['1', '2', '3', '4', '5', '6', '7'],
        ];
        const buttons = rows.map((row) => row.map((text) => ({ text, callback_data: text })));
        const { page } = await open(stateWith([stageMessage(1, 'x', { buttons })]), {
          viewport: { width: 390, height: 844 },
        });
        const broken = await page.evaluate<
          string[]
        >(`[...document.querySelectorAll('.key span')].flatMap((span) => {
          const text = span.firstChild;
          return [...text.data.matchAll(/\\S+/g)].flatMap(({ 0: word, index }) => {
            const range = document.createRange();
            range.setStart(text, index);
            range.setEnd(text, index + word.length);
            return range.getClientRects().length === 1 ? [] : [word];
          });
        })`);
        expect(broken).toEqual([]);
        const place = (selector: string) => page.locator(selector).first().boundingBox();
        const [keyboard, log] = [await place('.keyboard'), await place('.board .log')];
        expect(keyboard?.width).toBeLessThanOrEqual(log?.width ?? 0);
        // Short buttons stay in one row.
        const last = await page.locator('.key-row').last().locator('.key').all();
        const tops = await Promise.all(last.map(async (key) => (await key.boundingBox())?.y));
        expect(new Set(tops).size).toBe(1);
      });

      test('without a viewer there is no such pane, and buttons cannot be pressed', async () => {
        const post = stageMessage(1, 'x', { buttons: [[{ text: 'Yes', callback_data: 'y' }]] });
        const { page } = await open(stateWith([post], [], false));
        expect(await page.getByRole('button', { name: 'Yes' }).isDisabled()).toBe(true);
        expect(await page.locator('#desk').isVisible()).toBe(false);
        expect(await page.getByRole('textbox').count()).toBe(0);
      });
    });

    describe('fits', () => {
      const long = stageMessage(1, `${'Unbroken'.repeat(60)} https://example.kz/${'x'.repeat(300)}`, {
        preview: { url: `https://${'long-host-name.'.repeat(4)}kz/${'y'.repeat(200)}`, large: false },
        reply_to: { id: 1, text: 'z'.repeat(300) },
        document: { name: 'f'.repeat(200), size: 5, href: '/f' },
        buttons: [
          Array.from({ length: 4 }, (_, index) => ({
            text: 'Button'.repeat(8),
            url: `https://e.kz/${index}`,
          })),
        ],
      });
      const pre = stageMessage(2, 'p'.repeat(400), { entities: [{ type: 'pre', offset: 0, length: 400 }] });

      test('every width without scrolling sideways, also when the window changes', async () => {
        const desk = [stageMessage(1, 'x'.repeat(300), { from: bot })];
        const { page } = await open(stateWith([long, pre], desk), { viewport: phone });
        await post(page, 2).waitFor();
        for (const width of [360, 390, 699, 700, 1099, 1100, 1400, 1900]) {
          await page.setViewportSize({ width, height: 740 });
          const channels = page.locator('.chat.channel:visible');
          await expect
            .poll(() => channels.count(), { message: `${width} pixels` })
            .toBe(width >= 1100 ? 3 : 1);
          const scrolled = await page.evaluate('document.documentElement.scrollWidth');
          expect(scrolled, `${width} pixels`).toBe(width);
          const overflow = 'element.scrollWidth - element.clientWidth';
          expect(await evaluateOn(page, '.chosen .log', overflow), `${width} pixels`).toBe(0);
        }
      });

      test('a phone has tabs, and the tab of a hidden chat counts what is unread', async () => {
        const { page, stage } = await open(stateWith([stageMessage(1, 'x')]), { viewport: phone });
        const tab = page.getByRole('button', { name: /Новости по-русски/ });
        stage.tell('message', { chat_id: -1002, message: stageMessage(1, 'Срочно') });
        await tab.locator('.badge').waitFor();
        stage.tell('message', { chat_id: -1002, message: stageMessage(2, 'Қате') });
        await expect.poll(() => tab.locator('.badge').textContent()).toBe('2');
        stage.tell('delete', { chat_id: -1002, id: 2 });
        await expect.poll(() => tab.locator('.badge').textContent()).toBe('1');
        await tab.click();
        await page.getByRole('log').getByText('Срочно').waitFor();
        await tab.locator('.badge').waitFor({ state: 'detached' });
        expect(await tab.getAttribute('aria-current')).toBe('true');
        await page.getByRole('button', { name: 'Khabarshy' }).click();
        await page.getByRole('textbox').waitFor();
      });

      test('dark mode has colours of its own, and both can be read', async () => {
        const { page } = await open(stateWith([stageMessage(1, 'x')]));
        const colours = () =>
          evaluateOn<[string, string]>(
            page,
            '.bubble',
            '[getComputedStyle(element).color, getComputedStyle(element).backgroundColor]',
          );
        const light = await colours();
        await page.emulateMedia({ colorScheme: 'dark' });
        const dark = await colours();
        expect(dark).not.toEqual(light);
        for (const [ink, ground] of [light, dark]) expect(contrast(ink, ground)).toBeGreaterThan(7);
        // A link without a colour of ours has the blue of the browser.
        const [own, accent] = await evaluateOn<[string, string]>(
          page,
          '.own-page',
          `[getComputedStyle(element).color, getComputedStyle(document.querySelector('.intro a')).color]`,
        );
        expect(own).toBe(accent);
      });
    });
  },
);
