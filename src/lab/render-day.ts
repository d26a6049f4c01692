// A planned day as events: those of honest people and services, and those of the theft. For
// simulate.

import { dayMs } from '../core/time.ts';
import type { DayOfWorld } from './plan-days.ts';
import { Random } from './random.ts';
import { type EventDraft, Renderer } from './render.ts';
import { renderServices } from './services.ts';
import { shapeOf } from './simulate-settings.ts';
import type { Parts } from './truth.ts';

export function renderDay(
  parts: Parts,
  plan: DayOfWorld,
): { honest: EventDraft[]; stolen: EventDraft[] } {
  const { settings, staff, customers } = parts;
  const renderer = new Renderer(customers, shapeOf(settings));
  const honest: EventDraft[] = [];
  const stolen: EventDraft[] = [];
  const random = new Random(`${settings.seed}/render/${plan.day}`);
  const theftRandom = new Random(`${settings.seed}/render-theft/${plan.day}`);
  for (const member of staff.members) {
    if (!staff.isOnDuty(member, plan.day)) continue;
    renderer.renderDuty(member, staff.shiftStart(member, plan.day), honest, random);
  }
  for (const visit of plan.visits) {
    if (visit.kind === 'theft') renderer.renderVisit(visit, theftRandom, stolen);
    else renderer.renderVisit(visit, random, honest);
  }
  renderServices(
    { start: settings.start + plan.day * dayMs, visits: plan.visits },
    customers,
    honest,
  );
  return { honest, stolen };
}
