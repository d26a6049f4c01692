// What a detect task begins with: its writer, which fences the owner before; the state as far as it
// was saved; where to write more of it. Made here for detect-task.ts.

import { Pipeline } from '../core/pipeline.ts';
import type { LogWriter } from '../ports.ts';
import { DetectOutputs } from './detect-outputs.ts';
import { type Restored, restoreDetect } from './detect-restore.ts';
import type { DetectSettings } from './detect-settings.ts';
import { roundLimits, Snapshots } from './detect-snapshot.ts';
import { type Build, buildOf } from './detect-state.ts';
import type { StagePorts } from './stage-ports.ts';

export type DetectStart = Restored & {
  readonly ports: StagePorts;
  readonly settings: DetectSettings;
  readonly build: Build;
  readonly writer: LogWriter;
  readonly outputs: DetectOutputs;
  readonly snapshots: Snapshots;
};

export async function startDetect(
  ports: StagePorts,
  settings: DetectSettings,
  partition: number,
): Promise<DetectStart> {
  const { log, codec, telemetry, clock } = ports;
  const id = `detect-${partition}`;
  const writer = await log.writer(id, { isOneAhead: true });
  const outputs = new DetectOutputs(codec, telemetry, partition);
  const { detectors, graceMs, budgets, stateEveryMs: everyMs } = settings;
  const open = () => new Pipeline({ partition, detectors, graceMs, budgets }, outputs);
  const build = buildOf(settings);
  const restored = await restoreDetect(ports, { ...build, partition, open });
  const snapshots = new Snapshots({
    ...{ codec, clock, build, restored, everyMs },
    pipeline: restored.pipeline,
    state: outputs.state,
    kept: outputs.kept,
    limits: settings.roundLimits ?? roundLimits,
  });
  return { ...restored, ports, settings, build, writer, outputs, snapshots };
}
