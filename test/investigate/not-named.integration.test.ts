// Whom a list must not name, and whom it must, from accesses as they are archived: victims who came
// to another segment since, customers somebody has kept for long, and work through a campaign.

import { beforeEach, describe, expect, test } from 'vitest';
import { dayMs, hourMs, type Millis } from '../../src/core/time.ts';
import { attributeList } from '../../src/investigate/attribution/attribute-list.ts';
import { attributionJson } from '../../src/investigate/attribution/attribution-json.ts';
import { attributionText } from '../../src/investigate/attribution/attribution-words.ts';
import { Random } from '../../src/lab/random.ts';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import { plant, type Row } from '../support/planted-rows.ts';

const world = embedded();
const start = Date.UTC(2026, 0, 1);
const complained = start + 290 * dayMs;
const customers = 4_000;

type Opening = {
  readonly user: string;
  readonly subject: string;
  readonly at: Millis;
  readonly reason?: string;
  readonly queue?: string;
  readonly touch?: string;
  readonly segment?: string;
};

const some = (count: number, name: string) =>
  Array.from({ length: count }, (_, i) => `${name}${i}`);

/** Twenty people, of whom each reads one in twenty of the customers. */
function honest(): Opening[] {
  const random = new Random('house');
  return Array.from({ length: 8_000 }, () => ({
    user: `agent-${random.below(20)}`,
    subject: `c${random.below(customers)}`,
    at: start + Math.floor(random.next() * 300) * dayMs + random.below(24) * hourMs,
    queue: `queue-${random.below(8)}`,
    reason: random.isChance(0.05) ? 'none' : 'ticket-named',
  }));
}

async function archive(...openings: readonly (readonly Opening[])[]): Promise<void> {
  const rows = openings.flat().map((one, i): Row => {
    const { user, subject, at, reason = 'none', queue = 'own', touch = 'opened' } = one;
    return {
      ...{ _log: 'log', _partition: 0, _offset: i, event_id: `e${i}`, at: timeOf(at), user },
      ...{ user_kind: 'human', queue, touch, subjects: [subject], subject_count: 1 },
      ...{ segments: [one.segment ?? 'en'], reasons: [reason] },
    };
  });
  await plant(world.warehouse, 'access', rows);
}

function timeOf(at: Millis): string {
  return new Date(at).toISOString().replace('T', ' ').replace('Z', '');
}

/** What the reference data said of them, from when on. */
async function known(ids: readonly string[], versions: readonly (readonly [string, Millis])[]) {
  const rows = versions.flatMap(([segment, at], version) =>
    ids.map((id, i): Row => {
      const place = { _log: 'subjects', _offset: version * ids.length + i, _seen_at: timeOf(at) };
      return { ...place, _key: id, id, segment };
    }),
  );
  await plant(world.warehouse, 'subjects', rows);
}

async function ask(ids: readonly string[]) {
  const dates = { reportedAt: null, complainedAt: complained };
  return await attributeList(
    world.warehouse,
    ids.map((id) => ({ id, certainty: 1, dates })),
  );
}
type Answer = Awaited<ReturnType<typeof ask>>;

function decisionOf({ suspects }: Answer, who: string) {
  return suspects.find(({ entity }) => entity === who)?.decision;
}

const tables = ['access', 'access_by_subject', 'access_control', 'user_day'];
const reference = ['subjects', 'subjects_versions'];

