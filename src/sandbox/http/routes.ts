import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerFromSite } from '../news-site/news-site.ts';
import { sendPageFile } from '../page/page-files.ts';
import { ApiError } from '../shapes.ts';
import type { World } from '../world.ts';
import type { BotApi } from './bot-api.ts';
import type { Control } from './control.ts';
import { refusalOf } from './own-page.ts';

interface Handlers {
  world: World;
  api: BotApi;
  control: Control;
  hostNames: ReadonlySet<string>;
}

/** The probes that the program has on real Telegram. Whoever watches them must see that nothing reaches a channel. */
const probes: ReadonlySet<string> = new Set(['/livez', '/readyz', '/healthz']);

const guarded = ['/bot', '/sandbox/', '/file/bot'];

/** Answers one request: the Bot API, the control interface, a download, the news site, or a file of the page. */
export async function route(
  handlers: Handlers,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [rawPath = '/', ...rest] = (request.url ?? '/').split('?');
  const query = rest.join('?');
  const path = decode(rawPath);
  try {
    const refusal = guarded.some((start) => path.startsWith(start))
      ? refusalOf(request.headers, handlers.hostNames)
      : null;
    if (refusal !== null) return sendError(response, new ApiError(403, `Forbidden: ${refusal}`));
    if (path.startsWith('/bot')) return await handlers.api.handle(request, response, path, query);
    if (path.startsWith('/sandbox/')) return await handlers.control.handle(request, response, path, query);
    if (path.startsWith('/file/bot')) return sendDownload(handlers, response, path);
    const { siteOpenedMs: openedMs } = handlers.world.state;
    if (openedMs !== null && /^\/news(?:\/|$)/.test(path)) {
      return answerFromSite(request, response, path, { openedMs, nowMs: handlers.world.nowMs() });
    }
    if (probes.has(path)) return sendJson(response, 200, { status: 'sandbox' });
    if (request.method === 'GET' && sendPageFile(path, response)) return;
    sendError(response, new ApiError(404, 'Not Found'));
  } catch {
    response.destroy();
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** `/file/bot<token>/<path>` */
function sendDownload({ api, world }: Handlers, response: ServerResponse, path: string): void {
  const [, token = '', id = ''] = /^\/file\/bot([^/]*)\/(?:photos|documents)\/(\w+)$/.exec(path) ?? [];
  const bot = api.botOf(token);
  if (bot instanceof ApiError) return sendError(response, bot);
  const file = world.state.files.get(id);
  const bytes = file === undefined ? null : world.files.read(file);
  if (bytes === null) return sendError(response, new ApiError(404, 'Not Found'));
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length });
  response.end(bytes);
}

function sendError(response: ServerResponse, { code, description }: ApiError): void {
  sendJson(response, code, { ok: false, error_code: code, description });
}

function sendJson(response: ServerResponse, code: number, content: object): void {
  const body = JSON.stringify(content);
  // By the name, the program's doctor tells it from other servers.
  const type = { server: 'khabarshy', 'content-type': 'application/json' };
  response.writeHead(code, { ...type, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
