/** A row of the Datadog dashboard: a group of widgets under a title. */
import type { Widget } from '../widget.js';

export interface Row {
  readonly title: string;
  /** By Datadog's names: `vivid_blue`. */
  readonly colour: string;
  readonly widgets: readonly Widget[];
}
