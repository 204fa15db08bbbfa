import { parseArgs } from 'node:util';
import { loadConfig, readEnvironment, secretsOf } from '../config/config.ts';
import { settingsInForce, type SettingInForce } from '../config/settings-in-force.ts';
import { scrub } from '../secrets.ts';
import { printable } from '../terminal-text.ts';
import { layTable } from './terminal.ts';

export const usage = `Usage: khabarshy config [--json]

Prints the settings that khabarshy uses in this folder, where each comes from, and the channels. Tokens and passwords are
left out. It looks at the settings only, and at neither the database nor Telegram; khabarshy doctor does that.

  --json   All of it for programs.
`;

export async function execute(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
  const environment = readEnvironment();
  const config = await loadConfig(environment);
  const groups = settingsInForce(environment);
  const channels = config.channels.map(({ id, name, topic }) => ({ name, id, topic }));
  const text =
    values.json === true
      ? JSON.stringify({ settings: groups.flatMap(({ settings }) => settings), channels }, null, 2)
      : [
          ...groups.flatMap(({ heading, settings }) => [
            `# ${heading}`,
            ...layTable(settings.map(rowOf)),
            '',
          ]),
          '# Channels',
          ...layTable(channels.map(({ id, name, topic }) => [name, topic === null ? id : `${id}/${topic}`])),
        ].join('\n');
  process.stdout.write(`${printable(scrub(text, secretsOf(config)))}\n`);
  return 0;
}

function rowOf({ from, name, otherwise, value }: SettingInForce): string[] {
  if (value === null) return [name, '', `not set: ${(otherwise ?? '').replaceAll('`', '')}`];
  return [
    name,
    value,
    from === 'default' ? 'default' : `from ${from === '.env' ? '.env' : 'the environment'}`,
  ];
}
