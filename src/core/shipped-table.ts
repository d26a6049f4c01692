// What scores are worth, and from where on somebody is asked or paged, as counted in honest
// worlds. Made by the command in it. DO NOT EDIT: make it anew where detectors have changed.

import type { CalibrationTable } from './calibration.ts';

export const shippedTable: CalibrationTable = {
  producedBy: 'calibrate --days 112 --world lively --seeds 5,6,7 --table',
  tails: {
    'canary-record': {},
    'customer-fan-out': {
      agent: [0.738, 1.844, 3.358, 0],
      supervisor: [0.217, 0.705, 3.411, 0],
      service: [0.713, 1.819, 3.411, 0],
    },
    'customers-of-day': {
      agent: [1.118, 2.905, 5.69, 0],
      supervisor: [1.019, 3.354, 5.865, 0],
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
      agent: [2.609, 7.281, 11.648, 0],
      supervisor: [7.133, 22.504, 0, 0],
      service: [2.698, 8.667, 21.276, 0],
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
      agent: [0, 1.923, 2.991, 0],
      supervisor: [0.612, 0.891, 3.008, 0],
      service: [0.745, 1.161, 3.008, 0],
    },
    'same-record-again': {
      agent: [0, 1.699, 3.398, 0],
      supervisor: [0, 1.699, 3.398, 0],
      service: [0, 1.699, 3.398, 0],
    },
    'segment-concentration': {
      agent: [0.02, 1.431, 3.697, 0],
      supervisor: [19.244, 21.997, 0, 0],
      service: [0.02, 17.748, 21.586, 0],
    },
    'shared-credential': {
      agent: [0, 3.233, 5.37, 0],
      supervisor: [0, 3.008, 5.315, 0],
      service: [0, 3.204, 5.315, 0],
    },
    'ticket-quality': {
      agent: [2.65, 4.531, 6.845, 0],
      supervisor: [2.607, 0, 6.807, 0],
      service: [2.607, 4.502, 6.807, 0],
    },
    'unexplained-access': {
      agent: [0, 5.423, 12.796, 0],
      supervisor: [0.602, 5.709, 13.279, 0],
      service: [0, 5.45, 13.279, 0],
    },
    'unexplained-drip': {
      agent: [2.608, 11.076, 18.196, 0],
      supervisor: [3.143, 11.607, 18.285, 0],
      service: [2.644, 11.094, 18.285, 0],
    },
  },
  openings: [
    [0.05, -6.486],
    [0.1, -6.757],
    [0.2, -7.306],
    [0.5, -7.838],
    [1, -8.319],
    [2, -9.093],
    [5, -9.21],
  ],
  months: [
    [0.03, -8.287],
    [0.01, -7.51],
    [0.003, -6.757],
    [0.001, -6.398],
  ],
};
