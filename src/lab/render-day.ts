// A planned day as events: those of honest people and services, and those of the theft. For
// simulate.

import { dayMs } from '../core/time.ts';
import type { DayOfWorld } from './plan-days.ts';
import { Random } from './random.ts';
import { type EventDraft, Renderer } from './render.ts';
import { renderServices } from './services.ts';
import { shapeOf } from './simulate-settings.ts';
import type { Parts } from './truth.ts';
import type { Visit } from './visit.ts';

/** An event by which customers were taken, and the visit that it is of. */
export type Stolen = { readonly event: EventDraft; readonly visit: Visit };

export type RenderedDay = {
  readonly events: readonly EventDraft[];
  /** Those among them that are theft. */
  readonly stolen: ReadonlyMap<EventDraft, Visit>;
};

export function renderDay(parts: Parts, plan: DayOfWorld): RenderedDay {
  const { settings, staff, customers } = parts;
  const renderer = new Renderer(customers, shapeOf(settings));
  const honest: EventDraft[] = [];
  const added: EventDraft[] = [];
  const stolen = new Map<EventDraft, Visit>();
  const random = new Random(`${settings.seed}/render/${plan.day}`);
  const theftRandom = new Random(`${settings.seed}/render-theft/${plan.day}`);
  for (const member of staff.members) {
    if (!staff.isOnDuty(member, plan.day)) continue;
    renderer.renderDuty(member, staff.shiftStart(member, plan.day), honest, random);
  }
  for (const visit of plan.visits) {
    const isTheft = visit.kind === 'theft';
    const [out, own] = isTheft ? [added, theftRandom] : [honest, random];
    const first = out.length;
    renderer.renderVisit(visit, own, out);
    if (!isTheft && !visit.isCopied) continue;
    for (const event of out.slice(first)) stolen.set(Object.assign(event, visit.changes), visit);
  }
  renderServices(
    { start: settings.start + plan.day * dayMs, visits: plan.visits },
    customers,
    honest,
  );
  return { events: [...honest, ...added], stolen };
}
