import { ApiError } from './api-error.js';
import { type Params, optional } from './wire.js';

interface KnownToken {
  readonly parameters: string;
  readonly since: number;
  /** Absent when its copy failed and the token is spent. */
  readonly dataCacheId?: string;
}

export interface TokenSettings {
  readonly tokenScope: 'account' | 'region';
  /** Ms. */
  readonly tokenMemory?: number | undefined;
}

/** The client tokens that the service remembers, and what they bought. */
export class ClientTokens {
  readonly #known = new Map<string, KnownToken>();
  readonly #settings: TokenSettings;

  constructor(settings: TokenSettings) {
    this.#settings = settings;
  }

  /**
   * The copy that an earlier request with this token made; undefined for a new token, or none.
   *
   * @throws ApiError `IdempotentParameterMismatch`, `IdempotentFailed`
   */
  recall(params: Params, now: number): string | undefined {
    const token = this.#keyOf(params);
    const known = token === undefined ? undefined : this.#known.get(token);
    const { tokenMemory = Number.POSITIVE_INFINITY } = this.#settings;
    if (known === undefined || now - known.since > tokenMemory) return undefined;
    if (known.parameters !== parametersOf(params)) {
      throw new ApiError('IdempotentParameterMismatch', 'The client token was used with other parameters.');
    }
    if (known.dataCacheId === undefined) throw tokenSpent();
    return known.dataCacheId;
  }

  /** Keeps what this token bought; a token without a copy is spent. */
  keep(params: Params, now: number, dataCacheId?: string): void {
    const token = this.#keyOf(params);
    if (token === undefined) return;
    const copy = dataCacheId === undefined ? {} : { dataCacheId };
    this.#known.set(token, { parameters: parametersOf(params), since: now, ...copy });
  }

  #keyOf(params: Params): string | undefined {
    const token = optional(params, 'ClientToken');
    if (token === undefined) return undefined;
    return this.#settings.tokenScope === 'account' ? token : `${params.get('RegionId')} ${token}`;
  }
}

export function tokenSpent(): ApiError {
  return new ApiError('IdempotentFailed', 'The first request with this client token has failed; use a new token.');
}

function parametersOf(params: Params): string {
  return JSON.stringify(
    [...params].filter(([name]) => name !== 'ClientToken').toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}
