import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Login {
  user: string;
  password: string;
}

/**
 * Speaks SOCKS5 with a client, RFC 1928 and 1929, until its connection is open. Every name is this machine.
 * @returns the open connection; null: the client was not welcome.
 */
export async function acceptSocks(socket: Socket, asked: string[], login?: Login): Promise<Socket | null> {
  const [, ...methods] = await takeCounted(socket, 1);
  const wanted = login === undefined ? 0 : 2;
  if (!methods.includes(wanted)) {
    socket.end(Buffer.from([5, 255]));
    return null;
  }
  socket.write(Buffer.from([5, wanted]));
  if (login !== undefined) {
    const [, ...user] = await takeCounted(socket, 1);
    const password = await takeCounted(socket, 0);
    const isRight =
      Buffer.from(user).toString() === login.user && password.subarray(1).toString() === login.password;
    socket.write(Buffer.from([1, isRight ? 0 : 1]));
    if (!isRight) {
      socket.end();
      return null;
    }
  }
  const [, , , kind = 0] = await read(socket, 4);
  const host =
    kind === 3
      ? (await takeCounted(socket, 0)).subarray(1).toString()
      : (await read(socket, kind === 1 ? 4 : 16)).join('.');
  const port = (await read(socket, 2)).readUInt16BE();
  asked.push(`SOCKS ${host}:${port}`);
  const onward = connect(port, '127.0.0.1');
  onward.on('error', () => socket.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])));
  await once(onward, 'connect');
  socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
  return onward;
}

/** Reads `before` bytes, then a length, then so many bytes. @returns the length and what follows it. */
async function takeCounted(socket: Socket, before: number): Promise<Buffer> {
  if (before > 0) await read(socket, before);
  const length = await read(socket, 1);
  return Buffer.concat([length, await read(socket, length[0] ?? 0)]);
}

async function read(socket: Socket, bytes: number): Promise<Buffer> {
  if (bytes === 0) return Buffer.alloc(0);
  for (;;) {
    const chunk = socket.read(bytes) as Buffer | null; // a socket without an encoding gives buffers
    if (chunk !== null) return chunk;
    if (socket.readableEnded || socket.destroyed) throw new Error('it ended');
    await once(socket, 'readable');
  }
}
