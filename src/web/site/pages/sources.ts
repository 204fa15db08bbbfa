import { html } from 'hono/html';
import type { SourceAction } from '../../../editing/sources.ts';
import { codeOfFailure } from '../../../intake/polling/source-failure.ts';
import type { Source } from '../../../news/source.ts';
import { newSourceState, type SourceState } from '../../../store/sources/source-state.ts';
import type { Trouble } from '../../../store/records/troubles.ts';
import { brakeKey, sourceText } from '../../../watch/source-text.ts';
import { sourceWords } from '../../../words/sources.ts';
import { webWords } from '../../../words/web/web.ts';
import { button, pageFor, type Html } from '../layout.ts';
import type { Visit } from '../site-parts.ts';
import { moment, withoutMark } from './shown.ts';

/** Where news comes from, and how it goes. */
export async function sourcesPage(visit: Visit): Promise<Html> {
  const { language } = visit.editor;
  const [words, of] = [webWords[language], sourceWords[language]];
  const { sources } = visit.bot.config;
  const states = new Map((await visit.bot.store.sourceStates.all()).map((state) => [state.source, state]));
  const troubles = await visit.bot.store.troubles.open();
  const asked = new Map(troubles.map((trouble) => [trouble.key, trouble]));
  const body = html`<h1>${words.sections.sources}</h1>
    <section id="sources" data-live>
      ${
        sources.length === 0
          ? html`<p class="quiet">${of.none}</p>`
          : html`<ol class="rows">
              ${sources.map((source) =>
                row(
                  visit,
                  source,
                  states.get(source.name) ?? newSourceState(source.name, source.url),
                  asked.get(brakeKey(source.name)) ?? null,
                ),
              )}
            </ol>`
      }
    </section>`;
  return pageFor(visit, { section: 'sources', title: words.sections.sources, body });
}

/** `brake`: the question about what was kept back of the source; null: nothing was. */
function row(visit: Visit, source: Source, state: SourceState, brake: Trouble | null): Html {
  const { language } = visit.editor;
  const [words, of] = [webWords[language], sourceWords[language]];
  const isPaused = state.pausedAt !== null;
  return html`<li>
    <span class="what">
      <b>${source.name}</b> <span class="quiet">${words.kinds[source.kind]} · ${hostOf(source.url)}</span>
      <span class="quiet"
        >${words.lastNew}: ${moment(visit, state.newAt)} · ${words.nextLook}:
        ${isPaused ? '—' : moment(visit, state.nextAt)}</span
      >
      ${state.failure === null ? '' : html`<span class="fault" lang="en">${state.failure}</span>`}
      ${brake === null ? '' : html`<span class="asked">${withoutMark(sourceText(brake, language))}</span>`}
    </span>
    <span class="became">${condition(visit, state)}</span>
    <span class="actions">
      ${brake === null || visit.editor.channels !== null ? '' : button(visit, 'brake', of.brakeButtons.lift, { source: source.name, decision: 'lift' }, 'first')}
      ${actionsOf(visit, isPaused).map((action) =>
        button(
          visit,
          'source',
          of.buttons[action],
          { source: source.name, action },
          action === 'resume' ? 'first' : '',
        ),
      )}
    </span>
  </li>`;
}

/** Sources bring news for all channels, so an editor of single ones may only have them looked at. */
function actionsOf({ editor }: Visit, isPaused: boolean): SourceAction[] {
  const actions: SourceAction[] = isPaused ? ['resume'] : ['poll', 'pause'];
  return editor.channels === null ? actions : actions.filter((action) => action === 'poll');
}

/** An address may hold a password or a token, so only its host is shown. */
function hostOf(url: string): string {
  return URL.parse(url)?.host ?? '';
}

function condition(visit: Visit, { failure, lookedAt, pausedAt, pausedBy }: SourceState): Html {
  const words = sourceWords[visit.editor.language];
  if (pausedAt !== null)
    return html`<span class="state condition asks">${withoutMark(words.paused(pausedBy ?? ''))}</span>`;
  const code = codeOfFailure(failure);
  if (code !== null) return html`<span class="state condition bad">${words.failures[code]}</span>`;
  if (lookedAt === null) return html`<span class="state quiet">${words.notYet}</span>`;
  return html`<span class="state condition good">${withoutMark(words.well)}</span>`;
}
