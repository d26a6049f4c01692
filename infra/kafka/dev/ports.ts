// Ports on the loopback address. Free ones are taken from below the range out of which systems
// give ports to outgoing connections: a broker that is down for a moment must find its port again,
// and a client that knocks there meanwhile must not be given it as its own (it would talk to
// itself). Used by whatever starts a broker or a registry.

import { connect, createServer } from 'node:net';

const first = 20_000;
const end = 32_000;

/** So many different ports that nobody listens on. */
export async function freePorts(
  count: number,
  random: () => number = Math.random,
): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = first + Math.floor(random() * (end - first));
    if (!ports.includes(port) && (await isFree(port))) ports.push(port);
  }
  return ports;
}

/** Whether somebody takes connections there. */
export function isAnswering(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(true));
  });
}

/** Whether it can be listened on. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
