/** docs/reference/embedded-broker.md lists the clients that the scenarios run, with the versions that are installed for them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { kafkaVersion } from '@kfw/test-cluster';
import { checkout, documentText } from './checkout.js';
import { rowsOf, section } from './tables.js';

const ofNpm = (name: string): string =>
  JSON.parse(readFileSync(path.join(checkout, 'package-lock.json'), 'utf8')).packages[`node_modules/${name}`].version;

const ofPython = (name: string): string | undefined => {
  const text = readFileSync(path.join(checkout, 'packages/scenarios/clients/requirements.txt'), 'utf8');
  return new RegExp(`^${name}==(.+)$`, 'm').exec(text)?.[1];
};

it('docs/reference/embedded-broker.md lists the versions of the clients that are run', () => {
  const rows = rowsOf(section(documentText('docs/reference/embedded-broker.md'), '## Clients'));
  const versions = Object.fromEntries(rows.map(([client, version]) => [client, version]));
  // Debian's kcat is of whatever version Debian has.
  const { kcat, ...others } = versions;
  expect(kcat).toMatch(/^\d+\.\d+\.\d+$/);
  expect(others).toEqual({
    "Java's clients and tools": kafkaVersion,
    kafkajs: ofNpm('kafkajs'),
    '@platformatic/kafka': ofNpm('@platformatic/kafka'),
    'confluent-kafka (librdkafka)': ofPython('confluent-kafka'),
    'kafka-python': ofPython('kafka-python'),
    aiokafka: ofPython('aiokafka'),
  });
});
