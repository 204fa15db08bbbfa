import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What was asked for on the command line. */
interface Arguments {
  /** The measurements; none: all. */
  names: readonly string[];
  /** The folder of another version of the program that is measured in turns with this one. null: there is none. */
  beside: string | null;
  isHelp: boolean;
}

function readArguments(): Arguments {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { beside: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    });
    const folder = values.beside === undefined ? null : resolve(values.beside);
    return { names: positionals, beside: folder, isHelp: values.help };
  } catch (error) {
    const [reason] = (error as Error).message.split(/\. |\.?\n/);
    console.error(`${reason}. npm run bench -- --help says what there is.`);
    return process.exit(2);
  }
}

export const { names: asked, beside, isHelp } = readArguments();
