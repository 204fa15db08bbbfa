import { isStopKey } from '../deliver/addresses/stops.ts';
import type { Button } from '../deliver/messenger.ts';
import { chatDecisions } from '../news/decisions.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { Trouble } from '../store/records/troubles.ts';
import { chatWords } from '../words/chats.ts';

/** The text about a channel that is stopped, or goes on. Key and detail are those of `troubleOf` in addresses/stops.ts. */
export function stopText({ key, detail, endedAt }: Trouble, language: SpokenLanguage): string {
  const words = chatWords[language];
  const [kind, channel = '', chatId = ''] = key.split(':');
  if (endedAt !== null) return words.goesOn(channel);
  if (kind === 'twin') return detail === '' ? words.isLogChat(channel) : words.sameChat(detail, channel);
  const [name = '', ...title] = detail.split(' ');
  return words.stranger(channel, name, [...title, `(${chatId})`].join(' '));
}

/** The buttons of the question whether another chat is the channel now; none for other troubles. */
export function strangerButtons({ key, endedAt }: Trouble, language: SpokenLanguage): Button[] {
  const [kind, channel = '', chatId = ''] = key.split(':');
  if (!isStopKey(key) || kind !== 'stranger' || endedAt !== null) return [];
  return chatDecisions.map((decision) => ({
    text: chatWords[language].buttons[decision],
    data: `chat:${channel}:${chatId}:${decision}`,
  }));
}
