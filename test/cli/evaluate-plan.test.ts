// What the flags of `evaluate` come to, and what is wrong with them.

import { describe, expect, test } from 'vitest';
import type { Flags } from '../../src/cli/command.ts';
import { planFrom } from '../../src/cli/evaluate-plan.ts';

function flagsOf(given: Readonly<Record<string, string>>): Flags {
  return { has: (name) => name in given, text: (name) => given[name] };
}

const planOf = (given: Readonly<Record<string, string>>) => planFrom(flagsOf(given), '1.2.3');

describe('plan', () => {
  test('without flags: tuning seeds, a placebo, ten paces and three bursts', () => {
    const { world, run, cells, budgets, hasTickets } = planOf({});
    expect(hasTickets).toBe(true);
    expect(planOf({ 'without-tickets': '' }).hasTickets).toBe(false);
    expect(world).toMatchObject({ agents: 400, days: 120, thief: 'none', attack: undefined });
    expect(world.shape).toMatchObject({ campaignsPerWeek: 1 });
    expect(run).toMatchObject({ command: 'evaluate', version: '1.2.3', seeds: [1, 2] });
    expect(run.sealed).toBeNull();
    expect(cells).toHaveLength(14);
    expect(cells[0]!.id).toBe('placebo');
    expect(cells.map(({ id }) => id).slice(-3)).toEqual(['burst+40', 'burst+100', 'burst+300']);
    expect(budgets).toEqual([1, 0.2, 0.05]);
  });

  test('quick is small, and what is said beside it wins', () => {
    expect(planOf({ quick: '' }).world).toMatchObject({ agents: 100, days: 90 });
    expect(planOf({ quick: '', agents: '30' }).world).toMatchObject({ agents: 30, days: 90 });
  });

  test('seeds one by one and as ranges, each once', () => {
    expect(planOf({ seeds: '7,31-33,32, 2' }).run.seeds).toEqual([7, 31, 32, 33, 2]);
    expect(planOf({ seeds: '1-1000,1,7' }).run.seeds).toHaveLength(1_000);
  });

  test('the seeds of a report follow from commit and nonce, and change with either', () => {
    const sealed = { commit: 'abc123', nonce: '4711', worlds: '3' };
    const { seeds, sealed: told } = planOf(sealed).run;
    // printf 'abc123 4711 1' | sha256sum | head -c 8
    expect(seeds[0]).toBe(0x365275d2);
    expect(new Set(seeds).size).toBe(3);
    expect(told).toEqual({ commit: 'abc123', nonce: '4711' });
    expect(planOf({ ...sealed, nonce: '4712' }).run.seeds).not.toEqual(seeds);
    expect(planOf({ ...sealed, commit: 'abc124' }).run.seeds).not.toEqual(seeds);
    expect(planOf({ ...sealed, worlds: '2' }).run.seeds).toEqual(seeds.slice(0, 2));
  });

  test('attacks by name, each once', () => {
    const { cells } = planOf({ attacks: 'no-ticket+7,slow-ramp/2,no-ticket+7,stalking' });
    const ids = ['no-ticket+7', 'slow-ramp/2', 'stalking/1', 'stalking/2', 'stalking/3'];
    expect(cells.map(({ id }) => id)).toEqual(['placebo', ...ids]);
  });

  for (const { given, because } of [
    { given: { attacks: 'colusion' }, because: /there is none called 'colusion'/ },
    { given: { nonce: '1' }, because: /--nonce and --commit go together/ },
    { given: { seeds: '1,x' }, because: /--seeds/ },
    { given: { seeds: '1.5' }, because: /--seeds/ },
    { given: { seeds: '9-8' }, because: /--seeds/ },
    { given: { seeds: '1-' }, because: /--seeds/ },
    { given: { seeds: '-5' }, because: /--seeds/ },
    { given: { seeds: '1-2-3' }, because: /--seeds/ },
    { given: { seeds: '' }, because: /--seeds/ },
    { given: { seeds: '1-1000,2000' }, because: /--seeds are at most 1000/ },
    { given: { budgets: '0' }, because: /--budgets/ },
    { given: { days: '30' }, because: /--days must be 60 or more/ },
    { given: { thresholds: 'mached' }, because: /--thresholds is frozen or matched/ },
    { given: { thieves: '0' }, because: /--thieves/ },
    { given: { world: 'livly' }, because: /--world/ },
  ] as { given: Record<string, string>; because: RegExp }[]) {
    test(`${JSON.stringify(given)} is bad usage`, () => {
      expect(() => planOf(given)).toThrow(because);
    });
  }
});
