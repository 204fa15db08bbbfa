import { describe, expect, test } from 'vitest';
import { LanesLost } from '../../../src/store/lanes/holder.ts';
import { forEachEngine, openStage, type Stage } from '../../stage/databases.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { noon } from '../../stage/builders.ts';
import { promise, written } from '../../stage/stored-posts.ts';

const served = (name: string, number: string, ...channels: string[]) => ({ name, number, channels });

/** A post that stands in its channel, or may stand there. */
async function standing(
  { store, newsroom }: Stage,
  id: string,
  channel: string,
  state = 'sent',
): Promise<number> {
  const postId = await promise(store, id, { channel });
  const set = 'message_id = 1, chat_id = ?, sent_at = 1, revision = 1, message = ?';
  await newsroom.run(`update posts set state = '${state}', ${set} where id = ?`, ['-1', '{}', postId]);
  return postId;
}

async function otherBots({ newsroom }: Stage): Promise<unknown[]> {
  return newsroom.rows('select article_id, other_bot from posts order by id');
}

forEachEngine((engine) => {
  describe('several bots', () => {
    test('are held together by one process, and a later one takes them all', async () => {
      const { store } = await openStage(engine);
      const bots = [served('news', '1', 'a'), served('sport', '2', 'b')];
      const { holders } = await store.lanes.takeAll(bots, noon);
      const [news, sport] = [holders.get('news'), holders.get('sport')];
      expect(news?.name).toBe(sport?.name);
      if (news === undefined || sport === undefined) throw new Error('both were taken');
      const lanes = [news, sport].map((holder) => store.lanes.ledgerOf(holder, systemClock));
      for (const { fence } of lanes) await fence.prove();
      await store.lanes.takeAll([served('news', '1', 'a')], noon);
      for (const { fence } of lanes) await expect(fence.prove()).rejects.toThrow(LanesLost);
    });

    test('have editors, languages, an audit, troubles, copies and bursts of their own', async () => {
      const { store } = await openStage(engine);
      const [news, sport] = [store.ofBot('news'), store.ofBot('sport')];
      for (const each of [news, sport]) {
        const by = {
          userId: 1,
          name: each.bot,
          at: noon,
          action: 'hold',
          subject: 's',
          before: null,
          after: null,
        };
        await each.editors.add({ userId: 1, name: each.bot, addedBy: 2, addedAt: noon, channels: null });
        await each.audit.write(by);
        expect(await each.troubles.begin('key', each.bot, noon)).toBe(true);
        await each.facts.set('log_chat', each.bot);
        await each.logCopies.add({ chatId: '1', messageId: 1 });
      }
      await news.editors.setLanguage(1, 'kk');
      await news.bursts.begin(noon);
      expect(await sport.editors.languageOf(1)).toBeNull();
      expect((await sport.bursts.read()).openSince).toBeNull();
      expect(await store.editors.reachOf(1)).toBeNull();
      expect((await sport.editors.list()).map(({ name }) => name)).toEqual(['sport']);
      expect((await sport.audit.read(null, 9)).map(({ name }) => name)).toEqual(['sport']);
      expect((await sport.audit.last('s', ['hold']))?.name).toBe('sport');
      expect(await sport.facts.get('log_chat')).toBe('sport');
      await news.troubles.end('key', noon);
      expect((await sport.troubles.open()).map(({ detail }) => detail)).toEqual(['sport']);
      await news.logCopies.remove({ chatId: '1', messageId: 1 });
      expect(await sport.logCopies.list()).toHaveLength(1);
      // What concerns the whole database is one for all.
      await news.facts.set('telegram', 'sandbox');
      expect(await sport.facts.get('telegram')).toBe('sandbox');
    });

    test('a channel that another bot serves: what stands there is the old one’s, until that one is back', async () => {
      const stage = await openStage(engine);
      const { store } = stage;
      const first = [served('main', '1', 'a', 'b')];
      expect(await store.lanes.takeAll(first, noon)).toMatchObject({ moved: [], renamed: [] });
      await standing(stage, 'x', 'a');
      await standing(stage, 'y', 'b');
      const other = [served('main', '1', 'b'), served('sport', '2', 'a')];
      expect(await store.lanes.takeAll(other, noon)).toMatchObject({
        moved: [{ channel: 'a', bot: 'sport', posts: 1 }],
      });
      expect(await otherBots(stage)).toMatchObject([
        { article_id: 'x', other_bot: '1' },
        { other_bot: null },
      ]);
      // The same again moves nothing.
      expect(await store.lanes.takeAll(other, noon)).toMatchObject({ moved: [] });
      // A token of another bot under the same name.
      expect(
        await store.lanes.takeAll([served('main', '3', 'b'), served('sport', '2', 'a')], noon),
      ).toMatchObject({
        moved: [{ channel: 'b', bot: 'main', posts: 1 }],
      });
      expect(await store.lanes.takeAll([served('main', '1', 'a', 'b')], noon)).toMatchObject({ moved: [] });
      expect(await otherBots(stage)).toMatchObject([{ other_bot: null }, { other_bot: null }]);
    });

    test('a post that the new bot sends again is its own', async () => {
      const stage = await openStage(engine);
      const { store } = stage;
      await store.lanes.takeAll([served('main', '1', 'a')], noon);
      const postId = await standing(stage, 'x', 'a', 'unsure');
      const { holders } = await store.lanes.takeAll([served('main', '2', 'a')], noon);
      expect(await otherBots(stage)).toMatchObject([{ other_bot: '1' }]);
      const holder = holders.get('main');
      if (holder === undefined) throw new Error('it was taken');
      const lanes = store.lanes.ledgerOf(holder, systemClock);
      await lanes.markReady(postId);
      await lanes.claim({ postId, revision: 1, message: written, form: 'text', isSilent: false }, noon);
      expect(await otherBots(stage)).toMatchObject([{ other_bot: null }]);
    });

    test('a bot under another name keeps what is known of it; one that is still there does not', async () => {
      const { store, newsroom } = await openStage(engine);
      await store.lanes.takeAll([served('main', '1', 'a')], noon);
      await store.editors.add({ userId: 5, name: 'Five', addedBy: 1, addedAt: noon, channels: ['kk'] });
      await store.facts.set('log_chat', 'x');
      await store.facts.set('run_id', 'of the database');
      expect(
        await store.lanes.takeAll([served('news', '1', 'a'), served('sport', '2', 'b')], noon),
      ).toMatchObject({
        renamed: [{ from: 'main', to: 'news' }],
        moved: [],
      });
      const news = store.ofBot('news');
      expect([await news.editors.reachOf(5), await store.editors.reachOf(5)]).toEqual([
        { channels: ['kk'] },
        null,
      ]);
      expect([await news.facts.get('log_chat'), await news.facts.get('run_id')]).toEqual([
        'x',
        'of the database',
      ]);
      expect(await newsroom.rows('select name, bot from channels order by name')).toEqual([
        { name: 'a', bot: 'news' },
        { name: 'b', bot: 'sport' },
      ]);
      const swapped = [served('news', '2', 'a'), served('sport', '1', 'b')];
      expect((await store.lanes.takeAll(swapped, noon)).renamed).toEqual([]);
    });

    test('troubles and questions of a channel go with it to its new bot', async () => {
      const { store, newsroom } = await openStage(engine);
      await store.lanes.takeAll([served('main', '1', 'a', 'ab')], noon);
      await store.troubles.begin('channel:a', 'closed', noon);
      await store.troubles.begin('channel:ab', 'closed', noon);
      await store.troubles.begin('notice:refused:7', JSON.stringify({ kind: 'refused', channel: 'a' }), noon);
      const postId = await promise(store, 'x', { channel: 'a' });
      await newsroom.run(
        "update posts set state = 'waiting', message = '{}', asked_at = 1, question_id = 9 where id = ?",
        [postId],
      );
      await store.lanes.takeAll([served('main', '1', 'ab'), served('sport', '2', 'a')], noon);
      expect((await store.troubles.open()).map(({ key }) => key)).toEqual(['channel:ab']);
      const keys = (await store.ofBot('sport').troubles.open()).map(({ key }) => key);
      expect(keys.toSorted()).toEqual(['channel:a', 'notice:refused:7']);
      expect(await store.approvals.unasked(noon, 9)).toEqual([]);
      expect(await store.ofBot('sport').approvals.unasked(noon, 9)).toHaveLength(1);
    });

    test('an editor of one bot decides nothing about a post of another', async () => {
      const { store, newsroom } = await openStage(engine);
      await store.lanes.takeAll([served('main', '1', 'a'), served('sport', '2', 'b')], noon);
      const postId = await promise(store, 'x', { channel: 'b' });
      const sport = store.ofBot('sport');
      expect(await store.orders.post(postId)).toBeNull();
      expect(await store.orders.postsOf(['x'])).toEqual([]);
      expect(await sport.orders.post(postId)).toMatchObject({ channel: 'b' });
      await newsroom.run("update posts set state = 'waiting', revision = 1, message = '{}' where id = ?", [
        postId,
      ]);
      const answer = {
        postId,
        revision: 1,
        decision: 'drop',
        questionId: 'card',
        by: 'x',
        laterMs: 1,
      } as const;
      expect(await store.approvals.decide(answer, noon)).toBeNull();
      expect(await sport.approvals.decide(answer, noon)).toMatchObject({ channel: 'b' });
    });
  });
});
