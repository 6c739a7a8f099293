/**
 * Base classes carry a brand, so that boot can tell a consumer from any other class, also when two copies of the
 * package are installed (where `instanceof` fails).
 */
export const consumerBrand = Symbol.for('kfw.consumer');
export const responderBrand = Symbol.for('kfw.responder');

export function hasBrand(value: unknown, brand: symbol): boolean {
  return typeof value === 'function' && (value as unknown as Record<symbol, unknown>)[brand] === true;
}
