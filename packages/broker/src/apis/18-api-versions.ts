/**
 * ApiVersions (key 18), versions 0–2: the APIs that the broker serves.
 *
 * Version notes:
 * - v3 and later are not served, because they would announce the flexible encoding: the response is in v0, with
 *   UNSUPPORTED_VERSION and the range of this API (KIP-511), and the client asks again
 */
import type { Api } from '../protocol/api.js';
import { apiKeys } from '../protocol/api-keys.js';
import { type ErrorCode, errorCodes } from '../protocol/error-codes.js';
import type { ServedApi } from '../protocol/served-api.js';

export interface ApiVersionsResponse {
  readonly errorCode: ErrorCode;
  readonly apis: readonly ServedApi[];
}

const minVersion = 0;
const maxVersion = 2;

export const apiVersions: Api<undefined, ApiVersionsResponse> = {
  key: apiKeys.ApiVersions,
  name: 'ApiVersions',
  minVersion,
  maxVersion,

  read: () => undefined,

  handle: (_request, { broker }) => ({ errorCode: errorCodes.NONE, apis: broker.apis }),

  write(writer, { errorCode, apis }, version) {
    writer.int16(errorCode).array(apis, (api) => {
      writer
        .int16(api.key)
        .int16(api.advertisedFrom ?? api.minVersion)
        .int16(api.maxVersion);
    });
    if (version >= 1) writer.int32(0);
  },

  refuse: (_request, errorCode) => ({
    errorCode,
    apis: errorCode === errorCodes.UNSUPPORTED_VERSION ? [{ key: apiKeys.ApiVersions, minVersion, maxVersion }] : [],
  }),
};
