import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Feed, NumberedEvent } from '../feed.ts';
import { viewEvent } from './view.ts';
import type { World } from '../world.ts';

/** A page that reads so slowly that this much waits is let go; it comes back and reads the state. */
const maxBufferedBytes = 16 * 1_048_576;

/** Server-sent events of all that happens, from the number on that the page saw last. */
export function streamFeed(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  feed: Feed,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  // Something must be written, or the browser does not know that it is connected.
  response.write(': here\n\n');
  const write = (event: NumberedEvent) => {
    const data = JSON.stringify(viewEvent(world, event));
    response.write(`id: ${event.number}\nevent: ${event.kind}\ndata: ${data}\n\n`);
    if (response.writableLength > maxBufferedBytes) response.destroy();
  };
  const seen = Number(request.headers['last-event-id'] ?? Number.NaN);
  if (Number.isSafeInteger(seen)) for (const event of feed.since(seen)) write(event);
  const stop = feed.listen(write);
  response.once('close', stop);
}
