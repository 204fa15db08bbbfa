/** The migrations that both engines have. A name begins with a number, which says in which order they run. */
const both = [
  '0001-articles',
  '0002-ledger',
  '0003-desk',
  '0004-hours',
  '0005-words',
  '0006-reading-back',
  '0007-site-descriptions',
  '0008-seen',
  '0009-lanes',
  '0010-chats',
  '0011-forbidden-kinds',
  '0013-pictures',
  '0014-sources',
  '0015-undated',
  '0016-changes',
  '0017-seen-order',
  '0018-bots',
  '0019-processes',
  '0020-push',
  '0021-web',
  '0022-asked-sources',
  '0025-labels',
  '0027-media',
  '0028-editors-words',
  '0029-written-posts',
  '0030-readers',
  '0031-editor-channels',
] as const;

export const sqliteMigrations = both;

/** SQLite tells of commits by itself, and plans without statistics. */
export const postgresMigrations = [...both, '0012-told-schema', '0032-plans'] as const;

export type SqliteMigration = (typeof sqliteMigrations)[number];
export type PostgresMigration = (typeof postgresMigrations)[number];
