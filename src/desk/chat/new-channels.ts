import { escapeHtml } from '../../compose/fitting.ts';
import { generalWords } from '../../words/general.ts';
import type { SpokenLanguage } from '../../news/language.ts';

/** A channel of Telegram, as an update shows it. */
export interface SeenChannel {
  id: number;
  title: string;
  username?: string;
}

/** What an owner needs for the settings: the channel's number, its name and the line. HTML. */
export function describeChannel({ id, title, username }: SeenChannel, language: SpokenLanguage): string {
  const address = username === undefined ? String(id) : `@${username}`;
  const name = `<b>${escapeHtml(title)}</b>${username === undefined ? '' : ` @${escapeHtml(username)}`}`;
  return generalWords[language].channelFound(name, id, escapeHtml(address));
}
