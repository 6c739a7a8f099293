/** The Datadog dashboard of kfw, as JSON to import: `packages/statsd/dashboards/datadog.json`, which `npm run docs` writes. */
import { connections } from './rows/connections.js';
import { failures } from './rows/failures.js';
import { groups } from './rows/groups.js';
import { overview } from './rows/overview.js';
import { processRow } from './rows/process.js';
import { producer } from './rows/producer.js';
import type { Row } from './rows/row.js';
import { topics } from './rows/topics.js';
import { commonVariables, labelVariables, type Widget } from './widget.js';

const columns = 12;

/** Relative to the checkout. */
export const datadogFile = 'packages/statsd/dashboards/datadog.json';

/** The text of the file. */
export function renderDatadog(): string {
  return `${JSON.stringify(dashboard(), undefined, 2)}\n`;
}

function dashboard() {
  return {
    title: 'kfw',
    description:
      'Consumers and producers of an app made with kfw: is it stuck, how far behind, what failed, since when.',
    layout_type: 'ordered',
    reflow_type: 'fixed',
    template_variables: [...commonVariables, ...labelVariables].map((name) => ({
      name,
      prefix: name,
      defaults: ['*'],
    })),
    widgets: placed([overview, topics, groups, failures, producer, connections, processRow].map(group)),
  };
}

function group({ title, colour, widgets }: Row): Widget {
  const inside = placed(widgets);
  const height = Math.max(...inside.map(({ layout }) => layout.y + layout.height));
  return {
    width: columns,
    // One line for the title.
    height: height + 1,
    definition: {
      type: 'group',
      layout_type: 'ordered',
      title,
      show_title: true,
      background_color: colour,
      widgets: inside,
    },
  };
}

/** From left to right, in lines of widgets of one height. */
function placed(widgets: readonly Widget[]) {
  let x = 0;
  let y = 0;
  let line = 0;
  return widgets.map(({ width, height, definition }) => {
    if (x + width > columns) {
      x = 0;
      y += line;
    }
    const layout = { x, y, width, height };
    x += width;
    line = height;
    return { definition, layout };
  });
}
