import type { Message, MessageForm, Outcome } from '../../src/news/post.ts';
import { shownText } from '../../src/news/post.ts';
import type {
  Address,
  ChangeOutcome,
  ChatFinding,
  Messenger,
  ReadBack,
} from '../../src/deliver/messenger.ts';
import { departureCheck } from '../../src/deliver/telegram/departure.ts';
import type { Failure } from '../../src/deliver/telegram/outcome.ts';
import type { Clock } from '../../src/time/clock.ts';

/**
 * What becomes of a request. `before`: it never arrives, and nobody says so; `after`: it arrives, and nobody says
 * so; `late`: nobody says so, and then it arrives; `limited`: 429; `unreached`: it certainly did not leave;
 * `crash before` and `crash after`: the program dies with the request under way.
 */
export const fates = [
  'well',
  'before',
  'after',
  'late',
  'limited',
  'unreached',
  'crash before',
  'crash after',
  'crash late',
] as const;
export type Fate = (typeof fates)[number];

/** The death of the program, as the model has it. */
export class Crash extends Error {}

/** Time that stands still until it is told to pass; the time of day may be set apart from it. */
export class ModelClock implements Clock {
  #steadyMs = 1_000_000;
  #dayMs: number;
  readonly #due: { atMs: number; happen: () => void }[] = [];

  constructor(now: Date) {
    this.#dayMs = now.getTime() - this.#steadyMs;
  }

  now(): Date {
    return new Date(this.#steadyMs + this.#dayMs);
  }

  steadyMs(): number {
    return this.#steadyMs;
  }

  wait(ms: number): Promise<void> {
    this.pass(ms);
    return Promise.resolve();
  }

  /** What was to arrive meanwhile does. */
  pass(ms: number): void {
    const untilMs = this.#steadyMs + Math.max(0, ms);
    for (;;) {
      this.#due.sort((one, other) => one.atMs - other.atMs);
      const [next] = this.#due;
      if (next === undefined || next.atMs > untilMs) break;
      this.#due.shift();
      this.#steadyMs = Math.max(this.#steadyMs, next.atMs);
      next.happen();
    }
    this.#steadyMs = untilMs;
  }

  /** Somebody sets the time of day. */
  set(byMs: number): void {
    this.#dayMs += byMs;
  }

  after(ms: number, happen: () => void): void {
    this.#due.push({ atMs: this.#steadyMs + ms, happen });
  }
}

interface Standing {
  text: string;
  links: string[];
  isStyled: boolean;
  isPhoto: boolean;
  isOurs: boolean;
}

type Dated = Standing & { sentAt: Date };

/** Takes this long at most to arrive after it was given up: less than the time to settle. */
export const latestMs = 900;

/** One channel of a Telegram small enough to be sure of: messages with growing numbers, and requests with a fate. */
export class ModelTelegram implements Messenger {
  logChatId: string = '777';
  readonly logTopic = null;
  /** What the log chat was told, oldest first. */
  readonly told: string[] = [];
  readonly messages = new Map<number, Dated>();
  /** Whether it says who the bot is. */
  isAnswering = true;
  /** Called directly before a request would leave: the process may be frozen there, for example. */
  beforeLeaving: () => void = () => undefined;
  /** So much later than told a late request to send arrives: perhaps later than the time to settle. */
  sendsLaterByMs = 0;
  readonly #clock: ModelClock;
  /** Telegram's own clock, which nobody sets, runs so far ahead of the steady one. */
  readonly #dayMs: number;
  #fates: Fate[] = [];
  #delays: number[] = [];
  #last = 0;

  constructor(clock: ModelClock) {
    this.#clock = clock;
    this.#dayMs = clock.now().getTime() - clock.steadyMs();
  }

  /** What becomes of the next requests; when they are used up, all is well. */
  ordain(given: readonly { fate: Fate; delayMs: number }[]): void {
    this.#fates = given.map(({ fate }) => fate);
    this.#delays = given.map(({ delayMs }) => delayMs);
  }

  /** One of ours arrives, whatever its sender was told. */
  accept(text: string, link: string): void {
    this.#put({ text, links: [link], isStyled: true, isPhoto: false, isOurs: true });
  }

