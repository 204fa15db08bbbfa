import { html } from 'hono/html';
import type { PostState } from '../../../news/post.ts';
import type { ShownPost } from '../../../store/posts/shown-posts.ts';
import { reasonText } from '../../../words/log-chat.ts';
import { showMoment } from '../../../words/moments.ts';
import { webWords } from '../../../words/web/web.ts';
import type { Html } from '../layout.ts';
import { bubble } from '../post-view.ts';
import type { Visit } from '../site-parts.ts';

/** A moment in the time zone of the newsroom. */
export function moment(visit: Visit, at: Date | null): Html | string {
  if (at === null) return '—';
  const shown = showMoment(at, visit.now, visit.editor.language, visit.bot.config.timeZone);
  return html`<time datetime="${at.toISOString()}">${shown}</time>`;
}

const tones: Readonly<Record<PostState, string>> = {
  promised: 'quiet',
  ready: 'quiet',
  waiting: 'asks',
  sending: 'quiet',
  sent: 'good',
  unsure: 'asks',
  uncertain: 'asks',
  refused: 'bad',
  dropped: 'quiet',
  killed: 'quiet',
};

/** The state of a post in a word. */
export function stateOf(visit: Visit, state: PostState, prefix = ''): Html {
  const { states } = webWords[visit.editor.language];
  return html`<span class="state ${tones[state]}">${prefix}${states[state]}</span>`;
}

/** The sign at the start of a sentence of the chat. The page has colours instead. */
const marksAtStart = /^[^\p{L}\p{N}]+/u;

export function withoutMark(sentence: string): string {
  return sentence.replace(marksAtStart, '');
}

/** Where an article is shown. An id may be anything, so it stands in the query. */
export function articlePath(id: string): string {
  return `/article?id=${encodeURIComponent(id.toWellFormed())}`;
}

export function channelPath(name: string): string {
  return `/channels/${encodeURIComponent(name)}`;
}

export function reason(visit: Visit, text: string | null): string {
  return text === null ? '' : reasonText(text, visit.editor.language);
}

/** A post as readers see it, with when and where it stands. */
export function standing(visit: Visit, post: ShownPost): Html {
  const words = webWords[visit.editor.language];
  const at = moment(visit, post.sentAt);
  return html`<article class="post">
    ${post.message === null ? html`<p class="quiet">—</p>` : bubble(post.message, post.form, words.picture)}
    <footer>
      ${
        post.link === null
          ? at
          : html`<a href="${post.link}" rel="noreferrer noopener" target="_blank">${at}</a>`
      }
      ${post.state === 'sent' ? '' : stateOf(visit, post.state)}
      ${
        post.articleId === null
          ? words.digest
          : html`<a class="more" href="${articlePath(post.articleId)}">${words.open}</a>`
      }
    </footer>
  </article>`;
}
