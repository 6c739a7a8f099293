import { describe, expect, it } from '@jest/globals';
import { Monitor } from '@kfw/core';
import { Consumer, drawRoutes, json, Payload } from '@kfw/core/internal';
import { type AppDefinition, createApp, loadConfig } from 'kfw';

@Payload(json())
class Idle extends Consumer {
  process(): void {}
}

const routes = drawRoutes(({ topic }) => topic('users', { consumer: Idle }));
const config = loadConfig({ root: __dirname, env: { KFW_BROKERS: 'kafka:9092', KFW_CLIENT_ID: 'shop' } });
const generator = async function* () {
  yield 1;
};

describe('a hook that is a generator, and so never runs', () => {
  it.each(['setup', 'initialized'])('fails the boot when it is %s', async (hook) => {
    const definition = { routes, [hook]: generator } as unknown as AppDefinition;
    await expect(createApp({ config, definition })).rejects.toMatchObject({
      code: 'KFW_GENERATOR_RETURNED',
      message: expect.stringContaining(`${hook} returned a generator`),
    });
  });

  it('is reported when it is closing', async () => {
    const monitor = new Monitor();
    const reported: Error[] = [];
    monitor.subscribe('app.closingFailed', ({ error }) => void reported.push(error));
    const definition = { routes, closing: generator } as unknown as AppDefinition;
    await (await createApp({ config, definition, monitor })).close();
    expect(reported).toMatchObject([{ code: 'KFW_GENERATOR_RETURNED' }]);
  });
});
