import { adviceOnChannel, likelyValue } from './likely-values.ts';
import { isChannelId, parseWholeNumber, topicOf } from './setting-values.ts';
import { z } from 'zod';
import { botShape } from './bots/bot-schema.ts';
import { mainBot } from '../news/bot.ts';
import { botMistakes, readBots, type BotsFile, type BotsRead } from './bots/bots-in-file.ts';
import { channelOf, channelShape, describeChannelKeys, lackingKeys, oldKeepMode } from './channel-schema.ts';
import type { ChannelDefaults as Defaults } from './channel-schema.ts';
import type { Channel } from '../news/channel.ts';
import { languageOfTag } from '../news/language.ts';
import type { Section } from '../news/section.ts';
import { aboutLabelRules, labelRulesOf, labelRulesShape } from './look/label-rules.ts';
import { aboutSections, doubledNames, sectionsOf, sectionsShape } from './section-names.ts';
import { scrub } from '../secrets.ts';
import type { GivenSettings } from './given-settings.ts';
import { readSettingsFile } from './settings-file.ts';
import { mistakesOf } from './entry-mistakes.ts';
import type { Mistake } from './settings-mistakes.ts';
import { cut, entriesOf, parseYaml, placeOf, show, valueAt, type LineOf } from './yaml-file.ts';

/** The defaults of channels, and what checks their templates: absent, nobody does. */
export type ChannelDefaults = Defaults & { checkTemplate?: TemplateCheck };

export interface ChannelsRead {
  /** Empty where there are mistakes. */
  channels: Channel[];
  /** The sections that have several names. */
  sections: readonly Section[];
  /** The bots of the file; null: it lists none. */
  bots: BotsRead | null;
  /** The channels that need approval, also when there are mistakes, each with the bot that it names. */
  asking: { channel: string; bot: string }[];
  /** Where channels name a topic of the log chat, also when there are mistakes, each with the bot that it names. */
  deskTopics: { place: string; seen: string | null; bot: string }[];
  /** Words that are understood and have another name, each with its place and that name. */
  renamed: string[];
  /** What is understood, and may be meant otherwise, each with its place. */
  notices: string[];
  mistakes: Mistake[];
}

const aChannel = 'channels:\n  - id: "@my_news"\n    name: main';
const listShape = z.strictObject({
  channels: z.array(channelShape).min(1),
  sections: sectionsShape.optional(),
  label_rules: labelRulesShape.optional(),
  bots: z.array(botShape).min(1).optional(),
});

/** What a program makes of a template that it cannot use; null: it can use it. */
export type TemplateCheck = (channel: Channel) => string | null;

/**
 * Reads the channels from a YAML file.
 * @param shownAs the path as errors show it.
 * @param isNamed whether a setting names the file. Otherwise it may be missing.
 * @param given the settings that hold the tokens of bots.
 * @returns null: the file is missing, and no setting names it.
 */
export async function readChannelsFile(
  path: string,
  shownAs: string,
  isNamed: boolean,
  defaults: ChannelDefaults,
  given: GivenSettings = new Map(),
): Promise<ChannelsRead | null> {
  const file = readSettingsFile(path);
  if (file === null) return isNamed ? unreadable(shownAs, 'there is no such file') : null;
  if ('trouble' in file) return unreadable(shownAs, file.trouble);
  return parseChannels(file.text, shownAs, defaults, given);
}

function unreadable(shownAs: string, trouble: string): ChannelsRead {
  const expected = 'the path of a readable YAML file in UTF-8';
  const example = 'CHANNELS_FILE=channels.yaml';
  return failed([{ name: 'CHANNELS_FILE', seen: `${shownAs}: ${trouble}`, expected, example }]);
}

async function parseChannels(
  text: string,
  file: string,
  defaults: ChannelDefaults,
  given: GivenSettings,
): Promise<ChannelsRead> {
  const read = await parseYaml(text, file, aChannel);
  const notices = cutTexts(text, file);
  const checked =
    'mistakes' in read ? failed(read.mistakes) : checkChannels({ ...read, file, given }, defaults);
  return { ...checked, notices: [...checked.notices, ...notices] };
}

/** YAML takes everything from a # on for a comment. In a footer somebody means a hashtag. */
function cutTexts(text: string, file: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const [, key] = /^\s+(?:- )?(footer|link_text|template):\s[^"'|>]*(?<=\s)#[^\s#]/u.exec(line) ?? [];
    if (key === undefined) return [];
    return [`${file}:${index + 1} ${key} ends before its #; put the text in quotes if the # belongs to it`];
  });
}

function checkChannels(source: BotsFile, defaults: ChannelDefaults): ChannelsRead {
  const { file, lineOf, value } = source;
  const result = listShape.safeParse(value);
  const issues = result.error?.issues.flatMap((issue) => channelMistakes(issue, source)) ?? [];
  // We also check this in a file with other mistakes, so that all mistakes are reported together.
  const mistakes = [
    ...issues,
    ...repeated(value, 'name', file, lineOf),
    ...repeated(value, 'id', file, lineOf),
    ...lacking(value, file, lineOf),
  ];
  const sections = sectionsOf(result.data?.sections ?? {});
  mistakes.push(...doubledSections(sections, file, lineOf));
  const labelRules = labelRulesOf(result.data?.label_rules ?? []);
  const bots = readBots(source, mistakes);
  const bot = bots?.bots[0];
  const ofBot = bot === undefined ? {} : { bot: bot.name };
  const known = { ...defaults, ...ofBot, sectionNames: sections, labelRules };
  const channels = (result.data?.channels ?? []).map((entry) => channelOf(entry, known));
  mistakes.push(...wrongTemplates(channels, file, lineOf, defaults.checkTemplate));
  return {
    sections,
    channels: mistakes.length > 0 ? [] : channels,
    bots,
    asking: askingIn(value),
    deskTopics: deskTopicsIn(value, file, lineOf),
    renamed: oldWords(value, file, lineOf),
    notices: joinedWords(value, file, lineOf),
    mistakes,
  };
}

