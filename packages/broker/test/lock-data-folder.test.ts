/** The data folder of a broker: created with its parents, and rejected with a reason if it cannot be created. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startBroker } from '../src/index.js';
import { temporaryFolder } from './temporary-folder.js';

describe('the data folder', () => {
  it('is created, with its parents', async () => {
    const dataFolder = join(temporaryFolder(), 'a/b');
    const broker = await startBroker({ dataFolder });
    expect(existsSync(join(dataFolder, 'broker.lock'))).toBe(true);
    await broker.stop();
  });

  it('is rejected where it cannot be created', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const impossible = [file, join(file, 'below')];
    // Node's own recursive mkdir never returns here.
    if (process.platform === 'linux') impossible.push('/proc/foo/bar');
    for (const dataFolder of impossible) {
      await expect(startBroker({ dataFolder })).rejects.toMatchObject({
        code: 'KFW_BROKER_DATA_UNUSABLE',
        message: expect.stringContaining('Choose another `dataFolder`'),
      });
    }
  });
});
