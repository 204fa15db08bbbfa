import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  Stage,
  browserPath,
  collectComplaints,
  launchBrowser,
  stageMessage,
} from '../../stage/page-stage.ts';
import type { StagedState } from '../../stage/page-stage.ts';
import { contrast } from '../../stage/contrast.ts';
import { isLong } from '../../stage/sizes.ts';

/** How the page is used: by people with a phone, a small laptop and a large one, in the light and in the dark. */

const viewer = { id: 7, firstName: 'Aigerim' };
const bot = { id: 1, name: 'Khabarshy', is_bot: true };
const sizes = [
  { width: 390, height: 844 },
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
];
const schemes = ['light', 'dark'] as const;
/** `npm test` looks at each size and each scheme, and not at all pairs of them. */
const looks = sizes
  .flatMap((size) => schemes.map((scheme) => ({ ...size, scheme })))
  .filter((_, index) => isLong || [1, 4].includes(index));

const titles = [
  'Хабаршы',
  'Хабаршы · новости',
  'Khabarshy News',
  'Экономика және қаржы жаңалықтары',
  'Происшествия',
  'Sport',
];

const entity = (text: string, part: string, type: string, more = {}) => ({
  type,
  offset: text.indexOf(part),
  length: part.length,
  ...more,
});

/** One post of each kind that strains the page: long words, pictures, quotes, code, and many buttons. */
function hardPosts() {
  const linked = 'Толығырақ оқу үшін сайтқа өтіңіз #Қоғам';
  const code = 'Жоба: SELECT * FROM articles WHERE language';
  const keys = Array.from({ length: 5 }, (_, row) =>
    Array.from({ length: 4 }, (_, at) => ({
      text: `№${row * 4 + at} Жариялау`,
      callback_data: `${row}:${at}`,
    })),
  );
  const photo = { src: null, width: 1200, height: 675, seed: 'steppe' };
  return [
    stageMessage(1, linked, {
      entities: [
        entity(linked, 'сайтқа', 'text_link', { url: 'https://example.kz/a' }),
        entity(linked, '#Қоғам', 'hashtag'),
        entity(linked, 'үшін сайтқа өтіңіз', 'blockquote'),
      ],
      pinned: true,
      silent: true,
    }),
    stageMessage(2, 'Электрондық-үкіметтің-қанағаттандырылмағандықтарыңыздан'.repeat(3), {
      photo,
      reply_to: { id: 1, text: linked },
      edit_date: 5,
    }),
    stageMessage(3, 'Pinned: Толығырақ оқу үшін', { service: true, reply_to: { id: 1, text: linked } }),
    stageMessage(4, code, {
      entities: [entity(code, 'SELECT * FROM articles WHERE language', 'pre'), entity(code, 'Жоба', 'bold')],
      forwarded_from: 'Достопримечательности',
      preview: { url: 'https://www.example.kz/2026/wind-power-rises.html', large: true },
    }),
    stageMessage(5, 'Высокопревосходительство', {
      buttons: keys,
      document: { name: 'a.csv', size: 9, href: '/f' },
    }),
  ];
}

const commands = [
  { command: 'help', description: 'Барлық командалар' },
  { command: 'queue', description: 'Кезекте не тұрғаны, және не мақұлдауды күтіп тұрғаны' },
  { command: 'quiet', description: 'Тыныш сағаттар' },
];

function stateOf(channels: number): StagedState {
  const chat = (id: number, type: string, title: string, messages = hardPosts()) => {
    return { id, type, title, username: null, messages };
  };
  const asked = hardPosts().map((message) => ({ ...message, from: bot, pinned: false, service: false }));
  return {
    bot: { username: 'khabarshy_bot', firstName: 'Khabarshy' },
    viewer,
    commands,
    timeZone: 'Asia/Almaty',
    articleLanguages: ['kk', 'ru', 'en'],
    chats: [
      ...titles.slice(0, channels).map((title, index) => chat(-1001 - index, 'channel', title)),
      chat(viewer.id, 'private', 'Aigerim', asked),
    ],
  };
}

