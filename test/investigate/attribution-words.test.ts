// What an analyst reads about a list, and what machines get of it.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { attribute } from '../../src/core/attribution/attribute.ts';
import { reachSpan } from '../../src/core/attribution/cutoff.ts';
import { robustness } from '../../src/core/attribution/robustness.ts';
import { dayMs } from '../../src/core/time.ts';
import type { Answer } from '../../src/investigate/attribution/attribute-list.ts';
import { attributionJson } from '../../src/investigate/attribution/attribution-json.ts';
import { attributionPage } from '../../src/investigate/attribution/attribution-page.ts';
import { attributionText } from '../../src/investigate/attribution/attribution-words.ts';
import {
  type Ask,
  countControls,
  countReach,
} from '../../src/investigate/attribution/count-reach.ts';
import { entityKinds, userKind } from '../../src/investigate/attribution/entity-kinds.ts';
import { reachOfWaysSql } from '../../src/investigate/attribution/reach-sql.ts';
import { type Every, everyOne } from '../../src/investigate/attribution/sampling.ts';
import { answerOf, cutoff, earlierOf } from '../support/small-answer.ts';
import { candidate } from '../support/small-evidence.ts';

/** Six were read at a host by two people, one of them because somebody had asked. */
function answerByHost(): Answer {
  const ofHost = (host: string, hits: string) => ({ ...candidate(host, hits), isPerson: false });
  const hosts = [ofHost('ws-17', 'sssssr----'), ofHost('ws-2', '---------r')];
  const { evidence: drawn, reads, ...rest } = answerOf('route', ...hosts);
  const evidence = { ...drawn, isOfWays: true };
  const { suspects, nobody } = attribute(evidence);
  const found = robustness(evidence, suspects);
  const host = entityKinds.find(({ id }) => id === 'host')!;
  const earlier = earlierOf(evidence, reads, host);
  const about = {
    ...{ ...rest.suspects[0]!, team: null, reasons: { none: 5, 'ticket-named': 1 } },
    asked: { asked: 1, unknown: 0, ownTicket: 0, none: 5 },
  };
  const readers = [4, 2, 1, 1, 1, 1].map((victims, i) => ({ user: `agent-${i}`, victims }));
  return {
    ...{ ...rest, evidence, reads, nobody, by: host },
    statements: [...rest.statements, reachOfWaysSql(host)],
    suspects: suspects.map((one) => {
      const sure = { robustness: found.get(one.entity), ifEarlier: earlier.get(one.entity) };
      return { ...about, ...one, readers, ...sure };
    }),
    unknown: [{ ...reads[0]!, subject: 'C<7>', entity: '' }],
  };
}

const named = answerOf('named', candidate('anna', 'sssssss---'), candidate('ben', '---------r'));
const two = answerOf('named', candidate('anna', 'ssssss----'), candidate('ben', '------sss-'));
const lead = answerOf('leads', candidate('anna', 'rrrr------'), candidate('ben', '-s--------'));
const nobody = answerOf('nobody', candidate('ben', '-s--------'));

