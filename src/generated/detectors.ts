// Made by `npm run gen` from src/detectors/*.ts. DO NOT EDIT.

import type { Detector } from '../core/detector.ts';
import { canaryRecord } from '../detectors/canary-record.ts';
import { customerFanOut } from '../detectors/customer-fan-out.ts';
import { enumeration } from '../detectors/enumeration.ts';
import { lifeCycle } from '../detectors/life-cycle.ts';
import { lowAndSlow } from '../detectors/low-and-slow.ts';
import { offHours } from '../detectors/off-hours.ts';
import { rowsBurst } from '../detectors/rows-burst.ts';
import { sameRecordAgain } from '../detectors/same-record-again.ts';
import { segmentConcentration } from '../detectors/segment-concentration.ts';
import { ticketQuality } from '../detectors/ticket-quality.ts';
import { unexplainedAccess } from '../detectors/unexplained-access.ts';
import { unexplainedDrip } from '../detectors/unexplained-drip.ts';

export const detectors: readonly Detector[] = [
  canaryRecord,
  customerFanOut,
  enumeration,
  lifeCycle,
  lowAndSlow,
  offHours,
  rowsBurst,
  sameRecordAgain,
  segmentConcentration,
  ticketQuality,
  unexplainedAccess,
  unexplainedDrip,
];
