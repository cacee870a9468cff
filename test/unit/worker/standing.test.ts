import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CREDENTIALS_UNAVAILABLE, NO_CREDENTIALS } from '../../../src/eci/credentials.js';
import type { EciError } from '../../../src/eci/eci-error.js';
import { WorkerStanding } from '../../../src/worker/standing.js';
import { eciError, ScriptedEci } from '../activities/support/scripted-eci.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const fault = eciError('worker', 'InvalidTimeStamp.Expired');

/** A worker whose calls are answered in turn; `undefined` is a success. */
function worker() {
  const log: object[] = [];
  const standing = new WorkerStanding({ warn: (fields: object) => void log.push(fields) });
  const call = async (answer: EciError | undefined) => {
    const eci = standing.watch(new ScriptedEci({ usage: () => answer ?? { used: 1 } }));
    return eci.listUsage('cn-beijing').catch((error: unknown) => error);
  };
  const calls = async (...answers: (EciError | undefined)[]) => {
    for (const answer of answers) await call(answer);
  };
  return { standing, log, call, calls };
}

it('a worker is refused after five calls in a row that were refused for its own fault', async () => {
  const { standing, calls } = worker();
  await calls(fault, fault, fault, fault);
  expect(standing.obstacle).toBeUndefined();
  await calls(fault);
  expect(standing.obstacle).toBe('refused');
});

it.each([
  ['a success', undefined],
  ['a refusal that any worker would get', eciError('capacity', 'QuotaExceeded')],
])('%s shows that the worker is known', async (_, answer) => {
  const { standing, calls } = worker();
  await calls(fault, fault, fault, fault, fault, answer);
  expect(standing.obstacle).toBeUndefined();
  await calls(fault);
  expect(standing.obstacle).toBeUndefined();
});

it.each(['throttled', 'ambiguous'] as const)('a call that was %s says nothing about the worker', async (family) => {
  const { standing, calls } = worker();
  await calls(fault, fault, eciError(family), fault, fault, fault);
  expect(standing.obstacle).toBe('refused');
});

it.each([
  [CREDENTIALS_UNAVAILABLE, 'throttled'],
  [NO_CREDENTIALS, 'worker'],
] as const)('a worker whose calls end as %s has no credentials, until a call succeeds', async (code, family) => {
  const { standing, log, calls } = worker();
  const missing = eciError(family, code);
  await calls(missing, missing, missing, missing, missing);
  expect(standing.obstacle).toBe('no credentials');
  expect(log).toHaveLength(1);
  await calls(undefined);
  expect(standing.obstacle).toBeUndefined();
});

it('says so in the log once a minute, with the reason', async () => {
  const { log, calls } = worker();
  await calls(fault, fault, fault);
  expect(log).toEqual([{ code: fault.code, reason: fault.message, requestId: fault.requestId }]);
  vi.advanceTimersByTime(59_999);
  await calls(fault);
  expect(log).toHaveLength(1);
  vi.advanceTimersByTime(1);
  await calls(fault);
  expect(log).toHaveLength(2);
});

it('passes answers and errors on', async () => {
  const { call } = worker();
  expect(await call(undefined)).toEqual({ used: 1 });
  expect(await call(fault)).toBe(fault);
});
