import {
  Bot,
  BotError,
  GrammyError,
  type ApiClientOptions,
  type Composer,
  type Transformer,
} from 'grammy/web';
import type { AddressBook } from '../../deliver/addresses/address-book.ts';
import type { Logger } from '../../log.ts';
import type { ReaderCounts } from '../../readers/reader-counts.ts';
import type { InlineSearch } from '../../readers/inline-search.ts';
import { readerKinds } from '../../readers/reader-updates.ts';
import type { Clock } from '../../time/clock.ts';
import { UnknownPerson } from './access.ts';
import type { DeskContext } from './context.ts';
import type { Deafness, Hearing } from './hearing.ts';
import type { Outsiders } from './outsiders.ts';
import { channelPostOf, lastIdOf, originOf } from './updates.ts';

type Update = Parameters<Bot['handleUpdate']>[0];

export interface DeskBotOptions {
  token: string;
  /** null: Telegram's own. */
  apiRoot: string | null;
  /** See deliver/telegram/fetch.ts for the reasons. */
  fetch: NonNullable<ApiClientOptions['fetch']>;
  /** Leave a webhook of another program alone. Telegram then gives us no updates, and the desk is off. */
  keepWebhook: boolean;
  hearing: Hearing;
  clock: Clock;
  /** Telegram does not know the token. */
  onRefused: () => void;
  /** See `DeskParts`. */
  mayListen: () => boolean;
  log: Logger;
  /** Their updates are dropped unread when they were turned away a moment ago. */
  outsiders: Outsiders;
  /** Learns the numbers of channels in which somebody else posted. */
  addresses: Pick<AddressBook, 'heard'>;
  /** Counts what readers do. */
  readers: Pick<ReaderCounts, 'isOfReaders' | 'take'>;
  /** Answers readers who search; null: nobody may. */
  inlineSearch: Pick<InlineSearch, 'take'> | null;
}

/** How long Telegram waits for an update before it answers a poll; it allows 50. */
const pollSeconds = 30;

/** A poll that is left alone for this long shows that no other program polls. */
const undisturbedSeconds = 8;

/** Telegram sends the last ones only to those who ask for them by name. */
const wantedUpdates = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'channel_post',
  ...readerKinds,
] as const;

const longestAnswerMs = (pollSeconds + 15) * 1_000;

/** Timeout of an upload: the largest file that a bot may send takes this long at 0.7 Mbit/s. */
const longestUploadMs = 10 * 60_000;

/** How long commands may still run after the program was asked to stop. */
const stopTimeoutMs = 4_000;

/** The most updates that Telegram returns at once. */
const mostUpdates = 100;

/** Limit of letters of an unknown update in the log. */
const mostShown = 500;

/** How often it is seen whether the bot is still ours, milliseconds. */
const oursMs = 250;

/** When more chats than this wait for an answer, no new updates are fetched. */
const mostChatsAtOnce = 100;

/** The backoff when Telegram cannot be reached, or another program reads the updates of this bot. */
const pausesMs = [1_000, 2_000, 5_000, 10_000, 15_000];

/** Telegram waits for news before it says that there are none. A proxy that does not would be asked without a pause. */
const hastyMs = 200;
const hastyPauseMs = 1_000;

const longestPollPauseSeconds = 600;

/** Telegram asks for up to a minute after twenty messages in a group. We do not wait longer than that. */
const longestWaitSeconds = 60;
const mostTries = 3;

/**
 * Listens to editors. grammY's own loop ends for good at a 409, which comes whenever an old and a new process
 * overlap. This one logs it once and retries with backoff.
 */
export class DeskBot {
  readonly #bot: Bot<DeskContext>;
  readonly #options: DeskBotOptions;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  /** Aborted a few seconds after `#stopping`, to give up the commands that still run. */
  readonly #ending = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #lastTrouble: string | null = null;
  #isListening = false;
  #isWebhookChecked = false;
  /** The last update of each chat that is being handled. */
  readonly #chats = new Map<number, Promise<void>>();

