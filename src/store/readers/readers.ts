import type { Kysely } from 'kysely';
import type { WordIndex } from '../articles/word-index.ts';
import type { Tables } from '../schema.ts';
import { InviteLinks } from './invite-links.ts';
import { PostedSearch } from './posted-search.ts';
import { ReadPosts } from './read-posts.ts';
import { ReaderNumbers } from './reader-numbers.ts';

/** What is kept of readers: numbers, and nothing that says who they are. */
export class Readers {
  readonly numbers: ReaderNumbers;
  readonly posts: ReadPosts;
  readonly links: InviteLinks;
  /** What readers may find. */
  readonly posted: PostedSearch;

  /** `bot`: whose updates are counted. */
  constructor(db: Kysely<Tables>, words: WordIndex, bot: string) {
    this.numbers = new ReaderNumbers(db, bot);
    this.posts = new ReadPosts(db);
    this.links = new InviteLinks(db);
    this.posted = new PostedSearch(db, words);
  }
}
