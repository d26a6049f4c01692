// Everything of the operating system that the commands use, for the composition root.

export { freeBytes, renewDemoFolder, writeProblem } from './data-folder.ts';
export { openLineFile } from './line-file.ts';
export { neighbourAt, own, ownerOf } from './owner-file.ts';
export { connectProblem } from './reach.ts';
export { systemClock } from './system-clock.ts';
export { openTerminal } from './terminal.ts';
