/** Apps as ES modules and CommonJS, in TypeScript and JavaScript: those that work, and the errors of the others. */
import { readFileSync, symlinkSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { kfw, type Run, temporaryFolder } from './support/kfw.js';

/** Commands run as separate processes, several in a test. */
jest.setTimeout(60_000);

const folder = temporaryFolder();
const repository = path.resolve(__dirname, '../../../..');

const config =
  "development: { clientId: shop, brokers: ['localhost:9092'] }\nproduction: { clientId: shop, brokers: ['localhost:9092'] }\n";

/** `drawRoutes` of an app in CommonJS, with the class in the same file. */
const commonJsRoutes = `
  const { Consumer, drawRoutes, json } = require('kfw');
  class UsersConsumer extends Consumer { process() {} }
  const routes = drawRoutes(({ topic }) => topic('users', { consumer: UsersConsumer, schema: json() }));
`;
const moduleRoutes = `
  import { Consumer, defineApp, drawRoutes, json } from 'kfw';
  class UsersConsumer extends Consumer { process() {} }
  const routes = drawRoutes(({ topic }) => topic('users', { consumer: UsersConsumer, schema: json() }));
`;

async function appWith(files: Readonly<Record<string, string>>): Promise<(...args: string[]) => Promise<Run>> {
  const root = await mkdtemp(path.join(folder, 'app-'));
  symlinkSync(path.join(repository, 'node_modules'), path.join(root, 'node_modules'), 'dir');
  for (const [file, text] of Object.entries({ 'package.json': '{}', 'config/kafka.yml': config, ...files })) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  const env = { KFW_ENV: 'dist/kfw.js' in files ? 'production' : '', NODE_ENV: '' };
  return (...args) => kfw(args, { cwd: root, env });
}

const esModule = '{ "type": "module" }';

describe('a boot file', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['kfw.js, CommonJS', { 'kfw.js': `${commonJsRoutes} module.exports = require('kfw').defineApp({ routes });` }],
    [
      'kfw.cjs',
      {
        'package.json': esModule,
        'kfw.cjs': `${commonJsRoutes} module.exports = require('kfw').defineApp({ routes });`,
      },
    ],
    ['kfw.mjs', { 'kfw.mjs': `${moduleRoutes} export default defineApp({ routes });` }],
    [
      'kfw.js, an ES module',
      { 'package.json': esModule, 'kfw.js': `${moduleRoutes} export default defineApp({ routes });` },
    ],
    ['kfw.ts, CommonJS', { 'kfw.ts': `${moduleRoutes} export default defineApp({ routes });` }],
    ['kfw.mts', { 'kfw.mts': `${moduleRoutes} export default defineApp({ routes });` }],
    ['kfw.cts', { 'package.json': esModule, 'kfw.cts': `${moduleRoutes} export default defineApp({ routes });` }],
    ['kfw.ts, a promise', { 'kfw.ts': `${moduleRoutes} export default Promise.resolve(defineApp({ routes }));` }],
    [
      'kfw.js, a promise in CommonJS',
      { 'kfw.js': `${commonJsRoutes} module.exports = (async () => require('kfw').defineApp({ routes }))();` },
    ],
    [
      'kfw.js, compiled from an ES module',
      {
        'kfw.js': `${commonJsRoutes} Object.defineProperty(exports, '__esModule', { value: true });
          exports.default = require('kfw').defineApp({ routes });`,
      },
    ],
    [
      'kfw.js, wrapped twice',
      {
        'kfw.js': `${commonJsRoutes} exports.__esModule = true;
          exports.default = { __esModule: true, default: require('kfw').defineApp({ routes }) };`,
      },
    ],
    [
      'dist/kfw.js, CommonJS',
      { 'dist/kfw.js': `${commonJsRoutes} exports.default = require('kfw').defineApp({ routes });` },
    ],
  ])('works as %s', async (_name, files) => {
    const { code, stdout, stderr } = await (await appWith(files))('routes', '--json');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ topic: 'users', consumer: 'UsersConsumer' });
  });

  const help = 'Write: export default defineApp({ routes })\n';
  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'an app by another name',
      { 'kfw.mjs': `${moduleRoutes} export const app = defineApp({ routes });` },
      `kfw.mjs exports its app as app, and not as its default export. ${help}`,
    ],
    [
      'an app by another name, in CommonJS',
      { 'kfw.cjs': `${commonJsRoutes} exports.shop = require('kfw').defineApp({ routes });` },
      'kfw.cjs exports its app as shop, and not as its default export. Write: module.exports = defineApp({ routes })\n',
    ],
    [
      'a function',
      { 'kfw.ts': `${moduleRoutes} export default () => defineApp({ routes });` },
      `kfw.ts has a function as its default export, which defineApp did not make. ${help}`,
    ],
    [
      'a plain object',
      { 'kfw.ts': 'export default { routes: [] };' },
      `kfw.ts has an object as its default export, which defineApp did not make. ${help}`,
    ],
    ['nothing', { 'kfw.ts': 'export const answer = 42;' }, `kfw.ts has no default export. ${help}`],
    [
      'nothing, in CommonJS',
      { 'kfw.cjs': "require('kfw');" },
      'kfw.cjs has an empty object as its default export, which defineApp did not make. Write: module.exports = defineApp({ routes })\n',
    ],
    [
      'a promise of something else',
      { 'kfw.ts': 'export default Promise.resolve(3);' },
      `kfw.ts has a number as its default export, which defineApp did not make. ${help}`,
    ],
    [
      'an app whose routes drawRoutes did not make',
      { 'kfw.cjs': `${commonJsRoutes} module.exports = require('kfw').defineApp({ routes: { default: routes } });` },
      'kfw.cjs passes routes that drawRoutes did not make to defineApp. Write export default drawRoutes(…) in config/routes.ts, and defineApp({ routes }) in kfw.cjs.\n',
    ],
  ])('that exports %s gets an error that says so', async (_name, files, stderr) => {
    expect(await (await appWith(files))('routes')).toEqual({ code: 1, stdout: '', stderr: `kfw: ${stderr}` });
  });

  it('of CommonJS that requires a missing file gets an error that names it', async () => {
    const files = (required: string) => ({ 'kfw.js': `require('${required}'); ${commonJsRoutes}` });

    expect(await (await appWith(files('./config/routez')))('routes')).toMatchObject({
      code: 1,
      stderr: 'kfw: kfw.js imports config/routez, which does not exist. Fix the path, or create the file.\n',
    });
    expect(await (await appWith(files('@not/installed/deep')))('routes')).toMatchObject({
      code: 1,
      stderr:
        'kfw: kfw.js imports the package @not/installed, which is not installed. Run: npm install @not/installed\n',
    });
  });
});