describe('attributionText', () => {
  test('names, says how rare it is, what speaks for them, and that it is no accusation', () => {
    const text = attributionText(named).join('\n');
    expect(text).toContain('anna stands out beyond chance');
    expect(text).toContain('no accusation');
    expect(text).toMatch(/named +anna +7 of 10 +7 /);
    expect(text).toContain('3 of 10 victims they have never read');
    expect(text).toContain('no single victim is needed for it');
    expect(text).toContain('1 read by 1 who may have handled it');
    expect(text).toContain('Read by nobody: C<7>, C<8>.');
    expect(
      Math.max(
        ...text
          .split('\n')
          .filter((line) => line.includes(' of 10  '))
          .map((line) => line.length),
      ),
    ).toBeLessThan(80);
  });

  test('says what it would be were the dates wrong', () => {
    expect(attributionText(named).join('\n')).toContain(
      'without the reads of the last 7 or 14 days it is still a name; of 28 nothing.',
    );
    const older = { ...named.suspects[0]!, ifEarlier: named.suspects[0]!.ifEarlier!.slice(0, 2) };
    expect(attributionText({ ...named, suspects: [older] }).join('\n')).toContain(
      'without the reads of the last 7 or 14 days it is still a name.',
    );
    expect(attributionText(nobody).join('\n')).not.toContain('Were the complaints earlier');
  });

  test('takes a list apart where several stand out, and says whom it does not need', () => {
    expect(attributionText(named).join('\n')).not.toContain('aken apart');
    const text = attributionText(two).join('\n');
    expect(text).toContain(
      'about 60 % from what anna read (by chance: 1 in 1,000 at most); 30 % from what ben read ' +
        '(by chance: 1 in 1,000 at most); the rest, 10 %, from neither. No decision rests on it.',
    );
    expect(text).not.toContain('adds nothing');
    const { parts } = two.apart!;
    const chance = { ...two.apart!, parts: [parts[0]!, { ...parts[1]!, p: 0.4 }] };
    const unsure = attributionText({ ...two, apart: chance }).join('\n');
    expect(unsure).toContain('30 % from what ben read (by chance: 1 in 3)');
    expect(unsure).toContain('What ben read adds nothing that chance, or the others, would not');
  });

  test('of a lead says what would settle it, and names nobody', () => {
    const text = attributionText(lead).join('\n');
    expect(text).toContain('Nobody is named');
    expect(text).toMatch(/lead +anna +4 of 10 +0 /);
    expect(text).toContain('somebody had asked them to open 4 of these 4 records');
    expect(text).toContain('More complaints like these would not tell');
  });

  test('says nobody', () => {
    const text = attributionText(nobody).join('\n');
    expect(text).toContain('Nobody stands out');
    expect(text).not.toContain('speaks');
  });

  test('says of a young log what it cannot tell, and of whoever reads very much', () => {
    const answer = answerOf('nobody', candidate('ben', '-s--------', 40_000));
    const { span } = answer;
    const young = { ...answer, span: { ...span, cleanUntil: span.from } };
    expect(attributionText(young).join('\n')).toContain('too young to say what was usual');
    expect(attributionText(answer).join('\n')).not.toContain('too young');
    expect(attributionText(answer).join('\n')).toContain(
      'ben reads so much that victims say little',
    );
    expect(attributionText(nobody).join('\n')).not.toContain('reads so much that');
  });

  test('says of a look-back that is too short that it is, and not that the log is young', () => {
    const weeks = (count: number) => count * 7 * dayMs;
    const spansOf = (count: number) => ({ ...nobody.spans, lookBackMs: weeks(count) });
    const said = (count: number, since: number) => {
      const spans = spansOf(count);
      const span = reachSpan([cutoff], spans, since);
      return attributionText({ ...nobody, spans, span }).join('\n');
    };
    const old = cutoff - weeks(60);
    for (const count of [1, 4, 12, 13]) {
      expect(said(count, old)).not.toContain('too young');
      expect(said(count, old)).toContain(
        `The look-back of ${count} week${count === 1 ? '' : 's'} is too short to say what was ` +
          'usual before: all is held against what is read now, which hides whoever took very ' +
          'many. With --look-back 14 or more it is known, as far as the log goes back.',
      );
    }
    for (const count of [14, 26]) expect(said(count, old)).not.toMatch(/too (young|short)/);
    // A longer look-back would not help.
    for (const count of [4, 26]) {
      const young = said(count, cutoff - weeks(count === 4 ? 3 : 12));
      expect(young).toContain('The log is too young to say what was usual before');
      expect(young).not.toContain('too short');
    }
  });

  test('has no probability that is a certainty, however near it is', () => {
    const [anna] = named.suspects;
    const shown = (probability: number) => {
      const suspects = [{ ...anna!, probability }];
      return attributionText({ ...named, suspects, nobody: 1 - probability }).join('\n');
    };
    expect(shown(1)).toMatch(/named +anna .* >99\.9 %/);
    expect(shown(1)).toMatch(/none of these +<0\.1 %/);
    expect(shown(0.9991)).toMatch(/named +anna .* >99\.9 %/);
    expect(shown(0.9984)).toMatch(/named +anna .* 99\.8 %/);
    expect(shown(0)).toMatch(/named +anna .* <0\.1 %/);
    expect(shown(0)).toMatch(/none of these +>99\.9 %/);
    const none = attributionText({ ...nobody, nobody: 1 }).join('\n');
    expect(none).toContain('(probability that it was none of these: >99.9 %)');
    const host = answerByHost();
    const noHost = attributionText({ ...host, conclusion: 'nobody', nobody: 1 }).join('\n');
    expect(noHost).toContain('(probability that it was none of these: >99.9 %)');
    const suspects = [{ ...anna!, probability: 1 }];
    expect(attributionJson({ ...named, suspects }).suspects[0]!.probability).toBe(1);
  });

  test('has no share of a list taken apart that is all of it', () => {
    const { parts } = two.apart!;
    const all = { ...two.apart!, parts: [{ ...parts[0]!, share: 0.9994 }, parts[1]!], rest: 1e-6 };
    expect(attributionText({ ...two, apart: all }).join('\n')).toMatch(
      /about >99 % from what anna read .*; the rest, <1 %, from neither/,
    );
    const likeliest = two.apart!.likeliest.map((one) => ({ ...one, probability: 1 }));
    const about = { command: 'attribute', version: '1', author: 'kim', at: cutoff };
    const page = attributionPage({ ...two, apart: { ...two.apart!, likeliest } }, about);
    expect(page).toContain('<td>none</td><td>&gt;99.9 %</td>');
    expect(page).not.toContain('<td>100.0 %</td>');
  });

  test('suggests commands that a shell takes whole, and none for what cannot be shown', () => {
    const about = (entity: string) =>
      attributionText(answerOf('leads', candidate(entity, '-s--------', 40_000))).join('\n');
    const quoted = about(`"><script>alert('1')</script>; ls`);
    const name = `'"><script>alert('\\''1'\\'')</script>; ls'`;
    expect(quoted).toContain(`\n  molecatcher hunt run against-own-past --user ${name}\n`);
    const hidden = about('a\u001b[2J');
    expect(hidden).toContain('a\\u{1b}[2J reads so much');
    expect(hidden).not.toContain('--user');
  });

  test('of a host says where, who was counted there, and that it is not who', () => {
    const said = readFileSync(new URL('golden/by-host.txt', import.meta.url), 'utf8');
    expect(attributionText(answerByHost()).join('\n')).toBe(said.trimEnd());
  });

  test('of hosts says which comes nearest, where none is beyond chance', () => {
    const near: Answer = { ...answerByHost(), conclusion: 'nobody', nobody: 0.06 };
    expect(attributionText(near).join('\n')).toContain('ws-17 comes nearest');
    const far = attributionText({ ...near, nobody: 0.6 }).join('\n');
    expect(far).toContain('No host stands out. Chance, or somebody');
    expect(far).not.toContain('nearest');
  });

  test('of a common route tells no name apart', () => {
    const [a, b, c] = ['anna', 'ben', 'chloe'].map((name) => candidate(name, 'ssssss----'));
    const text = attributionText(answerOf('common-route', a!, b!, c!)).join('\n');
    expect(text).toContain('none of them is named');
    expect(text).toMatch(/shared +anna/);
    expect(text).not.toMatch(/stands out beyond chance|person-timeline|a name/);
    expect(text).toContain('Not taken apart: those who stand out have read the same victims');
    const dan = candidate('dan', '------ssss');
    const apart = attributionText(answerOf('common-route', a!, b!, c!, dan)).join('\n');
    expect(apart).toContain('60 % from what anna, ben and chloe read, mostly the same victims (');
  });
});

