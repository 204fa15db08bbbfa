import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { noProxies } from '../../../src/config/proxy-settings.ts';
import { failureOf } from '../../../src/deliver/telegram/failure.ts';
import { createFetch, NeverLeft } from '../../../src/deliver/telegram/fetch.ts';
import { Telegram } from '../../../src/deliver/telegram/telegram.ts';
import type { Outcome } from '../../../src/news/post.ts';

const fetchAnswer = createFetch(noProxies);

const sent = { message_id: 7, date: 1, chat: { id: -1001, type: 'channel', title: 'x' }, text: 'x' };

function whole(body: string, status = '200 OK', length = Buffer.byteLength(body)): string {
  return `HTTP/1.1 ${status}\r\ncontent-length: ${length}\r\n\r\n${body}`;
}

/** A server that does this with every connection. @returns its port. */
async function listen(take: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    take(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port; // it listens on a port
}

async function sendTo(root: string): Promise<Outcome> {
  const telegram = new Telegram({ token: '1:secret', apiRoot: root, requestTimeoutMs: 5_000 });
  const message = {
    photo: null,
    text: { html: 'x', shown: 'x' },
    plain: 'x',
    previewUrl: null,
    link: null,
  };
  const { signal } = new AbortController();
  return telegram.send({ chatId: '-1001', topic: null }, message, 'text', {
    isSilent: false,
    replyTo: null,
    signal,
  });
}

/** What becomes of a post whose request is answered with these bytes. */
async function outcomeOf(answer: string, isOver = false): Promise<Outcome> {
  const port = await listen((socket) =>
    socket.once('data', () => void (isOver ? socket.end(answer) : socket.write(answer))),
  );
  return sendTo(`http://127.0.0.1:${port}`);
}

const refusal = (parameters: unknown) =>
  whole(JSON.stringify({ ok: false, error_code: 429, description: 'Too Many Requests', parameters }));

describe('an answer that is not whole, or not Telegram’s, leaves the post unsure, and at once', () => {
  test.each([
    ['nothing', ''],
    ['half a header', 'HTTP/1.1 200 OK\r\ncontent-le'],
    ['half a body', whole('{"ok":true', '200 OK', 1_000)],
    ['chunks that are none', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\njunk'],
    ['another protocol', 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'],
    ['a page', whole('<h1>Bad Gateway</h1>', '502 Bad Gateway')],
    ['a page of another place', whole('moved', '302 Found')],
    ['null', whole('null')],
    ['a list', whole('[]')],
    ['a refusal without a code', whole('{"ok":false}')],
    ['a result that is no message', whole('{"ok":true,"result":true}')],
    ['a message without its chat', whole(JSON.stringify({ ok: true, result: { ...sent, chat: {} } }))],
    ['a portal', whole('<html><h1>Welcome to our network</h1></html>')],
    ['a proxy that forbids the way', whole('<h1>Forbidden</h1>', '403 Forbidden')],
    ['no result', whole('{"ok":true}')],
    ['a message of no chat', whole(JSON.stringify({ ok: true, result: { ...sent, chat: { id: 0 } } }))],
    ['a chat that is null', whole(JSON.stringify({ ok: true, result: { ...sent, chat: null } }))],
    ['an album with a hole', whole(JSON.stringify({ ok: true, result: [sent, null] }))],
    ...[0, -7, 2.5, '7', null].map((message_id) => [
      `the number ${JSON.stringify(message_id)}`,
      whole(JSON.stringify({ ok: true, result: { ...sent, message_id } })),
    ]),
  ])('%s', async (_, answer) => {
    const outcome = await outcomeOf(answer ?? '', true);
    expect(outcome).toMatchObject({ kind: 'unsure' });
    expect(JSON.stringify(outcome)).not.toMatch(/undefined|secret|timed out|destructure|properties/);
  });

  test('an answer without end', async () => {
    const port = await listen((socket) => {
      const pour = () => {
        while (socket.write(Buffer.alloc(1_000_000, ' ')));
      };
      socket.on('drain', pour).once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        pour();
      });
    });
    expect(await sendTo(`http://127.0.0.1:${port}`)).toEqual({
      kind: 'unsure',
      reason: 'the answer has no end',
    });
  });
});

test.each([
  ['nothing', ''],
  ['a page', '<h1>413 Request Entity Too Large</h1>'],
  ['an envelope', '{"ok":false,"error_code":413,"description":"Request Entity Too Large"}'],
])('413 with %s: the server did not read it, so it certainly was not posted', async (_, body) => {
  const outcome = await outcomeOf(whole(body, '413 Request Entity Too Large'), true);
  expect(outcome).toEqual({ kind: 'refused', because: 'content', reason: 'Request Entity Too Large' });
});

test('an answer that ends with its connection is whole', async () => {
  const body = JSON.stringify({ ok: true, result: sent });
  expect(await outcomeOf(`HTTP/1.0 200 OK\r\n\r\n${body}`, true)).toMatchObject({
    kind: 'sent',
    messageId: 7,
  });
});

describe('429 never makes us ask without pause, nor be silent for years', () => {
  test.each([
    ['as a text', { retry_after: '7' }, 7],
    ['as a word', { retry_after: 'soon' }, 30],
    ['nothing', {}, 30],
    ['an empty text', { retry_after: '' }, 30],
    ['a list', { retry_after: [] }, 30],
    ['no parameters', null, 30],
    ['0', { retry_after: 0 }, 1],
    ['less than nothing', { retry_after: -5 }, 1],
    ['an age of the world', { retry_after: 1e15 }, 604_800],
  ])('%s', async (_, parameters, retryAfterSeconds) => {
    expect(await outcomeOf(refusal(parameters))).toEqual({ kind: 'limited', retryAfterSeconds });
  });
});

test.each([
  ['a page', '<h1>Slow down</h1>', 'retry-after: 7\r\n', 7],
  ['nothing', '', '', 30],
  ['an envelope of its own', '{"ok":false,"description":"Slow down"}', 'retry-after: soon\r\n', 30],
])('429 with %s: who limits us has passed nothing on', async (_, body, header, retryAfterSeconds) => {
  const answer = whole(body, '429 Too Many Requests').replace('\r\n\r\n', `\r\n${header}\r\n`);
  expect(await outcomeOf(answer, true)).toEqual({ kind: 'limited', retryAfterSeconds });
});

const faults: [code: string, message: string, words: RegExp][] = [
  [
    'EPROTO',
    'write EPROTO 407D:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:../deps/x.c:77:',
    /^the other end does not speak TLS; perhaps its address begins with http:/,
  ],
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'self-signed; try running Node.js with x',
    /^the certificate .* is not trusted; NODE_EXTRA_CA_CERTS/,
  ],
  ['CERT_HAS_EXPIRED', 'certificate has expired', /^the certificate of the other end has expired/],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'Hostname/IP does not match',
    /^the certificate of the other end belongs to another name/,
  ],
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND bots.invalid', /^there is no host of this name: .*bots\.invalid$/],
  ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN api.telegram.org', /^no name server answers: /],
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', /^connect ECONNREFUSED 127\.0\.0\.1:1$/],
];

