import { join } from 'node:path';
import { noProxies } from '../../src/config/proxy-settings.ts';
import { sourceOf } from '../../src/config/sources/source-schema.ts';
import { Events } from '../../src/events.ts';
import { HttpClient } from '../../src/http/http-client.ts';
import { readUserAgent } from '../../src/http/user-agent.ts';
import { Intake } from '../../src/intake/intake.ts';
import { RobotsCache } from '../../src/intake/pages/robots-cache.ts';
import { Poller } from '../../src/intake/polling/poller.ts';
import { openStore } from '../../src/store/store.ts';

/** Looks at a feed that does not change, and prints what a look costs. Arguments: the address of a site, and a folder. */
const [address = '', folder = '.'] = process.argv.slice(2);
const polls = 3_000;
const warmUp = 500;

const store = await openStore(`sqlite:${join(folder, 'polls.db')}`);
const http = new HttpClient({ proxies: noProxies, userAgent: readUserAgent() });
const poller = new Poller({
  http,
  robots: new RobotsCache(http, () => new Date()),
  intake: new Intake(store, new Events()),
  states: store.sourceStates,
  random: Math.random,
  wait: () => Promise.resolve(),
});
/** As in the program: it ends when the program ends. */
const stopping = new AbortController();

/** @returns CPU milliseconds of a look. */
async function measure(path: string): Promise<number> {
  const source = sourceOf({ name: 'steppe', url: address + path, private: true }, 'Asia/Almaty', null);
  let before = process.cpuUsage();
  for (let index = 0; index < polls + warmUp; index += 1) {
    if (index === warmUp) before = process.cpuUsage();
    await poller.look(source, new Date(), stopping.signal);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / polls;
}

const figures = {
  kept: await measure('/rss'),
  fresh: await measure('/close'),
  plain: await measure('/plain'),
};
console.log(`figures ${JSON.stringify(figures)}`);
await store.close();
