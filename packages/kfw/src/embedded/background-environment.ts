/**
 * The environment of a broker in the background: where programs, the home and temporary files are. The broker
 * outlives the command that starts it and serves others; the app's own environment, secrets above all, is not passed
 * on.
 */
const needed = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'TZ'];
/** Node does not start on Windows without these. */
const neededOnWindows = ['SYSTEMROOT', 'WINDIR', 'TEMP', 'TMP', 'USERPROFILE', 'COMSPEC', 'PATHEXT'];

type Environment = Readonly<Record<string, string | undefined>>;

export function backgroundEnvironment(given: Environment, platform: string = process.platform): Record<string, string> {
  const names = platform === 'win32' ? [...needed, ...neededOnWindows] : needed;
  const kept = Object.entries(given).filter(([name]) =>
    names.includes(platform === 'win32' ? name.toUpperCase() : name),
  );
  return Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
