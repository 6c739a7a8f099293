/**
 * A registry that answers with the request that it got, in many ways, and a broker that refuses the password: at debug
 * level, with `--verbose`, nothing of a server or of a console shows a credential, nor its base64 in a header.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@jest/globals';
import { startBroker } from '@kfw/broker';
import { type AppFolder, makeAppFolder, type World } from '@kfw/test-cluster';
import { scenario } from '../src/scenario/scenario.js';

const password = 'pa,ss%w@rd of the registry';
const token = 'eyJhbGciOiJub25lIn0.c2VjcmV0LXRva2Vu';
const saslPassword = 'p@ss for kafka, "quoted"';
const hidden = [
  ...[password, encodeURIComponent(password), Buffer.from(`me:${password}`).toString('base64'), 'ss%w@rd of', token],
  ...[saslPassword, JSON.stringify(saslPassword).slice(1, -1), Buffer.from(saslPassword).toString('base64')],
];

type Echo = (response: ServerResponse, said: string, url: string) => unknown;

const echoes: Readonly<Record<string, Echo>> = {
  'an error with a message': (response, said) =>
    response.writeHead(500, json).end(JSON.stringify({ error_code: 50001, message: `you sent ${said}` })),
  'an error of its own words': (response, said) => response.writeHead(422, json).end(JSON.stringify({ message: said })),
  'a page': (response, said) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${said}</p>`),
  'a redirect': (response, said) => response.writeHead(302, { location: `http://elsewhere/?${encodeURI(said)}` }).end(),
  'a refusal': (response, said) =>
    response.writeHead(401, json).end(JSON.stringify({ error_code: 401, message: said })),
};
const json = { 'content-type': 'application/vnd.schemaregistry.v1+json' };

scenario(
  [],
  'credentials show in no output of a server that fails',
  async (world) => {
    const app = await makeAppFolder(world, {});
    const output: string[] = [];
    for (const [name, echo] of Object.entries(echoes)) {
      const registry = await echoing(world, echo);
      const withPassword = { KFW_REGISTRY_URL: registry, KFW_REGISTRY_USERNAME: 'me', KFW_REGISTRY_PASSWORD: password };
      const withToken = { KFW_REGISTRY_URL: registry, KFW_REGISTRY_TOKEN: token };
      const given = name === 'a page' ? withToken : withPassword;
      output.push(await outputOf(app, ['server', '--json', '--verbose', '--startup-timeout', '300'], given));
    }
    // Here the answer is quoted: the registry says why it refuses a schema.
    const refusing = await echoing(world, (response, said, url) =>
      url.endsWith('/subjects')
        ? response.writeHead(200, json).end('[]')
        : response.writeHead(422, json).end(JSON.stringify({ error_code: 42201, message: `invalid: ${said}` })),
    );
    const registering = { KFW_REGISTRY_URL: refusing, KFW_REGISTRY_USERNAME: 'me', KFW_REGISTRY_PASSWORD: password };
    const refused = await outputOf(app, ['schemas', 'register', '--verbose'], registering);
    expect(refused).toContain('invalid: [secret] for');
    output.push(refused);

    const broker = await startBroker({ sasl: { users: { me: 'another' } } });
    world.after(() => broker.stop());
    const sasl = { KFW_BROKERS: broker.address, KFW_SASL_USERNAME: 'me', KFW_SASL_PASSWORD: saslPassword };
    output.push(await outputOf(app, ['server', '--verbose', '--startup-timeout', '300'], sasl));
    output.push(await outputOf(app, ['console', '-e', 'app.config', '--startup-timeout', '300'], sasl));

    for (const text of output) {
      expect(text).toMatch(/KFW_|kfw/);
      for (const secret of hidden) expect(text).not.toContain(secret);
    }
  },
  { timeoutMs: 180_000 },
);

async function outputOf(app: AppFolder, args: readonly string[], given: Record<string, string>): Promise<string> {
  const running = app.kfw(args, { env: { KFW_LOG_LEVEL: 'debug', ...given } });
  await running.ended;
  return [...running.lines.items, ...running.errorLines.items].join('\n');
}

/** Responds to each request with its own contents. */
async function echoing(world: World, echo: Echo): Promise<string> {
  const server = createServer((request: IncomingMessage, response) => {
    echo(response, `${request.headers.authorization} for ${request.url}`, String(request.url));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  world.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
