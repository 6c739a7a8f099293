/**
 * SaslHandshake (key 17), versions 0–1: chooses a mechanism. The response lists the available mechanisms, where kafkajs
 * looks for its choice, unless the request comes too late.
 *
 * Version notes:
 * - v0 is followed by bare tokens
 * - v1 is followed by SaslAuthenticate requests
 */
import type { Api } from '../protocol/api.js';
import { apiKeys } from '../protocol/api-keys.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';

export interface SaslHandshakeRequest {
  readonly mechanism: string;
}

export interface SaslHandshakeResponse {
  readonly errorCode: ErrorCode;
  readonly mechanisms: readonly string[];
}

export const saslHandshake: Api<SaslHandshakeRequest, SaslHandshakeResponse> = {
  key: apiKeys.SaslHandshake,
  name: 'SaslHandshake',
  minVersion: 0,
  maxVersion: 1,

  read: (reader) => ({ mechanism: reader.string() }),

  handle({ mechanism }, { connection: { sasl }, version }) {
    const errorCode = sasl.choose(mechanism, version === 0);
    return { errorCode, mechanisms: errorCode === errorCodes.ILLEGAL_SASL_STATE ? [] : sasl.mechanisms };
  },

  write(writer, { errorCode, mechanisms }) {
    writer.int16(errorCode).array(mechanisms, (mechanism) => writer.string(mechanism));
  },

  refuse: (_request, errorCode) => ({ errorCode, mechanisms: [] }),
};
