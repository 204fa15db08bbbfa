import { onTestFinished } from 'vitest';
import { parseAllowedHost } from '../../src/config/private-hosts.ts';
import type { FetchOptions } from '../../src/http/http-client.ts';
import { tls } from './proxies.ts';
import { ScriptedServer } from './scripted-server.ts';

/** Starts a site for feeds and pages, and ends it with the test. */
export async function startFeedServer(options: { isTls?: boolean } = {}): Promise<ScriptedServer> {
  const server = new ScriptedServer(options.isTls === true ? { tls } : {});
  await server.open();
  onTestFinished(() => server.close());
  return server;
}

/** How a source with `private: true` may ask that site. */
export function trustIn(server: ScriptedServer): FetchOptions {
  return { isConfigured: true, allowed: [parseAllowedHost(server.host) ?? ''] };
}