  /** Telegram leaves so many numbers out. */
  skipNumbers(count: number): void {
    this.#last += count;
  }

  personPosts(text: string): void {
    this.#put({ text, links: [], isStyled: false, isPhoto: false, isOurs: false });
  }

  send({ chatId }: Address, message: Message, form: MessageForm): Promise<Outcome> {
    if (chatId === this.logChatId) {
      const messageId = this.told.push(shownText(message, form));
      return Promise.resolve({ kind: 'sent', messageId, chatId, username: null });
    }
    const standing = standingOf(message, form);
    return this.#request(
      () => this.#put(standing),
      (messageId) => ({ kind: 'sent', messageId, chatId, username: null }),
      this.sendsLaterByMs,
    );
  }

  edit(_to: Address, messageId: number, message: Message, form: MessageForm): Promise<ChangeOutcome> {
    const standing = standingOf(message, form);
    return this.#request(
      () => {
        const known = this.messages.get(messageId);
        if (known !== undefined) this.messages.set(messageId, { ...standing, sentAt: known.sentAt });
        return known !== undefined;
      },
      (isThere) => (isThere ? { kind: 'done' } : { kind: 'gone', reason: 'message to edit not found' }),
    );
  }

  delete(_to: Address, messageId: number): Promise<ChangeOutcome> {
    return this.#request(
      () => this.messages.delete(messageId),
      () => ({ kind: 'done' }),
    );
  }

  readBack(_from: Address, messageId: number): Promise<ReadBack> {
    return this.#request<Dated | undefined, ReadBack>(
      () => this.messages.get(messageId),
      (found) => (found === undefined ? { kind: 'missing' } : { kind: 'message', ...found }),
    );
  }

  pin(_to: Address, _messageId: number): Promise<ChangeOutcome> {
    return Promise.resolve({ kind: 'done' });
  }

  unpin(_to: Address, _messageId: number): Promise<ChangeOutcome> {
    return Promise.resolve({ kind: 'done' });
  }

  findChat(chatId: string): Promise<ChatFinding> {
    const usernames = chatId.startsWith('@') ? [chatId.slice(1)] : [];
    const number = chatId.startsWith('@') ? '-1001' : chatId;
    return Promise.resolve({
      kind: 'found',
      chatId: number,
      usernames,
      title: '',
      pinned: null,
      linkedChatId: null,
    });
  }

  identify(): Promise<{ id: number; username: string } | Failure> {
    const me = { id: 1, username: 'model_bot' };
    return Promise.resolve(this.isAnswering ? me : { kind: 'silence', reason: 'the model' });
  }

  isProtected(): Promise<boolean> {
    return Promise.resolve(false);
  }

  #put(standing: Standing): number {
    this.#last += 1;
    const sentAt = new Date(this.#clock.steadyMs() + this.#dayMs);
    this.messages.set(this.#last, { ...standing, sentAt });
    return this.#last;
  }

  async #request<Done, Answer>(
    arrive: () => Done,
    answer: (done: Done) => Answer,
    laterByMs = 0,
  ): Promise<Answer | Exclude<Outcome, { kind: 'sent' | 'refused' }>> {
    this.beforeLeaving();
    if (!departureCheck()()) return { kind: 'late' };
    const fate = this.#fates.shift() ?? 'well';
    const delayMs = this.#delays.shift() ?? 0;
    const silence = { kind: 'unsure', reason: `the model: ${fate}` } as const;
    this.#clock.pass(1);
    if (fate === 'well') return answer(arrive());
    if (fate === 'limited') return { kind: 'limited', retryAfterSeconds: 1 };
    if (fate === 'unreached') return { kind: 'unreached', reason: 'the model' };
    if (fate.endsWith('after')) arrive();
    if (fate.endsWith('late')) this.#clock.after(delayMs + laterByMs, () => void arrive());
    if (fate.startsWith('crash')) throw new Crash(fate);
    return silence;
  }
}

function standingOf(message: Message, form: MessageForm): Standing {
  const links = message.link === null || form === 'plain' ? [] : [message.link];
  const isStyled = form !== 'plain';
  return { text: shownText(message, form), links, isStyled, isPhoto: form === 'photo', isOurs: true };
}
