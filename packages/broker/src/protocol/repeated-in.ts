/** Finds the elements that a list contains more than once, which Kafka rejects. */
export function repeatedIn<T>(list: readonly T[]): Set<T> {
  const seen = new Set<T>();
  const repeated = new Set<T>();
  for (const element of list) (seen.has(element) ? repeated : seen).add(element);
  return repeated;
}
