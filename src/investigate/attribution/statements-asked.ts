// Which statements ClickHouse was asked on the way to an attribution, noted where they are asked: a
// list of them beside the code would say something else as soon as either changes. For
// attribute-list; shown by attribution-page.

import type { Warehouse } from '../../ports.ts';

export type NotingWarehouse = {
  readonly noting: Warehouse;
  /** Each once, in the order in which they were asked first. */
  readonly statements: () => readonly string[];
};

export function notingWarehouse(warehouse: Warehouse): NotingWarehouse {
  const asked = new Set<string>();
  const query: Warehouse['query'] = (sql, options) => {
    asked.add(sql);
    return warehouse.query(sql, options);
  };
  return { noting: { ...warehouse, query }, statements: () => [...asked] };
}
