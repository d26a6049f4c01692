// Shifts as text in local time, such as 09:00-17:00 or, over midnight, 22:00-06:00. For
// core/enrich. The start belongs to the shift, the end does not; equal ends mean round the clock.

import { dayMs, type Millis, minuteMs } from './time.ts';

export type Shift = { readonly startMinute: number; readonly endMinute: number };

/** Undefined for a text that is no shift: then nothing is known about being on shift. */
export function parseShift(text: string): Shift | undefined {
  const match = /^\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*$/.exec(text);
  if (match === null) return undefined;
  const [startHour, startMinute, endHour, endMinute] = match.slice(1).map(Number);
  const start = startHour! * 60 + startMinute!;
  const end = endHour! * 60 + endMinute!;
  if (startMinute! > 59 || endMinute! > 59 || start >= 1_440 || end > 1_440) return undefined;
  return { startMinute: start, endMinute: end % 1_440 };
}

export function isOnShift(shift: Shift, at: Millis, utcOffsetMinutes: number): boolean {
  const local = at + utcOffsetMinutes * minuteMs;
  const minute = Math.floor((((local % dayMs) + dayMs) % dayMs) / minuteMs);
  const { startMinute, endMinute } = shift;
  if (startMinute === endMinute) return true;
  return startMinute < endMinute
    ? minute >= startMinute && minute < endMinute
    : minute >= startMinute || minute < endMinute;
}
