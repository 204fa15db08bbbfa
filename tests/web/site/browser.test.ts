import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, collectComplaints, launchBrowser } from '../../stage/page-stage.ts';
import { isLong } from '../../stage/sizes.ts';
import { ownerId, SiteStage } from '../../stage/site-stage.ts';
import { lanesOf } from '../../stage/databases.ts';
import type { SpokenLanguage } from '../../../src/news/language.ts';
import type { Store } from '../../../src/store/store.ts';
import { claim, promise } from '../../stage/stored-posts.ts';

const looks = [
  { width: 390, height: 844, scheme: 'dark' },
  { width: 1440, height: 900, scheme: 'light' },
  { width: 390, height: 844, scheme: 'light' },
  { width: 1440, height: 900, scheme: 'dark' },
] as const;
/** `npm test` looks at each size and each scheme, and not at all pairs of them. */
const looksOfAxe = isLong ? looks : looks.slice(0, 2);

const paths = ['/', '/articles', '/article?id=a', '/channels/en', '/sources', '/log', '/charts', '/settings'];

/** What scrolls sideways within a page that does not. The menu of the page does so on purpose. */
const sideways = `[...document.querySelectorAll('main *')]
  .filter((part) => part.scrollWidth > part.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(part).overflowX))
  .map((part) => part.outerHTML.slice(0, 80))`;

/** Text of the charts that is too small on the screen, which an SVG scales, or that is cut off at the edge of its chart. */
const unreadable = `[...document.querySelectorAll('.chart svg')]
  .filter((svg) => svg.checkVisibility())
  .flatMap((svg) => {
    const frame = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')].filter((text) => {
      const { left, right } = text.getBoundingClientRect();
      const size = svg.getScreenCTM().a * Number.parseFloat(getComputedStyle(text).fontSize);
      return size < 9 || left < frame.left || right > frame.right;
    });
  })
  .map((text) => text.textContent)`;

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate<axe.AxeResults>(
    "axe.run({ resultTypes: ['violations'] })",
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ failureSummary, target }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

/** Subscribers of a fortnight, and reactions to the post. */
async function countReaders(store: Store, now: Date): Promise<void> {
  const { numbers } = store.readers;
  for (let day = 0; day < 14; day += 1) {
    const name = new Date(now.getTime() - day * 86_400_000).toISOString().slice(0, 10);
    if (day !== 5) await numbers.setSubscribers('en', name, 12_400 - day * 13);
    await numbers.setSubscribers('kk', name, 12_350 + day * 4);
  }
  const reactions = {
    kind: 'reactions',
    updateId: 1,
    chatId: '-1',
    messageId: 1,
    count: 41,
    at: now,
  } as const;
  await numbers.count([reactions], '2026-11-24', () => ['en']);
}

/** Posts in every state, an editor's log, and a channel that is paused. */
async function newsroom(): Promise<SiteStage> {
  const stage = await SiteStage.set({ FEED_URL: 'https://steppe.example/rss.xml' });
  const { clock, store } = stage;
  const now = clock.now();
  const sent = await promise(store, 'a', { channel: 'en', sortAt: now });
  await claim(store, sent, now);
  const lanes = await lanesOf(store);
  await lanes.markSent(sent, { messageId: 1, chatId: '-1', link: 'https://t.me/news_en/1' }, null, now);
  const doubt = await promise(store, 'b', { channel: 'en', sortAt: now });
  await claim(store, doubt, now);
  await lanes.markUnsure(doubt, 'no answer', now);
  await lanes.markUncertain(doubt, 'nobody can look', now);
  const refused = await promise(store, 'c', { channel: 'en', sortAt: now });
  await claim(store, refused, now);
  await lanes.markRefused(refused, 'Bad Request: message is too long', now);
  await promise(store, 'd', { channel: 'en', sortAt: now });
  await countReaders(store, now);
  await store.channels.pause('kk', { at: now, until: null, by: 'Aigul' });
  return stage;
}

