import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { bin } from '../../support/built-package.js';
import { isAlive, startCommand, startEciReplicator } from '../support/eci-replicator.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('the demo', () => {
  it('prints a whole run in plain lines, and leaves no process, port or file behind', async () => {
    const [cwd, tmp, notes] = await Promise.all([temporaryFolder(), temporaryFolder(), temporaryFolder()]);
    const server = await notingServer(notes);
    const demo = startEciReplicator(['demo'], { cwd, env: { TEMPORAL_CLI_PATH: server.path, TMPDIR: tmp } });
    const { code, stdout, stderr } = await demo.ended;

    expect(code, stderr).toBe(0);
    expect(`${stdout}${stderr}`).not.toContain('\x1B');
    expect(stderr).toMatch(/^Starting the simulator of the ECI service\.$/m);
    expect(stderr).toMatch(/^cn-shanghai: \d of 4 copies ready.*QuotaExceeded/m);
    expect(stdout).toMatch(/llm-weights ready: 24 of 24 copies ready/);
    expect(stdout).toMatch(/^source +cn-beijing .* us-west-1$/m);
    expect(stdout).toMatch(/^edc-bp1ddddeeeeffff000( +ready){6}$/m);
    expect(stdout).toMatch(
      /^The simulator's ledger: 25 copies billed \(1 of them made again after the one before had ended\), none twice\.$/m,
    );

    const addresses = [...stderr.matchAll(/http:\/\/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
    expect(stderr).toMatch(/^Temporal UI: http:\/\/127\.0\.0\.1:\d+ · ECI simulator, not the cloud: http:/m);
    expect(addresses).toHaveLength(2);
    expect(await Promise.all(addresses.map(isListening))).toEqual([false, false]);
    expect(isAlive(-demo.pid)).toBe(false);
    expect(isAlive(await server.pid())).toBe(false);
    expect(await readdir(cwd)).toEqual([]);
    expect(await readdir(tmp)).toEqual([]);
  });

  it('redraws a table in place on a terminal', async () => {
    const cwd = await temporaryFolder();
    const command = `stty cols 110 rows 40; exec '${process.execPath}' '${bin}' demo`;
    const { code, stdout } = await startCommand('script', ['-qec', command, '/dev/null'], {
      cwd,
      env: {
        PATH: process.env['PATH'],
        SHELL: '/bin/sh',
        TERM: 'xterm-256color',
        TEMPORAL_CLI_PATH: inject('temporalCliPath'),
      },
    }).ended;
    expect(code, stdout).toBe(0);
    const bars = [...stdout.matchAll(/cn-shanghai +\S*[█░]/g)];
    expect(bars.length).toBeGreaterThan(3);
    // The cursor moves up to the first line of the last frame, which is drawn again.
    expect(stdout).toMatch(/\x1B\[\d*A/);
    expect(stdout).toMatch(/\x1B\[32m█+/);
    expect(stdout).toMatch(/The simulator's ledger: 25 copies billed .*none twice/);
    // The cursor is shown again at the end.
    expect(stdout.lastIndexOf('\x1B[?25h')).toBeGreaterThan(stdout.lastIndexOf('\x1B[?25l'));
  });
});

/** The Temporal CLI, which first writes down its process id because it has its own process group. */
async function notingServer(folder: string): Promise<{ readonly path: string; pid(): Promise<number> }> {
  const noted = path.join(folder, 'pid');
  const file = path.join(folder, 'temporal');
  await writeFile(file, `#!/bin/sh\necho $$ > '${noted}'\nexec '${inject('temporalCliPath')}' "$@"\n`);
  await chmod(file, 0o755);
  return { path: file, pid: async () => Number(await readFile(noted, 'utf8')) };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
