/**
 * The errors of clusters and programs around scenarios. `KFW_KAFKA_UNAVAILABLE` is the one that callers branch on: this
 * machine cannot run Kafka, which skips that half of the scenarios.
 */
import { defineErrors } from '@kfw/core';

export const scenarioError = defineErrors({
  KFW_KAFKA_UNAVAILABLE: (p: { reason: string }) => `Apache Kafka cannot run here: ${p.reason}`,
  KFW_KAFKA_NOT_STARTED: (p: { name: string; reason: string; log: string }) =>
    `${p.name} did not start: ${p.reason}. The end of its log:\n${p.log || '(empty)'}`,
  KFW_KAFKA_REFUSED: (p: { request: string; code: number; detail: string }) =>
    `The broker responded to ${p.request} with error ${p.code}${p.detail && ` (${p.detail})`}.`,
  KFW_NO_FREE_PORT: (p: { from: number; to: number }) =>
    `No free port between ${p.from} and ${p.to} on 127.0.0.1. Stop the programs that use them.`,
  KFW_PORT_TAKEN: (p: { port: number }) =>
    `Something listens on 127.0.0.1:${p.port} already. Stop it, or name another port.`,
  KFW_CACHE_LOCKED: (p: { lock: string; waitedMs: number }) =>
    `Another process has held ${p.lock} for ${p.waitedMs} ms. Remove the file when no download is running.`,
  KFW_EMBEDDED_NOT_STARTED: (p: { reason: string; errors: string }) =>
    `kfw broker did not start: ${p.reason}. The end of its standard error:\n${p.errors || '(empty)'}`,
  KFW_KCAT_MISSING: (p: { task: string }) =>
    `kcat is not installed, and ${p.task} needs it to read topics. Install it: apt-get install kcat on Debian and Ubuntu, brew install kcat on macOS.`,
  KFW_PYTHON_MISSING: (p: { interpreter: string }) =>
    `${p.interpreter} does not exist. Create it: python3 -m venv, then pip install -r packages/scenarios/clients/requirements.txt, as .ci/run does.`,
  KFW_DEADLINE_PASSED: (p: { what: string; deadlineMs: number; seen: string }) =>
    `Waited ${p.deadlineMs} ms for ${p.what} without success. Seen so far: ${p.seen}`,
});
