import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ProducerIds } from '../../src/producers/producer-ids.js';
import { temporaryFolder } from '../temporary-folder.js';

describe('producer ids', () => {
  it('are given once, however their broker ended', () => {
    const file = join(temporaryFolder(), 'data', 'producer-ids');
    const given = new Set<number>();
    for (let start = 0; start < 4; start++) {
      const ids = new ProducerIds(file);
      for (let count = 0; count < 1_500; count++) given.add(ids.next());
    }
    expect(given.size).toBe(6_000);
  });

  it('are not guessed when their file is damaged', () => {
    const file = join(temporaryFolder(), 'producer-ids');
    writeFileSync(file, 'x');
    expect(() => new ProducerIds(file)).toThrow(expect.objectContaining({ code: 'KFW_BROKER_DATA_UNUSABLE' }));
  });
});
