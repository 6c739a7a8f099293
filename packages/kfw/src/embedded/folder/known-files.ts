/**
 * What kfw writes into the folder of an embedded broker, by its path there. `--reset` removes nothing else, so that a
 * file which the broker or the registry learns to write must be named here.
 */

const besideData = /^(?:kfw-data\.txt|ports\.json|broker\.log|broker\.lock(?:\.[\w-]+)?)$/;

const inData: readonly RegExp[] = [
  /^broker\/broker\.lock$/,
  /^broker\/topics\.json(?:\.next)?$/,
  /^broker\/producer-ids(?:\.new)?$/,
  /^broker\/(?:offsets|transactions)\.journal(?:\.(?:next|new))?$/,
  // Of a partition: segments, one that is to replace others, where its log begins, and how far it was compacted.
  /^broker\/logs\/[\w-]+-\d+\/(?:\d{20}\.[a-z]+|(?:start|cleaned)-offset)(?:\.(?:next|new))?$/,
  /^broker\/logs\/[\w-]+-\d+\/\d{20}-\d{20}\.swap$/,
  /^registry\/registry\.log$/,
];

/** Made by file systems and kept by people in folders that are otherwise empty. */
const harmless = /^(?:lost\+found|\.gitignore|\.gitkeep|\.DS_Store)$/;

/** Whether a name in the folder itself is kfw's; of `broker` and `registry` what they hold decides. */
export function isKnownName(name: string): boolean {
  return besideData.test(name) || name === 'broker' || name === 'registry';
}

/** Whether a file below `broker` or `registry` is kfw's; `file` is its path in the folder, with slashes. */
export function isKnownData(file: string): boolean {
  return inData.some((pattern) => pattern.test(file));
}

/** Whether a name says nothing about whose a folder is. */
export function isHarmless(name: string): boolean {
  return harmless.test(name);
}
