/**
 * Foreign text (errors, keys, headers, names) cannot move the cursor, hide or forge lines: every control character of
 * C0, DEL and C1 in it is shown as text, in both formats and in the output of commands.
 */
import { describe, expect, it } from '@jest/globals';
import { renderError } from '../../src/cli/exit/render-error.js';
import { createLogger, type LogFormat } from '../../src/logging/create-logger.js';
import { printable } from '../../src/terminal/printable.js';

const codes = [...Array(0x20).keys(), 0x7f, ...Array.from({ length: 0x20 }, (_, at) => 0x80 + at), 0x2028, 0x2029];
const everyControl = codes.map((code) => `<${String.fromCharCode(code)}>`).join('');
const forged = 'boom\r\n12:00:00.000 info  all is well\u001b[2J\u001b]0;title\u0007\u009b1A\u007f';

const unwanted = /(?![\t\n])[\p{Cc}\u2028\u2029]/u;

/** What a logger writes; with colours, those that are its own are taken out. */
function logged(format: LogFormat, log: (logger: ReturnType<typeof createLogger>) => void, colors = false): string {
  let text = '';
  const destination = { write: (more: string) => (text += more) };
  log(createLogger({ format, level: 'debug', colors, destination }));
  return text;
}

const hostile = (): Error => {
  const error = new TypeError(forged, { cause: new Error(everyControl) });
  return Object.assign(error, { [`field${forged}`]: everyControl, code: forged });
};

const everything = (logger: ReturnType<typeof createLogger>): void => {
  logger.info({ key: everyControl, [forged]: forged, deep: [{ [forged]: new Map([[forged, everyControl]]) }] }, forged);
  logger.error(
    { error: hostile(), err: hostile(), nested: { inner: hostile() }, bytes: Buffer.from(everyControl) },
    everyControl,
  );
  logger.warn(hostile());
};

describe.each<LogFormat>(['json', 'pretty'])('the %s log', (format) => {
  it('holds no foreign control character', () => {
    const text = logged(format, everything);
    expect(text).not.toMatch(unwanted);
    expect(text).toContain('\\u001b');
    expect(text).toContain('\\u009b');
    expect(text).toContain('\\u007f');
  });
});

it('lines of the pretty log begin only where the logger begins them', () => {
  const lines = logged('pretty', everything).trimEnd().split('\n');
  const begins = lines.filter((line) => !line.startsWith(' '.repeat(19)));
  expect(begins).toHaveLength(3);
  expect(begins.every((line) => /^\d\d:\d\d:\d\d\.\d{3} (info|warn|error)( |$)/.test(line))).toBe(true);
});

it('the JSON log has one line per logged line', () => {
  const lines = logged('json', everything)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(3);
  expect(lines[0].key).toBe(everyControl);
  expect(lines[0].msg).toBe(forged);
});

it('with colours, only colours are left', () => {
  const text = logged('pretty', everything, true);
  const escapeSign = String.fromCharCode(0x1b);
  const withoutColors = text.replaceAll(new RegExp(`${escapeSign}\\[[0-9;]*m`, 'g'), '');
  expect(text).not.toBe(withoutColors);
  expect(withoutColors).not.toMatch(unwanted);
});

it.each([{}, { json: true }, { verbose: true }, { json: true, verbose: true }])(
  'an error that a command renders with %j holds none',
  (options) => {
    expect(renderError(hostile(), options)).not.toMatch(unwanted);
    expect(renderError(forged, options)).not.toMatch(unwanted);
  },
);

it('printable text stays unchanged', () => {
  const text = 'naïve\tÄÖÜ 日本語 \u{1f511}\n a b ‏';
  expect(printable(text)).toBe(text);
});
