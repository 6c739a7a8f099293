/** Short texts side by side, as many on a line as fit. */

const gap = '  ';

/** No line is longer than `width`: a part that is longer is cut off. */
export function joinParts(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + gap.length + part.length <= width) {
      lines[lines.length - 1] = `${last}${gap}${part}`;
    } else lines.push(part.length > width ? `${part.slice(0, Math.max(0, width - 1))}…` : part);
  }
  return lines;
}
