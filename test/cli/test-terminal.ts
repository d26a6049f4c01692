// An outside world for tests of the command line: a terminal that keeps what it is told, a real
// file system, and neither a log nor ClickHouse.

import type { Outside } from '../../src/cli/outside.ts';

export type Heard = { output: string; remarks: string };

export function testOutside(heard: Heard, given: Partial<Outside> = {}): Outside {
  const absent = (what: string) => () => {
    throw new Error(`this test has no ${what}`);
  };
  return {
    version: '0.0.0-test',
    clock: { now: () => 0, sleep: async () => undefined },
    terminal: {
      write: async (text) => {
        heard.output += text;
      },
      remark: (text) => {
        heard.remarks += text;
      },
      isInteractive: false,
      columns: 80,
      outputColumns: undefined,
      isGone: false,
    },
    machine: {
      nodeVersion: '24.0.0',
      platform: 'linux x64',
      hasEmbeddedClickHouse: true,
      cores: 1,
      user: 'tester@desk',
      placeOf: (folder) => `test:${folder}`,
      connectProblem: async () => undefined,
      hasData: () => false,
      freeBytes: async () => 1e12,
      writeProblem: () => undefined,
    },
    stop: new AbortController().signal,
    openLog: absent('log'),
    openCodec: absent('codec'),
    openRegistry: absent('registry'),
    runDetectApart: absent('thread'),
    openEngine: absent('engine'),
    connect: absent('engine'),
    openTelemetry: absent('telemetry'),
    listen: absent('socket'),
    ownerOf: () => undefined,
    own: () => ({ announce: () => undefined, release: () => undefined }),
    openInput: absent('files'),
    openLines: absent('files'),
    openRecords: absent('files'),
    renewDemoFolder: absent('files'),
    ...given,
  };
}
