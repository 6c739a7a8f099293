/**
 * The files that kfw writes into the folder of an embedded broker, by their paths there. `--reset` removes nothing
 * else, so any file that the broker or the registry learns to write must be added here.
 */

const besideData = /^(?:kfw-data\.txt|ports\.json|broker\.log|broker\.lock(?:\.[\w-]+)?)$/;

const inData: readonly RegExp[] = [
  /^broker\/broker\.lock$/,
  /^broker\/topics\.json(?:\.next)?$/,
  /^broker\/producer-ids(?:\.new)?$/,
  /^broker\/(?:offsets|transactions)\.journal(?:\.(?:next|new))?$/,
  // Of a partition: segments, one that replaces others, the start of its log, and the end of its compacted part.
  /^broker\/logs\/[\w-]+-\d+\/(?:\d{20}\.[a-z]+|(?:start|cleaned)-offset)(?:\.(?:next|new))?$/,
  /^broker\/logs\/[\w-]+-\d+\/\d{20}-\d{20}\.swap$/,
  /^registry\/registry\.log$/,
];

/** Names from file systems and tools in folders that are otherwise empty. */
const harmless = /^(?:lost\+found|\.gitignore|\.gitkeep|\.DS_Store)$/;

/** Whether a name in the folder itself is kfw's; for `broker` and `registry` their contents decide. */
export function isKnownName(name: string): boolean {
  return besideData.test(name) || name === 'broker' || name === 'registry';
}

/** Whether a file below `broker` or `registry` is kfw's; `file` is its path in the folder, with slashes. */
export function isKnownData(file: string): boolean {
  return inData.some((pattern) => pattern.test(file));
}

/** Whether a name says nothing about the owner of a folder. */
export function isHarmless(name: string): boolean {
  return harmless.test(name);
}
