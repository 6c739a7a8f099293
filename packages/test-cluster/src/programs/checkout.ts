/** The folder of this checkout, for programs that are run from it. */
import path from 'node:path';

export const checkout = path.resolve(import.meta.dirname, '../../../..');
