import type { Migration } from 'kysely/migration';
import { articlesOnPostgres } from './0001-articles.ts';
import { ledgerOnPostgres } from './0002-ledger.ts';
import { deskOnPostgres } from './0003-desk.ts';
import { hoursOnPostgres } from './0004-hours.ts';
import { wordsOnPostgres } from './0005-words.ts';
import { readingBackOnPostgres } from './0006-reading-back.ts';
import { siteDescriptionsOnPostgres } from './0007-site-descriptions.ts';
import { seenOnPostgres } from './0008-seen.ts';
import { lanesOnPostgres } from './0009-lanes.ts';
import { chatsOnPostgres } from './0010-chats.ts';
import { forbiddenKindsOnPostgres } from './0011-forbidden-kinds.ts';
import { toldSchemaOnPostgres } from './0012-told-schema.ts';
import { picturesOnPostgres } from './0013-pictures.ts';
import { sourcesOnPostgres } from './0014-sources.ts';
import { undatedOnPostgres } from './0015-undated.ts';
import { changesOnPostgres } from './0016-changes.ts';
import { seenOrderOnPostgres } from './0017-seen-order.ts';
import { botsOnPostgres } from './0018-bots.ts';
import { processesOnPostgres } from './0019-processes.ts';
import { pushOnPostgres } from './0020-push.ts';
import { webOnPostgres } from './0021-web.ts';
import { askedSourcesOnPostgres } from './0022-asked-sources.ts';
import { labelsOnPostgres } from './0025-labels.ts';
import { mediaOnPostgres } from './0027-media.ts';
import { editorsWordsOnPostgres } from './0028-editors-words.ts';
import { writtenPostsOnPostgres } from './0029-written-posts.ts';
import { readersOnPostgres } from './0030-readers.ts';
import { editorChannelsOnPostgres } from './0031-editor-channels.ts';
import { plansOnPostgres } from './0032-plans.ts';
import type { PostgresMigration } from './names.ts';

/** The migrations of Postgres. Loaded only where one is to be run. */
export const migrationsOnPostgres: Readonly<Record<PostgresMigration, Migration>> = {
  '0001-articles': articlesOnPostgres,
  '0002-ledger': ledgerOnPostgres,
  '0003-desk': deskOnPostgres,
  '0004-hours': hoursOnPostgres,
  '0005-words': wordsOnPostgres,
  '0006-reading-back': readingBackOnPostgres,
  '0007-site-descriptions': siteDescriptionsOnPostgres,
  '0008-seen': seenOnPostgres,
  '0009-lanes': lanesOnPostgres,
  '0010-chats': chatsOnPostgres,
  '0011-forbidden-kinds': forbiddenKindsOnPostgres,
  '0012-told-schema': toldSchemaOnPostgres,
  '0013-pictures': picturesOnPostgres,
  '0014-sources': sourcesOnPostgres,
  '0015-undated': undatedOnPostgres,
  '0016-changes': changesOnPostgres,
  '0017-seen-order': seenOrderOnPostgres,
  '0018-bots': botsOnPostgres,
  '0019-processes': processesOnPostgres,
  '0020-push': pushOnPostgres,
  '0021-web': webOnPostgres,
  '0022-asked-sources': askedSourcesOnPostgres,
  '0025-labels': labelsOnPostgres,
  '0027-media': mediaOnPostgres,
  '0028-editors-words': editorsWordsOnPostgres,
  '0029-written-posts': writtenPostsOnPostgres,
  '0030-readers': readersOnPostgres,
  '0031-editor-channels': editorChannelsOnPostgres,
  '0032-plans': plansOnPostgres,
};
