// The settings of a broker that is small, quick to start and quick to forget: one to three brokers
// that are controllers too, on the loopback address. Pure, so that the tests see what a broker is
// told. Used by start-kafka.ts.

export type BrokerPorts = {
  readonly client: number;
  readonly controller: number;
  /** For brokers among themselves and for whoever sets up tests; where clients must log in. */
  readonly internal?: number;
};

export type SaslMechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

/** What clients meet. Without any of it the listener is open, as on a developer's machine. */
export type Demands = {
  /** Certificate and key in a PKCS #12 file. */
  readonly keystore?: { readonly file: string; readonly password: string };
  readonly mechanisms?: readonly SaslMechanism[];
  /** Passwords by user, for each mechanism the same. */
  readonly users?: Readonly<Record<string, string>>;
  /** Nobody may do anything but the brokers themselves, until rights are granted. */
  readonly hasAcls?: boolean;
};

export type BrokerPlan = {
  /** From 1 on. */
  readonly id: number;
  /** Of all brokers, in order of their ids. */
  readonly ports: readonly BrokerPorts[];
  readonly logFolder: string;
  readonly demands?: Demands;
  readonly overrides?: Readonly<Record<string, string>>;
};

export type BrokerSettings = Readonly<Record<string, string>>;

/** Partitions of each internal topic: enough to spread, few enough to load at once. */
export const coordinatorPartitions = 4;

export function isDemanding({ keystore, mechanisms, hasAcls }: Demands): boolean {
  return keystore !== undefined || mechanisms !== undefined || hasAcls === true;
}

export function brokerSettings(plan: BrokerPlan): BrokerSettings {
  const { ports, demands = {}, overrides = {} } = plan;
  return {
    ...placeSettings(plan),
    ...copySettings(ports.length),
    ...quickSettings,
    ...smallSettings,
    ...saslSettings(demands),
    ...keystoreSettings(demands),
    ...aclSettings(demands),
    ...overrides,
  };
}

/** As a properties file; a backslash starts an escape there. */
export function propertiesText(settings: BrokerSettings): string {
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}`,
  );
  return `${lines.join('\n')}\n`;
}

function placeSettings({ id, ports, logFolder, demands = {} }: BrokerPlan): BrokerSettings {
  const own = ports[id - 1];
  if (own === undefined) throw new RangeError(`broker ${id} has no ports`);
  const clients = [`CLIENT://127.0.0.1:${own.client}`];
  if (own.internal !== undefined) clients.push(`INTERNAL://127.0.0.1:${own.internal}`);
  const security = demands.keystore === undefined ? 'PLAINTEXT' : 'SSL';
  const client = demands.mechanisms === undefined ? security : `SASL_${security}`;
  return {
    'process.roles': 'broker,controller',
    'node.id': String(id),
    // Named one by one, so that ports may differ from one start to the next.
    'controller.quorum.voters': ports
      .map(({ controller }, i) => `${i + 1}@127.0.0.1:${controller}`)
      .join(','),
    listeners: [...clients, `CONTROLLER://127.0.0.1:${own.controller}`].join(','),
    'advertised.listeners': clients.join(','),
    'listener.security.protocol.map': `CLIENT:${client},INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': own.internal === undefined ? 'CLIENT' : 'INTERNAL',
    'log.dirs': logFolder,
  };
}

function copySettings(brokers: number): BrokerSettings {
  const copies = String(Math.min(3, brokers));
  const confirmed = String(brokers > 1 ? 2 : 1);
  const partitions = String(coordinatorPartitions);
  return {
    'default.replication.factor': copies,
    'min.insync.replicas': confirmed,
    'offsets.topic.num.partitions': partitions,
    'offsets.topic.replication.factor': copies,
    'transaction.state.log.num.partitions': partitions,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': confirmed,
    'share.coordinator.state.topic.num.partitions': partitions,
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': confirmed,
    ...(brokers > 1
      ? {
          'controller.quorum.election.timeout.ms': '300',
          'controller.quorum.fetch.timeout.ms': '1000',
          'replica.lag.time.max.ms': '5000',
        }
      : {}),
  };
}

/** Waits that make sense among machines, and only hold people up on one. */
const quickSettings: BrokerSettings = {
  // Whoever asks for a topic by a wrong name must hear of it.
  'auto.create.topics.enable': 'false',
  'controlled.shutdown.enable': 'true',
  // A broker may come back when its former life is held for dead: after three seconds, not nine.
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '500',
  'group.initial.rebalance.delay.ms': '0',
  'group.min.session.timeout.ms': '100',
  'log.cleaner.backoff.ms': '200',
  'log.initial.task.delay.ms': '500',
  // Transactions of the dead end soon after their time is over.
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': '500',
};

/** Threads and buffers for one person's work. */
const smallSettings: BrokerSettings = {
  'background.threads': '2',
  'group.coordinator.threads': '1',
  'log.cleaner.dedupe.buffer.size': '2097152',
  'num.io.threads': '4',
  'num.network.threads': '2',
  'num.recovery.threads.per.data.dir': '1',
  'share.coordinator.threads': '1',
};

function saslSettings({ mechanisms, users = {} }: Demands): BrokerSettings {
  if (mechanisms === undefined) return {};
  const modules = 'org.apache.kafka.common.security';
  const known = Object.entries(users).map(([user, password]) => `user_${user}="${password}"`);
  return {
    'sasl.enabled.mechanisms': mechanisms.join(','),
    ...Object.fromEntries(
      mechanisms.map((mechanism) => [
        `listener.name.client.${mechanism.toLowerCase()}.sasl.jaas.config`,
        // Passwords of SCRAM users are in the cluster's metadata; see broker-storage.ts.
        mechanism === 'PLAIN'
          ? `${modules}.plain.PlainLoginModule required ${known.join(' ')};`
          : `${modules}.scram.ScramLoginModule required;`,
      ]),
    ),
  };
}

function keystoreSettings({ keystore }: Demands): BrokerSettings {
  if (keystore === undefined) return {};
  return {
    'listener.name.client.ssl.keystore.type': 'PKCS12',
    'listener.name.client.ssl.keystore.location': keystore.file,
    'listener.name.client.ssl.keystore.password': keystore.password,
    'listener.name.client.ssl.key.password': keystore.password,
  };
}

/**
 * Whoever comes in through an open listener has no name: the brokers, and the setup of tests. A
 * client that shows a certificate but no login has none either, so rights need logins.
 */
function aclSettings({ hasAcls }: Demands): BrokerSettings {
  if (hasAcls !== true) return {};
  return {
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS',
    'allow.everyone.if.no.acl.found': 'false',
  };
}