describe('attributionPage', () => {
  const about = { command: 'molecatcher attribute', version: '1', author: 'kim', at: cutoff };

  test('has a picture of each victim, explanations, statements, and no foreign markup', () => {
    const page = attributionPage(named, about);
    expect(page).toContain('<svg');
    expect(page.match(/text-anchor="end">C&lt;\d&gt;/g)).toHaveLength(10);
    expect(page).not.toContain('C<0>');
    expect(page).toContain('They handle the complaints?');
    expect(page).toContain('FROM access_by_subject');
    expect(page).not.toMatch(/<script|https?:/);
  });

  test('says what its words mean, of those that it uses', () => {
    const page = attributionPage(named, about);
    expect(page).toContain('<b>named</b>: read more victims that nobody had asked for than chance');
    expect(page).not.toContain('<b>lead</b>');
    expect(page).not.toContain('<b></b>');
    expect(attributionPage(answerByHost(), about)).toContain('<b>route</b>: a machine, or a way');
  });

  test('shows of each victim from whose reads it may be, where several stand out', () => {
    const page = attributionPage(two, about);
    expect(page).toContain('<h2>From more than one?</h2>');
    expect(page).toMatch(/<td>C&lt;6&gt;<\/td><td>ben<\/td><td>&gt;99.9 %<\/td>/);
    expect(page).toMatch(/<td>C&lt;9&gt;<\/td><td>none<\/td>/);
    expect(attributionPage(named, about)).not.toContain('From more than one?');
  });

  test('shows the statements that were asked: over a sample where one was drawn', async () => {
    const drawn = async (...every: Every[]) => {
      const statements: string[] = [];
      const ask: Ask = async (sql) => {
        statements.push(sql);
        return [];
      };
      const sampling = new Map(every.map((one, i) => [`segment-${i}`, one]));
      const segments = [...sampling.keys()];
      const house = { span: named.span, segments, kind: userKind, sampling };
      await countReach(ask, ['anna'], house);
      await countControls(ask, { users: ['anna'], subjects: [] }, house);
      const page = attributionPage({ ...named, statements }, about);
      return page.split('drawn_user AS user').length - 1;
    };
    const large = { reach: 60, controls: 180, given: 16 };
    expect(await drawn(everyOne)).toBe(0);
    // Each with the touches and the explanations of its own.
    expect(await drawn({ reach: 16, controls: 16, given: 16 })).toBe(4);
    expect(await drawn(large)).toBe(6);
    expect(await drawn(large, everyOne)).toBe(6);
  });

  test('of a host shows its reads and its statements, and asks nobody to explain', () => {
    const page = attributionPage(answerByHost(), about);
    expect(page).toContain('<h2>ws-17</h2>');
    expect(page).toContain('ARRAY JOIN subjects AS subject');
    expect(page).toContain('1000 hosts.');
    expect(page).toContain('<th>host</th>');
    expect(page).not.toContain('Harmless explanations');
  });

  test('shows the nearest where nobody stands out', () => {
    expect(attributionPage(nobody, about)).toContain('<h2>ben</h2>');
  });
});

