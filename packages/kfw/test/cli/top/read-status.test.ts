import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { mostBytes, readStatus } from '../../../src/cli/top/read-status.js';
import { laneOf, statusOf } from './statuses.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/status`;
}

const sending = (body: string, status = 200) => serving((_, response) => response.writeHead(status).end(body));
const read = (url: string) => readStatus(url, new AbortController().signal);
const invalid = (found: RegExp) => ({ code: 'KFW_STATUS_INVALID', message: expect.stringMatching(found) });

describe('the status of a server', () => {
  it('is what the server sends, with fields that this version does not know', async () => {
    const sent = { ...statusOf([laneOf()]), later: { more: 1 } };
    expect(await read(await sending(JSON.stringify(sent)))).toMatchObject({ sent, status: statusOf([laneOf()]) });
  });

  it('needs no more than its fixed fields', async () => {
    const lane = {
      topic: 't',
      partition: 0,
      state: 'idle',
      handler: null,
      runningMs: null,
      lag: null,
      lagSeconds: null,
    };
    const sent = { state: 'running', groups: [{ group: 'g', lanes: [lane] }] };
    expect(await read(await sending(JSON.stringify(sent)))).toMatchObject({ status: sent });
  });

  it.each([
    ['<html>', /not a JSON object/],
    ['[]', /not a JSON object/],
    ['{}', /its field state is missing/],
    ['{"state":"running","groups":[{"group":"g","lanes":[{"topic":1}]}]}', /its field groups\.0\.lanes\.0\.topic/],
  ])('is not %s', async (body, found) => {
    await expect(read(await sending(body))).rejects.toMatchObject(invalid(found));
  });

  it.each([302, 404, 503])('is not a response with the status %i', async (status) => {
    const url = await serving((_, response) => response.writeHead(status, { location: '/elsewhere' }).end('{}'));
    await expect(read(url)).rejects.toMatchObject(invalid(new RegExp(`HTTP status ${status}`)));
  });

  it('is not read beyond its bound', async () => {
    const chunk = 'x'.repeat(1_024 * 1_024);
    let sent = 0;
    const url = await serving((_, response) => {
      const more = (): void => {
        if (response.destroyed) return;
        sent += chunk.length;
        response.write(chunk, more);
      };
      more();
    });
    await expect(read(url)).rejects.toMatchObject(invalid(/more than 32 MB/));
    expect(sent).toBeLessThan(2 * mostBytes);
  });

  it('is not waited for without limit', async () => {
    const url = await serving(() => undefined);
    await expect(read(url)).rejects.toMatchObject({
      code: 'KFW_SERVER_UNREACHABLE',
      message: expect.stringContaining('no response within 3 s'),
    });
  }, 15_000);

  it('is unreachable where nothing listens, or a connection is closed', async () => {
    const url = await serving((request) => request.socket.destroy());
    const unreachable = {
      code: 'KFW_SERVER_UNREACHABLE',
      message: expect.stringContaining('the connection was closed'),
    };
    await expect(read(url)).rejects.toMatchObject(unreachable);
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    await expect(read(url)).rejects.toMatchObject({
      message: expect.stringContaining('the connection was refused'),
      cause: { message: 'the connection was refused' },
    });
  });
});
