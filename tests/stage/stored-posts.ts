import type { PostState, Priority } from '../../src/news/post.ts';
import type { Store } from '../../src/store/store.ts';
import { message, noon, plan } from './builders.ts';
import { lanesOf, type Newsroom } from './databases.ts';

/** The text of a post that is claimed. */
export const written = message('Парк', {
  text: { html: '<b>Парк</b>', shown: 'Парк' },
  plain: 'Парк https://news.example/a1',
  link: 'https://news.example/a1',
});

/** What a newsroom saves. */
export function article(id = 'a1') {
  return {
    id,
    url: `https://news.example/${id}`,
    language: 'kk',
    headline: `Жаңалық ${id}`,
    publishedAt: noon,
  };
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

/** Claims a post as its lane does before it sends it. */
export async function claim(store: Store, postId: number, now = noon): Promise<void> {
  const claimed = { postId, revision: 1, message: written, form: 'text', isSilent: false } as const;
  await (await lanesOf(store)).claim(claimed, now);
}

/** Puts a post into a state, past the ledger. */
export async function force(newsroom: Newsroom, postId: number, state: PostState): Promise<void> {
  await newsroom.run('update posts set state = ? where id = ?', [state, postId]);
}

export async function rowOf(newsroom: Newsroom, postId: number): Promise<Record<string, unknown>> {
  const [row] = await newsroom.rows('select * from posts where id = ?', [postId]);
  return row ?? {};
}
