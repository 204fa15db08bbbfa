import { randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Kysely } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { canMove, postStates, type PostState } from '../../../src/news/post.ts';
import { movePosts } from '../../../src/store/posts/state-writes.ts';
import type { Tables } from '../../../src/store/schema.ts';
import { openBackend, type Store } from '../../../src/store/store.ts';
import { forEachEngine, openStage, type Newsroom, type Stage } from '../../stage/databases.ts';
import { noon, plan } from '../../stage/builders.ts';
import { force, promise, rowOf, written as message } from '../../stage/stored-posts.ts';

const arrival = { messageId: 42, chatId: '-1001', link: 'https://t.me/main/42' };

function claim(postId: number, revision: number | null = 1) {
  return { postId, revision, message, form: 'text', isSilent: false } as const;
}

type Step = (stage: Pick<Stage, 'store' | 'lanes' | 'newsroom'>, postId: number) => Promise<unknown>;

/** Every method that writes the state of a post: what it leads to, and by way of which state it may get there. */
const steps: { name: string; to: PostState; through?: PostState; only?: PostState[]; step: Step }[] = [
  { name: 'claim', to: 'sending', through: 'ready', step: ({ lanes }, id) => lanes.claim(claim(id), noon) },
  {
    name: 'claim in a chat whose number is known',
    to: 'sending',
    through: 'ready',
    step: ({ lanes }, id) => lanes.claim({ ...claim(id), chatId: '-1001' }, noon),
  },
  { name: 'markSent', to: 'sent', step: ({ lanes }, id) => lanes.markSent(id, arrival, null, noon) },
  {
    name: 'markSent of what was found in another form',
    to: 'sent',
    step: ({ lanes }, id) => lanes.markSent(id, { ...arrival, form: 'text' }, null, noon),
  },
  {
    name: 'markSentAndClaim of the post before it',
    to: 'sent',
    step: ({ lanes }, id) => {
      const next = {
        channel: 'main',
        postId: id + 1,
        revision: 1,
        message,
        form: 'text',
        isSilent: false,
      } as const;
      return lanes.markSentAndClaim(id, arrival, next, noon);
    },
  },
  {
    name: 'markSentAndClaim of the next post',
    to: 'sending',
    through: 'ready',
    only: ['promised', 'ready'],
    step: async ({ store, lanes }, postId) => {
      const before = await promise(store, `before-${randomUUID()}`, { sortAt: new Date(0) });
      await lanes.claim(claim(before), noon);
      const next = { channel: 'main', postId, revision: 1, message, form: 'text', isSilent: false } as const;
      await lanes.markSentAndClaim(before, arrival, next, noon);
    },
  },
  { name: 'unclaim', to: 'ready', only: ['sending'], step: ({ lanes }, id) => lanes.unclaim(id) },
  { name: 'markRefused', to: 'refused', step: ({ lanes }, id) => lanes.markRefused(id, 'too long', noon) },
  {
    // Through `sending`: it was sent and refused a moment ago.
    name: 'refuseAfterTrial',
    to: 'refused',
    through: 'sending',
    only: ['ready'],
    step: async ({ lanes }, id) => {
      await lanes.refuseAfterTrial(id, noon, 'Logged out', noon);
    },
  },
  { name: 'markReady', to: 'ready', step: ({ lanes }, id) => lanes.markReady(id) },
  { name: 'markUnsure', to: 'unsure', step: ({ lanes }, id) => lanes.markUnsure(id, 'timeout', noon) },
  {
    name: 'markUncertain',
    to: 'uncertain',
    step: ({ lanes }, id) => lanes.markUncertain(id, 'protected', noon),
  },
  { name: 'drop', to: 'dropped', step: ({ lanes }, id) => lanes.drop(id, 'editor', 1, noon) },
  { name: 'markKilled', to: 'killed', step: ({ lanes }, id) => lanes.markKilled(id, 'deleted', noon) },
  {
    name: 'promiseAnew',
    to: 'promised',
    through: 'killed',
    only: ['sent'],
    step: async ({ store: { orders }, lanes }, id) => {
      await orders.killAnew(id, arrival.messageId);
      await lanes.promiseAnew(id);
    },
  },
  {
    name: 'decideUncertain there',
    to: 'sent',
    only: ['uncertain'],
    step: ({ store: { ledger } }, id) => ledger.decideUncertain(id, 'there', noon),
  },
  {
    name: 'decideUncertain again',
    to: 'ready',
    only: ['uncertain'],
    step: ({ store: { ledger } }, id) => ledger.decideUncertain(id, 'again', noon),
  },
  {
    name: 'decideUncertain drop',
    to: 'dropped',
    only: ['uncertain'],
    step: ({ store: { ledger } }, id) => ledger.decideUncertain(id, 'drop', noon),
  },
  { name: 'recover', to: 'unsure', only: ['sending'], step: ({ lanes }) => lanes.recover('main', noon) },
  {
    name: 'a drop of the planner',
    to: 'dropped',
    step: ({ store: { ledger } }, postId) =>
      ledger.record([plan('a1', { drops: [{ postId, reason: 'withheld' }] })], noon),
  },
  {
    name: 'a renewal of the planner',
    to: 'promised',
    only: ['dropped', 'refused'],
    step: ({ store: { ledger } }, postId) =>
      ledger.record([plan('a1', { renewals: [{ postId, priority: 2, sortAt: noon }] })], noon),
  },
  {
    name: 'an order to post',
    to: 'promised',
    step: ({ store: { orders } }) => orders.order('a1', 'main', noon, noon),
  },
  {
    name: 'an order to drop',
    to: 'dropped',
    only: ['promised', 'ready', 'waiting'],
    step: ({ store: { queues } }, id) => queues.drop(id, noon),
  },
  {
    name: 'an order to empty the queue',
    to: 'dropped',
    only: ['promised', 'ready'],
    step: ({ store: { queues } }) => queues.dropOlder('main', new Date(noon.getTime() + 1), noon),
  },
  {
    name: 'a kill in the channels of one bot',
    to: 'dropped',
    only: ['promised', 'ready', 'waiting'],
    step: ({ store: { orders } }) => orders.killIn('a1', ['main'], [], noon),
  },
  {
    name: 'an answer about a burst',
    to: 'dropped',
    only: ['promised', 'ready'],
    step: async ({ store: { bursts } }) => {
      await bursts.begin(noon);
      await bursts.answer(['main'], noon, 'new', noon);
    },
  },
  {
    name: 'a retry of what was refused',
    to: 'promised',
    only: ['refused'],
    step: ({ store: { refusedPosts } }) =>
      refusedPosts.retry({ channel: 'main', reason: null, since: null, until: noon }),
  },
  {
    name: 'a release',
    to: 'promised',
    only: ['dropped'],
    step: async ({ store: { orders } }) => {
      await orders.setStatus('a1', ['usable'], 'withheld');
      await orders.release('a1', { channels: ['main'], priority: 2, sortAt: noon }, noon);
    },
  },
  {
    name: 'a question to editors',
    to: 'waiting',
    step: ({ lanes }, id) => lanes.awaitApproval(id, 1, message),
  },
  {
    name: 'a question that is asked anew',
    to: 'ready',
    only: ['waiting'],
    step: ({ store: { approvals } }, id) => approvals.reconsider(id),
  },
  { name: 'a yes', to: 'ready', only: ['waiting'], step: ({ store }, id) => decide(store, id, 'post') },
  { name: 'a no', to: 'dropped', only: ['waiting'], step: ({ store }, id) => decide(store, id, 'drop') },
  {
    name: 'a digest of which nothing is left',
    to: 'dropped',
    only: ['ready', 'waiting'],
    step: ({ store: { digests } }, postId) => digests.rewrite({ postId, at: noon, listed: [] }, null, noon),
  },
  {
    // Through `sending`: it was sent before the database was restored.
    name: 'adoptToKill',
    to: 'sent',
    through: 'sending',
    only: ['ready'],
    step: ({ lanes }, id) => lanes.adoptToKill(id, arrival, noon),
  },
  {
    name: 'a kill of what was seen in the channel',
    to: 'promised',
    only: ['dropped'],
    step: async ({ store: { articles, orders, unknownPosts } }) => {
      await orders.setStatus('a1', ['usable'], 'canceled');
      const url = (await articles.find('a1'))?.url ?? '';
      await unknownPosts.wantKill('main', [url], noon);
    },
  },
  // The last one: after it the lanes are another's.
  {
    name: 'a takeover',
    to: 'unsure',
    only: ['sending'],
    step: ({ store }) => store.lanes.take('main', noon),
  },
  {
    name: 'a takeover of one bot',
    to: 'unsure',
    only: ['sending'],
    step: async ({ newsroom, store }) => {
      const [row] = await newsroom.rows("select epoch from lanes where bot = 'main'");
      const epoch = Number(row?.['epoch']);
      await store.lanes.takeOne({ bot: 'main', channels: ['main'], epoch }, 'another', noon);
    },
  },
];

