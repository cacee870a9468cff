import { inject, onTestFinished } from 'vitest';
import { openReplicator, type Replicator, type ReplicatorOptions } from './replicator.js';

/**
 * `127.0.0.1:port` of the Temporal server for this test file. Files that run one after another share a server; files that run
 * at the same time have one each, so the workflows, schedules and search attributes of one cannot disturb the other.
 */
export function temporalAddress(): string {
  const worker = Number(process.env['VITEST_POOL_ID']);
  const address = inject('temporalAddresses')[worker - 1];
  if (address === undefined) throw new Error(`there is no Temporal server for test worker ${worker}`);
  return address;
}

/** A worker on the shared server, which closes when the test ends. Call it within a test. */
export async function replicatorForTest(options: Omit<ReplicatorOptions, 'address'>): Promise<Replicator> {
  const replicator = await openReplicator({ address: temporalAddress(), ...options });
  onTestFinished(() => replicator.close());
  return replicator;
}
