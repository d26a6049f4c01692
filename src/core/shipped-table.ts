// What scores are worth, and from where on somebody is asked or paged, as counted in honest
// worlds. Made by the command in it. DO NOT EDIT: make it anew where detectors have changed.

import type { CalibrationTable } from './calibration.ts';

export const shippedTable: CalibrationTable = {
  producedBy: 'npm run -s calibrate -- --days 60 --seeds 1 --table',
  tails: {
    'canary-record': {},
    'customer-fan-out': {
      agent: [0.761, 1.486, 0, 0],
      supervisor: [0.489, 1.475, 0, 0],
      service: [0.745, 1.475, 0, 0],
    },
    'rows-burst': {
      agent: [0, 0.968, 0, 0],
      supervisor: [0, 0, 0, 0],
      service: [0.623, 0, 0, 0],
    },
    'unexplained-access': {
      agent: [0, 1.03, 0, 0],
      supervisor: [0, 1.02, 0, 0],
      service: [0, 1.02, 0, 0],
    },
  },
  openings: [
    [0.2, -6.416],
    [0.5, -7.006],
    [1, -7.207],
    [2, -7.705],
    [5, -7.705],
  ],
  months: [
    [0.03, -7.207],
    [0.01, -6.963],
  ],
};
