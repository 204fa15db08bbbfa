import { isPerson } from '../setting-values.ts';
import type { ChannelsRead } from '../channels-file.ts';
import type { GivenSettings } from '../given-settings.ts';
import type { Mistake } from '../settings-mistakes.ts';
import type { Settings } from '../settings-table.ts';
import type { BotsRead } from './bots-in-file.ts';

/** A desk_topic is a topic of the log chat. Without one, or in the chat with a person, there are no topics. */
export function topicsWithoutGroup(
  settings: Settings,
  given: GivenSettings,
  topics: ChannelsRead['deskTopics'],
  read: BotsRead | null,
): Mistake[] {
  // In the sandbox everything goes to the viewer of its page. A wrong LOG_CHAT_ID was reported already.
  if (read === null && !given.has('BOT_TOKEN')) return [];
  if (given.has('LOG_CHAT_ID') && settings.LOG_CHAT_ID === undefined) return [];
  return topics.flatMap(({ bot, place, seen }) => {
    const own = read?.bots.find(({ name }) => name === bot)?.log_chat;
    const logChat = (own ?? settings.LOG_CHAT_ID)?.id ?? null;
    if (logChat !== null && !isPerson(logChat)) return [];
    const name = read === null ? 'LOG_CHAT_ID' : `log_chat of ${bot}`;
    const what = logChat === null ? `no ${name}` : `${name} is the chat with a person`;
    const expected = `a topic of the log chat: set ${name} to a group with topics, or remove desk_topic`;
    const example = read === null ? 'LOG_CHAT_ID=-1001234567890' : 'log_chat: -1001234567890';
    return [{ name: place, seen: `${seen}, and ${what}`, expected, example }];
  });
}
