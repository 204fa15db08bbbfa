import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

const ownerId = 7;

/** The channel of the posts. */
export const channel = { id: -1_001_000_000_001, type: 'channel', title: 'Bench', username: 'bench_channel' };

/** How long to wait for an answer. */
const answerTimeoutMs = 10_000;

/** Methods that an editor sees as an answer; sendChatAction ("is uploading a photo") is not one. */
const answers = new Set(['sendMessage', 'sendPhoto', 'sendDocument']);

/** It names no chat. */
const inlineAnswer = 'answerInlineQuery';

/** The owner's chat in a JSON body or in a form. Posts to the channel are not answers. */
const ownerChat = new RegExp(`"chat_id"(?::|\\s+)"?${ownerId}\\b`);

/**
 * The few methods of the Bot API that a desk needs, in this process, so that the clock starts when an update leaves and
 * stops when its answer arrives.
 */
export class DeskTelegram {
  readonly ownerId = ownerId;
  /** How many results the last answer to a reader had. */
  foundByReader = 0;
  #server = createServer((request, response) => void this.#answer(request, response));
  /** The long poll that is open now. */
  #poll: ServerResponse | null = null;
  /** An update that no poll has fetched yet. */
  #pending: object | null = null;
  #onAnswer: (() => void) | null = null;
  #updateId = 0;
  #messageId: number;

  /** The next message gets the number after `lastMessageId`. */
  constructor(lastMessageId: number) {
    this.#messageId = lastMessageId;
  }

  /** @returns the address of the server */
  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // a TCP server has a port
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Sends a command as the owner. @returns milliseconds until the answer arrived; Infinity if none did */
  ask(command: string): Promise<number> {
    return this.#askWith((id) => ({ message: messageOf(id, command) }));
  }

  /** Types words after the name of the bot, as a reader does, each time another one. @returns as `ask`. */
  search(words: string): Promise<number> {
    return this.#askWith((id) => ({
      inline_query: {
        id: String(id),
        from: { id: 1_000_000 + id, is_bot: false, first_name: 'R' },
        query: words,
        offset: '',
      },
    }));
  }

  async #askWith(contentOf: (id: number) => object): Promise<number> {
    const startedMs = performance.now();
    const answered = new Promise<number>((resolve) => {
      const timer = setTimeout(() => resolve(Infinity), answerTimeoutMs);
      this.#onAnswer = () => {
        clearTimeout(timer);
        resolve(performance.now() - startedMs);
      };
    });
    this.#updateId += 1;
    this.#pending = { update_id: this.#updateId, ...contentOf(this.#updateId) };
    if (this.#poll !== null) this.#sendUpdates(this.#poll);
    return answered;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.url?.split('/').at(-1)?.split('?', 1)[0] ?? '';
    const body = await text(request);
    if (method === 'getUpdates') return this.#sendUpdates(response);
    if (method === 'getMe') {
      return reply(response, { id: 1, is_bot: true, first_name: 'b', username: 'bench_bot' });
    }
    if (method === 'getChat') return reply(response, channel);
    if (method === inlineAnswer) this.foundByReader = body.split('input_message_content').length - 1;
    const isForOwner = ownerChat.test(body);
    if (method === inlineAnswer || (answers.has(method) && isForOwner)) this.#onAnswer?.();
    if (!method.startsWith('send')) return reply(response, true);
    this.#messageId += 1;
    const chat = isForOwner ? { id: ownerId, type: 'private', first_name: 'E' } : channel;
    reply(response, { message_id: this.#messageId, date: 0, chat });
  }

  /** Answers a poll with the pending update, or keeps it open until there is one. */
  #sendUpdates(response: ServerResponse): void {
    this.#poll = this.#pending === null ? response : null;
    if (this.#pending !== null) reply(response, [this.#pending]);
    this.#pending = null;
  }
}

function messageOf(id: number, command: string): object {
  const person = { id: ownerId, first_name: 'E', language_code: 'kk' };
  const length = command.split(' ', 1)[0]?.length ?? 0;
  return {
    message_id: id,
    date: 0,
    chat: { ...person, type: 'private' },
    from: { ...person, is_bot: false },
    text: command,
    entities: [{ type: 'bot_command', offset: 0, length }],
  };
}

function reply(response: ServerResponse, result: unknown): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ ok: true, result }));
}
