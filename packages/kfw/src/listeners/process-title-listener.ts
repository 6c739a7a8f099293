/** Shows the app and its state in `ps` and `top`: `kfw shop: example [running]`. */

import type { EventName, Listener } from '@kfw/core';
import type { AppDescription } from '@kfw/core/internal';

const states: readonly (readonly [EventName, string])[] = [
  ['app.connected', 'connected'],
  ['app.running', 'running'],
  ['app.quieting', 'quiet'],
  ['app.stopping', 'stopping'],
  ['app.stopped', 'stopped'],
];

/** Some systems cut a title at the length of the command line: the state must not be cut off. */
const longestGroups = 60;

/** `setTitle` receives the title. Default: sets the process's. */
export function processTitleListener(setTitle: (title: string) => void = setProcessTitle): Listener {
  return ({ monitor }) => {
    let name = '';
    monitor.subscribe('app.initialized', (app) => {
      name = nameOf(app);
      setTitle(`${name} [starting]`);
    });
    for (const [event, state] of states) monitor.subscribe(event, () => setTitle(`${name} [${state}]`));
  };
}

function setProcessTitle(title: string): void {
  process.title = title;
}

function nameOf({ clientId, groups }: AppDescription): string {
  const names = groups.map(({ group }) => group.replace(`${clientId}_`, '')).join(', ');
  const shown = names.length > longestGroups ? `${names.slice(0, longestGroups - 1)}…` : names;
  return shown === '' ? `kfw ${clientId}` : `kfw ${clientId}: ${shown}`;
}
