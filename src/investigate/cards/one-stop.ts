// A warehouse whose questions all end when one signal says so, those too that are asked by
// functions that know of no signal. For the commands that ask, user-card and subject-card.

import type { Warehouse } from '../../ports.ts';

export function stoppedBy(signal: AbortSignal | undefined, warehouse: Warehouse): Warehouse {
  if (signal === undefined) return warehouse;
  return {
    ...warehouse,
    query: (sql, options) => warehouse.query(sql, { ...options, signal }),
    stream: (sql, format, options) => warehouse.stream(sql, format, { ...options, signal }),
    streamBytes: (sql, format, options) => {
      return warehouse.streamBytes(sql, format, { ...options, signal });
    },
  };
}
