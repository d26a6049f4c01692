// The story of a simulated world, told for a terminal of a hundred columns. For the demo.

import { dayMs, hourMs, type Millis } from '../core/time.ts';
import type { AttackFigures, FoundFigures, IncidentFigures, Story, TheftFigures } from './story.ts';

export type TellOptions = {
  /** What every printed command begins with. */
  readonly command: string;
  /** Flags that the printed commands need, such as --data DIR; empty: none. */
  readonly flags: string;
  /** Where the running server answers; undefined: it does not stay up. */
  readonly healthUrl: string | undefined;
};

const columns = 100;
const falseShown = 5;

export function tellStory(story: Story, options: TellOptions): string {
  return [
    ...tellRead(story),
    '',
    ...tellWhatWasDone(story),
    ...tellFalse(story),
    ...tellQuestions(story),
    '',
    ...tellNext(story, options),
    '',
  ].join('\n');
}

function tellRead({ read }: Story): string[] {
  const { events, people, services, customers, days, eventsMade } = read;
  const lines = wrapped(
    `What was read: ${grouped(events)} accesses by ${grouped(people)} people and ${services} ` +
      `service accounts to ${grouped(customers)} customers on ${days} days, ` +
      `${dateOf(read.firstAt)} to ${dateOf(read.lastAt)} (UTC).`,
  );
  if (events === eventsMade) return lines;
  return [
    ...lines,
    ...wrapped(`The simulator made ${grouped(eventsMade)}: something was lost or doubled.`),
  ];
}

function tellWhatWasDone(story: Story): string[] {
  if (story.theft !== null) return tellTheft(story.theft);
  return story.attack === null ? tellHonest(story) : tellAttack(story.attack);
}

function tellAttack({ attack, level, what, people, ...told }: AttackFigures): string[] {
  const { startedAt, askedAt, pagedAt, taken } = told;
  const asked =
    askedAt === null ? 'Nobody was asked about them' : `Asked about ${minuteOf(askedAt)}`;
  const paged = pagedAt === null ? 'nobody was paged' : `paged ${minuteOf(pagedAt)}`;
  const records = counted(taken, 'customer record', 'customer records');
  return wrapped(
    `An attack: ${attack}, level ${level} (${what}), by ${people.join(', ')}, begun ` +
      `${minuteOf(startedAt)}; ${records} until the end. ${asked}, ${paged}.`,
  );
}

function tellHonest({ incidents }: Story): string[] {
  if (incidents.length === 0) {
    return wrapped('Nobody was found, and nobody stole: this world has no thief.');
  }
  return wrapped('Nobody stole in this world, and yet somebody was suspected:');
}

function tellTheft(theft: TheftFigures): string[] {
  const { person, found, limit } = theft;
  return [
    ...(found === null ? tellMissed(theft) : tellFound(theft, found)),
    ...wrapped(
      `A fixed limit at ${person}'s median day of the theft (${grouped(limit.customers)} ` +
        `customers) is also reached on ${counted(limit.honestDays, 'honest day', 'honest days')} ` +
        `of ${counted(limit.honestPeople, 'person', 'people')}.`,
    ),
    ...(theft.events === theft.eventsMade
      ? []
      : wrapped(
          `Only ${grouped(theft.events)} of the ${grouped(theft.eventsMade)} accesses of the ` +
            'theft are in ClickHouse.',
        )),
  ];
}

function tellFound(theft: TheftFigures, found: FoundFigures): string[] {
  const { incident, afterMs, gone, goneAsked } = found;
  const { askedAt, openedAt } = incident;
  return [
    ...wrapped(`Found: ${theft.person} of ${theft.team}.`),
    ...(askedAt < openedAt
      ? wrapped(
          `Asked about ${minuteOf(askedAt)} ("what was this for?"), when ` +
            `${counted(goneAsked, 'customer record was', 'customer records were')} gone.`,
        )
      : []),
    ...wrapped(
      `Incident opened ${minuteOf(incident.openedAt)} by ${incident.detectors.join(' and ')}, ` +
        `because: ${incident.because}.`,
    ),
    ...wrapped(
      `The theft had begun ${minuteOf(theft.startedAt)}, ${lengthOf(afterMs)} before. ` +
        `${counted(gone, 'customer record was', 'customer records were')} gone by then; at the ` +
        `end of the world it would have been ${grouped(theft.taken)}.`,
    ),
  ];
}

