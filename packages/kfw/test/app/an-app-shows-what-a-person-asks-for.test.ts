import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Admin } from '@kfw/core';
import { Consumer, drawRoutes, json, Payload } from '@kfw/core/internal';
import { loadConfig } from 'kfw';
import { createApp } from 'kfw/internal';
import { AppAdmin } from '../../src/app/app-admin.js';

@Payload(json())
class Idle extends Consumer {
  process(): void {}
}

const routes = drawRoutes(({ topic, consumerGroup }) => {
  topic('users', { consumer: Idle });
  consumerGroup('billing', (group) => group.topic('orders', { consumer: Idle }));
  consumerGroup('audit', (group) => group.topic('orders', { consumer: Idle }));
});
const env = { KFW_BROKERS: 'kafka:9092', KFW_CLIENT_ID: 'shop', KFW_SASL: '' };
const made = (selection = {}) =>
  createApp({ config: loadConfig({ root: __dirname, env }), definition: { routes }, selection });

describe('an app', () => {
  it('prints its name, its cluster and what it consumes, in a few lines', async () => {
    const app = await made();
    const shown = inspect(app, { depth: 6 });
    expect(shown.split('\n').length).toBeLessThan(14);
    expect(shown).toMatch(/^App \{\n {2}clientId: 'shop',[\s\S]*connected: false,[\s\S]*shop_billing: \[ 'orders' \]/);
    expect(JSON.parse(JSON.stringify(app))).toMatchObject({
      clientId: 'shop',
      brokers: ['kafka:9092'],
      connected: false,
      groups: { shop_app: ['users'], shop_billing: ['orders'] },
    });
    expect(inspect([app.admin])).toContain('Admin { listTopics, describeTopics,');
  });
});

describe('its admin', () => {
  const asked: string[] = [];
  const committed: Record<string, object[]> = { biling: [{ topic: 'orders', partition: 0, offset: 1 }] };
  const admin = {
    topicOffsets: async () => [
      { partition: 0, low: 2, high: 4 },
      { partition: 1, low: 0, high: 0 },
    ],
    groupOffsets: async (group: string) => {
      asked.push(group);
      return committed[group] ?? [];
    },
    setGroupOffsets: async (group: string) => void asked.push(group),
  } as unknown as Admin;
  beforeEach(() => asked.splice(0));
  const group = (name: string, id: string) => ({ name, id, topics: [] });

  it('finds groups by their names in the routes and on the cluster, and leaves others as they are', async () => {
    const groups = [group('billing', 'shop_billing'), group('audit', 'billing-audit'), group('swap', 'audit')];
    const named = new AppAdmin(admin, { clientId: 'shop', groups });
    for (const name of ['billing', 'shop_billing', 'billing-audit', 'audit', 'elsewhere']) {
      await named.groupOffsets(name, ['orders']);
      await named.setGroupOffsets(name, []);
    }
    const ids = ['shop_billing', 'shop_billing', 'billing-audit', 'audit', 'elsewhere'];
    expect(asked).toEqual(ids.flatMap((id) => [id, id]));
  });

  it.each([
    [5, 'KFW_SEEK_OUT_OF_RANGE', 'orders[0] has no offset 5: it begins at 2 and ends before 4.'],
    [1, 'KFW_SEEK_OUT_OF_RANGE', 'Give an offset of at least 2, and of at most 4, which is its end.'],
    [2.5, 'KFW_SEEK_OUT_OF_RANGE', 'orders[0] has no offset 2.5'],
    [Number.NaN, 'KFW_SEEK_OUT_OF_RANGE', 'orders[0] has no offset NaN'],
  ])('sets nothing where an offset is not there: %d', async (offset, code, text) => {
    const named = new AppAdmin(admin, { clientId: 'shop', groups: [group('billing', 'shop_billing')] });
    const setting = named.setGroupOffsets('billing', [
      { topic: 'orders', partition: 1, offset: 0 },
      { topic: 'orders', partition: 0, offset },
    ]);
    await expect(setting).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
    expect(asked).toEqual([]);
  });

  it('sets nothing where a partition is not there', async () => {
    const named = new AppAdmin(admin, { clientId: 'shop', groups: [] });
    const setting = named.setGroupOffsets('elsewhere', [{ topic: 'orders', partition: 2, offset: 0 }]);
    await expect(setting).rejects.toMatchObject({ code: 'KFW_PARTITION_INVALID' });
    expect(asked).toEqual([]);
  });

  it.each([2, 4])('sets an offset from the first to the end: %d', async (offset) => {
    const named = new AppAdmin(admin, { clientId: 'shop', groups: [group('billing', 'shop_billing')] });
    await named.setGroupOffsets('billing', [{ topic: 'orders', partition: 0, offset }]);
    expect(asked).toEqual(['shop_billing']);
  });

  it.each([
    ['billling', 'billing'],
    ['shop_biling', 'shop_billing'],
  ])('treats %s, which has committed nothing, as a typo', async (written, meant) => {
    const named = new AppAdmin(admin, { clientId: 'shop', groups: [group('billing', 'shop_billing')] });
    const setting = named.setGroupOffsets(written, [{ topic: 'orders', partition: 0, offset: 2 }]);
    await expect(setting).rejects.toMatchObject({
      code: 'KFW_GROUP_UNKNOWN',
      message: expect.stringContaining(`Did you mean "${meant}"?`),
    });
    expect(asked).toEqual([written]);
  });

  it('sets the offsets of a group that has committed, whatever its name is like', async () => {
    const named = new AppAdmin(admin, { clientId: 'shop', groups: [group('billing', 'shop_billing')] });
    await named.setGroupOffsets('biling', [{ topic: 'orders', partition: 0, offset: 2 }]);
    expect(asked).toEqual(['biling', 'biling']);
  });

  it('knows what a group that is not in the routes would be called', async () => {
    expect((await made()).idOfGroup('billing-v2')).toBe('shop_billing-v2');
    const groupMapper = (name: string): string => {
      if (name === '') throw new Error('no name');
      return `${name}.prod`;
    };
    const config = loadConfig({ root: __dirname, env });
    const app = await createApp({ config, definition: { routes, groupMapper } });
    expect([app.idOfGroup('billing-v2'), app.idOfGroup('')]).toEqual(['billing-v2.prod', '']);
  });

  it('knows all groups of the routes, whatever part of them this process consumes', async () => {
    const app = await made({ onlyGroups: ['shop_audit'] });
    expect(app.plan.groups.map(({ id }) => id)).toEqual(['shop_audit']);
    const { description } = app;
    expect(description.groups.map((each) => each.group)).toEqual(['shop_audit']);
    expect(app.admin).toBe(app.admin);
  });
});
