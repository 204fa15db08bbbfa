import { showToEditors } from '../deliver/forms.ts';
import type { Address, Button, ChangeOutcome, Messenger } from '../deliver/messenger.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Message, Outcome } from '../news/post.ts';
import type { Editors } from '../store/records/editors.ts';

/** Telegram takes so many characters in a message. Source: https://core.telegram.org/bots/api#sendmessage */
const longestText = 4_096;

/** Telegram did not do what the log chat was asked for. */
export class LogChatFailure extends Error {
  /** How long Telegram wants to be left alone; null: it did not say. */
  readonly retryAfterSeconds: number | null;
  /** The bot was removed from the chat, or its topic is closed or deleted. */
  readonly isClosed: boolean;
  /** Telegram refused this message: for ever, or in words that may be about the bot. null: it did not. */
  readonly refused: 'for ever' | 'perhaps' | null;

  constructor(outcome: Exclude<Outcome | ChangeOutcome, { kind: 'sent' | 'done' }>) {
    super('reason' in outcome ? outcome.reason : outcome.kind);
    this.isClosed = outcome.kind === 'closed';
    const isRefused = outcome.kind === 'refused';
    this.refused = isRefused ? (outcome.because === 'unknown' ? 'perhaps' : 'for ever') : null;
    this.retryAfterSeconds = outcome.kind === 'limited' ? outcome.retryAfterSeconds : null;
  }
}

/** Who is told when the log chat is closed to the bot, and the sentence that says why. */
interface Instead {
  ownerIds: readonly number[];
  because: (reason: string) => string;
}

/** The chat in which people are told and editors are asked. Each call throws LogChatFailure if Telegram did not do it. */
export class LogChat {
  readonly #messenger: Messenger;
  readonly #isSafe: () => Promise<boolean>;
  readonly #instead: Instead;
  /** Whether owners know that the log chat is closed. They are told of it once. */
  #isClosureTold = false;
  /** A message that is on its way is never given up: it would be told, or asked, twice. */
  readonly #signal = new AbortController().signal;

  /** `isSafe`: whether it is known that no readers see what is told there. */
  constructor(
    messenger: Messenger,
    isSafe: () => Promise<boolean> = () => Promise.resolve(true),
    instead: Instead = { ownerIds: [], because: () => '' },
  ) {
    this.#messenger = messenger;
    this.#isSafe = isSafe;
    this.#instead = instead;
  }

  /**
   * Says something that must not be lost: if the log chat is closed to the bot, the owners are told instead.
   * @returns the number of the message in the log chat; null: only the owners were told.
   */
  async tell(text: string, buttons: readonly Button[] = []): Promise<number | null> {
    try {
      return await this.say(text, buttons);
    } catch (error) {
      if (!(error instanceof LogChatFailure) || !error.isClosed) throw error;
      const { because, ownerIds } = this.#instead;
      const why = this.#isClosureTold ? '' : `\n\n${because(error.message)}`;
      const message = plainMessage(`${text.slice(0, longestText - why.length)}${why}`);
      const outcomes = [];
      for (const ownerId of ownerIds) outcomes.push(await this.#send(String(ownerId), message, buttons));
      if (outcomes.every(({ kind }) => kind !== 'sent')) throw error;
      this.#isClosureTold = true;
      return null;
    }
  }

  #send(chatId: string, message: Message, buttons: readonly Button[]): Promise<Outcome> {
    const options = { isSilent: false, replyTo: null, buttons, signal: this.#signal };
    return this.#messenger.send({ chatId, topic: null }, message, 'plain', options);
  }

  /** Sends plain text; a text that is too long is cut. @returns the number of the message. */
  async say(text: string, buttons: readonly Button[] = [], replyTo: number | null = null): Promise<number> {
    // A text that Telegram refuses for its length would keep everything after it from being told.
    const message = plainMessage(text.slice(0, longestText));
    const options = { isSilent: false, replyTo, buttons, signal: this.#signal };
    const outcome = await this.#messenger.send(await this.#address(), message, 'plain', options);
    if (outcome.kind !== 'sent') throw new LogChatFailure(outcome);
    this.#isClosureTold = false;
    return outcome.messageId;
  }

  /** Changes a text that was said. @returns false: it does not stand there (any more), or cannot be changed. */
  async amend(messageId: number, text: string): Promise<boolean> {
    const message = plainMessage(text.slice(0, longestText));
    const signal = this.#signal;
    const outcome = await this.#messenger.edit(
      await this.#address(),
      messageId,
      message,
      'plain',
      false,
      signal,
    );
    if (outcome.kind === 'done') return true;
    if (outcome.kind === 'gone' || outcome.kind === 'refused' || outcome.kind === 'closed') return false;
    throw new LogChatFailure(outcome);
  }

  /**
   * Shows a post as its channel would get it; without sound, because a question follows.
   * @returns its number; null: Telegram takes it in none of its forms.
   */
  async show(message: Message): Promise<number | null> {
    const options = { isSilent: true, signal: this.#signal };
    const outcome = await showToEditors(this.#messenger, await this.#address(), message, options);
    if (outcome.kind === 'sent') return outcome.messageId;
    if (outcome.kind === 'refused') return null;
    throw new LogChatFailure(outcome);
  }

  /** The question gets its answer, and loses its buttons. @returns what Telegram said to that. */
  async answer(questionId: number, text: string): Promise<ChangeOutcome> {
    const message = plainMessage(text.slice(0, longestText));
    return this.#messenger.edit(await this.#address(), questionId, message, 'plain', false, this.#signal);
  }

  /** Whether Telegram answers for the log chat, and the bot may see it. */
  async isThere(): Promise<boolean> {
    const { chatId } = await this.#address();
    const finding = await this.#messenger.findChat(chatId, this.#signal);
    return finding.kind === 'found';
  }

  async #address(): Promise<Address> {
    const isSafe = await this.#isSafe();
    const { logChatId: chatId, logTopic: topic } = this.#messenger;
    if (!isSafe || chatId === null)
      throw new LogChatFailure({ kind: 'unreached', reason: 'it may be one of the channels' });
    return { chatId, topic };
  }
}

/** A person has a number without a sign, and may have chosen a language. A group is spoken to in that of the settings. */
export async function languageOfLogChat(
  logChatId: string | null,
  editors: Pick<Editors, 'languageOf'>,
  deskLanguage: SpokenLanguage,
): Promise<SpokenLanguage> {
  const isPerson = logChatId !== null && /^[1-9]\d*$/.test(logChatId);
  return (isPerson ? await editors.languageOf(Number(logChatId)) : null) ?? deskLanguage;
}

function plainMessage(text: string): Message {
  return { photo: null, text: { html: '', shown: text }, plain: text, previewUrl: null, link: null };
}
