import type { Facts } from '../../store/records/facts.ts';
import type { ChatFinding } from '../messenger.ts';
import type { Place } from './stops.ts';

/**
 * Which chat the log chat is. If the settings give an @name, its number is kept from the first contact, so that alerts
 * never go to somebody who takes the name later.
 */
export class LogChatAddress {
  /** As the settings have it: a number or an @name. null: there is none. */
  readonly id: string | null;
  readonly #facts: Pick<Facts, 'set'>;
  #chatId: string | null;
  /** Whether Telegram said for certain which chat it is, or that we cannot reach it. */
  #isAnswered = false;

  static async open(id: string | null, facts: Facts): Promise<LogChatAddress> {
    const [knownId, chatId = null] = ((await facts.get('log_chat')) ?? '').split(' ');
    return new LogChatAddress(id, facts, knownId === id?.toLowerCase() ? chatId : null);
  }

  constructor(id: string | null, facts: Pick<Facts, 'set'>, chatId: string | null) {
    this.id = id;
    this.#facts = facts;
    this.#chatId = chatId;
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Its number, or its @name while the number is not known. */
  get chatId(): string | null {
    return this.#chatId ?? this.id;
  }

  async take(finding: ChatFinding): Promise<void> {
    const { id } = this;
    if (id === null) return;
    this.#isAnswered ||= finding.kind === 'found' || finding.kind === 'closed' || finding.kind === 'moved';
    if (finding.kind !== 'found' || !id.startsWith('@') || this.#chatId !== null) return;
    this.#chatId = finding.chatId;
    await this.#facts.set('log_chat', `${id.toLowerCase()} ${finding.chatId}`);
  }

  /** Whether a channel is this chat. */
  is({ chatId, username }: Place): boolean {
    const own = this.chatId?.toLowerCase();
    return own === chatId || (username !== null && own === `@${username.toLowerCase()}`);
  }
}
