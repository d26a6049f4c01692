// The catalogue of attacks. For attack-run, which carries one out, and for the commands.

import { copiedTable, smashAndGrab, wildcardExport } from './attacks/bulk.ts';
import { collusion, framing, sharedAccount } from './attacks/identity.ts';
import { enumeration } from './attacks/order.ts';
import {
  foundingCase,
  harvest,
  laundered,
  lowAndSlow,
  ownQueue,
  ownReads,
  slowRamp,
  toOrder,
} from './attacks/paced.ts';
import type { Attack } from './attacks/scene.ts';
import { privilege, stalking } from './attacks/target.ts';
import { leaver, offHours } from './attacks/timing.ts';

export const attacks: readonly Attack[] = [
  ...[smashAndGrab, foundingCase, lowAndSlow, laundered, sharedAccount, collusion, offHours],
  ...[enumeration, wildcardExport, leaver, privilege, stalking],
  ...[ownReads, toOrder, ownQueue, slowRamp, copiedTable, harvest, framing],
];
