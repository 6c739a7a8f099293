import type { BootedApp } from 'kfw/internal';

/** Delivers each text as a message, keyed by itself by default, and resolves when all are acknowledged. */
export async function deliverTexts(
  app: BootedApp,
  topic: string,
  texts: readonly string[],
  over: { key?: string; partition?: number } = {},
): Promise<void> {
  const { key, partition } = over;
  await app.producer.deliver(
    texts.map((text) => ({ topic, key: Buffer.from(key ?? text), value: Buffer.from(text), headers: {}, partition })),
  );
}
