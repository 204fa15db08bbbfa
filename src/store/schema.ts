import type { ColumnType, Generated, Insertable, Selectable } from 'kysely';
import type { ArticleStatus } from '../news/article.ts';
import type { SpokenLanguage } from '../news/language.ts';
import type { OverrideField } from '../news/override.ts';
import type { ContentKind, FirstState, MessageForm, PostState } from '../news/post.ts';

/**
 * The tables as we read them on both engines. Moments of the public contract are ISO 8601 text; Postgres' timestamptz is
 * turned into it when a row is read. Our own moments are epoch milliseconds, because SQLite has no dates and booleans.
 */
export interface Tables {
  articles: ArticlesTable;
  /** See store/articles/overrides.ts. */
  overrides: OverridesTable;
  /** One row per deletion, until it is planned. */
  deleted_articles: { note: Generated<number>; article_id: string };
  /** Articles that are planned, and cannot be found by their words yet. */
  unindexed_articles: { article_id: string };
  posts: PostsTable;
  sightings: SightingsTable;
  late_copies: LateCopiesTable;
  lanes: LanesTable;
  processes: ProcessesTable;
  log_copies: { bot: Generated<string>; chat_id: string; message_id: number };
  channel_numbers: { channel: string; chat_id: string; last_number: number; read_to: number };
  channels: ChannelsTable;
  troubles: TroublesTable;
  /** See deliver/content-kinds.ts. */
  forbidden_kinds: { channel: string; kind: ContentKind; tried_at: number };
  /** Those about the whole database stand under the bot `main`. */
  facts: { bot: Generated<string>; key: string; value: string };
  editors: EditorsTable;
  preferences: { bot: Generated<string>; user_id: number; language: SpokenLanguage };
  audit: AuditTable;
  web_logins: WebLoginsTable;
  web_sessions: WebSessionsTable;
  site_descriptions: SiteDescriptionsTable;
  /** `url`: an empty text if the article has none. */
  article_keys: { key: number; article_id: string; url: string };
  source_states: SourceStatesTable;
  item_keys: ItemKeysTable;
  source_items: SourceItemsTable;
  source_documents: SourceDocumentsTable;
  pushed_articles: PushedArticlesTable;
  drafts: DraftsTable;
  /** See store/records/writings.ts. */
  writings: WritingsTable;
  /** Ids of webhooks that were taken. */
  webhooks: { key: string; seen_at: number };
  websub_subscriptions: WebSubTable;
  /** An article that says much the same as an earlier one, and how much of it, in percent. */
  similar_articles: { article_id: string; similar_to: string; likeness: number; noted_at: number };
  /** Rows of `articles` that cannot be read. */
  unreadable_articles: { article_id: string; fault: string; noted_at: number };
  post_readers: PostReadersTable;
  channel_days: ChannelDaysTable;
  invite_links: InviteLinksTable;
}

export interface EditorsTable {
  bot: Generated<string>;
  user_id: number;
  name: string;
  added_by: number;
  added_at: number;
  /** JSON array of names: the channels that the editor commands. null: all of the bot. */
  channels: string | null;
}

export interface ArticlesTable {
  id: string;
  /** null: an editor wrote it, see `written`. */
  url: string | null;
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
  /** JSON array of media, see news/medium.ts. null: there is no more than `image_url`. */
  media: string | null;
  /** JSON array of strings. */
  keywords: string | null;
  /** JSON array of labels. null: not stated. */
  labels: string | null;
  age: number | null;
  urgency: Generated<number>;
  status: Generated<ArticleStatus>;
  published_at: Generated<string>;
  embargoed_until: string | null;
  views: Generated<number>;
  story_id: string | null;
  follows: string | null;
  /** JSON of a Written. null: it is the newsroom's article. */
  written: string | null;
  revision: Generated<number>;
  planned_revision: Generated<number>;
  /** When it was planned last, epoch milliseconds of our clock. null: never. A moment in the future: the clock was ahead. */
  seen_at: number | null;
  /** 1: it came without a date. */
  undated: Generated<number>;
  /** JSON: when each column that a post can show changed last, see 0016. null: nothing changed. */
  changes: string | null;
}

