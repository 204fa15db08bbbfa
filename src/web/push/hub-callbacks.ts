import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WebSub } from '../../intake/websub/web-sub.ts';
import { discardRest } from './push-answer.ts';
import { RequestBodies } from './request-body.ts';

const ownPath = /^\/websub\/([\w-]{20,64})$/u;

/** Where hubs ask and send. The addresses cannot be guessed, and an unknown one is a page that is not there. */
export class HubCallbacks {
  readonly #webSub: () => WebSub | null;
  readonly #bodies = new RequestBodies();

  /** `webSub`: null while the program starts. */
  constructor(webSub: () => WebSub | null) {
    this.#webSub = webSub;
  }

  owns(path: string): boolean {
    return ownPath.test(path);
  }

  /** Answers a request. It never throws. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#answerTo(request).catch(() => ({ status: 503, text: '' }));
    if (response.destroyed) return;
    response.writeHead(answer.status, {
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
    response.end(answer.text);
    discardRest(request);
  }

  async #answerTo(request: IncomingMessage): Promise<{ status: number; text: string }> {
    const { method = 'GET', url = '/' } = request;
    const [path = '', query = ''] = url.split('?', 2);
    const [, callback = ''] = ownPath.exec(path) ?? [];
    const nothing = { status: 404, text: 'There is nothing here.\n' };
    const webSub = this.#webSub();
    if (webSub === null) return { status: 503, text: '' };
    if (method === 'GET') {
      const asked = new URLSearchParams(query);
      const lease = Number(asked.get('hub.lease_seconds') ?? Number.NaN);
      const challenge = await webSub.confirm(callback, {
        mode: asked.get('hub.mode') ?? '',
        topic: asked.get('hub.topic') ?? '',
        challenge: asked.get('hub.challenge') ?? '',
        leaseSeconds: Number.isFinite(lease) && lease > 0 ? lease : null,
      });
      return challenge === null ? nothing : { status: 200, text: challenge };
    }
    if (method !== 'POST') return nothing;
    const reading = await this.#bodies.read(request, false);
    if (reading.kind !== 'body') return { status: reading.kind === 'too large' ? 413 : 429, text: '' };
    const signature = request.headers['x-hub-signature'];
    const isKnown = await webSub.receive(callback, {
      body: reading.bytes,
      contentType: request.headers['content-type'] ?? null,
      signature: typeof signature === 'string' ? signature : null,
    });
    return isKnown ? { status: 202, text: '' } : nothing;
  }
}
