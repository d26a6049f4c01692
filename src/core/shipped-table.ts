// What scores are worth, and from where on somebody is asked or paged, as counted in honest
// worlds. Made by the command in it. DO NOT EDIT: make it anew where detectors have changed.

import type { CalibrationTable } from './calibration.ts';

export const shippedTable: CalibrationTable = {
  producedBy:
    'calibrate --agents 1000 --customers 300000 --days 112 --world lively --seeds 3-10 --table',
  tails: {
    'canary-record': {},
    'customer-fan-out': {
      agent: [0.732, 1.818, 3.408, 0],
      supervisor: [0.203, 0.656, 99.355, 0],
      service: [0.708, 1.798, 3.588, 0],
    },
    'customers-of-day': {
      agent: [1.118, 2.785, 5.379, 0],
      supervisor: [0.932, 3.19, 35.941, 0],
      service: [1.11, 2.802, 5.754, 0],
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
      agent: [0, 0.395, 0.713, 0],
      supervisor: [0.513, 0.716, 0.936, 0],
      service: [0.903, 0, 0, 0],
    },
    'first-seen': {
      agent: [0, 3.267, 3.332, 0],
      supervisor: [0, 3.267, 3.332, 0],
      service: [0, 3.267, 3.332, 0],
    },
    'life-cycle': {},
    'low-and-slow': {
      agent: [2.896, 8.049, 14.438, 0],
      supervisor: [6.36, 20.936, 30.803, 0],
      service: [2.959, 9.132, 18.954, 0],
    },
    'off-hours': {
      agent: [0, 1.834, 2.52, 0],
      supervisor: [0, 1.818, 2.516, 0],
      service: [0, 1.818, 2.516, 0],
    },
    'query-shape': {
      agent: [0, 0, 0, 0],
      supervisor: [0, 0, 2.866, 0],
      service: [0, 0, 0, 0],
    },
    'rows-burst': {
      agent: [0, 1.794, 2.92, 0],
      supervisor: [0.58, 0.869, 15.467, 0],
      service: [0.649, 0.947, 3.033, 0],
    },
    'same-record-again': {
      agent: [0, 1.699, 6.796, 0],
      supervisor: [0, 1.699, 2.709, 0],
      service: [0, 1.699, 6.796, 0],
    },
    'segment-concentration': {
      agent: [0.037, 1.579, 4.339, 0],
      supervisor: [19.209, 22.362, 23.68, 0],
      service: [0.037, 17.117, 21.881, 0],
    },
    'shared-credential': {
      agent: [0, 3.191, 5.312, 0],
      supervisor: [0, 2.966, 3.985, 0],
      service: [0, 3.162, 5.237, 0],
    },
    'ticket-quality': {
      agent: [2.621, 4.534, 6.878, 0],
      supervisor: [2.577, 0, 0, 0],
      service: [2.577, 4.482, 6.791, 0],
    },
    'unexplained-access': {
      agent: [0, 5.093, 11.669, 0],
      supervisor: [0.554, 7.131, 28.197, 0],
      service: [0, 5.202, 12.674, 0],
    },
    'unexplained-drip': {
      agent: [2.626, 9.863, 18.003, 0],
      supervisor: [2.499, 9.294, 21.008, 0],
      service: [2.62, 9.834, 18.163, 0],
    },
  },
  openings: [
    [0.05, -6.12],
    [0.1, -6.761],
    [0.2, -7.209],
    [0.5, -7.856],
    [1, -8.348],
    [2, -9.566],
    [5, -9.566],
  ],
  months: [
    [0.03, -8.334],
    [0.01, -7.563],
    [0.003, -6.775],
    [0.001, -5.829],
  ],
};
