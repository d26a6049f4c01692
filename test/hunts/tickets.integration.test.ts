// Hunts for reasons that are none: tickets closed at once, used for many, written afterwards, of
// somebody else, or opened again. Each on a planted world with whoever does it and whoever does
// not.

import { expect, test } from 'vitest';
import { describeEmbedded, embedded } from '../support/embedded.ts';
import {
  days,
  explainedLater,
  hunted,
  march,
  picked,
  plant,
  plantOnly,
  type Row,
  read,
  served,
} from '../support/planted-rows.ts';

const world = embedded();
const rowsOf = (id: string, given = {}) => hunted(world.warehouse, id, given);
const only = (accesses: readonly Row[], explained: readonly Row[] = []) =>
  plantOnly(world.warehouse, accesses, explained);
const service = { user_kind: 'service' };
const many = (name: string, count: number) => days(1, count).map((i) => `${name}${i}`);

/** What is odd about a ticket, as core/explain adds it up. */
const [own, uncalled, soon, other] = [1, 2, 4, 16];

describeEmbedded('tickets', () => {
  test('soon closed: more than before, late ones too; who always did is not beyond', async () => {
    const late = read('mole', march(20, '12:00:00'), 'm4');
    await only(
      [
        ...days(1, 4).map((day) =>
          served('mole', march(day), many(`b${day}-`, 5), { behind: 'o' }),
        ),
        ...days(1, 4).map((day) => served('short', march(day), 's', { mark: soon, behind: 'q' })),
        served('mole', march(20), many('m', 3), { mark: soon + own, behind: 't1' }),
        served('mole', march(20, '11:00:00'), ['x'], { behind: 't2' }),
        late,
        served('short', march(20), many('s', 3), { mark: soon, behind: 'q2' }),
        served('glance', march(20), many('g', 9), { mark: soon, touch: 'listed' }),
        served('robot', march(20), many('r', 9), { ...service, mark: soon }),
        read('camp', march(20), many('c', 9), { reason: 'campaign', mark: soon }),
      ],
      [explainedLater(10, late, 'm4', { ticket: 't3', ticket_marks: soon + own + uncalled })],
    );
    const rows = await rowsOf('tickets-soon-closed', { since: '2024-03-20' });
    expect(rows[0]).toEqual({
      ...{ user: 'mole', team: 'support', days: 1, customers: 5, soon_closed: 4 },
      ...{ own: 4, uncalled: 1, share: 0.8, share_before: 0, beyond: 4 },
      ...{ last_at: march(20, '12:00:00.000'), examples: ['t1', 't3'] },
    });
    expect(picked(rows.slice(1), 'user', 'share', 'share_before', 'beyond')).toEqual([
      ['short', 1, 1, 0],
    ]);
    const given = { since: '2024-03-20', customers: '5' };
    expect(await rowsOf('tickets-soon-closed', given)).toEqual([]);
  });

  test('soon closed: also where it was closed after the read, and told apart from it', async () => {
    const late = read('mole', march(20, '12:00:00'), 'm4');
    await only(
      [
        served('mole', march(20), ['m1', 'm2'], { mark: own, behind: 't1' }),
        served('mole', march(20, '11:00:00'), 'm3', { mark: own, behind: 't2' }),
        late,
        served('ann', march(20), many('a', 3), { mark: own, behind: 't4' }),
        // The same name for a campaign is no ticket.
        read('camp', march(20), many('c', 3), { reason: 'campaign', mark: other, behind: 't1' }),
      ],
      [explainedLater(2, late, 'm4', { ticket: 't3', ticket_marks: own })],
    );
    const ticket = (id: string, closed: string | null) => {
      const seen = { _seen_at: march(20, '13:00:00'), _offset: Number(id.slice(1)) };
      return { ...seen, _key: id, id, opened_at: march(20, '09:00:00'), closed_at: closed };
    };
    await plant(world.warehouse, 'tickets', [
      ticket('t1', march(20, '09:01:59')),
      ticket('t2', march(20, '09:02:00')),
      ticket('t3', march(20, '09:00:30')),
      ticket('t4', null),
    ]);
    const rows = await rowsOf('tickets-soon-closed', { since: '2024-03-20' });
    expect(picked(rows, 'user', 'customers', 'soon_closed', 'own', 'examples')).toEqual([
      ['mole', 4, 3, 3, ['t1', 't3']],
    ]);
    const days = await rowsOf('tickets-by-reader', { since: '2024-03-20' });
    expect(picked(days, 'user', 'own', 'soon_closed')).toEqual([
      ['mole', 4, 3],
      ['ann', 3, 0],
      ['camp', 0, 0],
    ]);
  });

  test('one ticket for many: named on the event, found as the reason, or later', async () => {
    const named = { ticket: 't1', mark: other };
    const campaign = many('d', 4).map((customer) => read('camp', march(11), customer));
    const late = read('mole', march(12), 'm5');
    await only(
      [
        read('mole', march(10), ['m1', 'm2', 'm3'], named),
        read('mole', march(11), 'home', { ticket: 't1', reason: 'ticket-named', behind: 't1' }),
        served('mole', march(11, '11:00:00'), 'm4', { behind: 't1' }),
        late,
        read('ann', march(11), 'home', { ticket: 't1' }),
        read('bob', march(11), ['b1', 'b2'], { ticket: 'a9' }),
        ...campaign,
        read('camp', march(11), many('c', 9), { ticket: 'sale' }),
        read('camp', march(11), many('c', 9), { reason: 'campaign', behind: 'unknown-sale' }),
        read('glance', march(11), many('g', 9), { ticket: 't2', touch: 'listed' }),
        read('robot', march(11), many('r', 9), { ticket: 't2', ...service }),
        ...many('own', 9).map((customer) =>
          served('bob', march(11), customer, { behind: customer }),
        ),
      ],
      [
        explainedLater(3, late, 'm5', { ticket: 't1', ticket_marks: own }),
        ...campaign.map((access, i) =>
          explainedLater(6 + i, access, `d${i + 1}`, { reason: 'campaign', ticket: 'late-sale' }),
        ),
      ],
    );
    await plant(world.warehouse, 'tickets', [
      { _key: 't1', id: 't1', kind: 'ticket', subject: 'home' },
      { _key: 'sale', id: 'sale', kind: 'campaign', subject: null },
    ]);
    expect(await rowsOf('one-ticket-many-customers')).toEqual([
      {
        ...{ ticket: 't1', user: 'mole', team: 'support', kind: 'ticket', ticket_of: 'home' },
        ...{ customers: 6, other_customer: 3, days: 3, people: 2 },
        ...{ first_at: march(10, '10:00:00.000'), last_at: march(12, '10:00:00.000') },
        examples: ['home', 'm1', 'm2', 'm3', 'm4'],
      },
    ]);
    const two = await rowsOf('one-ticket-many-customers', { customers: '0' });
    expect(picked(two, 'ticket', 'customers')).toEqual([
      ['t1', 6],
      ['a9', 2],
    ]);
    // One customer is what a ticket is for, whatever is asked.
    expect(await rowsOf('one-ticket-many-customers', { user: 'ann', customers: '0' })).toEqual([]);
  });

  test('ticket after the read: beyond the team, and how late', async () => {
    const reads = days(1, 4).map((i) => read('mole', march(10 + i), `m${i}`));
    const call = read('phone', march(11), 'p1');
    const campaign = read('camp', march(11), 'c1');
    const later = (event: number, access: Row, time: string, mark: number, more: Row = {}) =>
      explainedLater(event, access, String((access['subjects'] as string[])[0]), {
        explained_at: String(access['at']).replace('10:00:00', time),
        ticket_marks: mark,
        ...more,
      });
    await only(
      [
        ...reads,
        call,
        campaign,
        served('mole', march(9), 'before'),
        served('phone', march(9), many('p', 14)),
        read('mole', march(9), 'never'),
      ],
      [
        later(0, reads[0]!, '10:10:00', own + uncalled),
        later(1, reads[1]!, '10:30:00', own + uncalled),
        later(2, reads[2]!, '10:40:00', own),
        later(3, reads[3]!, '10:50:00', 0),
        later(4, call, '10:05:00', own),
        later(5, campaign, '10:05:00', 0, { reason: 'campaign' }),
      ],
    );
    const rows = await rowsOf('ticket-after-read', { customers: '1' });
    expect(rows[0]).toEqual({
      // Five of twenty of the team.
      ...{ user: 'mole', team: 'support', customers: 5, late: 4, share: 0.8, team_share: 0.25 },
      ...{ beyond: 2.8, own: 3, uncalled: 2, usual_minutes: 40 },
      ...{ last_at: march(14, '10:00:00.000'), examples: ['m1', 'm2', 'm3', 'm4'] },
    });
    expect(picked(rows.slice(1), 'user', 'late', 'beyond')).toEqual([['phone', 1, -2.8]]);
    expect(picked(await rowsOf('ticket-after-read', { user: 'mole' }), 'team_share')).toEqual([
      [0.25],
    ]);
  });

  test('whoever explains all reads later is of the team of these reads', async () => {
    const [thief, almost] = ['thief', 'almost'].map((user) =>
      days(1, 4).map((day) => read(user, march(day), `${user}${day}`)),
    ) as [Row[], Row[]];
    const behind = { ticket: 't1', ticket_marks: own + uncalled + soon };
    await only(
      [
        ...[...thief, ...almost],
        served('almost', march(5), 'known'),
        served('ann', march(5), many('a', 11)),
      ],
      [...thief, ...almost].map((access, i) =>
        explainedLater(i, access, String((access['subjects'] as string[])[0]), behind),
      ),
    );
    // Eight of twenty of the team.
    const columns = ['user', 'team', 'late', 'share', 'team_share', 'beyond'];
    expect(picked(await rowsOf('ticket-after-read'), ...columns)).toEqual([
      ['thief', 'support', 4, 1, 0.4, 2.4],
      ['almost', 'support', 4, 0.8, 0.4, 2],
    ]);
    for (const id of ['tickets-by-reader', 'tickets-soon-closed', 'one-ticket-many-customers']) {
      const rows = await rowsOf(id, { user: 'thief' });
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) expect([id, row['team']]).toEqual([id, 'support']);
    }
  });

  test('soon closed: whoever had no ticket before is held against nothing', async () => {
    const behind = { mark: soon, behind: 'q' };
    await only([
      served('short', march(1), many('s', 4)),
      served('short', march(20), many('s', 4), behind),
      served('new', march(20), many('n', 9), behind),
    ]);
    const rows = await rowsOf('tickets-soon-closed', { since: '2024-03-20' });
    expect(picked(rows, 'user', 'soon_closed', 'share_before', 'beyond')).toEqual([
      ['short', 4, 0, 4],
      ['new', 9, null, null],
    ]);
  });

  test('another customer: tickets named that are not of whoever is read', async () => {
    const late = read('mole', march(12), 'm4', { ticket: 't2', mark: other });
    await only(
      [
        read('mole', march(10), ['m1', 'm2', 'm3'], { ticket: 't1', mark: other }),
        late,
        served('mole', march(12), 'm5', { ticket: 't2', mark: other }),
        read('slip', march(10), many('s', 2), { ticket: 't3', mark: other }),
        served('slip', march(11), many('s', 9), { ticket: 't4' }),
        served('ann', march(10), many('a', 14), { ticket: 't5' }),
        read('unnamed', march(10), many('u', 9)),
        read('glance', march(10), many('g', 9), { ticket: 't1', mark: other, touch: 'listed' }),
        read('robot', march(10), many('r', 9), { ticket: 't1', mark: other, ...service }),
      ],
      [explainedLater(1, late, 'm4')],
    );
    const rows = await rowsOf('other-customer', { customers: '2' });
    expect(rows[0]).toEqual({
      ...{ user: 'mole', team: 'support', days: 2, named: 5, other_customer: 5, share: 1 },
      // Seven of thirty.
      ...{ company_share: 0.233, beyond: 3.8, without_reason: 3, tickets: 2 },
      ...{ last_at: march(12, '10:00:00.000'), examples: ['m1', 'm2', 'm3', 'm4', 'm5'] },
    });
    expect(picked(rows.slice(1), 'user', 'other_customer', 'beyond')).toEqual([['slip', 2, -0.6]]);
    expect(picked(await rowsOf('other-customer'), 'user')).toEqual([['mole']]);
  });

  test('reopened: a ticket that came back, or came over, just before the read', async () => {
    const under = (user: string, at: string, behind: string, more: Row = {}) =>
      served(user, at, `of-${behind}`, { behind, mark: uncalled, ...more });
    await only([
      under('mole', march(10, '10:30:00'), 'again'),
      under('mole', march(10, '10:40:00'), 'moved'),
      under('mole', march(10, '10:50:00'), 'quiet'),
      under('late', march(10, '11:01:00'), 'again'),
      under('early', march(10, '09:59:00'), 'again'),
      // Given to mole, not to ann.
      under('ann', march(10, '10:40:00'), 'moved'),
      under('ann', march(10, '10:40:00'), 'fresh'),
      under('robot', march(10, '10:30:00'), 'again', service),
      under('glance', march(10, '10:30:00'), 'again', { touch: 'listed' }),
      under('camp', march(10, '10:30:00'), 'again', { reason: 'campaign' }),
    ]);
    let offset = 0;
    const version = (id: string, seen: string, more: Row) => {
      offset += 1;
      return {
        _log: 'log',
        _offset: offset,
        _key: id,
        _seen_at: seen,
        id,
        kind: 'ticket',
        ...more,
      };
    };
    const closed = { closed_at: march(2) };
    await plant(world.warehouse, 'tickets_versions', [
      version('again', march(1), { assignee: 'ann' }),
      version('again', march(2), { ...closed, assignee: 'ann' }),
      version('again', march(10, '10:00:00'), { assignee: 'ann' }),
      version('moved', march(1), { assignee: 'ann' }),
      version('moved', march(10, '10:35:00'), { assignee: 'mole' }),
      version('quiet', march(1), { assignee: 'mole' }),
      version('quiet', march(10, '10:45:00'), { assignee: 'mole' }),
      version('fresh', march(10, '10:30:00'), { assignee: 'ann' }),
    ]);
    const rows = await rowsOf('reopened-tickets');
    expect(rows).toEqual([
      {
        ...{ user: 'mole', team: 'support', tickets: 2, customers: 2, reopened: 1, assigned: 1 },
        ...{ uncalled: 2, customers_in_all: 3, share: 0.667, examples: ['again', 'moved'] },
        ...{ first_at: march(10, '10:30:00.000'), last_at: march(10, '10:40:00.000') },
      },
    ]);
    const long = await rowsOf('reopened-tickets', { minutes: '61', user: 'late' });
    expect(picked(long, 'reopened')).toEqual([[1]]);
    expect(await rowsOf('reopened-tickets', { minutes: '4' })).toEqual([]);
  });

  test('reopened: whatever changed after it, and not what is there twice', async () => {
    const under = (user: string, behind: string) =>
      served(user, march(10, '10:05:00'), `of-${behind}`, { behind });
    await only([under('mole', 'busy'), under('bob', 'busy'), under('cem', 'busy')]);
    await plant(world.warehouse, 'access', [{ ...under('dan', 'twice'), event_id: 'once' }]);
    const version = (_offset: number, seen: string, more: Row) => {
      const { id = 'busy' } = more;
      return { _log: 'log', _offset, _key: id, _seen_at: seen, id, kind: 'ticket', ...more };
    };
    await plant(world.warehouse, 'tickets_versions', [
      version(1, march(1), { assignee: 'ann' }),
      version(2, march(2), { assignee: 'ann', closed_at: march(2) }),
      version(3, march(10, '10:00:00'), { assignee: 'ann' }),
      version(4, march(10, '10:01:00'), { assignee: 'bob' }),
      version(5, march(10, '10:02:00'), { assignee: 'eva' }),
    ]);
    const first = version(6, march(10, '10:00:00'), { id: 'twice', assignee: 'dan' });
    for (let times = 0; times < 2; times += 1) {
      await plant(world.warehouse, 'tickets_versions', [first]);
    }
    const rows = await rowsOf('reopened-tickets');
    expect(picked(rows, 'user', 'tickets', 'reopened', 'assigned', 'customers_in_all')).toEqual([
      ['bob', 1, 1, 1, 1],
      ['cem', 1, 1, 0, 1],
      ['mole', 1, 1, 0, 1],
    ]);
  });
});
