import { describe, expect, it } from '@jest/globals';
import { consumerFor } from '@kfw/testing';
import { {{className}}Consumer } from '../app/consumers/{{file}}.js';
{{importSchema}}
describe('{{className}}Consumer', () => {
  it('consumes a message of {{topic}}', async () => {
    const consumer = consumerFor({{className}}Consumer, { topic: '{{topic}}' });
    const payload{{annotation}} = {{sample}};

    const run = await consumer.deliver([payload]{{deliverOptions}});

    expect(run).toEqual({ consumed: 1, errors: [] });
  });
});
