import { likelyValue } from './likely-values.ts';
import { isChannelId, topicOf } from './setting-values.ts';
import { z } from 'zod';
import { channelOf, channelShape, describeChannelKeys, lackingKeys, oldKeepMode } from './channel-schema.ts';
import type { ChannelDefaults } from './channel-schema.ts';
import type { Channel } from '../news/channel.ts';
import { languageOfTag } from '../news/language.ts';
import type { Section } from '../news/section.ts';
import { aboutSections, doubledNames, sectionsOf, sectionsShape } from './section-names.ts';
import { scrub } from '../secrets.ts';
import { readSettingsFile } from './settings-file.ts';
import { mistakesOf } from './entry-mistakes.ts';
import type { Mistake } from './settings-mistakes.ts';
import { cut, entriesOf, parseYaml, placeOf, show, valueAt, type LineOf } from './yaml-file.ts';

export interface ChannelsRead {
  /** Empty where there are mistakes. */
  channels: Channel[];
  /** The sections that have several names. */
  sections: readonly Section[];
  /** The name of a channel that needs approval, also when there are mistakes; null: no channel needs it. */
  asking: string | null;
  /** Words that are understood and have another name, each with its place and that name. */
  renamed: string[];
  mistakes: Mistake[];
}

const aChannel = 'channels:\n  - id: "@my_news"\n    name: main';
const listShape = z.strictObject({
  channels: z.array(channelShape).min(1),
  sections: sectionsShape.optional(),
});

/**
 * Reads the channels from a YAML file.
 * @param shownAs the path as errors show it.
 * @param isNamed whether a setting names the file. Otherwise it may be missing.
 * @returns null: the file is missing, and no setting names it.
 */
export async function readChannelsFile(
  path: string,
  shownAs: string,
  isNamed: boolean,
  defaults: ChannelDefaults,
): Promise<ChannelsRead | null> {
  const file = readSettingsFile(path);
  if (file === null) return isNamed ? unreadable(shownAs, 'there is no such file') : null;
  if ('trouble' in file) return unreadable(shownAs, file.trouble);
  return parseChannels(file.text, shownAs, defaults);
}

function unreadable(shownAs: string, trouble: string): ChannelsRead {
  const expected = 'the path of a readable YAML file in UTF-8';
  const example = 'CHANNELS_FILE=channels.yaml';
  return failed([{ name: 'CHANNELS_FILE', seen: `${shownAs}: ${trouble}`, expected, example }]);
}

async function parseChannels(text: string, file: string, defaults: ChannelDefaults): Promise<ChannelsRead> {
  const read = await parseYaml(text, file, aChannel);
  return 'mistakes' in read ? failed(read.mistakes) : checkChannels(read.value, file, read.lineOf, defaults);
}

function checkChannels(
  value: unknown,
  file: string,
  lineOf: LineOf,
  defaults: ChannelDefaults,
): ChannelsRead {
  const result = listShape.safeParse(value);
  const issues = result.error?.issues.flatMap((issue) => channelMistakes(issue, value, file, lineOf)) ?? [];
  // We also check this in a file with other mistakes, so that all mistakes are reported together.
  const mistakes = [
    ...issues,
    ...repeated(value, 'name', file, lineOf),
    ...repeated(value, 'id', file, lineOf),
    ...lacking(value, file, lineOf),
  ];
  const sections = sectionsOf(result.data?.sections ?? {});
  mistakes.push(...doubledSections(sections, file, lineOf));
  const known = { ...defaults, sectionNames: sections };
  const channels = (result.data?.channels ?? []).map((entry) => channelOf(entry, known));
  return {
    sections,
    channels: mistakes.length > 0 ? [] : channels,
    asking: askingIn(value),
    renamed: oldWords(value, file, lineOf),
    mistakes,
  };
}

function failed(mistakes: Mistake[]): ChannelsRead {
  return { channels: [], sections: [], asking: null, renamed: [], mistakes };
}

