import type { Article } from '../../news/article.ts';
import type { Channel } from '../../news/channel.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Message } from '../../news/post.ts';
import type { AuditEntry } from '../../store/records/audit.ts';
import type { Store } from '../../store/store.ts';
import type { DeskContext } from './context.ts';
import { clipped } from './answer.ts';

/** What the subjects of the desk share: the store, the channels, and the program around them. */
export interface DeskPorts {
  store: Store;
  channels: readonly Channel[];
  ownerIds: readonly number[];
  /** The number of the log chat, or `@name`; null: there is none. */
  logChatId(): string | null;
  /** It may have become a supergroup, which has another number. */
  findLogChat(): Promise<void>;
  /** For those whose app does not say which language it speaks. */
  language: SpokenLanguage;
  /** IANA. */
  timeZone: string;
  /** The post that a channel gets; throws when none can be made of the article. */
  compose(article: Article, channel: Channel): Message;
  /** Whether a channel takes an article by its filters. */
  isTaken(article: Article, channel: Channel): boolean;
  /** When the program looked last at the articles; null: not yet. */
  lastPollAt(): Date | null;
  /** null: the channel has none. */
  nextDigestAt(channel: Channel, now: Date): Date | null;
  now(): Date;
  /** The lanes should look again. */
  onChange(): void;
  /** An article changed: it should be planned anew. */
  onArticleChange(): void;
  onFailure(error: unknown): void;
}

/** Who is answered, as the audit and the others are told. */
export function nameOf({ from }: Pick<DeskContext, 'from'>): string {
  const name = [from?.first_name, from?.last_name].filter(Boolean).join(' ').trim();
  return name === '' ? String(from?.id ?? 0) : clipped(name, 64);
}

/** Writes down what the person who is answered changed. */
export async function note(
  ports: Pick<DeskPorts, 'store' | 'now'>,
  context: DeskContext,
  entry: Pick<AuditEntry, 'action' | 'subject' | 'before' | 'after'>,
): Promise<void> {
  const userId = context.from?.id ?? 0;
  await ports.store.audit.write({ ...entry, at: ports.now(), userId, name: nameOf(context) });
}

/** A channel by its name, or by its address in Telegram; compared without case. */
export function channelNamed(channels: readonly Channel[], name: string): Channel | null {
  const wanted = name.toLowerCase();
  return (
    channels.find((channel) => channel.name === wanted || channel.id.toLowerCase() === wanted) ??
    channels.find((channel) => channel.id.toLowerCase() === `@${wanted}`) ??
    null
  );
}
