import { describe, expect, it } from '@jest/globals';
import { defineErrors } from '../../src/errors/kfw-error.js';

const error = defineErrors({ KFW_TOLD: ({ reason }: { reason: string }) => `It failed: ${reason}. Try again.` });

describe('the message of a coded error', () => {
  it.each([
    ['no such host', 'It failed: no such host. Try again.'],
    ['No such host.', 'It failed: No such host. Try again.'],
    ['Is it there?', 'It failed: Is it there? Try again.'],
    ['No!', 'It failed: No! Try again.'],
    ['two lines.\nthe other.', 'It failed: two lines.\nthe other. Try again.'],
    ['"quoted."', 'It failed: "quoted.". Try again.'],
    ['waiting...', 'It failed: waiting.... Try again.'],
    ['no ../users or ..', 'It failed: no ../users or ... Try again.'],
  ])('has single full stops, whatever %j ends with', (reason, message) => {
    expect(error('KFW_TOLD', { reason }).message).toBe(message);
  });
});
