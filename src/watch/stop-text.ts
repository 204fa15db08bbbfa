import type { SpokenLanguage } from '../news/language.ts';
import type { Trouble } from '../store/records/troubles.ts';
import { chatWords } from '../words/chats.ts';

/** The text about a channel that is stopped, or goes on. Key and detail are those of `troubleOf` in deliver/addresses/stops.ts. */
export function stopText({ key, detail, endedAt }: Trouble, language: SpokenLanguage): string {
  const words = chatWords[language];
  const [kind, channel = ''] = key.split(':', 2);
  if (endedAt !== null) return words.goesOn(channel);
  if (kind === 'twin') return detail === '' ? words.isLogChat(channel) : words.sameChat(detail, channel);
  const [name = '', chatId = '', ...title] = detail.split(' ');
  return words.stranger(channel, name, [...title, `(${chatId})`].join(' '));
}
