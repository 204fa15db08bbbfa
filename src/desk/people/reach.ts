import type { Channel } from '../../news/channel.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Reach } from '../../store/records/editors.ts';
import { editorWords } from '../../words/desk/editors.ts';
import { escapeHtml } from '../../compose/fitting.ts';
import type { DeskContext } from '../chat/context.ts';

/** The channels of an editor, as plain text. One that left the settings is named as such. */
export function showReach(
  { channels }: Reach,
  { config }: { config: { channels: readonly Pick<Channel, 'name'>[] } },
  language: SpokenLanguage,
): string {
  const words = editorWords[language];
  if (channels === null) return words.all;
  const isThere = (name: string) => config.channels.some((channel) => channel.name === name);
  return channels.map((name) => (isThere(name) ? name : `${name} (${words.gone})`)).join(', ');
}

/** Whether two editors command the same channels. */
export function isSame(one: Reach, other: Reach): boolean {
  if (one.channels === null || other.channels === null) return one.channels === other.channels;
  return (
    one.channels.length === other.channels.length &&
    one.channels.every((name) => other.channels?.includes(name))
  );
}

/** A bot cannot write to a person who never wrote to it, so a failure is normal. `text`: plain. */
export async function tellReach({ api }: DeskContext, userId: number, text: string): Promise<void> {
  await api.sendMessage(userId, escapeHtml(text), { parse_mode: 'HTML' }).catch(() => undefined);
}
