import { mainBot } from '../../news/bot.ts';
import type { Channel } from '../../news/channel.ts';
import { showGiven, type GivenSettings } from '../given-settings.ts';
import type { Mistake } from '../settings-mistakes.ts';
import type { Settings } from '../settings-table.ts';
import { numberOf, type BotSettings } from './bot-settings.ts';
import type { BotsRead, WrittenBot } from './bots-in-file.ts';

/** The bots of the channels file, or the one of `BOT_TOKEN`. Where a bot says nothing, the settings do. */
export function botsOf(settings: Settings, read: BotsRead | null): BotSettings[] {
  if (read === null) {
    const token = settings.BOT_TOKEN ?? null;
    const witnessToken = settings.WITNESS_BOT_TOKEN ?? null;
    return [completed({ name: mainBot, token, witnessToken }, settings)];
  }
  return read.bots.map((bot) => completed(bot, settings));
}

function completed(bot: Omit<WrittenBot, 'index'>, settings: Settings): BotSettings {
  const ownerIds = bot.owners ?? settings.ADMIN_IDS ?? [];
  const logChat = bot.log_chat ?? settings.LOG_CHAT_ID ?? null;
  return {
    name: bot.name,
    token: bot.token,
    witnessToken: bot.witnessToken,
    ownerIds: [...new Set(ownerIds)],
    logChatId: logChat?.id ?? ownerIds[0]?.toString() ?? null,
    logTopic: logChat?.topic ?? null,
    deskLanguage: bot.desk_language ?? settings.DESK_LANGUAGE,
    postsPerSecond: bot.posts_per_second ?? settings.POSTS_PER_SECOND,
  };
}

/** What is wrong between the bots and the other settings. */
export function mistakesBesides(
  settings: Settings,
  given: GivenSettings,
  channels: readonly Channel[],
  read: BotsRead | null,
): Mistake[] {
  const bots = botsOf(settings, read);
  return [
    ...(read === null ? sameBotTwice(settings) : besidesFile(given)),
    ...bots.flatMap((bot) => logChatIsChannel(bot, channels, placeOfLogChat(bot.name, read))),
  ];
}

function placeOfLogChat(bot: string, read: BotsRead | null): string {
  const isOwn = read?.bots.find(({ name }) => name === bot)?.log_chat !== undefined;
  return isOwn ? (read?.placeOf(bot, 'log_chat') ?? 'LOG_CHAT_ID') : 'LOG_CHAT_ID';
}

/** Which of two tokens is meant cannot be guessed: the program could post as the wrong bot. */
function besidesFile(given: GivenSettings): Mistake[] {
  return (['BOT_TOKEN', 'WITNESS_BOT_TOKEN'] as const)
    .filter((name) => given.has(name))
    .map((name) => ({
      name,
      seen: `${showGiven(name, given)}, beside bots: in the channels file`,
      expected:
        name === 'BOT_TOKEN'
          ? 'only one of the two: give the setting another name and put it into bots: as token: ${NAME}, or remove bots:'
          : 'the witness of each bot in bots: as witness_token: ${NAME}, under another name of the setting',
      example:
        name === 'BOT_TOKEN'
          ? 'NEWS_BOT_TOKEN=123456789:ABC-your-token'
          : 'NEWS_WITNESS_TOKEN=987654321:another-bots',
    }));
}

/** A bot does not see its own posts, so it cannot be its own witness. */
function sameBotTwice({ BOT_TOKEN: token, WITNESS_BOT_TOKEN: witness }: Settings): Mistake[] {
  if (token === undefined || witness === undefined || numberOf(token) !== numberOf(witness)) return [];
  const expected = 'the token of a bot other than BOT_TOKEN, or no witness';
  const example = 'WITNESS_BOT_TOKEN=987654321:another-bots';
  return [{ name: 'WITNESS_BOT_TOKEN', seen: 'the bot of BOT_TOKEN', expected, example }];
}

/** Alerts and questions would be shown to the readers. Under another name the chat is recognised at the start. */
function logChatIsChannel(
  { logChatId: id }: BotSettings,
  channels: readonly Channel[],
  name: string,
): Mistake[] {
  const same = channels.find((channel) => channel.id.toLowerCase() === id?.toLowerCase());
  if (id === null || same === undefined) return [];
  const expected = 'a chat of the editors that is none of the channels';
  const example = name === 'LOG_CHAT_ID' ? 'LOG_CHAT_ID=-1001234567890' : 'log_chat: -1001234567890';
  return [{ name, seen: `${id}, the channel ${same.name}`, expected, example }];
}

/** Without a log chat nobody would be asked, and posts that need approval would wait for ever. */
export function nobodyToAsk(
  given: GivenSettings,
  asking: readonly { channel: string; bot: string }[],
  read: BotsRead | null,
): Mistake[] {
  if (given.has('LOG_CHAT_ID') || given.has('ADMIN_IDS')) return [];
  if (read === null) {
    const [first] = asking;
    if (first === undefined || !given.has('BOT_TOKEN')) return [];
    return [lacksLogChat('LOG_CHAT_ID', first.channel, 'ADMIN_IDS', 'LOG_CHAT_ID=-1001234567890')];
  }
  return read.bots.flatMap(({ log_chat: logChat, name, owners }) => {
    const first = asking.find(({ bot }) => bot === name);
    if (first === undefined || owners !== undefined || logChat !== undefined) return [];
    return [
      lacksLogChat(read.placeOf(name, 'log_chat'), first.channel, 'owners', 'log_chat: -1001234567890'),
    ];
  });
}

function lacksLogChat(name: string, channel: string, owners: string, example: string): Mistake {
  const expected = `a chat in which editors are asked, because the channel ${channel} needs approval; and ${owners}`;
  return { name, seen: null, expected, example };
}
