/**
 * Makes the pictures of the docs from the sandbox: `node scripts/pictures.ts [moving|web|kk|ru|en …]`. It needs Chromium,
 * and `cwebp` and `img2webp` (Debian: webp). The pictures are kept in docs/pictures/.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type Page } from 'playwright-core';

const root = resolve(import.meta.dirname, '..');
const target = join(root, 'docs/pictures');
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);

const languages = ['kk', 'ru', 'en'] as const;
type Language = (typeof languages)[number];

/** The moving picture may have no more; people load it on phones. */
const mostBytes = 2_000_000;

/** One channel needs an editor's yes, so that there is a card to show. */
function channelsWith(approval: Language): string {
  const entries = languages.map(
    (name) =>
      `  - { id: "@khabarshy_${name}", name: ${name}, language: ${name}${name === approval ? ', approval: all' : ''} }`,
  );
  return `channels:\n${entries.join('\n')}\n`;
}

interface Running {
  url: string;
  folder: string;
  stop(): Promise<void>;
}

/** The program on its sandbox, in a folder of its own. */
async function startSandbox(language: Language, isMoving: boolean, port = 0): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'khabarshy-pictures-'));
  if (!isMoving) writeFileSync(join(folder, 'channels.yaml'), channelsWith(language));
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    HTTP_PORT: String(port),
    DESK_LANGUAGE: language,
  };
  const args = [join(root, 'src/start.js'), 'run', '--sandbox'];
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((found) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, address] = /see its channels at (\S+)/.exec(line) ?? [];
      if (address !== undefined) found(address);
    });
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  };
  return { url, folder, stop };
}

const desk = (page: Page) => page.locator('#desk');

/** Says something to the bot, and waits for its answer. */
async function say(page: Page, text: string): Promise<void> {
  const answers = desk(page).locator('article:not(.own)');
  const before = await answers.count();
  const field = page.getByRole('textbox', { name: 'Message to the bot' });
  await field.pressSequentially(text, { delay: 40 });
  await field.press('Enter');
  await answers.nth(before).waitFor();
  await page.waitForTimeout(500);
}

/** Times are written as people there write them. */
const locales: Readonly<Record<Language, string>> = { kk: 'kk-KZ', ru: 'ru-RU', en: 'en-GB' };

type Size = { width: number; height: number };

