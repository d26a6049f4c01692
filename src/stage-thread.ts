// What the thread of detect starts: the composition root of one stage, beside main.ts, which lends
// it the local log and hears its facts. See docs/decisions/detect-in-a-thread.md.
//
// The registry of the local log is a file that main.ts has filled before: this thread finds every
// schema of this version there, and so writes none.

import { systemClock as clock } from './adapters/system/system-clock.ts';
import { serveThread } from './adapters/thread/served-thread.ts';
import { detectSettings } from './cli/detect-settings.ts';
import type { DetectOrder } from './cli/outside.ts';
import { logOpening } from './open-log.ts';
import { runDetect } from './stages/detect.ts';

serveThread(async ({ order, log: lent, telemetry, signals }) => {
  const { settings, instance } = order as DetectOrder;
  const { interrupt, stop, drain } = signals;
  const opening = logOpening(clock, interrupt);
  const ways = { telemetry, isPatient: true };
  const codec = await opening.openCodec(settings, ways);
  const log = lent ?? (await opening.openLog(settings, ways));
  try {
    const chosen = { ...detectSettings(settings), instance, drain };
    await runDetect({ log, codec, clock, telemetry }, chosen, stop);
  } finally {
    await log.close();
  }
});
