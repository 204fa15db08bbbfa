import type { SetChannel } from '../../store/records/channel-chats.ts';

/** Why nothing new is posted in a channel until somebody changes the settings, or decides. */
export type Stop =
  /** The channel `of` is the same chat. */
  | { kind: 'twin'; of: string }
  /** It is the chat in which editors are told of troubles. */
  | { kind: 'log chat' }
  /** The name in the settings leads to another chat now. */
  | { kind: 'stranger'; name: string; chatId: string; title: string };

export interface Place {
  /** The number of the chat. */
  chatId: string;
  /** Its @name without the sign; null: it has none, or none is known. */
  username: string | null;
}

/** A channel of which it is known which chat it is. */
interface Placed {
  channel: SetChannel;
  place: Place;
  stranger: { chatId: string; title: string } | null;
}

/**
 * Compares the channels with each other and with the log chat. Of two that are one chat, and not two topics of it, the
 * one that comes first keeps it.
 * @returns the stops, by the names of the channels.
 */
export function stopsOf(
  channels: readonly Placed[],
  isLogChat: (place: Place) => boolean,
): Map<string, Stop> {
  const stops = new Map<string, Stop>();
  const owners = new Map<string, string>();
  for (const { channel, place, stranger } of channels) {
    const key = `${place.chatId} ${channel.topic ?? ''}`;
    const owner = owners.get(key);
    if (owner !== undefined) stops.set(channel.name, { kind: 'twin', of: owner });
    else if (isLogChat(place)) stops.set(channel.name, { kind: 'log chat' });
    else if (stranger !== null) stops.set(channel.name, { kind: 'stranger', name: channel.id, ...stranger });
    if (owner === undefined) owners.set(key, channel.name);
  }
  return stops;
}

/** The trouble that tells people of a stop: see watch/stop-text.ts for its reader. */
export function troubleOf(name: string, stop: Stop): { key: string; detail: string } {
  if (stop.kind === 'log chat') return { key: `twin:${name}`, detail: '' };
  if (stop.kind === 'twin') return { key: `twin:${name}`, detail: stop.of };
  const { chatId, title } = stop;
  // Another stranger is another question.
  return { key: `stranger:${name}:${chatId}`, detail: `${stop.name} ${title}`.trimEnd() };
}

/** Whether a trouble is about a stop. */
export function isStopKey(key: string): boolean {
  return /^(twin|stranger):/.test(key);
}
