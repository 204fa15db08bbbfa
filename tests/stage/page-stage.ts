import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/**
 * A stage for the sandbox's page: the page's own files, and whatever state and events a test wants to see on
 * them. The real server refuses hostile content before it could reach the page; here it reaches it.
 */

const folder = new URL('../../src/sandbox/page/', import.meta.url);
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'";

const browserPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const browserPath = browserPaths.find((path) => existsSync(path));

export interface StagedMessage {
  id: number;
  date: number;
  text: string;
  [field: string]: unknown;
}

interface StagedChat {
  id: number;
  type: string;
  title: string;
  username: string | null;
  messages: StagedMessage[];
}

export interface StagedState {
  bot: { username: string; firstName: string };
  viewer: { id: number; firstName: string } | null;
  commands: { command: string; description: string }[];
  timeZone: string | null;
  articleLanguages: string[] | null;
  chats: StagedChat[];
}

/** A plain text post; `fields` change it. Dates run a minute apart, today at noon. */
export function stageMessage(id: number, text: string, fields: Record<string, unknown> = {}): StagedMessage {
  const noonSeconds = Math.floor(new Date().setHours(12, 0, 0, 0) / 1000);
  return {
    id,
    date: noonSeconds + id * 60,
    edit_date: null,
    from: null,
    text,
    entities: [],
    photo: null,
    document: null,
    preview: null,
    reply_to: null,
    buttons: null,
    silent: false,
    pinned: false,
    forwarded_from: null,
    views: 1,
    ...fields,
  };
}

export class Stage {
  readonly posted: { path: string; body: unknown }[] = [];
  #state: StagedState;
  #server: Server | null = null;
  #port = 0;
  #lastEventId = 0;
  readonly #streams = new Set<ServerResponse>();

  constructor(state: StagedState) {
    this.#state = state;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/`;
  }

  /** Opens, the second time on the same port. */
  async open(): Promise<void> {
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', this.url).pathname;
      if (path === '/sandbox/events') this.#stream(response);
      else if (path === '/sandbox/state') sendJson(response, this.#state);
      else if (request.method === 'POST') {
        let text = '';
        request.on('data', (chunk) => (text += String(chunk)));
        request.on('end', () => {
          this.posted.push({ path, body: JSON.parse(text) });
          sendJson(response, { ok: true });
        });
      } else void sendFile(response, path === '/' ? 'index.html' : path.slice(1));
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    const address = server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    this.#streams.clear();
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** What the next reading of the state gives. */
  set state(state: StagedState) {
    this.#state = state;
  }

  tell(event: string, data: unknown): void {
    this.#lastEventId += 1;
    for (const stream of this.#streams) {
      stream.write(`id: ${this.#lastEventId}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 100\n\n');
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath ?? '',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A new page costs three times what a look at another address does: tests with the same options have one after the other. */
export class Pages {
  readonly #browser: Browser;
  readonly #idle = new Map<string, Page[]>();
  /** Pages in use, and with which options. */
  readonly #used = new Map<Page, { key: string; options: BrowserContextOptions }>();

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  async take(options: BrowserContextOptions): Promise<Page> {
    const key = JSON.stringify(options);
    const page = this.#idle.get(key)?.pop() ?? (await (await this.#browser.newContext(options)).newPage());
    this.#used.set(page, { key, options });
    return page;
  }

  /** Makes it as good as new for the next test. */
  async giveBack(page: Page): Promise<void> {
    const { key = '', options = {} } = this.#used.get(page) ?? {};
    this.#used.delete(page);
    page.removeAllListeners();
    await page.unrouteAll();
    await page.context().unrouteAll();
    await page.evaluate('localStorage.clear()');
    await page.emulateMedia({ colorScheme: null });
    await page.goto('about:blank');
    if (options.viewport) await page.setViewportSize(options.viewport);
    this.#idle.set(key, [...(this.#idle.get(key) ?? []), page]);
  }
}

/** Fails a test for anything that the page complains of: an error of its own, or a rule of its policy broken. */
export function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function sendFile(response: ServerResponse, name: string): Promise<void> {
  try {
    if (name.includes('/')) throw new Error('not in the folder');
    const content = await readFile(new URL(name, folder));
    const type = contentTypes[extname(name)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-security-policy': policy });
    response.end(content);
  } catch {
    response.writeHead(404);
    response.end();
  }
}
