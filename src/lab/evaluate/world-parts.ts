// The staff and the customers of a world, made once more as `simulate` makes them: for those who
// plan for one person of it.

import { Customers } from '../customers.ts';
import type { SimulateSettings } from '../simulate-settings.ts';
import { Staff } from '../staff.ts';
import type { Parts } from '../truth.ts';

export function partsOf(settings: SimulateSettings): Parts {
  return { settings, staff: new Staff(settings), customers: new Customers(settings) };
}
