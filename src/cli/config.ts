import { parseArgs } from 'node:util';
import { numberOf } from '../config/bots/bot-settings.ts';
import { readEnvironment, secretsOf, type BotSettings } from '../config/config.ts';
import { settingsInForce, type SettingInForce } from '../config/settings-in-force.ts';
import { scrub } from '../secrets.ts';
import { printable } from '../terminal-text.ts';
import { loadCheckedConfig } from './settings.ts';
import { layTable } from './terminal.ts';

export const usage = `Usage: khabarshy config [--json]

Prints the settings that khabarshy uses in this folder, where each comes from, the bots and the channels. Tokens and passwords are
left out. It looks at the settings only, and at neither the database nor Telegram; khabarshy doctor does that.

  --json   All of it for programs.
`;

export async function execute(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
  const environment = readEnvironment();
  const config = await loadCheckedConfig(environment);
  const groups = settingsInForce(environment);
  const channels = config.channels.map(({ bot, id, name, topic }) => ({ name, id, topic, bot }));
  const bots = config.bots.map(botOf);
  const text =
    values.json === true
      ? JSON.stringify({ settings: groups.flatMap(({ settings }) => settings), bots, channels }, null, 2)
      : [
          ...groups.flatMap(({ heading, settings }) => [
            `# ${heading}`,
            ...layTable(settings.map(rowOf)),
            '',
          ]),
          ...(config.botsFrom === 'BOT_TOKEN' ? [] : ['# Bots', ...layTable(bots.map(rowOfBot)), '']),
          '# Channels',
          ...layTable(
            channels.map(({ bot, id, name, topic }) => [
              name,
              topic === null ? id : `${id}/${topic}`,
              ...(bots.length === 1 ? [] : [bot]),
            ]),
          ),
        ].join('\n');
  process.stdout.write(`${printable(scrub(text, secretsOf(config)))}\n`);
  return 0;
}

/** A bot without its tokens. */
function botOf({ token, witnessToken, ...bot }: BotSettings) {
  return { ...bot, number: token === null ? null : numberOf(token), hasWitness: witnessToken !== null };
}

function rowOfBot(bot: ReturnType<typeof botOf>): string[] {
  const { deskLanguage, hasWitness, logChatId, logTopic, name, number, ownerIds, postsPerSecond } = bot;
  const logChat = logTopic === null ? logChatId : `${logChatId}/${logTopic}`;
  return [
    name,
    `bot ${number ?? 'of the sandbox'}`,
    `owners ${ownerIds.length === 0 ? 'none' : ownerIds.join(', ')}`,
    `log chat ${logChat ?? 'none'}`,
    `desk ${deskLanguage}`,
    postsPerSecond === 0 ? 'no limit' : `${postsPerSecond} posts/s`,
    ...(hasWitness ? ['with a witness'] : []),
  ];
}

function rowOf({ from, name, otherwise, value }: SettingInForce): string[] {
  if (value === null) return [name, '', `not set: ${(otherwise ?? '').replaceAll('`', '')}`];
  return [
    name,
    value,
    from === 'default' ? 'default' : `from ${from === '.env' ? '.env' : 'the environment'}`,
  ];
}
