import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { type Admin, Consumer, drawRoutes, json, Payload } from '@kfw/core';
import { createApp, loadConfig } from 'kfw';
import { AppAdmin } from '../../src/boot/app-admin.js';

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
  it('prints who it is, where and what it consumes, in a few lines', async () => {
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
  const admin = {
    groupOffsets: async (group: string) => void asked.push(group),
    setGroupOffsets: async (group: string) => void asked.push(group),
  } as unknown as Admin;
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

  it('knows all groups of the routes, whatever part of them this process consumes', async () => {
    const app = await made({ onlyGroups: ['shop_audit'] });
    expect(app.plan.groups.map(({ id }) => id)).toEqual(['shop_audit']);
    const { description } = app;
    expect(description.groups.map((each) => each.group)).toEqual(['shop_audit']);
    expect(app.admin).toBe(app.admin);
  });
});
