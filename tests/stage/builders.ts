import type { Article } from '../../src/news/article.ts';
import type { Channel } from '../../src/news/channel.ts';
import type { Source } from '../../src/news/source.ts';
import type { ArticlePlan, KnownPost } from '../../src/news/plan.ts';
import type { Message } from '../../src/news/post.ts';

/** The one place in which a channel, an article, a post or a message is written out whole: a new key is one line here. */

/** Noon of a working day; the moments of many tests are given relative to it. */
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
    sections: given.section === null ? [] : [given.section ?? 'News'],
    summary: null,
    body: null,
    author: null,
    imageUrl: null,
    imageCredit: null,
    media: null,
    keywords: [],
    labels: null,
    age: null,
    urgency: 5,
    status: 'usable',
    publishedAt: noon,
    embargoedUntil: null,
    views: 0,
    storyId: null,
    follows: null,
    written: null,
    revision: 1,
    ...given,
  };
}

export function channel(given: Partial<Channel> = {}): Channel {
  return {
    name: 'main',
    id: '@main',
    bot: 'main',
    language: null,
    sectionNames: [],
    sections: null,
    keywords: null,
    exclude: [],
    maxAgeMs: null,
    linkText: null,
    footer: null,
    hashtags: 'none',
    images: 'none',
    template: null,
    hasBreakingSign: false,
    showsUpdates: false,
    labelRules: [],
    labelWords: {},
    labelPlace: 'first',
    requiresLabels: false,
    isHeadlineLinked: false,
    previewPlace: 'below',
    longText: 'cut',
    hasSourceLine: false,
    utm: null,
    timeZone: 'Asia/Almaty',
    topic: null,
    deskTopic: null,
    postsPerMinute: 20,
    approval: null,
    quiet: null,
    sound: 'all',
    similar: 'post',
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
    revision: 0,
    ...given,
  };
}

export function plan(articleId: string, given: Partial<ArticlePlan> = {}): ArticlePlan {
  return {
    articleId,
    revision: 1,
    promises: [],
    renewals: [],
    drops: [],
    dueChanges: [],
    ...given,
  };
}

/** A message without a picture and without a link. */
export function message(text: string, given: Partial<Message> = {}): Message {
  return {
    photo: null,
    text: { html: text, shown: text },
    plain: text,
    previewUrl: null,
    link: null,
    ...given,
  };
}

export function source(given: Partial<Source> = {}): Source {
  return {
    name: 'steppe',
    kind: 'feed',
    url: 'https://steppe.example/rss.xml',
    section: null,
    language: null,
    site: null,
    isOwn: false,
    everyMs: null,
    minMs: 60_000,
    maxMs: 900_000,
    firstRun: { kind: 'last', count: 50 },
    fullText: 'never',
    updates: 'all',
    gone: 'tell',
    timeZone: 'Asia/Almaty',
    isPrivate: false,
    headers: {},
    keptParameters: [],
    ca: null,
    ...given,
  };
}
