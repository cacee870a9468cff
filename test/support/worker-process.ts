import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Simulator } from '../../src/simulator/simulator.js';

const bin = fileURLToPath(new URL('../../dist/src/cli/bin.js', import.meta.url));

/** The built `eci-replicator worker` as a process of its own, against a simulator. */
export interface WorkerProcess {
  /** As a machine that fails: no shutdown, no last word. */
  kill(): Promise<void>;
  /** In good order. */
  stop(): Promise<void>;
}

export function startWorkerProcess(address: string, simulator: Simulator, taskQueue: string): WorkerProcess {
  const [key] = simulator.scenario.credentials;
  const child = spawn(process.execPath, [bin, 'worker'], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: {
      PATH: process.env['PATH'],
      TEMPORAL_ADDRESS: address,
      ECI_ENDPOINT: simulator.url,
      ECI_TIMEOUT: '1s',
      ECI_REPLICATOR_TASK_QUEUE: taskQueue,
      ECI_REPLICATOR_COPIES_PER_SECOND: '1000',
      ALIBABA_CLOUD_ACCESS_KEY_ID: key?.accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: key?.accessKeySecret,
    },
  });
  return { kill: () => end(child, 'SIGKILL'), stop: () => end(child, 'SIGTERM') };
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
