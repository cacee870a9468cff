import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkArgument } from '../../../src/controls/check-argument.js';
import { CONTROLS } from '../../../src/controls/control-usage.js';
import { inputRefusal } from '../../../src/controls/controls.js';
import { noCopies } from '../../../src/copies/counts.js';
import { webhookTaskSchema } from '../../../src/notify/webhook-task.js';
import * as messages from '../../../workflows/messages.js';
import { decideSignal, foundSignal, pruneRegionInputSchema } from '../../../workflows/prune/prune-messages.js';
import { regionInputSchema } from '../../../workflows/region/region-input.js';
import { ODD_ARGUMENTS, oddArgument } from '../../support/odd-arguments.js';

const { progressSignal, accountErrorSignal, stopSignal, controlSignal, copiesQuery } = messages;
const SIGNALS = [progressSignal, accountErrorSignal, stopSignal, controlSignal, foundSignal, decideSignal];
const INPUTS = [regionInputSchema, pruneRegionInputSchema, webhookTaskSchema];

/** A sentence that a person can read, whatever was sent. */
const LONGEST = 1_000;

describe('an argument that no workflow sends', () => {
  it.each(ODD_ARGUMENTS)('is refused by every signal and every workflow, with a short reason: %s', (_, args) => {
    for (const schema of [...SIGNALS.map((signal) => signal.schema), ...INPUTS]) {
      const checked = checkArgument(schema, args[0]);
      if ('value' in checked) {
        // Whether the region and its counts are possible, only the run knows.
        expect(args[0]).toMatchObject({ region: expect.stringMatching(/^(cn-nowhere|__proto__)$/) });
        continue;
      }
      expect(checked.problem).not.toBe('');
      expect(checked.problem.length).toBeLessThan(LONGEST);
    }
  });

  it('never throws, and never gets a long answer', () => {
    fc.assert(
      fc.property(oddArgument(), ([argument]) => {
        for (const schema of [...SIGNALS.map((signal) => signal.schema), ...INPUTS, copiesQuery.schema]) {
          const checked = checkArgument(schema, argument);
          if ('problem' in checked) expect(checked.problem.length).toBeLessThan(LONGEST);
        }
        for (const name of CONTROLS) expect(inputRefusal(name, argument)?.length ?? 0).toBeLessThan(LONGEST);
      }),
      { numRuns: 500 },
    );
  });

  it('is told apart from what a region of a later version sends: more keys, and longer texts', () => {
    const counts = { ...noCopies(), planned: 1, pending: 1, vanished: 0 };
    const sent = { region: 'cn-beijing', phase: 'copying', counts, waitingFor: 'x'.repeat(9_000), eta: '1h' };
    const checked = checkArgument(progressSignal.schema, sent);
    expect(checked).toEqual({
      value: {
        region: 'cn-beijing',
        phase: 'copying',
        counts: { ...noCopies(), planned: 1, pending: 1 },
        waitingFor: expect.stringMatching(/^x{2000}$/),
      },
    });
  });
});

describe('the workflows', () => {
  it('take arguments in one way only: nothing else registers a handler or defines a message without a schema', () => {
    const folder = path.join(import.meta.dirname, '../../../workflows');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const using = (name: string) =>
      files.filter((file) => readFileSync(path.join(folder, file), 'utf8').search(`${name}[<(]`) >= 0).toSorted();
    expect(using('setHandler')).toEqual(['checked-messages.ts', 'controls/handle-controls.ts']);
    expect(using('defineSignal')).toEqual(['checked-messages.ts']);
    expect(using('defineQuery')).toEqual(['checked-messages.ts', 'messages.ts']);
  });
});
