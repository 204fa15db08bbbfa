import { expect, test } from 'vitest';
import { noon } from '../../stage/builders.ts';
import { forEachEngine, openStage } from '../../stage/databases.ts';
import { force, promise } from '../../stage/stored-posts.ts';

const soon = new Date(noon.getTime() + 60_000);

/** A channel with nothing, one with a post, one that rests, one that is paused, one that waits, one with a kill. */
const channels = ['empty', 'plain', 'resting', 'paused', 'waiting', 'killing'];
const isResting = (channel: string) => channel === 'resting';

forEachEngine((engine) => {
  test('lanes that look at the same time see what each of them would see alone', async () => {
    const { lanes, newsroom, store } = await openStage(engine);
    for (const channel of channels.slice(1)) {
      const id = await promise(store, `of-${channel}`, { channel });
      await promise(store, `later-of-${channel}`, { channel });
      if (channel === 'waiting') await lanes.postpone(id, soon);
      if (channel === 'killing') await force(newsroom, id, 'sent');
    }
    await newsroom.run("update posts set due_change = 'kill' where state = 'sent'");
    await store.channels.pause('paused', { by: 'Aigul', at: noon, until: soon });
    await store.channels.pause('killing', { by: 'Aigul', at: noon, until: null });
    const look = (channel: string) => store.ledger.next(channel, noon, isResting(channel));
    const alone = [];
    for (const channel of channels) alone.push(await look(channel));
    // The first of them is on its way alone, and the others follow together.
    const [, ...together] = await Promise.all([look('plain'), ...channels.map(look), look('plain')]);
    expect(together).toEqual([...alone, alone[1]]);
    expect(alone.map((work) => 'post' in work)).toEqual([false, true, false, false, true, true]);
  });
});
