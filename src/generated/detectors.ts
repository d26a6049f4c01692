// Made by `npm run gen` from src/detectors/*.ts. DO NOT EDIT.

import type { Detector } from '../core/detector.ts';
import { canaryRecord } from '../detectors/canary-record.ts';
import { customerFanOut } from '../detectors/customer-fan-out.ts';
import { customersOfDay } from '../detectors/customers-of-day.ts';
import { deniedThenAllowed } from '../detectors/denied-then-allowed.ts';
import { dormantAccount } from '../detectors/dormant-account.ts';
import { enumeration } from '../detectors/enumeration.ts';
import { exportTooling } from '../detectors/export-tooling.ts';
import { firstSeen } from '../detectors/first-seen.ts';
import { lifeCycle } from '../detectors/life-cycle.ts';
import { lowAndSlow } from '../detectors/low-and-slow.ts';
import { offHours } from '../detectors/off-hours.ts';
import { queryShape } from '../detectors/query-shape.ts';
import { rowsBurst } from '../detectors/rows-burst.ts';
import { sameRecordAgain } from '../detectors/same-record-again.ts';
import { segmentConcentration } from '../detectors/segment-concentration.ts';
import { sharedCredential } from '../detectors/shared-credential.ts';
import { ticketQuality } from '../detectors/ticket-quality.ts';
import { unexplainedAccess } from '../detectors/unexplained-access.ts';
import { unexplainedDrip } from '../detectors/unexplained-drip.ts';

export const detectors: readonly Detector[] = [
  canaryRecord,
  customerFanOut,
  customersOfDay,
  deniedThenAllowed,
  dormantAccount,
  enumeration,
  exportTooling,
  firstSeen,
  lifeCycle,
  lowAndSlow,
  offHours,
  queryShape,
  rowsBurst,
  sameRecordAgain,
  segmentConcentration,
  sharedCredential,
  ticketQuality,
  unexplainedAccess,
  unexplainedDrip,
];
