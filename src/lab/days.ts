// What a day brings everybody, or a team: more customers than usual, or a ticket system that is
// down. For plan. It all explains what would look odd in one person alone.

import { Random } from './random.ts';
import { type Shape, type SimulateSettings, shapeOf } from './simulate-settings.ts';
import type { Team } from './teams.ts';

export type TeamDay = {
  /** Factor on the customers who come. */
  readonly demand: number;
  /** Most of what is looked up gets no ticket. */
  readonly isTicketSystemDown: boolean;
};

export class Days {
  readonly #settings: SimulateSettings;
  readonly #shape: Shape;

  constructor(settings: SimulateSettings) {
    this.#settings = settings;
    this.#shape = shapeOf(settings);
  }

  /** Factor on the customers of the company. */
  company(day: number): number {
    return this.#random('plan/company', day).lognormal(1, this.#shape.companyDaySpread);
  }

  team(team: Team, day: number): TeamDay {
    const { teamDaySpread, ticketOutageShare } = this.#shape;
    const spread = this.#random(`plan/team-${team.index}`, day).lognormal(1, teamDaySpread);
    return {
      demand: spread * this.#outage(team, day) * this.#release(team, day),
      isTicketSystemDown:
        ticketOutageShare > 0 &&
        this.#random(`days/tickets-${team.index}`, day).isChance(ticketOutageShare),
    };
  }

  /** What does not work brings customers: to all teams that answer for it. */
  #outage({ segment }: Team, day: number): number {
    const { outageShare } = this.#shape;
    if (outageShare === 0) return 1;
    const random = this.#random(`days/outage-${segment}`, day);
    return random.isChance(outageShare) ? 1.6 + 1.4 * random.next() : 1;
  }

  /** Of each product a release every six weeks, which makes a week of work. */
  #release({ product }: Team, day: number): number {
    const week = Math.floor(day / 7) + this.#settings.seed;
    return week % 6 === product % 6 ? this.#shape.releaseFactor : 1;
  }

  #random(component: string, day: number): Random {
    return new Random(`${this.#settings.seed}/${component}/${day}`);
  }
}
