/**
 * The names that the console offers, as globals: code runs in the process's own realm, so that an array, a Date or a
 * Buffer made in the console is also one to the app's code. A class with the name of a global of JavaScript or Node
 * (`Event`) does not hide it and is reached as `classes.Event`.
 */
import { avro } from '@kfw/avro';
import { json, raw, text } from '@kfw/core/internal';
import { bufferedCount, flush } from '../../delivering/buffered-messages.js';
import { deliver, deliverAsync } from '../../delivering/deliver.js';
import { readTopic } from '../../reading/read-topic.js';
import type { ConsoleApp } from './console-app.js';

export interface ConsoleScope {
  readonly values: Readonly<Record<string, unknown>>;
  /** Those of the app's classes. */
  readonly classNames: readonly string[];
  /** Classes whose names are taken. */
  readonly hidden: readonly string[];
}

/** `functions`: those that operate the cluster. */
export function consoleScope(app: ConsoleApp, functions: object = {}): ConsoleScope {
  const own = {
    ...functions,
    app,
    producer: app.producer,
    admin: app.admin,
    deliver,
    deliverAsync,
    flush,
    bufferedCount,
    readTopic,
    json,
    text,
    raw,
    avro,
    routes: app.description.groups,
    classes: app.classes,
  };
  const names = Object.keys(app.classes);
  const isTaken = (name: string): boolean => name in globalThis || name in own;
  const classNames = names.filter((name) => !isTaken(name)).sort();
  const classes = Object.fromEntries(classNames.map((name) => [name, app.classes[name]]));
  return { values: { ...classes, ...own }, classNames, hidden: names.filter(isTaken).sort() };
}

/** Defines the names in a console's context. Like anything typed there they can be declared again. */
export function defineScope(context: object, { values }: ConsoleScope): void {
  for (const [name, value] of Object.entries(values)) {
    Object.defineProperty(context, name, { value, writable: true, configurable: true, enumerable: true });
  }
}
