// What kafka.ts asks and kafka-desk.ts answers across processes, and the folder of the programs
// that both start: the repository's own, so that tests and `npm run kafka` fetch them once.

import { fileURLToPath } from 'node:url';

export const programsRoot = fileURLToPath(new URL('../../.dev/programs', import.meta.url));

/** The desk itself, for vitest.config.ts. */
export const kafkaDesk = fileURLToPath(new URL('kafka-desk.ts', import.meta.url));

export type KafkaAnswer =
  | { readonly addresses: readonly string[]; readonly trouble?: undefined }
  | { readonly trouble: string };

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the desk. */
    kafkaDesk: string;
  }
}
