import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { withDepartureCheck } from '../../../src/deliver/telegram/departure.ts';
import { Telegram } from '../../../src/deliver/telegram/telegram.ts';
import type { Upload } from '../../../src/deliver/messenger.ts';
import type { Message, Outcome } from '../../../src/news/post.ts';
import { listenHere } from '../../stage/proxies.ts';

const piece = Buffer.alloc(65_536, 'v');
/** 16 MB, more than the buffers on the way hold. */
const largePieces = 256;

/** @param onPiece called before each piece */
function video(
  onPiece: (piece: number) => Promise<void> | void = () => undefined,
  pieces = largePieces,
): Upload {
  async function* content() {
    for (let number = 0; number < pieces; number += 1) {
      await onPiece(number);
      yield piece;
    }
  }
  return { name: 'video.mp4', size: piece.length * pieces, video: null, content };
}

const message: Message = {
  photo: { url: 'https://cms.example/v.mp4', caption: { html: 'V', shown: 'V' }, kind: 'video' },
  text: { html: 'V', shown: 'V' },
  plain: 'V',
  previewUrl: null,
  link: null,
};

async function send(
  port: number,
  upload: Upload,
  {
    mayLeave = () => true,
    signal = new AbortController().signal,
  }: { mayLeave?: () => boolean; signal?: AbortSignal } = {},
): Promise<Outcome> {
  const telegram = new Telegram({
    token: '1:secret',
    apiRoot: `http://127.0.0.1:${port}`,
    requestTimeoutMs: 1_500,
  });
  const options = { isSilent: false, replyTo: null, signal, uploads: new Map([[0, upload]]) };
  return withDepartureCheck(mayLeave, () =>
    telegram.send({ chatId: '-1001', topic: null }, message, 'photo', options),
  );
}

/** A Bot API server. @returns its port, and what became of each request. */
async function serve(answer: RequestListener) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    request.on('error', () => undefined);
    requests.push(request);
    answer(request, response);
  });
  onTestFinished(() => server.closeAllConnections());
  return { port: await listenHere(server), requests };
}

/** Whether a request came whole, when it is over. */
async function isComplete(request: IncomingMessage | undefined): Promise<boolean | undefined> {
  if (request?.closed === false) await new Promise((resolve) => request.once('close', resolve));
  return request?.complete;
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // a stream without an encoding gives buffers
  return Buffer.concat(chunks);
}

function accept(response: ServerResponse): void {
  const result = { message_id: 7, date: 1, chat: { id: -1001, type: 'channel', title: 'x' } };
  response.end(JSON.stringify({ ok: true, result }));
}

test('an upload arrives whole, and is asked once more before its last bytes', async () => {
  let received: Buffer = Buffer.alloc(0);
  const { port } = await serve((request, response) => {
    const answer = async () => {
      received = await bytesOf(request);
      accept(response);
    };
    void answer();
  });
  let asked = 0;
  const outcome = await send(port, video(), { mayLeave: () => (asked += 1) > 0 });
  expect(outcome).toMatchObject({ kind: 'sent', messageId: 7 });
  expect(asked).toBe(2);
  const form = received.toString('latin1');
  expect(form).toContain('filename=video.mp4');
  expect(form.split('v'.repeat(piece.length)).length - 1).toBe(largePieces);
  expect(form).toMatch(/--\r\n(\r\n)?$/);
});

test('the lanes were lost during the upload: its end does not leave, so that nothing arrived', async () => {
  const { port, requests } = await serve((request) => void request.resume());
  let asked = 0;
  const outcome = await send(port, video(), { mayLeave: () => (asked += 1) === 1 });
  expect(outcome).toEqual({ kind: 'late' });
  expect(await isComplete(requests[0])).toBe(false);
});

test('a connection that breaks in the middle is certainly no post, and the upload may be repeated', async () => {
  const { port } = await serve((request) => void request.once('data', () => request.destroy()));
  expect(await send(port, video())).toMatchObject({ kind: 'refused', because: 'upload' });
});

test('a server that takes nothing is given up', async () => {
  const { port } = await serve(() => undefined);
  const outcome = await send(port, video());
  expect(outcome).toMatchObject({ kind: 'refused', because: 'upload' });
  expect(JSON.stringify(outcome)).toContain('nothing of an upload was taken for 1500 ms');
});

test('the program ends in the middle: nothing has left', async () => {
  const { port } = await serve((request) => void request.resume());
  const stop = new AbortController();
  const upload = video((number) => {
    if (number === 100) stop.abort();
  });
  expect(await send(port, upload, { signal: stop.signal })).toMatchObject({ kind: 'unreached' });
});

test('an answer that is lost after the last byte leaves the post unsure', async () => {
  const { port } = await serve((request) => {
    // A request that was read to its end destroys nothing any more.
    void bytesOf(request).then(() => request.socket.destroy());
  });
  const outcome = await send(port, video());
  expect(outcome).toMatchObject({ kind: 'unsure' });
  expect(JSON.stringify(outcome)).not.toContain('no answer within');
});

test('no answer after the last byte leaves it unsure too, after a while', async () => {
  const { port } = await serve((request) => void request.resume());
  const outcome = await send(
    port,
    video(() => undefined, 16),
  );
  expect(outcome).toMatchObject({ kind: 'unsure' });
  // 1 MB gets a second more than a text.
  expect(JSON.stringify(outcome)).toMatch(/no answer within 2[56]\d\d ms/);
});

test.each([
  [413, '', { kind: 'refused', because: 'photo' }],
  [502, '<h1>Bad Gateway</h1>', { kind: 'refused', because: 'upload' }],
  [
    429,
    '{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":7}}',
    { kind: 'limited', retryAfterSeconds: 7 },
  ],
])('an answer %d before the end of the upload is certainly no post', async (status, body, outcome) => {
  const { port } = await serve((request, response) => {
    request.once('data', () => void response.writeHead(status).end(body));
  });
  expect(await send(port, video())).toMatchObject(outcome);
});

test('a file that cannot be read is no whole request', async () => {
  const { port, requests } = await serve((request) => void request.resume());
  const upload = video((number) => {
    if (number === 100) throw new Error('the disk is broken');
  });
  expect((await send(port, upload)).kind).not.toBe('sent');
  expect(await isComplete(requests[0])).toBe(false);
});
