import { expect } from '@jest/globals';
import { makeAppFolder } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

const responder = `
import { Topic } from 'kfw';
import { UserEvent } from '../schemas/user-event.js';
import { ApplicationResponder } from './application-responder.js';

@Topic('users', { schema: UserEvent })
export class UsersResponder extends ApplicationResponder<{ users: UserEvent }> {
  respond(event: UserEvent): void {
    if (event.payload.id < 0) throw new RangeError(\`\${event.payload.id} is not an id\`);
    this.respondTo('users', event);
  }
}
`;
const call = (id: unknown) =>
  `await UsersResponder.call({ eventName: 'user_created', payload: { id: ${JSON.stringify(id)} } })`;

scenario(
  [],
  'code that throws in the console ends it with exit code 1, and shows the frames of the user alone',
  async (world) => {
    const app = await makeAppFolder(world, { files: { 'app/responders/users-responder.ts': responder } });
    const evaluate = async (...args: readonly string[]) => {
      const console = app.kfw(['console', ...args]);
      return { code: await console.ended, output: console.lines.items, errors: console.errorLines.items };
    };

    const frames = ['    at UsersResponder.respond (app/responders/users-responder.ts:9:37)', '    at <console>:1'];
    expect(await evaluate('-e', call(-1))).toEqual({
      code: 1,
      output: [],
      errors: ['kfw: RangeError: -1 is not an id', ...frames],
    });
    expect(await evaluate('-e', call('one'))).toEqual({
      code: 1,
      output: [],
      errors: [
        'kfw: the value of a message of "users" cannot be encoded: payload.id should be an integer from -(2^53 - 1) to 2^53 - 1 (long), not a string.',
      ],
    });
    expect(await evaluate('-e', 'const = 3')).toEqual({
      code: 1,
      output: [],
      errors: ['kfw: <console>:1', 'const = 3', '      ^', "SyntaxError: Unexpected token '='"],
    });
    const verbose = await evaluate('--verbose', '-e', call(-1));
    expect(verbose.code).toBe(1);
    expect(verbose.errors).toContainEqual(expect.stringMatching(/at .*runResponder/));
  },
);
