import { connect, createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { scaffoldedApp } from '../support/scaffolded-app.js';

const app = scaffoldedApp();

/** An address where nothing listens. */
async function nobody(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  await new Promise((resolve) => connect(port, '127.0.0.1').once('error', resolve));
  return `127.0.0.1:${port}`;
}

const unreachable = (brokers: string, setting: string) =>
  `cannot reach Kafka at ${brokers} (${setting}): connection refused.`;

describe('no broker that can be reached', () => {
  it('ends kfw server with exit code 1 after the timeout; each attempt is a line with a growing pause', async () => {
    const broker = await nobody();
    const message = unreachable(broker, 'KFW_BROKERS');
    const env = { KFW_BROKERS: broker };
    const { code, stdout, stderr } = await app.broken({}).kfw(['server', '--startup-timeout', '1500'], env);
    const retries = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ event }) => event === 'connection.retrying');

    expect({ code, stderr }).toEqual({ code: 1, stderr: `kfw: ${message} Gave up after 1500 ms.\n` });
    expect(retries[0]).toMatchObject({
      level: 'warn',
      target: 'brokers',
      addresses: [broker],
      setting: 'KFW_BROKERS',
      attempt: 1,
      retryInMs: 250,
      msg: `${message} Trying again in 250 ms.`,
    });
    expect(retries[1]).toMatchObject({ attempt: 2 });
    expect(Number(retries[1]?.retryInMs)).toBeGreaterThan(250);
  });

  it('names every broker, and the file when they come from it', async () => {
    const brokers = [await nobody(), await nobody()];
    const kafka = (text: string) => text.replace(/brokers:.*/, `brokers: ${JSON.stringify(brokers)}`);
    const broken = app.broken({ 'config/kafka.yml': kafka });

    expect(await broken.kfw(['server', '--startup-timeout', '0'])).toMatchObject({
      code: 1,
      stderr: `kfw: ${unreachable(brokers.join(', '), 'brokers in config/kafka.yml (development)')} Gave up after 0 ms.\n`,
    });
  });

  it('ends kfw console the same way, on standard error alone', async () => {
    const broker = await nobody();
    const message = unreachable(broker, 'KFW_BROKERS');
    const args = ['console', '-e', '1', '--startup-timeout', '600'];
    const { code, stdout, stderr } = await app.broken({}).kfw(args, { KFW_BROKERS: broker });
    const lines = stderr.trimEnd().split('\n');

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(lines[0]).toBe(`kfw: ${message} Trying again in 250 ms.`);
    expect(lines.at(-1)).toBe(`kfw: ${message} Gave up after 600 ms.`);
  });

  it('includes an address that does not respond', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const broker = `127.0.0.1:${(silent.address() as { port: number }).port}`;
    const args = ['server', '--startup-timeout', '500'];

    expect(await app.broken({}).kfw(args, { KFW_BROKERS: broker })).toMatchObject({
      code: 1,
      stderr: `kfw: the brokers at ${broker} (KFW_BROKERS) did not answer within 500 ms. Check the address, and whether something else listens there.\n`,
    });
    silent.close();
  });

  it('is one JSON line with --json, and has its stack with --verbose alone', async () => {
    const broker = await nobody();
    const broken = app.broken({});
    const args = ['server', '--startup-timeout', '0'];
    const env = { KFW_BROKERS: broker };
    const message = `${unreachable(broker, 'KFW_BROKERS')} Gave up after 0 ms.`;

    const { stderr } = await broken.kfw([...args, '--json'], env);
    expect(stderr).toBe(`${JSON.stringify({ event: 'error', code: 'KFW_BROKER_UNREACHABLE', message })}\n`);
    const verbose = await broken.kfw([...args, '--verbose'], env);
    expect(verbose.stderr).toContain(`KfwError: ${message}\n    at `);
    expect(verbose.stderr).toContain('ECONNREFUSED');
  });
});
