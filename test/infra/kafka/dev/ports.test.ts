// Free ports are free, and known as taken while somebody listens.

import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePorts, isAnswering, isFree } from '../../../../infra/kafka/dev/ports.ts';

test('ports > as many as asked for, different, below those of outgoing connections', async () => {
  const ports = await freePorts(9);
  expect(new Set(ports).size).toBe(9);
  expect(Math.max(...ports)).toBeLessThan(32_768);
});

test('ports > one that is taken is passed over', async () => {
  const [taken = 0, free = 0] = await freePorts(2);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(taken, '127.0.0.1', resolve));
  try {
    expect([await isFree(taken), await isAnswering(taken)]).toEqual([false, true]);
    expect([await isFree(free), await isAnswering(free)]).toEqual([true, false]);
    // The middle of a port's share: its edge, multiplied again, may round to the port below.
    const draws = [taken, free].map((port) => (port + 0.5 - 20_000) / 12_000);
    expect(await freePorts(1, () => draws.shift() ?? 0)).toEqual([free]);
  } finally {
    server.close();
  }
});
