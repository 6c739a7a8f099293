/** Whose runtime the process's own is while apps connect and close, in whatever order. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Codecs, findResponderRuntime, Monitor, ResponderRuntime, useResponderRuntime } from '@kfw/core';
import { giveBackPlace, takePlace } from '../../src/boot/connected-runtimes.js';

const runtime = (): ResponderRuntime => new ResponderRuntime({} as never, new Monitor(), new Codecs([]));
const [recording, first, second] = [runtime(), runtime(), runtime()];
let before: ResponderRuntime | undefined;

beforeEach(() => {
  before = useResponderRuntime(recording);
});
afterEach(() => {
  useResponderRuntime(before);
});

describe('the runtime of a connected app', () => {
  it('is the process’s own until the app is closed', () => {
    takePlace(first);
    expect(findResponderRuntime()).toBe(first);
    giveBackPlace(first);
    expect(findResponderRuntime()).toBe(recording);
  });

  it('makes way for that of an app which connects later', () => {
    takePlace(first);
    takePlace(second);
    expect(findResponderRuntime()).toBe(second);
    giveBackPlace(second);
    expect(findResponderRuntime()).toBe(first);
    giveBackPlace(first);
    expect(findResponderRuntime()).toBe(recording);
  });

  it('does not come back when its app was closed first', () => {
    takePlace(first);
    takePlace(second);
    giveBackPlace(first);
    expect(findResponderRuntime()).toBe(second);
    giveBackPlace(second);
    expect(findResponderRuntime()).toBe(recording);
  });

  it('stays where it was put before the app connected, as `kfw server` does', () => {
    useResponderRuntime(first);
    takePlace(first);
    giveBackPlace(first);
    expect(findResponderRuntime()).toBe(first);
  });

  it('leaves alone what was put in its place meanwhile', () => {
    takePlace(first);
    useResponderRuntime(second);
    giveBackPlace(first);
    expect(findResponderRuntime()).toBe(second);
  });
});
