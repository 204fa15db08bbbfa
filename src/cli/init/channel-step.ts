import type { Config } from '../../config/config.ts';
import { failureOf } from '../../deliver/telegram/failure.ts';
import { KhabarshyError } from '../../news/errors.ts';
import { languageOfTag } from '../../news/language.ts';
import { lackOf, troubleOf } from '../doctor/channels.ts';
import type { SeenChat } from './bot-updates.ts';
import type { Dialogue } from './dialogue.ts';
import { channelIdOf, type NamedChannel } from './flags.ts';
import type { KnownBot } from './token-step.ts';

/** A channel that the bot may post to. */
export interface ChosenChannel {
  /** `-100…`: the name may change hands, the number may not. */
  id: number;
  title: string;
  username: string | null;
  /** null: every article. */
  language: string | null;
}

/** What Telegram says of a chat: it can be a channel of ours, or why not. */
type Examined = { channel: ChosenChannel; isGroup: boolean } | { trouble: string };

/** @throws KhabarshyError COMMAND_WRONG if the bot may not post to one of them. */
export async function channelsOfFlags(
  named: readonly NamedChannel[],
  bot: KnownBot,
  dialogue: Dialogue,
): Promise<ChosenChannel[]> {
  const chosen: ChosenChannel[] = [];
  for (const { id, language } of named) {
    const examined = await examine(id, bot);
    if ('trouble' in examined) throw new KhabarshyError('COMMAND_WRONG', `${id}: ${examined.trouble}`);
    dialogue.say(`${nameOf(examined.channel)}: the bot may post there.`);
    if (!chosen.some((other) => other.id === examined.channel.id))
      chosen.push({ ...examined.channel, language });
  }
  return chosen;
}

/** Waits until the bot is made administrator of channels, or until they are named. */
export async function chooseChannels(
  bot: KnownBot,
  { channels: known }: Pick<Config, 'channels'>,
  dialogue: Dialogue,
): Promise<ChosenChannel[]> {
  dialogue.say(
    `\nMake @${bot.username} an administrator of your channel, with the rights to post, edit and delete messages: in Telegram open the channel, its settings, Administrators. I wait, and name what I see. If the bot is an administrator already, type the @name of the channel, or forward one of its posts to the bot.`,
  );
  const choice: Choice = { bot, chosen: new Map(), refused: new Set(), dialogue };
  const isEnough = () => choice.chosen.size > 0 || known.length > 0;
  const question = () => (isEnough() ? 'Another channel, or Enter to go on: ' : 'A channel: ');
  dialogue.show(question());
  for (;;) {
    const happening = await dialogue.next(['line', 'chat', 'trouble']);
    if (happening.kind === 'trouble') dialogue.say(happening.text);
    else if (happening.kind === 'chat') await takeSeen(happening.chat, choice);
    else if (happening.text.trim() !== '') await takeTyped(happening.text, choice);
    else if (isEnough()) break;
    else dialogue.say('khabarshy needs a channel to post to. Ctrl-C stops, and nothing is written.');
    dialogue.showAgain(question());
  }
  const channels: ChosenChannel[] = [];
  for (const channel of choice.chosen.values())
    channels.push({ ...channel, language: await askLanguage(channel, dialogue) });
  return channels;
}

interface Choice {
  bot: KnownBot;
  chosen: Map<number, ChosenChannel>;
  /** Chats of which the person said that no news goes there. */
  refused: Set<number>;
  dialogue: Dialogue;
}

/** Anybody can make a bot administrator of an own channel, so a chat that was only seen needs a yes. */
async function takeSeen({ id, isGone }: SeenChat, { bot, chosen, dialogue, refused }: Choice): Promise<void> {
  const before = chosen.get(id);
  if (isGone) {
    if (chosen.delete(id) && before !== undefined) dialogue.say(`${nameOf(before)}: the bot was taken out.`);
    return;
  }
  if (before !== undefined || refused.has(id)) return;
  const examined = await examine(String(id), bot);
  if ('trouble' in examined) return dialogue.say(examined.trouble);
  const { channel, isGroup } = examined;
  const what = `${nameOf(channel)}${isGroup ? ', a group,' : ''}`;
  const isWanted = await dialogue.confirmInPerson(
    `I see ${what} and may post there. Post news to it?`,
    !isGroup,
  );
  if (isWanted) chosen.set(id, channel);
  else refused.add(id);
}

async function takeTyped(text: string, { bot, chosen, dialogue }: Choice): Promise<void> {
  const id = channelIdOf(text);
  if (id === null) return dialogue.say(adviceOnName(text));
  const examined = await examine(id, bot);
  if ('trouble' in examined) return dialogue.say(`${id}: ${examined.trouble}`);
  chosen.set(examined.channel.id, examined.channel);
  dialogue.say(`✓ ${nameOf(examined.channel)}: the bot may post there.`);
}

function adviceOnName(text: string): string {
  return /\bt\.me\/(?:\+|joinchat\/)/iu.test(text)
    ? 'This is an invitation, and it does not tell a bot which channel it leads to. Forward a post of the channel to the bot.'
    : 'A channel is its @name, its link https://t.me/…, or its negative number.';
}

async function examine(id: string, { id: botId, telegram: { api } }: KnownBot): Promise<Examined> {
  try {
    const chat = await api.getChat(id);
    if (chat.type === 'private') return { trouble: 'this is a person, not a channel.' };
    const lack = lackOf(chat, await api.getChatMember(chat.id, botId));
    const username = 'username' in chat ? (chat.username ?? null) : null;
    const channel = { id: chat.id, title: chat.title, username, language: null };
    return lack === null
      ? { channel, isGroup: chat.type !== 'channel' }
      : { trouble: `${nameOf(channel)}: ${lack}` };
  } catch (error) {
    return { trouble: troubleHere(failureOf(error)) };
  }
}

/** While there are no settings yet, nobody can look into them. */
function troubleHere(failure: ReturnType<typeof failureOf>): string {
  if (failure.kind !== 'answer' || failure.code !== 400) return troubleOf(failure);
  return `${failure.description}. Check how it is written. A private channel is found only after the bot was made its administrator.`;
}

async function askLanguage(channel: ChosenChannel, dialogue: Dialogue): Promise<string | null> {
  for (;;) {
    const typed = await dialogue.ask(
      `Which articles go to ${nameOf(channel)}? kk, ru, en, or Enter for all: `,
    );
    if (typed === '') return null;
    const language = languageOfTag(typed);
    if (language !== null) return language;
    dialogue.say('A language is kk, ru, en, or another code of two or three letters.');
  }
}

/** `"News" (@my_news)` */
export function nameOf({ id, title, username }: Pick<ChosenChannel, 'id' | 'title' | 'username'>): string {
  return `${JSON.stringify(title)} (${username === null ? id : `@${username}`})`;
}

const mostNameLetters = 32;

/** A short unique name for commands and the ledger: `main` for the only one, else after its @name and its language. */
export function shortName(
  { language, username }: ChosenChannel,
  isOnly: boolean,
  taken: ReadonlySet<string>,
): string {
  const bare = (username ?? '')
    .toLowerCase()
    .replace(/^[^a-z0-9]+/u, '')
    .slice(0, mostNameLetters - 3);
  const wanted = [isOnly ? 'main' : '', language ?? '', bare].filter((name) =>
    /^[a-z0-9][a-z0-9_-]*$/u.test(name),
  );
  const free = wanted.find((name) => !taken.has(name));
  if (free !== undefined) return free;
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'main' : `channel-${number}`;
    if (!taken.has(name)) return name;
  }
}
