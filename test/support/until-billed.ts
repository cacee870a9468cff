import { vi } from 'vitest';
import type { Simulator } from '../../src/simulator/simulator.js';

/** Resolves as soon as the simulator has billed at least `copies` copies; rejects after `timeout` ms. */
export async function untilBilled(simulator: Simulator, copies: number, timeout = 60_000): Promise<void> {
  await vi.waitUntil(() => simulator.ledger().billed.length >= copies, { timeout, interval: 20 });
}
