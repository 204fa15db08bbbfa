import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { composeArticle, composeDigest } from '../../../src/compose/composer.ts';
import { formSeen } from '../../../src/deliver/doubt/same-message.ts';
import type { SeenMessage } from '../../../src/deliver/messenger.ts';
import { Telegram } from '../../../src/deliver/telegram/telegram.ts';
import { parseSchedule } from '../../../src/time/cron.ts';
import { forms, type Message, type MessageForm } from '../../../src/news/post.ts';
import { article, channel as looks, hostileArticle, hostileChannel } from '../../stage/hostile.ts';
import { bot, channel, person, sandboxes } from '../../stage/sandboxes.ts';
import { runs } from '../../stage/sizes.ts';

const start = sandboxes();
const log = -1_001_000_000_900;
const never = new AbortController().signal;
const from = { chatId: String(channel), topic: null };
const image = 'https://img.example.kz/a.jpg';

let telegram: Telegram;
let sandbox: Awaited<ReturnType<typeof start>>['sandbox'];
beforeEach(async () => {
  ({ sandbox } = await start());
  sandbox.addUser({ id: person, firstName: 'Aigul' });
  sandbox.addChat({ id: log, type: 'supergroup', title: 'Log' });
  telegram = new Telegram({ token: bot.token, apiRoot: sandbox.url, requestTimeoutMs: 5_000 });
});

async function post(message: Message, form: MessageForm): Promise<number> {
  const sent = await telegram.send(from, message, form, { isSilent: true, replyTo: null, signal: never });
  if (sent.kind !== 'sent') throw new Error(JSON.stringify(sent));
  return sent.messageId;
}

/** Null: it is certainly not ours. */
async function read(messageId: number): Promise<SeenMessage | null> {
  const seen = await telegram.readBack(from, messageId, String(log), never);
  return seen.kind === 'message' ? seen : null;
}

function seenAs(seen: SeenMessage | null, message: Message): MessageForm | null {
  return seen === null ? null : formSeen(seen, message);
}

describe('after all that Telegram does to a text', () => {
  test('every post is recognised in every form, and not taken for another’s', async () => {
    await fc.assert(
      fc.asyncProperty(hostileArticle, hostileArticle, hostileChannel, async (one, other, style) => {
        const message = composeArticle({ ...one, imageUrl: image }, style);
        const another = composeArticle({ ...other, url: 'https://other.example.kz/story' }, style);
        for (const form of forms) {
          if (form === 'photo' && message.photo === null) continue;
          const seen = await read(await post(message, form));
          // Without a link the plain form shows nothing else than the text.
          const isPlainText = form === 'plain' && message.plain === message.text.shown;
          expect(seenAs(seen, message)).toBe(isPlainText ? 'text' : form);
          expect(seenAs(seen, another)).toBe(null);
        }
      }),
      { numRuns: runs(150) },
    );
  }, 60_000);

  test('so is every digest', async () => {
    const schedule = parseSchedule('0 8 * * *');
    if (schedule === null) throw new Error('it is a schedule');
    const plan = { schedule, top: 9, by: 'views', periodMs: 86_400_000, isPinned: false } as const;
    const date = { at: new Date('2026-03-02T03:00:00Z'), timeZone: 'Asia/Almaty' };
    await fc.assert(
      fc.asyncProperty(fc.array(hostileArticle, { minLength: 1, maxLength: 9 }), async (articles) => {
        const message = composeDigest(articles, looks, plan, date);
        if (message === null) throw new Error('there are articles');
        expect(seenAs(await read(await post(message, 'text')), message)).toBe('text');
      }),
      { numRuns: runs(30, 10) },
    );
  }, 60_000);
});

describe('two posts that look alike', () => {
  const short = { ...article, headline: 'Exchange rates', summary: null };
  const message = composeArticle(short, looks);

  test('one headline and two articles', async () => {
    const other = composeArticle({ ...short, url: 'https://news.kz/story/2' }, looks);
    const seen = await read(await post(other, 'text'));
    expect([seenAs(seen, other), seenAs(seen, message)]).toEqual(['text', null]);
  });

  test('a person types the same by hand', async () => {
    const { id } = sandbox.personPosts(channel, message.text.shown);
    expect(seenAs(await read(id), message)).toBe(null);
  });

  test('a person forwards it within the channel', async () => {
    const messageId = await post(message, 'text');
    const forwardFrom = { chatId: channel, messageId };
    const { id } = sandbox.userSends(person, channel, '', { forwardFrom });
    expect(seenAs(await read(messageId), message)).toBe('text');
    expect(seenAs(await read(id), message)).toBe(null);
  });
});

describe('what Telegram might change and nobody sees', () => {
  const story = {
    ...article,
    headline: 'Café ❤\uFE0F 👨\u200D👩\u200D👧',
    summary: 'One\u00A0per cent. Two.',
  };
  const { text, link, ...others } = composeArticle(story, looks);
  const message = { text, link, ...others };
  const seen = { text: text.shown, links: [link ?? ''], isStyled: true, isPhoto: false };

  test.each<[string, Partial<SeenMessage>]>([
    ['variation selectors', { text: text.shown.replaceAll('\uFE0F', '') }],
    ['joiners', { text: text.shown.replaceAll('\u200D', '') }],
    ['blanks', { text: ` ${text.shown.replaceAll('\u00A0', ' ').replaceAll('\n\n', '\n')}\n` }],
    ['accents', { text: text.shown.normalize('NFD') }],
    ['the link’s letters', { links: ['HTTPS://NEWS.kz/story/1'] }],
    ['the link is lost', { links: [] }],
  ])('%s', (_, changes) => {
    expect(formSeen({ ...seen, ...changes }, message)).toBe('text');
  });

  test('other words are other words', () => {
    expect(formSeen({ ...seen, text: text.shown.replace('Two', 'Three') }, message)).toBe(null);
    expect(formSeen({ ...seen, links: [], isStyled: false }, message)).toBe(null);
  });
});

describe('a picture without words', () => {
  const words = { html: '', shown: '' };
  const bare = (url: string) => ({
    photo: { url, caption: words },
    text: words,
    plain: '',
    previewUrl: null,
    link: null,
  });
  const seen = { text: '', links: [], isStyled: false, isPhoto: true, fileIds: ['small', 'large'] };

  test.each<[string, Partial<SeenMessage>, string, 'photo' | null]>([
    ['is known by its file', {}, 'telegram-file:AgAC#large', 'photo'],
    ['in any of its sizes', {}, 'telegram-file:AgAC#small', 'photo'],
    ['and is not another one', {}, 'telegram-file:AgAC#other', null],
    ['nor one with words', { text: 'Words' }, 'telegram-file:AgAC#large', null],
    ['of an earlier version is known by nothing', {}, 'telegram-file:AgAC', null],
    ['of an address is known by nothing', {}, 'https://news.kz/1.jpg', null],
    ['without files is none', { fileIds: [] }, 'telegram-file:AgAC#large', null],
  ])('%s', (_, changes, url, form) => {
    expect(formSeen({ ...seen, ...changes }, bare(url))).toBe(form);
  });
});
