import { botKey, limitedKey } from '../../deliver/channel-gate.ts';
import { forbiddenKeys } from '../../deliver/content-kinds.ts';
import { isStopKey } from '../../deliver/addresses/stops.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Trouble } from '../../store/records/troubles.ts';
import { botWords } from '../../words/bots.ts';
import { counts } from '../../words/counts.ts';
import { reasonText, words } from '../../words/log-chat.ts';
import { statisticsWords } from '../../words/statistics.ts';
import { approvalKey } from '../approval.ts';
import { burstText, isBurstKey } from '../burst.ts';
import { diskSpaceKey, diskSpaceText } from '../disk-space.ts';
import { draftText, isDraft } from '../draft-text.ts';
import { gonePageText, isGonePage } from '../gone-page-text.ts';
import { movedKey, tokenKey } from '../refused-bots.ts';
import { silenceKey, silenceText } from '../silence.ts';
import { isSourceKey, sourceText } from '../source-text.ts';
import { stopText } from '../stop-text.ts';
import { tooOldKey, tooOldText } from '../too-old.ts';
import { noticeText } from './notice-text.ts';

/** The key of the trouble that changed settings were not taken. */
export const settingsKey = 'settings';

/** The text that people read when a trouble begins, or ends. */
export function troubleText(trouble: Trouble, language: SpokenLanguage): string {
  const say = words[language];
  const [subject, name = ''] = trouble.key.split(':', 2);
  if (subject === 'notice') return noticeText(trouble.detail, language);
  if (subject === 'channel') {
    if (trouble.endedAt !== null) return say.channelOpen(name);
    return say.channelClosed(name, reasonText(trouble.detail, language));
  }
  if (subject === forbiddenKeys.photo || subject === forbiddenKeys.text) {
    const kind = subject === forbiddenKeys.photo ? 'photo' : 'text';
    return trouble.endedAt === null
      ? say.kindForbidden[kind](name, reasonText(trouble.detail, language))
      : say.kindAllowed[kind](name);
  }
  if (subject === limitedKey) {
    const span = statisticsWords[language].formats.duration(Number(trouble.detail));
    return trouble.endedAt === null ? say.channelLimited(name, span) : say.channelOpen(name);
  }
  if (subject === tokenKey)
    return trouble.endedAt === null
      ? botWords[language].tokenRefused(trouble.detail)
      : botWords[language].tokenAccepted(trouble.detail);
  if (subject === movedKey)
    return botWords[language].channelMoved(name, counts[language].posts(Number(trouble.detail)));
  if (subject === botKey) return botText(trouble, language);
  if (isBurstKey(trouble.key)) return burstText(trouble, language);
  if (isStopKey(trouble.key)) return stopText(trouble, language);
  if (isGonePage(trouble)) return gonePageText(trouble, language);
  if (isDraft(trouble)) return draftText(trouble, language);
  if (isSourceKey(trouble.key)) return sourceText(trouble, language);
  if (subject === 'pictures') {
    return trouble.endedAt === null
      ? say.picturesFail(name, reasonText(trouble.detail, language))
      : say.picturesWork(name);
  }
  if (subject === silenceKey) return silenceText(trouble, language);
  if (subject === diskSpaceKey) return diskSpaceText(trouble, language);
  if (subject === tooOldKey) return tooOldText(trouble, language);
  if (subject === 'desk') return deskText(trouble, language);
  if (subject === approvalKey) return trouble.endedAt === null ? say.approvalUnasked : say.approvalAsked;
  if (subject === settingsKey)
    return trouble.endedAt === null ? say.settingsRefused(trouble.detail) : say.settingsTaken;
  return trouble.endedAt === null ? say.databaseFails(trouble.detail) : say.databaseWell;
}

function botText({ detail, endedAt, isTold }: Trouble, language: SpokenLanguage): string {
  const say = words[language];
  if (endedAt !== null && isTold) return say.botWell;
  const reason = reasonText(detail, language);
  return endedAt === null ? say.botRefused(reason) : say.botWasRefused(reason);
}

/** The detail is a `Deafness` of desk/chat/hearing.ts. */
function deskText({ detail, endedAt }: Trouble, language: SpokenLanguage): string {
  if (endedAt !== null) return words[language].deskHears;
  const [why = '', ...host] = detail.split(':');
  return words[language].deskDeaf(
    why === 'poller' || why === 'webhook' ? why : 'unreachable',
    host.join(':'),
  );
}