/** `channels` are in the order of the file. */
function wrongTemplates(
  channels: readonly Channel[],
  file: string,
  lineOf: LineOf,
  check: TemplateCheck = () => null,
): Mistake[] {
  const { expected, example } = describeChannelKeys().find(({ key }) => key === 'template') ?? {
    expected: '',
    example: '',
  };
  return channels.flatMap((channel, index) => {
    const fault = channel.template === null ? null : check(channel);
    if (fault === null) return [];
    const name = placeOf(['channels', index, 'template'], file, lineOf);
    const mistake = { name, seen: show(channel.template), expected: `${expected}\n${fault}` };
    return [{ ...mistake, example: `template: ${example}` }];
  });
}

/** No file was read. */
export const nothingRead: ChannelsRead = {
  channels: [],
  sections: [],
  bots: null,
  asking: [],
  deskTopics: [],
  renamed: [],
  notices: [],
  mistakes: [],
};

function failed(mistakes: Mistake[]): ChannelsRead {
  return { ...nothingRead, mistakes };
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

/** `sections: Economy, Sport` is one section, which no article has. */
function joinedWords(value: unknown, file: string, lineOf: LineOf): string[] {
  const keys = ['sections', 'keywords', 'exclude'];
  return entriesOf(value, 'channels').flatMap((entry, index) =>
    keys.flatMap((key) => {
      const given = valueAt(entry, [key]);
      if (typeof given !== 'string' || !/[^\s,;][,;]\s*\S/u.test(given)) return [];
      const list = cut(scrub(given.split(/\s*[,;]\s*/u).join(', ')));
      const place = placeOf(['channels', index, key], file, lineOf);
      return [`${place}: ${show(given)} is one name; several are written as [${list}]`];
    }),
  );
}

function deskTopicsIn(value: unknown, file: string, lineOf: LineOf): ChannelsRead['deskTopics'] {
  return entriesOf(value, 'channels').flatMap((entry, index) => {
    const topic = valueAt(entry, ['desk_topic']);
    if (topic === undefined) return [];
    const place = placeOf(['channels', index, 'desk_topic'], file, lineOf);
    return [{ place, seen: show(topic), bot: botOf(entry, value) }];
  });
}

/** The name of the bot of a channel, as the file says it. */
function botOf(channel: unknown, value: unknown): string {
  const [first] = entriesOf(value, 'bots').map((entry) => valueAt(entry, ['name']));
  const bot = valueAt(channel, ['bot']) ?? first;
  return typeof bot === 'string' ? bot : mainBot;
}

function askingIn(value: unknown): ChannelsRead['asking'] {
  return entriesOf(value, 'channels').flatMap((entry) => {
    const isAsking =
      valueAt(entry, ['approval']) !== undefined ||
      valueAt(entry, ['similar']) === 'tell' ||
      valueAt(entry, ['require_labels']) === true;
    if (!isAsking) return [];
    return [{ channel: cut(scrub(String(valueAt(entry, ['name'])))), bot: botOf(entry, value) }];
  });
}

function channelMistakes(issue: z.core.$ZodIssue, source: BotsFile): Mistake[] {
  const { file, lineOf, value } = source;
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  if (path[0] === 'bots') return botMistakes(issue, source);
  if (path[0] === 'sections' && issue.code !== 'unrecognized_keys')
    return [{ name: placeOf(path, file, lineOf), seen: show(valueAt(value, path)), ...aboutSections }];
  if (path[0] === 'label_rules')
    return [{ name: placeOf(path, file, lineOf), seen: show(valueAt(value, path)), ...aboutLabelRules }];
  const entries = {
    file,
    lineOf,
    value,
    topKeys: ['channels', 'sections', 'label_rules', 'bots'],
    keys: describeChannelKeys(),
    expected: 'a list of channels, each with an id and a name',
    example: aChannel,
  };
  return mistakesOf(issue, entries, (key, seen) => ({ advice: adviceOn(key, seen), shown: show(seen) }));
}

/** What was probably meant. */
function adviceOn(key: string, value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  const text = String(value);
  const shape = Object.entries(channelShape.shape).find(([name]) => name === key)?.[1];
  const isValid = (other: string) =>
    key === 'id' ? isChannelId(other) : shape?.safeParse(asYaml(other)).success === true;
  if (typeof value === 'string' && asYaml(text) !== text && isValid(text))
    return `\nyou probably mean ${text}, without quotes`;
  const likely = likelyValue(text, isValid);
  if (likely !== null) return `\nyou probably mean ${likely.startsWith('@') ? `"${likely}"` : likely}`;
  const advice = key === 'id' ? adviceOnChannel(text, isChannelId) : null;
  return advice === null ? '' : `\n${advice}`;
}

/** A word as YAML reads it without quotes. */
function asYaml(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return parseWholeNumber(text) ?? text;
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
