import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Finding } from '../../../src/deliver/doubt/searcher.ts';
import { Telegram } from '../../../src/deliver/telegram/telegram.ts';
import { Witness } from '../../../src/deliver/doubt/witness.ts';
import type { Post } from '../../../src/news/post.ts';
import { bot, channel, person, sandboxes, second } from '../../stage/sandboxes.ts';
import { MovableClock } from '../../stage/movable-clock.ts';
import { quietLog } from '../../stage/quiet-log.ts';

const start = sandboxes();
const supergroup = -1_001_000_000_700;
const elsewhere = { kind: 'unreadable', reason: 'asked by reading back' } as const;
const never = new AbortController().signal;
const deafness = { kind: '502', method: 'getUpdates' } as const;

const text = { html: 'A', shown: 'A' };
const message = { photo: null, text, plain: 'A', previewUrl: null, link: null };

const oneRequest = { lastClaimedAt: null, requests: 1 };

function unsure(changes: Partial<Post> = {}): Post {
  const now = new Date();
  // Later than the witness began to listen.
  const later = new Date(now.getTime() + 60_000);
  return {
    id: 1,
    channel: 'main',
    articleId: 'a',
    state: 'unsure',
    revision: 1,
    message,
    form: 'text',
    picture: '',
    messageIds: null,
    notBefore: null,
    messageId: null,
    chatId: null,
    floor: 0,
    unsureTries: 1,
    claimedAt: later,
    unsureAt: later,
    uncertainAt: null,
    sentAt: null,
    sweepFrom: null,
    dueChange: null,
    otherBot: null,
    link: null,
    priority: 2,
    dueAt: now,
    promisedAt: now,
    approvedRevision: null,
    late: null,
    ...changes,
  };
}

/** A witness with rights in both chats, which asked for its updates already. */
async function stage({ hearsNothing = false, isUnchecked = false } = {}) {
  const around = await start();
  const { sandbox } = around;
  if (hearsNothing) sandbox.addFault(deafness);
  sandbox.addChat({ id: supergroup, type: 'supergroup', title: 'Group' });
  sandbox.setRights(supergroup, second.id, { can_delete_messages: true });
  const telegram = new Telegram({ token: bot.token, apiRoot: sandbox.url, requestTimeoutMs: 2_000 });
  const otherwise = { find: () => Promise.resolve(elsewhere), sweep: () => Promise.resolve(elsewhere) };
  const facts = { uncheckedAfter: async () => (isUnchecked ? { after: 0, since: 0 } : null) };
  const { fetch } = telegram;
  const settings = { token: second.token, apiRoot: sandbox.url, settleTimeMs: 100, fetch, facts };
  const clock = new MovableClock(new Date().toISOString());
  const witness = new Witness(settings, otherwise, telegram, clock, quietLog);
  const stopping = new AbortController();
  onTestFinished(async () => {
    stopping.abort();
    await witness.stopped();
  });
  witness.start(stopping.signal);
  const asked = () => sandbox.requests.filter(({ method }) => method.toLowerCase() === 'getupdates').length;
  await vi.waitFor(() => expect(asked()).toBeGreaterThan(hearsNothing ? 0 : 1));
  return { ...around, clock, ear: around.witness, witness };
}

/** What it finds when it does not have to wait any more. */
function finding(witness: Witness, post: Post, chatId = channel): Promise<Finding> {
  const address = { chatId: String(chatId), topic: null };
  return vi.waitFor(
    async () => {
      const found = await witness.find(post, address, never);
      expect(found.kind).not.toBe('wait');
      return found;
    },
    { timeout: 10_000, interval: 100 },
  );
}

test('in a channel it hears what was posted', async () => {
  const { api, witness } = await stage();
  await api.sendMessage(channel, 'A');
  expect(await finding(witness, unsure())).toMatchObject({ kind: 'found', messageId: 1 });
}, 20_000);

test('after a restore it leaves to reading back which of several copies is of this request', async () => {
  const { api, witness } = await stage({ isUnchecked: true });
  await api.sendMessage(channel, 'A');
  expect(await finding(witness, unsure())).toEqual(elsewhere);
}, 20_000);

