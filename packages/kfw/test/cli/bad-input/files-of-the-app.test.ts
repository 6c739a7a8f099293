import { describe, expect, it, jest } from '@jest/globals';
import { scaffoldedApp } from '../support/scaffolded-app.js';

/** Commands run as separate processes, several in a test. */
jest.setTimeout(60_000);

const app = scaffoldedApp();
const routesThatThrow = (text: string) =>
  text.replace(
    'export default',
    'function explode(): never {\n  throw new TypeError("no such shop");\n}\nif (UsersConsumer) explode();\n\nexport default',
  );
const consumer = (expression: string) => (text: string) => text.replace('consumer: UsersConsumer', expression);

describe('a file of the app that', () => {
  it.each([
    [
      'throws: the routes',
      { 'config/routes.ts': routesThatThrow },
      'TypeError: no such shop\n    at explode (config/routes.ts:7:9)\n    at <anonymous> (config/routes.ts:9:20)\n',
    ],
    [
      'throws: a consumer',
      { 'app/consumers/users-consumer.ts': (text: string) => `${text}throw new Error('not today');\n` },
      'Error: not today\n    at <anonymous> (app/consumers/users-consumer.ts:16:7)\n',
    ],
    [
      'throws: the boot file, in setup',
      { 'kfw.ts': (text: string) => text.replace(/ {2}setup\(.*/s, '  setup() {\n    null.x;\n  },\n});\n') },
      "TypeError: Cannot read properties of null (reading 'x')\n    at Object.setup (kfw.ts:11:10)\n",
    ],
    [
      'declares topics with mistakes',
      {
        'config/topics.ts': (text: string) =>
          text.replace('environments: {', "partition: 3, config: { 'retension.ms': 5 }, environments: {"),
      },
      '2 mistakes in the declared topics:\n' +
        '  - config/topics.ts:8, topic users: "partition" is not an option. Did you mean "partitions"?\n' +
        '  - config/topics.ts:8, topic users: config[\'retension.ms\'] is not a key of Kafka. Did you mean "retention.ms"?\n',
    ],
    [
      'declares topics for an environment that config/kafka.yml spells in another way',
      { 'config/topics.ts': (text: string) => text.replace('production:', 'prodution:') },
      '1 mistake in the declared topics:\n' +
        '  - config/topics.ts:8, topic users: environment prodution: there is no such environment, so its settings never apply. Did you mean "production"?\n',
    ],
    [
      'does not compile',
      { 'config/routes.ts': (text: string) => text.replace("consumerGroup('example', ", 'consumerGroup((') },
      'config/routes.ts:12:4 does not compile: Expected ")" but found ";".\n',
    ],
    [
      'has an expression that only Node refuses',
      { 'config/routes.ts': (text: string) => `${text}\nexport const pattern = /(/;\n` },
      'kfw.ts, or a file that it imports, does not compile: Invalid regular expression: /(/: Unterminated group.\n',
    ],
    [
      'imports a file that does not exist',
      { 'config/routes.ts': (text: string) => text.replace('users-consumer.js', 'userz-consumer.js') },
      'config/routes.ts imports app/consumers/userz-consumer.js, which does not exist. Fix the path, or create the file.\n',
    ],
    [
      'imports a package that is not installed',
      { 'kfw.ts': (text: string) => `import 'not-installed-here';\n${text}` },
      'kfw.ts imports the package not-installed-here, which is not installed. Run: npm install not-installed-here\n',
    ],
    [
      'imports a class that its file does not export',
      { 'config/routes.ts': (text: string) => text.replace('{ UsersConsumer }', '{ UserConsumer as UsersConsumer }') },
      'config/routes.ts:3\n' +
        "import { UserConsumer as UsersConsumer } from '../app/consumers/users-consumer.js';\n" +
        '         ^\n' +
        "SyntaxError: The requested module '../app/consumers/users-consumer.js' does not provide an export named 'UserConsumer'\n",
    ],
    [
      'is a schema and not JSON',
      { 'app/schemas/user_event.avsc': '{ "type": "record",\n' },
      'user_event.avsc is not a usable Avro schema, at $: it is not JSON (Expected double-quoted property name in JSON at position 20 (line 2 column 1)).\n',
    ],
    [
      'is a schema with an unknown type',
      { 'app/schemas/user_event.avsc': (text: string) => text.replace('"long"', '"lng"') },
      'user_event.avsc is not a usable Avro schema, at $.fields[1].type.fields[0].type: type "lng" is not defined before this point.\n',
    ],
    [
      'is the boot file and exports no app',
      { 'kfw.ts': (text: string) => text.replace('export default', 'export const app =') },
      'kfw.ts exports its app as app, and not as its default export. Write: export default defineApp({ routes })\n',
    ],
    [
      'is the boot file and has an option that does not exist',
      { 'kfw.ts': (text: string) => text.replace('routes,', "routes,\n  carriedHeaders: ['tenant'],") },
      '"carriedHeaders" is not an option of defineApp. Options: routes, topics, strictTopics, listeners, middleware, produceMiddleware, propagatedHeaders, groupMapper, topicMapper, partitioner, codecs, logger, setup, initialized, closing.\n',
    ],
    [
      'is the routes and exports something else',
      { 'config/routes.ts': 'export default 3;\n' },
      'kfw.ts passes routes that drawRoutes did not make to defineApp. Write export default drawRoutes(…) in config/routes.ts, and defineApp({ routes }) in kfw.ts.\n',
    ],
  ])('%s', async (_name, files, stderr) => {
    expect(await app.broken(files).kfw(['server'])).toEqual({ code: 1, stdout: '', stderr: `kfw: ${stderr}` });
  });
});

describe('a class that is not a consumer', () => {
  const place = 'config/routes.ts:11, group example, topic users:';
  const help = "Use a class that extends ApplicationConsumer (or Consumer from 'kfw').";

  it.each([
    ['consumer: Map', `Map is not a consumer. ${help}`],
    ['consumer: new Date()', `an object is not a consumer. ${help}`],
    ['consumer: null', `null is not a consumer. ${help}`],
    ['consumer: undefined', 'it has no consumer. Name one: { consumer: UsersConsumer }.'],
  ])('%s', async (expression, mistake) => {
    const broken = app.broken({ 'config/routes.ts': consumer(expression) });

    expect(await broken.kfw(['server'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `kfw: 1 mistake in the app:\n  - ${place} ${mistake}\n`,
    });
  });
});

describe('the framework’s own stack', () => {
  it('shows with --verbose', async () => {
    const { code, stderr } = await app.broken({ 'config/routes.ts': routesThatThrow }).kfw(['server', '--verbose']);

    expect(code).toBe(1);
    expect(stderr).toMatch(/^kfw: TypeError: no such shop\n {4}at explode \(.*config\/routes\.ts:7:9\)\n/);
    expect(stderr).toMatch(/\bat async loadApp \(.*load-app/);
  });

  it('is not in a JSON line, which holds the user’s frames', async () => {
    const { code, stderr } = await app.broken({ 'config/routes.ts': routesThatThrow }).kfw(['server', '--json']);

    expect(code).toBe(1);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(JSON.parse(stderr)).toEqual({
      event: 'error',
      code: 'TypeError',
      message: 'TypeError: no such shop',
      stack: 'at explode (config/routes.ts:7:9)\nat <anonymous> (config/routes.ts:9:20)',
    });
  });

  it('is in the JSON line with --verbose', async () => {
    const { stderr } = await app.broken({ 'config/routes.ts': routesThatThrow }).kfw(['server', '--json', '--verbose']);

    expect(JSON.parse(stderr)).toMatchObject({ event: 'error', stack: expect.stringContaining('at async loadApp') });
  });
});
