import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { freePorts } from '../../src/kafka/free-ports.js';

describe('free ports', () => {
  it('differ, lie below the range of outgoing connections, and can be listened on', async () => {
    const ports = await freePorts(6);
    expect(new Set(ports).size).toBe(6);
    for (const port of ports) {
      expect(port).toBeLessThan(32_768);
      const server = createServer();
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
