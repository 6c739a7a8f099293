/**
 * The timers of kafkajs's request queues. They do not keep the process alive: what does is the socket that answers come
 * by, where it is meant to.
 *
 * kafkajs asks for a check of its pending requests even when none is pending, after a negative time. Node 24 prints a
 * TimeoutNegativeWarning for that, and the check repeats itself every millisecond. Here a check is scheduled only when
 * a request is pending, and never in the past. Nothing else in the process is touched, so the app's own warnings of
 * that kind still print. Plain kafkajs, which tests and benches run beside kfw, keeps its fault, and Node says so: their
 * npm scripts leave that warning out.
 */
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

const recheckAfterMs = 10;
const checkEveryMs = 100;

/** Mends the request queue of every kafkajs connection in this process. Calling it again changes nothing. */
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
