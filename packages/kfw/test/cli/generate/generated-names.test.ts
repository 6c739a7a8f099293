import { describe, expect, it } from '@jest/globals';
import { namesOf, schemaNameFor, topicNameOf } from '../../../src/cli/generate/generated-names.js';

describe('namesOf', () => {
  it.each(['order-items', 'order_items', 'OrderItems', 'orderItems', 'OrderItemsConsumer', 'order-items-consumer'])(
    'reads %s as order items',
    (given) => {
      expect(namesOf(given, 'consumer')).toEqual({ kebab: 'order-items', snake: 'order_items', pascal: 'OrderItems' });
    },
  );

  it('keeps the name of another kind, and one that is nothing but the kind', () => {
    expect(namesOf('UsersConsumer', 'responder').pascal).toBe('UsersConsumer');
    expect(namesOf('consumer', 'consumer').pascal).toBe('Consumer');
  });

  it('splits an acronym from the word after it', () => {
    expect(namesOf('HTTPRequests').kebab).toBe('http-requests');
  });

  it.each(['', '--', '9lives', 'a/b', 'käse', '../users'])('refuses "%s"', (given) => {
    expect(() => namesOf(given)).toThrow(expect.objectContaining({ code: 'KFW_NAME_INVALID' }));
  });
});

describe('topicNameOf', () => {
  it.each(['billing.invoices', 'user-events', 'order_items', 'Orders', 'mail-consumer'])('keeps %s', (given) => {
    expect(topicNameOf(given)).toBe(given);
  });

  it.each([
    ['billing.invoices', 'billing.invoices'],
    ['user-events-consumer', 'user-events'],
    ['OrderItemsConsumer', 'order_items'],
    ['Users', 'users'],
    ['consumer', 'consumer'],
  ])('is, for the consumer %s, %s', (given, topic) => {
    expect(topicNameOf(given, 'consumer')).toBe(topic);
  });
});

describe('schemaNameFor', () => {
  it.each([
    ['users', 'user_event'],
    ['order_items', 'order_item_event'],
    ['companies', 'company_event'],
    ['addresses', 'address_event'],
    ['boxes', 'box_event'],
    ['status', 'status_event'],
    ['movie', 'movie_event'],
    ['user-events', 'user_event'],
    ['billing.invoices', 'billing_invoice_event'],
    ['events', 'event'],
  ])('%s → %s', (topic, schema) => {
    expect(schemaNameFor(namesOf(topic))).toBe(schema);
  });
});