describe.skipIf(browserPath === undefined)('the page in a browser (needs Chromium)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function open(
    stage: SiteStage,
    look: (typeof looks)[number] = looks[1],
    javaScriptEnabled = true,
    language: SpokenLanguage = 'en',
  ) {
    const { height, scheme: colorScheme, width } = look;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
      javaScriptEnabled,
      locale: 'en-GB',
    });
    const page = await context.newPage();
    const person = { bot: 'main', userId: ownerId, name: 'Aigul', language } as const;
    const secret = await stage.store.webSessions.makeLogin(person, stage.clock.now());
    await page.goto(new URL(`/login/${secret}`, stage.url).href);
    return page;
  }

  test(
    'axe finds nothing wrong, nothing is wider than the window, and no rule is broken',
    { timeout: 60_000 },
    async () => {
      const stage = await newsroom();
      for (const look of looksOfAxe) {
        const page = await open(stage, look);
        const complaints = collectComplaints(page);
        expect(await violations(page), 'login').toEqual([]);
        await page.getByRole('button', { name: 'Log in' }).click();
        // Both looks are seen at each size; the other pages have no colours of their own.
        const seen = look.width === 390 ? paths : paths.slice(0, 4);
        for (const path of seen) {
          await page.goto(new URL(path, stage.url).href);
          await page.locator('#live:not([hidden])').waitFor();
          expect(await violations(page), `${path} ${look.width} ${look.scheme}`).toEqual([]);
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width);
          expect(await page.evaluate(sideways)).toEqual([]);
          expect(await page.evaluate(unreadable)).toEqual([]);
        }
        expect(complaints).toEqual([]);
        await page.context().close();
      }
    },
  );

  test.each([
    ['ru', 'Войти', 'Сроки хранения'],
    ['kk', 'Кіру', 'Сақтау мерзімі'],
  ] as const)(
    'in %s everything fits a phone, and the settings are named in it',
    { timeout: 60_000 },
    async (language, logIn, heading) => {
      const stage = await newsroom();
      const page = await open(stage, looks[0], true, language);
      await page.getByRole('button', { name: logIn }).click();
      for (const path of paths) {
        await page.goto(new URL(path, stage.url).href);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
        expect(await page.evaluate(sideways)).toEqual([]);
        expect(await page.evaluate(unreadable)).toEqual([]);
      }
      await page.getByRole('heading', { name: heading }).waitFor();
      await page.evaluate("document.querySelector('.who').textContent = 'Айгүл Серікқызы Әбдірахманова'");
      await page.locator('summary').click();
      const menu = await page.locator('.account .menu').boundingBox();
      expect(menu?.x).toBeGreaterThanOrEqual(0);
      expect((menu?.x ?? 0) + (menu?.width ?? 0)).toBeLessThanOrEqual(390);
      await page.locator('summary').click();
      // Values have no language, and a name of ours may be English.
      const english = `[...document.querySelectorAll('main h2, main td')].map((part) => part.innerText)
        .filter((text) => /[a-z]{3}/.test(text) && !/[а-яёәғқңөұүһі]/i.test(text) && !/[.:/_]/.test(text))
        .filter((text) => !/^[a-z]+$/.test(text))`;
      expect(await page.evaluate(english)).toEqual([]);
    },
  );

  test('everything is reached by keyboard, in the order in which it stands', async () => {
    const stage = await newsroom();
    const page = await open(stage);
    await page.getByRole('button', { name: 'Log in' }).press('Enter');
    await page.locator('#live:not([hidden])').waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('kk');
    await page.getByRole('button', { name: 'Resume' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('kk is running again.').waitFor();
    expect(await stage.store.channels.pausedUntil('kk', stage.clock.now())).toBe(null);
  });

  test('what changes is seen without loading, and what a person is about to use stays', async () => {
    const stage = await newsroom();
    const page = await open(stage);
    await page.getByRole('button', { name: 'Log in' }).press('Enter');
    await page.locator('#live.live').filter({ hasText: 'live' }).waitFor();
    await page.getByLabel('For how long').selectOption('0');
    await page.getByLabel('For how long').focus();
    await stage.store.channels.resume('kk', stage.clock.now());
    await stage.store.channels.pause('en', { at: stage.clock.now(), until: null, by: 'Boris' });
    stage.events.announce({ kind: 'posts changed' });
    await page.locator('#channel-kk').getByText('running').waitFor();
    expect(await page.locator('#channel-en').innerText()).not.toContain('paused');
    await page.locator('h2', { hasText: 'kk' }).locator('a').focus();
    await page.evaluate('document.activeElement.blur()');
    stage.events.announce({ kind: 'posts changed' });
    await page.locator('#channel-en').getByText('paused — Boris').waitFor();
  });

  test('all of it works without JavaScript', async () => {
    const stage = await newsroom();
    const page = await open(stage, looks[0], false);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.goto(new URL('/channels/en', stage.url).href);
    await page.getByRole('button', { name: 'Post it again' }).click();
    await page.getByRole('status').getByText('✓ Post it again — Aigul').waitFor();
    await page.goto(new URL('/article?id=d', stage.url).href);
    await page.getByRole('button', { name: 'Kill' }).click();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.getByRole('status').getByText('Canceled').waitFor();
    await page.locator('summary').click();
    await page.getByRole('button', { name: 'Қазақша' }).click();
    expect(await page.locator('html').getAttribute('lang')).toBe('kk');
    await page.locator('summary').click();
    await page.getByRole('button', { name: 'Шығу' }).click();
    await page.getByText('Write /web to the bot').waitFor();
  });
});
