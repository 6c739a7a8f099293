import { describe, expect, it } from '@jest/globals';
import {
  errorOf,
  onCluster,
  onGroup,
  onTopic,
  type Refused,
  refusal,
} from '../../../src/administering/requests/refusals.js';
import { redactionOf } from '../../../src/client/redaction.js';
import { transportError } from '../../../src/errors.js';
import { createErrorFromCode, describeError } from '../../../src/kafkajs/kafkajs-errors.js';

const codes = { unknownTopic: 3, topic: 29, group: 30, cluster: 31, invalidConfig: 40 };
const clients = { redaction: redactionOf(['secret']), reason: describeError };

const refused = (code: number, context: Partial<Refused>, message?: string) =>
  refusal(clients, errorOf(code, message) ?? new Error('no error'), { action: 'do it', ...context });

describe('a refusal', () => {
  it.each([
    [codes.topic, 'Alter on topic "t"'],
    [codes.group, 'Read on group "g"'],
    [codes.cluster, 'DescribeConfigs on the cluster'],
  ])('with error code %i names the missing right: %s', (code, right) => {
    const needs = { ...onTopic('Alter', 't'), ...onGroup('Read', 'g'), ...onCluster('DescribeConfigs') };
    const error = refused(code, { needs });
    expect(error.code).toBe('KFW_ACL_MISSING');
    expect(error.message).toContain(`the cluster does not allow this user to do it: it needs the operation ${right}.`);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it('of a kind of resource that the call does not name has the reason of the cluster', () => {
    const error = refused(codes.cluster, { needs: onTopic('Alter', 't') });
    expect(error.code).toBe('KFW_ADMIN_FAILED');
    expect(error.message).toContain('cannot do it: Cluster authorization failed (CLUSTER_AUTHORIZATION_FAILED).');
  });

  it('names an unknown topic', () => {
    expect(refused(codes.unknownTopic, { topic: 't' }).code).toBe('KFW_TOPIC_UNKNOWN');
    expect(refused(codes.unknownTopic, {}).code).toBe('KFW_ADMIN_FAILED');
  });

  it('has the text of the broker, or a reason in plain words', () => {
    expect(refused(codes.invalidConfig, {}, 'Invalid value x').message).toContain(
      'cannot do it: Invalid value x (INVALID_CONFIG).',
    );
    expect(refused(codes.invalidConfig, { explain: () => 'because' }).message).toContain('cannot do it: because.');
  });

  it('is an error of ours as it is', () => {
    const own = transportError('KFW_OFFSET_TOO_LARGE', { offset: '9' });
    expect(refusal(clients, own, { action: 'do it' })).toBe(own);
  });
});

describe('an error code', () => {
  it('is an error of kafkajs, except for zero', () => {
    expect(errorOf(0, 'text')).toBeUndefined();
    expect(errorOf(codes.topic)).toMatchObject({ type: 'TOPIC_AUTHORIZATION_FAILED', retriable: false });
    expect(errorOf(codes.topic)?.message).toBe(createErrorFromCode(codes.topic).message);
    expect(errorOf(codes.topic, '')?.message).toBe(createErrorFromCode(codes.topic).message);
  });
});
