import type { ArticlePlan } from '../../src/news/plan.ts';
import type { Message, PostState, Priority } from '../../src/news/post.ts';
import type { Store } from '../../src/store/store.ts';
import type { Newsroom } from './databases.ts';

export const noon = new Date('2026-03-02T12:00:00.000Z');

export function after(ms: number): Date {
  return new Date(noon.getTime() + ms);
}

export const message: Message = {
  photo: null,
  text: { html: '<b>Парк</b>', shown: 'Парк' },
  plain: 'Парк https://news.example/a1',
  previewUrl: null,
  link: 'https://news.example/a1',
};

export function article(id = 'a1') {
  return {
    id,
    url: `https://news.example/${id}`,
    language: 'kk',
    headline: `Жаңалық ${id}`,
    publishedAt: noon,
  };
}

export function plan(articleId: string, given: Partial<ArticlePlan> = {}): ArticlePlan {
  return { articleId, revision: 1, promises: [], renewals: [], drops: [], dueChanges: [], ...given };
}

/** Saves an article and promises it to a channel. @returns the number of the post. */
export async function promise(
  store: Store,
  id = 'a1',
  given: { channel?: string; priority?: Priority; sortAt?: Date } = {},
): Promise<number> {
  const { channel = 'main', priority = 2, sortAt = noon } = given;
  await store.articles.save(article(id), noon);
  await store.ledger.record([plan(id, { promises: [{ channel, priority, sortAt }] })], noon);
  const posts = await store.posts.postsOf([id]);
  return posts.find((post) => post.channel === channel)?.id ?? 0;
}

/** Puts a post into a state, past the ledger. */
export async function force(newsroom: Newsroom, postId: number, state: PostState): Promise<void> {
  await newsroom.run('update posts set state = ? where id = ?', [state, postId]);
}

export async function rowOf(newsroom: Newsroom, postId: number): Promise<Record<string, unknown>> {
  const [row] = await newsroom.rows('select * from posts where id = ?', [postId]);
  return row ?? {};
}
