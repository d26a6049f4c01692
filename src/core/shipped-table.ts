// What scores are worth, and from where on somebody is asked or paged, as counted in honest
// worlds. Made by the command in it. DO NOT EDIT: make it anew where detectors have changed.

import type { CalibrationTable } from './calibration.ts';

export const shippedTable: CalibrationTable = {
  producedBy: 'npm run -s calibrate -- --days 70 --seeds 1,2,3 --table',
  tails: {
    'canary-record': {},
    'customer-fan-out': {
      agent: [0.756, 1.533, 2.652, 0],
      supervisor: [0.505, 0.695, 2.641, 0],
      service: [0.741, 1.512, 2.641, 0],
    },
    'rows-burst': {
      agent: [0, 0, 2.299, 0],
      supervisor: [0, 0, 2.286, 0],
      service: [0.627, 0, 2.286, 0],
    },
    'unexplained-access': {
      agent: [0, 1.06, 2.027, 0],
      supervisor: [0, 1.044, 2.023, 0],
      service: [0, 1.044, 2.023, 0],
    },
  },
  openings: [
    [0.05, -5.022],
    [0.1, -5.89],
    [0.2, -6.452],
    [0.5, -6.933],
    [1, -7.11],
    [2, -7.588],
    [5, -7.588],
  ],
  months: [
    [0.03, -7.522],
    [0.01, -6.856],
    [0.003, -6.25],
  ],
};
