// What must hold between settings: each is right by itself, and together they make no sense. Said
// at once with all other mistakes. Used by config.ts only.
//
// Settings of Kafka without brokers are no mistake: a file may hold them for the day they are
// wanted, and `--brokers ''` turns Kafka off for one command.

/** A mistake, and the keys whose own mistakes would explain it. */
type Mismatch = { readonly keys: readonly string[]; readonly problem: string };

type Reading = (key: string) => unknown;

/** Sentences about what does not go together, in names as they stand in molecatcher.yaml. */
export function mismatches(read: Reading, failed: ReadonlySet<string>): readonly string[] {
  const isSet = (key: string) => String(read(key) ?? '') !== '';
  const all = isSet('brokers') ? [...registryRules(isSet), ...kafkaRules(read, isSet)] : [];
  return all
    .filter(({ keys }) => !keys.some((key) => failed.has(key)))
    .map(({ problem }) => problem);
}

function registryRules(isSet: (key: string) => boolean): Mismatch[] {
  return [
    ...when(!isSet('registry'), {
      keys: ['brokers', 'registry'],
      problem: 'brokers is set, but registry is not: on Kafka the schemas are in a registry.',
    }),
    ...when(isSet('registryPassword') && !isSet('registryUser'), {
      keys: ['registryPassword', 'registryUser'],
      problem: 'registry_password is set, but registry_user is not.',
    }),
  ];
}

function kafkaRules(read: Reading, isSet: (key: string) => boolean): Mismatch[] {
  const sasl = String(read('kafkaSasl'));
  const isSasl = sasl !== 'none';
  const isTls = read('kafkaTls') === 'on';
  const login = [
    ['kafkaUser', 'kafka_user'],
    ['kafkaPassword', 'kafka_password'],
  ] as const;
  const files = [
    ['kafkaCa', 'kafka_ca'],
    ['kafkaCertificate', 'kafka_certificate'],
    ['kafkaKey', 'kafka_key'],
  ] as const;
  return [
    ...login.flatMap(([key, name]) => [
      ...when(isSasl && !isSet(key), {
        keys: ['kafkaSasl', key],
        problem: `kafka_sasl is ${sasl}, but ${name} is not set.`,
      }),
      ...when(!isSasl && isSet(key), {
        keys: ['kafkaSasl', key],
        problem: `${name} is set, but kafka_sasl is none: say how to log in.`,
      }),
    ]),
    ...files.flatMap(([key, name]) =>
      when(!isTls && isSet(key), {
        keys: ['kafkaTls', key],
        problem: `${name} is set, but kafka_tls is off.`,
      }),
    ),
    ...when(isSet('kafkaCertificate') !== isSet('kafkaKey'), {
      keys: ['kafkaCertificate', 'kafkaKey'],
      problem: 'kafka_certificate and kafka_key are set together, or neither is.',
    }),
  ];
}

function when(isWrong: boolean, mismatch: Mismatch): Mismatch[] {
  return isWrong ? [mismatch] : [];
}
