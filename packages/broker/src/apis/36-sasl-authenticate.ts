/**
 * SaslAuthenticate (key 36), versions 0–1: one step of the chosen mechanism.
 *
 * Version notes:
 * - v1 adds the session lifetime, always 0: sessions never expire (KIP-368)
 */
import type { Api, SaslStep } from '../protocol/api.js';
import { apiKeys } from '../protocol/api-keys.js';

export interface SaslAuthenticateRequest {
  readonly bytes: Buffer;
}

export const saslAuthenticate: Api<SaslAuthenticateRequest, SaslStep> = {
  key: apiKeys.SaslAuthenticate,
  name: 'SaslAuthenticate',
  minVersion: 0,
  maxVersion: 1,

  read: (reader) => ({ bytes: reader.bytes() }),

  handle: ({ bytes }, { connection }) => connection.sasl.step(bytes),

  write(writer, { code, message, bytes }, version) {
    writer.int16(code).nullableString(message).bytes(bytes);
    if (version >= 1) writer.int64(0);
  },

  refuse: (_request, code) => ({ code, message: null, bytes: Buffer.alloc(0) }),
};
