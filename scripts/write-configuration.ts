import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeChannelKeys, describeSettings } from '../src/config/config.ts';
import type { ChannelKeyDescription, SettingDescription } from '../src/config/config.ts';

/**
 * Generates docs/configuration.md and .env.example from the settings in the code: `node scripts/write-configuration.ts`.
 * A test fails if the files differ from what this script would write.
 */
function main(): void {
  const root = resolve(import.meta.dirname, '..');
  writeFileSync(resolve(root, 'docs/configuration.md'), renderConfigurationPage());
  writeFileSync(resolve(root, '.env.example'), renderEnvExample());
}

/** docs/configuration.md, in Markdown. */
export function renderConfigurationPage(): string {
  return `${[
    introduction,
    renderSettings(describeSettings()),
    values,
    renderChannelKeys(describeChannelKeys()),
    channelRules,
  ].join('\n\n')}\n`;
}

/** .env.example: every setting, commented out, with its default or an example. */
export function renderEnvExample(): string {
  const settings = describeSettings().map(renderEnvSetting);
  return `${[envIntroduction, ...settings].join('\n\n')}\n`;
}

const introduction = `# Configuration

<!-- Written by scripts/write-configuration.ts from the settings themselves: change them there. -->

Settings are read once, at the start, from the environment and from a file \`.env\` in the folder in which the program starts. The environment wins, also where it sets a name to nothing: \`BOT_TOKEN= npm start\` runs the sandbox whatever \`.env\` says. An empty value counts as not set.

If anything is wrong, all mistakes are shown at once, each with what was seen, what is expected and an example; the program ends with code 2 and has posted nothing. Tokens and passwords are never shown. A name that is none of these and looks like a slip, such as \`MAXAGE\`, and a line of \`.env\` that sets nothing, are told in the log at the start, and by \`khabarshy doctor\`. Both files are read in UTF-8, or in UTF-16 as PowerShell writes it.

## Settings`;

const values = `Durations are whole numbers with a unit: \`250ms\`, \`90s\`, \`30m\`, \`24h\`, \`2d\`, or \`0\`. In \`.env\`, put a value that holds a \`#\` in quotes, because the rest of the line would be a comment. In \`DATABASE_URL\`, write odd characters of a password URL-encoded (\`@\` is \`%40\`, \`#\` is \`%23\`).

## Channels

One channel needs no file: \`CHANNEL_ID=@my_news\`. Several stand in \`channels.yaml\`, or in the file that \`CHANNELS_FILE\` names; [channels.example.yaml](../channels.example.yaml) is one to begin with. It is a list \`channels:\`, and each entry has these keys:`;

const channelRules = `A channel takes an article when every filter that it names fits: \`language\`, \`sections\`, \`keywords\`, \`exclude\`, \`max_age\`. Letters may be large or small. The words around a post ("Read more") are in the article's language. Names and ids are unique; a key that is not in this table is a mistake. What several channels share can be written once, in the first of them (\`- &usual\`), and taken in by the others (\`<<: *usual\`).

Digests, quiet hours and approval go by the clock of \`TIMEZONE\`. In a digest's schedule a day has to fit the day of the month **and** the weekday. A digest that was due while the program was down is sent when it is back, unless it is older than half its period. After quiet hours with \`keep\` the posts that were kept leave in their order, one every 30 seconds. Where a post needs approval, editors are asked in the log chat before it leaves, also about breaking news; if the article changes meanwhile they are asked anew. A digest needs approval only where \`approval\` is \`all\`. It lists nothing that editors dropped for its channel, or that still waits for their yes.

If \`channels.yaml\` exists and \`CHANNEL_ID\` is set too, the program does not choose: take one of the two away.`;

const envIntroduction = `# Copy this file to .env and take away the # before what you want to set.
# Everything may stay as it is: then the sandbox runs, and nothing leaves this machine.
# Put a value that holds a # in quotes. More about each: docs/configuration.md`;

function renderSettings(settings: readonly SettingDescription[]): string {
  const rows = settings.map(({ name, default: text, otherwise, meaning, expected, example }) =>
    row([`\`${name}\``, otherwise ?? code(text ?? ''), meaning, `${expected}; like ${code(example)}`]),
  );
  return [row(['name', 'without it', 'meaning', 'value']), row(['---', '---', '---', '---']), ...rows].join(
    '\n',
  );
}

function renderChannelKeys(keys: readonly ChannelKeyDescription[]): string {
  const rows = keys.map(({ key, required, meaning, expected, example }) =>
    row([`\`${key}\``, required ? 'yes' : 'no', meaning, `${expected}; like ${code(example)}`]),
  );
  return [row(['key', 'needed', 'meaning', 'value']), row(['---', '---', '---', '---']), ...rows].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`;
}

function code(text: string): string {
  return `\`${text}\``;
}

function renderEnvSetting(setting: SettingDescription): string {
  const { name, default: text, otherwise, meaning, expected, example } = setting;
  const without = text === null ? `Without it: ${otherwise}.` : `Default: ${text}`;
  const lines = [meaning, `Expected: ${expected}.`, without].map((line) => `# ${line.replaceAll('`', '')}`);
  return [...lines, `#${name}=${text ?? example}`].join('\n');
}

if (import.meta.main) main();
