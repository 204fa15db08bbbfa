import { html } from 'hono/html';
import type { Channel } from '../../../news/channel.ts';
import type { ChannelState } from '../../../store/records/channels.ts';
import type { Standing } from '../../../store/posts/standings.ts';
import { lastDays } from '../../../time/local-clock.ts';
import { hasNothing } from '../../../editing/rights.ts';
import { maySee } from '../../../watch/alerts/trouble-channels.ts';
import { troubleText } from '../../../watch/alerts/trouble-text.ts';
import { editorWords } from '../../../words/desk/editors.ts';
import { findMisfits, misfitLines } from '../../../watch/misfits.ts';
import { channelWords } from '../../../words/channels.ts';
import { reasonText } from '../../../words/log-chat.ts';
import { showMoment } from '../../../words/moments.ts';
import { statisticsWords } from '../../../words/statistics.ts';
import { webWords } from '../../../words/web/web.ts';
import { button, hidden, pageFor, type Html } from '../layout.ts';
import type { Visit } from '../site-parts.ts';
import { channelPath, standing as shownPost, withoutMark } from './shown.ts';

/** More channels than this are listed without their last posts. */
const mostWithPosts = 24;

/** How many troubles are named. */
const mostTroubles = 20;

/** The first page: whether all is well, and how each channel stands. */
export async function channelsPage(visit: Visit): Promise<Html> {
  const words = webWords[visit.editor.language];
  const { channels } = visit.bot.config;
  const states = await visit.bot.store.channels.read();
  const cards: Html[] = [];
  for (const [place, channel] of channels.entries())
    cards.push(await card(visit, channel, states.get(channel.name), place < mostWithPosts));
  const body = html`<h1 class="hidden">${words.sections.channels}</h1>
    ${nothingLeft(visit)}
    <section id="verdict" data-live>${await verdict(visit)}</section>
    <div class="cards">${cards}</div>`;
  return pageFor(visit, { section: 'channels', title: words.sections.channels, body });
}

/** The channels of an editor may have left the settings. */
function nothingLeft({ bot, editor }: Visit): Html | string {
  if (!hasNothing(editor, bot)) return '';
  return html`<p class="note">
    ${editorWords[editor.language].channelsLeft((editor.channels ?? []).join(', '))}
  </p>`;
}

async function verdict(visit: Visit): Promise<Html> {
  const { language } = visit.editor;
  const words = channelWords[language];
  const { store } = visit.bot;
  const troubles = (await store.troubles.open()).filter(
    (trouble) => !trouble.key.startsWith('notice:') && maySee(trouble, visit.editor),
  );
  const notes = await misfitsOf(visit);
  const lines = troubles.slice(0, mostTroubles).map((trouble) => withoutMark(troubleText(trouble, language)));
  return html`<div class="verdict ${lines.length === 0 ? 'good' : 'bad'}">
    <p>${withoutMark(lines.length === 0 ? words.allWell : words.notWell)}</p>
    ${
      lines.length === 0
        ? ''
        : html`<ul>
            ${lines.map((line) => html`<li>${line}</li>`)}
          </ul>`
    }
    ${notes.map((note) => html`<p class="note">${note}</p>`)}
  </div>`;
}

/** Articles that fit no channel are the concern of those who command all. */
async function misfitsOf({ bot, editor, now }: Visit): Promise<string[]> {
  if (editor.channels !== null) return [];
  return misfitLines(await findMisfits(bot.store, bot.config.channels, now), editor.language);
}

