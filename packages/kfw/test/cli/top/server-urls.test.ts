import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { serverUrls } from '../../../src/cli/top/server-urls.js';

const before = process.cwd();
const folders: string[] = [];
afterEach(() => {
  delete process.env.KFW_HEALTH;
  process.chdir(before);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Works in the folder of an app with this configuration, or of none. */
function inFolder(config?: string): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'kfw-top-'));
  folders.push(folder);
  if (config !== undefined) {
    writeFileSync(path.join(folder, 'kfw.ts'), '');
    mkdirSync(path.join(folder, 'config'));
    writeFileSync(path.join(folder, 'config/kafka.yml'), config);
  }
  process.chdir(folder);
}

describe('the servers that kfw top reads', () => {
  it.each([
    ['http://localhost:8080', 'http://localhost:8080/status'],
    ['http://localhost:8080/', 'http://localhost:8080/status'],
    ['http://localhost:8080/status?x=1#y', 'http://localhost:8080/status'],
    ['https://ops.example.com/shop/', 'https://ops.example.com/shop/status'],
    ['http://[::1]:8080', 'http://[::1]:8080/status'],
    ['localhost:8080', 'http://localhost:8080/status'],
    ['0.0.0.0:8080', 'http://127.0.0.1:8080/status'],
    ['8080', 'http://127.0.0.1:8080/status'],
  ])('%s', (given, url) => expect(serverUrls([given])).toEqual([url]));

  it.each(['ftp://localhost', 'nothing', '', 'http://me:hunter2@localhost:8080', '0'])('are not %j', (given) => {
    expect(() => serverUrls([given])).toThrow(/--url takes the address of a server/);
    expect(() => serverUrls([given])).not.toThrow(/hunter2/);
  });

  it('are each read once', () => expect(serverUrls(['8080', '127.0.0.1:8080'])).toHaveLength(1));

  it('is the one of the app in this folder', () => {
    inFolder('test: { brokers: ["a:1"], health: 0.0.0.0:9000 }');
    expect(serverUrls()).toEqual(['http://127.0.0.1:9000/status']);
    process.env.KFW_HEALTH = '9001';
    expect(serverUrls()).toEqual(['http://127.0.0.1:9001/status']);
  });

  it.each([
    ['There is no app here', undefined],
    ['The configuration of this app has no `health`', 'test: { brokers: ["a:1"] }'],
    ['takes a free port', 'test: { brokers: ["a:1"], health: 0 }'],
  ])('are not known: %s', (reason, config) => {
    inFolder(config);
    expect(() => serverUrls()).toThrow(reason);
    expect(() => serverUrls()).toThrow(/kfw server --health 8080/);
  });
});