test('in a group, where no bot hears another one, it leaves the answer to reading back', async () => {
  const { api, witness } = await stage();
  await api.sendMessage(supergroup, 'A');
  expect(await finding(witness, unsure(), supergroup)).toEqual(elsewhere);
}, 20_000);

test('where something is posted all the time, it still knows when it heard all', async () => {
  const { sandbox, witness } = await stage();
  const people = setInterval(() => sandbox.personPosts(channel, 'A person'), 50);
  onTestFinished(() => clearInterval(people));
  expect(await finding(witness, unsure())).toEqual({ kind: 'absent' });
}, 20_000);

test('what a person forwards within the channel is not ours', async () => {
  const { api, sandbox, witness } = await stage();
  const { message_id: messageId } = await api.sendMessage(channel, 'A');
  sandbox.addUser({ id: person, firstName: 'Aigul' });
  sandbox.userSends(person, channel, '', { forwardFrom: { chatId: channel, messageId } });
  expect(await finding(witness, unsure({ floor: messageId }))).toEqual({ kind: 'absent' });
}, 20_000);

test('another program listens in its name: what it did not hear, it leaves to reading back', async () => {
  const { ear, witness } = await stage();
  const now = new Date();
  await ear.getUpdates();
  expect(await finding(witness, unsure({ claimedAt: now, unsureAt: now }))).toEqual(elsewhere);
}, 20_000);

describe('it hears nothing', () => {
  test('from the beginning: it leaves everything to reading back, at once', async () => {
    const { api, witness } = await stage({ hearsNothing: true });
    const { message_id: messageId } = await api.sendMessage(channel, 'A');
    const address = { chatId: String(channel), topic: null };
    expect(await witness.find(unsure(), address, never)).toEqual(elsewhere);
    const sent = unsure({ state: 'sent', messageId: messageId + 1, sweepFrom: 1 });
    const own = [{ postId: sent.id, message, firstClaimedAt: null, ...oneRequest }];
    expect(await witness.sweep(sent, own, address, never)).toEqual(elsewhere);
  });

  test('for a while: silence proves nothing, and what was posted meanwhile is heard later', async () => {
    const { api, clock, sandbox, witness } = await stage();
    const fault = sandbox.addFault(deafness);
    await vi.waitFor(() => expect(fault.strikes).toBe(1), { timeout: 5_000 });
    await api.sendMessage(channel, 'A');
    const address = { chatId: String(channel), topic: null };
    const later = () => clock.jumpTo(new Date(clock.now().getTime() + 60_000).toISOString());
    for (const strikes of [2, 3]) {
      expect(await witness.find(unsure(), address, never)).toMatchObject({ kind: 'wait' });
      later();
      await vi.waitFor(() => expect(fault.strikes).toBe(strikes));
    }
    fault.remove();
    later();
    expect(await finding(witness, unsure())).toMatchObject({ kind: 'found', messageId: 1 });
  });
});

describe('what it cannot have heard, it leaves to reading back', () => {
  const address = { chatId: String(channel), topic: null };

  test('posts from before it listened, also by a clock that was set back since', async () => {
    const { witness } = await stage();
    const before = new Date(Date.now() - 60_000);
    expect(await finding(witness, unsure({ claimedAt: before }))).toEqual(elsewhere);
    expect(await finding(witness, unsure({ unsureAt: before }))).toEqual(elsewhere);
  });

  test('an earlier copy of a channel’s very first post', async () => {
    const { witness } = await stage();
    const sent = unsure({ state: 'sent', messageId: 2, sweepFrom: 1 });
    const { id: postId } = sent;
    const own = [{ postId, message, firstClaimedAt: new Date(), ...oneRequest }];
    expect(await witness.sweep(sent, own, address, never)).toEqual({ kind: 'swept', isComplete: true });
    expect(await witness.sweep({ ...sent, floor: null }, own, address, never)).toEqual(elsewhere);
  });
});
