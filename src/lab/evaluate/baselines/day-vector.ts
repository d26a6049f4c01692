// A day as the forests see it: the eight features of the peer deviation in docs/detection.md's
// catalogue, and two of volume, each brought to a scale on which a difference means something.

import { log1p } from '../../../core/stats/special.ts';
import type { PersonDays } from '../day-features.ts';

export const dimensions = 10;

const shiftMinutes = 480;

export function dayVector(person: PersonDays, day: number): Float64Array {
  const get = (feature: Parameters<PersonDays['get']>[1]) => person.get(day, feature);
  const events = Math.max(1, get('events'));
  const distinct = Math.max(1, get('distinct'));
  return Float64Array.of(
    log1p(get('distinct')),
    log1p(get('rows')),
    log1p(get('unexplained')),
    get('unexplained') / distinct,
    get('offHours') / events,
    log1p(get('newThings')),
    get('tickets') / distinct,
    get('segmentShift'),
    get('minutes') / shiftMinutes,
    get('touches') / events,
  );
}