let browser: Browser;
let stage: Stage | null = null;
let page: Page | null = null;
let complaints: string[] = [];

interface Look {
  width: number;
  height: number;
  scheme?: 'light' | 'dark';
}

async function open({ width, height, scheme = 'light' }: Look, channels = 6): Promise<Page> {
  stage = new Stage(stateOf(channels));
  await stage.open();
  const options = {
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    viewport: { width, height },
    colorScheme: scheme,
  };
  page = await (await browser.newContext({ ...options, reducedMotion: 'reduce' })).newPage();
  page.setDefaultTimeout(15_000);
  complaints = collectComplaints(page);
  await page.goto(stage.url);
  await page.locator('#board[aria-busy=false]').waitFor();
  return page;
}

/** What axe finds wrong, as rule and element. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  // The name of the day fades after a scroll, and has too little contrast on its way.
  const isStill =
    "document.querySelector('.scrolling') === null && !document.getAnimations().some((each) => each instanceof CSSTransition)";
  await expect.poll(() => page.evaluate<boolean>(isStill), { timeout: 8_000 }).toBe(true);
  const { violations: found } = await page.evaluate<axe.AxeResults>(
    "axe.run({ resultTypes: ['violations'] })",
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

/** Whatever is used in a chat stays within the window. */
function overflow(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`
    [...document.querySelectorAll('button, a, input, select, textarea, .bubble, .album')]
      .filter((element) => element.checkVisibility() && !element.closest('#board, nav'))
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .map((element) => element.outerHTML.slice(0, 120))`);
}

