import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Run } from '../../stage/app-stage.ts';
import { Stage } from '../../stage/story-stage.ts';

export const postToken = 'post-token-that-must-never-show-1';
export const draftToken = 'draft-token-that-must-never-show-2';
export const pushTokens = `cms:post:${postToken},drafts:draft:${draftToken}`;

/** The answer to a push. */
export interface Answered {
  status: number;
  headers: Headers;
  /** JSON, as it is asserted. */
  body: Record<string, unknown> & { posts?: { state: string; link: string }[] };
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has one
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The program with its web server, to which articles are pushed. */
export class PushStage {
  readonly stage: Stage;
  readonly url: string;
  readonly settings: Record<string, string>;

  static async set(settings: Record<string, string> = {}): Promise<PushStage> {
    const port = await freePort();
    const own = { HTTP_PORT: String(port), PUSH_TOKENS: pushTokens, ...settings };
    return new PushStage(await Stage.set(own), `http://127.0.0.1:${port}`, own);
  }

  private constructor(stage: Stage, url: string, settings: Record<string, string>) {
    this.stage = stage;
    this.url = url;
    this.settings = settings;
  }

  start(): Promise<Run> {
    return this.stage.start();
  }

  /** Makes a request, with the token for posts unless `headers` says something else. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = { authorization: `Bearer ${postToken}` },
  ): Promise<Answered> {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers,
      ...(text === undefined ? {} : { body: text }),
    });
    const answer = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: answer === '' ? {} : (JSON.parse(answer) as Answered['body']),
    };
  }

  post(body: unknown, headers?: Record<string, string>): Promise<Answered> {
    return this.ask('POST', '/articles', body, headers);
  }
}

export function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** An article as a CMS pushes it. */
export function pushed(id: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    url: `https://steppe.example/${id}`,
    language: 'en',
    headline: `The headline of ${id}`,
    summary: 'The council has voted for a new bridge over the river. Work begins in spring.',
    ...changes,
  };
}

/** The headers of a Standard Webhook, signed with a token. */
export function webhookHeaders(
  body: string,
  { id = 'msg_1', at = new Date(), token = postToken }: { id?: string; at?: Date; token?: string } = {},
): Record<string, string> {
  const stamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', token).update(`${id}.${stamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': `v1,${signature}` };
}

/** The header of a webhook of Ghost. Older versions sign the body only. */
export function ghostHeaders(body: string, at: Date, isOld = false): Record<string, string> {
  const stamp = String(at.getTime());
  const signature = createHmac('sha256', postToken)
    .update(isOld ? body : `${body}${stamp}`)
    .digest('hex');
  return { 'x-ghost-signature': `sha256=${signature}, t=${stamp}` };
}

/** The header of GitHub and of many others. */
export function hubHeaders(body: string, token = postToken): Record<string, string> {
  return { 'x-hub-signature-256': `sha256=${createHmac('sha256', token).update(body).digest('hex')}` };
}
