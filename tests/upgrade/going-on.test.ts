import { expect, onTestFinished, test, vi } from 'vitest';
import { headlines } from '../stage/app-stage.ts';
import { forEachEngine } from '../stage/databases.ts';
import { channelId, ownerId } from '../stage/story-stage.ts';
import { restoreOld } from './old-databases.ts';
import { secondId, setOldStage, thirdId } from './old-stage.ts';

forEachEngine((engine) => {
  test('a program of today goes on with the database of 0.1.0, and edits nothing that stands', async () => {
    const url = await restoreOld(engine);
    const newsroom = await engine.connect(url);
    onTestFinished(() => newsroom.close());
    const stage = await setOldStage(url, newsroom);
    const before = stage.sandbox.messages(channelId);
    const program = await stage.spawn();
    await program.waitForLine(({ msg }) => msg.includes('was upgraded in'));
    stage.sandbox.userPresses(ownerId, ownerId, 1, 'ask:10:1:post');
    stage.sandbox.userPresses(ownerId, ownerId, 2, 'held:9:again');
    const stateOf = async () => {
      const rows = await newsroom.rows(
        'select article_id, state from article_posts order by article_id, channel',
      );
      return Object.fromEntries(rows.map(({ article_id, state }) => [article_id, state]));
    };
    const sent = ['before', 'corrected', 'earlier', 'held', 'promised', 'ready', 'sending', 'sent', 'unsure'];
    const ended = { canceled: 'killed', dropped: 'dropped', killed: 'killed', refused: 'refused' };
    const expected = Object.fromEntries([...sent, 'waiting'].map((id) => [id, 'sent']));
    await vi.waitFor(
      async () => expect(await stateOf()).toEqual({ ...expected, ...ended, withdrawn: 'dropped' }),
      { timeout: 30_000, interval: 100 },
    );
    // What was to be corrected and killed was, and nothing else changed.
    const after = stage.sandbox.messages(channelId);
    const kept = (id: number) => [before, after].map((list) => list.find((message) => message.id === id));
    for (const id of [1, 4]) expect(kept(id)[1]).toEqual(kept(id)[0]);
    expect(headlines(stage.texts()).slice(0, 3)).toEqual([
      'Headline sent',
      'Headline corrected, again',
      'The day',
    ]);
    expect(headlines(stage.texts()).slice(3).toSorted()).toEqual(
      ['held', 'promised', 'ready', 'waiting'].map((id) => `Headline ${id}`),
    );
    expect(headlines(stage.texts(secondId))).toEqual(['Headline before', 'Headline sending']);
    expect(headlines(stage.texts(thirdId))).toEqual(['Headline earlier', 'Headline unsure']);
    // The notice that nobody was told of before the upgrade.
    expect(stage.told().filter((text) => text.includes('An old headline'))).toHaveLength(1);
    expect(await program.stop()).toBe(0);
  });
});
