import type { PostState } from '../../news/post.ts';
import type { Source } from '../../news/source.ts';

/** Sentences of the page for administrators, and of `/web`. A missing translation does not compile. */
export interface WebWords {
  /** What `/web` does, for the help and for Telegram's menu. */
  command: string;
  /** What an editor did, between the name and the subject. */
  changes: Record<'web-login' | 'web-revoke', string>;
  // What the bot answers to /web. `link` is HTML.
  link(link: string): string;
  onlyHere: string;
  openApp: string;
  off: string;
  notPrivate: string;
  sentPrivately: string;
  revoked(sessions: string): string;
  usage: string;
  sessions(count: number): string;
  // Logging in.
  login: string;
  howToLogin(command: string): string;
  howLong: string;
  loginAs(name: string): string;
  loginNow: string;
  loginGone: string;
  loginTooOften: string;
  opening: string;
  openAgain: string;
  logout: string;
  // The page.
  skip: string;
  sections: Record<'channels' | 'articles' | 'sources' | 'log' | 'charts' | 'settings', string>;
  menu: string;
  language: string;
  live: string;
  notLive: string;
  notFound: string;
  failed: string;
  expired: string;
  tooMany: string;
  /** The page was opened under a name that is none of ours. */
  unknownHost: string;
  /** A form came from elsewhere, or a web server before us hides from where. */
  foreignForm: string;
  tooLarge: string;
  ownersOnly: string;
  back: string;
  open: string;
  all: string;
  more: string;
  // Channels.
  states: Record<PostState, string>;
  nowQueued: string;
  waiting: string;
  today: string;
  lastPosts: string;
  unsure: string;
  uncertain: string;
  refused: string;
  queue: string;
  nothingQueued: string;
  nothingPosted: string;
  pause: string;
  resume: string;
  pauseFor: string;
  untilResumed: string;
  hours(count: number): string;
  minutes(count: number): string;
  retry: string;
  reason: string;
  picture: string;
  digest: string;
  // Articles.
  search: string;
  searchWhat: string;
  headline: string;
  channel: string;
  state: string;
  published: string;
  posts: string;
  history: string;
  nothingDone: string;
  source: string;
  section: string;
  previews: string;
  postTo: string;
  allThatTake: string;
  // Sources, charts and settings.
  name: string;
  address: string;
  lastNew: string;
  nextLook: string;
  kinds: Record<Source['kind'], string>;
  perDay: string;
  toChannel: string;
  chartPosts(days: string): string;
  chartDelays(days: string): string;
  subscribers: string;
  /** Over columns of numbers. */
  joined: string;
  left: string;
  reactions: string;
  comments: string;
  reactionsPerDay: string;
  chartSubscribers(days: string): string;
  chartReactions(days: string): string;
  half: string;
  most: string;
  total: string;
  noData: string;
  processes: string;
  since: string;
  nobody: string;
  people: string;
  lastSeen: string;
  endSession: string;
  endAll: string;
  thisOne: string;
  value: string;
  from: string;
  origins: Record<'.env' | 'environment' | 'default' | 'nowhere', string>;
  changedFiles(files: string): string;
}
