import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { createServer } from 'node:http';
import { Writable } from 'node:stream';
import fc from 'fast-check';
import { Bot, HttpError } from 'grammy';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLog, scrub } from '../src/log.ts';
import type { LogOptions, Logger } from '../src/log.ts';

const token = '123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ1';
const password = 'p@ss "w\\ord"/ü';

class Memory extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function open(options: Partial<LogOptions> = {}): Promise<{ log: Logger; memory: Memory }> {
  const memory = new Memory();
  const log = await createLog({
    level: 'info',
    format: 'json',
    secrets: [token, password],
    ...options,
    destination: memory,
  });
  return { log, memory };
}

/** The error that grammY throws when Telegram cannot be reached; the token is in the address. */
async function causeHttpError(): Promise<HttpError> {
  const server = createServer((request) => request.socket.destroy()).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const bot = new Bot(token, { client: { apiRoot: `http://127.0.0.1:${port}`, sensitiveLogs: true } });
  try {
    await bot.api.getMe();
  } catch (error) {
    if (error instanceof HttpError) return error;
    throw error;
  } finally {
    server.close();
  }
  throw new Error('the request was answered');
}

describe.each(['json', 'pretty'] as const)('the %s log', (format) => {
  test('keeps a secret that it learns while it runs', async () => {
    const secrets = [token];
    const { log, memory } = await open({ format, secrets });
    log.info('before');
    secrets.push('the-password-of-a-source');
    log.info({ url: 'https://a.example/?key=the-password-of-a-source' }, 'after');
    expect(memory.text).toContain('after');
    expect(memory.text).not.toContain('the-password');
  });

  test("keeps the token of grammY's own error to itself", async () => {
    const error = await causeHttpError();
    expect(`${error.message} ${String(error.error)}`).toContain(token);
    const { log, memory } = await open({ format });
    log.error(error);
    log.error({ err: error, error, reason: error }, 'the request failed');
    log.warn({ nested: { deep: [error.message] } }, error.stack);
    log
      .child({ url: `https://api.telegram.org/bot${token}/getMe` })
      .error(new Error('outer', { cause: error }));
    expect(memory.text).toContain('[secret]');
    expect(memory.text).not.toContain('AAbbCC');
  });

  test('keeps it to itself by its shape alone', async () => {
    const { log, memory } = await open({ format, secrets: [] });
    log.error({ reason: await causeHttpError() });
    expect(memory.text).toContain('/bot[token]/getMe');
    expect(memory.text).not.toContain('AAbbCC');
  });

  test('keeps every form of a given secret to itself', async () => {
    const { log, memory } = await open({ format });
    log.info({ password, url: `postgres://a:${encodeURIComponent(password)}@h/d` }, password);
    log.error(new Error(password, { cause: new AggregateError([new Error(password)], password) }));
    for (const part of ['p@ss', 'p%40ss', 'w\\ord', 'ord"/ü']) expect(memory.text).not.toContain(part);
  });

  test('writes a step in one line, with its facts', async () => {
    const { log, memory } = await open({ format });
    log.info({ channels: ['kk', 'ru'], posts: 7, ms: 12 }, 'planned');
    expect(memory.text).toMatch(/^[^\n]*\["kk","ru"\][^\n]*"ms":12[^\n]*\n$/);
  });

  test('writes nothing that a terminal obeys, wherever the text stands', async () => {
    const { log, memory } = await open({ format });
    const text = 'a\u001B[2J\u009B31m\u202Eb\u2066\u200F\u061C\u007Fc';
    log.info({ headline: text, list: [text], [text]: 1 }, text);
    log.error({ error: new Error(text, { cause: new Error(text) }) }, 'a step failed');
    expect(memory.text).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
    expect(memory.text).toContain(String.raw`\u202eb\u2066\u200f\u061c`);
  });

  test('writes what has the weight, at once', async () => {
    const { log, memory } = await open({ format, level: 'warn' });
    log.info('light');
    log.warn({ channel: 'kk' }, 'heavy');
    expect(memory.text).toContain('heavy');
    expect(memory.text).toContain('kk');
    expect(memory.text).not.toContain('light');
  });

  test('writes nothing when silent', async () => {
    const { log, memory } = await open({ format, level: 'silent' });
    log.fatal('x');
    expect(memory.text).toBe('');
  });
});

const fullDisk = '/dev/full';

describe.skipIf(!existsSync(fullDisk))('on a full disk', () => {
  test.each(['json', 'pretty'])('the %s log ends nobody', async (format) => {
    const script = `
      import { createLog } from ${JSON.stringify(new URL('../src/log.ts', import.meta.url).href)};
      const log = await createLog({ level: 'info', format: '${format}', secrets: [] });
      for (let line = 0; line < 3; line += 1) log.info({ line }, 'sent');
      process.on('exit', () => process.stderr.write('went on'));
      setTimeout(() => log.info({}, 'stopped'), 20);`;
    const output = openSync(fullDisk, 'w');
    onTestFinished(() => closeSync(output));
    const args = ['--input-type=module', '--eval', script];
    const { stderr } = spawnSync(process.execPath, args, { stdio: ['ignore', output, 'pipe'] });
    expect(stderr.toString()).toBe('went on');
  });
});

describe('the json log', () => {
  test('writes one object in a line, with the level as a word', async () => {
    const { log, memory } = await open();
    log.info({ post: 7 }, 'sent');
    const line: unknown = JSON.parse(memory.text);
    expect(line).toEqual({ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), post: 7, msg: 'sent' });
  });

  test('stays JSON whatever the secret is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ minLength: 4 }), fc.stringMatching(/^\d{4,6}$/)),
        async (secret) => {
          // A secret that is a piece of JSON itself cannot be told from the line around it.
          fc.pre(!/["{}:,[\]]/.test(secret));
          const { log, memory } = await open({ secrets: [secret] });
          log.info({ text: `a ${secret} b`, count: 123_456_789, id: Number(secret) }, secret);
          const line: unknown = JSON.parse(memory.text);
          expect(line).toBeTypeOf('object');
          expect(line).not.toMatchObject({ msg: secret });
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('scrub', () => {
  const examples: [string, string][] = [
    [`https://api.telegram.org/bot${token}/sendMessage`, 'https://api.telegram.org/bot[token]/sendMessage'],
    [`bot${token.replace(':', '%3A')}/x`, 'bot[token]/x'],
    ['postgres://user:pa@ss@host:5432/db', 'postgres://user:***@host:5432/db'],
    ['redis://:secret@host', 'redis://:***@host'],
    ['postgres://h/d?user=a&password=pa%20ss&ssl=1', 'postgres://h/d?user=a&password=***&ssl=1'],
    ['http://127.0.0.1:8080/a?b=@c', 'http://127.0.0.1:8080/a?b=@c'],
    ['at 10:00:00, 5:3, port 8080: ready', 'at 10:00:00, 5:3, port 8080: ready'],
    ['2026-01-01T10:00:00.000Z', '2026-01-01T10:00:00.000Z'],
  ];
  test.each(examples)('%s', (text, expected) => {
    expect(scrub(text)).toBe(expected);
  });

  test('takes the longer of two secrets first', () => {
    expect(scrub('abcdefgh abcd', ['abcd', 'abcdefgh'])).toBe('[secret] [secret]');
  });

  test('leaves out very short secrets, which occur in every line', () => {
    expect(scrub('a b c', ['a', ''])).toBe('a b c');
  });

  test('is a scrubbed text whatever stands around the token', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(scrub(`${before}${token}${after}`)).not.toContain('GGhhIIjj');
      }),
    );
  });
});
