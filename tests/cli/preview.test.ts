import { describe, expect, test } from 'vitest';
import { judge } from '../../src/cli/preview/preview-verdict.ts';
import type { Article, NewArticle } from '../../src/news/article.ts';
import type { Channel } from '../../src/news/channel.ts';
import { postStates } from '../../src/news/post.ts';
import { article as anyArticle, channel as anyChannel, plan } from '../stage/builders.ts';
import { lanesOf } from '../stage/databases.ts';
import { khabarshy, makePlace, withStore, type Place } from '../stage/place.ts';
import { claim } from '../stage/stored-posts.ts';

const news: NewArticle = {
  id: 'ru-1',
  url: 'https://news.example/ru-1?a=1&b=2',
  language: 'ru',
  headline: 'Цены на хлеб & муку <снижены>',
  summary: 'Хлеб подешевел на десять процентов.',
  section: 'Экономика',
};
const second = 1000;
const dayMs = 86_400_000;

async function save(place: Place, article: Partial<NewArticle> = {}): Promise<void> {
  await withStore(place, (store) => store.articles.save({ ...news, ...article }, new Date()));
}

describe('preview', () => {
  test('shows the post where it will come, and says of the other channels why not', async () => {
    const place = makePlace();
    await save(place);
    const { code, stdout, stderr } = await khabarshy(place, ['preview', 'ru-1']);
    expect(stderr).toBe('');
    expect(stdout).toContain('✓ ru (@khabarshy_ru) will be posted\n');
    expect(stdout).toContain('Цены на хлеб & муку <снижены>\n\nХлеб подешевел на десять процентов.');
    expect(stdout).toContain('Подробнее (https://news.example/ru-1?a=1&b=2)');
    expect(stdout).toContain('– kk (@khabarshy_kk) will not be posted: the channel takes kk');
    expect(stdout.match(/Цены на хлеб/g)).toHaveLength(1);
    expect(code).toBe(0);
  });

  test('--html shows what Telegram is given, --channel forces one channel', async () => {
    const place = makePlace();
    await save(place);
    const { stdout } = await khabarshy(place, ['preview', 'ru-1', '--html', '--channel', 'kk']);
    expect(stdout).toContain('– kk (@khabarshy_kk) will not be posted');
    expect(stdout).toContain('<b>Цены на хлеб &amp; муку &lt;снижены&gt;</b>');
    expect(stdout).toContain('<a href="https://news.example/ru-1?a=1&amp;b=2">');
    expect(stdout).not.toContain('@khabarshy_ru');
  });

  test('gives the link of a post that stands there already', async () => {
    const place = makePlace();
    await save(place);
    const now = new Date();
    await withStore(place, async (store) => {
      const promises = [{ channel: 'ru', priority: 2, sortAt: now }] as const;
      await store.ledger.record([plan('ru-1', { promises: [...promises] })], now);
      const [post] = await store.posts.postsOf(['ru-1']);
      const postId = post?.id ?? 0;
      await claim(store, postId, now);
      await (
        await lanesOf(store)
      ).markSent(postId, { messageId: 17, chatId: '-1001', link: null }, null, now);
    });
    const { stdout } = await khabarshy(place, ['preview', 'ru-1']);
    expect(stdout).toContain('– ru (@khabarshy_ru) was posted already: https://t.me/khabarshy_ru/17\n');
  });

  test.each([
    [['nothing'], /No article has the id "nothing"/],
    [['ru-1', '--channel', 'fr'], /No channel is named "fr"\. There are: kk, ru, en\./],
  ])('%j ends with 1', async (args, words) => {
    const place = makePlace();
    await save(place);
    const { code, stderr } = await khabarshy(place, ['preview', ...args]);
    expect(stderr).toMatch(words);
    expect(code).toBe(1);
  });

  test('an article cannot repaint the terminal', async () => {
    const place = makePlace();
    await save(place, { headline: 'One\u001B[2J two', section: '\u001B[31m' });
    const { stdout } = await khabarshy(place, ['preview', 'ru-1', '--channel', 'kk']);
    expect(stdout).toContain('two');
    expect(stdout).not.toContain('\u001B');
  });
});

describe('the verdict', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  const article = anyArticle({
    language: 'ru',
    headline: 'Новость о погоде',
    section: 'Экономика',
    keywords: ['хлеб'],
    publishedAt: new Date(now.getTime() - second),
  });
  const channel = anyChannel({ language: 'ru', maxAgeMs: dayMs });
  const circumstances = { post: null, link: null, now, showMoment: (at: Date) => at.toISOString() };

  test.each<[Partial<Article>, Partial<Channel>, boolean, RegExp]>([
    [{}, {}, true, /^will be posted$/],
    [{ language: 'kk' }, {}, false, /takes ru, and the article's language is kk/],
    [{}, { sections: ['Спорт'] }, false, /sections Спорт, and the article's section is Экономика/],
    [{}, { keywords: ['шахматы'] }, false, /keywords шахматы, and the article has хлеб/],
    [{}, { exclude: ['погоде'] }, false, /excludes погоде/],
    [{ status: 'withheld' }, {}, false, /its status is withheld/],
    [{ status: 'canceled' }, {}, false, /its status is canceled/],
    [{ publishedAt: new Date(now.getTime() - 2 * dayMs) }, {}, false, /takes no articles of that age/],
    [{ publishedAt: new Date(now.getTime() - 2 * dayMs) }, { maxAgeMs: null }, true, /^will be posted$/],
    [{}, { isDigestOnly: true }, false, /takes digests only \(digest_only\)/],
    [{ embargoedUntil: new Date(now.getTime() + dayMs) }, {}, true, /not before 2026-11-25.*embargo/],
    [
      { publishedAt: new Date(now.getTime() + dayMs) },
      {},
      true,
      /not before 2026-11-25.*its date of publication/,
    ],
  ])('of %j in a channel with %j', (changes, filters, isComing, because) => {
    const verdict = judge({ ...article, ...changes }, { ...channel, ...filters }, circumstances);
    expect(verdict.because).toMatch(because);
    expect(verdict.isComing).toBe(isComing);
  });

  test.each(postStates)('of a post that is %s', (state) => {
    const post = {
      id: 1,
      articleId: 'a',
      channel: 'ru',
      state,
      reason: 'a reason',
      dueChange: null,
      priority: 2 as const,
      revision: 1,
    };
    const verdict = judge(article, channel, { ...circumstances, post, link: 'https://t.me/x/1' });
    expect(verdict.isComing).toBe(['promised', 'ready', 'waiting'].includes(state));
    expect(verdict.because).not.toBe('');
    expect(verdict.because.includes('https://t.me/x/1')).toBe(state === 'sent');
    const isExplained = ['unsure', 'uncertain', 'refused', 'dropped', 'killed'].includes(state);
    expect(verdict.because.includes('a reason')).toBe(isExplained);
  });
});
