import { describe, expect, it } from '@jest/globals';
import { renderTemplate } from '../../src/cli/render-template.js';

describe('renderTemplate', () => {
  it('fills in every value unchanged', () => {
    expect(renderTemplate('{{a}} and {{b}} and {{a}}', { a: '$1 $&', b: '{{a}}' }, 't')).toBe(
      '$1 $& and {{a}} and $1 $&',
    );
  });

  it('leaves everything else unchanged', () => {
    const text = `\${HOME} { {a} } {{ a }} %a`;
    expect(renderTemplate(text, { a: 'x' }, 't')).toBe(text);
  });

  it('refuses a placeholder without a value', () => {
    expect(() => renderTemplate('{{nmae}}', { name: 'shop' }, 'kfw.ts')).toThrow(
      'the template kfw.ts asks for {{nmae}}, which has no value.',
    );
  });
});
