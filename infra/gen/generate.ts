// All derived files of a checkout, as path → text. Writes nothing: gen.ts does; a test compares.
// Detectors and settings are imported, everything else is read as text.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { definitions, detectorDefinitions } from '../../src/config.ts';
import { deadLetterReasons } from '../../src/core/dead-letter.ts';
import type { Detector } from '../../src/core/detector.ts';
import { outsideErrors } from '../../src/errors.ts';
import { parseHunt } from '../../src/investigate/hunt-header.ts';
import { type AvroRecord, recordTypes, schemaConstants } from './avro.ts';
import * as pages from './reference-pages.ts';
import * as registries from './registries.ts';
import { telemetryFacts } from './telemetry-facts.ts';

export async function generate(root: string): Promise<Map<string, string>> {
  const schemas = filesOf(root, 'schemas', '.avsc').map(
    ({ text }) => JSON.parse(text) as AvroRecord,
  );
  const topics = topicPlans(root);
  const detectorNames = filesOf(root, 'src/detectors', '.ts').map(({ name }) => name);
  const hunts = filesOf(root, 'src/hunts', '.sql');
  const files = new Map([
    ['src/generated/records.ts', recordTypes(schemas)],
    ['src/generated/schemas.ts', schemaConstants(schemas)],
    ['src/generated/topics.ts', registries.topicConstants(topics)],
    ['src/generated/detectors.ts', registries.detectorRegistry(detectorNames)],
    ['src/generated/hunts.ts', registries.huntRegistry(hunts)],
    [
      'src/generated/migrations.ts',
      registries.migrationRegistry(filesOf(root, 'infra/clickhouse', '.sql')),
    ],
  ]);
  const detectors = await loadDetectors(root, detectorNames);
  const facts = telemetryFacts(readFileSync(join(root, 'src/telemetry.ts'), 'utf8'));
  const asked = hunts.map(({ name, text }) => parseHunt(name.replace(/\.sql$/, ''), text));
  for (const [name, text] of Object.entries({
    records: pages.recordsPage(schemas, topics),
    topics: pages.topicsPage(topics),
    settings: pages.settingsPage(definitions(detectorDefinitions(detectors))),
    detectors: pages.detectorsPage(detectors),
    hunts: pages.huntsPage(asked),
    errors: pages.errorsPage(outsideErrors),
    telemetry: pages.telemetryPage(facts),
    'dead-letters': pages.deadLettersPage(deadLetterReasons),
  })) {
    files.set(`docs/reference/${name}.md`, text);
  }
  const shapes = JSON.parse(readFileSync(join(root, 'docs/hunting/tables.json'), 'utf8'));
  files.set('docs/hunting/tables.md', pages.tablesPage(shapes, schemas));
  return files;
}

function filesOf(root: string, folder: string, ending: string): registries.SourceFile[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(root, folder, name), 'utf8') }));
}

async function loadDetectors(root: string, names: readonly string[]): Promise<Detector[]> {
  const detectors: Detector[] = [];
  for (const name of names) {
    const file = pathToFileURL(join(root, 'src/detectors', name)).href;
    const exported = (await import(file)) as Record<string, Detector>;
    const found = exported[registries.camel(name.replace(/\.ts$/, ''))];
    if (found === undefined) throw new Error(`${name} must export a detector of its own name`);
    detectors.push(found);
  }
  return detectors;
}

function topicPlans(root: string): readonly registries.TopicPlan[] {
  const text = readFileSync(join(root, 'infra/kafka/topics.json'), 'utf8');
  return (JSON.parse(text) as { topics: readonly registries.TopicPlan[] }).topics;
}
