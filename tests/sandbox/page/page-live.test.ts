import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/http/server.ts';
import type { Sandbox } from '../../../src/sandbox/http/server.ts';
import { Pages, browserPath, collectComplaints, launchBrowser } from '../../stage/page-stage.ts';

const token = '1000000001:sandbox-needs-no-secret-token';
const bots = [{ token, id: 1_000_000_001, username: 'khabarshy_bot', firstName: 'Khabarshy' }];
const viewer = { id: 7, firstName: 'Aigerim', languageCode: 'kk' };
const channelId = -1_001_000_000_001;

let browser: Browser;
let pages: Pages;
let sandbox: Sandbox;
let page: Page;
let complaints: string[];

interface Reply {
  ok: boolean;
  description?: string;
  result?: { message_id?: number; id?: string; callback_query?: { id: string } }[] | { message_id?: number };
}

/** Calls the Bot API as a bot would. */
async function call(method: string, body: object): Promise<Reply> {
  const response = await fetch(`${sandbox.url}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  // The sandbox's own tests hold the shape of its answers.
  const reply = (await response.json()) as Reply;
  expect(reply).toMatchObject({ ok: true });
  return reply;
}

const send = (text: string, more = {}) =>
  call('sendMessage', { chat_id: channelId, text, parse_mode: 'HTML', ...more });

function post(id: number) {
  return page.locator(`.channel article[data-id="${id}"]`);
}

/** Every test sees a sandbox of its own; the page is open before anything happens. */
async function openSandbox(port = 0): Promise<void> {
  sandbox = await startSandbox({ bots, viewer, port });
  sandbox.addChat({ id: channelId, type: 'channel', title: 'Хабаршы', username: 'khabar_kk' });
}

describe.skipIf(browserPath === undefined)('the page on the real sandbox', { timeout: 30_000 }, () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    pages = new Pages(browser);
  }, 30_000);

  beforeEach(async () => {
    await openSandbox();
    page = await pages.take({ locale: 'en-GB', viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(8000);
    complaints = collectComplaints(page);
    await page.goto(sandbox.url);
    await page.locator('#board[aria-busy=false]').waitFor();
  });

  afterEach(async () => {
    await pages.giveBack(page);
    await sandbox.stop();
  });

  afterAll(() => browser.close());

  test('a post of the bot appears with its entities, is mended, and goes', async () => {
    await send('🎉 <b>Бас <i>тақырып</i></b>\n<a href="https://example.kz/a">Толығырақ</a>', {
      disable_notification: true,
    });
    expect(await post(1).locator('strong').allTextContents()).toEqual(['Бас ', 'тақырып']);
    expect(await post(1).locator('strong em').textContent()).toBe('тақырып');
    expect(await post(1).locator('.text a').getAttribute('href')).toBe('https://example.kz/a');
    expect(await post(1).getByRole('img', { name: 'Sent without sound' }).count()).toBe(1);
    await send('Жалғасы', { reply_parameters: { message_id: 1 } });
    await post(2).locator('.quote', { hasText: 'Бас тақырып' }).waitFor();
    await call('editMessageText', { chat_id: channelId, message_id: 2, text: 'Түзетілді' });
    await post(2).locator('.edited').waitFor();
    await call('deleteMessage', { chat_id: channelId, message_id: 2 });
    await post(2).waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  test('an own message scrolls to the end, and a pin is a line of its own', async () => {
    for (let number = 1; number <= 30; number += 1)
      await call('sendMessage', { chat_id: viewer.id, text: `line ${number}${'\nmore'.repeat(6)}` });
    const last = page.locator('article', { hasText: 'line 30' });
    await last.waitFor();
    const log = page.locator('.log', { has: last });
    await log.hover();
    await page.mouse.wheel(0, -2_000);
    await page.getByRole('button', { name: 'To the newest' }).waitFor();
    const field = page.getByRole('textbox', { name: 'Message to the bot' });
    await field.fill('/status');
    await field.press('Enter');
    await page.locator('article.own', { hasText: '/status' }).waitFor();
    const below = () =>
      page.evaluate<number>(
        "(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop)(document.querySelector('#desk .log'))",
      );
    await expect.poll(below).toBeLessThan(2);
    await send('Бас тақырып');
    await call('pinChatMessage', { chat_id: channelId, message_id: 1 });
    await post(2).and(page.locator('.service')).getByText('Pinned: Бас тақырып').waitFor();
    expect(complaints).toEqual([]);
  });

  test('a photo by address is drawn', async () => {
    await call('sendPhoto', { chat_id: channelId, photo: 'https://example.kz/a.jpg', caption: 'Сурет' });
    await post(1).locator('svg.picture').waitFor();
    expect(await post(1).locator('.text').textContent()).toBe('Сурет');
    expect(complaints).toEqual([]);
  });

  test('what the viewer writes and presses reaches the bot, and its answer the viewer', async () => {
    const field = page.getByRole('textbox', { name: 'Message to the bot' });
    await field.fill('/start now');
    await field.press('Enter');
    await page.locator('article.own', { hasText: '/start now' }).waitFor();
    const key = [[{ text: 'Yes', callback_data: 'yes' }]];
    await call('sendMessage', {
      chat_id: viewer.id,
      text: 'Post it?',
      reply_markup: { inline_keyboard: key },
    });
    await page.getByRole('button', { name: 'Yes' }).click();
    const query = async () => {
      const { result } = await call('getUpdates', { allowed_updates: ['message', 'callback_query'] });
      return Array.isArray(result)
        ? result.find((update) => update.callback_query)?.callback_query?.id
        : null;
    };
    await expect.poll(query).toBeTypeOf('string');
    await call('answerCallbackQuery', { callback_query_id: await query(), text: 'Жарияланды' });
    await page.locator('.toast', { hasText: 'Жарияланды' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('after the sandbox was restarted the page shows the new one by itself', async () => {
    await send('before');
    await post(1).waitFor();
    const port = Number(new URL(sandbox.url).port);
    await sandbox.stop();
    await page.getByText('The sandbox does not answer.').waitFor();
    await openSandbox(port);
    await send('after');
    await post(1).getByText('after').waitFor();
    await page.locator('#connection').waitFor({ state: 'hidden' });
    expect(await page.locator('.channel article').count()).toBe(1);
  });
});
