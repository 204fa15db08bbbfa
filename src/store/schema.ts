import type { ColumnType, Generated, Insertable, Selectable } from 'kysely';
import type { ArticleStatus } from '../news/article.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { ContentKind, FirstState, MessageForm, PostState } from '../news/post.ts';

/**
 * The tables as we read them on both engines. Moments of the public contract are ISO 8601 text; Postgres' timestamptz is
 * turned into it when a row is read. Our own moments are epoch milliseconds, because SQLite has no dates and booleans.
 */
export interface Tables {
  articles: ArticlesTable;
  /** One row per deletion, until it is planned. */
  deleted_articles: { note: Generated<number>; article_id: string };
  /** Articles that are planned, and cannot be found by their words yet. */
  unindexed_articles: { article_id: string };
  posts: PostsTable;
  sightings: SightingsTable;
  late_copies: LateCopiesTable;
  lanes: LanesTable;
  log_copies: { chat_id: string; message_id: number };
  channel_numbers: { channel: string; chat_id: string; last_number: number; read_to: number };
  channels: ChannelsTable;
  troubles: TroublesTable;
  /** See deliver/content-kinds.ts. */
  forbidden_kinds: { channel: string; kind: ContentKind; tried_at: number };
  facts: { key: string; value: string };
  editors: { user_id: number; name: string; added_by: number; added_at: number };
  preferences: { user_id: number; language: SpokenLanguage };
  audit: AuditTable;
  site_descriptions: SiteDescriptionsTable;
  article_keys: { key: number; article_id: string; url: string };
  source_states: SourceStatesTable;
  item_keys: ItemKeysTable;
  source_items: SourceItemsTable;
  /** Rows of `articles` that cannot be read. */
  unreadable_articles: { article_id: string; fault: string; noted_at: number };
}

export interface ArticlesTable {
  id: string;
  url: string;
  language: string;
  headline: string;
  section: string | null;
  /** JSON array of strings: all sections. null: there is no more than `section`. */
  sections: string | null;
  summary: string | null;
  body: string | null;
  author: string | null;
  image_url: string | null;
  image_credit: string | null;
  /** JSON array of strings. */
  keywords: string | null;
  urgency: Generated<number>;
  status: Generated<ArticleStatus>;
  published_at: Generated<string>;
  embargoed_until: string | null;
  views: Generated<number>;
  story_id: string | null;
  follows: string | null;
  revision: Generated<number>;
  planned_revision: Generated<number>;
  /** When it was planned last, epoch milliseconds of our clock. null: never. A moment in the future: the clock was ahead. */
  seen_at: number | null;
  /** 1: it came without a date. */
  undated: Generated<number>;
  /** JSON: when each column that a post can show changed last, see 0016. null: nothing changed. */
  changes: string | null;
}

export interface PostsTable {
  id: Generated<number>;
  channel: string;
  article_id: string | null;
  /** The moment at which the digest was due, ISO 8601. null: the post carries an article. */
  digest: string | null;
  /** Moved by `movePosts` only. */
  state: ColumnType<PostState, FirstState, never>;
  /** 0: an editor asked for it; 1: breaking; 2: ordinary. */
  priority: number;
  /** When the article was due: the order within a priority. */
  sort_at: number;
  /** Nothing is done with the post before this moment. */
  wake_at: number | null;
  /** What comes next in a channel, the lowest first. null: nothing to do. The database computes it, see 0005. */
  turn: Generated<number | null>;
  /** The revision of the article from which `message` was composed. */
  revision: Generated<number>;
  /** JSON of a Message. */
  message: string | null;
  form: MessageForm | null;
  /** The picture of the article with which the post was sent or corrected last; '': it had none, null: not known. */
  picture: string | null;
  silent: Generated<number>;
  message_id: number | null;
  chat_id: string | null;
  link: string | null;
  /** The last message number that we knew in the channel when the post was claimed. */
  floor: number | null;
  /** How many requests to send it got no answer that we can trust. */
  unsure_tries: Generated<number>;
  /** After a resend: the numbers from here up to message_id still have to be searched for an earlier copy. */
  sweep_from: number | null;
  /** The change that a sent post still needs. */
  due_change: 'edit' | 'kill' | null;
  /** 1: once it is killed, it is promised anew. */
  anew: Generated<number>;
  reason: string | null;
  promised_at: number;
  claimed_at: number | null;
  /** When it became unsure. */
  unsure_at: number | null;
  uncertain_at: number | null;
  sent_at: number | null;
  edited_at: number | null;
  ended_at: number | null;
  /** When editors were asked about it, and under which number of the log chat. */
  asked_at: number | null;
  question_id: number | null;
  /** The revision to which an editor said yes. */
  approved_revision: number | null;
  /** The name of the editor who answered. */
  decided_by: string | null;
  /** JSON of the ids of a digest's articles. null: not known. */
  listed: string | null;
  /** When a digest was pinned; 0: Telegram does not pin it. */
  pinned_at: number | null;
  /** Where it stands by an answer that came after its lane was lost, until its new holder takes note. null: none came. */
  late_message_id: number | null;
  late_chat_id: string | null;
  late_link: string | null;
}

