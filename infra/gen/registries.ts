// Registries: what lies in a folder becomes a list the compiler sees. Adding a detector, a hunt or
// a migration is adding a file; `npm run gen` does the rest. Hunts and migrations travel inside
// the program as text, so that it runs from any folder and as one compiled package.

import type { TopicPlan } from '../../src/ports.ts';

export type { TopicPlan };
export type SourceFile = { readonly name: string; readonly text: string };

/** Static imports of every detector, by file name: the file is named for its only export. */
export function detectorRegistry(fileNames: readonly string[]): string {
  const ids = fileNames.map((name) => name.replace(/\.ts$/, '')).sort();
  return [
    '// Made by `npm run gen` from src/detectors/*.ts. DO NOT EDIT.',
    '',
    "import type { Detector } from '../core/detector.ts';",
    ...ids.map((id) => `import { ${camel(id)} } from '../detectors/${id}.ts';`),
    '',
    'export const detectors: readonly Detector[] = [',
    ...ids.map((id) => `  ${camel(id)},`),
    '];',
    '',
  ].join('\n');
}

/** The id of a hunt is its file name. Its header is read by whoever runs it. */
export function huntRegistry(files: readonly SourceFile[]): string {
  return [
    '// Made by `npm run gen` from src/hunts/*.sql. DO NOT EDIT.',
    '',
    'export const huntFiles: readonly { readonly id: string; readonly text: string }[] = [',
    ...files.map(({ name, text }) => entry('id', name.replace(/\.sql$/, ''), text)),
    '];',
    '',
  ].join('\n');
}

/** Migrations in the order of their numbers. */
export function migrationRegistry(files: readonly SourceFile[]): string {
  return [
    '// Made by `npm run gen` from infra/clickhouse/*.sql. DO NOT EDIT.',
    '',
    'export const migrations: readonly { readonly name: string; readonly text: string }[] = [',
    ...files.map(({ name, text }) => entry('name', name.replace(/\.sql$/, ''), text)),
    '];',
    '',
  ].join('\n');
}

/** The topics as constants, so that the program needs no file beside it. */
export function topicConstants(topics: readonly TopicPlan[]): string {
  return [
    '// Made by `npm run gen` from infra/kafka/topics.json. DO NOT EDIT.',
    '',
    "import type { TopicPlan } from '../ports.ts';",
    '',
    'export const topics: readonly TopicPlan[] = [',
    ...topics.map((topic) => `  ${JSON.stringify(topic)},`),
    '];',
    '',
  ].join('\n');
}

/** A template literal keeps the lines, so that a change shows as a change of those lines. */
function entry(label: string, value: string, text: string): string {
  const quoted = text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `  {\n    ${label}: '${value}',\n    text: \`${quoted}\`,\n  },`;
}

export function camel(kebab: string): string {
  return kebab.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
