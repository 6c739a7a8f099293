import { describe, expect, it } from '@jest/globals';
import { sentMessages } from '@kfw/testing';
import { {{className}}Responder } from '../app/responders/{{file}}.js';
{{importSchema}}
describe('{{className}}Responder', () => {
  it('sends its message to {{topic}}', async () => {
    const payload{{annotation}} = {{sample}};

    await {{className}}Responder.call(payload);

    expect(sentMessages('{{topic}}')).toMatchObject([{ {{sentKey}}payload }]);
  });
});
