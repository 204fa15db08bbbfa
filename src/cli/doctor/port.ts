import { createServer } from 'node:net';
import type { Config } from '../../config/config.ts';
import { addressOf, cannotListen, portsTried, programName } from '../../web/server.ts';
import type { Finding } from './finding.ts';

/** A page on this machine answers at once. */
const answerMs = 2_000;

/** What is on a port: nothing, a khabarshy, or another program; or we may not listen there. */
type PortState = { kind: 'free' | 'ours' | 'taken' } | { kind: 'unusable'; why: string };

/** Finds out whether `khabarshy run` could serve its page. `isRunning`: a khabarshy runs on this database. */
export async function examinePort({ http }: Pick<Config, 'http'>, isRunning: boolean): Promise<Finding> {
  const subject = 'page';
  if (http === null) return { verdict: 'unchecked', subject, text: 'not served, because HTTP_PORT is 0' };
  const { host, port, portGiven } = http;
  const url = `http://${addressOf(host)}:${port}/`;
  const state = await stateOf(host, port);
  switch (state.kind) {
    case 'free':
      if (!isRunning) return { verdict: 'well', subject, text: `${url} is free` };
      return { verdict: 'unchecked', subject, text: `the running khabarshy does not serve it on ${url}` };
    case 'ours':
      if (isRunning) return { verdict: 'well', subject, text: `${url} is served by the running khabarshy` };
      return takenBy(`another khabarshy, which does not use this database, has ${url}`, portGiven);
    case 'taken':
      return takenBy(`another program has the port ${port}`, portGiven);
    case 'unusable':
      return { verdict: 'wrong', subject, text: state.why, isSetting: true };
  }
}

function takenBy(what: string, portGiven: boolean): Finding {
  const subject = 'page';
  if (portGiven)
    return { verdict: 'wrong', subject, text: `${what}. Set HTTP_PORT to a free one`, isSetting: true };
  const text = `${what}; khabarshy run takes one of the next ${portsTried} ports. Set HTTP_PORT to choose one`;
  return { verdict: 'unchecked', subject, text };
}

/** Listens for a moment, as `khabarshy run` would. */
async function stateOf(host: string, port: number): Promise<PortState> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, resolve);
    });
    return { kind: 'free' };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
      return { kind: (await isOurs(`http://${addressOf(host)}:${port}/livez`)) ? 'ours' : 'taken' };
    const why = cannotListen(host, port, error)?.message ?? String(error);
    return { kind: 'unusable', why };
  } finally {
    server.close();
  }
}

/** Every answer of a khabarshy has its name. */
async function isOurs(url: string): Promise<boolean> {
  try {
    const { headers } = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(answerMs) });
    return headers.get('server') === programName;
  } catch {
    return false;
  }
}
