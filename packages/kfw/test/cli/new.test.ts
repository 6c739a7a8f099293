import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { loadConfig } from '../../src/config/load-config.js';
import { kfw, type Run, temporaryFolder } from './support/kfw.js';
import { packMs } from './support/scaffolded-app.js';

/** Commands run as separate processes, several in a test. */
jest.setTimeout(60_000);

const cwd = temporaryFolder();
const read = (file: string) => readFileSync(path.join(cwd, 'shop', file), 'utf8');

describe('kfw new', () => {
  let run: Run;
  beforeAll(async () => {
    run = await kfw(['new', 'shop', '--broker', 'kafka-1:9092,kafka-2:9092', '--skip-install'], { cwd });
  }, packMs);

  it('reports what it did and the next steps', () => {
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(
      /^copied the templates\nput the packages of this checkout into vendor\ngenerated the types of app\/schemas\n\nshop is ready\./,
    );
    for (const line of ['cd shop', 'npm install', 'npx kfw server', 'npx kfw console', 'await UsersResponder.call(']) {
      expect(run.stdout).toContain(line);
    }
    expect(run.stdout).toContain('vendor/README.md says how to\nchange to published versions.');
  });

  it.each([
    '.dockerignore',
    '.env.example',
    '.gitignore',
    'Dockerfile',
    'Procfile',
    'README.md',
    'biome.json',
    'app/consumers/application-consumer.ts',
    'app/consumers/users-consumer.ts',
    'app/responders/application-responder.ts',
    'app/responders/users-responder.ts',
    'app/schemas/user-event.ts',
    'app/schemas/user_event.avsc',
    'config/kafka.yml',
    'config/routes.ts',
    'config/topics.ts',
    'docker-compose.yml',
    'jest.config.js',
    'kfw.ts',
    'package.json',
    'test/users-consumer.test.ts',
    'test/users-responder.test.ts',
    'tsconfig.json',
    'vendor/README.md',
  ])('writes %s, with nothing left to fill in', (file) => {
    expect(read(file)).not.toMatch(/\{\{\w/);
  });

  it('puts name and addresses in', () => {
    expect(JSON.parse(read('package.json'))).toMatchObject({ name: 'shop' });
    expect(read('config/kafka.yml')).toContain('brokers: ["kafka-1:9092","kafka-2:9092"]');
    expect(read('.env.example')).toContain('KFW_BROKERS=kafka-1:9092,kafka-2:9092');
  });

  it('runs the server as the process that gets the signals', () => {
    const command = /^worker_\d: exec node node_modules\/kfw\/bin\/kfw\.js server$/;
    expect(read('Procfile').trimEnd().split('\n')).toEqual([
      expect.stringMatching(command),
      expect.stringMatching(command),
    ]);
    expect(read('Dockerfile')).toMatch(/^CMD \["node", "node_modules\/kfw\/bin\/kfw\.js", "server"\]$/m);
  });

  it('names nothing outside of the app: the packages of the checkout are in vendor', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
    const { dependencies, devDependencies, overrides } = manifest;
    const ranges = Object.values({ ...dependencies, ...devDependencies, ...overrides });
    const files = ranges.filter((range) => range.startsWith('file:')).map((range) => range.slice('file:'.length));

    expect(files.filter((file) => file.endsWith('.tgz'))).toHaveLength(9);
    for (const file of files) {
      expect(file).toMatch(/^vendor\/[^/]+$/);
      expect(existsSync(path.join(cwd, 'shop', file))).toBe(true);
    }
    expect(dependencies).toEqual({ kfw: expect.stringMatching(/^file:vendor\/kfw-\d/) });
  });

  it('packs what an installed kfw needs: its command, which can be run, and the templates; no maps', () => {
    const { kfw: tarball = '' } = (JSON.parse(read('package.json')) as { dependencies: Record<string, string> })
      .dependencies;
    const { stdout } = spawnSync('tar', ['-tvzf', path.join(cwd, 'shop', tarball.slice('file:'.length))], {
      encoding: 'utf8',
    });

    expect(stdout).toMatch(/^-rwxr-xr-x .* package\/bin\/kfw\.js$/m);
    for (const file of [
      'dist/cli/main.js',
      'dist/index.d.ts',
      'templates/app/_gitignore',
      'templates/app/kfw.ts.tpl',
    ]) {
      expect(stdout).toContain(`package/${file}\n`);
    }
    expect(stdout).not.toMatch(/\.map$|tsbuildinfo$/m);
  });

  it.each(['.gitignore', '.dockerignore'])('keeps secrets out by %s', (file) => {
    const lines = read(file)
      .split('\n')
      .map((line) => line.replace('**/', ''));
    const secrets = ['.env', '.env.*', '*.pem', '*.key', '*.p8', '*.p12', '*.pfx', '*.jks', '*.keystore', 'id_rsa*'];
    expect(secrets.filter((secret) => !lines.includes(secret))).toEqual([]);
  });

  it('publishes Kafka and the registry on this machine only', () => {
    const ports = [...read('docker-compose.yml').matchAll(/^ {6}- "(.*)"$/gm)].map(([, port]) => port);
    expect(ports).toEqual(['127.0.0.1:9092:9092', '127.0.0.1:8081:8080']);
  });

  it('does not install with --skip-install', () => {
    expect(existsSync(path.join(cwd, 'shop/node_modules'))).toBe(false);
  });

  it('refuses a folder that is not empty, a file, and a bad name, and writes nothing', async () => {
    mkdirSync(path.join(cwd, 'full'));
    writeFileSync(path.join(cwd, 'full/notes.txt'), '');
    writeFileSync(path.join(cwd, 'file'), '');

    expect(await kfw(['new', 'full'], { cwd })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not empty'),
    });
    expect(await kfw(['new', 'file'], { cwd })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is a file'),
    });
    expect(await kfw(['new', 'My Shop'], { cwd })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Try "my-shop".'),
    });
    expect(await kfw(['new', 'other', '--broker', 'nowhere'], { cwd })).toMatchObject({ code: 1 });
    expect(existsSync(path.join(cwd, 'other'))).toBe(false);
  });

  it('runs on the embedded broker where no cluster is named, except in production', async () => {
    const { code, stdout } = await kfw(['new', 'alone', '--skip-install'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("it runs on kfw's own broker");
    const root = path.join(cwd, 'alone');
    const embedded = (environment: string) => loadConfig({ root, env: {}, environment }).embedded;
    expect(['development', 'test', 'production'].map(embedded)).toEqual([true, true, false]);
    expect(loadConfig({ root, env: {}, environment: 'production' }).brokers).toEqual(['localhost:9092']);
    expect(readFileSync(path.join(root, '.env.example'), 'utf8')).not.toMatch(/^KFW_BROKERS/m);
    expect(readFileSync(path.join(root, '.gitignore'), 'utf8')).toMatch(/^\.kfw\/$/m);
  });

  it('adds optional packages: their tarballs, their listeners beside the default ones, their files', async () => {
    const all = 'metrics,statsd,opentelemetry';
    const { code, stdout } = await kfw(['new', 'observed', '--with', all, '--skip-install'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('curl localhost:9394/metrics');
    const root = path.join(cwd, 'observed');
    const written = (file: string) => readFileSync(path.join(root, file), 'utf8');
    const { dependencies, overrides } = JSON.parse(written('package.json')) as Record<string, Record<string, string>>;
    expect(dependencies).toEqual({
      '@kfw/metrics': expect.stringMatching(/^file:vendor\/kfw-metrics-\d/),
      '@kfw/opentelemetry': expect.stringMatching(/^file:vendor\/kfw-opentelemetry-\d/),
      '@kfw/statsd': expect.stringMatching(/^file:vendor\/kfw-statsd-\d/),
      '@opentelemetry/sdk-node': expect.stringMatching(/^\^/),
      kfw: expect.stringMatching(/^file:vendor\/kfw-\d/),
    });
    for (const file of [...Object.values(dependencies ?? {}), ...Object.values(overrides ?? {})]) {
      if (file.startsWith('file:')) expect(existsSync(path.join(root, file.slice('file:'.length)))).toBe(true);
    }
    expect(written('kfw.ts')).toContain(
      'listeners: [logListener(), processTitleListener(), metricsListener(), statsdListener(), openTelemetryListener()],',
    );
    expect(written('kfw.ts')).toMatch(/^\/\*\*.*\*\/\nimport '\.\/instrumentation\.js';\n/);
    expect(written('instrumentation.ts')).toContain('sdk.start()');
    expect(written('docker-compose.observability.yml')).toContain('./observability/prometheus.yml:');
    expect(written('observability/prometheus.yml')).toMatch(/job_name: .observed.\n/);
    const health = (environment: string) => loadConfig({ root, env: {}, environment }).health;
    expect(['development', 'test', 'production'].map(health)).toEqual([
      { host: '127.0.0.1', port: 9394 },
      undefined,
      undefined,
    ]);
    expect(written('Procfile')).toMatch(/--health 9394\n.*--health 9395\n/);
    expect(written('vendor/README.md')).toContain('"dependencies.@kfw/metrics=^');
    const packed = (name: string) =>
      spawnSync('tar', ['-tzf', path.join(root, String(dependencies?.[name]).slice('file:'.length))], {
        encoding: 'utf8',
      }).stdout;
    expect(packed('@kfw/metrics')).toMatch(/^package\/alerts\/kfw\.rules\.yml$/m);
    expect(packed('@kfw/metrics')).toMatch(/^package\/dashboards\/kfw\.json$/m);
    expect(packed('@kfw/statsd')).toMatch(/^package\/dashboards\/datadog\.json$/m);
    for (const file of ['kfw.ts', 'README.md', '.env.example', 'config/kafka.yml', 'Procfile', 'vendor/README.md']) {
      expect(written(file)).not.toMatch(/\{\{\w/);
    }
  });

  it('refuses an optional package that it does not have, and writes nothing', async () => {
    expect(await kfw(['new', 'other', '--with', 'metrcs', '--skip-install'], { cwd })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Did you mean metrics?'),
    });
    expect(existsSync(path.join(cwd, 'other'))).toBe(false);
  });

  it('takes a folder that holds nothing but a repository, and reports as JSON', async () => {
    mkdirSync(path.join(cwd, 'cloned/.git'), { recursive: true });
    const { code, stdout } = await kfw(['new', 'cloned', '--skip-install', '--json'], { cwd });
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string });

    expect(code).toBe(0);
    expect(events.map(({ event }) => event)).toEqual(['step.done', 'step.done', 'step.done', 'app.created']);
  });
});

describe('kfw new, installing', () => {
  /** A `npm` of one's own, first on the PATH. */
  function withNpm(script: string): Readonly<Record<string, string>> {
    const folder = mkdtempSync(path.join(cwd, 'npm-'));
    writeFileSync(path.join(folder, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { PATH: `${folder}:${process.env.PATH}` };
  }

  it("does not show npm's output", async () => {
    const env = withNpm('echo "$@" > asked; echo noise; echo noise >&2');
    const { code, stdout, stderr } = await kfw(['new', 'installed'], { cwd, env });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('installed the packages (npm install)\n');
    expect(stdout).not.toContain('noise');
    expect(stdout).not.toContain('  npm install\n');
    expect(readFileSync(path.join(cwd, 'installed/asked'), 'utf8')).toMatch(/^install /);
  });

  it('shows it when npm fails, and keeps the app', async () => {
    const env = withNpm('echo "npm error 404 no such package" >&2; exit 3');
    const { code, stderr } = await kfw(['new', 'failed'], { cwd, env });

    expect(code).toBe(1);
    expect(stderr).toMatch(/^kfw: npm install failed \(exit code 3\)\. The app is complete in .*failed: /);
    expect(stderr).toContain('npm error 404 no such package\n');
    expect(existsSync(path.join(cwd, 'failed/kfw.ts'))).toBe(true);
  });

  it('says how to continue when it is interrupted, and removes nothing', async () => {
    const env = withNpm('kill -INT $PPID; exec sleep 3600');

    expect(await kfw(['new', 'interrupted'], { cwd, env })).toMatchObject({
      code: 130,
      stderr:
        'kfw: interrupted. Nothing was removed; continue with `cd interrupted && npm install && npx kfw generate types`\n',
    });
    expect(existsSync(path.join(cwd, 'interrupted/kfw.ts'))).toBe(true);
  });
});

describe('kfw generate', () => {
  const app = path.join(cwd, 'shop');

  it('writes a topic, its types, and says which route to add', async () => {
    const { code, stdout, stderr } = await kfw(['generate', 'topic', 'orders'], { cwd: path.join(app, 'config') });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('wrote app/consumers/orders-consumer.ts\n');
    expect(stdout).toContain("  group.topic('orders', { consumer: OrdersConsumer });\n");
    expect(read('app/consumers/orders-consumer.ts')).toContain('class OrdersConsumer extends ApplicationConsumer');
    expect(read('app/schemas/order-event.ts')).toContain('OrderEvent');
  });

  it('keeps the name of a topic in what it writes', async () => {
    expect(await kfw(['generate', 'topic', 'billing.invoices'], { cwd: app })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("  group.topic('billing.invoices', { consumer: BillingInvoicesConsumer });\n"),
    });
    const responder = read('app/responders/billing-invoices-responder.ts');
    expect(responder).toContain("@Topic('billing.invoices', { schema: BillingInvoiceEvent })");
    expect(responder).toContain("ApplicationResponder<{ 'billing.invoices': BillingInvoiceEvent }>");
    expect(responder).toContain("this.respondTo('billing.invoices', event, { key: String(event.payload.id) });");
  });

  it('writes a test for each class, and keeps an existing one', async () => {
    expect(read('test/orders-consumer.test.ts')).toContain('consumerFor(OrdersConsumer,');
    expect(read('app/responders/orders-responder.ts')).toContain(
      "this.respondTo('orders', event, { key: String(event.payload.id) });",
    );
    writeFileSync(path.join(app, 'test/orders-responder.test.ts'), '// mine\n');

    expect(await kfw(['generate', 'responder', 'orders', '--force'], { cwd: app })).toMatchObject({ code: 0 });
    expect(read('test/orders-responder.test.ts')).toBe('// mine\n');
  });

  it('generates the type of an earlier schema, whatever the names of its file and its record', async () => {
    const schema = { type: 'record', name: 'Trip', fields: [{ name: 'trip_id', type: 'string' }] };
    writeFileSync(path.join(app, 'app/schemas/TripTaken.avsc'), JSON.stringify(schema));

    expect(await kfw(['generate', 'topic', 'trips', '--schema', 'TripTaken'], { cwd: app })).toMatchObject({ code: 0 });
    expect(read('app/consumers/trips-consumer.ts')).toContain("import { Trip } from '../schemas/trip-taken.js';");
    expect(read('app/schemas/trip-taken.ts')).toContain('export const Trip = ');
  });

  it('overwrites only with --force', async () => {
    const consumer = path.join(app, 'app/consumers/users-consumer.ts');
    writeFileSync(consumer, '// mine\n');

    expect(await kfw(['generate', 'consumer', 'UsersConsumer'], { cwd: app })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('app/consumers/users-consumer.ts already exists, so nothing was written.'),
    });
    expect(readFileSync(consumer, 'utf8')).toBe('// mine\n');
    expect(await kfw(['generate', 'consumer', 'Users', '--force'], { cwd: app })).toMatchObject({ code: 0 });
    expect(readFileSync(consumer, 'utf8')).toContain('@Payload(UserEvent)');
  });

  it('checks types without writing them', async () => {
    expect(await kfw(['generate', 'types', '--check'], { cwd: app })).toMatchObject({ code: 0 });
    const avsc = read('app/schemas/user_event.avsc').replace('"eventName"', '"eventType"');
    writeFileSync(path.join(app, 'app/schemas/user_event.avsc'), avsc);

    expect(await kfw(['generate', 'types', '--check'], { cwd: app })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('app/schemas/user-event.ts'),
    });
    expect(read('app/schemas/user-event.ts')).toContain('eventName');
    expect(await kfw(['generate', 'types'], { cwd: app })).toMatchObject({ code: 0 });
    expect(read('app/schemas/user-event.ts')).not.toContain('eventName');
  });
});
