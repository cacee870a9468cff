import type { ClientTokens } from './client-tokens.js';
import type { CopyFault, Faults } from './faults.js';
import type { LedgerEntry } from './ledger.js';
import type { Moment } from './moment.js';
import type { Scenario } from './scenario.js';
import type { Params } from './wire.js';
import type { World } from './world.js';

/** What the operations share. */
export interface Service {
  readonly scenario: Scenario;
  readonly world: World;
  readonly tokens: ClientTokens;
  readonly faults: Faults;
  readonly billed: LedgerEntry[];
}

export interface Answer {
  /** All but the RequestId, which the server adds. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly fault?: CopyFault | undefined;
}

/** Carries out one call, at once; a refusal is thrown as an ApiError. */
export type Operation = (params: Params, at: Moment, service: Service) => Answer;
