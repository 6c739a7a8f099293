import { expect, it } from '@jest/globals';
import { showLag } from '../../../src/cli/lag/show-lag.js';

it.each([
  [['billing'], { all: true }, '--all or the names of groups'],
  [[], { interval: '2s' }, 'give --watch as well'],
])('refuses options that it would ignore: %j %j', async (names, options, message) => {
  await expect(showLag(names, options)).rejects.toMatchObject({
    code: 'KFW_USAGE',
    message: expect.stringContaining(message),
  });
});
