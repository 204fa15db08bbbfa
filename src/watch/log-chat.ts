import { isPerson } from '../config/setting-values.ts';
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

/** The topics of the log chat in which channels have their desks. */
export interface DeskTopics {
  /** The thread by the name of each channel of the bot; null: it has none of its own. */
  ofChannels: ReadonlyMap<string, number | null>;
  /** Why something stands at the general place instead. */
  because: (topic: number, reason: string) => string;
}

/** Whom a text is for, and what people can do about it. */
export interface Saying {
  buttons?: readonly Button[];
  /** The message in the log chat that is answered; null: none. */
  replyTo?: number | null;
  /** The channels that it is about; none: the bot as a whole. */
  about?: readonly string[];
}

/** The chat in which people are told and editors are asked. Each call throws LogChatFailure if Telegram did not do it. */
export class LogChat {
  readonly #messenger: Messenger;
  readonly #isSafe: () => Promise<boolean>;
  readonly #instead: Instead;
  readonly #topics: DeskTopics;
  /** The topics of which people know that they are closed. They are told of each once. */
  readonly #toldTopics = new Set<number>();
  /** Whether owners know that the log chat is closed. They are told of it once. */
  #isClosureTold = false;
  /** A message that is on its way is never given up: it would be told, or asked, twice. */
  readonly #signal = new AbortController().signal;

  /** `isSafe`: whether it is known that no readers see what is told there. */
  constructor(
    messenger: Messenger,
    isSafe: () => Promise<boolean> = () => Promise.resolve(true),
    instead: Instead = { ownerIds: [], because: () => '' },
    topics: DeskTopics = { ofChannels: new Map(), because: () => '' },
  ) {
    this.#messenger = messenger;
    this.#isSafe = isSafe;
    this.#instead = instead;
    this.#topics = topics;
  }

  /**
   * Says something that must not be lost: if the log chat is closed to the bot, the owners are told instead.
   * @returns the number of the message in the log chat; null: only the owners were told.
   */
  async tell(text: string, saying: Saying = {}): Promise<number | null> {
    try {
      return await this.say(text, saying);
    } catch (error) {
      if (!(error instanceof LogChatFailure) || !error.isClosed) throw error;
      const { because, ownerIds } = this.#instead;
      const why = this.#isClosureTold ? '' : `\n\n${because(error.message)}`;
      const message = plainMessage(`${text.slice(0, longestText - why.length)}${why}`);
      const outcomes = [];
      for (const ownerId of ownerIds)
        outcomes.push(
          await this.#send({ chatId: String(ownerId), topic: null }, message, {
            buttons: saying.buttons ?? [],
          }),
        );
      if (outcomes.every(({ kind }) => kind !== 'sent')) throw error;
      this.#isClosureTold = true;
      return null;
    }
  }

  #send(to: Address, message: Message, { buttons = [], replyTo = null }: Saying): Promise<Outcome> {
    const options = { isSilent: false, replyTo, buttons, signal: this.#signal };
    return this.#messenger.send(to, message, 'plain', options);
  }

  /** Sends plain text; a text that is too long is cut. @returns the number of the message. */
  async say(text: string, saying: Saying = {}): Promise<number> {
    const topic = this.topicFor(saying.about ?? []);
    const outcome = await this.#withinTopic(topic, async (to, closed) => {
      const isNews = topic !== null && closed !== null && !this.#toldTopics.has(topic);
      const why = isNews ? `\n\n${this.#topics.because(topic, closed)}` : '';
      // A text that Telegram refuses for its length would keep everything after it from being told.
      const message = plainMessage(`${text.slice(0, longestText - why.length)}${why}`);
      const answer = await this.#send(to, message, saying);
      if (topic !== null && answer.kind === 'sent')
        this.#toldTopics[closed === null ? 'delete' : 'add'](topic);
      return answer;
    });
    if (outcome.kind !== 'sent') throw new LogChatFailure(outcome);
    this.#isClosureTold = false;
    return outcome.messageId;
  }

  /** The topic for what is about these channels; null: they have none, or not the same. Other bots' do not count. */
  topicFor(channels: readonly string[]): number | null {
    const { ofChannels } = this.#topics;
    const topics = new Set(channels.map((name) => ofChannels.get(name)).filter((each) => each !== undefined));
    const [only = null] = topics;
    return topics.size === 1 ? only : null;
  }

  /**
   * A topic that was deleted or closed gives way to the general place.
   * @param send `closed`: why it is not sent into the topic; null: it is, or none was wanted.
   */
  async #withinTopic<Answer extends { kind: string }>(
    topic: number | null,
    send: (to: Address, closed: string | null) => Promise<Answer>,
  ): Promise<Answer> {
    const general = await this.#address();
    // If the log chat is one of the channels, its first owner stands in for it.
    if (topic === null || isPerson(general.chatId)) return send(general, null);
    const answer = await send({ ...general, topic }, null);
    if (answer.kind !== 'closed') return answer;
    return send(general, 'reason' in answer ? String(answer.reason) : answer.kind);
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
   * Shows a post as its channel, `about`, would get it; without sound, because a question follows.
   * @returns its number; null: Telegram takes it in none of its forms.
   */
  async show(message: Message, about: string): Promise<number | null> {
    const options = { isSilent: true, signal: this.#signal };
    const outcome = await this.#withinTopic(this.topicFor([about]), (to) =>
      showToEditors(this.#messenger, to, message, options),
    );
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

/** Says something to a person in private. @returns whether Telegram took it. */
export async function sendToPerson(
  messenger: Pick<Messenger, 'send'>,
  userId: number,
  text: string,
): Promise<boolean> {
  const { signal } = new AbortController(); // a message that is on its way is never given up
  const to = { chatId: String(userId), topic: null };
  const message = plainMessage(text.slice(0, longestText));
  const outcome = await messenger.send(to, message, 'plain', {
    isSilent: false,
    replyTo: null,
    buttons: [],
    signal,
  });
  return outcome.kind === 'sent';
}

/** A person has a number without a sign, and may have chosen a language. A group is spoken to in that of the settings. */
export async function languageOfLogChat(
  logChatId: string | null,
  editors: Pick<Editors, 'languageOf'>,
  deskLanguage: SpokenLanguage,
): Promise<SpokenLanguage> {
  const chosen =
    logChatId !== null && isPerson(logChatId) ? await editors.languageOf(Number(logChatId)) : null;
  return chosen ?? deskLanguage;
}

function plainMessage(text: string): Message {
  return { photo: null, text: { html: '', shown: text }, plain: text, previewUrl: null, link: null };
}
