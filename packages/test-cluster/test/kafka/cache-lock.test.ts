import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withLock } from '../../src/kafka/cache-lock.js';
import { runProgram } from '../../src/programs/run-program.js';

describe('the lock of the download cache', () => {
  let folder = '';
  let lock = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kfw-lock-'));
    lock = join(folder, 'kafka.lock');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('admits one holder at a time', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await stat(folder);
      inside -= 1;
    };
    await Promise.all([withLock(lock, work), withLock(lock, work), withLock(lock, work)]);
    expect(most).toBe(1);
  });

  it('is given back when the work throws', async () => {
    const failing = withLock(lock, async () => {
      expect(await readFile(lock, 'utf8')).toBe(String(process.pid));
      throw new Error('no network');
    });
    await expect(failing).rejects.toThrow('no network');
    await expect(stat(lock)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is taken over from an owner that no longer runs', async () => {
    const { output } = await runProgram('sh', ['-c', 'echo $$']);
    await writeFile(lock, output.trim());
    expect(await withLock(lock, async () => 'mine')).toBe('mine');
  });
});
