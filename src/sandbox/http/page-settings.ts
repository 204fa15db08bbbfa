import type { Command } from '../state.ts';
import type { World } from '../world.ts';

export interface Viewer {
  id: number;
  firstName: string;
  languageCode?: string;
}

/** An article that the viewer wrote on the page. */
export interface WrittenArticle {
  headline: string;
  /** null: none */
  summary: string | null;
  language: string;
  /** http or https */
  url: string;
  /** IPTC's scale, 1 to 8. */
  urgency: number;
  hasPicture: boolean;
}

/** The program whose bot uses this sandbox, as far as the page needs to know it. */
export interface Newsroom {
  /** The IANA name of the zone in which the bot writes times. */
  timeZone: string;
  /** The languages that its channels take, as BCP 47 tags. */
  languages: readonly string[];
  /** Saves an article of the viewer. null: the page has no form for one. */
  publish: ((article: WrittenArticle) => Promise<void>) | null;
  /** The address of its own page, to which this one leads; null: it has none. */
  ownPage: string | null;
}

/** What the page shows beside the chats. It changes while the page is open. */
export class PageSettings {
  readonly viewer: Viewer | null;
  readonly #world: World;
  #newsroom: Newsroom | null = null;

  constructor(world: World, viewer: Viewer | null) {
    this.#world = world;
    this.viewer = viewer;
  }

  get newsroom(): Newsroom | null {
    return this.#newsroom;
  }

  setNewsroom(newsroom: Newsroom): void {
    this.#newsroom = newsroom;
    this.#world.feed.settingsChanged();
  }

  view(): object {
    const { viewer } = this;
    const [bot] = this.#world.bots;
    return {
      bot: { username: bot?.username ?? '', firstName: bot?.firstName ?? '' },
      viewer: viewer === null ? null : { id: viewer.id, firstName: viewer.firstName },
      commands: viewer === null || bot === undefined ? [] : this.#commandsOf(bot.id, viewer),
      timeZone: this.#newsroom?.timeZone ?? null,
      hasNewsSite: this.#world.state.siteOpenedMs !== null,
      ownPage: this.#newsroom?.ownPage ?? null,
      articleLanguages: this.#newsroom?.publish == null ? null : this.#newsroom.languages,
    };
  }

  /** Source: core.telegram.org/bots/api#determining-list-of-commands, for private chats */
  #commandsOf(botId: number, { id, languageCode = '' }: Viewer): Command[] {
    const scopes = [`chat:${id}:`, 'all_private_chats', 'default'];
    for (const scope of scopes) {
      for (const language of new Set([languageCode, ''])) {
        const commands = this.#world.state.commands.get(`${botId} ${scope}/${language}`) ?? [];
        if (commands.length > 0) return commands;
      }
    }
    return [];
  }
}