describe.skipIf(browserPath === undefined)('the page of the sandbox in use', { timeout: 180_000 }, () => {
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);

  afterEach(async () => {
    await page?.context().close();
    await stage?.close();
    page = null;
    stage = null;
    expect(complaints).toEqual([]);
  });

  afterAll(() => browser.close());

  test.each(looks)('axe finds nothing wrong at $width × $height in the $scheme', async (look) => {
    const page = await open(look);
    expect(await violations(page), 'at first sight').toEqual([]);
    expect(await overflow(page)).toEqual([]);
    await page.getByRole('navigation').getByRole('button').last().click();
    await page.getByRole('textbox', { name: 'Message to the bot' }).fill('/');
    await page.getByRole('listbox', { name: 'Commands' }).waitFor();
    expect(await violations(page), 'with the commands').toEqual([]);
    expect(await overflow(page)).toEqual([]);
    await page.locator('#write').click();
    await page.getByRole('dialog', { name: 'An article of your own' }).waitFor();
    expect(await violations(page), 'with the form').toEqual([]);
    expect(await overflow(page)).toEqual([]);
  });

  test('one sentence says what one sees and what to try, until it is hidden', async () => {
    const page = await open({ width: 1280, height: 720 });
    const intro = page.getByRole('region', { name: 'About this page' });
    expect(await intro.innerText()).toContain('where its bot posts sample news: write an article');
    await intro.getByRole('button', { name: 'ask the bot for help' }).click();
    await expect
      .poll(() => stage?.posted)
      .toEqual([{ path: '/sandbox/send', body: { chat_id: viewer.id, text: '/help' } }]);
    await intro.getByRole('button', { name: 'Hide this explanation' }).click();
    await page.reload();
    await page.locator('#board[aria-busy=false]').waitFor();
    expect(await intro.isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Write an article' }).isVisible()).toBe(true);
  });

  test('a form, by keyboard alone, sends an article, and the page leads to its post', async () => {
    const page = await open({ width: 390, height: 844 });
    await page.getByRole('button', { name: 'Write an article', exact: true }).press('Enter');
    const form = page.getByRole('dialog', { name: 'An article of your own' });
    await form.getByRole('button', { name: 'Publish' }).press('Enter');
    expect(stage?.posted, 'a headline is needed').toEqual([]);
    await form.getByLabel('Headline').fill('  Жауын жауды ');
    await form.getByLabel('Summary').fill('Астанада');
    await form.getByLabel('Language').selectOption({ label: 'Russian' });
    await form.getByLabel('Urgency').selectOption('2');
    await form.getByLabel('Link').fill('https://example.kz/rain');
    await form.getByLabel('With a picture').press('Space');
    await page.route('**/sandbox/articles', (route) =>
      route.fulfill({ status: 400, json: { error: 'the link is not right' } }),
    );
    await form.getByLabel('Headline').press('Enter');
    await form.getByText('Not saved. The sandbox answered 400: the link is not right.').waitFor();
    complaints = [];
    await page.unroute('**/sandbox/articles');
    await form.getByLabel('Headline').press('Enter');
    await form.waitFor({ state: 'hidden' });
    const [sent] = stage?.posted ?? [];
    expect(sent).toEqual({
      path: '/sandbox/articles',
      body: {
        headline: 'Жауын жауды',
        summary: 'Астанада',
        language: 'ru',
        url: 'https://example.kz/rain',
        urgency: 2,
        picture: true,
      },
    });
    stage?.tell('message', {
      chat_id: -1002,
      message: stageMessage(9, 'Басты хабар\nЖауын жауды\nАстанада'),
    });
    await page.locator('.chosen article.shown', { hasText: 'Жауын жауды' }).waitFor();
    expect(await page.locator('.chosen h2').textContent()).toBe('Хабаршы · новости');
  });

  test('on a phone the chat with the bot is in sight and one touch away', async () => {
    const page = await open({ width: 390, height: 844 });
    const tab = page.getByRole('navigation').getByRole('button', { name: 'Khabarshy', exact: true });
    const box = await tab.boundingBox();
    expect(box?.x).toBeGreaterThan(0);
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
    await tab.click();
    expect(await page.getByRole('textbox', { name: 'Message to the bot' }).isVisible()).toBe(true);
  });

  test('with six channels the desk is usable on a small laptop, and can be widened and remembered', async () => {
    const page = await open({ width: 1280, height: 720 });
    const desk = page.locator('#desk');
    const widthOf = async () => Math.round((await desk.boundingBox())?.width ?? 0);
    const log = await desk.getByRole('log').boundingBox();
    expect(log?.height).toBeGreaterThan(240);
    expect(await widthOf()).toBe(340);

    const line = page.getByRole('separator', { name: 'Width of the chat with the bot' });
    await line.press('ArrowRight');
    expect(await widthOf()).toBe(364);
    expect(await line.getAttribute('aria-valuenow')).toBe('364');
    await line.press('ArrowLeft');
    await line.press('ArrowLeft');
    expect(await widthOf()).toBe(316);
    await line.press('Home');
    expect(await widthOf()).toBe(280);
    await line.press('End');
    expect(await widthOf()).toBe(Number(await line.getAttribute('aria-valuemax')));
    expect(await page.locator('.channel').first().isVisible()).toBe(true);

    await page.mouse.move(980, 500);
    await page.mouse.down();
    await page.mouse.move(520, 520, { steps: 3 });
    await page.mouse.up();
    expect(await widthOf()).toBe(520);
    await page.reload();
    await page.locator('#board[aria-busy=false]').waitFor();
    expect(await widthOf()).toBe(520);
    await line.dblclick();
    expect(await widthOf()).toBe(340);
  });

  test('posts and answers of the bot are in one zone, which is named', async () => {
    const page = await open({ width: 1280, height: 720 });
    expect(await page.getByText('times in Asia/Almaty').isVisible()).toBe(true);
    const date = Date.UTC(2026, 0, 31, 20, 30) / 1000;
    for (const chat_id of [-1001, viewer.id])
      stage?.tell('message', { chat_id, message: stageMessage(9, 'x', { date }) });
    const posts = page.locator('article[data-id="9"] time');
    await expect.poll(() => posts.allTextContents()).toEqual(['01:30', '01:30']);
    const day = page.locator('.day', { has: page.locator('article[data-id="9"]') }).first();
    expect(await day.locator('.day-label').textContent()).toBe('1 February');
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.locator('.chosen .zone').textContent()).toBe('Asia/Almaty');
    expect(await page.locator('.chosen .zone').isVisible()).toBe(true);

    const loaded = page.waitForEvent('load');
    if (stage !== null) stage.state = { ...stateOf(1), timeZone: 'UTC' };
    stage?.tell('settings', { ...stateOf(1), timeZone: 'UTC' });
    await loaded;
    await page.locator('.chosen .zone', { hasText: 'UTC' }).waitFor();
  });

  test('the commands of the bot open by a slash or a button, and are chosen by keyboard or mouse', async () => {
    const page = await open({ width: 1280, height: 720 });
    const field = page.getByRole('textbox', { name: 'Message to the bot' });
    const list = page.getByRole('listbox', { name: 'Commands' });
    const sent = () => stage?.posted.map(({ body }) => (body as { text: string }).text);
    await field.pressSequentially('/qu');
    expect(await list.getByRole('option').allInnerTexts()).toHaveLength(2);
    await field.press('ArrowDown');
    const chosen = list.getByRole('option', { selected: true });
    expect(await chosen.innerText()).toContain('/quiet');
    expect(await field.getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
    await field.press('Tab');
    expect(await field.inputValue()).toBe('/quiet ');
    expect(await list.isVisible()).toBe(false);
    await field.fill('/');
    await field.press('Escape');
    expect(await list.isVisible()).toBe(false);
    await field.press('Enter');
    await field.pressSequentially('/q');
    await field.press('Enter');
    await expect.poll(sent).toEqual(['/', '/queue']);
    await page.getByRole('button', { name: 'Commands' }).click();
    await list.getByRole('option', { name: '/help' }).click();
    await expect.poll(sent).toEqual(['/', '/queue', '/help']);
    stage?.tell('settings', { ...stateOf(6), commands: [{ command: 'start', description: 'Бастау' }] });
    await page.getByRole('button', { name: 'Commands' }).click();
    await expect
      .poll(() => list.getByRole('option').allInnerTexts())
      .toEqual([expect.stringMatching(/^.start/)]);
  });

  test('from the list to the text box it is one Tab, the arrows move in the list, and Enter on the bot goes to the box', async () => {
    const page = await open({ width: 1440, height: 900 });
    const entries = page.getByRole('navigation').getByRole('button');
    const field = page.getByRole('textbox', { name: 'Message to the bot' });
    const isFocused = () => field.evaluate((element) => element === element.ownerDocument.activeElement);
    const title = () =>
      page.evaluate<string>("document.activeElement.querySelector('.entry-title').textContent");
    await page.getByRole('button', { name: 'Write an article', exact: true }).focus();
    await page.keyboard.press('Tab');
    expect(await title()).toBe(titles[0]);
    await page.keyboard.press('Tab');
    expect(await isFocused()).toBe(true);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await title()).toBe(titles[2]);
    await page.keyboard.press('Enter');
    expect(await page.locator('.chosen h2').textContent()).toBe(titles[2]);
    await entries.nth(2).focus();
    await page.keyboard.press('End');
    expect(await title()).toBe('Khabarshy');
    await page.keyboard.press('ArrowRight');
    expect(await title()).toBe(titles[0]);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    expect(await isFocused()).toBe(true);
  });

  test.each(schemes)('in the %s a link stands out from the text and from its ground', async (scheme) => {
    const page = await open({ width: 1280, height: 720, scheme });
    const link = stageMessage(9, 'сайтқа өтіңіз', {
      from: { ...viewer, name: 'Aigerim', is_bot: false },
      entities: [{ type: 'text_link', offset: 0, length: 6, url: 'https://example.kz/a' }],
    });
    stage?.tell('message', { chat_id: viewer.id, message: link });
    await page.locator('.own a.link').waitFor();
    for (const bubble of ['.channel', '.own']) {
      const [linked = '', text = '', ground = ''] = await page.evaluate<string[]>(`(() => {
        const link = document.querySelector('${bubble} a.link');
        const bubble = link.closest('.bubble');
        const style = getComputedStyle(bubble);
        return [getComputedStyle(link).color, style.color, style.backgroundColor];
      })()`);
      expect([bubble, contrast(linked, text) >= 3]).toEqual([bubble, true]);
      expect([bubble, contrast(linked, ground) >= 4.5]).toEqual([bubble, true]);
    }
  });
});
