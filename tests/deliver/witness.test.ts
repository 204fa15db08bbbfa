import { expect, test, vi } from 'vitest';
import { systemClock } from '../../src/deliver/clock.ts';
import type { Finding } from '../../src/deliver/searcher.ts';
import { Telegram } from '../../src/deliver/telegram.ts';
import { Witness } from '../../src/deliver/witness.ts';
import type { Post } from '../../src/news/post.ts';
import { bot, channel, sandboxes, second } from '../sandbox/with-sandbox.ts';

const start = sandboxes();
const supergroup = -1_001_000_000_700;
const elsewhere = { kind: 'unreadable', reason: 'asked by reading back' } as const;
const never = new AbortController().signal;

const text = { html: 'A', shown: 'A' };
const message = { photo: null, text, plain: 'A', previewUrl: null, link: null };

function unsure(): Post {
  const now = new Date();
  const moments = { unsureAt: now, heldAt: null, sentAt: null, dueAt: now, promisedAt: now };
  return {
    id: 1,
    channel: 'main',
    articleId: 'a',
    state: 'unsure',
    revision: 1,
    message,
    form: 'text',
    messageId: null,
    chatId: null,
    floor: 0,
    unsureTries: 1,
    claimedAt: new Date(now.getTime() + 60_000),
    sweepFrom: null,
    amend: null,
    priority: 2,
    approvedRevision: null,
    ...moments,
  };
}

/** What a witness with rights in both chats finds of a post that stands in `chatId`. */
async function findIn(chatId: number): Promise<Finding> {
  const { sandbox, api } = await start();
  sandbox.addChat({ id: supergroup, type: 'supergroup', title: 'Group' });
  sandbox.setRights(supergroup, second.id, { can_delete_messages: true });
  const telegram = new Telegram({ token: bot.token, apiRoot: sandbox.url, requestTimeoutMs: 2_000 });
  const otherwise = { find: () => Promise.resolve(elsewhere), sweep: () => Promise.resolve(elsewhere) };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const settings = { token: second.token, apiRoot: sandbox.url, settleTimeMs: 100 };
  const witness = new Witness(settings, otherwise, telegram, systemClock, log);
  const stopping = new AbortController();
  witness.start(stopping.signal);
  await vi.waitFor(() =>
    expect(sandbox.requests.some(({ method }) => method.toLowerCase() === 'getupdates')).toBe(true),
  );
  await api.sendMessage(chatId, 'A');
  const post = unsure();
  const address = { chatId: String(chatId), topic: null };
  const found = await vi.waitFor(
    async () => {
      const finding = await witness.find(post, address, never);
      expect(finding.kind).not.toBe('wait');
      return finding;
    },
    { timeout: 15_000, interval: 100 },
  );
  stopping.abort();
  await witness.stopped();
  return found;
}

test('in a channel it hears what was posted', async () => {
  expect(await findIn(channel)).toMatchObject({ kind: 'found', messageId: 1 });
}, 20_000);

test('in a group, where no bot hears another one, it leaves the answer to reading back', async () => {
  expect(await findIn(supergroup)).toEqual(elsewhere);
}, 20_000);
