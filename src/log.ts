import { isatty } from 'node:tty';
import { pino } from 'pino';
import type { DestinationStream, Level, Logger } from 'pino';
import { createScrubber } from './secrets.ts';
import { printable } from './terminal-text.ts';

export { scrub } from './secrets.ts';
export type { Logger } from 'pino';

export interface LogOptions {
  level: Level | 'silent';
  format: 'pretty' | 'json';
  /** Texts that must never be written, such as bot tokens and passwords. The list may grow later. */
  secrets: readonly string[];
  /** Default: standard output. */
  destination?: NodeJS.WritableStream;
}

/**
 * Creates the log. Secrets are removed from each finished line just before it is written, because a token can be
 * anywhere: in a message, in the stack or in the cause of an error. Lines are written synchronously, so that the
 * last ones before a crash are not lost.
 */
export async function createLog(options: LogOptions): Promise<Logger> {
  const { level, format, secrets, destination } = options;
  let scrubber = { scrub: createScrubber(secrets), known: secrets.length };
  const scrubLine = (line: string): string => {
    if (secrets.length !== scrubber.known)
      scrubber = { scrub: createScrubber(secrets), known: secrets.length };
    return scrubber.scrub(line);
  };
  // The pretty log reads the JSON of a line and writes its texts, so these have to contain the escapes themselves.
  const sign = format === 'json' ? '\\u' : '\\\\u';
  const settings = {
    level,
    // Without the process id and the host name, which are the same in every line.
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // An error under one of these keys is written with its message and its causes. Under any other key it is {}.
    serializers: { error: pino.stdSerializers.err, reason: pino.stdSerializers.err },
    hooks: { streamWrite: (line: string) => printable(scrubLine(line), sign) },
  };
  const output = destination ?? openStandardOutput();
  return pino(
    settings,
    format === 'json' ? output : await createPrettyStream(output, destination === undefined),
  );
}

/** Limit of the buffer for lines that cannot be written now. Further lines are dropped. */
const maxUnwrittenCharacters = 1_000_000;

/** Ignores write errors: a full disk or a closed pipe must not stop the program. */
function openStandardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: true, maxLength: maxUnwrittenCharacters });
  output.on('error', () => undefined);
  return output;
}

async function createPrettyStream(
  output: DestinationStream,
  isStandard: boolean,
): Promise<NodeJS.WritableStream> {
  // Loaded only when needed: most runs write JSON, and every import delays the first post.
  const { default: pretty } = await import('pino-pretty');
  const isColoured = isStandard && isatty(1) && process.stdout.hasColors();
  return pretty({
    colorize: isColoured,
    sync: true,
    // One line per log record, as in JSON.
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    destination: output,
  });
}
