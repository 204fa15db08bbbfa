import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

const ownerId = 7;

/** Where the posts are. */
export const channel = { id: -1_001_000_000_001, type: 'channel', title: 'Bench', username: 'bench_channel' };

/** How long an answer may take before we give up on it. */
const answerTimeoutMs = 10_000;

/** What an editor sees as an answer; "is uploading a photo" is none. */
const answers = new Set(['sendMessage', 'sendPhoto', 'sendDocument']);

/** In JSON and in a form; posts of the channels are no answers. */
const isForOwner = new RegExp(`"chat_id"(?::|\\s+)"?${ownerId}\\b`);

/**
 * The little of the Bot API that a desk needs, in our own process, so that the clock starts when an update
 * leaves and stops when the answer has arrived. Its messages have the numbers after `firstMessageId`.
 */
export async function startDeskTelegram(firstMessageId: number) {
  let waiting: ServerResponse | null = null;
  let onAnswer: (() => void) | null = null;
  let updateId = 0;
  let messageId = firstMessageId;
  let pending: object | null = null;

  const reply = (response: ServerResponse, result: unknown) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ok: true, result }));
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const method = request.url?.split('/').at(-1)?.split('?', 1)[0] ?? '';
    const body = await text(request);
    if (method === 'getUpdates') return hand(response);
    if (method === 'getMe') {
      return reply(response, { id: 1, is_bot: true, first_name: 'b', username: 'bench_bot' });
    }
    if (answers.has(method) && isForOwner.test(body)) onAnswer?.();
    if (!method.startsWith('send')) return reply(response, true);
    messageId += 1;
    const chat = isForOwner.test(body) ? { id: ownerId, type: 'private', first_name: 'E' } : channel;
    return reply(response, { message_id: messageId, date: 0, chat });
  };
  const hand = (response: ServerResponse) => {
    if (pending === null) waiting = response;
    else reply(response, [pending]);
    pending = null;
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ownerId,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // a TCP server has a port
    /** @returns milliseconds until the answer arrived; infinite: none did. */
    async ask(question: string): Promise<number> {
      const person = { id: ownerId, first_name: 'E', language_code: 'kk' };
      const length = question.split(' ', 1)[0]?.length ?? 0;
      const message = {
        message_id: (updateId += 1),
        date: 0,
        chat: { ...person, type: 'private' },
        from: { ...person, is_bot: false },
        text: question,
        entities: [{ type: 'bot_command', offset: 0, length }],
      };
      const startedMs = performance.now();
      const answered = new Promise<number>((resolve) => {
        const timer = setTimeout(() => resolve(Infinity), answerTimeoutMs);
        onAnswer = () => {
          clearTimeout(timer);
          resolve(performance.now() - startedMs);
        };
      });
      pending = { update_id: updateId, message };
      const response = waiting;
      waiting = null;
      if (response !== null) hand(response);
      return answered;
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