/** The steps that do something else where they do not move the post. */
const doMore = new Set([
  'a renewal of the planner',
  'an order to post',
  'a release',
  'a kill in the channels of one bot',
]);

/** An editor's answer to the question about a post. */
function decide({ approvals }: Store, postId: number, decision: 'post' | 'drop'): Promise<unknown> {
  return approvals.decide({ postId, revision: 1, decision, questionId: 7, by: 'Aigul', laterMs: 0 }, noon);
}

/** Puts the post into a state, as it would be in it: with a text of this revision, withheld if it is dropped. */
async function put(newsroom: Newsroom, postId: number, state: PostState): Promise<void> {
  await force(newsroom, postId, state);
  await newsroom.run(
    `update posts set revision = 1, reason = 'withheld', question_id = null, message_id = ${arrival.messageId}, claimed_at = ${noon.getTime()},
      ended_at = case when state = 'refused' then ${noon.getTime()} else ended_at end where id = ?`,
    [postId],
  );
}

test('every write of a state is walked here', () => {
  const folder = resolve(import.meta.dirname, '../../../src/store');
  const texts = globSync('**/*.ts', { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'));
  const writes = texts.flatMap((text) => text.match(/(?<!function )\bmovePosts\(/g) ?? []);
  // A new one needs a line in `steps`.
  expect(writes).toHaveLength(27);
});

test('posts are updated in one place, which asks who writes', () => {
  const folder = resolve(import.meta.dirname, '../../../src');
  const updating = globSync('**/*.ts', { cwd: folder }).filter((file) =>
    /updateTable\('posts'\)|update posts/.test(readFileSync(join(folder, file), 'utf8')),
  );
  expect(updating.filter((file) => !file.includes('migrations'))).toEqual(['store/posts/state-writes.ts']);
});

forEachEngine((engine) => {
  describe('a post moves only as the table says', () => {
    test.each(steps)('$name', async ({ to, through, only, step }) => {
      const stage = await openStage(engine);
      const { store, newsroom } = stage;
      const postId = await promise(store);
      const became: Partial<Record<PostState, unknown>> = {};
      const expected: Partial<Record<PostState, PostState>> = {};
      for (const from of postStates) {
        await put(newsroom, postId, from);
        await step(stage, postId);
        became[from] = (await rowOf(newsroom, postId))['state'];
        const mayPass = only?.includes(from) ?? from === 'promised';
        const isThrough = through !== undefined && mayPass && canMove(from, through) && canMove(through, to);
        const may = (canMove(from, to) || isThrough) && (only?.includes(from) ?? true);
        expected[from] = may ? to : from;
      }
      expect(became).toEqual(expected);
    });

    test('a step that the state forbids changes nothing else either', async () => {
      const stage = await openStage(engine);
      const { store, newsroom } = stage;
      const postId = await promise(store);
      const forbidden = async (state: PostState, step: Step) => {
        await put(newsroom, postId, state);
        const before = await rowOf(newsroom, postId);
        await step(stage, postId);
        expect(await rowOf(newsroom, postId)).toEqual(before);
      };
      for (const { name, to, through, only, step } of steps) {
        // They change a post that has left, an order goes first, and a release promises what is not promised.
        if (doMore.has(name)) continue;
        const may = (from: PostState) =>
          only?.includes(from) ?? (canMove(from, to) || (through !== undefined && canMove(from, through)));
        for (const state of postStates) if (!may(state)) await forbidden(state, step);
      }
    });

    test('the database knows no other states', async () => {
      const stage = await openStage(engine);
      const { store, newsroom } = stage;
      const postId = await promise(store);
      const change = newsroom.run("update posts set state = 'posted' where id = ?", [postId]);
      await expect(change).rejects.toThrow('post_state_must_be_known');
    });
  });

  test('a move that the table does not have is refused before it reaches the database', async () => {
    const { url } = await openStage(engine);
    const db = new Kysely<Tables>({ dialect: (await openBackend(url)).dialect });
    onTestFinished(() => db.destroy());
    expect(() => movePosts(db, 'desk', 'sent', {}, ['promised'])).toThrow(
      'never moves from promised to sent',
    );
  });
});
