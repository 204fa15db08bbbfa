import { parseArgs } from 'node:util';
import { loadConfig, readEnvironment } from '../config/config.ts';
import { KhabarshyError } from '../news/errors.ts';
import { countOld, prune, type Pruned } from '../retention.ts';
import { openExistingStore } from '../store/store.ts';
import { counts } from '../words/counts.ts';
import { tellOnStderr } from './terminal.ts';

export const usage = `Usage: khabarshy prune [--dry-run]

Deletes articles that are older than KEEP_ARTICLES, and entries of /log that are older than KEEP_AUDIT. What stands in the
channels stays. The ledger and the keys of items stay as well, so nothing that comes back is posted again. khabarshy run
does the same once a day, in small steps, and no post waits for it.

  --dry-run   Count what would be deleted, and delete nothing.
`;

export async function execute(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { 'dry-run': { type: 'boolean' } } });
  const config = await loadConfig(readEnvironment(), { maySandbox: true });
  if (config.keepArticlesMs === null && config.keepAuditMs === null) {
    const text =
      'Nothing is deleted: neither KEEP_ARTICLES nor KEEP_AUDIT is set, so everything is kept for ever. For example: KEEP_ARTICLES=730d';
    throw new KhabarshyError('COMMAND_WRONG', text);
  }
  const store = await openExistingStore(config.databaseUrl, tellOnStderr);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  process.once('SIGTERM', () => stopping.abort());
  try {
    const now = new Date();
    const isTrial = values['dry-run'] === true;
    const pruned = isTrial
      ? await countOld(store, config, now)
      : await prune(store, config, now, stopping.signal);
    process.stdout.write(`${describe(pruned)} ${isTrial ? 'would be deleted' : 'deleted'}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

function describe({ articles, entries }: Pruned): string {
  return `${counts.en.articles(articles)} and ${entries} ${entries === 1 ? 'entry' : 'entries'} of the log`;
}
