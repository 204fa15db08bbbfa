import { isatty } from 'node:tty';
import { pino } from 'pino';
import type { DestinationStream, Level, Logger } from 'pino';
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
  const output = destination ?? openStandardOutput();
  return pino(
    settings,
    format === 'json' ? output : await createPrettyStream(output, destination === undefined),
  );
}

/** So much is kept of what cannot be written now, and is written once it can; what comes on top is left out. */
const maxUnwrittenCharacters = 1_000_000;

/** The log may stand on a disk that is full, or its reader be gone: the news must not wait for either, nor end. */
function openStandardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: true, maxLength: maxUnwrittenCharacters });
  output.on('error', () => undefined);
  return output;
}

async function createPrettyStream(
  output: DestinationStream,
  isStandard: boolean,
): Promise<NodeJS.WritableStream> {
  // Loaded late: most runs write JSON, and every import delays the first post.
  const { default: pretty } = await import('pino-pretty');
  const isColoured = isStandard && isatty(1) && process.stdout.hasColors();
  return pretty({
    colorize: isColoured,
    sync: true,
    // A step is a line here too, with its facts behind it.
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    destination: output,
  });
}
