// What a broker is told, as far as somebody would miss it.

import { expect, test } from 'vitest';
import {
  type BrokerPlan,
  brokerSettings,
  type Demands,
  propertiesText,
} from '../../../../infra/kafka/dev/broker-settings.ts';

const one: BrokerPlan = {
  id: 1,
  ports: [{ client: 1001, controller: 1002 }],
  logFolder: '/data',
};

const three: BrokerPlan = {
  ...one,
  id: 2,
  ports: [1, 2, 3].map((i) => ({ client: i * 100, controller: i * 100 + 1 })),
};

function guarded(demands: Demands): BrokerPlan {
  return { ...one, ports: [{ client: 1001, controller: 1002, internal: 1003 }], demands };
}

for (const { name, plan, setting, expected } of [
  {
    name: 'listens on the loopback address only',
    plan: one,
    setting: 'listeners',
    expected: 'CLIENT://127.0.0.1:1001,CONTROLLER://127.0.0.1:1002',
  },
  {
    name: 'one broker keeps one copy of internal topics',
    plan: one,
    setting: 'transaction.state.log.replication.factor',
    expected: '1',
  },
  {
    name: 'three keep three',
    plan: three,
    setting: 'offsets.topic.replication.factor',
    expected: '3',
  },
  {
    name: 'of three two must confirm',
    plan: three,
    setting: 'transaction.state.log.min.isr',
    expected: '2',
  },
  {
    name: 'three name all controllers',
    plan: three,
    setting: 'controller.quorum.voters',
    expected: '1@127.0.0.1:101,2@127.0.0.1:201,3@127.0.0.1:301',
  },
  {
    name: 'the second listens on the second port',
    plan: three,
    setting: 'advertised.listeners',
    expected: 'CLIENT://127.0.0.1:200',
  },
  {
    name: 'brokers talk to each other past the login',
    plan: guarded({ mechanisms: ['PLAIN'], users: { ada: 'right' } }),
    setting: 'inter.broker.listener.name',
    expected: 'INTERNAL',
  },
  {
    name: 'users of plain logins are listed',
    plan: guarded({ mechanisms: ['PLAIN'], users: { ada: 'right', bob: 'left' } }),
    setting: 'listener.name.client.plain.sasl.jaas.config',
    expected:
      'org.apache.kafka.common.security.plain.PlainLoginModule required ' +
      'user_ada="right" user_bob="left";',
  },
  {
    name: 'a login through TLS is both',
    plan: guarded({
      mechanisms: ['SCRAM-SHA-256'],
      keystore: { file: '/broker.p12', password: 'secret' },
    }),
    setting: 'listener.security.protocol.map',
    expected: 'CLIENT:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
  },
  {
    name: 'without rights nobody is asked for any',
    plan: one,
    setting: 'authorizer.class.name',
    expected: undefined,
  },
  {
    name: 'what a test overrides counts',
    plan: { ...one, overrides: { 'message.max.bytes': '99' } },
    setting: 'message.max.bytes',
    expected: '99',
  },
]) {
  test(`broker settings > ${name}`, () => {
    expect(brokerSettings(plan)[setting]).toBe(expected);
  });
}

test('broker settings > a broker without ports is a mistake', () => {
  expect(() => brokerSettings({ ...one, id: 2 })).toThrow(RangeError);
});

test('broker settings > a backslash stays one', () => {
  expect(propertiesText({ a: 'x\\y', b: '1' })).toBe('a=x\\\\y\nb=1\n');
});
