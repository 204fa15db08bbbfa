import type { Migration } from 'kysely/migration';
import { articlesOnSqlite } from './0001-articles.ts';
import { ledgerOnSqlite } from './0002-ledger.ts';
import { deskOnSqlite } from './0003-desk.ts';
import { hoursOnSqlite } from './0004-hours.ts';
import { wordsOnSqlite } from './0005-words.ts';
import { readingBackOnSqlite } from './0006-reading-back.ts';
import { siteDescriptionsOnSqlite } from './0007-site-descriptions.ts';
import { seenOnSqlite } from './0008-seen.ts';
import { lanesOnSqlite } from './0009-lanes.ts';
import { chatsOnSqlite } from './0010-chats.ts';
import { forbiddenKindsOnSqlite } from './0011-forbidden-kinds.ts';
import { picturesOnSqlite } from './0013-pictures.ts';
import { sourcesOnSqlite } from './0014-sources.ts';
import { undatedOnSqlite } from './0015-undated.ts';
import { changesOnSqlite } from './0016-changes.ts';
import { seenOrderOnSqlite } from './0017-seen-order.ts';
import { botsOnSqlite } from './0018-bots.ts';
import { processesOnSqlite } from './0019-processes.ts';
import { pushOnSqlite } from './0020-push.ts';
import { webOnSqlite } from './0021-web.ts';
import { askedSourcesOnSqlite } from './0022-asked-sources.ts';
import { labelsOnSqlite } from './0025-labels.ts';
import { mediaOnSqlite } from './0027-media.ts';
import { editorsWordsOnSqlite } from './0028-editors-words.ts';
import { writtenPostsOnSqlite } from './0029-written-posts.ts';
import { readersOnSqlite } from './0030-readers.ts';
import { editorChannelsOnSqlite } from './0031-editor-channels.ts';
import type { SqliteMigration } from './names.ts';

/** The migrations of SQLite. Loaded only where one is to be run. */
export const migrationsOnSqlite: Readonly<Record<SqliteMigration, Migration>> = {
  '0001-articles': articlesOnSqlite,
  '0002-ledger': ledgerOnSqlite,
  '0003-desk': deskOnSqlite,
  '0004-hours': hoursOnSqlite,
  '0005-words': wordsOnSqlite,
  '0006-reading-back': readingBackOnSqlite,
  '0007-site-descriptions': siteDescriptionsOnSqlite,
  '0008-seen': seenOnSqlite,
  '0009-lanes': lanesOnSqlite,
  '0010-chats': chatsOnSqlite,
  '0011-forbidden-kinds': forbiddenKindsOnSqlite,
  '0013-pictures': picturesOnSqlite,
  '0014-sources': sourcesOnSqlite,
  '0015-undated': undatedOnSqlite,
  '0016-changes': changesOnSqlite,
  '0017-seen-order': seenOrderOnSqlite,
  '0018-bots': botsOnSqlite,
  '0019-processes': processesOnSqlite,
  '0020-push': pushOnSqlite,
  '0021-web': webOnSqlite,
  '0022-asked-sources': askedSourcesOnSqlite,
  '0025-labels': labelsOnSqlite,
  '0027-media': mediaOnSqlite,
  '0028-editors-words': editorsWordsOnSqlite,
  '0029-written-posts': writtenPostsOnSqlite,
  '0030-readers': readersOnSqlite,
  '0031-editor-channels': editorChannelsOnSqlite,
};