export interface OverridesTable {
  article_id: string;
  field: OverrideField;
  value: string;
  /** A hash of what the row of the article said. */
  replaced: string;
  edited_by: string;
  edited_at: number;
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
  /** When an editor wants it to leave. null: nobody said so. */
  not_before: number | null;
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
  /** JSON array of all numbers of an album. null: there is one. */
  message_ids: string | null;
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
  /** Telegram's number of the bot that sent it, if that is not the channel's bot. */
  other_bot: string | null;
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
/** The processes of a cluster, also those that ended. */
export interface ProcessesTable {
  id: Generated<number>;
  name: string;
  host: string;
  pid: number;
  started_at: number;
  /** A hash of its settings. */
  settings: string;
}

export interface LanesTable {
  /** Its name in the settings. */
  bot: string;
  /** Telegram's number of it. null: not known. */
  number: string | null;
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
  /** The bot that posts to it. */
  bot: Generated<string>;
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
  /** The newest change of a row that the query of a CMS showed. */
  changed_at: number | null;
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
/** The articles of the last document of a source, a JSON array of ids. */
export interface SourceDocumentsTable {
  source: string;
  articles: string;
}

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

/** What a push said last of an article. */
export interface PushedArticlesTable {
  article_id: string;
  /** The moment of its version, where the CMS tells it. */
  version_at: number | null;
  status: ArticleStatus | null;
}

/** Articles that an editor has to decide about before they are posted. */
export interface DraftsTable {
  number: Generated<number>;
  article_id: string;
  /** The name of the token. */
  pushed_by: string;
  received_at: number;
  /** The revision of the article that editors were asked about. */
  asked_revision: number | null;
  decided_at: number | null;
  decided_by: string | null;
}

/** Posts that editors are writing. */
export interface WritingsTable {
  number: Generated<number>;
  bot: string;
  user_id: number;
  chat_id: number;
  /** JSON of the text and the media so far. */
  content: string;
  /** JSON array of the numbers of the messages that it came in. */
  messages: string;
  /** The album of its last medium, as Telegram calls it. null: it was none. */
  group_id: string | null;
  /** What the next message of the editor is. null: nothing. */
  awaits: 'content' | 'time' | null;
  /** JSON array of names. */
  channels: string;
  /** JSON array of labels. null: not stated. */
  labels: string | null;
  /** Raised with each change of what would be posted. */
  version: Generated<number>;
  /** The article that it became, or corrects. */
  article_id: string | null;
  /** The revision that it corrects. null: it is a new post. */
  revision: number | null;
  state: 'open' | 'done' | 'dropped';
  changed_at: number;
}

/** The hub that tells us of a source. */
export interface WebSubTable {
  source: string;
  topic: string;
  hub: string;
  /** The last part of the address to which the hub sends. Nobody can guess it. */
  callback: string;
  secret: string;
  requested_at: number;
  verified_at: number | null;
  expires_at: number | null;
  /** When the hub sent something last. */
  pushed_at: number | null;
}

/** What editors changed. */
export interface AuditTable {
  id: Generated<number>;
  bot: Generated<string>;
  at: number;
  user_id: number;
  name: string;
  action: string;
  subject: string;
  before: string | null;
  after: string | null;
}

/** What readers did about a message of a channel: see store/readers/reader-numbers.ts. */
export interface PostReadersTable {
  chat_id: string;
  message_id: number;
  posted_at: number;
  /** null: Telegram told us of none. */
  reactions: number | null;
  reactions_at: number | null;
  /** null: no copy in a group of the channel is known. */
  comments: number | null;
  /** Where the copy stands. */
  thread_chat: string | null;
  thread_id: number | null;
  /** The number of the last comment that was counted. */
  last_comment: number | null;
}

/** `day`: of the newsroom's time zone, such as `2026-11-29`. */
export interface ChannelDaysTable {
  channel: string;
  day: string;
  /** null: nobody counted. */
  subscribers: number | null;
  joins: Generated<number>;
  leaves: Generated<number>;
}

/** Links by which readers join a channel, each with a name of the newsroom's own. */
export interface InviteLinksTable {
  channel: string;
  name: string;
  url: string;
  made_by: string;
  made_at: number;
  revoked_at: number | null;
  joins: Generated<number>;
}

/** See store/records/web-sessions.ts. */
export interface WebLoginsTable {
  token_hash: string;
  bot: string;
  user_id: number;
  name: string;
  language: string;
  made_at: number;
  expires_at: number;
}

export interface WebSessionsTable {
  token_hash: string;
  bot: string;
  user_id: number;
  name: string;
  language: string;
  made_at: number;
  expires_at: number;
  seen_at: number;
}

/** What the log chat was told of a trouble; the row goes when its end was told. */
export interface TroublesTable {
  bot: Generated<string>;
  key: string;
  detail: string;
  began_at: number;
  told_at: number | null;
  ended_at: number | null;
}

export type ArticleRow = Selectable<ArticlesTable>;
export type NewArticleRow = Insertable<ArticlesTable>;
export type PostRow = Selectable<PostsTable>;
