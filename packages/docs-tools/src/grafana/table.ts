/** A panel that lists things by their labels, with a column for each query. */
import { datasource, type Panel, type PanelOptions, type Threshold } from './panel.js';

/** A query is a column, whose heading is its legend. */
export interface TableColumn {
  readonly expr: string;
  readonly heading: string;
  readonly unit: string;
  readonly thresholds?: readonly Threshold[];
  readonly decimals?: number;
}

export interface TableOptions extends Pick<PanelOptions, 'title' | 'description' | 'width'> {
  /** One row for each of their values. */
  readonly labels: readonly string[];
  readonly columns: readonly TableColumn[];
  /** The heading of the column by which rows are sorted, the largest first. */
  readonly sortBy: string;
}

export function table({ title, description, width, labels, columns, sortBy }: TableOptions): Panel {
  const refIds = columns.map((_, index) => String.fromCharCode('A'.charCodeAt(0) + index));
  // A table of one query has no suffix on its column.
  const fieldOf = (index: number): string => (columns.length === 1 ? 'Value' : `Value #${refIds[index]}`);
  return {
    width,
    height: 8,
    model: {
      type: 'table',
      title,
      description,
      datasource,
      targets: columns.map(({ expr }, index) => ({
        refId: refIds[index],
        datasource,
        expr,
        format: 'table',
        instant: true,
        range: false,
      })),
      transformations: [
        { id: 'merge', options: {} },
        {
          id: 'organize',
          options: {
            excludeByName: { Time: true },
            indexByName: Object.fromEntries(labels.map((label, index) => [label, index])),
            renameByName: Object.fromEntries(columns.map(({ heading }, index) => [fieldOf(index), heading])),
          },
        },
      ],
      fieldConfig: {
        defaults: { custom: { align: 'auto', inspect: false, filterable: true } },
        overrides: columns.map(({ heading, unit, decimals, thresholds = [] }) => ({
          matcher: { id: 'byName', options: heading },
          properties: [
            { id: 'unit', value: unit },
            ...(decimals === undefined ? [] : [{ id: 'decimals', value: decimals }]),
            ...(thresholds.length === 0
              ? []
              : [
                  {
                    id: 'thresholds',
                    value: { mode: 'absolute', steps: [{ value: null, color: 'transparent' }, ...thresholds] },
                  },
                  { id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } },
                ]),
          ],
        })),
      },
      options: {
        frameIndex: 0,
        showHeader: true,
        cellHeight: 'sm',
        sortBy: [{ displayName: sortBy, desc: true }],
      },
    },
  };
}
