import type { NewArticle } from './article.ts';

export interface Refusal {
  /** The file, or the file and the place in it: `news.jsonl:3`. */
  name: string;
  reason: string;
}

/** A part of what was read of a source. */
export interface ReadBatch {
  articles: NewArticle[];
  /** The names of items that could not be read, and the reasons. */
  refusals: Refusal[];
  /** What articles lack that were read. */
  notices: Refusal[];
  /** The articles come from pages: a summary is the page's own description. */
  isPage?: boolean;
}

export const sourceKinds = ['feed', 'page', 'sitemap', 'json', 'ninjs', 'sql'] as const;
export type SourceKind = (typeof sourceKinds)[number];

export const fullTextWays = ['auto', 'never', 'always'] as const;
export const updateWays = ['all', 'headline', 'none'] as const;
export const goneWays = ['tell', 'cancel', 'ignore'] as const;

/** What is taken of a source that is read for the first time. Everything else of it is old news. */
export type FirstRun =
  | { kind: 'none' }
  /** Its newest articles, at most so many. */
  | { kind: 'last'; count: number }
  /** What is dated within this time before the first look. */
  | { kind: 'since'; ms: number };

/** Names that can be mapped: those of the article store, and three more. */
export const mappedNames = [
  'id',
  'guid',
  'url',
  'language',
  'headline',
  'section',
  'sections',
  'summary',
  'body',
  'body_html',
  'author',
  'image_url',
  'image_credit',
  'keywords',
  'urgency',
  'status',
  'published_at',
  'embargoed_until',
  'story_id',
  'changed_at',
] as const;
export type MappedName = (typeof mappedNames)[number];

/** How the answer of a JSON API is read. */
export interface JsonMapping {
  /** Where the list of articles stands, names with dots between them; null: it is found by itself. */
  items: string | null;
  /** Our name → where it stands in an entry. */
  fields: Readonly<Partial<Record<MappedName, string>>>;
  /** Where the address of the next page stands; null: there is none. */
  next: string | null;
  /** `wordpress`: its REST interface, which needs no mapping. */
  preset: 'wordpress' | null;
}

export const missingWays = ['ignore', 'cancel'] as const;

/** A query of the database of a CMS. */
export interface SourceQuery {
  /** With `:since`, where it names it. */
  text: string;
  /** What happens to articles whose rows the query does not show any more. */
  missing: (typeof missingWays)[number];
  /** Where it stands in the settings, for people: `sources.yaml:7 sources[0].query`. Absent: nowhere. */
  place?: string;
}

/** A place that has news, as the settings describe it. */
export interface Source {
  /** Short and unique. What is remembered of the source is kept under it. */
  name: string;
  kind: SourceKind;
  /** http or https; of `sql`, a database. It may hold a user and a password, so it is never shown as it is. */
  url: string;
  /** The section of all its articles; null: what each item says. */
  section: string | null;
  /** The language of all its articles; null: it is recognised. */
  language: string | null;
  /** The site within which the guids of items are shared; null: the host of `url`. */
  site: string | null;
  /** The newsroom's own site: it is asked often, and what it withdraws is killed. */
  isOwn: boolean;
  /** Milliseconds between two polls; null: as often as news comes, within `minMs` and `maxMs`. */
  everyMs: number | null;
  minMs: number;
  maxMs: number;
  firstRun: FirstRun;
  /** Whether the page of an article is fetched for its text. `auto`: if the item has too little. */
  fullText: (typeof fullTextWays)[number];
  /** Which changes of an item correct its article. */
  updates: (typeof updateWays)[number];
  /** What happens when the page of a posted article is gone (410). */
  gone: (typeof goneWays)[number];
  /** IANA; of dates without a zone. */
  timeZone: string;
  /** Its host and port may be on a private network. */
  isPrivate: boolean;
  /** Sent with each request to its host. They may be secrets. */
  headers: Readonly<Record<string, string>>;
  /** Query parameters that name a page of this site, although they look like tracking. */
  keptParameters: readonly string[];
  /** Certificates that are trusted for this source, PEM; null: the usual ones. */
  ca: string | null;
  /** Of `json`. */
  mapping?: JsonMapping;
  /** Of `sql`. */
  query?: SourceQuery;
  /** The address of an article that names none, with `{id}` in it. */
  linkTemplate?: string;
}

/** What a source shows of one article. */
export interface Item {
  /** The item in messages: `item 3`. */
  name: string;
  /** What it is recognised by, the most reliable first: see sources/items/item-keys.ts. */
  keys: readonly string[];
  /** Its id is the newsroom's own, and not made of its address. */
  hasOwnId?: boolean;
  /** It says itself when it was published. Otherwise that is the moment at which it was seen. */
  isDated: boolean;
  /**
   * What it states of its article; a field that is absent is not stated, null is an empty one. `id` and `publishedAt`
   * count only for an article that is new.
   */
  article: NewArticle;
}

/** One look at a document of a source. */
export interface SourceDocument {
  /** In the order of the document. */
  items: readonly Item[];
  /** The keys of items that the source has withdrawn. */
  withdrawn: readonly (readonly string[])[];
  /** It was read to its end, or to the limit of items. */
  isWhole: boolean;
  /** The newest moment at which one of its items changed; null or absent: it does not say. */
  changedAt?: Date | null;
}
