import { expect, it } from '@jest/globals';
import { loadTransform } from '../../../../src/cli/dead-letters/replay/transform-file.js';

it.each(['missing.ts', 'missing.mjs'])(
  'a transform of %s, which does not exist, is a mistake of the option',
  async (file) => {
    await expect(loadTransform(undefined, file)).rejects.toMatchObject({
      code: 'KFW_OPTION_INVALID',
      message: `--transform takes a file that exists; got "${file}".`,
    });
  },
);
