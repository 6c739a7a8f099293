/** An async function over many items, a bounded number of them at a time. */

/** The results, in the order of `items`. Rejects with the first failure, and then begins no further item. */
export async function concurrently<Item, Result>(
  items: readonly Item[],
  atMost: number,
  run: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  let failed = false;
  const work = async (): Promise<void> => {
    for (const [index, item] of waiting) {
      if (failed) return;
      try {
        results[index] = await run(item);
      } catch (thrown) {
        failed = true;
        throw thrown;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atMost, items.length) }, work));
  return results;
}
