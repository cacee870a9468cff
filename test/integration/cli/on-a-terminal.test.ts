import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin } from '../../support/built-package.js';
import { existingCopy } from '../../support/copies.js';
import { openReplicator, type Replicator } from '../../support/replicator.js';
import { temporalAddress } from '../../support/shared-server.js';
import { planOf, sourceCaches } from '../../support/sources.js';
import { eciReplicator, startCommand } from '../support/eci-replicator.js';
import { planFile } from '../support/plan-file.js';

const TERMINAL = fileURLToPath(new URL('../../support/terminal.py', import.meta.url));
const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

let replicator: Replicator;
beforeAll(async () => {
  replicator = await openReplicator({
    address: temporalAddress(),
    scenario: {
      sources: sourceCaches(1),
      copyTime: '1h',
      existing: [existingCopy({ plan: 'terminal-prune' }, { region: 'cn-chengdu', id: 'edc-unasked', path: '/old' })],
    },
  });
});
afterAll(() => replicator.close());

const env = (taskQueue = replicator.taskQueue) => ({
  PATH: process.env['PATH'],
  TERM: 'xterm-256color',
  TEMPORAL_ADDRESS: temporalAddress(),
  ECI_REPLICATOR_TASK_QUEUE: taskQueue,
});

/** Runs a command on a real terminal, interrupts it once it says `when`, and resolves to what the terminal showed. */
async function interrupted(signal: 'SIGINT' | 'SIGTERM', when: string | RegExp, args: string[], taskQueue?: string) {
  const command = startCommand('python3', [TERMINAL, process.execPath, bin, ...args], { env: env(taskQueue) });
  await command.untilItSays(when);
  const { code, stdout: shown, stderr } = await command.stop(signal);
  expect(stderr).toBe('');
  return { code, shown };
}

/** Whether the cursor is visible at the end. */
function hasCursor(shown: string): boolean {
  return shown.lastIndexOf('\x1b[?25h') >= shown.lastIndexOf('\x1b[?25l');
}

describe.each(SIGNALS)('%s on a terminal', (signal, exit) => {
  const plan = (name: string, caches = 1) =>
    planFile(planOf({ name: `terminal-${name}-${exit}`, caches, regions: ['cn-beijing'] }));

  it(`detaches from a run and from watching it, with the cursor restored and exit code ${exit}`, async () => {
    const file = await plan('run');
    const attach = `Detached; the run continues. Attach again: eci-replicator watch replicate-terminal-run-${exit}`;
    for (const args of [
      ['run', file],
      ['watch', `terminal-run-${exit}`],
    ]) {
      const { code, shown } = await interrupted(signal, /\x1b\[\?25l[^]*cn-beijing/, args);
      expect(shown).toContain(attach);
      expect({ code, cursor: hasCursor(shown) }).toEqual({ code: exit, cursor: true });
    }
    const ended = await eciReplicator(['cancel', `terminal-run-${exit}`, '--keep'], { env: env() });
    expect(ended.code).toBe(0);
  });

  it(`ends a preview that waits for a worker with exit code ${exit}`, async () => {
    const file = await plan('preview');
    const nobody = `${replicator.taskQueue}-nobody-${exit}`;
    const { code, shown } = await interrupted(signal, 'waiting for one', ['plan', 'preview', file], nobody);
    expect(shown).toContain('Nothing was started.');
    expect(code).toBe(exit);
  });

  it(`answers the question of a prune with no, and exit code ${exit}`, async () => {
    const file = await planFile(planOf({ name: 'terminal-prune', caches: 1, regions: ['cn-chengdu'] }));
    const { code, shown } = await interrupted(signal, '[y/N]'.replace(/[[\]]/g, '\\$&'), ['prune', file]);
    expect(shown).toContain('Nothing was deleted.');
    expect(code).toBe(exit);
    expect(replicator.simulator.ledger().calls['DeleteDataCache']).toBeUndefined();
  });
});
