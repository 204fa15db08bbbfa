import { openAsBlob } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, stat, copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Composer, InputFile } from 'grammy/web';
import { KhabarshyError } from '../../news/errors.ts';
import type { DeskContext } from '../chat/context.ts';
import { escapeHtml, say } from '../chat/answer.ts';
import { showMoment } from '../../words/moments.ts';
import { note, type DeskPorts } from '../chat/ports.ts';
import { generalWords } from '../../words/general.ts';
import { peopleWords } from '../../words/people.ts';

/** What a bot may upload. Source: https://core.telegram.org/bots/api#senddocument */
const mostBytes = 50_000_000;
const bytesPerMegabyte = 1_000_000;

/** Where copies stay that Telegram does not take. */
const folder = join('data', 'backups');

/** `/backup`, for owners: a consistent copy of the database as a file. One at a time; other answers do not wait. */
export class BackupDesk {
  readonly #ports: DeskPorts;
  readonly #stopping = new AbortController();
  #copying: Promise<void> | null = null;

  constructor(ports: DeskPorts) {
    this.#ports = ports;
  }

  get composer(): Composer<DeskContext> {
    const desk = new Composer<DeskContext>();
    desk.command('backup', async (context) => {
      const words = peopleWords[context.language];
      if (context.role !== 'owner') return say(context, generalWords[context.language].ownersOnly);
      // It holds everything: never for the eyes of a group.
      if (this.#copying !== null) return say(context, words.backupBusy);
      this.#copying = this.#copy(context)
        .catch(async (error: unknown) => {
          this.#ports.onFailure(error);
          await say(context, words.backupFailed);
        })
        .catch((error: unknown) => this.#ports.onFailure(error))
        .finally(() => {
          this.#copying = null;
        });
      await say(context, words.backupBegins);
    });
    return desk;
  }

  /** Gives up a copy that is being made; one that is under way to its owner is the bot's to end. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#copying;
  }

  async #copy(context: DeskContext): Promise<void> {
    const words = peopleWords[context.language];
    const now = this.#ports.now();
    const name = `khabarshy-${now.toISOString().slice(0, 19).replaceAll(/[:T]/g, '-')}.db`;
    const own = await mkdtemp(join(tmpdir(), 'khabarshy-backup-'));
    const file = join(own, name);
    try {
      await this.#ports.store.backup(file, this.#stopping.signal);
      const { size } = await stat(file);
      await note(this.#ports, context, { action: 'backup', subject: name, before: null, after: `${size} B` });
      if (size > mostBytes) {
        const kept = await keep(file, name);
        const megabytes = new Intl.NumberFormat(context.language).format(Math.ceil(size / bytesPerMegabyte));
        await say(context, words.backupTooBig(megabytes, `<code>${escapeHtml(kept)}</code>`));
        return;
      }
      const caption = words.backupCaption(
        showMoment(now, new Date(0), context.language, this.#ports.timeZone),
      );
      // To the owner, wherever the command was given.
      const document = new InputFile(await contentOf(file), name);
      await context.api.sendDocument(context.from?.id ?? 0, document, { caption });
    } catch (error) {
      const isPostgres = error instanceof KhabarshyError && error.code === 'COMMAND_WRONG';
      if (!isPostgres) throw error;
      await say(context, words.backupPostgres);
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  }
}

/**
 * A stream could be read only once, and Telegram may ask for it again later (429). grammY's types are those of its
 * build for Node, which knows no blobs; the one for the web, which we take, does.
 */
async function contentOf(file: string): Promise<Uint8Array> {
  return (await openAsBlob(file)) as unknown as Uint8Array;
}

/** The temporary folder may be on another disk. */
async function keep(file: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const kept = join(folder, name);
  await rename(file, kept).catch(() => copyFile(file, kept));
  return kept;
}
