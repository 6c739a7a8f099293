/**
 * Patches the timers of kafkajs's request queue so that they do not keep the process alive: the socket does, where it
 * is meant to.
 *
 * kafkajs schedules a check of its pending requests even when there are none, with a negative delay. Node 24 prints a
 * TimeoutNegativeWarning for that, and the check repeats itself every millisecond. Here a check is scheduled only
 * when a request is pending, and never with a negative delay. Timers of the app are not touched, so its own warnings
 * of that kind still print. Plain kafkajs in tests and benchmarks keeps this defect, and Node warns: their npm
 * scripts suppress that warning.
 */
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

const recheckAfterMs = 10;
const checkEveryMs = 100;

/** Patches the request queue of every kafkajs connection in this process. A second call changes nothing. */
export function patchRequestQueue(): void {
  RequestQueue.prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length === 0 || this.throttleCheckTimeoutId !== null) return;
    const throttledForMs = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttledForMs > 0 ? throttledForMs : recheckAfterMs,
    );
  };
  RequestQueue.prototype.scheduleRequestTimeoutCheck = function () {
    if (!this.enforceRequestTimeout) return;
    this.destroy();
    this.requestTimeoutIntervalId = setInterval(
      () => {
        const now = Date.now();
        for (const request of [...this.inflight.values()])
          if (now - request.sentAt > request.requestTimeout) request.timeoutRequest();
        if (!this.isConnected()) this.destroy();
      },
      Math.min(this.requestTimeout, checkEveryMs),
    ).unref();
  };
}
