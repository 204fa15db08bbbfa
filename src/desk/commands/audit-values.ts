import type { ApprovalDecision, UncertainDecision } from '../../news/decisions.ts';
import type { ArticleStatus } from '../../news/article.ts';
import type { SpokenLanguage } from '../../news/language.ts';
import type { PostState } from '../../news/post.ts';
import type { AuditEntry } from '../../store/records/audit.ts';
import { approvalWords } from '../../words/approvals.ts';
import { articleWords } from '../../words/articles.ts';
import { channelWords } from '../../words/channels.ts';
import { counts } from '../../words/counts.ts';
import { peopleWords } from '../../words/people.ts';
import { words } from '../../words/log-chat.ts';

type Entry = Pick<AuditEntry, 'action' | 'before' | 'after'>;

/** What was changed from what to what, in words of the reader's language; empty: nothing to add. */
export function changeText(entry: Entry, language: SpokenLanguage, show: (at: Date) => string): string {
  const { action, before, after } = entry;
  // Before an answer a post waited for just that; a name and a file need nothing besides what they became.
  const isAfterOnly = ['uncertain', 'approval', 'backup', 'editor-add'].includes(action);
  if (action === 'digest' || (before === null && after === null)) return '';
  const way = (isAfterOnly ? [after] : [before, after]).map((value) =>
    value === null ? '—' : valueText(action, value, language, show),
  );
  return ` (${way.join(' → ')})`;
}

/** Values that are no words of ours, such as names and hours, stay as they are. */
function valueText(
  action: Entry['action'],
  value: string,
  language: SpokenLanguage,
  show: (at: Date) => string,
): string {
  switch (action) {
    case 'hold':
    case 'release':
    case 'kill':
      return articleWords[language].statuses[value as ArticleStatus] ?? value; // else of another version
    case 'post':
    case 'now':
    case 'drop':
      return articleWords[language].states[value as PostState] ?? value; // else of another version
    case 'uncertain':
      return words[language].uncertainButtons[value as UncertainDecision] ?? value; // else of another version
    case 'approval':
      return approvalWords[language].buttons[value as ApprovalDecision] ?? value; // else of another version
    case 'pause':
    case 'resume':
      return pauseText(value, language, show);
    case 'backup':
      return sizeText(value, language);
    case 'language':
    case 'quiet':
    case 'editor-add':
    case 'editor-remove':
    case 'digest':
      return value;
  }
}

function pauseText(value: string, language: SpokenLanguage, show: (at: Date) => string): string {
  if (value === 'running') return channelWords[language].running.replace(/^\P{L}+/u, '');
  if (value === 'open') return peopleWords[language].untilResume;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? value : show(at);
}

/** `204800 B` */
function sizeText(value: string, language: SpokenLanguage): string {
  const bytes = Number(/^(\d+) B$/.exec(value)?.[1]);
  if (Number.isNaN(bytes)) return value;
  return counts[language].megabytes(bytes);
}
