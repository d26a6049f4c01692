// What scores are worth, and from where on somebody is asked or paged, as counted in honest
// worlds. Made by the command in it. DO NOT EDIT: make it anew where detectors have changed.

import type { CalibrationTable } from './calibration.ts';

export const shippedTable: CalibrationTable = {
  producedBy:
    'calibrate --agents 1000 --customers 300000 --days 112 --world lively --seeds 3-10 --table',
  tails: {
    'canary-record': {},
    'customer-fan-out': {
      agent: [0.732, 1.818, 3.408, 8.065],
      supervisor: [0.203, 0.656, 99.355, 0],
      service: [0.708, 1.798, 3.588, 80.158],
    },
    'customers-of-day': {
      agent: [1.118, 2.785, 5.379, 9.932],
      supervisor: [0.932, 3.19, 35.941, 0],
      service: [1.11, 2.802, 5.754, 29.073],
    },
    'denied-then-allowed': {
      agent: [0, 0, 0, 0],
      supervisor: [0, 0, 0, 0],
      service: [0, 0, 0, 0],
    },
    'dormant-account': {
      agent: [0, 0, 0, 1.479],
      supervisor: [0, 0, 0, 1.459],
      service: [0, 0, 0, 1.459],
    },
    enumeration: {
      agent: [0, 0, 0, 0],
      supervisor: [0, 0, 0, 0],
      service: [0, 0, 0, 0],
    },
    'export-tooling': {
      agent: [0, 0.395, 0.713, 2.591],
      supervisor: [0.513, 0.716, 0.936, 2.591],
      service: [0.903, 0, 0, 2.591],
    },
    'first-seen': {
      agent: [0, 3.267, 3.332, 5.298],
      supervisor: [0, 3.267, 3.332, 5.281],
      service: [0, 3.267, 3.332, 5.281],
    },
    'life-cycle': {},
    'low-and-slow': {
      agent: [2.896, 8.049, 14.438, 21.317],
      supervisor: [6.36, 20.936, 30.803, 0],
      service: [2.959, 9.132, 18.954, 29.162],
    },
    'off-hours': {
      agent: [0, 1.834, 2.52, 2.947],
      supervisor: [0, 1.818, 2.516, 2.953],
      service: [0, 1.818, 2.516, 2.953],
    },
    'query-shape': {
      agent: [0, 0, 0, 5.316],
      supervisor: [0, 0, 2.866, 5.141],
      service: [0, 0, 0, 5.141],
    },
    'rows-burst': {
      agent: [0, 1.794, 2.92, 5.777],
      supervisor: [0.58, 0.869, 15.467, 0],
      service: [0.649, 0.947, 3.033, 14.412],
    },
    'same-record-again': {
      agent: [0, 1.699, 6.796, 20.388],
      supervisor: [0, 1.699, 2.709, 20.388],
      service: [0, 1.699, 6.796, 20.388],
    },
    'segment-concentration': {
      agent: [0.037, 1.579, 4.339, 9.022],
      supervisor: [19.209, 22.362, 23.68, 0],
      service: [0.037, 17.117, 21.881, 23.46],
    },
    'shared-credential': {
      agent: [0, 3.191, 5.312, 8.359],
      supervisor: [0, 2.966, 3.985, 8.315],
      service: [0, 3.162, 5.237, 8.315],
    },
    'ticket-quality': {
      agent: [2.621, 4.534, 6.878, 9.619],
      supervisor: [2.577, 0, 0, 9.529],
      service: [2.577, 4.482, 6.791, 9.529],
    },
    'unexplained-access': {
      agent: [0, 5.093, 11.669, 21.361],
      supervisor: [0.554, 7.131, 28.197, 0],
      service: [0, 5.202, 12.674, 28.08],
    },
    'unexplained-drip': {
      agent: [2.626, 9.863, 18.003, 29.313],
      supervisor: [2.499, 9.294, 21.008, 30.995],
      service: [2.62, 9.834, 18.163, 30.995],
    },
  },
  openings: [
    [0.05, -6.155],
    [0.1, -6.734],
    [0.2, -7.149],
    [0.5, -7.794],
    [1, -8.321],
    [2, -9.566],
    [5, -9.566],
  ],
  months: [
    [0.03, -8.298],
    [0.01, -7.515],
    [0.003, -6.748],
    [0.001, -5.89],
  ],
};
