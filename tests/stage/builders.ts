import type { Article } from '../../src/news/article.ts';
import type { Channel } from '../../src/news/channel.ts';
import type { KnownPost } from '../../src/news/plan.ts';

/** Noon of a working day; all moments of these tests are given relative to it. */
export const noon = new Date('2026-03-02T12:00:00.000Z');

export function after(ms: number): Date {
  return new Date(noon.getTime() + ms);
}

export function article(given: Partial<Article> = {}): Article {
  return {
    id: 'a1',
    url: 'https://news.example/a1',
    language: 'kk',
    headline: 'Алматыда жаңа саябақ ашылды',
    section: 'News',
    summary: null,
    body: null,
    author: null,
    imageUrl: null,
    imageCredit: null,
    keywords: [],
    urgency: 5,
    status: 'usable',
    publishedAt: noon,
    embargoedUntil: null,
    views: 0,
    storyId: null,
    follows: null,
    revision: 1,
    ...given,
  };
}

export function channel(given: Partial<Channel> = {}): Channel {
  return {
    name: 'main',
    id: '@main',
    language: null,
    sections: null,
    keywords: null,
    exclude: [],
    maxAgeMs: null,
    linkText: null,
    footer: null,
    hashtags: 'none',
    images: 'none',
    topic: null,
    postsPerMinute: 20,
    approval: null,
    quiet: null,
    sound: 'all',
    digest: null,
    isDigestOnly: false,
    ...given,
  };
}

export function post(given: Partial<KnownPost> = {}): KnownPost {
  return {
    id: 1,
    articleId: 'a1',
    channel: 'main',
    state: 'promised',
    reason: null,
    dueChange: null,
    priority: 2,
    ...given,
  };
}
