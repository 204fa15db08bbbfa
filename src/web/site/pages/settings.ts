import { html } from 'hono/html';
import { readEnvironment, secretsOf, type Config } from '../../../config/config.ts';
import { settingsInForce } from '../../../config/settings-in-force.ts';
import { changedSince } from '../../../config/settings-prints.ts';
import { ownsEvery } from '../../../editing/rights.ts';
import { scrub } from '../../../secrets.ts';
import type { ShownJob } from '../../../store/engines/backend.ts';
import { sharingProcesses } from '../../../store/lanes/sharing-processes.ts';
import { botWords, clusterWords } from '../../../words/bots.ts';
import { settingWords } from '../../../words/web/setting-words.ts';
import { webWords } from '../../../words/web/web.ts';
import { button, pageFor, type Html } from '../layout.ts';
import type { Visit } from '../site-parts.ts';
import { moment } from './shown.ts';

/** Around the names of settings in what is said of a default. */
const mark = '`';

/**
 * For owners: who works the lanes, who is logged in, and the settings without secrets. The settings of the whole program
 * are for owners of all its bots.
 */
export async function settingsPage(visit: Visit, config: Config): Promise<Html> {
  const words = webWords[visit.editor.language];
  const changed = changedSince(config.files);
  const body = html`<h1>${words.sections.settings}</h1>
    <section id="lanes" data-live>
      <h2>${words.processes}</h2>
      ${await processes(visit)}
    </section>
    <section id="people" data-live>
      <h2>${words.people}</h2>
      ${await people(visit)}
    </section>
    <section>
      ${changed.length === 0 ? '' : html`<p class="note">${words.changedFiles(changed.join(', '))}</p>`}
      ${ownsEvery(visit.editor.userId, visit.bot.config) ? settingsOf(visit, config) : ''}
    </section>`;
  return pageFor(visit, { section: 'settings', title: words.sections.settings, body });
}

/** The processes of a cluster, or the only one, and the bots whose lanes each works. */
async function processes(visit: Visit): Promise<Html> {
  const words = webWords[visit.editor.language];
  const { language, userId } = visit.editor;
  const { bots, jobs, processes: living } = await visit.bot.store.lanes.overview();
  const { ids } = sharingProcesses(living);
  const older = new Set(living.filter(({ id }) => !ids.includes(id)).map(({ id }) => String(id)));
  const rows = living.map(({ host, id, pid, startedAt }) => ({
    name: `${host} ${pid}`,
    holder: String(id),
    since: new Date(startedAt),
  }));
  const alone = bots.filter(({ holder }) => !rows.some((row) => row.holder === holder));
  const others = Map.groupBy(alone, ({ holder }) => holder ?? words.nobody);
  for (const [holder, [first]] of others)
    rows.push({ name: holder, holder, since: first?.since ?? visit.now });
  const isCluster = living.length > 0;
  const shown = ownsEvery(userId, visit.bot.config) ? jobs : [];
  return html`<ol class="rows">
      ${rows.map(({ holder, name, since }) => {
        const own = bots.filter((each) => (each.holder ?? words.nobody) === holder).map(({ bot }) => bot);
        const isGone = isCluster && !living.some(({ id }) => String(id) === holder);
        return html`<li>
          <span class="what"
            ><b>${name}</b>
            <span class="quiet">${own.join(', ')}</span>
            ${older.has(holder) ? html`<span class="state">${botWords[language].olderSettings}</span>` : ''}
            ${isGone ? html`<span class="state">${botWords[language].nobody(own.join(', '))}</span>` : ''}</span
          >
          <span class="quiet">${words.since}: ${moment(visit, since)}</span>
        </li>`;
      })}
    </ol>
    ${shown.length === 0 ? '' : lastJobs(visit, shown)}`;
}

/** What was done by a schedule and which sources were looked at, by which process of the cluster. */
function lastJobs(visit: Visit, jobs: readonly ShownJob[]): Html {
  const { language } = visit.editor;
  const words = clusterWords[language];
  return html`<h3>${words.jobs}</h3>
    <ol class="rows">
      ${jobs.map(
        ({ at, error, host, key, pid, process, queue, state }) =>
          html`<li>
            <span class="what"
              ><b>${words.job(queue, key)}</b>
              <span class="state ${state === 'failed' ? '' : 'quiet'}">${words.states[state]}</span>
              <span class="quiet">${process === null ? words.somebody : `${host} ${pid}`}</span>
              ${error === null ? '' : html`<span lang="en">${scrub(error)}</span>`}</span
            >
            <span class="quiet">${moment(visit, new Date(at))}</span>
          </li>`,
      )}
    </ol>`;
}

async function people(visit: Visit): Promise<Html> {
  const words = webWords[visit.editor.language];
  const sessions = await visit.bot.store.webSessions.list(visit.bot.name, visit.now);
  return html`<ol class="rows">
      ${sessions.map(
        ({ id, madeAt, name, seenAt, userId }) =>
          html`<li>
            <span class="what"
              ><b>${name}</b>
              <span class="quiet"
                >${userId} · ${words.since}: ${moment(visit, madeAt)} · ${words.lastSeen}:
                ${moment(visit, seenAt)}</span
              ></span
            >
            ${
              id === visit.session.id
                ? html`<span class="state quiet">${words.thisOne}</span>`
                : html`<span class="actions"
                    >${button(visit, 'end-session', words.endSession, { session: id })}</span
                  >`
            }
          </li>`,
      )}
    </ol>
    ${
      sessions.length > 1
        ? html`<div class="actions">${button(visit, 'end-sessions', words.endAll, {}, 'danger')}</div>`
        : ''
    }`;
}

function settingsOf(visit: Visit, config: Config): Html {
  const { language } = visit.editor;
  const words = webWords[language];
  const named = language === 'en' ? null : settingWords[language];
  const secrets = secretsOf(config);
  return html`${settingsInForce(readEnvironment()).map(
    ({ group, heading, settings }) =>
      html`<h2 id="group-${group}">${named?.groups[group] ?? heading}</h2>
        <div class="scroll">
          <table class="settings" aria-labelledby="group-${group}">
            <thead class="hidden">
              <tr>
                <th scope="col">${words.name}</th>
                <th scope="col">${words.value}</th>
                <th scope="col">${words.from}</th>
              </tr>
            </thead>
            <tbody>
              ${settings.map(
                ({ from, name, otherwise, value }) =>
                  html`<tr>
                    <th scope="row"><code>${name}</code></th>
                    <td>
                      ${
                        value === null
                          ? (named?.otherwise[name] ?? (otherwise ?? '').replaceAll(mark, ''))
                          : html`<code>${scrub(value, secrets)}</code>`
                      }
                    </td>
                    <td class="quiet">${words.origins[from]}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`,
  )}`;
}
