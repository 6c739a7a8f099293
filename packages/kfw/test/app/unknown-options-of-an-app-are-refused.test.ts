import { expect, it } from '@jest/globals';
import { defineApp } from '../../src/app/define-app.js';

it('refuses options that do not exist, all at once, with the nearest name', () => {
  const given = { routes: undefined, lisners: [], carriedHeaders: ['tenant'] };
  expect(() => defineApp(given as never)).toThrow(
    expect.objectContaining({
      code: 'KFW_APP_OPTION_UNKNOWN',
      message: expect.stringMatching(
        /^"lisners" \(did you mean "listeners"\?\), "carriedHeaders" are not options of defineApp\. Options: routes, /,
      ),
    }),
  );
  expect(() => defineApp({ listeners: [], propagatedHeaders: [] })).not.toThrow();
});
