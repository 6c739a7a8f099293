/** Every API that the broker serves, by its key: a new one is a line here. */
import type { Api } from '../protocol/api.js';

export const apis: readonly Api[] = [];
