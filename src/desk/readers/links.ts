import { escapeHtml } from '../../compose/fitting.ts';
import type { Channel } from '../../news/channel.ts';
import type { InviteLink } from '../../store/readers/invite-links.ts';
import { readerWords } from '../../words/desk/readers.ts';
import { reasonText } from '../../words/log-chat.ts';
import { statisticsWords } from '../../words/statistics.ts';
import { conclude, say, toast } from '../chat/answer.ts';
import { askedChannels, deskHere } from '../chat/arguments.ts';
import { nameOf, type DeskContext } from '../chat/context.ts';
import { note, type Asked, type ButtonContext, type Desk, type Subject } from '../chat/desk.ts';
import { fitLines } from '../chat/fitting.ts';

/** With the name of a channel it fits into the data of a button, which has 64 bytes. */
const linkName = /^[a-z0-9][a-z0-9_-]{0,19}$/;

/** Telegram shows more rows than this badly. */
const mostButtons = 20;

/** `/link`: the invite links of the channels. `/link site kk` makes one, and a button revokes it. */
export const linksSubject: Subject = {
  commands: [
    {
      name: 'link',
      who: 'editor',
      description: (language) => readerWords[language].commands.link,
      examples: ['/link site CHANNEL', '/link'],
      changes: { link: { verb: (language) => readerWords[language].changes.link, shows: 'after' } },
      handle: showOrMake,
    },
  ],
  buttons: [
    {
      data: /^unlink:([a-z0-9][a-z0-9_-]{0,31}):([a-z0-9][a-z0-9_-]{0,19})$/,
      changes: { unlink: { verb: (language) => readerWords[language].changes.unlink, shows: 'after' } },
      handle: revoke,
    },
  ],
};

async function showOrMake(context: DeskContext, desk: Desk, { text }: Asked): Promise<void> {
  const words = readerWords[context.language];
  const [name = '', channelName = '', ...more] = text.toLowerCase().split(/\s+/u).filter(Boolean);
  if (name === '') return showAll(context, await deskHere(context, desk));
  if (!linkName.test(name) || more.length > 0) return say(context, words.badName);
  const channels = await askedChannels(context, desk, channelName);
  if (channels === null) return;
  const [channel, another] = channels;
  if (channel === undefined || another !== undefined)
    return say(context, words.whichChannel(`/link ${name} ${channel?.name ?? 'main'}`));
  await makeLink(context, desk, channel, name);
}

/** `desk`: null: the person was told why there is nothing to show. */
async function showAll(context: DeskContext, desk: Desk | null): Promise<void> {
  if (desk === null) return;
  const words = readerWords[context.language];
  const { channels } = desk.config;
  const links = await desk.store.readers.links.list(channels.map(({ name }) => name));
  if (links.length === 0) return say(context, words.noLinks(`/link site ${channels[0]?.name ?? 'main'}`));
  const { formats } = statisticsWords[context.language];
  const lines = links.map(({ channel, joins, name, revokedAt, url }) => {
    const address = revokedAt === null ? escapeHtml(url) : words.revokedMark;
    return `<b>${escapeHtml(name)}</b> · ${escapeHtml(channel)} · ${words.joined(formats.number(joins))}\n${address}`;
  });
  const buttons = links
    .filter(({ revokedAt }) => revokedAt === null)
    .slice(0, mostButtons)
    .map((link) => [buttonOf(link, context)]);
  await say(context, { html: fitLines([`<b>${words.linksTitle}</b>`, ...lines]), buttons });
}

function buttonOf({ channel, name }: Pick<InviteLink, 'channel' | 'name'>, { language }: DeskContext) {
  return { text: readerWords[language].revoke(name, channel), data: `unlink:${channel}:${name}` };
}

/** A link that exists is shown again: a second one of its name would be counted nowhere. */
async function makeLink(context: DeskContext, desk: Desk, channel: Channel, name: string): Promise<void> {
  const words = readerWords[context.language];
  const { links } = desk.store.readers;
  const known = await links.find(channel.name, name);
  if (known !== null && known.revokedAt === null)
    return say(context, `${words.knownAlready(name, channel.name)}\n${escapeHtml(known.url)}`);
  const place = desk.addresses.placeOf(channel.name);
  if (place === null) return say(context, words.unknownPlace);
  const made = await orReason(desk.telegram.api.createChatInviteLink(place.chatId, { name }));
  if ('reason' in made) return say(context, refusalOf(made.reason, context));
  const url = made.value.invite_link;
  const link = { channel: channel.name, name, url, madeBy: nameOf(context), madeAt: desk.clock.now() };
  if (!(await links.add(link))) {
    // Two editors at once: the one of the other counts.
    await orReason(desk.telegram.api.revokeChatInviteLink(place.chatId, url));
    const other = await links.find(channel.name, name);
    return say(context, `${words.knownAlready(name, channel.name)}\n${escapeHtml(other?.url ?? '')}`);
  }
  await note(context, desk, { action: 'link', subject: channel.name, before: null, after: name });
  const html = `${words.made(name, channel.name)}\n${escapeHtml(url)}`;
  await say(context, { html, buttons: [[buttonOf(link, context)]] });
}

async function revoke(
  context: ButtonContext,
  desk: Desk,
  [channel = '', name = '']: readonly string[],
): Promise<void> {
  const words = readerWords[context.language];
  const isOurs = desk.config.channels.some((each) => each.name === channel);
  const link = isOurs ? await desk.store.readers.links.find(channel, name) : null;
  const place = desk.addresses.placeOf(channel);
  if (link === null || link.revokedAt !== null) return toast(context, words.revokedAlready);
  if (place === null) return toast(context, words.unknownPlace);
  const done = await orReason(desk.telegram.api.revokeChatInviteLink(place.chatId, link.url));
  if ('reason' in done) return toast(context, refusalOf(done.reason, context));
  if (await desk.store.readers.links.revoke(channel, name, desk.clock.now()))
    await note(context, desk, { action: 'unlink', subject: channel, before: null, after: name });
  await toast(context, words.revoked(name, channel));
  await conclude(context, words.revoked(name, channel));
}

async function orReason<T>(request: Promise<T>): Promise<{ value: T } | { reason: string }> {
  try {
    return { value: await request };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Telegram's words are shown, unless the right is missing: then what to do about it. */
function refusalOf(reason: string, { language }: DeskContext): string {
  const words = readerWords[language];
  if (/not enough rights|CHAT_ADMIN_REQUIRED|need administrator/i.test(reason)) return words.noRight;
  return words.refused(escapeHtml(reasonText(reason, language)));
}
