import { describe, expect, test } from 'vitest';
import type { Message } from '../../../src/news/post.ts';
import type { Store } from '../../../src/store/store.ts';
import { forEachEngine, openStage } from '../../stage/databases.ts';

const now = new Date('2026-11-24T10:00:00.000Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const hourMs = 3_600_000;

function message(text: string): Message {
  return { photo: null, text: { html: text, shown: text }, plain: text, previewUrl: null, link: null };
}

/** An article with a promise to the channel `main`. @returns the number of the post. */
async function promise(store: Store, id: string, minutes = 0): Promise<number> {
  await store.articles.save({ id, url: 'https://news.kz/1', language: 'en', headline: id }, now);
  const sortAt = later(minutes);
  const none = { renewals: [], drops: [], dueChanges: [] };
  const promises = [{ channel: 'main', priority: 2 as const, sortAt }];
  await store.ledger.record([{ articleId: id, revision: 1, promises, ...none }], now);
  const [post] = await store.posts.postsOf([id]);
  return post?.id ?? 0;
}

function answer(postId: number, decision: 'post' | 'drop' | 'later', questionId = 7, revision = 1) {
  return { postId, revision, decision, questionId, by: 'Aigul', laterMs: hourMs };
}

async function stateOf(store: Store, id: string): Promise<string | undefined> {
  return (await store.posts.postsOf([id]))[0]?.state;
}

forEachEngine((engine) => {
  describe('a post that waits', () => {
    test('is not in its lane, is asked about in order, and counts', async () => {
      const { lanes, store } = await openStage(engine);
      const [second, first] = [await promise(store, 'b', 2), await promise(store, 'a', 1)];
      await lanes.awaitApproval(second, 1, message('b'));
      await lanes.awaitApproval(first, 1, message('a'));
      expect(await store.ledger.next('main', later(60))).toEqual({ wakeAt: null });
      const unasked = await store.approvals.unasked(now, 10);
      expect(unasked.map(({ articleId, message: { plain } }) => [articleId, plain])).toEqual([
        ['a', 'a'],
        ['b', 'b'],
      ]);
      expect(await store.approvals.count('main')).toBe(2);
      await store.approvals.markAsked(first, 7, now);
      expect(await store.approvals.unasked(now, 10)).toMatchObject([{ articleId: 'b' }]);
      expect(await store.approvals.askedBefore('main', later(-1))).toEqual([]);
      expect(await store.approvals.askedBefore('main', now)).toMatchObject([{ questionId: 7, askedAt: now }]);
    });

    test('is answered once, also when many answer at once', async () => {
      const { lanes, store } = await openStage(engine);
      const post = await promise(store, 'a');
      await lanes.awaitApproval(post, 1, message('a'));
      await store.approvals.markAsked(post, 7, now);
      const decisions = ['post', 'drop', 'post', 'later'] as const;
      const answers = await Promise.all(
        decisions.map((decision) => store.approvals.decide(answer(post, decision), now)),
      );
      expect(answers.filter((each) => each !== null)).toEqual([
        { channel: 'main', articleId: 'a', priority: 2, questionId: 7 },
      ]);
    });

    test('goes back into its lane with the yes to its revision', async () => {
      const { lanes, store } = await openStage(engine);
      const post = await promise(store, 'a');
      await lanes.awaitApproval(post, 1, message('a'));
      // It may be answered before it is written down that it was asked.
      expect(await store.approvals.decide(answer(post, 'post'), now)).not.toBeNull();
      await store.approvals.markAsked(post, 7, now);
      expect(await store.ledger.next('main', now)).toMatchObject({
        post: { state: 'ready', approvedRevision: 1, message: message('a') },
      });
    });

    test('takes no answer to another revision, another question, or of an article that changed', async () => {
      const { lanes, store } = await openStage(engine);
      const post = await promise(store, 'a');
      await lanes.awaitApproval(post, 1, message('a'));
      await store.approvals.markAsked(post, 7, now);
      expect(await store.approvals.decide(answer(post, 'post', 7, 2), now)).toBeNull();
      expect(await store.approvals.decide(answer(post, 'post', 8), now)).toBeNull();
      expect(await store.approvals.outdated()).toEqual([]);
      await store.articles.save({ id: 'a', url: 'https://news.kz/1', language: 'en', headline: 'new' }, now);
      expect(await store.approvals.decide(answer(post, 'post'), now)).toBeNull();
      expect(await store.approvals.outdated()).toMatchObject([{ postId: post, questionId: 7 }]);
      await store.approvals.reconsider(post);
      expect(await store.ledger.next('main', now)).toMatchObject({
        post: { state: 'ready', approvedRevision: null },
        article: { headline: 'new' },
      });
    });

    test('leaves an idle question behind when its article is withdrawn, until that is closed', async () => {
      const { lanes, store } = await openStage(engine);
      const [dropped, answered] = [await promise(store, 'a'), await promise(store, 'b')];
      for (const post of [dropped, answered]) {
        await lanes.awaitApproval(post, 1, message('a'));
        await store.approvals.markAsked(post, post + 10, now);
      }
      expect(await store.approvals.idle()).toEqual([]);
      expect(await store.approvals.decide(answer(answered, 'drop', answered + 10), now)).not.toBeNull();
      await store.queues.drop(dropped, now);
      const idle = { postId: dropped, channel: 'main', questionId: dropped + 10 };
      expect(await store.approvals.idle()).toEqual([idle]);
      await store.approvals.forgetIdle(dropped);
      expect(await store.approvals.idle()).toEqual([]);
    });

    test('comes again after "later", and the old question takes no second answer', async () => {
      const { lanes, store } = await openStage(engine);
      const post = await promise(store, 'a');
      await lanes.awaitApproval(post, 1, message('a'));
      await store.approvals.markAsked(post, 7, now);
      expect(await store.approvals.decide(answer(post, 'later'), now)).not.toBeNull();
      expect(await store.approvals.unasked(later(59), 10)).toEqual([]);
      expect(await store.approvals.decide(answer(post, 'drop'), later(1))).toBeNull();
      expect(await store.approvals.unasked(later(60), 10)).toHaveLength(1);
      expect(await store.approvals.decide(answer(post, 'later'), later(61))).toBeNull();
      await store.approvals.markAsked(post, 9, later(61));
      expect(await store.approvals.decide(answer(post, 'post'), later(62))).toBeNull();
      expect(await store.approvals.decide(answer(post, 'drop', 9), later(62))).not.toBeNull();
      expect(await stateOf(store, 'a')).toBe('dropped');
    });
  });
});
