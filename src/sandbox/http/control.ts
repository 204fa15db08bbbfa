import type { IncomingMessage, ServerResponse } from 'node:http';
import { faultKinds, type Fault, type Faults } from './faults.ts';
import { asRecord } from './params.ts';
import type { PageSettings, Viewer, WrittenArticle } from './page-settings.ts';
import type { People } from '../people/people.ts';
import type { Readers } from '../people/readers.ts';
import { sendFile } from './file-answer.ts';
import { BodyTooLarge, maxParameterBytes, readBody } from './request-body.ts';
import type { RequestLog } from './request-log.ts';
import { streamFeed, viewChat } from './view.ts';
import type { World } from '../world.ts';

export interface ControlParts {
  world: World;
  people: People;
  readers: Readers;
  faults: Faults;
  log: RequestLog;
  settings: PageSettings;
}

/** Why a request is refused, with the HTTP status. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Fields = Record<string, unknown>;

/** The JSON interface under `/sandbox/` for the page and for other processes. */
export class Control {
  readonly #parts: ControlParts;

  constructor(parts: ControlParts) {
    this.#parts = parts;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ): Promise<void> {
    try {
      if (request.method === 'GET') return this.#get(request, response, path, new URLSearchParams(query));
      if (request.method !== 'POST') throw new Refusal(405, 'GET and POST only');
      requireJson(request);
      const fields = await readFields(request);
      const result =
        path === '/sandbox/articles'
          ? await this.#publish(fields)
          : (this.#asReader(path, fields) ?? this.#post(path, fields));
      sendJson(response, 200, result);
    } catch (error) {
      const status = error instanceof Refusal ? error.status : error instanceof BodyTooLarge ? 413 : 400;
      sendJson(response, status, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  #get(request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams): void {
    const { world, log, settings } = this.#parts;
    if (path === '/sandbox/state') return sendJson(response, 200, this.#state());
    if (path === '/sandbox/events') return streamFeed(request, response, world, settings);
    if (path === '/sandbox/requests') return sendJson(response, 200, { requests: log.list() });
    if (path === '/sandbox/faults') return sendJson(response, 200, { counts: this.#parts.faults.counts });
    if (path === '/sandbox/chat') {
      return sendJson(
        response,
        200,
        viewChat(world, world.chat(Number(query.get('id'))), settings.viewer?.id ?? null),
      );
    }
    const file = world.state.files.get(/^\/sandbox\/files\/(\w+)$/.exec(path)?.[1] ?? '');
    const bytes = file === undefined ? null : world.files.read(file);
    if (file === undefined || bytes === null) throw new Refusal(404, 'not found');
    sendFile(response, file, bytes, request.headers.range);
  }

  #post(path: string, fields: Fields): object {
    const { people, faults, world } = this.#parts;
    const { viewer } = this.#parts.settings;
    switch (path) {
      case '/sandbox/send':
      case '/sandbox/people/send': {
        const userId = path === '/sandbox/send' ? viewerId(viewer) : number(fields, 'user_id');
        const chatId = fields['chat_id'] === undefined ? userId : number(fields, 'chat_id');
        const replyTo = fields['reply_to'] === undefined ? {} : { replyTo: number(fields, 'reply_to') };
        return { message_id: people.send(userId, chatId, text(fields, 'text'), replyTo).id };
      }
      case '/sandbox/press':
      case '/sandbox/people/press': {
        const userId = path === '/sandbox/press' ? viewerId(viewer) : number(fields, 'user_id');
        const data = text(fields, 'callback_data');
        return {
          query_id: people.press(userId, number(fields, 'chat_id'), number(fields, 'message_id'), data),
        };
      }
      case '/sandbox/people/post':
        return { message_id: people.post(number(fields, 'chat_id'), text(fields, 'text')).id };
      case '/sandbox/people/skip-numbers':
        world.skipNumbers(world.chat(number(fields, 'chat_id')), number(fields, 'count'));
        return {};
      case '/sandbox/people/delete':
        people.delete(number(fields, 'chat_id'), number(fields, 'message_id'));
        return {};
      case '/sandbox/faults':
        faults.add(readFault(fields));
        return {};
      case '/sandbox/faults/clear':
        faults.clear();
        return {};
      default:
        throw new Refusal(404, 'not found');
    }
  }

  /** What a reader does. null: it is another path. */
  #asReader(path: string, fields: Fields): object | null {
    const { readers } = this.#parts;
    const { viewer } = this.#parts.settings;
    switch (path) {
      case '/sandbox/react':
      case '/sandbox/people/react': {
        const userId = path === '/sandbox/react' ? viewerId(viewer) : number(fields, 'user_id');
        const emoji = fields['emoji'] === null ? null : reaction(fields);
        readers.react(userId, number(fields, 'chat_id'), number(fields, 'message_id'), emoji);
        return {};
      }
      case '/sandbox/people/comment': {
        const place = [number(fields, 'user_id'), number(fields, 'chat_id')] as const;
        const comment = readers.comment(...place, number(fields, 'message_id'), text(fields, 'text'));
        return { message_id: comment.id };
      }
      case '/sandbox/people/join': {
        const link = fields['invite_link'] === undefined ? undefined : text(fields, 'invite_link');
        readers.join(number(fields, 'user_id'), number(fields, 'chat_id'), link);
        return {};
      }
      case '/sandbox/people/leave':
        readers.leave(number(fields, 'user_id'), number(fields, 'chat_id'));
        return {};
      default:
        return null;
    }
  }

  /** An article of the viewer goes into the store of the program, whose bot then posts it like any other. */
  async #publish(fields: Fields): Promise<object> {
    const { newsroom } = this.#parts.settings;
    if (newsroom?.publish == null) throw new Refusal(409, 'this sandbox takes no articles');
    await newsroom.publish(readArticle(fields, newsroom.languages));
    return {};
  }

  #state(): object {
    const { world, settings } = this.#parts;
    return {
      ...settings.view(),
      chats: [...world.state.chats.values()]
        .filter(({ migratedTo }) => migratedTo === null)
        .map((chat) => viewChat(world, chat, settings.viewer?.id ?? null)),
    };
  }
}

/** Another page can send any type except this one without a CORS preflight request. */
function requireJson({ headers }: IncomingMessage): void {
  const isJson = /^application\/json\b/i.test(headers['content-type'] ?? '');
  if (!isJson) throw new Refusal(415, 'the body must be application/json');
}

async function readFields(request: IncomingMessage): Promise<Fields> {
  const body = (await readBody(request, maxParameterBytes)).toString();
  const fields = asRecord(JSON.parse(body === '' ? '{}' : body));
  if (fields === null) throw new Refusal(400, 'the body must be a JSON object');
  return fields;
}

function viewerId(viewer: Viewer | null): number {
  if (viewer === null) throw new Refusal(409, 'the sandbox has no viewer');
  return viewer.id;
}

function number(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new Refusal(400, `${name} must be an integer`);
  return value;
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw new Refusal(400, `${name} must be a non-empty text`);
  return value;
}

/** Those that everybody may give. Source: core.telegram.org/bots/api#reactiontypeemoji, the beginning of the list */
const reactions = new Set('❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🙏'.split(' '));

function reaction(fields: Fields): string {
  const emoji = text(fields, 'emoji');
  if (!reactions.has(emoji)) throw new Refusal(400, 'emoji must be one of Telegram’s reactions');
  return emoji;
}

function readArticle(fields: Fields, languages: readonly string[]): WrittenArticle {
  const language = text(fields, 'language');
  if (!languages.includes(language))
    throw new Refusal(400, `language must be one of ${languages.join(', ')}`);
  const urgency = number(fields, 'urgency');
  if (urgency < 1 || urgency > 8) throw new Refusal(400, 'urgency must be between 1 and 8');
  const url = text(fields, 'url');
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new Refusal(400, 'the link must begin with https:// or http://');
  const headline = text(fields, 'headline').trim();
  if (headline === '') throw new Refusal(400, 'the headline must not be blank');
  const { summary } = fields;
  return {
    headline,
    summary: typeof summary === 'string' && summary.trim() !== '' ? summary.trim() : null,
    language,
    url,
    urgency,
    hasPicture: fields['picture'] === true,
  };
}

/** Reads a fault from JSON, whose names are written like Telegram's (snake_case). */
function readFault(fields: Fields): Fault {
  const kind = faultKinds.find((name) => name === fields['kind']);
  if (kind === undefined) throw new Refusal(400, `kind must be one of ${faultKinds.join(', ')}`);
  const fault: Fault = { kind };
  const { method } = fields;
  if (typeof method === 'string') fault.method = method;
  if (Array.isArray(method)) fault.method = method.map(String);
  if (fields['chat_id'] !== undefined) fault.chatId = number(fields, 'chat_id');
  if (fields['times'] !== undefined) fault.times = number(fields, 'times');
  if (typeof fields['probability'] === 'number') fault.probability = fields['probability'];
  if (fields['retry_after'] !== undefined) fault.retryAfterSeconds = number(fields, 'retry_after');
  if (fields['delay_ms'] !== undefined) fault.delayMs = number(fields, 'delay_ms');
  if (fields['after'] === true) fault.after = true;
  if (fields['hang'] === true) fault.hang = true;
  if (fields['text'] !== undefined) fault.text = text(fields, 'text');
  const error = asRecord(fields['error']);
  if (error !== null) fault.error = readError(error);
  const answer = asRecord(fields['answer']);
  const body = answer?.['body'];
  if (answer !== null)
    fault.answer = { status: number(answer, 'status'), body: typeof body === 'string' ? body : '' };
  return fault;
}

function readError(error: Fields): NonNullable<Fault['error']> {
  const given = asRecord(error['parameters']) ?? {};
  const parameters = Object.fromEntries(Object.keys(given).map((name) => [name, number(given, name)]));
  const isGiven = Object.keys(parameters).length > 0;
  return {
    code: number(error, 'code'),
    description: text(error, 'description'),
    ...(isGiven ? { parameters } : {}),
  };
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const bytes = Buffer.from(JSON.stringify(value));
  const headers = { 'content-type': 'application/json', 'content-length': bytes.length };
  response.writeHead(status, {
    ...headers,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(bytes);
}
