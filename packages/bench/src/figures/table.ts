/** Rows for people: one block per row, kfw first, the ratio next to each peer. */
import type { Row } from './row.js';

const better = { 'messages/s': 'more is better', ms: 'less is better', bytes: 'less is better' } as const;

export function tableOf({ bench, unit, kfw, peers, ratio, goal, details = {} }: Row): string {
  const names = ['kfw', ...Object.keys(peers), ...Object.keys(details)];
  const figures = [kfw, ...Object.values(peers), ...Object.values(details)].map((figure) =>
    figure.toLocaleString('en-US'),
  );
  const nameWidth = Math.max(...names.map(({ length }) => length));
  const figureWidth = Math.max(...figures.map(({ length }) => length));
  const lines = names.map((name, index) => {
    const line = `  ${name.padEnd(nameWidth)}  ${(figures[index] ?? '').padStart(figureWidth)}`;
    const against = ratio[name];
    return against === undefined ? line : `${line}   kfw = ${against.toFixed(2)} ×`;
  });
  const aim = goal === undefined ? '' : `, goal: at least ${goal} ×`;
  return [`${bench} (${unit}, ${better[unit]}${aim})`, ...lines, ''].join('\n');
}
