import type { SpokenLanguage } from '../../news/language.ts';
import { commandOf, say, toast } from './answer.ts';
import type { DeskContext } from './context.ts';
import { generalWords } from '../../words/general.ts';

const pauseMs = 60_000;

/** More people than will write within a minute. The oldest are forgotten first. */
const mostRemembered = 10_000;

/** Limit of answers a minute to all outsiders together: a flood of them must not keep editors waiting. */
const mostAnswers = 20;

/** Answers people who may not use the desk, once a minute: who the bot is, where the news is, and their own ID. */
export class Outsiders {
  readonly #links: () => readonly string[];
  readonly #now: () => Date;
  /** When each was turned away, by the id of the person or of the chat in whose name they write. */
  readonly #seenAtMs = new Map<number, number>();
  /** When the latest answers were given. */
  #answersAtMs: number[] = [];

  /** `links`: those of the public channels, which may get other names. */
  constructor(links: () => readonly string[], now: () => Date) {
    this.#links = links;
    this.#now = now;
  }

  /** Whether this person was turned away within a minute. Then nothing that they say needs to be read. */
  isKnown(userId: number): boolean {
    const seenAtMs = this.#seenAtMs.get(userId);
    return seenAtMs !== undefined && Math.abs(this.#now().getTime() - seenAtMs) < pauseMs;
  }

  /** Somebody may have become an editor. */
  forget(): void {
    this.#seenAtMs.clear();
  }

  async turnAway(context: DeskContext): Promise<void> {
    const { from, chat } = context;
    const words = generalWords[context.language];
    if (from === undefined) return;
    // In groups people talk to one another, and not to the bot.
    const isTalk = chat?.type === 'private' && context.message?.text !== undefined;
    const isPress = context.callbackQuery !== undefined;
    if (!this.#mayAnswer(from.id, isTalk || isPress)) return;
    if (isPress) return toast(context, words.outsiderButton);
    await say(context, words.outsider(this.#links().join('\n'), from.id));
  }

  /** Tells an anonymous administrator, whose user ID is hidden, why nothing happens. */
  async askWho(context: DeskContext, language: SpokenLanguage): Promise<void> {
    const [, name] = /^\/\w+@(\w+)/.exec(context.message?.text ?? '') ?? [];
    const isForOther = name !== undefined && name.toLowerCase() !== context.me.username.toLowerCase();
    if (commandOf(context) === null || isForOther || !this.#mayAnswer(context.chat?.id ?? 0, true)) return;
    await say(context, generalWords[language].anonymous);
  }

  /** Remembers the person, or the chat in whose name they write. `isToUs`: they expect an answer. */
  #mayAnswer(id: number, isToUs: boolean): boolean {
    const nowMs = this.#now().getTime();
    const isKnown = this.isKnown(id);
    if (!isKnown) this.#remember(id, nowMs);
    if (isKnown || !isToUs) return false;
    this.#answersAtMs = this.#answersAtMs.filter((atMs) => Math.abs(nowMs - atMs) < pauseMs);
    if (this.#answersAtMs.length >= mostAnswers) return false;
    this.#answersAtMs.push(nowMs);
    return true;
  }

  #remember(id: number, nowMs: number): void {
    this.#seenAtMs.delete(id);
    this.#seenAtMs.set(id, nowMs);
    const [oldest] = this.#seenAtMs.keys();
    if (this.#seenAtMs.size > mostRemembered && oldest !== undefined) this.#seenAtMs.delete(oldest);
  }
}
