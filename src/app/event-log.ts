import type { Events } from '../events.ts';
import type { Logger } from '../log.ts';
import { misfitWords } from '../words/misfits.ts';

/** Writes into the log what the rooms announce. */
export function logEvents(events: Events, log: Logger): void {
  events.listen('planned', ({ articles, promised, ms }) => log.info({ articles, promised, ms }, 'planned'));
  events.listen('html found', ({ example }) =>
    log.warn({ example }, 'the table of articles has HTML; posts show it as plain text'),
  );
  events.listen('other language code', ({ example }) =>
    log.warn({ example }, 'the table of articles has other codes of languages; they are understood'),
  );
  events.listen('similar skipped', ({ articleId: article, channel, similar: { id, likeness } }) =>
    log.info(
      { article, channel, similarTo: id, percent: likeness },
      'an article is left out, because an earlier one says much the same',
    ),
  );
  events.listen('burst began', ({ articles }) =>
    log.warn({ articles }, 'many articles without a date came at once; ordinary posts wait for an owner'),
  );
  events.listen('article unreadable', ({ id, fault: { column, kind } }) =>
    log.warn(
      { article: id, reason: misfitWords.en.faults[kind](column) },
      'an article cannot be read; it waits until its row is mended',
    ),
  );
  events.listen('clock set back', ({ articles }) =>
    log.warn({ articles }, 'the clock was set back; what was planned meanwhile is planned again'),
  );
}
