// What an enrich task counts between two commits, and tells once the commit is made: if it told
// earlier, a crash would have it told twice. For enrich-task.ts.

import type { DeadLetterReason } from '../core/dead-letter.ts';
import type { Telemetry } from '../ports.ts';

export class EnrichCounts {
  unknownUsers = 0;
  duplicates = 0;
  explained = 0;
  /** Touches that waited long enough, and those given up because too many waited. */
  expired = 0;
  crowdedOut = 0;
  readonly #rejected = new Map<DeadLetterReason, number>();

  reject(reason: DeadLetterReason): void {
    this.#rejected.set(reason, (this.#rejected.get(reason) ?? 0) + 1);
  }

  tell(telemetry: Telemetry, partition: number): void {
    for (const [reason, records] of this.#rejected) {
      telemetry.emit({ kind: 'records-rejected', stage: 'enrich', reason, records });
    }
    const { duplicates, unknownUsers, explained, crowdedOut } = this;
    if (duplicates > 0) {
      telemetry.emit({ kind: 'duplicates-dropped', partition, records: duplicates });
    }
    if (unknownUsers > 0) {
      telemetry.emit({ kind: 'user-unknown', partition, records: unknownUsers });
    }
    if (explained > 0) telemetry.emit({ kind: 'touches-explained', partition, touches: explained });
    const touches = this.expired + crowdedOut;
    if (touches > 0) telemetry.emit({ kind: 'touches-expired', partition, touches, crowdedOut });
  }
}
