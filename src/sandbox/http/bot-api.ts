import type { IncomingMessage, ServerResponse } from 'node:http';
import { DescribedResult, type Call, type Method } from '../methods/call.ts';
import { chatMethods } from '../methods/chats.ts';
import { commandMethods } from '../methods/commands.ts';
import { editMethods } from '../methods/edits.ts';
import type { Fault, Faults, Struck } from './faults.ts';
import { fileMethods } from '../methods/files.ts';
import { inlineMethods } from '../methods/inline.ts';
import { inviteLinkMethods } from '../methods/invite-links.ts';
import type { Params } from './params.ts';
import { BodyTooLarge, readParams } from './request-body.ts';
import type { RequestLog } from './request-log.ts';
import { sendMethods } from '../methods/sends.ts';
import { ApiError } from '../shapes.ts';
import { updateMethods } from '../methods/updates.ts';
import type { SandboxBot } from '../state.ts';
import type { World } from '../world.ts';

/** Keys are method names in lower case. */
const methods = new Map<string, Method>(
  [
    chatMethods,
    commandMethods,
    editMethods,
    fileMethods,
    inlineMethods,
    inviteLinkMethods,
    sendMethods,
    updateMethods,
  ].flatMap(Object.entries),
);

interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  bot: SandboxBot;
  method: string;
  params: Params;
  chatId: number | string | null;
}

const defaultRetryAfterSeconds = 1;
const defaultDelayMs = 1_000;
const truncatedAnswer = '{"ok":true,"result":{"message_id":';

/** The Bot API over HTTP. Source: tdlib/telegram-bot-api, HttpConnection.cpp, Query.h */
export class BotApi {
  readonly #world: World;
  readonly #faults: Faults;
  readonly #log: RequestLog;
  readonly #byToken: Map<string, SandboxBot>;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(world: World, faults: Faults, log: RequestLog) {
    this.#world = world;
    this.#faults = faults;
    this.#log = log;
    this.#byToken = new Map(world.bots.map((bot) => [bot.token, bot]));
  }

  /** `/bot<token>/<method>?<query>` */
  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'POST') return void response.writeHead(501).end();
    const [, token = '', name = ''] = /^\/bot([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
    let params: Params;
    try {
      params = await readParams(request, query);
    } catch (error) {
      // A broken upload gets no answer. A body that is too large gets a status without a body.
      if (error instanceof BodyTooLarge) response.writeHead(413, { connection: 'close' }).end();
      else response.destroy();
      return;
    }
    const method = (name === '' ? params.text('method') : name).replace(/\/$/, '');
    const bot = this.botOf(token);
    if (bot instanceof ApiError) return this.#send(response, toAnswer(bot));
    await this.#exchange({ request, response, bot, method, params, chatId: this.#chatIdOf(params) });
  }

  /** The bot with this token, or the error that Telegram answers. Source: tdlib/telegram-bot-api, ClientManager.cpp */
  botOf(token: string): SandboxBot | ApiError {
    const isMalformed = !token.includes(':') || token.startsWith('0') || token.length > 80;
    if (isMalformed) return new ApiError(401, 'Unauthorized: invalid token specified');
    return this.#byToken.get(token) ?? new ApiError(401, 'Unauthorized');
  }

  /** The owner of the bot asked BotFather for another token: the old one is not valid any more. */
  revoke(botId: number): void {
    for (const [token, bot] of this.#byToken) if (bot.id === botId) this.#byToken.delete(token);
  }

  /** Cancels all delayed answers and executions. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  async #exchange(exchange: Exchange): Promise<void> {
    const chatId = typeof exchange.chatId === 'number' ? exchange.chatId : null;
    const fault = this.#faults.strike({ ...struckOf(exchange), chatId });
    if (fault !== null) return this.#breakExchange(exchange, fault);
    const answer = await this.#execute(exchange);
    this.#note(exchange, answer.status);
    this.#send(exchange.response, answer);
  }

  async #breakExchange(exchange: Exchange, fault: Fault): Promise<void> {
    const { response } = exchange;
    const { kind } = fault;
    if (kind === 'slow') return this.#answerLate(exchange, fault);
    const isAccepted =
      kind.endsWith('-after') || (fault.after === true && (kind === '500' || kind === '502'));
    const accepted = isAccepted ? await this.#executeFor(exchange, fault) : null;
    const answer = brokenAnswer(fault);
    this.#note(exchange, answer?.status ?? null, fault);
    if (answer !== null) return this.#send(response, answer);
    if (kind === 'late') this.#executeLater(exchange, fault);
    if (kind === 'half-body' || kind === 'half-body-after') return this.#sendHalf(response, accepted);
    const isHanging = kind === 'hang' || kind === 'hang-after' || fault.hang === true;
    // A hanging connection stays open until the bot closes it or the sandbox stops.
    if (!isHanging) response.destroy();
  }

  async #answerLate(exchange: Exchange, fault: Fault): Promise<void> {
    const answer = await this.#execute(exchange);
    this.#note(exchange, answer.status, fault);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#send(exchange.response, answer);
    }, fault.delayMs ?? defaultDelayMs);
    this.#timers.add(timer);
  }

  #executeLater(exchange: Exchange, fault: Fault): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#executeFor(exchange, fault);
    }, fault.delayMs ?? defaultDelayMs);
    this.#timers.add(timer);
  }

  /** Telegram's documents do not say that it takes an album as a whole. */
  #executeFor(exchange: Exchange, { parts }: Fault): Promise<Answer> {
    return this.#execute(exchange, parts === undefined ? {} : { parts });
  }

  async #execute(
    { request, response, bot, method, params }: Exchange,
    arriving: Pick<Call, 'parts'> = {},
  ): Promise<Answer> {
    try {
      const run = methods.get(method.toLowerCase());
      if (run === undefined) throw new ApiError(404, 'Not Found: method not found');
      const onGone = (listener: () => void) => {
        response.once('close', listener);
        return () => void response.off('close', listener);
      };
      const origin = `http://${request.headers.host ?? ''}`.toLowerCase();
      const call: Call = { world: this.#world, bot, params, origin, onGone, ...arriving };
      const result = await run(call);
      const fields = result instanceof DescribedResult ? result.fields : { result };
      return { status: 200, body: JSON.stringify({ ok: true, ...fields }) };
    } catch (error) {
      if (error instanceof ApiError) return toAnswer(error);
      const text = error instanceof Error ? error.message : String(error);
      return toAnswer(new ApiError(500, `the sandbox itself failed: ${text}`));
    }
  }

  #send(response: ServerResponse, { status, body, headers }: Answer): void {
    if (response.destroyed) return;
    const bytes = Buffer.from(body);
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': bytes.length,
      date: new Date(this.#world.nowMs()).toUTCString(),
      ...headers,
    });
    response.end(bytes);
  }

  #sendHalf(response: ServerResponse, accepted: Answer | null): void {
    const whole = Buffer.from(accepted?.body ?? `${truncatedAnswer}1}}`);
    const half =
      accepted === null ? Buffer.from(truncatedAnswer) : whole.subarray(0, Math.floor(whole.length / 2));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length });
    response.write(half, () => response.destroy());
  }

  #note({ method, chatId }: Exchange, status: number | null, fault?: Fault): void {
    const atMs = this.#world.nowMs();
    this.#log.add({ method, chatId, atMs, status, ...(fault === undefined ? {} : { fault: fault.kind }) });
  }

  #chatIdOf(params: Params): number | string | null {
    const name = params.text('chat_id').trim();
    if (name === '') return null;
    if (name.startsWith('@')) return this.#world.state.chatByUsername(name)?.id ?? name;
    return Number.isNaN(Number(name)) ? name : Number(name);
  }
}