  constructor(options: DeskBotOptions, desk: Composer<DeskContext>) {
    this.#options = options;
    this.#log = options.log;
    const apiRoot = options.apiRoot === null ? {} : { apiRoot: options.apiRoot };
    this.#bot = new Bot(options.token, {
      client: { ...apiRoot, timeoutSeconds: longestUploadMs / 1_000, fetch: options.fetch },
    });
    this.#bot.api.config.use((call, method, payload, signal) => {
      const longestMs = method === 'sendDocument' ? longestUploadMs : longestAnswerMs;
      const ends = [this.#ending.signal, AbortSignal.timeout(longestMs)];
      // At run time this is a native signal, see `asGrammy`.
      if (signal !== undefined) ends.push(signal as unknown as AbortSignal);
      return call(method, payload, asGrammy(AbortSignal.any(ends)));
    });
    this.#bot.use((context, next) => {
      context.retry429 = retry429(options.clock, this.#stopping.signal);
      return next();
    });
    this.#bot.use(desk);
  }

  /**
   * Whether everything that editors said until a moment ago was handled. It is false at the start and while Telegram
   * cannot be reached. If another program reads the updates it is true, because nothing will come.
   */
  get isListening(): boolean {
    return this.#isListening;
  }

  start(): void {
    this.#running = this.#listen();
  }

  /** Finishes the commands that run, for a few seconds at most. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    setTimeout(() => this.#ending.abort(), stopTimeoutMs).unref();
    await this.#running;
    await this.#handled();
  }

  async #listen(): Promise<void> {
    const { signal } = this.#stopping;
    let offset = 0;
    for (let failures = 0; !signal.aborted;) {
      if (!this.#options.mayListen()) {
        await this.#options.clock.wait(oursMs, signal);
        continue;
      }
      try {
        if (!this.#bot.isInited()) await this.#bot.init(asGrammy(signal));
        if (!this.#isWebhookChecked && (await this.#isKeptByWebhook(signal))) return;
        offset = await this.#handleUpdates(offset, signal);
        failures = 0;
        this.#lastTrouble = null;
        await this.#options.hearing.heard();
      } catch (error) {
        if (signal.aborted) return;
        // It was ended because the bot is another process's now, perhaps.
        if (!this.#options.mayListen()) continue;
        await this.#fail(error, signal);
        const pauseMs = pausesMs[Math.min(failures, pausesMs.length - 1)] ?? 0;
        failures += 1;
        await this.#options.clock.wait(Math.max(pauseMs, wantedPauseMs(error)), signal);
      }
    }
  }

  /** While a webhook is set, Telegram gives no updates to anybody who polls. @returns true: the desk stays off. */
  async #isKeptByWebhook(signal: AbortSignal): Promise<boolean> {
    const host = await this.#webhookHost(signal);
    this.#isWebhookChecked = true;
    if (host === null) return false;
    if (this.#options.keepWebhook) {
      this.#isListening = true;
      this.#log.warn({ host }, 'the desk is off: KEEP_WEBHOOK keeps the webhook of another program');
      return true;
    }
    await this.#bot.api.deleteWebhook({}, asGrammy(signal));
    this.#log.warn({ host }, 'a webhook of this bot was deleted, so that editors are heard');
    return false;
  }

  /** null: no webhook is set. */
  async #webhookHost(signal: AbortSignal): Promise<string | null> {
    const { url } = await this.#bot.api.getWebhookInfo(asGrammy(signal));
    if (url === undefined || url === '') return null;
    return URL.parse(url)?.host ?? 'unknown';
  }

  async #fail(error: unknown, signal: AbortSignal): Promise<void> {
    this.#isListening = isOtherReader(error);
    // Nothing may leave for days, so a token that is not valid any more is noticed here first.
    if (isRefused(error)) this.#options.onRefused();
    const why = await this.#deafnessOf(error, signal);
    const trouble = why.split(':', 1)[0] ?? why;
    if (trouble !== this.#lastTrouble)
      this.#log.warn({ error, ...factsOf(why) }, troubles[trouble] ?? trouble);
    this.#lastTrouble = trouble;
    await this.#options.hearing.failed(why);
  }

  async #deafnessOf(error: unknown, signal: AbortSignal): Promise<Deafness> {
    if (!isOtherReader(error)) return 'unreachable';
    const host = await this.#webhookHost(signal).catch(() => null);
    return host === null ? 'poller' : `webhook:${host}`;
  }

  /** @returns the offset that confirms what was handled. */
  async #handleUpdates(offset: number, signal: AbortSignal): Promise<number> {
    // Updates from before the start are returned at once. We wait for new ones only after those are handled.
    const timeout = this.#isListening ? this.#waitSeconds() : 0;
    const { inlineSearch } = this.#options;
    const allowed_updates = [...wantedUpdates, ...(inlineSearch === null ? [] : (['inline_query'] as const))];
    const wanted = { offset, timeout, allowed_updates };
    const askedAtMs = this.#options.clock.steadyMs();
    const updates = await this.#whileOurs(signal, (ours) => this.#bot.api.getUpdates(wanted, asGrammy(ours)));
    const isHasty = timeout > 0 && this.#options.clock.steadyMs() - askedAtMs < hastyMs;
    if (isHasty && updates.length === 0) await this.#options.clock.wait(hastyPauseMs, signal);
    // They are not confirmed, so whoever listens now gets them.
    if (!this.#options.mayListen()) return offset;
    const last = lastIdOf(updates);
    if (updates.length > 0 && last === null) throw new Error('no update of the answer has a number');
    await this.#noteNumbers(updates);
    await this.#options.readers.take(updates);
    for (const update of updates) {
      inlineSearch?.take(update);
      this.#handle(update);
    }
    if (!this.#isListening || this.#chats.size > mostChatsAtOnce) await this.#handled();
    if (updates.length < mostUpdates) this.#isListening = true;
    return last === null ? offset : last + 1;
  }

  /** Ends a poll at once when the bot may be another process's: Telegram gives updates to one poll only. */
  async #whileOurs<T>(signal: AbortSignal, poll: (ours: AbortSignal) => Promise<T>): Promise<T> {
    const lost = new AbortController();
    const look = () => {
      if (!this.#options.mayListen()) lost.abort();
    };
    const looking = setInterval(look, oursMs);
    try {
      return await poll(AbortSignal.any([signal, lost.signal]));
    } finally {
      clearInterval(looking);
    }
  }

  /** After a failure a shorter poll shows sooner that editors are heard again. */
  #waitSeconds(): number {
    if (this.#lastTrouble === null) return pollSeconds;
    // Another program ends our poll with its own, and an immediate answer would not show that it is still there.
    return this.#lastTrouble === 'poller' ? undisturbedSeconds : 0;
  }

  /** Of many posts in one channel only the last number counts. */
  async #noteNumbers(updates: readonly Update[]): Promise<void> {
    const last = new Map<number, number>();
    for (const post of updates.map(channelPostOf)) {
      if (post !== null) last.set(post.chatId, Math.max(post.number, last.get(post.chatId) ?? 0));
    }
    for (const [chatId, number] of last) await this.#options.addresses.heard(String(chatId), number);
  }

  /** Handles the updates of one chat in their order. A slow answer in one chat does not delay the others. */
  #handle(update: Update): void {
    // Nothing that readers do is ever looked at by the desk, or logged.
    if (channelPostOf(update) !== null || this.#options.readers.isOfReaders(update)) return;
    const origin = originOf(update);
    if (origin === null) {
      const known = update as unknown; // it is none of those that we asked for
      this.#log.warn(
        { update: JSON.stringify(known)?.slice(0, mostShown) },
        'an update of an unknown shape is skipped',
      );
      return;
    }
    if (origin.isDroppable && this.#options.outsiders.isKnown(origin.userId)) return;
    const before = this.#chats.get(origin.chatId) ?? Promise.resolve();
    const handled = before
      .then(() => this.#handleOnceKnown(update))
      .catch((error: unknown) => {
        this.#log.warn({ error, update: update.update_id }, 'an editor could not be answered');
      })
      .finally(() => {
        if (this.#chats.get(origin.chatId) === handled) this.#chats.delete(origin.chatId);
      });
    this.#chats.set(origin.chatId, handled);
  }

  /** While the database is away nobody knows who asks. The update is kept, and handled when it is back. */
  async #handleOnceKnown(update: Update): Promise<void> {
    const { signal } = this.#stopping;
    for (let failures = 0; ; failures += 1) {
      try {
        return await this.#bot.handleUpdate(update);
      } catch (error) {
        const isAway = error instanceof BotError && error.error instanceof UnknownPerson;
        if (!isAway || signal.aborted) throw error;
        const pauseMs = pausesMs[Math.min(failures, pausesMs.length - 1)] ?? 0;
        await this.#options.clock.wait(pauseMs, signal);
      }
    }
  }

  async #handled(): Promise<void> {
    await Promise.all(this.#chats.values());
  }
}

