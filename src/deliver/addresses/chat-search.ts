import type { KnownChat, SetChannel } from '../../store/records/channel-chats.ts';
import type { ChatFinding, Messenger } from '../messenger.ts';

/** How many chats are asked for at the same time: Telegram answers about thirty requests a second. */
const asksAtOnce = 20;

/** Asks Telegram for chats, side by side. @returns its answers, by the ids that were asked for. */
export async function findChats(
  messenger: Pick<Messenger, 'findChat'>,
  ids: Iterable<string>,
  signal: AbortSignal,
): Promise<Map<string, ChatFinding>> {
  const findings = new Map<string, ChatFinding>();
  const left = new Set(ids).values();
  const ask = async () => {
    for (const id of left) findings.set(id, await messenger.findChat(id, signal));
  };
  await Promise.all(Array.from({ length: asksAtOnce }, ask));
  return findings;
}

/** Whether Telegram said something about the chat itself. What it refuses in unknown words may be the fault of the bot. */
export function isCertain({ kind }: ChatFinding): boolean {
  return kind === 'found' || kind === 'closed' || kind === 'moved';
}

/** Which chat a channel is. */
export type Whereabouts =
  | { kind: 'here'; chatId: string; username: string | null }
  /** The name leads to another chat than before: somebody else may have taken it. */
  | { kind: 'stranger'; chatId: string; title: string }
  /** Nothing is known, and Telegram does not say. */
  | { kind: 'unknown' };

/**
 * Concludes which chat a channel is from what is known of it and from Telegram's answer for the id in the settings (null:
 * it was not asked yet). A channel whose id in the settings was changed is another chat because somebody wanted that.
 */
export function whereabouts(
  { id }: Pick<SetChannel, 'id'>,
  known: KnownChat | null,
  finding: ChatFinding | null,
): Whereabouts {
  const own = known !== null && known.foundAs.toLowerCase() === id.toLowerCase() ? known : null;
  return id.startsWith('@') ? byName(own, finding) : byNumber(id, own, finding);
}

/** A number stays with its chat. Only a basic group gets another one, when it becomes a supergroup. */
function byNumber(id: string, own: KnownChat | null, finding: ChatFinding | null): Whereabouts {
  if (finding?.kind === 'moved') return { kind: 'here', chatId: finding.chatId, username: null };
  // Until Telegram says something about it, nobody knows whether another channel is the same chat.
  if (own === null && finding?.kind !== 'found' && finding?.kind !== 'closed') return { kind: 'unknown' };
  const chatId = own?.chatId ?? id;
  if (finding?.kind === 'found' && finding.chatId === chatId) return here(finding);
  return { kind: 'here', chatId, username: own?.username ?? null };
}

/** @param own what is known of the chat, if it was found by this very name. */
function byName(own: KnownChat | null, finding: ChatFinding | null): Whereabouts {
  if (finding?.kind !== 'found') {
    // A name that leads nowhere (any more) changes nothing: the number counts.
    return own === null ? { kind: 'unknown' } : { ...own, kind: 'here' };
  }
  if (own === null || own.chatId === finding.chatId) return here(finding);
  if (own.refusedId === finding.chatId) return { ...own, kind: 'here' };
  return { kind: 'stranger', chatId: finding.chatId, title: finding.title };
}

function here({ chatId, usernames }: Extract<ChatFinding, { kind: 'found' }>): Whereabouts {
  return { kind: 'here', chatId, username: usernames[0] ?? null };
}