/** Who works the lanes of a bot. */
export interface LanesTable {
  bot: string;
  /** null: nobody. */
  holder: string | null;
  /** It grows whenever another process takes the lanes. */
  epoch: number;
  since: number | null;
}

/** Messages that were found in a channel after an old backup was restored. They may be ours, and are not in the ledger. */
export interface SightingsTable {
  channel: string;
  message_id: number;
  shown: string;
  link: string | null;
  /** null: not known. */
  is_photo: number | null;
}

/** Posts of which another copy may still arrive: see store/posts/late-copies.ts. */
export interface LateCopiesTable {
  post_id: number;
  channel: string;
  chat_id: string;
  /** JSON of a Message, as it was sent. */
  message: string;
  first_claimed_at: number | null;
  /** The last number of the channel that was known when the post was sent again. */
  after_number: number;
}

export interface ChannelsTable {
  name: string;
  /** The number under which Telegram knows it now, when that is not the one in the settings. */
  moved_to: string | null;
  /** Telegram asked for silence until then. */
  limited_until: number | null;
  /** Since when the channel is closed to us, why, when it is tried again, and how often it was. */
  closed_at: number | null;
  closed_reason: string | null;
  retry_at: number | null;
  retries: Generated<number>;
  /** Quiet hours as editors set them, JSON, or `off`; null: the settings say. */
  quiet: string | null;
  /** Since when no post leaves because an editor said so, until when (null: until told otherwise), and who. */
  paused_at: number | null;
  paused_until: number | null;
  paused_by: string | null;
  /** See records/channel-chats.ts. The number of the chat, and its @name without the sign. */
  chat_id: string | null;
  chat_username: string | null;
  /** The id and the topic of the settings when the number was learnt. */
  found_as: string | null;
  topic: number | null;
  /** Another chat to which the name of the settings leads now; a person decides. */
  stranger_id: string | null;
  stranger_title: string | null;
  /** Another chat of which a person said that it is not ours. */
  refused_id: string | null;
}

/** Descriptions of imported pages: see store/records/site-descriptions.ts. */
export interface SiteDescriptionsTable {
  /** A hash of the host and the letters of the description. */
  digest: string;
  host: string;
  /** The first page that had it, and a hash of its headline. */
  article_id: string;
  headline: string;
  /** 1: another article had it too. */
  is_general: number;
  met_at: number;
}

/** See store/sources/source-states.ts. */
export interface SourceStatesTable {
  source: string;
  url: string;
  etag: string | null;
  last_modified: string | null;
  body_hash: string | null;
  /** When the document was asked for last without conditions. */
  unconditional_at: number | null;
  moved_to: string | null;
  moved_since: number | null;
  moved_looks: Generated<number>;
  looked_at: number | null;
  document_at: number | null;
  succeeded_at: number | null;
  new_at: number | null;
  next_at: number | null;
  failures: Generated<number>;
  failure: string | null;
  failing_since: number | null;
  is_first_run_done: Generated<number>;
  /** JSON of the moments at which items were new. */
  new_items: string | null;
  brake_lifted_until: number | null;
  paused_at: number | null;
  paused_by: string | null;
}

/** See store/sources/item-keys.ts. */
export interface ItemKeysTable {
  key: string;
  /** null: an item with this key was seen, and not taken. */
  article_id: string | null;
  source: string;
  seen_at: number;
  /** 1: a flood of items was not taken, and an editor may want them all the same. */
  is_flood: Generated<number>;
}

/** What a source said of an article last: see store/sources/source-items.ts. */
export interface SourceItemsTable {
  article_id: string;
  source: string;
  /** JSON of a hash of each field. */
  said: string;
  /** JSON array of the fields that this source gave first. */
  owned: string;
  /** JSON array of the fields whose last change a brake kept back. */
  held: string | null;
  /** JSON array of the last moments at which it changed what a post shows. */
  changed_at: string | null;
}

/** What editors changed. */
export interface AuditTable {
  id: Generated<number>;
  at: number;
  user_id: number;
  name: string;
  action: string;
  subject: string;
  before: string | null;
  after: string | null;
}

/** What the log chat was told of a trouble; the row goes when its end was told. */
export interface TroublesTable {
  key: string;
  detail: string;
  began_at: number;
  told_at: number | null;
  ended_at: number | null;
}

export type ArticleRow = Selectable<ArticlesTable>;
export type NewArticleRow = Insertable<ArticlesTable>;
export type PostRow = Selectable<PostsTable>;
