import { noticePrefix } from '../../deliver/notices.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { Trouble } from '../../store/records/troubles.ts';
import { reasonText, words } from '../../words/log-chat.ts';
import { noticeOf, noticesText, severalWords } from './notice-text.ts';
import { troubleText } from './trouble-text.ts';

/** One message in the log chat about several troubles. */
export interface Bundle {
  messageId: number;
  troubles: readonly Trouble[];
  beganAtMs: number;
  changedAtMs: number;
}

/** Troubles with the same key are told in one message; null: this one stands alone. */
export function bundleKeyOf({ detail, endedAt, isTold, key }: Trouble): string | null {
  if (endedAt !== null || isTold) return null;
  if (key.startsWith('channel:')) return `channel ${withoutNumbers(detail)}`;
  if (!key.startsWith(noticePrefix)) return null;
  const { kind, reason } = noticeOf(detail);
  return severalWords(kind) === null ? null : `${kind} ${withoutNumbers(reason)}`;
}

/** What was told already and begins again is news: a change of the old message would be seen by nobody. */
export function isAgain(bundle: Bundle, troubles: readonly Trouble[]): boolean {
  return troubles.some(({ key }) => bundle.troubles.some((told) => told.key === key));
}

/** The text about troubles of one reason. */
export function bundleText(troubles: readonly Trouble[], language: SpokenLanguage): string {
  const [first] = troubles;
  if (first === undefined) return '';
  if (troubles.length === 1) return troubleText(first, language);
  if (first.key.startsWith(noticePrefix)) {
    return noticesText(
      troubles.map(({ detail }) => detail),
      language,
    );
  }
  const names = troubles.map(({ key }) => key.slice('channel:'.length)).join(', ');
  return words[language].channelClosed(names, reasonText(first.detail, language));
}

/** The place of a mistake in a text, for example, differs from one post to the next. */
function withoutNumbers(reason: string): string {
  return reason.replaceAll(/\d+/g, '#');
}