async function open(browser: Browser, url: string, size: Size, language: Language, scale = 2): Promise<Page> {
  const context = await browser.newContext({
    viewport: size,
    deviceScaleFactor: scale,
    colorScheme: 'light',
    locale: locales[language],
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('#board[aria-busy=false]').waitFor();
  return page;
}

/** The chat with the bot as it stands on a phone: status, latest articles, a card, and the question before a kill. */
async function drawDesk(browser: Browser, language: Language): Promise<void> {
  const sandbox = await startSandbox(language, false);
  try {
    const page = await open(browser, sandbox.url, { width: 1180, height: 1000 }, language);
    await page.locator('#intro-close').click();
    await page.locator('.channel article').nth(3).waitFor();
    const shoot = async (name: string) => {
      await page.locator('#board').hover();
      await page.waitForTimeout(1_500);
      const png = join(sandbox.folder, `${name}.png`);
      await desk(page).screenshot({ path: png });
      const webp = join(target, `${name}.${language}.webp`);
      execFileSync('cwebp', ['-quiet', '-q', '72', '-resize', '760', '0', png, '-o', webp]);
      process.stdout.write(`${webp}: ${Math.round(statSync(webp).size / 1_000)} kB\n`);
    };
    await desk(page).locator('article button').first().waitFor();
    await shoot('approval');
    // The first of the three buttons of the newest card: it is to be posted.
    await desk(page).locator('article button').nth(-3).click();
    await say(page, '/status');
    await shoot('status');
    await say(page, '/latest');
    await shoot('latest');
    await say(page, `/kill sample-002-${language}`);
    await shoot('kill');
  } finally {
    await sandbox.stop();
  }
}

/** Any port that is probably free: the page of the program has the next one. */
const webPort = 18_390;

/** The page for administrators, as an editor comes to it: by a link of the bot. */
async function drawWeb(browser: Browser): Promise<void> {
  const sandbox = await startSandbox('en', true, webPort);
  try {
    const page = await open(browser, sandbox.url, { width: 1180, height: 1000 }, 'en');
    await page.locator('.channel article').nth(9).waitFor();
    await say(page, '/web');
    const [link] = /http:\S+\/login\/[\w-]+/.exec(await desk(page).innerText()) ?? [];
    await page.setViewportSize({ width: 1180, height: 640 });
    await page.goto(link ?? '');
    await page.keyboard.press('Enter');
    await page.locator('#live:not([hidden])').waitFor();
    await page.waitForTimeout(1_000);
    const png = join(sandbox.folder, 'web.png');
    await page.screenshot({ path: png });
    const webp = join(target, 'web.webp');
    execFileSync('cwebp', ['-quiet', '-q', '72', '-resize', '1180', '0', png, '-o', webp]);
    process.stdout.write(`${webp}: ${Math.round(statSync(webp).size / 1_000)} kB\n`);
  } finally {
    await sandbox.stop();
  }
}

/** Twenty seconds of the page: news arrives, an editor asks, pauses a channel, and kills a post. */
async function drawMoving(browser: Browser): Promise<void> {
  const sandbox = await startSandbox('en', true);
  try {
    const page = await open(browser, sandbox.url, { width: 1280, height: 720 }, 'en', 1);
    const frames: { file: string; ms: number }[] = [];
    let last = Date.now();
    const ending = new AbortController();
    const shooting = (async () => {
      while (!ending.signal.aborted) {
        const file = join(sandbox.folder, `${frames.length}.png`);
        await page.screenshot({ path: file });
        const now = Date.now();
        frames.push({ file, ms: Math.min(now - last, 900) });
        last = now;
        await page.waitForTimeout(180);
      }
    })();
    await page.locator('.channel article').nth(5).waitFor();
    await page.waitForTimeout(1_200);
    await say(page, '/status');
    await page.waitForTimeout(1_200);
    await page.locator('#write').click();
    const form = page.locator('#article');
    await form.getByLabel('Headline').pressSequentially('First snow in Astana', { delay: 30 });
    await form.getByLabel('Language').selectOption('en');
    await form.getByLabel('With a picture').check();
    await page.waitForTimeout(300);
    await form.getByRole('button', { name: 'Publish' }).click();
    await page.locator('.channel article', { hasText: 'First snow in Astana' }).waitFor();
    await page.waitForTimeout(1_800);
    await say(page, '/latest en');
    await page.waitForTimeout(1_500);
    await say(page, '/pause en 2h');
    await page.waitForTimeout(1_500);
    ending.abort();
    await shooting;
    const output = join(target, 'sandbox.webp');
    for (const quality of [60, 45, 30, 20]) {
      const args = ['-loop', '0', '-lossy', '-q', String(quality), '-m', '6'];
      const files = frames.flatMap(({ file, ms }) => ['-d', String(Math.max(ms, 60)), file]);
      execFileSync('img2webp', [...args, ...files, '-o', output], { stdio: 'ignore' });
      if (statSync(output).size <= mostBytes) break;
    }
    process.stdout.write(
      `${output}: ${frames.length} frames, ${Math.round(statSync(output).size / 1_000)} kB\n`,
    );
  } finally {
    await sandbox.stop();
  }
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !['moving', 'web', ...languages].includes(name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no picture ${unknown.join(', ')}. There are: moving, web, ${languages.join(', ')}.\n`,
  );
  process.exit(2);
}
mkdirSync(target, { recursive: true });
const browser = await chromium.launch({
  executablePath: browserPath ?? '',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  for (const language of languages) {
    if (wanted.length === 0 || wanted.includes(language)) await drawDesk(browser, language);
  }
  if (wanted.length === 0 || wanted.includes('moving')) await drawMoving(browser);
  if (wanted.length === 0 || wanted.includes('web')) await drawWeb(browser);
} finally {
  await browser.close();
}
