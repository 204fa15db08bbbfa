import { resolve } from 'node:path';
import type { Channel } from '../../news/channel.ts';
import { spokenLanguages } from '../../news/language.ts';
import { scrub } from '../../secrets.ts';
import { channelOf, limitOf } from '../channel-schema.ts';
import { nothingRead, readChannelsFile, type ChannelsRead, type TemplateCheck } from '../channels-file.ts';
import type { GivenSettings } from '../given-settings.ts';
import type { Mistake } from '../settings-mistakes.ts';
import type { Settings } from '../settings-table.ts';

export type ChannelsFound = ChannelsRead & {
  /** The file, if no setting named it. */
  foundFile: string | null;
};

/** The channels from the channels file, from `CHANNEL_ID`, or those of the sandbox. */
export async function findChannels(
  given: GivenSettings,
  settings: Settings,
  cwd: string,
  checkTemplate: TemplateCheck,
): Promise<ChannelsFound> {
  const defaults = {
    maxAgeMs: limitOf(settings.MAX_AGE),
    postsPerMinute: settings.POSTS_PER_MINUTE,
    timeZone: settings.TIMEZONE,
    checkTemplate,
  };
  const file = settings.CHANNELS_FILE ?? usualFile;
  const isNamed = settings.CHANNELS_FILE !== undefined;
  const read = await readChannelsFile(resolve(cwd, file), scrub(file), isNamed, defaults, given);
  if (read !== null) {
    const foundFile = isNamed ? null : file;
    if (!given.has('CHANNEL_ID')) return { ...read, foundFile };
    return { ...read, foundFile, channels: [], mistakes: [oneOrMany(scrub(file)), ...read.mistakes] };
  }
  if (settings.CHANNEL_ID !== undefined) {
    return chosen([channelOf({ id: settings.CHANNEL_ID, name: 'main' }, defaults)]);
  }
  // A wrong CHANNEL_ID was reported already.
  if (given.has('CHANNEL_ID')) return chosen([]);
  if (given.has('BOT_TOKEN')) return { ...chosen([]), mistakes: [noChannel] };
  const entries = spokenLanguages.map((language) => ({
    id: `@khabarshy_${language}`,
    name: language,
    language,
  }));
  return chosen(entries.map((entry) => channelOf(entry, defaults)));
}

function chosen(channels: Channel[]): ChannelsFound {
  return { ...nothingRead, channels, foundFile: null };
}

export const usualFile = 'channels.yaml';

const noChannel: Mistake = {
  name: 'CHANNEL_ID',
  seen: null,
  expected: `a channel to post to, because BOT_TOKEN is set; or a file ${usualFile} with several channels. khabarshy init writes it`,
  example: 'CHANNEL_ID=@my_news',
};

/** Both are set. If the program chose one of them, it could post to the wrong channel. */
function oneOrMany(file: string): Mistake {
  return {
    name: 'CHANNEL_ID',
    seen: `CHANNEL_ID and the file ${file}`,
    expected: 'only one of the two: remove CHANNEL_ID or the file',
    example: `CHANNELS_FILE=${usualFile}`,
  };
}
