import { describe, expect, it } from '@jest/globals';
import { fakeConsole, temporaryFolder } from './support/kfw.js';

const cwd = temporaryFolder();
const interruptOnce = (text: string, kill: (signal: NodeJS.Signals) => void) => {
  if (text === 'started\n') kill('SIGINT');
};
const evaluate = (code: string) => fakeConsole([code], { cwd });

describe('kfw console -e', () => {
  it('writes only the last value, as one JSON line; the rest goes to standard error', async () => {
    const run = await evaluate('await UsersResponder.call({ payload: { id: 1 } })');

    expect(run).toMatchObject({ code: 0, stderr: 'the app logs to standard output\n' });
    expect(run.stdout).toBe('{"users":[[{"payload":{"id":1}},{"topic":"users","partition":0,"offset":"0"}]]}\n');
  });

  it.each([
    ['several statements with await', 'const topics = await admin.listTopics(); topics.length + 1', '2\n'],
    ['a promise without await', 'admin.listTopics()', '["users"]\n'],
    ['an object literal', '{ a: 1 }', '{"a":1}\n'],
    ['the routes', 'routes[0].group', '"shop_example"\n'],
    ['the producer and the app', '[producer.name, app.root === process.cwd()]', '["the producer",true]\n'],
    [
      'deliver and deliverAsync',
      '[deliver, deliverAsync, flush].map((send) => typeof send)',
      '["function","function","function"]\n',
    ],
    [
      'the schemas',
      '[json(), text(), raw()].map(({ format }) => format).concat(typeof avro)',
      '["json","text","raw","function"]\n',
    ],
    ['what is buffered', 'bufferedCount()', '0\n'],
    ['arrays and errors of the same realm as the app', '[] instanceof app.calls.constructor', 'true\n'],
    ['a class whose name is taken', '[new Event("a").type, classes.Event.name]', '["a","Event"]\n'],
    ['nothing for undefined', 'undefined', ''],
  ])('evaluates %s', async (_name, code, stdout) => {
    expect(await evaluate(code)).toEqual({ code: 0, stdout, stderr: '' });
  });

  it.each([
    [
      'a throw',
      'function deep() { throw new TypeError("boom") }\ndeep()',
      'kfw: TypeError: boom\n    at deep (<console>:1)\n    at <console>:2\n',
    ],
    ['a rejection', 'await Promise.reject(new Error("late"))', 'kfw: Error: late\n    at <console>:1\n'],
    [
      'a throw out of a callback',
      'setImmediate(() => { throw new Error("loose") }); await new Promise(() => {})',
      'kfw: Error: loose\n    at Immediate.<anonymous> (<console>:1)\n',
    ],
    ['a syntax error', 'const = 3', "kfw: <console>:1\nconst = 3\n      ^\nSyntaxError: Unexpected token '='\n"],
    ['unfinished code', 'call(', 'kfw: <console>:1\ncall(\nSyntaxError: Unexpected end of input\n'],
    ['a thrown null', 'throw null', 'kfw: thrown: null\n'],
  ])('ends with exit code 1 after %s', async (_name, code, stderr) => {
    expect(await evaluate(code)).toEqual({ code: 1, stdout: '', stderr });
  });

  it('closes the app, also after an error', async () => {
    process.env.SHOW_CALLS = '1';
    const runs = [await evaluate('1'), await evaluate('throw 1')];
    delete process.env.SHOW_CALLS;

    expect(runs.map(({ stderr }) => stderr.split('\n')[0])).toEqual(['connect,close', 'connect,close']);
  });

  it('ends with exit code 130 when SIGINT breaks a wait', async () => {
    const code = 'setImmediate(app.started); await new Promise((resolve) => setTimeout(resolve, 3_600_000))';
    const run = await fakeConsole([code], { cwd, onStderr: interruptOnce });

    expect(run).toEqual({ code: 130, stdout: '', stderr: 'started\nkfw: interrupted.\n' });
  });

  it('is ended by SIGINT in a loop that never waits', async () => {
    const run = await fakeConsole(['app.started(); for (;;) {}'], { cwd, onStderr: interruptOnce });

    expect(run).toEqual({ code: 'SIGINT', stdout: '', stderr: 'started\n' });
  });
});

describe('kfw console with piped standard input', () => {
  it('evaluates all of it and writes the last value', async () => {
    const input =
      'const topics = await admin.listTopics();\n\nfor (const topic of topics) console.log(topic);\ntopics\n';

    expect(await fakeConsole([], { cwd, input })).toEqual({ code: 0, stdout: '["users"]\n', stderr: 'users\n' });
  });

  it('writes nothing when there is nothing', async () => {
    expect(await fakeConsole([], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});
