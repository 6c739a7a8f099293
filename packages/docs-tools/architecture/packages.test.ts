/** The arrows between packages, as docs/explanation/architecture.md draws them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { importsOf, packagesFolder } from './imports.js';

const arrows: Readonly<Record<string, readonly string[]>> = {
  core: [],
  'transport-kafkajs': ['@kfw/core'],
  avro: ['@kfw/core', '@kfw/schema-compat'],
  broker: [],
  'schema-compat': [],
  operating: ['@kfw/core'],
  metrics: ['@kfw/core'],
  statsd: ['@kfw/core'],
  opentelemetry: ['@kfw/core'],
  registry: ['@kfw/schema-compat'],
  testing: ['@kfw/core', '@kfw/avro', '@kfw/broker', '@kfw/registry'],
  kfw: [
    '@kfw/core',
    '@kfw/transport-kafkajs',
    '@kfw/avro',
    '@kfw/broker',
    '@kfw/operating',
    '@kfw/registry',
    '@kfw/schema-compat',
  ],
};

/** These compose an app of core's parts, and so may import its internal door. */
const composers = ['kfw', 'testing'];
const internalDoor = '@kfw/core/internal';

/** These may import anything, and nothing imports them: no arrow above points at them. */
const privateOnes = ['test-cluster', 'scenarios', 'chaos', 'broker-verification', 'docs-tools', 'bench'];

const ours = (specifier: string): boolean => specifier === 'kfw' || /^(kfw\/|@kfw\/)/.test(specifier);

describe('the packages', () => {
  it('are those of the table of arrows, and the private ones', () => {
    expect(readdirSync(packagesFolder).sort()).toEqual([...Object.keys(arrows), ...privateOnes].sort());
  });

  it.each(Object.entries(arrows))('%s imports only what its arrows point at, by its front door', (name, allowed) => {
    const imports = importsOf(name);
    expect(imports.length).toBeGreaterThan(0);
    const doors = composers.includes(name) ? [...allowed, internalDoor] : allowed;
    expect(imports.filter(({ specifier }) => ours(specifier) && !doors.includes(specifier))).toEqual([]);
  });

  it('import kafkajs in the transport only', () => {
    const others = Object.keys(arrows).filter((name) => name !== 'transport-kafkajs');
    const strays = others.flatMap(importsOf).filter(({ specifier }) => /^kafkajs(\/|$|-)/.test(specifier));
    expect(strays).toEqual([]);
    expect(importsOf('transport-kafkajs').some(({ specifier }) => specifier === 'kafkajs')).toBe(true);
  });

  it('name the internals of kafkajs in one folder of the transport only, declarations included', () => {
    const source = path.join(packagesFolder, 'transport-kafkajs', 'src');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const folders = files
      .filter((name) => readFileSync(path.join(source, name), 'utf8').includes('kafkajs/src/'))
      .map((name) => path.dirname(name));
    expect(new Set(folders)).toEqual(new Set(['kafkajs']));
  });
});
