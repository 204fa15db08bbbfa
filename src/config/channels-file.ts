import { likelyValue } from './likely-values.ts';
import { isChannelId } from './setting-values.ts';
import { z } from 'zod';
import {
  channelOf,
  channelShape,
  describeChannelKeys,
  lackingKeys,
  oldKeepMode,
  topicOf,
} from './channel-schema.ts';
import type { ChannelDefaults } from './channel-schema.ts';
import type { Channel } from '../news/channel.ts';
import { languageOfTag } from '../news/language.ts';
import type { Section } from '../news/section.ts';
import { aboutSections, doubledNames, sectionsOf, sectionsShape } from './section-names.ts';
import { scrub } from '../secrets.ts';
import { readSettingsFile } from './settings-file.ts';
import { nearestName } from '../words/nearest-name.ts';
import type { Mistake } from './settings-mistakes.ts';

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

type Path = readonly (string | number)[];
/** The line of a key, from 1. For a key that is missing it is the line of its nearest parent. */
type LineOf = (path: Path) => number;

const aChannel = 'channels:\n  - id: "@my_news"\n    name: main';
const listShape = z.strictObject({
  channels: z.array(channelShape).min(1),
  sections: sectionsShape.optional(),
});
/** Longer values are cut in errors. */
const shownLength = 60;

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
  // Loaded only when it is needed: many starts have no channels file, and each import delays the first post.
  const { LineCounter, isAlias, isNode, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Several channels can share keys with <<, as in the YAML files of other programs.
    merge: true,
    // The library would print warnings between our lines. We report those that matter as mistakes below.
    logLevel: 'error',
  });
  if (document.errors.length > 0) {
    return failed(
      document.errors.map(({ code, message, pos }) =>
        brokenYaml(
          file,
          lines.linePos(pos[0]).line,
          code === 'MULTIPLE_DOCS' ? 'a second document begins here' : message,
          code === 'TAB_AS_INDENT' ? 'spaces at the beginning of a line, not tabs' : undefined,
        ),
      ),
    );
  }
  const lineOf: LineOf = (path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && !isAlias(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // An alias has no anchor, or there are so many aliases that they would fill the memory.
    return failed([brokenYaml(file, 1, error instanceof Error ? error.message : 'it cannot be read')]);
  }
  return checkChannels(value, file, lineOf, defaults);
}

function checkChannels(
  value: unknown,
  file: string,
  lineOf: LineOf,
  defaults: ChannelDefaults,
): ChannelsRead {
  const result = listShape.safeParse(value);
  const issues = result.error?.issues.flatMap((issue) => mistakesOf(issue, value, file, lineOf)) ?? [];
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
  return entriesOf(value).flatMap((entry, index) => {
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
  const asking = entriesOf(value).find((entry) => valueAt(entry, ['approval']) !== undefined);
  return asking === undefined ? null : cut(scrub(String(valueAt(asking, ['name']))));
}

function entriesOf(value: unknown): unknown[] {
  const list = valueAt(value, ['channels']);
  return Array.isArray(list) ? list : [];
}

function brokenYaml(
  file: string,
  line: number,
  message: string,
  expected = 'valid YAML; a text that begins with @ needs quotes',
): Mistake {
  const seen = cut(scrub(message));
  return {
    name: `${file}:${line}`,
    seen,
    expected,
    example: aChannel,
  };
}

function mistakesOf(issue: z.core.$ZodIssue, value: unknown, file: string, lineOf: LineOf): Mistake[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], file, lineOf));
  }
  if (path[0] === 'sections')
    return [{ name: placeOf(path, file, lineOf), seen: show(valueAt(value, path)), ...aboutSections }];
  // For a wrong word in a list we describe the key of the list.
  const [, , key] = path;
  const described = describeChannelKeys().find((description) => description.key === key);
  const name = placeOf(path, file, lineOf);
  const seen = show(valueAt(value, path));
  return described === undefined
    ? [{ name, seen, expected: 'a list of channels, each with an id and a name', example: aChannel }]
    : [
        {
          name,
          seen,
          expected: `${described.expected}${adviceOn(key, valueAt(value, path))}`,
          example: `${described.key}: ${described.example}`,
        },
      ];
}

/** What was probably meant by the id of a channel. */
function adviceOn(key: string | number | undefined, value: unknown): string {
  if (key !== 'id' || (typeof value !== 'string' && typeof value !== 'number')) return '';
  const likely = likelyValue(String(value), isChannelId);
  return likely === null ? '' : `\nyou probably mean ${likely.startsWith('@') ? `"${likely}"` : likely}`;
}

function unknownKey(path: Path, file: string, lineOf: LineOf): Mistake {
  const parent = path.length > 3 ? describeChannelKeys().find(({ key }) => key === path[2]) : undefined;
  if (parent !== undefined) {
    const { expected, key, example } = parent;
    return {
      name: placeOf(path, file, lineOf),
      seen: 'an unknown key',
      expected,
      example: `${key}: ${example}`,
    };
  }
  const isTop = path.length === 1;
  const known = isTop
    ? ['channels', 'sections']
    : describeChannelKeys().map((description) => description.key);
  const nearest = nearestName(String(path.at(-1)), known);
  const wanted = describeChannelKeys().find((description) => description.key === nearest);
  return {
    name: placeOf(path, file, lineOf),
    seen: 'an unknown key',
    expected: nearest === null ? `one of ${known.join(', ')}` : `perhaps ${nearest}`,
    example: isTop ? aChannel : `${wanted?.key ?? 'language'}: ${wanted?.example ?? 'kk'}`,
  };
}

function doubledSections(sections: readonly Section[], file: string, lineOf: LineOf): Mistake[] {
  const [name] = doubledNames(sections);
  if (name === undefined) return [];
  return [{ name: placeOf(['sections'], file, lineOf), seen: `${show(name)} twice`, ...aboutSections }];
}

function lacking(value: unknown, file: string, lineOf: LineOf): Mistake[] {
  return entriesOf(value).flatMap((entry, index) =>
    lackingKeys((key) => valueAt(entry, [key])).map(({ key, needs, example }) => {
      const name = placeOf(['channels', index, key], file, lineOf);
      return { name, seen: `${key} alone`, expected: needs, example };
    }),
  );
}

/** Two topics of a group may have the same id. */
function repeated(value: unknown, key: 'id' | 'name', file: string, lineOf: LineOf): Mistake[] {
  const entries = entriesOf(value);
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

/** `channels.yaml:7 channels[1].images` */
function placeOf(path: Path, file: string, lineOf: LineOf): string {
  const keys = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return `${file}:${lineOf(path)} ${keys.slice(1)}`.trimEnd();
}

function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Object.getOwnPropertyDescriptor(here, key)?.value;
  }
  return here;
}

function show(value: unknown): string | null {
  return value === undefined || value === null ? null : cut(scrub(jsonOf(value)));
}

/** An alias inside of its own anchor makes an endless value, and a deep one overflows the stack. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return 'an endless list or table';
  }
}

function cut(text: string): string {
  return text.length > shownLength ? `${text.slice(0, shownLength - 1)}…` : text;
}