function oldWords(value: unknown, file: string, lineOf: LineOf): string[] {
  return entriesOf(value, 'channels').flatMap((entry, index) => {
    const placeIn = (...keys: string[]) => placeOf(['channels', index, ...keys], file, lineOf);
    const language = valueAt(entry, ['language']);
    const meant = typeof language === 'string' ? languageOfTag(language) : null;
    return [
      ...(valueAt(entry, ['quiet', 'mode']) === oldKeepMode
        ? [`${placeIn('quiet', 'mode')}: ${oldKeepMode} is called keep now`]
        : []),
      ...(meant === null || meant === language
        ? []
        : [`${placeIn('language')}: ${cut(scrub(String(language)))} is read as ${meant}`]),
    ];
  });
}

function askingIn(value: unknown): string | null {
  const asking = entriesOf(value, 'channels').find((entry) => valueAt(entry, ['approval']) !== undefined);
  return asking === undefined ? null : cut(scrub(String(valueAt(asking, ['name']))));
}

function channelMistakes(issue: z.core.$ZodIssue, value: unknown, file: string, lineOf: LineOf): Mistake[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (path[0] === 'sections' && issue.code !== 'unrecognized_keys')
    return [{ name: placeOf(path, file, lineOf), seen: show(valueAt(value, path)), ...aboutSections }];
  const entries = {
    file,
    lineOf,
    value,
    topKeys: ['channels', 'sections'],
    keys: describeChannelKeys(),
    expected: 'a list of channels, each with an id and a name',
    example: aChannel,
  };
  return mistakesOf(issue, entries, (key, seen) => ({ advice: adviceOn(key, seen), shown: show(seen) }));
}

/** What was probably meant by the id of a channel. */
function adviceOn(key: string, value: unknown): string {
  if (key !== 'id' || (typeof value !== 'string' && typeof value !== 'number')) return '';
  const likely = likelyValue(String(value), isChannelId);
  return likely === null ? '' : `\nyou probably mean ${likely.startsWith('@') ? `"${likely}"` : likely}`;
}

function doubledSections(sections: readonly Section[], file: string, lineOf: LineOf): Mistake[] {
  const [name] = doubledNames(sections);
  if (name === undefined) return [];
  return [{ name: placeOf(['sections'], file, lineOf), seen: `${show(name)} twice`, ...aboutSections }];
}

function lacking(value: unknown, file: string, lineOf: LineOf): Mistake[] {
  return entriesOf(value, 'channels').flatMap((entry, index) =>
    lackingKeys((key) => valueAt(entry, [key])).map(({ key, needs, example }) => {
      const name = placeOf(['channels', index, key], file, lineOf);
      return { name, seen: `${key} alone`, expected: needs, example };
    }),
  );
}

/** Two topics of a group may have the same id. */
function repeated(value: unknown, key: 'id' | 'name', file: string, lineOf: LineOf): Mistake[] {
  const entries = entriesOf(value, 'channels');
  const values = entries.map((entry) => {
    const own = valueAt(entry, [key]);
    return typeof own === 'string' || typeof own === 'number' ? String(own) : null;
  });
  const folded = values.map((own, index) => {
    const topic = key === 'id' ? topicOf(valueAt(entries[index], ['topic'])) : null;
    return JSON.stringify([own?.toLowerCase(), topic]);
  });
  return values.flatMap((own, index) => {
    const first = folded.indexOf(folded[index] ?? '');
    if (own === null || first === index) return [];
    const seen = `${cut(scrub(own))}, as in line ${lineOf(['channels', first, key])}`;
    const name = placeOf(['channels', index, key], file, lineOf);
    const example = key === 'id' ? 'id: "@my_other_news"' : 'name: sport';
    const orTopic = key === 'id' ? ', or another topic of it' : '';
    return [{ name, seen, expected: `a different ${key} for each channel${orTopic}`, example }];
  });
}
