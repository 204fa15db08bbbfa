import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { startSandbox, type Sandbox } from '../src/sandbox/http/server.ts';
import { startServer } from '../tests/stage/postgres-server.ts';
import { CommandLine } from './arguments.ts';

const usage = `Usage: npm run cluster -- [--processes N]

Starts Postgres, the sandbox and three processes with ENGINE=cluster on this machine, and prints the address of a page on
which channels and holders can be watched. Kill processes while you look (kill -9, kill -STOP). A story is published
every three seconds. Ctrl-C ends everything.
`;

const root = resolve(import.meta.dirname, '..');
const bots = ['news', 'sport', 'city', 'world'];
const channels = bots.flatMap((bot, index) =>
  [0, 1, 2].map((place) => ({ bot, name: `${bot}${place}`, id: -1_001_000_000_000 - index * 10 - place })),
);
const publishMs = 3_000;

function tokenOf(bot: string): string {
  return `${1_001 + bots.indexOf(bot)}:a-token-for-the-sandbox-of-${bot}`;
}

/** What a process may read: the same settings in a folder of its own, as on another machine. */
function makeMachine(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const named = bots.map((bot) => `  - {name: ${bot}, token: '\${${bot.toUpperCase()}_TOKEN}'}`);
  const listed = channels.map(({ bot, id, name }) => `  - {id: ${id}, name: ${name}, bot: ${bot}}`);
  writeFileSync(
    join(folder, 'channels.yaml'),
    `bots:\n${named.join('\n')}\nchannels:\n${listed.join('\n')}\n`,
  );
}

function startProcess(folder: string, databaseUrl: string, apiRoot: string): ChildProcess {
  const tokens = Object.fromEntries(bots.map((bot) => [`${bot.toUpperCase()}_TOKEN`, tokenOf(bot)]));
  return spawn(process.execPath, [join(root, 'src/start.js'), 'run'], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      ...tokens,
      ENGINE: 'cluster',
      DATABASE_URL: databaseUrl,
      TELEGRAM_API_ROOT: apiRoot,
      HTTP_PORT: '0',
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

interface Holding {
  bot: string;
  process: string | null;
  epoch: number;
}

const holdings = `select lanes.bot, lanes.epoch::int as epoch, processes.pid::text as process
  from lanes left join processes on processes.id::text = lanes.holder where lanes.number is not null order by lanes.bot`;

/** Everything on the page is ours, and no text of a person is among it. */
function pageOf(rows: readonly Holding[], sandbox: Sandbox): string {
  const lines = rows.map(({ bot, epoch, process: pid }) => {
    const own = channels.filter((channel) => channel.bot === bot);
    const posts = own.map(({ id, name }) => `${name}: ${sandbox.messages(id).length} posts`).join(', ');
    return `<tr><td>${bot}<td>${pid ?? 'nobody'}<td>${epoch}<td>${posts}</tr>`;
  });
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="1"><title>Cluster</title>
<h1>Who works for which bot</h1><table border="1" cellpadding="6"><tr><th>bot<th>process<th>epoch<th>channels</tr>
${lines.join('\n')}</table><p>To stop one: <code>kill -9 &lt;process&gt;</code>; to freeze it: <code>kill -STOP &lt;process&gt;</code>.
<p><a href="${sandbox.url}">The channels as readers see them</a>`;
}

async function main(): Promise<void> {
  const line = new CommandLine('cluster', usage);
  const { values } = line.read({ options: { processes: { type: 'string', default: '3' } } });
  const count = line.wholeNumber('--processes', values.processes, 1);
  const folder = mkdtempSync(join(tmpdir(), 'khabarshy-cluster-'));
  const postgres = await startServer([]);
  const databaseUrl = `${postgres.server}/postgres`;
  const sandbox = await startSandbox({
    bots: bots.map((bot, index) => ({
      token: tokenOf(bot),
      id: 1_001 + index,
      username: `${bot}_bot`,
      firstName: bot,
    })),
  });
  for (const { id, name } of channels) sandbox.addChat({ id, type: 'channel', title: name });
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  const processes = Array.from({ length: count }, (_, index) => {
    const machine = join(folder, `machine${index + 1}`);
    makeMachine(machine);
    return startProcess(machine, databaseUrl, sandbox.url);
  });
  const page = createServer((_request, response) => {
    client.query<Holding>(holdings).then(
      ({ rows }) => response.setHeader('content-type', 'text/html').end(pageOf(rows, sandbox)),
      () => response.writeHead(503).end('The database does not answer yet.'),
    );
  });
  page.listen(0, '127.0.0.1');
  await once(page, 'listening');
  const { port } = page.address() as AddressInfo; // a TCP server has one
  process.stdout.write(`watch the cluster at http://127.0.0.1:${port}\n`);
  const publishing = setInterval(() => void publish(client).catch(() => undefined), publishMs);
  await once(process, 'SIGINT');
  clearInterval(publishing);
  await Promise.all(processes.map((child) => stop(child)));
  page.close();
  page.closeAllConnections();
  await sandbox.stop();
  await client.end().catch(() => undefined);
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function publish(client: pg.Client): Promise<void> {
  const id = `story-${Date.now()}`;
  await client.query(
    `insert into articles (id, url, language, headline, published_at) values ($1, $2, 'en', $3, now())`,
    [id, `https://news.example.kz/${id}`, `A story of ${new Date().toLocaleTimeString('en-GB')}`],
  );
}

/** A frozen process hears of its end only when it goes on. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  await ended;
}

await main();
