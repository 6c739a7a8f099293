/**
 * Refuses a Node that is too old for kfw, in words. It imports nothing, and `index.ts` imports it first: what an older
 * Node lacks is missed while the other modules are evaluated, and they come after this one. The `kfw` command has a
 * check of its own, which finds a newer Node.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 22)) {
  throw new Error(
    `kfw needs Node 22.22 or newer, and this is ${process.version}. Run the program with \`npx node\`, which takes the ` +
      "app's own Node, or install a newer one.",
  );
}
