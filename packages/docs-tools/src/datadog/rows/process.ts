/** Buffers, event loop and memory of the processes. */
import { graph, topList } from '../widget.js';
import type { Row } from './row.js';

export const processRow: Row = {
  title: 'Process',
  colour: 'vivid_yellow',
  widgets: [
    graph({
      title: 'Buffers',
      description: 'Bytes of messages in memory as a part of their bounds. Full: fetching or deliver waits.',
      queries: [
        { metric: 'kfw_buffered_bytes', as: 'max', by: ['host', 'direction'] },
        { metric: 'kfw_buffer_limit_bytes', as: 'max', by: ['host', 'direction'] },
      ],
      formula: 'q1 / q2',
      unit: 'fraction',
      limit: 1,
      width: 4,
    }),
    graph({
      title: 'Event loop delay',
      description: 'Median, 99th percentile and maximum over 10 s.',
      queries: [{ metric: 'kfw_event_loop_delay_seconds', as: 'max', by: ['statistic'] }],
      unit: 'second',
      width: 4,
    }),
    graph({
      title: 'Event loop blocked',
      description: 'Times that it was blocked for longer than a second; the log names the consumer.',
      queries: [{ metric: 'kfw_event_loop_blocked_total', as: 'sum', by: ['host'], per: 'interval' }],
      stacked: true,
      width: 4,
    }),
    graph({
      title: 'Memory',
      description: 'Resident memory, and the heap in use.',
      queries: [
        { metric: 'kfw_process_memory_bytes', as: 'max', by: ['host'], where: 'kind:rss', alias: 'resident' },
        { metric: 'kfw_process_memory_bytes', as: 'max', by: ['host'], where: 'kind:heapused', alias: 'heap' },
      ],
      unit: 'byte',
      width: 4,
    }),
    graph({
      title: 'State of the server',
      description: 'Processes in each state.',
      queries: [{ metric: 'kfw_server_state', as: 'sum', by: ['state'] }],
      stacked: true,
      width: 4,
    }),
    graph({
      title: 'Buffered messages',
      description: 'Bytes of messages that are fetched and not finished.',
      queries: [{ metric: 'kfw_consumer_buffer_bytes', as: 'sum', by: ['group', 'topic'] }],
      unit: 'byte',
      width: 4,
    }),
    topList({
      title: 'Versions',
      description: 'Of kfw, Node and the client.',
      queries: [{ metric: 'kfw_info', as: 'sum', by: ['kfw_version', 'node_version', 'client'] }],
      width: 12,
    }),
  ],
};
