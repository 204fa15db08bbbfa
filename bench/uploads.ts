import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { atMost, type Figure } from './figures.ts';
import { openNewsroom } from './newsroom.ts';
import { makeFolder, residentMb, settingsFor, start } from './program.ts';

const videoBytes = 49 * 1_048_576;
const piece = Buffer.alloc(65_536, 'v');
const videos = 5;
const lookMs = 20;

/** How much resident memory the program takes at most while it downloads and uploads videos of 49 MB, above what it took before. */
export async function measureUploads(): Promise<Figure[]> {
  const { folder, remove } = makeFolder();
  const site = await serveVideos();
  const sandbox = start('bench/sandbox-process.ts', [], folder, {});
  const line = await sandbox.waitFor('address ');
  const database = join(folder, 'bench.db');
  const settings = {
    ...settingsFor(line.slice('address '.length), database),
    PICTURES_FROM: site.host,
  };
  const program = start('src/start.js', ['run'], folder, settings);
  // One wait for each post.
  program.child.setMaxListeners(0);
  await program.waitFor('"running"');
  const newsroom = openNewsroom(database);
  const posted = async (id: string) => {
    const done = program.waitFor(`"article":"${id}"`);
    newsroom.insertOne(id);
    await done;
  };
  for (let index = 0; index < 20; index += 1) await posted(`text-${index}`);
  const pid = program.child.pid ?? 0;
  const beforeMb = residentMb(pid);
  let peakMb = beforeMb;
  const looking = setInterval(() => (peakMb = Math.max(peakMb, residentMb(pid))), lookMs);
  const startedMs = performance.now();
  for (let index = 0; index < videos; index += 1) {
    const done = program.waitFor(`"article":"video-${index}"`);
    newsroom.insertVideo(`video-${index}`, `http://${site.host}/${index}.mp4`);
    await done;
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  clearInterval(looking);
  newsroom.close();
  await program.stop();
  await sandbox.stop();
  site.close();
  remove();
  return [
    { name: 'a video of 49 MB, downloaded and uploaded', value: seconds / videos, unit: 's' },
    atMost('memory of that, above what was taken before', peakMb - beforeMb, 'MB', 20),
  ];
}

/** A site on this machine with videos that begin as MP4 does. */
async function serveVideos() {
  const head = Buffer.from('\0\0\0\x20ftypisom', 'latin1');
  const server = createServer((_, response) => {
    void (async () => {
      response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': videoBytes });
      response.write(head);
      for (let left = videoBytes - head.length; left > 0; left -= piece.length) {
        if (!response.write(left < piece.length ? piece.subarray(0, left) : piece))
          await once(response, 'drain');
      }
      response.end();
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return { host: `127.0.0.1:${port}`, close: () => server.close() };
}
