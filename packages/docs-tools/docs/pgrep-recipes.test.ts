/** The recipes with pgrep in the documents find the servers of the app that they name, and no other process. */
import { describe, expect, it } from '@jest/globals';
import { documents } from './checkout.js';

const recipes = documents.flatMap(({ file, text }) =>
  [...text.matchAll(/pgrep -f '([^']+)'/g)].map(([, pattern = '']) => ({ file, pattern })),
);

const titles = ['kfw shop: example [running]', 'kfw shop: example, other [quiet]'];
const others = [
  'kfw shop-admin: example [running]',
  'kfw my-shop: shop: example [running]',
  'npm exec kfw server',
  'node node_modules/kfw/bin/kfw.js server',
  "bash -c kill -TTIN $(pgrep -f '^kfw shop: ')",
  'kfw eu.shop: example [running]',
];

describe('pgrep in the documents', () => {
  it('is there', () => {
    expect(recipes.length).toBeGreaterThan(0);
  });

  it.each(recipes)('finds all servers of one app, in $file', ({ pattern }) => {
    const shop = new RegExp(pattern.replace('eu\\.shop', 'shop'));
    expect(titles.filter((title) => !shop.test(title))).toEqual([]);
    expect(others.filter((title) => shop.test(title))).toEqual([]);
  });
});
