/** The messages of the APIs that begin a connection. */
import { apiSchema } from './notation.js';

export const saslHandshake = apiSchema('SaslHandshake', {
  key: 17,
  until: 1,
  request: 'mechanism string',
  response: `
    error_code int16
    mechanisms string[]
  `,
});

export const apiVersions = apiSchema('ApiVersions', {
  key: 18,
  until: 2,
  request: '',
  response: `
    error_code int16
    apis array
      key int16
      min_version int16
      max_version int16
    throttle_time_ms int32 @1
  `,
});

export const saslAuthenticate = apiSchema('SaslAuthenticate', {
  key: 36,
  until: 1,
  request: 'auth_bytes bytes',
  response: `
    error_code int16
    error_message string?
    auth_bytes bytes
    session_lifetime_ms int64 @1
  `,
});