describeEmbedded('attributeList', () => {
  beforeEach(async () => {
    for (const table of [...tables, ...reference]) {
      await world.warehouse.execute(`TRUNCATE TABLE ${table}`);
    }
  });

  describe('of victims whom nobody read in time', () => {
    const theft = start + 250 * dayMs;
    const [met, unmet] = [some(6, 'met'), some(34, 'unmet')];
    const ids = [...met, ...unmet];
    /** A tenth of all customers, and as much of the list: what chance brings. */
    const reads = [
      ...some(400, 'c').map((_, i) => ({
        ...{ user: 'kim', subject: `c${i * 10}` },
        at: theft - (i % 120) * dayMs,
      })),
      ...met.map((subject, i) => ({ user: 'kim', subject, at: theft + i * dayMs })),
    ];
    const since = (segment: string) =>
      unmet.map((subject) => {
        return { user: 'triage', subject, at: complained + 2 * dayMs, segment };
      });
    const stratumOf = ({ evidence }: Answer, id: string) =>
      evidence.victims.find((one) => one.id === id)!;

    test('what they were moved to after the complaint accuses nobody', async () => {
      await archive(honest(), reads, since('fraud-case'));
      const answer = await ask(ids);
      expect(decisionOf(answer, 'kim')).toBe('none');
      expect(stratumOf(answer, 'unmet0').stratum).toBe('en');
      expect(JSON.stringify(answer.evidence.victims)).not.toContain('fraud-case');
    });

    test('nor what the reference data says since, of whom nobody has ever read', async () => {
      await archive(honest(), reads);
      await known(unmet, [['fraud-case', complained + dayMs]]);
      const answer = await ask(ids);
      expect(decisionOf(answer, 'kim')).toBe('none');
      // The oldest that is known, and any of the list: whichever is read the likeliest.
      const { stratum, otherStrata } = stratumOf(answer, 'unmet0');
      expect([stratum, otherStrata]).toEqual(['fraud-case', ['en']]);
    });

    test('what it said at the cut-off counts, and not what it says now', async () => {
      await archive(honest(), reads);
      await known(unmet, [
        ['trial', start],
        ['en', start + 100 * dayMs],
        ['fraud-case', complained + dayMs],
      ]);
      const answer = await ask(ids);
      expect(decisionOf(answer, 'kim')).toBe('none');
      expect(stratumOf(answer, 'unmet0')).toMatchObject({ stratum: 'en' });
      expect(stratumOf(answer, 'unmet0').otherStrata).toBeUndefined();
    });

    test('their last read before counts, and what was said since until the cut-off', async () => {
      const early = unmet.map((subject) => {
        return { user: 'agent-1', subject, at: start + dayMs, segment: 'trial' };
      });
      await archive(honest(), reads, early, since('fraud-case'));
      expect(stratumOf(await ask(ids), 'unmet0')).toMatchObject({ stratum: 'trial' });
      await known(unmet, [['en', start + 100 * dayMs]]);
      const answer = await ask(ids);
      expect(stratumOf(answer, 'unmet0')).toMatchObject({ stratum: 'trial', otherStrata: ['en'] });
      expect(decisionOf(answer, 'kim')).toBe('none');
    });
  });

  describe('whoever keeps customers without tickets', () => {
    const firm = some(25, 'firm');
    const kept = (from: number) =>
      firm.flatMap((subject, i) =>
        Array.from({ length: 20 }, (_, n) => ({
          ...{ user: 'keeper', subject, queue: 'keys' },
          at: start + (from + n * 14 + (i % 5)) * dayMs,
        })).filter(({ at }) => at < complained - 3 * dayMs),
      );
    const others = firm.map((subject, i) => {
      return { user: `agent-${i % 20}`, subject, at: start + (120 + i) * dayMs };
    });

    test('is a lead and no name when they complain, and it is said why', async () => {
      await archive(honest(), kept(0), others);
      const answer = await ask(firm.slice(0, 10));
      const [keeper] = answer.suspects;
      expect(keeper).toMatchObject({ entity: 'keeper', decision: 'lead', hits: 10, known: 10 });
      expect(attributionJson(answer).suspects[0]!.known_for_long).toBe(10);
      expect(keeper!.robustness).toEqual({ hangsOn: [], same: 20, draws: 20 });
      expect(keeper!.ifEarlier!.map(({ decision }) => decision)).toEqual(['lead', 'lead', 'lead']);
      expect(attributionText(answer).join('\n')).toContain(
        'For them speaks: 10 of these 10 records they had opened before 2026-04-18 already, when ' +
          'nothing had been stolen, as far as is known: no name rests on these.',
      );
    });

    test('in a log no longer than the look-back is named, and it is said why not', async () => {
      await archive(honest(), kept(110), others);
      const answer = await ask(firm.slice(0, 10));
      expect(decisionOf(answer, 'keeper')).toBe('named');
      expect(attributionText(answer).join('\n')).toContain(
        'For them speaks: 10 of these 10 records they have opened on several days: whoever keeps ' +
          'customers does, or looks twice.',
      );
    });

    test('to have listed or exported them before clears nobody', async () => {
      const early = firm.flatMap((subject) =>
        ['listed', 'exported'].map((touch) => ({ user: 'keeper', subject, at: start, touch })),
      );
      await archive(honest(), early, kept(110), others);
      expect(decisionOf(await ask(firm.slice(0, 10)), 'keeper')).toBe('named');
    });
  });

  test('two who were asked to read the same take the name from no thief', async () => {
    const ids = some(10, 'victim');
    const theft = ids.map((subject, i) => {
      return { user: 'kim', subject, at: start + (250 + i) * dayMs };
    });
    const campaign = ['ben', 'chloe'].flatMap((user, who) =>
      ids.slice(0, 6).map((subject, i) => {
        const at = start + (180 + i * 3 + who) * dayMs;
        return { user, subject, at, reason: 'campaign', queue: 'queue-1' };
      }),
    );
    const usual = ['kim', 'ben', 'chloe'].flatMap((user, who) =>
      Array.from({ length: 20 }, (_, i) => {
        const at = start + (10 + i * 10) * dayMs;
        return { user, subject: `c${i * 7 + who}`, at, reason: 'ticket-named' };
      }),
    );
    // So that their queue does not explain what they read.
    const busy = campaign.flatMap(({ at, queue }, i) =>
      Array.from({ length: 15 }, (_, n) => {
        const subject = `c${(i * 15 + n) * 11}`;
        return { user: `agent-${n}`, subject, at, reason: 'ticket-named', queue };
      }),
    );
    await archive(honest(), usual, theft, campaign, busy);
    const answer = await ask(ids);
    expect(answer.conclusion).toBe('named');
    const decisions = ['kim', 'ben', 'chloe'].map((who) => decisionOf(answer, who));
    expect(decisions).toEqual(['named', 'lead', 'lead']);
  });
});
