import type { Notices } from '../deliver/notices.ts';
import type { Article } from '../news/article.ts';
import type { Store } from '../store/store.ts';
import { draftTrouble } from './draft-text.ts';

/** The names of the channels that would get an article, and the notices for the people of their bots. */
type TakersOf = (article: Article) => { channels: readonly string[]; notices: Notices };

/** How many drafts are asked about at a time; the others come with the next poll. */
const draftsAtOnce = 10;

/**
 * Has editors asked about drafts, each revision once. What was asked about stands in the store, so that no draft is
 * forgotten when the program ends in between.
 */
export class DraftWatch {
  readonly #store: Pick<Store, 'articles' | 'drafts'>;
  readonly #takersOf: TakersOf;
  #looking: Promise<void> = Promise.resolve();

  constructor(store: Pick<Store, 'articles' | 'drafts'>, takersOf: TakersOf) {
    this.#store = store;
    this.#takersOf = takersOf;
  }

  /** Looks for drafts of which editors do not know. Two looks never overlap. */
  look(): Promise<void> {
    const looking = this.#looking.catch(() => undefined).then(() => this.#askAll());
    this.#looking = looking;
    return looking;
  }

  async #askAll(): Promise<void> {
    for (const draft of await this.#store.drafts.unasked(draftsAtOnce)) {
      const article = await this.#store.articles.find(draft.articleId);
      if (article !== null) {
        const { channels, notices } = this.#takersOf(article);
        const { key, detail } = draftTrouble(draft, article, channels);
        await notices.begin(key, detail);
      }
      await this.#store.drafts.markAsked(draft.number, article?.revision ?? draft.revision);
    }
  }
}
