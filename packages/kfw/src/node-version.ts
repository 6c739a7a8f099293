/**
 * The check that Node is new enough for kfw. It imports nothing, and `index.ts` imports it first: a feature that an
 * older Node lacks fails while the other modules are evaluated, which come after this one. The `kfw` command has its
 * own check, which finds a newer Node.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 22)) {
  throw new Error(
    `kfw needs Node 22.22 or newer, and this is ${process.version}. Run the program with \`npx node\`, which takes the ` +
      "app's own Node, or install a newer one.",
  );
}
