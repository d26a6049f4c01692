// What counts of victims that came together, from what is archived to the answer: it is what
// somebody did that decides, and neither in how many pages a program fetched it nor in which order
// the victims were written down.

import { beforeAll, expect, test } from 'vitest';
import { dayMs, hourMs, type Millis, minuteMs } from '../../src/core/time.ts';
import { attributeList } from '../../src/investigate/attribution/attribute-list.ts';
import { fillArchive, start } from '../support/drawn-archive.ts';
import { describeEmbedded, embedded, hasLibrary } from '../support/embedded.ts';

const world = embedded();
const desk = { touches: 60_000, agents: 100, customers: 60_000, taken: 0 } as const;
/** An hour into a shift. */
const taken = start + 190 * dayMs + hourMs;
const complained = start + 230 * dayMs;

/** An access without a reason. */
type Read = {
  readonly user: string;
  readonly subjects: readonly string[];
  readonly at: Millis;
  readonly touch: string;
};

const ten = (name: string) => Array.from({ length: 10 }, (_, i) => `${name}-${i}`);

/** One after the other, ten minutes each. */
const each = (name: string, touch: string, later = 0) =>
  ten(name).map((subject, i): Read => {
    return { user: name, subjects: [subject], at: taken + i * 10 * minuteMs + later, touch };
  });

const firm = (name: string) => {
  const others = Array.from({ length: 390 }, (_, i) => `${name}-other-${i}`);
  // Two pages have one of the ten each.
  return Array.from({ length: 400 }, (_, i) =>
    i % 40 === 7 ? ten(name)[(i - 7) / 40]! : others.pop()!,
  );
};

const pages = (name: string, many: number, touch: string) =>
  Array.from({ length: many }, (_, page): Read => {
    const size = 400 / many;
    const subjects = firm(name).slice(page * size, (page + 1) * size);
    return { user: name, subjects, at: taken + page * 3_000, touch };
  });

/** Three exports on three days, of which two have all. */
const chained = [
  ['chained-0', 'chained-1'],
  ['chained-1', 'chained-2'],
  ['chained-2', 'chained-3'],
].map((subjects, i): Read => {
  return { user: 'chained', subjects, at: taken + i * dayMs, touch: 'exported' };
});

const reads: readonly Read[] = [
  ...each('opened', 'opened'),
  ...each('found', 'listed'),
  ...each('found', 'opened', minuteMs),
  ...each('searched', 'listed'),
  ...pages('whole', 1, 'exported'),
  ...pages('paged', 20, 'exported'),
  ...pages('listed', 20, 'listed'),
  ...chained,
];

beforeAll(async () => {
  if (!hasLibrary) return;
  await fillArchive(world.warehouse, desk);
  const rows = reads.map(({ at, ...read }, i) => ({
    ...{ ...read, _log: 'log', _partition: 4, _offset: i, event_id: `look-${i}` },
    ...{ at: new Date(at).toISOString().replace('T', ' ').replace('Z', '') },
    ...{ user_kind: 'human', queue: 'queue-0', subject_count: read.subjects.length },
    segments: read.subjects.map(() => 'segment-0'),
    reasons: read.subjects.map(() => 'none'),
    ticket_marks: read.subjects.map(() => 0),
  }));
  const columns = Object.keys(rows[0]!).map((name) => `\`${name}\``);
  await world.warehouse.execute(
    `INSERT INTO access (${columns.join(', ')}) FORMAT JSONEachRow
     ${rows.map((row) => JSON.stringify(row)).join('\n')}`,
  );
}, 120_000);

function ask(ids: readonly string[]) {
  const dates = { reportedAt: null, complainedAt: complained };
  return attributeList(
    world.warehouse,
    ids.map((id) => ({ id, certainty: 1, dates })),
  );
}

const judged = async (who: string, ids = ten(who)) =>
  (await ask(ids)).suspects.find(({ entity }) => entity === who)!;

describeEmbedded('what came together', () => {
  test('ten that were opened one by one are ten, also where each was searched for', async () => {
    for (const who of ['opened', 'found']) {
      expect(await judged(who)).toMatchObject({ decision: 'named', strays: 10, along: 0 });
    }
    // Lists of a shift alone may be pages of one.
    expect(await judged('searched')).toMatchObject({ decision: 'lead', strays: 10, along: 9 });
  });

  test('an export is one, in however many pages it was fetched, as a list is', async () => {
    const whole = await judged('whole');
    expect(whole).toMatchObject({ decision: 'lead', strays: 10, along: 9 });
    for (const who of ['paged', 'listed']) {
      const { decision, strays, along, pStrays } = await judged(who);
      expect({ decision, strays, along }).toEqual({ decision: 'lead', strays: 10, along: 9 });
      expect(pStrays).toBeCloseTo(whole.pStrays, 9);
    }
  });

  test('the order of the list decides nothing', async () => {
    const served = await world.warehouse.query(`SELECT DISTINCT subject AS id
      FROM access_by_subject WHERE user = 'agent-00003' ORDER BY cityHash64(id) LIMIT 5`);
    const others = [...ten('whole').slice(0, 4), ...served.map(({ id }) => `${id}`)];
    const list = [...[0, 1, 2, 3].map((i) => `chained-${i}`), ...others];
    const first = await told(list);
    expect(first.find(({ entity }) => entity === 'chained')).toMatchObject({ along: 2 });
    expect(first.find(({ entity }) => entity === 'whole')).toMatchObject({ along: 3 });
    const turned = [1, 2, 0, 3].map((i) => list[i]!);
    for (const other of [list.toReversed(), [...turned, ...others], [...others, ...turned]]) {
      expect(await told(other)).toEqual(first);
    }
  });
});

/** What the answer says of whoever read two, but for the last digits. */
async function told(ids: readonly string[]) {
  const { suspects } = await ask(ids);
  const rounded = (value: number) => Number(value.toPrecision(9));
  return suspects
    .filter(({ hits }) => hits > 1)
    .map((one) => ({
      ...{ entity: one.entity, decision: one.decision, along: one.along },
      ...{ ifEarlier: one.ifEarlier, needed: one.complaintsNeeded, same: one.robustness?.same },
      hangsOn: one.robustness?.hangsOn?.map((i) => ids[i]!).sort(),
      numbers: [one.expected, one.expectedUsual, one.pStrays, one.pHits, one.logBayesFactor]
        .concat(one.probability)
        .map(rounded),
    }))
    .sort((a, b) => (a.entity < b.entity ? -1 : 1));
}