describe('classes of an app in CommonJS', () => {
  const boot = `
    const { defineApp, drawRoutes, json } = require('kfw');
    const UsersConsumer = require('./app/consumers/users-consumer.js');
    const routes = drawRoutes(({ topic }) => topic('users', { consumer: UsersConsumer, schema: json() }));
    module.exports = defineApp({ routes });`;
  const consumer =
    "const { Consumer } = require('kfw'); module.exports = class UsersConsumer extends Consumer { process() {} };";
  const responder = `
    const { json, Responder, Topic } = require('kfw');
    class UsersResponder extends Responder { respond(user) { this.respondTo('welcome', user); } }
    Topic('welcome', { schema: json() })(UsersResponder);`;

  it.each([
    ['module.exports', 'module.exports = UsersResponder;'],
    ['module.exports of several', 'module.exports = { UsersResponder };'],
    ['names that only run time knows', "for (const name of ['UsersResponder']) exports[name] = UsersResponder;"],
    ['a default export', 'exports.__esModule = true; exports.default = UsersResponder;'],
  ])('are found by their names: %s', async (_name, exported) => {
    const app = await appWith({
      'kfw.js': boot,
      'app/consumers/users-consumer.js': consumer,
      'app/responders/users-responder.js': responder + exported,
    });
    const { code, stdout, stderr } = await app('routes', '--json');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ consumer: 'UsersConsumer', responder: 'UsersResponder' });
  });
});

describe('an app in JavaScript', () => {
  /** The files of the document, each of which begins with its path. */
  function documented(): Record<string, string> {
    const text = readFileSync(path.join(repository, 'docs/reference/cli.md'), 'utf8');
    const blocks = [...text.matchAll(/```js\n\/\/ (\S+)\n([^`]*)```/g)];
    return Object.fromEntries(blocks.map(([, file = '', code = '']) => [file, code]));
  }

  it('works as docs/reference/cli.md shows it', async () => {
    const files = documented();
    expect(Object.keys(files)).toContain('kfw.js');
    const { code, stdout, stderr } = await (await appWith(files))('routes', '--json');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      topic: 'orders',
      consumer: 'OrdersConsumer',
      responder: 'OrdersResponder',
    });
  });

  it.each(['topic', 'consumer', 'responder', 'schema'])(
    'is told that `generate %s` writes TypeScript',
    async (kind) => {
      expect(await (await appWith(documented()))('generate', kind, 'payments')).toEqual({
        code: 1,
        stdout: '',
        stderr: `kfw: this app is JavaScript (kfw.js), and \`kfw generate ${kind}\` writes TypeScript, so nothing was written. Write the class by hand: docs/reference/cli.md shows one in JavaScript.\n`,
      });
    },
  );
});

describe('an app in TypeScript', () => {
  it('without tsx gets an error that says what it needs', async () => {
    const root = path.join(folder, 'bare');
    await mkdir(path.join(root, 'config'), { recursive: true });
    await mkdir(path.join(root, 'node_modules'));
    symlinkSync(path.join(repository, 'node_modules/kfw'), path.join(root, 'node_modules/kfw'), 'dir');
    await writeFile(path.join(root, 'package.json'), esModule);
    await writeFile(path.join(root, 'config/kafka.yml'), config);
    await writeFile(path.join(root, 'kfw.ts'), moduleRoutes);

    expect(await kfw(['routes'], { cwd: root, env: { KFW_ENV: '', NODE_ENV: '' } })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^kfw: kfw\.ts is TypeScript, .*Run: npm install --save-dev tsx\./),
    });
  });

  it('in CommonJS, without base classes, gets files that import only existing ones', async () => {
    const app = await appWith({
      'kfw.ts': `import routes from './config/routes.js';\nimport { defineApp } from 'kfw';\nexport default defineApp({ routes });\n`,
      'config/routes.ts': `import { drawRoutes } from 'kfw';
        import { OrdersConsumer } from '../app/consumers/orders-consumer.js';
        export default drawRoutes(({ topic }) => topic('orders', { consumer: OrdersConsumer }));`,
      'config/kafka.yml': config.replace(
        "['localhost:9092']",
        "['localhost:9092'], registry: { url: 'http://localhost:1' }",
      ),
    });
    const generated = await app('generate', 'topic', 'orders');
    expect({ code: generated.code, stderr: generated.stderr }).toEqual({ code: 0, stderr: '' });
    expect(generated.stdout).not.toContain('wrote test/');
    const { code, stdout, stderr } = await app('routes', '--json');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ consumer: 'OrdersConsumer', responder: 'OrdersResponder' });
  });
});
