import { isatty } from 'node:tty';
import { pino } from 'pino';
import type { Level, Logger } from 'pino';
import { createScrubber } from './secrets.ts';

export { scrub } from './secrets.ts';
export type { Logger } from 'pino';

export interface LogOptions {
  level: Level | 'silent';
  format: 'pretty' | 'json';
  /** Texts that must never be written, such as bot tokens and passwords. */
  secrets: readonly string[];
  /** Where the lines go; the standard output if left out. */
  destination?: NodeJS.WritableStream;
}

/**
 * The log of a run. Every line is freed of secrets as a whole, just before it is written, because a token
 * hides where no list of fields would look for it: in the message, the stack and the cause of an error.
 * Lines are written synchronously, so that the last ones before a crash are not lost.
 */
export async function createLog(options: LogOptions): Promise<Logger> {
  const { level, format, secrets, destination } = options;
  const scrubLine = createScrubber(secrets);
  const settings = {
    level,
    // One machine, one process: its number and name would fill every line and say nothing.
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // An error under one of these keys is written with its message and its causes; elsewhere it would be {}.
    serializers: { error: pino.stdSerializers.err, reason: pino.stdSerializers.err },
    hooks: { streamWrite: scrubLine },
  };
  if (format === 'json') return pino(settings, destination ?? pino.destination({ dest: 1, sync: true }));
  return pino(settings, await createPrettyStream(destination));
}

async function createPrettyStream(
  destination: NodeJS.WritableStream | undefined,
): Promise<NodeJS.WritableStream> {
  // Loaded late: most runs write JSON, and every import delays the first post.
  const { default: pretty } = await import('pino-pretty');
  const isColoured = destination === undefined && isatty(1) && process.stdout.hasColors();
  return pretty({
    colorize: isColoured,
    sync: true,
    // A step is a line here too, with its facts behind it.
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    destination: destination ?? 1,
  });
}
