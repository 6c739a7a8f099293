/** A schema and some changes of it, by chance, and which of the two wrote. */
import type { Random } from '@kfw/test-cluster';
import { Draw } from './draw-shape.js';
import { changes } from './evolve.js';
import type { Shape } from './schema-shape.js';

export interface Evolution {
  readonly writer: Shape;
  readonly reader: Shape;
  /** By name. */
  readonly changes: readonly string[];
}

export function drawEvolution(random: Random): Evolution {
  const draw = new Draw(random);
  const old = draw.chance(6) ? draw.union(0) : draw.record(0);
  const next = structuredClone(old);
  const made: string[] = [];
  const few = draw.random.between(1, 4);
  // Not every change applies to every schema.
  for (let tries = 0; made.length < few && tries < 40; tries++) {
    const [name, change] = draw.one(Object.entries(changes));
    if (change(next, draw)) made.push(name);
  }
  const [writer, reader] = draw.chance(2) ? [old, next] : [next, old];
  return { writer, reader, changes: made };
}
