import { Api, GrammyError } from 'grammy';
import { afterEach } from 'vitest';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/http/server.ts';

export const bot = { token: '1001:first', id: 1001, username: 'first_bot', firstName: 'First' };
export const second = { token: '1002:second', id: 1002, username: 'second_bot', firstName: 'Second' };
export const channel = -1_001_000_000_001;
export const person = 42;

/** Sandboxes that end with the test. One channel, one person; the second bot listens too. */
export function sandboxes() {
  let running: Sandbox[] = [];
  afterEach(async () => {
    await Promise.all(running.map((sandbox) => sandbox.stop()));
    running = [];
  });
  return async (options: Partial<SandboxOptions> = {}) => {
    const viewer = { id: person, firstName: 'Aigul', languageCode: 'kk' };
    const sandbox = await startSandbox({ bots: [bot, second], viewer, ...options });
    running.push(sandbox);
    sandbox.addChat({ id: channel, type: 'channel', title: 'Хабаршы', username: 'khabarshy_kk' });
    const api = new Api(bot.token, { apiRoot: sandbox.url });
    const witness = new Api(second.token, { apiRoot: sandbox.url });
    return { sandbox, api, witness };
  };
}

/** What Telegram said instead of doing it: `400 Bad Request: …`. */
export async function refusal(request: Promise<unknown>): Promise<string> {
  const error = await failure(request);
  if (!(error instanceof GrammyError)) throw new Error(`not refused: ${String(error)}`);
  return `${error.error_code} ${error.description}`;
}

export function failure(request: Promise<unknown>): Promise<unknown> {
  return request.then(
    () => null,
    (reason: unknown) => reason,
  );
}

/** A request as it is, for what a client library would not send. */
export async function ask(sandbox: Sandbox, path: string, init?: RequestInit) {
  const response = await fetch(`${sandbox.url}${path}`, init);
  const body = await response.text();
  const answer: unknown = body === '' ? null : JSON.parse(body);
  return { status: response.status, headers: response.headers, answer };
}
