import { expect, it } from '@jest/globals';
import { operatingError } from '../src/index.js';

it('suggests the nearest name, if there is one', () => {
  expect(operatingError('KFW_GROUP_NOT_FOUND', { group: 'biling', meant: 'billing' }).message).toContain(
    'Did you mean "billing"?',
  );
  expect(operatingError('KFW_TOPIC_NOT_FOUND', { topic: 'x', meant: undefined }).message).not.toContain('Did you');
});
