import type { Button } from '../../deliver/messenger.ts';
import { noticePrefix } from '../../deliver/notices.ts';
import { uncertainDecisions } from '../../news/decisions.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Trouble } from '../../store/records/troubles.ts';
import { words, type Words } from '../../words/log-chat.ts';
import { burstButtons, isBurstKey } from '../burst.ts';
import { draftButtons, isDraft } from '../draft-text.ts';
import { gonePageButtons, isGonePage } from '../gone-page-text.ts';
import { brakeButtons, isSourceKey } from '../source-text.ts';
import { strangerButtons } from '../stop-text.ts';
import { noticeOf } from './notice-text.ts';

/** An uncertain post, a picture that cannot leave its post, a burst, and the chat of a channel ask for something. */
export function buttonsOf(trouble: Trouble, language: SpokenLanguage): Button[] {
  if (isBurstKey(trouble.key)) return trouble.endedAt === null ? burstButtons(trouble.key, language) : [];
  if (isGonePage(trouble)) return gonePageButtons(trouble, language);
  if (isDraft(trouble)) return draftButtons(trouble, language);
  if (isSourceKey(trouble.key)) return brakeButtons(trouble, language);
  if (!trouble.key.startsWith(noticePrefix)) return strangerButtons(trouble, language);
  const { kind, messageId, postId = 0 } = noticeOf(trouble.detail);
  if (kind === 'picture stays' || kind === 'media stay')
    return [{ text: words[language].anewButton, data: `anew:${postId}:${messageId ?? 0}` }];
  if (kind !== 'uncertain' && kind !== 'stuck') return [];
  return uncertainButtons(postId, words[language]);
}

/** The buttons of the question about an uncertain post. */
export function uncertainButtons(postId: number, words: Words): Button[] {
  return uncertainDecisions.map((decision) => ({
    text: words.uncertainButtons[decision],
    data: `uncertain:${postId}:${decision}`,
  }));
}
