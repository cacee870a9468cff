import type { ClientTokens } from '../client-tokens.js';
import type { CopyFault, Faults } from '../faults.js';
import type { LedgerEntry } from '../ledger.js';
import type { Scenario } from '../scenario.js';
import type { Moment } from '../stored-cache.js';
import type { Params } from '../wire.js';
import type { World } from '../world.js';

/** Carries out one call synchronously. Throws an ApiError to refuse it. */
export type Operation = (params: Params, at: Moment, service: Service) => OperationResult;

/** The state that the operations share. */
export interface Service {
  readonly scenario: Scenario;
  readonly world: World;
  readonly tokens: ClientTokens;
  readonly faults: Faults;
  readonly billed: LedgerEntry[];
}

export interface OperationResult {
  /** The response without its RequestId, which the endpoint adds. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly fault?: CopyFault | undefined;
}
