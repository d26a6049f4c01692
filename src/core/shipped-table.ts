// What scores are worth, and from where on somebody is asked or paged, as counted in honest
// worlds. Made by the command in it. DO NOT EDIT: make it anew where detectors have changed.

import type { CalibrationTable } from './calibration.ts';

export const shippedTable: CalibrationTable = {
  producedBy: 'calibrate --days 112 --world lively --seeds 5,6,7 --table',
  tails: {
    'canary-record': {},
    'customer-fan-out': {
      agent: [0.741, 1.855, 3.358, 0],
      supervisor: [0.217, 0.705, 3.411, 0],
      service: [0.715, 1.828, 3.411, 0],
    },
    'customers-of-day': {
      agent: [1.118, 2.901, 5.69, 0],
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
      agent: [2.605, 7.281, 11.648, 0],
      supervisor: [7.133, 22.504, 0, 0],
      service: [2.697, 8.666, 21.276, 0],
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
      agent: [0, 5.433, 12.796, 0],
      supervisor: [0.602, 5.709, 13.279, 0],
      service: [0, 5.455, 13.279, 0],
    },
    'unexplained-drip': {
      agent: [2.64, 11.169, 18.285, 0],
      supervisor: [3.098, 11, 18.294, 0],
      service: [2.67, 11.165, 18.294, 0],
    },
  },
  openings: [
    [0.05, -6.383],
    [0.1, -6.752],
    [0.2, -7.205],
    [0.5, -7.736],
    [1, -8.291],
    [2, -9.009],
    [5, -9.21],
  ],
  months: [
    [0.03, -8.267],
    [0.01, -7.451],
    [0.003, -6.741],
    [0.001, -6.336],
  ],
};
