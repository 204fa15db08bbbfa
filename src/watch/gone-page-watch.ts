import type { Notices } from '../deliver/notices.ts';
import type { Events } from '../events.ts';
import type { GonePages } from '../intake/pages/gone-pages.ts';
import type { Logger } from '../log.ts';
import type { Clock } from '../time/clock.ts';
import { gonePageTrouble } from './gone-page-text.ts';

interface Parts {
  clock: Clock;
  events: Events;
  log: Logger;
  /** For the people of the bots that have posts of an article. */
  noticesAbout: (articleId: string) => Promise<Notices>;
  stopping: AbortSignal;
}

/** How often it is seen whether a page's time has come. */
const lookMs = 300_000;

/** Tells people of pages that are gone, until the program ends. */
export async function watchGonePages(pages: GonePages, parts: Parts): Promise<void> {
  const { clock, events, log, noticesAbout, stopping } = parts;
  for (;;) {
    await clock.wait(lookMs, stopping);
    if (stopping.aborted) return;
    try {
      const gone = await pages.look(clock.now(), stopping);
      for (const page of gone) {
        const { key, detail } = gonePageTrouble(page);
        log.info({ article: page.article.id, sign: page.sign, canceled: page.isCanceled }, 'a page is gone');
        await (await noticesAbout(page.article.id)).begin(key, detail);
      }
      if (gone.some(({ isCanceled }) => isCanceled)) events.announce({ kind: 'articles changed' });
    } catch (error) {
      // The database, which has an alert of its own.
      log.warn({ error }, 'pages of posted articles could not be looked at');
    }
  }
}