function tellMissed({ person, team, startedAt, taken, askedAt }: TheftFigures): string[] {
  const asked = askedAt === null ? '' : ` Somebody was asked about them ${minuteOf(askedAt)}.`;
  return wrapped(
    `Not found: ${person} of ${team}, who began ${minuteOf(startedAt)} and took ` +
      `${counted(taken, 'customer record', 'customer records')} until the end.${asked}`,
  );
}

function tellFalse({ falseIncidents, read, theft, attack }: Story): string[] {
  const count = falseIncidents.length;
  if (count === 0)
    return theft === null && attack === null ? [] : ['No incident was opened on anybody else.'];
  const perThousand = (count / (read.people * read.days)) * 1_000;
  const shown = falseIncidents.slice(0, falseShown);
  return [
    ...wrapped(
      `${counted(count, 'incident was', 'incidents were')} opened without a theft behind ` +
        `${count === 1 ? 'it' : 'them'}: ${perThousand.toFixed(2)} per 1,000 people and day.`,
    ),
    ...shown.flatMap(tellIncident),
    ...(count > falseShown ? [`  … and ${grouped(count - falseShown)} more.`] : []),
  ];
}

/** Asked about only: nobody was suspected, but it is work. */
function tellQuestions({ questions, read }: Story): string[] {
  if (questions === 0) return [];
  const perThousand = (questions / (read.people * read.days)) * 1_000;
  return wrapped(
    `${counted(questions, 'question was', 'questions were')} asked about honest work: ` +
      `${perThousand.toFixed(2)} per 1,000 people and day.`,
  );
}

function tellIncident({ user, openedAt, detectors, because }: IncidentFigures): string[] {
  return wrapped(`${minuteOf(openedAt)} ${user} (${detectors.join(', ')}): ${because}`, '  ');
}

function tellNext(story: Story, { command, flags, healthUrl }: TellOptions): string[] {
  const tail = flags === '' ? '' : ` ${flags}`;
  const found = story.theft?.found ?? null;
  const hunt =
    found === null
      ? 'hunt run fan-out-ranking'
      : `hunt run ${found.hunt}${parametersOf(found.huntParameters)}`;
  const sql =
    found === null
      ? 'SELECT user, headline FROM incidents_latest'
      : `SELECT at, detector, because FROM anomalies WHERE user = {{user}} ORDER BY at`;
  const asked = sql.replace('{{user}}', `'${story.theft?.person ?? ''}'`);
  return [
    'Three things to try:',
    `  ${command} ${hunt}${tail}`,
    `  ${command} sql "${asked}"${tail}`,
    healthUrl === undefined ? `  ${command} hunt list${tail}` : `  curl ${healthUrl}`,
  ];
}

/** Parameters as flags; quoted where a shell would take a value apart. */
function parametersOf(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => {
      const isPlain = /^[\w.:,-]+$/.test(value);
      return ` --${name.replaceAll('_', '-')} ${isPlain ? value : `'${value}'`}`;
    })
    .join('');
}

function wrapped(text: string, indent = ''): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = `${indent}  `;
    }
    line += line.trim() === '' ? word : ` ${word}`;
  }
  lines.push(line);
  return lines;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function counted(count: number, singular: string, plural: string): string {
  return `${grouped(count)} ${count === 1 ? singular : plural}`;
}

function lengthOf(ms: Millis): string {
  if (ms < dayMs) return `${(ms / hourMs).toFixed(1)} hours`;
  return `${(ms / dayMs).toFixed(1)} days`;
}

function dateOf(at: Millis): string {
  return new Date(at).toISOString().slice(0, 10);
}

function minuteOf(at: Millis): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
