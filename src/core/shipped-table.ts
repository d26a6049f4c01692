// What scores are worth, and from where on somebody is asked or paged, as counted in honest
// worlds. Made by the command in it. DO NOT EDIT: make it anew where detectors have changed.

import type { CalibrationTable } from './calibration.ts';

export const shippedTable: CalibrationTable = {
  producedBy: 'calibrate --days 112 --world lively --seeds 5,6,7 --table',
  tails: {
    'canary-record': {},
    'customer-fan-out': {
      agent: [0.738, 1.847, 3.358, 0],
      supervisor: [0.217, 0.705, 3.411, 0],
      service: [0.713, 1.821, 3.411, 0],
    },
    'customers-of-day': {
      agent: [1.117, 2.905, 5.69, 0],
      supervisor: [1.02, 3.354, 5.865, 0],
      service: [1.112, 2.926, 5.865, 0],
    },
    'denied-then-allowed': {
      agent: [0, 0, 0, 0],
      supervisor: [0, 0, 0, 0],
      service: [0, 0, 0, 0],
    },
    'dormant-account': {
      agent: [0, 0, 0, 0],
      supervisor: [0, 0, 0, 0],
      service: [0, 0, 0, 0],
    },
    enumeration: {
      agent: [0, 0, 0, 0],
      supervisor: [0, 0, 0, 0],
      service: [0, 0, 0, 0],
    },
    'export-tooling': {
      agent: [0, 0.462, 0.728, 0],
      supervisor: [0.541, 0.72, 0.728, 0],
      service: [0.789, 0.965, 0, 0],
    },
    'first-seen': {
      agent: [0, 3.267, 3.332, 0],
      supervisor: [0, 3.267, 3.332, 0],
      service: [0, 3.267, 3.332, 0],
    },
    'life-cycle': {},
    'low-and-slow': {
      agent: [2.607, 7.28, 11.648, 0],
      supervisor: [7.133, 22.504, 0, 0],
      service: [2.699, 8.667, 21.276, 0],
    },
    'off-hours': {
      agent: [0, 1.849, 2.526, 0],
      supervisor: [0, 1.829, 2.516, 0],
      service: [0, 1.829, 2.516, 0],
    },
    'query-shape': {
      agent: [0, 0, 2.439, 0],
      supervisor: [0, 0, 2.544, 0],
      service: [0, 0, 2.544, 0],
    },
    'rows-burst': {
      agent: [0, 1.922, 2.991, 0],
      supervisor: [0.612, 0.891, 3.008, 0],
      service: [0.745, 1.161, 3.008, 0],
    },
    'same-record-again': {
      agent: [0, 1.699, 3.398, 0],
      supervisor: [0, 1.699, 3.398, 0],
      service: [0, 1.699, 3.398, 0],
    },
    'segment-concentration': {
      agent: [0.122, 1.556, 3.952, 0],
      supervisor: [19.244, 21.997, 0, 0],
      service: [0.122, 17.748, 21.586, 0],
    },
    'shared-credential': {
      agent: [0, 3.233, 5.37, 0],
      supervisor: [0, 3.008, 5.315, 0],
      service: [0, 3.204, 5.315, 0],
    },
    'ticket-quality': {
      agent: [2.648, 4.515, 6.747, 0],
      supervisor: [2.602, 0, 6.67, 0],
      service: [2.602, 4.48, 6.67, 0],
    },
    'unexplained-access': {
      agent: [0, 5.308, 12.282, 0],
      supervisor: [0.609, 5.918, 12.639, 0],
      service: [0, 5.333, 12.639, 0],
    },
    'unexplained-drip': {
      agent: [3.575, 13.755, 23.122, 0],
      supervisor: [3.358, 10.511, 22.904, 0],
      service: [3.555, 13.638, 22.904, 0],
    },
  },
  openings: [
    [0.05, -6.287],
    [0.1, -6.775],
    [0.2, -7.134],
    [0.5, -7.845],
    [1, -8.317],
    [2, -9.21],
    [5, -9.21],
  ],
  months: [
    [0.03, -8.216],
    [0.01, -7.369],
    [0.003, -6.775],
    [0.001, -5.988],
  ],
};
