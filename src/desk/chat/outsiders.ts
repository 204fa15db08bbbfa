import type { SpokenLanguage } from '../../news/language.ts';
import { commandOf, say, toast } from './answer.ts';
import type { DeskContext } from './context.ts';
import { generalWords } from '../../words/general.ts';

const pauseMs = 60_000;

/** More people than will write within a minute. The oldest are forgotten first. */
const mostRemembered = 5_000;

/** Answers people who may not use the desk, once a minute: who the bot is, where the news is, and their own ID. */
export class Outsiders {
  readonly #links: string;
  readonly #now: () => Date;
  readonly #answeredAt = new Map<number, number>();

  constructor(links: readonly string[], now: () => Date) {
    this.#links = links.join('\n');
    this.#now = now;
  }

  async turnAway(context: DeskContext): Promise<void> {
    const { from, chat } = context;
    const words = generalWords[context.language];
    if (from === undefined) return;
    if (context.callbackQuery !== undefined) return toast(context, words.outsiderButton);
    // In groups people talk to one another, and not to the bot.
    if (chat?.type !== 'private' || (context.message?.text === undefined && commandOf(context) === null))
      return;
    if (!this.#mayAnswer(from.id)) return;
    await say(context, words.outsider(this.#links, from.id));
  }

  /** Tells an anonymous administrator, whose user ID is hidden, why nothing happens. */
  async askWho(context: DeskContext, language: SpokenLanguage): Promise<void> {
    const [, name] = /^\/\w+@(\w+)/.exec(context.message?.text ?? '') ?? [];
    const isForOther = name !== undefined && name.toLowerCase() !== context.me.username.toLowerCase();
    if (commandOf(context) === null || isForOther || !this.#mayAnswer(context.chat?.id ?? 0)) return;
    await say(context, generalWords[language].anonymous);
  }

  /** @param id that of the person, or of the chat in whose name they write. */
  #mayAnswer(id: number): boolean {
    const nowMs = this.#now().getTime();
    const last = this.#answeredAt.get(id);
    if (last !== undefined && Math.abs(nowMs - last) < pauseMs) return false;
    this.#answeredAt.delete(id);
    this.#answeredAt.set(id, nowMs);
    const [oldest] = this.#answeredAt.keys();
    if (this.#answeredAt.size > mostRemembered && oldest !== undefined) this.#answeredAt.delete(oldest);
    return true;
  }
}