test('attributionJson says the same to machines', () => {
  const said = attributionJson(named);
  expect(said).toMatchObject({ conclusion: 'named', tested: 1_000 });
  expect(said.suspects[0]).toMatchObject({
    ...{ entity: 'anna', decision: 'named', victims_read: 7, without_reason: 7 },
    same_decision_of_draws: [20, 20],
  });
  expect(said.suspects[0]!.if_cutoffs_were_earlier).toEqual([
    { days: 7, decision: 'named' },
    { days: 14, decision: 'named' },
    { days: 28, decision: 'none' },
  ]);
  expect(said).not.toHaveProperty('taken_apart');
  const apart = attributionJson(two).taken_apart!;
  expect(apart.parts.map(({ entities, p }) => [...entities, p])).toEqual([
    ['anna', 0.001],
    ['ben', 0.001],
  ]);
  expect(apart.rest).toBeCloseTo(0.1, 2);
  expect(apart.victims[9]).toEqual({ customer: 'C<9>', entities: [], probability: 1 });
  expect(JSON.parse(JSON.stringify(said))).toEqual(
    JSON.parse(JSON.stringify(attributionJson(named))),
  );
});

test('says which customers were merged, and who of them came on the list twice', () => {
  const customers = named.customers.map((one, i) => {
    if (i === 0) return { ...one, ids: [one.id, 'C77', 'C78'] };
    return i === 1 ? { ...one, ids: [one.id, 'C79'], listed: [one.id, 'C79'] } : one;
  });
  const text = attributionText({ ...named, customers }).join('\n');
  expect(text).toContain('under each id: C<0> is C77, C78 too; C<1> is C79 too.');
  expect(text).toContain('one victim, by the earlier dates: C<1>.');
  expect(attributionText(named).join('\n')).not.toContain('under each id');
  const said = attributionJson({ ...named, customers }).victims;
  expect(said[0]).toMatchObject({ customer: 'C<0>', also: ['C77', 'C78'] });
  expect(said[0]).not.toHaveProperty('listed_as_well');
  expect(said[1]).toMatchObject({ also: ['C79'], listed_as_well: ['C79'] });
  expect(said[2]).not.toHaveProperty('also');
});

test('attributionJson of hosts says by what, and who read there', () => {
  const said = attributionJson(answerByHost());
  expect(said).toMatchObject({ by: 'host', conclusion: 'route', reads_without: 1 });
  expect(said.suspects[0]).toMatchObject({ entity: 'ws-17', is_person: false, team: null });
  expect(said.suspects[0]!.readers?.[0]).toEqual({ user: 'agent-0', victims_read: 4 });
  expect(attributionJson(named)).toMatchObject({ by: 'user' });
  expect(attributionJson(named)).not.toHaveProperty('reads_without');
});
