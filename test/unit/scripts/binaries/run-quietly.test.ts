import { describe, expect, it } from 'vitest';
import { runQuietly } from '../../../../scripts/binaries/run-quietly.js';

const node = process.execPath;

describe('runQuietly', () => {
  it('gives the command the environment that was added', async () => {
    await runQuietly(node, ['-e', 'process.exit(process.env.ADDED === "1" && process.env.PATH ? 0 : 1)'], {
      env: { ADDED: '1' },
    });
  });

  it('tells the last lines of a command that failed', async () => {
    const script = 'for (let i = 0; i < 20; i++) console.error(`line ${i}`); process.exitCode = 3';
    const failure = runQuietly(node, ['-e', script]);
    await expect(failure).rejects.toThrow(/ended with 3: line 12\n(.*\n)*line 19$/);
  });

  it('says so when there is no such command', async () => {
    await expect(runQuietly('no-such-command-anywhere', [])).rejects.toThrow(
      'no-such-command-anywhere is not installed',
    );
  });

  it('ends a command when told to', async () => {
    const endless = runQuietly(node, ['-e', 'setInterval(() => {}, 1000)'], { signal: AbortSignal.timeout(50) });
    await expect(endless).rejects.toThrow();
  });
});
