import { isStopKey } from '../../deliver/addresses/stops.ts';
import { limitedKey } from '../../deliver/channel-gate.ts';
import { forbiddenKeys } from '../../deliver/content-kinds.ts';
import type { Reach } from '../../store/records/editors.ts';
import type { Trouble } from '../../store/records/troubles.ts';
import { channelsOfDraft, isDraft } from '../draft-text.ts';
import { isGonePage } from '../gone-page-text.ts';
import { movedKey } from '../refused-bots.ts';
import { noticeOf } from './notice-text.ts';
import { settingsKey } from './trouble-text.ts';

/** Troubles whose key names their channel after a colon. */
const aboutOne: ReadonlySet<string> = new Set([
  'channel',
  limitedKey,
  movedKey,
  ...Object.values(forbiddenKeys),
]);

/** The names of the channels that a trouble is about; none: the bot as a whole, its sources, or an article. */
export function channelsOf({ detail, key }: Pick<Trouble, 'detail' | 'key'>): string[] {
  const [subject = '', name = ''] = key.split(':', 2);
  if (subject === 'notice') return [noticeOf(detail).channel];
  if (isDraft({ key })) return channelsOfDraft(detail);
  if (isStopKey(key)) return subject === 'twin' && detail !== '' ? [name, detail] : [name];
  return aboutOne.has(subject) ? [name] : [];
}

/** Whether somebody who commands these channels may see a trouble: one of theirs, or one of the whole bot. */
export function maySee(trouble: Trouble, { channels }: Reach): boolean {
  if (channels === null) return true;
  // These name what belongs to no channel, or to any.
  if (isDraft(trouble) || isGonePage(trouble) || trouble.key === settingsKey) return false;
  return channelsOf(trouble).every((name) => channels.includes(name));
}
