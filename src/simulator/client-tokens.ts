import { defined } from '../defined.js';
import type { OpenQuestions } from './settings/open-questions.js';
import { ApiError, optional, type Params } from './wire.js';

interface KnownToken {
  readonly parameters: string;
  readonly since: number;
  /** Absent when its copy failed, so that the token is spent. */
  readonly dataCacheId?: string;
}

/** The client tokens that the service remembers, each with the copy that it bought. */
export class ClientTokens {
  readonly #known = new Map<string, KnownToken>();
  readonly #settings: Pick<OpenQuestions, 'tokenScope' | 'tokenMemory'>;

  constructor(settings: Pick<OpenQuestions, 'tokenScope' | 'tokenMemory'>) {
    this.#settings = settings;
  }

  /**
   * The copy that an earlier request with this token made. Undefined when the token is new or absent.
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

  /** Remembers the copy that this token bought. A token without a copy is spent. */
  keep(params: Params, now: number, dataCacheId?: string): void {
    const token = this.#keyOf(params);
    if (token === undefined) return;
    this.#known.set(token, { parameters: parametersOf(params), since: now, ...defined({ dataCacheId }) });
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