test.each(faults)('%s is told in words', (code, message, words) => {
  const cause = Object.assign(new Error(message), { code });
  const { kind, reason } = failureOf(new NeverLeft(message, { cause })) as { kind: string; reason: string };
  expect(kind).toBe('unreached');
  expect(reason).toMatch(words);
  expect(reason).not.toMatch(/0A00010B|Node\.js/);
});

test('a refusal without words is told as one', async () => {
  for (const description of [undefined, null, { text: 'x' }]) {
    const answer = whole(JSON.stringify({ ok: false, error_code: 400, description }));
    expect(await outcomeOf(answer)).toMatchObject({ reason: 'error 400 without words' });
  }
});

test('the number of a supergroup may come as a text', async () => {
  const parameters = { migrate_to_chat_id: '-1001234' };
  const answer = whole(JSON.stringify({ ok: false, error_code: 400, description: 'x', parameters }));
  expect(await outcomeOf(answer)).toEqual({ kind: 'moved', chatId: '-1001234' });
});

const noGroups = [5_000, '5000', '', 'soon', 0, null, true, -1.5, -1e300, {}];

test.each(noGroups)('a group never becomes %j', async (migrate_to_chat_id) => {
  const parameters = { migrate_to_chat_id };
  const answer = whole(JSON.stringify({ ok: false, error_code: 400, description: 'x', parameters }));
  expect(await outcomeOf(answer)).toMatchObject({ kind: 'refused' });
  const port = await listen((socket) => socket.on('data', () => socket.write(answer)));
  const root = { apiRoot: `http://127.0.0.1:${port}`, requestTimeoutMs: 5_000 };
  const telegram = new Telegram({ token: '1:secret', ...root, logChatId: '-5' });
  await telegram.findLogChat();
  expect(telegram.logChatId).toBe('-5');
});

