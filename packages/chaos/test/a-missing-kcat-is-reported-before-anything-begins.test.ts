import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asMissingKcat } from '@kfw/test-cluster';

const dist = path.join(__dirname, '../dist');

describe('without kcat', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kfw-path-'));
    await symlink(process.execPath, path.join(folder, 'node'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(['chaos', 'kills'])('npm run %s reports it before it begins', (name) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(dist, name, 'command.js')], {
      encoding: 'utf8',
      env: { PATH: folder },
    });

    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: `kcat is not installed, and npm run ${name} needs it to read topics. Install it: apt-get install kcat on Debian and Ubuntu, brew install kcat on macOS.\n`,
    });
  });

  it('a scenario reports it, and passes every other error through', () => {
    const missing = Object.assign(new Error('spawn kcat ENOENT'), { code: 'ENOENT', syscall: 'spawn kcat' });
    const other = new Error('kcat: no such topic');

    expect(asMissingKcat(missing, 'this scenario')).toMatchObject({
      code: 'KFW_KCAT_MISSING',
      message: expect.stringContaining('kcat is not installed, and this scenario needs it'),
    });
    expect(asMissingKcat(other, 'this scenario')).toBe(other);
  });
});
