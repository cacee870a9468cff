import { NamespaceNotFoundError } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { CliError, errorSentence, exitCodeOfError } from '../../../src/cli/cli-error.js';
import { ExitCode } from '../../../src/cli/exit-code.js';
import { Interrupted } from '../../../src/cli/interruption.js';
import {
  ControlRefused,
  InvalidTemporalSettings,
  NoWorkerAnswered,
  PreviewFailed,
  RunNotFound,
  RunRefused,
  TemporalUnreachable,
} from '../../../src/client/errors.js';
import { serviceError } from '../client/support/service-error.js';
import { commandLine } from './support/command-line.js';

describe('an error', () => {
  it.each([
    [new CliError(ExitCode.timedOut, ''), 4],
    [new Interrupted('SIGTERM'), 143],
    [new InvalidTemporalSettings(), 2],
    [new TemporalUnreachable(), 5],
    [new RunRefused(), 8],
    [new ControlRefused(), 8],
    [new RunNotFound(), 1],
    [new NoWorkerAnswered('no answer', []), 1],
    [new PreviewFailed('usage', ''), 2],
    [new PreviewFailed('cancelled', ''), 6],
    [new PreviewFailed('failed', ''), 1],
    [new Error('unexpected'), 1],
    [Object.assign(new Error('only called so'), { name: 'RunRefused' }), 1],
    ['no error', 1],
  ])('%s exits by its type: %i', (error, code) => {
    expect(exitCodeOfError(error)).toBe(code);
  });

  it("is shown with the server's own sentence", () => {
    expect(errorSentence(serviceError(7, 'Request unauthorized.'))).toBe('Request unauthorized.');
  });
});

describe('a namespace that does not exist', () => {
  it('exits 5, and says what to check', async () => {
    const missing = new Proxy(
      {},
      {
        get: () => {
          throw new NamespaceNotFoundError('models');
        },
      },
    ) as never;
    const { code, stderr } = await commandLine(['list'], { client: missing });
    expect(code).toBe(5);
    expect(stderr).toMatch(/^Temporal at 127\.0\.0\.1:7233 has no namespace models: check TEMPORAL_NAMESPACE/);
  });
});
