// What scores are worth, and from where on somebody is asked or paged, as counted in honest
// worlds. Made by the command in it. DO NOT EDIT: make it anew where detectors have changed.

import type { CalibrationTable } from './calibration.ts';

export const shippedTable: CalibrationTable = {
  producedBy:
    'calibrate --agents 300 --customers 90000 --days 112 --world lively --seeds 5,6,7 --table',
  tails: {
    'canary-record': {},
    'customer-fan-out': {
      agent: [0.764, 2.199, 10.57, 0],
      supervisor: [78.042, 135.793, 0, 0],
      service: [0.795, 45.112, 130.072, 0],
    },
    'customers-of-day': {
      agent: [1.132, 3.041, 9.313, 0],
      supervisor: [27.5, 68.451, 0, 0],
      service: [1.183, 16.76, 59.639, 0],
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
      agent: [0, 0, 6.837, 0],
      supervisor: [0, 0, 6.389, 0],
      service: [0, 0, 6.389, 0],
    },
    'export-tooling': {
      agent: [0, 0.631, 2.613, 0],
      supervisor: [0.541, 0.722, 2.613, 0],
      service: [0.778, 0.887, 2.613, 0],
    },
    'first-seen': {
      agent: [0, 3.279, 5.279, 0],
      supervisor: [0, 3.267, 5.279, 0],
      service: [0, 3.279, 5.279, 0],
    },
    'life-cycle': {},
    'low-and-slow': {
      agent: [2.9, 7.328, 11.898, 0],
      supervisor: [0.091, 1.278, 11.709, 0],
      service: [2.785, 7.21, 11.709, 0],
    },
    'off-hours': {
      agent: [0, 1.857, 2.57, 0],
      supervisor: [0, 1.841, 2.558, 0],
      service: [0, 1.841, 2.558, 0],
    },
    'query-shape': {
      agent: [0, 0, 5.47, 0],
      supervisor: [0, 0, 4.505, 0],
      service: [0, 0, 4.505, 0],
    },
    'rows-burst': {
      agent: [0, 2.098, 6.417, 0],
      supervisor: [14.128, 17.031, 0, 0],
      service: [0.745, 1.161, 16.871, 0],
    },
    'same-record-again': {
      agent: [0, 1.699, 18.689, 0],
      supervisor: [0, 1.699, 18.689, 0],
      service: [0, 1.699, 18.689, 0],
    },
    'segment-concentration': {
      agent: [0.103, 2.496, 16.068, 0],
      supervisor: [19.188, 21.888, 21.898, 0],
      service: [0.369, 18.079, 21.898, 0],
    },
    'shared-credential': {
      agent: [0, 3.228, 5.369, 0],
      supervisor: [0, 3.008, 5.315, 0],
      service: [0, 3.204, 5.315, 0],
    },
    'ticket-quality': {
      agent: [2.643, 4.507, 6.703, 0],
      supervisor: [2.596, 0, 6.609, 0],
      service: [2.596, 4.449, 6.609, 0],
    },
    'unexplained-access': {
      agent: [0.26, 7.497, 23.133, 0],
      supervisor: [27.003, 28.269, 28.329, 0],
      service: [0.26, 25.912, 28.329, 0],
    },
    'unexplained-drip': {
      agent: [4.883, 16.919, 31.819, 0],
      supervisor: [1.737, 7.3, 31.403, 0],
      service: [4.684, 16.402, 31.403, 0],
    },
  },
  openings: [
    [0.05, -6.367],
    [0.1, -6.555],
    [0.2, -6.964],
    [0.5, -7.802],
    [1, -8.308],
    [2, -9.229],
    [5, -9.229],
  ],
  months: [
    [0.03, -8.197],
    [0.01, -7.279],
    [0.003, -6.577],
    [0.001, -4.39],
  ],
};
