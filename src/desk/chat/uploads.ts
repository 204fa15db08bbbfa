import { openAsBlob } from 'node:fs';
import { InputFile } from 'grammy/web';
import type { DeskContext } from './context.ts';
import type { Desk } from './desk.ts';
import { say } from './answer.ts';

/** Sends a PNG into the chat of whoever asked. `caption`: plain text. */
export async function sendPicture(
  context: DeskContext,
  png: Buffer,
  name: string,
  caption: string,
): Promise<void> {
  await context.replyWithPhoto(new InputFile(png, name), { caption });
}

/** Sends a file to the person who asked, in private, wherever the command was given. `caption`: plain text. */
export async function sendPrivately(
  context: DeskContext,
  file: string,
  name: string,
  caption: string,
): Promise<void> {
  const document = new InputFile(await contentOf(file), name);
  await context.api.sendDocument(context.from?.id ?? 0, document, { caption });
}

/**
 * A stream can be read only once, and after a 429 the file is sent again. grammY's types are those of its build
 * for Node, which knows no blobs. Its build for the web, which we use, does.
 */
async function contentOf(file: string): Promise<Uint8Array> {
  return (await openAsBlob(file)) as unknown as Uint8Array;
}

/** What a background task is called, and what is said when it fails. */
export interface TaskNames {
  name: string;
  /** Tasks of one line run one after another. */
  line: string;
  /** HTML for the editor. */
  failed: string;
  /** For the log of the program. */
  logText: string;
}

/**
 * Runs what takes longer than an answer should. A failure goes to the log and to the editor.
 * @returns false when a task of this name runs already.
 */
export function startTask(
  context: DeskContext,
  { tasks, log }: Pick<Desk, 'tasks' | 'log'>,
  { name, line, failed, logText }: TaskNames,
  task: (stopping: AbortSignal) => Promise<void>,
): boolean {
  return tasks.start(name, line, async (stopping) => {
    try {
      await task(stopping);
    } catch (error) {
      log.warn({ error }, logText);
      await say(context, failed).catch((again: unknown) => log.warn({ error: again }, logText));
    }
  });
}
