// Whether anybody listens at an address, for doctor: clients hide which of several is away.

import { connect } from 'node:net';

const connectMsMax = 3_000;

/** Why no connection to `host:port` comes about; undefined where it does. */
export function connectProblem(address: string): Promise<string | undefined> {
  const split = address.lastIndexOf(':');
  const host = address.slice(0, split).replace(/^\[|\]$/g, '');
  const socket = connect({ host, port: Number(address.slice(split + 1)) });
  return new Promise((resolve) => {
    const end = (problem: string | undefined) => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(connectMsMax, () => end(`no answer in ${connectMsMax / 1_000} s`));
    socket.once('connect', () => end(undefined));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
