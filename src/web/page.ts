import type { ChannelHealth, Health } from './health.ts';

/** The page at `/`: the state of each channel, and what needs a person. Everything in it is escaped. */
export function renderHealth(health: Health): string {
  const verdict = health.isWell ? '✓ All is well' : '✗ Something needs a person';
  const troubles = health.troubles
    .map(
      ({ key, detail, beganAt }) =>
        `<li><b>${escape(key)}</b>: ${escape(detail)} (since ${moment(beganAt)})</li>`,
    )
    .join('');
  const notes = health.notes.map((note) => `<p>${escape(note)}</p>`).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="10"><title>khabarshy</title><style>${style}</style></head>
<body><h1>khabarshy</h1><p class="${health.isWell ? 'well' : 'unwell'}">${verdict}</p>
<p>Last poll: ${moment(health.lastPollAt)}</p>${troubles === '' ? '' : `<ul>${troubles}</ul>`}${notes}
<table><thead><tr><th scope="col">Channel</th>${columns.map((column) => `<th scope="col">${column}</th>`).join('')}</tr></thead><tbody>${health.channels.map(renderChannel).join('')}</tbody></table></body></html>
`;
}

const columns = ['Queued', 'Waiting', 'Sent, 24 h', 'Unsure', 'Uncertain', 'Refused, 24 h', 'Last post'];

function renderChannel(channel: ChannelHealth): string {
  const counts = [
    channel.queued,
    channel.waiting,
    channel.sentLately,
    channel.unsure,
    channel.uncertain,
    channel.refusedLately,
  ];
  const cells = [...counts.map(String), moment(channel.lastSentAt)];
  // Where the screen is too narrow for a table, each value stands under its channel, after its own label.
  const labelled = cells.map((cell, index) => `<td data-label="${columns[index]}">${cell}</td>`);
  const closed =
    channel.closedReason === null ? '' : `<br><small>closed: ${escape(channel.closedReason)}</small>`;
  return `<tr><th scope="row">${escape(channel.name)}${closed}</th>${labelled.join('')}</tr>`;
}

function moment(at: Date | null): string {
  return at === null
    ? '—'
    : `<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 19).replace('T', ' ')} UTC</time>`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{padding:.4rem .6rem;text-align:right;border-bottom:1px solid #8884}
th:first-child{text-align:left;overflow-wrap:anywhere}li,small,p{overflow-wrap:anywhere}
.well{color:#1a7f37}.unwell{color:#d1242f;font-weight:600}
@media (prefers-color-scheme:dark){.well{color:#3fb950}.unwell{color:#ff7b72}}
@media (max-width:44rem){thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table,tbody,tr,th,td{display:block}tr{padding:.6rem 0}tbody th{border:0;padding:.2rem 0}
td{display:flex;justify-content:space-between;gap:1rem;padding:.2rem 0}td::before{content:attr(data-label)}}`;
