import { ServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { ControlRefused, TemporalUnreachable } from '../../../src/client/errors.js';
import { grpcStatus, isDisconnection, translateFailure } from '../../../src/client/temporal-errors.js';
import { commandLine } from '../cli/support/command-line.js';
import { FakeTemporal } from './support/fake-temporal.js';
import { memoOf, PLAN } from './support/sample-run.js';
import { serviceError } from './support/service-error.js';

const CALLED = { address: 'temporal:7233', namespace: 'models' };
const wrapped = (code: number, details: string) =>
  new ServiceError('a call failed', { cause: serviceError(code, details) });

describe('an error of a call to Temporal', () => {
  it.each([
    [
      'a namespace that is missing',
      serviceError(5, 'Namespace models is not found.'),
      /has no namespace models: check/,
    ],
    ['the same, from a worker', new NamespaceNotFoundError('models'), /has no namespace models: check/],
    [
      'a key that is not accepted',
      serviceError(16, 'no'),
      /temporal:7233 does not accept this client \(no\): check TEMPORAL_API_KEY/,
    ],
    ['a permission that is missing', wrapped(7, 'not for you'), /does not accept this client \(not for you\)/],
    ['a server that is gone', wrapped(14, 'No connection established'), /^Temporal does not answer\. Try again/],
    ['a server that is silent', wrapped(4, 'Deadline exceeded after 0.001s'), /^Temporal does not answer\. Try again/],
  ])('is a sentence with exit code 5: %s', (_, error, sentence) => {
    const translated = translateFailure(error, CALLED);
    expect(translated).toBeInstanceOf(TemporalUnreachable);
    expect(translated).toMatchObject({ kind: 'unavailable', message: expect.stringMatching(sentence), cause: error });
  });

  it.each([
    ['a workflow that is missing', serviceError(5, 'workflow not found for ID: x')],
    ['one whose name has the word in it', serviceError(5, 'workflow not found for ID: replicate-my-namespace')],
    ['an invalid argument', wrapped(3, 'the cron is not valid')],
    ['a sentence of ours about a refusal', new Error('ask an administrator', { cause: serviceError(7, 'no') })],
    ['a sentence of ours about a control', new ControlRefused('ended', { cause: serviceError(14, 'gone') })],
    ['no error of Temporal', new TypeError('a fault')],
    ['no error at all', 'text'],
  ])('stays as it is: %s', (_, error) => {
    expect(translateFailure(error, CALLED)).toBe(error);
    expect(isDisconnection(error)).toBe(false);
  });

  it('says what the server said, also if the SDK wrapped it', () => {
    expect(grpcStatus(wrapped(14, 'gone'))).toEqual({ code: 14, details: 'gone' });
    expect(grpcStatus(new ServiceError('no poller'))).toEqual({ details: 'no poller' });
    expect(grpcStatus(undefined)).toEqual({ details: 'undefined' });
  });
});

describe('a server that goes away between two calls of one command', () => {
  it.each([
    ['status', ['status', 'weights']],
    ['report', ['report', 'weights']],
    ['a control', ['pause', 'weights', '--reason', 'x']],
  ])('is not taken for a worker that is missing: %s', async (_, line) => {
    const temporal = new FakeTemporal();
    const region = temporal.add({ workflowId: 'replicate-weights/cn-beijing', type: 'replicateRegion', queries: {} });
    temporal.add({ workflowId: 'replicate-weights', input: { plan: PLAN }, memo: memoOf(region), queries: {} });
    temporal.away = true;
    const { code, stderr } = await commandLine(line, { temporal });
    expect(stderr).toMatch(/^Temporal does not answer\. Try again once it does; runs continue meanwhile\.$/m);
    expect(stderr).not.toMatch(/worker/);
    expect(code).toBe(5);
  });
});
