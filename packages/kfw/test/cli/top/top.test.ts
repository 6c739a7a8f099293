/** The command, as it is run, on servers that are not kfw's. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kfw, temporaryFolder } from '../support/kfw.js';
import { laneOf, statusOf } from './statuses.js';

const cwd = temporaryFolder();

describe('kfw top', () => {
  let server: Server;
  let url = '';
  let uptimeMs = 0;

  beforeAll(async () => {
    server = createServer((request, response) => {
      uptimeMs += 1_000;
      const lanes = [
        laneOf({ messages: { consumed: uptimeMs / 100 } }),
        laneOf({ topic: 'a\u001b[2Jb', partition: 1, state: 'running', runningMs: 3_210, lag: 1_234, lagSeconds: 70 }),
      ];
      response.writeHead(request.url === '/status' ? 200 : 404);
      response.end(JSON.stringify(statusOf(lanes, { uptimeMs })));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it('--once --json prints what the server sends, and nothing else', async () => {
    const { code, stdout, stderr } = await kfw(['top', '--url', url, '--once', '--json'], { cwd });
    expect([code, stderr, stdout.trimEnd().split('\n').length]).toEqual([0, '', 1]);
    expect(JSON.parse(stdout)).toMatchObject({ state: 'running', groups: [{ group: 'shop_billing' }], pid: 7 });
    expect(stdout).not.toContain('\u001b');
  });

  it('--once prints a table with rates', async () => {
    const { code, stdout } = await kfw(['top', '--url', url, '--once', '--interval', '10ms'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/│ shop_billing │ orders +│ +0 │ idle +│ OrdersConsumer │ +│ 10\/s │ +0 │ +0 s │/);
    expect(stdout).toMatch(/│ a\\u001b\[2Jb │ +1 │ running │ OrdersConsumer │ +3\.2 s │ +0\/s │ 1,234 │ 1 min 10 s │/);
  });

  it('--once says that nothing matches its filters', async () => {
    const args = ['top', '--url', url, '--once', '--interval', '10ms', '--group', 'nosuch', '--topic', 'x'];
    const { stdout } = await kfw(args, { cwd });
    expect(stdout).toContain('No partition matches --group nosuch and --topic x.');
  });

  it('says in one line that a server does not speak HTTPS', async () => {
    const { stderr } = await kfw(['top', '--url', url.replace('http:', 'https:'), '--once'], { cwd });
    expect(stderr).toContain('it does not speak HTTPS');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('--once --json filters, and names each of several servers', async () => {
    const other = url.replace('127.0.0.1', 'localhost');
    const several = ['top', '--url', url, '--url', other, '--once', '--json', '--topic', 'ord*', '--group', 'billing'];
    const { stdout } = await kfw(several, { cwd });
    const sent = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(sent.map((each) => each.url)).toEqual([`${url}/status`, `${other}/status`]);
    expect(sent.map(({ groups: [{ lanes }] }) => lanes.length)).toEqual([1, 1]);
  });

  it('--once fails when one of several does not answer, and prints the others', async () => {
    const args = ['top', '--url', url, '--url', 'http://127.0.0.1:1', '--once', '--json'];
    const { code, stdout, stderr } = await kfw(args, { cwd });
    expect([code, stdout.trimEnd().split('\n').length]).toEqual([1, 1]);
    expect(stderr).toContain('KFW_SERVER_UNREACHABLE');
  });

  it.each([
    [['--url', 'http://127.0.0.1:1'], /no server answers at http:\/\/127\.0\.0\.1:1\/status/],
    [[], /which server\? There is no app here/],
    [['--url', 'nothing'], /--url takes the address of a server/],
    [['--sort', 'name'], /Allowed choices are lagSeconds, lag, rate, runningMs, errors, topic/],
    [['--interval', '5'], /--interval takes a duration/],
  ])('%j says what is wrong', async (args, message) => {
    const { code, stderr } = await kfw(['top', ...args], { cwd });
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
  });
});
