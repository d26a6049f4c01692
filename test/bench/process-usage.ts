// What processes cost, from /proc, so on Linux only: CPU seconds and peak memory of one, and how
// busy the whole machine was, which tells whether somebody else was at work. Used by the benchmarks
// that run the real program.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export type Usage = { cpuSeconds: number; peakMb: number };

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** CPU seconds and peak memory of a process so far; one that is gone keeps what was last seen. */
export function noteUsage(usage: Usage, pid: number): void {
  const stat = read(`/proc/${pid}/stat`);
  const status = read(`/proc/${pid}/status`);
  if (stat === '' || status === '') return;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  usage.cpuSeconds = Math.max(usage.cpuSeconds, cpuSeconds);
  const peakKb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
  usage.peakMb = Math.max(usage.peakMb, peakKb / 1_024);
}

export function usageOf(pid: number): Usage {
  const usage = { cpuSeconds: 0, peakMb: 0 };
  noteUsage(usage, pid);
  return usage;
}

export function childrenOf(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

export type MachineUsage = { readonly busySeconds: number; readonly stolenSeconds: number };

/** Of all cores since the machine started; stolen: what the host gave to other guests. */
export function machineUsage(): MachineUsage {
  const line = read('/proc/stat').split('\n')[0] ?? '';
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, stolen = 0] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map((ticks) => Number(ticks) / ticksPerSecond);
  return { busySeconds: user + nice + system + irq + softIrq, stolenSeconds: stolen };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // The process ended between two looks: what was seen before stands.
    if (error instanceof Error) return '';
    throw error;
  }
}