async function card(
  visit: Visit,
  channel: Channel,
  state: ChannelState | undefined,
  hasPost: boolean,
): Promise<Html> {
  const { store } = visit.bot;
  const words = webWords[visit.editor.language];
  const standing = await store.standings.read(channel.name, midnight(visit));
  const [last] = hasPost ? await store.shownPosts.sent(channel.name, 1) : [];
  const id = `channel-${channel.name}`;
  return html`<section class="card" id="${id}" data-live aria-labelledby="${id}-name">
    <header>
      <h2 id="${id}-name"><a href="${channelPath(channel.name)}">${channel.name}</a></h2>
      <span class="quiet">${channel.id}</span>
      ${condition(visit, state)}
    </header>
    ${numbers(visit, channel.name, standing)}
    ${
      last === undefined
        ? hasPost
          ? html`<p class="quiet empty">${words.nothingPosted}</p>`
          : ''
        : shownPost(visit, last)
    }
    ${brakes(visit, channel.name, state)}
  </section>`;
}

function midnight(visit: Visit): Date {
  return lastDays(visit.bot.config.timeZone, 1, visit.now).bounds[0] ?? visit.now;
}

function pauseOf(visit: Visit, state: ChannelState | undefined) {
  const pause = state?.pause ?? null;
  return pause === null || (pause.until !== null && pause.until <= visit.now) ? null : pause;
}

/** Whether it runs, is paused, or is closed to us. */
export function condition(visit: Visit, state: ChannelState | undefined): Html {
  const { language } = visit.editor;
  const words = channelWords[language];
  const pause = pauseOf(visit, state);
  if (state?.closedAt != null) {
    const why = words.closed(reasonText(state.closedReason ?? '', language));
    return html`<span class="state condition bad">${withoutMark(why)}</span>`;
  }
  if (pause === null) return html`<span class="state condition good">${withoutMark(words.running)}</span>`;
  const until =
    pause.until === null ? null : showMoment(pause.until, visit.now, language, visit.bot.config.timeZone);
  return html`<span class="state condition asks">${withoutMark(words.paused(until, pause.by))}</span>`;
}

/** What is queued, waits, was posted, is in doubt and was refused; what is wrong stands out. */
export function numbers(visit: Visit, name: string, standing: Standing): Html {
  const words = webWords[visit.editor.language];
  const { formats } = statisticsWords[visit.editor.language];
  const figures: [string, number, string][] = [
    [words.today, standing.sentSince, ''],
    [words.nowQueued, standing.queued, ''],
    [words.waiting, standing.waiting, 'asks'],
    [words.unsure, standing.unsure, 'asks'],
    [words.uncertain, standing.uncertain, 'asks'],
    [words.refused, standing.refusedSince, 'bad'],
  ];
  const shown = figures.filter(([, number], place) => place < 2 || number > 0);
  return html`<dl class="numbers" aria-label="${name}">
    ${shown.map(
      ([label, number, tone]) =>
        html`<div class="${number > 0 ? tone : ''}">
          <dt>${label}</dt>
          <dd>${formats.number(number)}</dd>
        </div>`,
    )}
  </dl>`;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** How long a channel may be paused; 0: until somebody resumes it. */
export const pausesMs = [30 * minuteMs, hourMs, 2 * hourMs, 6 * hourMs, 24 * hourMs, 0];

/** Pauses the channel, or resumes it. */
export function brakes(visit: Visit, name: string, state: ChannelState | undefined): Html {
  const words = webWords[visit.editor.language];
  const isOff = pauseOf(visit, state) !== null || state?.closedAt != null;
  if (isOff) {
    return html`<div class="actions">
      ${button(visit, 'resume', words.resume, { channel: name }, 'first')}
    </div>`;
  }
  const label = (ms: number) =>
    ms === 0 ? words.untilResumed : ms < hourMs ? words.minutes(ms / minuteMs) : words.hours(ms / hourMs);
  return html`<form class="actions" method="post" action="/do/pause">
    ${hidden(visit, { channel: name })}
    <label
      ><span class="hidden">${words.pauseFor}</span>
      <select name="ms">
        ${pausesMs.map((ms) => html`<option value="${ms}" ${ms === hourMs ? 'selected' : ''}>${label(ms)}</option>`)}
      </select></label
    >
    <button>${words.pause}</button>
  </form>`;
}
