import { copyFile, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { escapeHtml } from '../../compose/fitting.ts';
import { ownsEvery } from '../../editing/rights.ts';
import { KhabarshyError } from '../../news/errors.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import { counts } from '../../words/counts.ts';
import { showMoment } from '../../words/moments.ts';
import { botWords } from '../../words/bots.ts';
import { peopleWords } from '../../words/people.ts';
import { say, sendPrivately } from '../chat/answer.ts';
import { startTask } from '../chat/background-tasks.ts';
import type { DeskContext } from '../chat/context.ts';
import { note, type Desk, type Subject } from '../chat/desk.ts';

/** The largest file that a bot may upload. Source: https://core.telegram.org/bots/api#senddocument */
const mostBytes = 50_000_000;
const bytesPerMegabyte = 1_000_000;

/** Where copies stay that are too large for Telegram. */
const folder = join('data', 'backups');

/** `/backup`: a consistent copy of the database, as a file. It holds everything, so it goes to owners in private. */
export const backupSubject: Subject = {
  commands: [
    {
      name: 'backup',
      isBare: true,
      who: 'owner',
      description: (language) => peopleWords[language].commands.backup,
      examples: ['/backup'],
      changes: {
        backup: { verb: (language) => peopleWords[language].changes.backup, shows: 'after', read: readSize },
      },
      async handle(context, desk) {
        const words = peopleWords[context.language];
        if (!ownsEvery(context.from?.id ?? 0, desk.config))
          return say(context, botWords[context.language].backupOfAll);
        const logText = 'the database could not be copied for an owner';
        const names = { name: 'backup', line: 'backup', failed: words.backupFailed, logText };
        const isStarted = startTask(context, desk, names, (stopping) => copy(context, desk, stopping));
        await say(context, isStarted ? words.backupBegins : words.backupBusy);
      },
    },
  ],
};

async function copy(context: DeskContext, desk: Desk, stopping: AbortSignal): Promise<void> {
  const words = peopleWords[context.language];
  const now = desk.clock.now();
  const name = `khabarshy-${now.toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}.db`;
  const own = await mkdtemp(join(tmpdir(), 'khabarshy-backup-'));
  const file = join(own, name);
  try {
    await desk.store.backup(file, stopping);
    const { size } = await stat(file);
    await note(context, desk, { action: 'backup', subject: name, before: null, after: `${size} B` });
    if (size > mostBytes) {
      const kept = await keep(file, name);
      const megabytes = new Intl.NumberFormat(context.language).format(Math.ceil(size / bytesPerMegabyte));
      return await say(context, words.backupTooBig(megabytes, `<code>${escapeHtml(kept)}</code>`));
    }
    const at = showMoment(now, new Date(0), context.language, desk.config.timeZone);
    await sendPrivately(context, file, name, words.backupCaption(at));
  } catch (error) {
    const isPostgres = error instanceof KhabarshyError && error.code === 'COMMAND_WRONG';
    if (!isPostgres) throw error;
    await say(context, words.backupPostgres);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** The temporary folder may be on another disk. */
async function keep(file: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const kept = join(folder, name);
  await rename(file, kept).catch(() => copyFile(file, kept));
  return kept;
}

/** `204800 B` */
function readSize(value: string, language: SpokenLanguage): string {
  const bytes = Number(/^(\d+) B$/.exec(value)?.[1]);
  return Number.isNaN(bytes) ? value : counts[language].megabytes(bytes);
}
