/** Composes the lane of one partition from its parts, and connects them with the host, the loop of its group. */
import type { CallOptions } from '../../contracts/responder-contract.js';
import { boundLogger, loggerOfTopic } from '../../ports/logger.js';
import type { OutgoingMessage } from '../../producing/deliverer.js';
import type { TopicPlan } from '../../routing/plan/plan.js';
import { Backlog } from '../buffer/backlog.js';
import { FetchGate } from '../buffer/fetch-gate.js';
import { Outages } from '../failure/outages.js';
import { OutcomeHandler } from '../failure/outcome-handler.js';
import { ConsumerInstance } from '../handler/consumer-instance.js';
import { HandlerRunner } from '../handler/handler-runner.js';
import { KeySchedule } from '../schedule/key-schedule.js';
import { PartitionSchedule } from '../schedule/partition-schedule.js';
import type { Schedule } from '../schedule/schedule.js';
import { CooperativeYield } from '../timing/cooperative-yield.js';
import { InterruptibleWait } from '../timing/interruptible-wait.js';
import { Lane } from './lane.js';
import { LaneContext } from './lane-context.js';
import type { LaneCore } from './lane-core.js';
import { LaneEvents } from './lane-events.js';
import type { LaneHost } from './lane-host.js';
import { LaneLoop } from './lane-loop.js';
import { LaneMeters } from './lane-meters.js';
import { LanePauses } from './lane-pauses.js';
import { PartitionFencing } from './partition-fencing.js';
import { PendingSeek } from './pending-seek.js';

/** `generation` is that of the assignment that gave the partition. */
export function createLane(plan: TopicPlan, partition: number, generation: number, host: LaneHost): Lane {
  const abort = new AbortController();
  const { signal } = abort;
  const wait = new InterruptibleWait();
  const cooperativeYield = new CooperativeYield();
  const backlog = new Backlog(plan);
  const events = new LaneEvents(host.monitor, plan, partition);
  const pauses = new LanePauses(wait);
  const outages = new Outages((outage) => events.recovered(outage));
  const meters = new LaneMeters(host.monitor.measurements, plan, partition, { backlog, outages });
  // `lane` and `loop` are used in functions only, which run after this one has returned.
  const core: LaneCore = {
    plan,
    backlog,
    events,
    meters,
    signal,
    progressed: () => host.progressed(lane),
    async sendAndCommit(messages, offset) {
      await host.sendAndCommit(lane, messages, offset);
      backlog.committedThrough(offset);
    },
    fatal(error) {
      loop.halt();
      host.stop(error);
    },
  };
  const fetchGate = new FetchGate(plan.maxPartitionBufferBytes, host.bufferBudget, (fetching) =>
    fetching ? host.resumeFetching(lane) : host.pauseFetching(lane),
  );
  const schedule = scheduleFor(plan, backlog, pauses);
  const onMoved = (offset: number) => {
    schedule.clear();
    outages.clear();
    if (signal.aborted) return;
    host.fetchFrom(lane, offset);
    fetchGate.changed(backlog.sizeBytes);
    // The committed offset follows a seek at once; with manual offsets, with the next mark.
    if (!plan.manualOffsets) core.progressed();
  };
  const pendingSeek = new PendingSeek(backlog, wait, {
    resolveTarget: (target) => host.resolveSeekTarget(lane, target),
    onResolved: () => loop.wake(),
    onMoved,
  });
  const fencing = new PartitionFencing(core, pauses, { fencePartition: () => host.fencePartition(lane), onMoved });
  const consumer = new ConsumerInstance(core, contextFor(core, host, pauses, pendingSeek));
  const handlerRunner = new HandlerRunner(core, consumer, cooperativeYield, () => loop.mayBegin);
  const deliver = (message: OutgoingMessage) => host.deliver(message);
  const outcomeHandler = new OutcomeHandler(core, { pendingSeek, fencing, outages, deliver });
  const loop = new LaneLoop(core, {
    schedule,
    limiter: host.limiter,
    fetchGate,
    pauses,
    pendingSeek,
    fencing,
    handlerRunner,
    outcomeHandler,
    outages,
    cooperativeYield,
    wait,
  });
  const lane = new Lane(core, {
    partition,
    generation,
    abort,
    fetchGate,
    pauses,
    outages,
    consumer,
    handlerRunner,
    schedule,
    loop,
  });
  return lane;
}

function scheduleFor(plan: TopicPlan, backlog: Backlog, pauses: LanePauses): Schedule {
  return plan.orderOf === undefined
    ? new PartitionSchedule(plan, backlog, pauses)
    : new KeySchedule(plan, backlog, plan.orderOf);
}

function contextFor(core: LaneCore, host: LaneHost, pauses: LanePauses, pendingSeek: PendingSeek): LaneContext {
  const { plan } = core;
  const { group, topic, partition } = core.events.identity;
  const named = loggerOfTopic(host.logger, topic);
  const logger = boundLogger(named, { group, topic, partition }, () => host.monitor.tracer?.activeIds());
  const respond = (input: unknown, options: CallOptions) => host.respond(plan, input, options);
  return new LaneContext(core, { pauses, pendingSeek, logger, respond });
}
