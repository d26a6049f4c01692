// What a typed statement may call, by name. Of table functions those that only compute are listed:
// most others reach for files, addresses and other servers, and each version brings new ones. Of
// more than a thousand scalar functions nearly all compute, so those that do not are listed; a test
// holds both lists against all that the engine has. Only sql-tree.ts asks.

/** Names with a blank between them; a star stands for any ending. */
function named(names: string): RegExp {
  return new RegExp(`^(${names.trim().replaceAll(/\s+/g, '|').replaceAll('*', '.*')})$`, 'i');
}

const computing = named(
  'generateSeries generate_series numbers* primes SQLStandardValues values view zeros*',
);

type Deeds = readonly (readonly [names: RegExp, does: string])[];

const tableDeeds: Deeds = [
  [
    named(`azure* cluster* cosn delta* executable file* gcs hdfs* hudi* iceberg* jdbc mongodb
      mysql odbc oss paimon* postgresql redis remote* s3* sqlite url* ytsaurus`),
    'reaches for files, programs, addresses or other servers',
  ],
  [
    named('dictionary loop merge* prometheus* timeSeries* viewIfPermitted'),
    'reads tables that the statement does not name',
  ],
  [named('eval viewExplain'), 'runs a statement of its own'],
  [named('fuzz* generateRandom'), 'makes up rows without end'],
  [named('format input null'), 'is for data that a client brings along'],
];

/** Why a table function may not be called; undefined: it may. */
export function tableFunctionProblem(name: string): string | undefined {
  if (computing.test(name)) return undefined;
  return `The table function ${name} is not allowed: it ${tableDeed(name) ?? 'is not known'}.`;
}

export function tableDeed(name: string): string | undefined {
  return tableDeeds.find(([names]) => names.test(name))?.[1];
}

const scalarDeeds: Deeds = [
  [named('file catboostEvaluate'), 'reads files of the server'],
  [
    named('aiClassify aiEmbed aiExtract aiGenerate aiTranslate'),
    'sends what it is given to another server',
  ],
  [named('sleep sleepEachRow'), 'only waits'],
  [
    named(`dictGet* dictHas dictIsIn joinGet* naiveBayesClassifier* regionHierarchy regionIn
      regionTo*`),
    'reads dictionaries or tables that are named only in a text',
  ],
  [named('getMaxTableNameLengthForDatabase hasColumnInTable'), 'looks into other databases'],
  [named('generateSerialID logTrace'), 'writes on the server'],
  [
    named(`addressTo* buildId demangle displayName filesystem* FQDN fullHostName
      getClientHTTPHeader getMacro getMergeTreeSetting getOSKernelVersion getServerPort
      getServerSetting getSetting* globalVariable hasThreadFuzzer hostName serverUUID
      showCertificate tcpPort tid transaction* zookeeper*`),
    'tells of the server and not of its tables',
  ],
  [named('__*'), 'is of the inside of ClickHouse'],
];

/** What a scalar function does that a typed statement may not; undefined: it may be called. */
export function scalarDeed(name: string): string | undefined {
  return scalarDeeds.find(([names]) => names.test(name))?.[1];
}

/** Tables of another database that show no more than what the asking user may read. */
export const describingTables: readonly string[] = ['system.columns', 'system.tables'];
