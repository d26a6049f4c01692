// What `doctor` says about Kafka: brokers, their clock, topics, schemas. Each broker, topic and
// schema that is not as it should be has a line of its own with what to do about it.

import { OutsideError } from '../errors.ts';
import type { Log, LogProbe } from '../ports.ts';
import { olderGenerations, positionProblems } from '../stages/check-positions.ts';
import { topicDifferences } from '../stages/compare-topics.ts';
import { type FoundTopic, findTopics } from '../stages/create-topics.ts';
import { checkSchemas } from '../stages/register-schemas.ts';
import type { Context } from './command.ts';
import { type Finding, failed, failure, judged, unknown, well } from './finding.ts';
import type { OpenOptions } from './outside.ts';
import { quietTelemetry } from './own-log.ts';
import { schemaWords } from './schema-words.ts';
import { copiesWanted } from './topics.ts';

/** Event times are compared with the clock: a machine that is far off marks good events as bad. */
export const clockMsMax = 60_000;

const probedTopic = 'db-access';

/** What was looked at, and what others need of it. */
export type Looked = {
  readonly findings: readonly Finding[];
  /** Ids of the topics that are there; undefined where nobody could be asked. */
  readonly topicIds?: ReadonlyMap<string, string>;
  /** Ids of `access` before it was written anew. */
  readonly olderIds?: ReadonlySet<string> | undefined;
};

export function idsOf(found: readonly FoundTopic[]): ReadonlyMap<string, string> {
  return new Map(
    found.flatMap(({ spec, state }) => (state === undefined ? [] : [[spec.name, state.id]])),
  );
}

export async function kafkaFindings(context: Context): Promise<Looked> {
  const { outside, settings } = context;
  const opening = { telemetry: quietTelemetry(settings, outside), isPatient: false };
  const named = await Promise.all(settings.brokers.map((address) => namedBroker(context, address)));
  const { findings, ...looked } = await logFindings(context, opening);
  const schemas = await schemaFindings(context, opening);
  return { ...looked, findings: [...named, ...findings, ...schemas] };
}

/** The brokers that are named in the settings: those that are away, the others do not know. */
async function namedBroker({ outside }: Context, address: string): Promise<Finding> {
  const problem = await outside.machine.connectProblem(address);
  const found = problem === undefined ? address : `${address} cannot be reached: ${problem}`;
  return judged('broker', problem === undefined, found, brokerNext);
}

const brokerNext = 'Check the address, and that Kafka runs there.';

async function logFindings(context: Context, opening: OpenOptions): Promise<Looked> {
  const { outside, settings } = context;
  try {
    const log = await outside.openLog(settings, opening);
    try {
      const probe = await log.probe(probedTopic);
      const found = await findTopics(log, settings);
      const findings = [
        ...otherBrokers(context, probe),
        clockFinding(probe),
        ...topicFindings(context, found, probe),
      ];
      const { olderIds, ...positions } = await positionFindings(context, log, opening);
      return { findings: [...findings, ...positions.findings], topicIds: idsOf(found), olderIds };
    } finally {
      await log.close();
    }
  } catch (error) {
    return { findings: [failure('kafka', error)] };
  }
}

/** Brokers that the cluster tells of, under addresses that are perhaps not known here. */
function otherBrokers({ settings }: Context, { brokers }: LogProbe): Finding[] {
  return brokers.flatMap(({ address, problem }) => {
    if (problem === undefined && settings.brokers.includes(address)) return [];
    const found = `${address}, as Kafka names it`;
    if (problem === undefined) return [well('broker', found)];
    const next = 'Make this address known here, or correct advertised.listeners of the broker.';
    return [failed('broker', `${found}, cannot be reached: ${problem}`, next)];
  });
}

function clockFinding({ clockAheadMs }: LogProbe): Finding {
  if (clockAheadMs === undefined) return unknown('clock of Kafka', 'no broker told the time');
  const isNear = Math.abs(clockAheadMs) <= clockMsMax;
  const direction = clockAheadMs < 0 ? 'behind' : 'ahead of';
  const found = `${(Math.abs(clockAheadMs) / 1_000).toFixed(1)} s ${direction} ours`;
  return judged('clock of Kafka', isNear, found, 'Let NTP set the clocks of both machines.');
}

function topicFindings(
  { settings }: Context,
  found: readonly FoundTopic[],
  probe: LogProbe,
): Finding[] {
  const missing = found.filter(({ state }) => state === undefined);
  const wanted = {
    replicas: copiesWanted(settings, probe),
    bootstrap: settings.brokers[0],
  };
  const { next } = new OutsideError('topic-missing', '');
  const findings = [
    ...missing.map(({ spec }) => failed('topic', `${spec.name} is missing`, next)),
    ...topicDifferences(found, wanted).map((one) =>
      failed('topic', `${one.topic}: ${one.found}`, one.next),
    ),
  ];
  return findings.length > 0 ? findings : [well('topics', `all ${found.length} as planned`)];
}

/** Whether stages could go on. Nothing where topics or schemas are missing: that is said anyway. */
export async function positionFindings(
  { outside, settings }: Context,
  log: Log,
  opening: OpenOptions,
): Promise<Looked> {
  try {
    const codec = await outside.openCodec(settings, opening);
    const problems = await positionProblems({ log, codec });
    const olderIds = await olderGenerations({ log, codec });
    if (problems.length === 0) {
      return { findings: [well('positions', 'every stage can go on')], olderIds };
    }
    const findings = problems.map(({ stage, error }) =>
      failed('position', `${stage} cannot go on: ${error.message}`, error.next),
    );
    return { findings, olderIds };
  } catch (error) {
    const absent = ['topic-missing', 'schema-missing', 'registry-unreachable', 'registry-refused'];
    if (error instanceof OutsideError && absent.includes(error.code)) return { findings: [] };
    return { findings: [failure('positions', error)] };
  }
}

async function schemaFindings(context: Context, opening: OpenOptions): Promise<Finding[]> {
  const { outside, settings } = context;
  try {
    const states = await checkSchemas(outside.openRegistry(settings, opening));
    const wrong = states.map(schemaWords).filter(({ isWell }) => !isWell);
    const findings = wrong.map((one) => failed('schema', `${one.subject} ${one.found}`, one.next));
    return findings.length > 0 ? findings : [well('schemas', `all ${states.length} registered`)];
  } catch (error) {
    return [failure('registry', error)];
  }
}