/** What a fault may know of a request. A new picture has its caption in the JSON of its medium. */
function struckOf({ method, params }: Exchange): Omit<Struck, 'chatId'> {
  const text = ['text', 'caption', 'media'].map((name) => params.text(name)).join('');
  const messageId = params.has('message_id') ? params.integer('message_id') : null;
  return { method: method.toLowerCase(), text, messageId };
}

function toAnswer({ code, description, parameters }: ApiError): Answer {
  const retryAfter = parameters?.retry_after;
  return {
    status: code,
    body: JSON.stringify({
      ok: false,
      error_code: code,
      description,
      ...(parameters === null ? {} : { parameters }),
    }),
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
  };
}

/** @returns null if this fault gives no answer */
function brokenAnswer({
  answer,
  error,
  kind,
  retryAfterSeconds = defaultRetryAfterSeconds,
}: Fault): Answer | null {
  if (kind === '429') {
    const parameters = { retry_after: retryAfterSeconds };
    return toAnswer(new ApiError(429, `Too Many Requests: retry after ${retryAfterSeconds}`, parameters));
  }
  if (kind === '500') return toAnswer(new ApiError(500, 'restart'));
  if (kind === '502') {
    const body =
      '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n';
    return { status: 502, body, headers: { 'content-type': 'text/html' } };
  }
  if (kind === 'answer')
    return { status: 200, body: '', ...answer, headers: { 'content-type': 'text/html', ...answer?.headers } };
  if (kind !== 'error') return null;
  const { code = 400, description = 'the sandbox was told to refuse this', parameters } = error ?? {};
  return toAnswer(new ApiError(code, description, parameters ?? null));
}
