import { describe, expect, it } from 'vitest';
import { PLAN } from '../client/support/sample-run.js';
import { commandLine } from './support/command-line.js';
import { endingAfter, ends } from './support/ending-run.js';

describe('a terminal whose size is 0', () => {
  const run = () =>
    commandLine(['run', '-'], {
      temporal: endingAfter(3, ends('COMPLETED', 'ready')),
      stdin: JSON.stringify(PLAN),
      terminal: { columns: 0, rows: 0 },
    });

  it('gets the progress as plain lines', async () => {
    const { stderr } = await run();
    expect(stderr).toMatch(/^cn-beijing: 0 of 2 copies ready, 2 pending; copying$/m);
    expect(stderr).not.toContain('\x1B[?25l');
  });

  it('gets every copy at the default width', async () => {
    const { stdout } = await run();
    expect(stdout).toMatch(/edc-1/);
  });
});
