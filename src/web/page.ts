import type { ChannelHealth, Health } from './health.ts';

/** The page of `/`: how each channel is, and what needs a person. Everything in it is escaped. */
export function renderHealth(health: Health): string {
  const verdict = health.isWell ? '✓ All is well' : '✗ Something needs a person';
  const troubles = health.troubles
    .map(
      ({ key, detail, beganAt }) =>
        `<li><b>${escape(key)}</b>: ${escape(detail)} (since ${moment(beganAt)})</li>`,
    )
    .join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="10"><title>khabarshy</title><style>${style}</style></head>
<body><h1>khabarshy</h1><p class="${health.isWell ? 'well' : 'unwell'}">${verdict}</p>
<p>Last poll: ${moment(health.lastPollAt)}</p>${troubles === '' ? '' : `<ul>${troubles}</ul>`}
<table><thead><tr><th>Channel</th><th>Waiting</th><th>Sent, 24 h</th><th>Unsure</th><th>Held</th><th>Refused, 24 h</th>
<th>Last post</th></tr></thead><tbody>${health.channels.map(renderChannel).join('')}</tbody></table></body></html>
`;
}

function renderChannel(channel: ChannelHealth): string {
  const counts = [channel.waiting, channel.sentLately, channel.unsure, channel.held, channel.refusedLately];
  const closed =
    channel.closedReason === null ? '' : `<br><small>closed: ${escape(channel.closedReason)}</small>`;
  return `<tr><th scope="row">${escape(channel.name)}${closed}</th>${counts.map((count) => `<td>${count}</td>`).join('')}<td>${moment(channel.lastSentAt)}</td></tr>`;
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
th:first-child{text-align:left}.well{color:#1a7f37}.unwell{color:#d1242f;font-weight:600}`;
