import type { BotService } from '../bots/bot.ts';
import { Notices } from '../deliver/notices.ts';
import { tokenRefused } from '../opening.ts';
import { tellOwnersOfRefused, tokenKey } from '../watch/refused-bots.ts';
import type { Rooms } from './rooms.ts';

/** How often the owners of a bot that stopped are told, until one of them was. */
const ownersMs = 60_000;

/** A bot whose token Telegram does not accept stops alone, and its owners are told. */
export function watchTokens(rooms: Rooms): void {
  rooms.events.listen('token refused', ({ bot }) => refuse(rooms, bot));
  rooms.tasks.every(ownersMs, () => tellOwners(rooms));
}

/** The others go on; the program ends with the last one. */
function refuse(rooms: Rooms, name: string): void {
  const { bots, config, ending, log, tasks } = rooms;
  const bot = bots.find((each) => each.name === name);
  if (bot === undefined || bot.isStopped) return;
  const isLast = bots.every((each) => each === bot || each.isStopped);
  if (isLast && config.engine === 'embedded') return ending.resolve(tokenRefused(config));
  log.error({ bot: name }, 'Telegram does not accept the token of a bot; it stops, and the others go on');
  tasks.try(() => bot.stopAlone(), 'a bot could not be stopped');
  tellOwners(rooms);
}

/** In a cluster, the bot that stopped may be another process's, and an owner may be told by a bot of this one. */
function tellOwners({ bots, clock, config, events, store, tasks }: Rooms): void {
  const speakers = bots.map(
    (each): BotService['tellOwner'] =>
      (id, textIn) =>
        each.tellOwner(id, textIn),
  );
  tasks.try(async () => {
    for (const { name } of bots.filter(({ isStopped }) => isStopped))
      await new Notices(store.ofBot(name), events, clock).begin(tokenKey, name);
    const untold = await store.troubles.untoldIn(tokenKey);
    for (const bot of config.bots.filter(({ name }) => untold.has(name)))
      await tellOwnersOfRefused(bot, store.ofBot(bot.name), speakers);
  }, 'the owners of a bot could not be told that it stopped');
}
