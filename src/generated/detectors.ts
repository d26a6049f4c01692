// Made by `npm run gen` from src/detectors/*.ts. DO NOT EDIT.

import type { Detector } from '../core/detector.ts';
import { canaryRecord } from '../detectors/canary-record.ts';
import { customerFanOut } from '../detectors/customer-fan-out.ts';
import { deniedThenAllowed } from '../detectors/denied-then-allowed.ts';
import { dormantAccount } from '../detectors/dormant-account.ts';
import { exportTooling } from '../detectors/export-tooling.ts';
import { firstSeen } from '../detectors/first-seen.ts';
import { queryShape } from '../detectors/query-shape.ts';
import { rowsBurst } from '../detectors/rows-burst.ts';
import { sharedCredential } from '../detectors/shared-credential.ts';
import { unexplainedAccess } from '../detectors/unexplained-access.ts';

export const detectors: readonly Detector[] = [
  canaryRecord,
  customerFanOut,
  deniedThenAllowed,
  dormantAccount,
  exportTooling,
  firstSeen,
  queryShape,
  rowsBurst,
  sharedCredential,
  unexplainedAccess,
];
