/** A row of the dashboard: panels under a title. */
import type { Panel } from '../panel.js';

export interface Row {
  readonly title: string;
  /** Closed at first: its queries run when it is opened. */
  readonly collapsed: boolean;
  readonly panels: readonly Panel[];
}