test('what names no chat and no bot is no finding', async () => {
  const port = await listen((socket) =>
    socket.on('data', () => socket.write(whole('{"ok":true,"result":{}}'))),
  );
  const telegram = new Telegram({
    token: '1:secret',
    apiRoot: `http://127.0.0.1:${port}`,
    requestTimeoutMs: 5_000,
  });
  const { signal } = new AbortController();
  expect(await telegram.findChat('@news', signal)).toMatchObject({ kind: 'unsure' });
  expect(await telegram.identify(signal)).toMatchObject({ kind: 'silence' });
});

test('a reason is one short line that every database and chat takes', async () => {
  const description = `Bad Request: a\u0000b\n\ud800 ${'x'.repeat(20_000)}`;
  const outcome = await outcomeOf(whole(JSON.stringify({ ok: false, error_code: 400, description })));
  const reason = outcome.kind === 'refused' ? outcome.reason : '';
  expect(reason).toMatch(/^Bad Request: a b \ufffd x{100,}…$/u);
  expect(reason.length).toBeLessThan(400);
});

test('a reason that quotes the path does not tell the token', async () => {
  const description = 'Not Found: /bot4242424242:story-token-that-must-never-show/sendMessage';
  const outcome = await outcomeOf(whole(JSON.stringify({ ok: false, error_code: 404, description })));
  expect(outcome).toMatchObject({ kind: 'refused', reason: 'Not Found: /bot[token]/sendMessage' });
});

describe('what certainly never left is not unsure', () => {
  test.each([
    ['nobody listens', async () => 'http://127.0.0.1:1'],
    ['the host has no address', async () => 'http://nowhere.invalid'],
    [
      'the connection ends before TLS',
      async () => `https://127.0.0.1:${await listen((socket) => socket.destroy())}`,
    ],
    [
      'what listens speaks no TLS',
      async () => `https://127.0.0.1:${await listen((socket) => socket.end(whole('{}')))}`,
    ],
  ])('%s', async (_, root) => {
    const outcome = await sendTo(await root());
    expect(outcome).toMatchObject({ kind: 'unreached' });
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });

  test('it was given up before there was a connection', async () => {
    const port = await listen(() => undefined);
    const giveUp = new AbortController();
    const asking = fetchAnswer(`https://127.0.0.1:${port}/`, { signal: giveUp.signal });
    giveUp.abort();
    await expect(asking).rejects.toBeInstanceOf(NeverLeft);
  });

  test('but what was written into a connection is, whoever closes it', async () => {
    const port = await listen((socket) => socket.once('data', () => socket.destroy()));
    expect(await sendTo(`http://127.0.0.1:${port}`)).toMatchObject({ kind: 'unsure' });
  });

  test('so is what went into a connection that is used again', async () => {
    let isFirst = true;
    const body = JSON.stringify({ ok: true, result: sent });
    const port = await listen((socket) =>
      socket.on('data', () => {
        if (isFirst) socket.write(whole(body));
        else socket.destroy();
        isFirst = false;
      }),
    );
    expect(await sendTo(`http://127.0.0.1:${port}`)).toMatchObject({ kind: 'sent' });
    expect(await sendTo(`http://127.0.0.1:${port}`)).toMatchObject({ kind: 'unsure' });
  });
});

test('an upload whose connection breaks ends its source too', async () => {
  const port = await listen((socket) => socket.once('data', () => socket.destroy()));
  let isCancelled = false;
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
    cancel: () => {
      isCancelled = true;
    },
  });
  const asking = fetchAnswer(`http://127.0.0.1:${port}/`, { method: 'POST', body });
  await expect(asking).rejects.toBeInstanceOf(Error);
  await expect.poll(() => isCancelled).toBe(true);
});