/** The log line of each trouble, written once until another one comes. */
const troubles: Readonly<Record<string, string>> = {
  poller: 'another program polls with the token of this bot; editors are not answered until it stops',
  webhook:
    'a webhook is set for this bot; editors are not answered until it is deleted. A restart deletes it',
  unreachable: 'the desk cannot reach Telegram',
};

function factsOf(why: Deafness): { host?: string } {
  return why.startsWith('webhook:') ? { host: why.slice('webhook:'.length) } : {};
}

function isRefused(error: unknown): boolean {
  return error instanceof GrammyError && error.error_code === 401;
}

function isOtherReader(error: unknown): boolean {
  return error instanceof GrammyError && error.error_code === 409;
}

/** After a 429 Telegram is left alone as long as it asks; but not for so long that nobody is heard for an hour. */
function wantedPauseMs(error: unknown): number {
  const seconds = error instanceof GrammyError ? Number(error.parameters.retry_after ?? 0) : 0;
  return Number.isFinite(seconds) ? Math.min(seconds, longestPollPauseSeconds) * 1_000 : 0;
}

/** grammY types the signal of a polyfill; at run time it only listens for `abort`, which the native one has. */
function asGrammy(signal: AbortSignal): NonNullable<Parameters<Bot['api']['getMe']>[0]> {
  return signal as unknown as NonNullable<Parameters<Bot['api']['getMe']>[0]>;
}

/**
 * Sends an answer again after a 429, when it was certainly not sent, as soon as Telegram allows it. An answer that got
 * no reply is never sent again: editors would read it twice. A button press that is too old to be answered, because
 * it came while the program was off, counts as answered, so that its command is carried out.
 */
function retry429(clock: Clock, stopping: AbortSignal): Transformer {
  return async (call, method, payload, signal) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await call(method, payload, signal);
      if (answer.ok) return answer;
      if (method === 'answerCallbackQuery' && isTooOld(answer.description)) {
        // Telegram would answer `true`. The types of a call with any method cannot say that.
        return { ok: true, result: true } as unknown as typeof answer;
      }
      const waitSeconds = answer.parameters?.retry_after ?? 1;
      if (answer.error_code !== 429 || tries === mostTries || waitSeconds > longestWaitSeconds) return answer;
      await clock.wait(waitSeconds * 1_000, stopping);
      if (stopping.aborted) return answer;
    }
  };
}

function isTooOld(description: string): boolean {
  return /query is too old|query ID is invalid/i.test(description);
}
