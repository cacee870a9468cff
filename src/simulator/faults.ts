import type { FaultSettings } from './settings/fault-settings.js';
import { ApiError } from './wire.js';

/** A fault of any request: `refuse` and `throttle`, or a response that does not show whether the request was carried out. */
export type RequestFault = 'refuse' | 'throttle' | 'fail' | 'html' | 'stall';
/** A fault of the response to an accepted copy. */
export type CopyFault = 'loseAnswer' | 'emptyId' | 'processing';

interface CopyMatch {
  readonly source?: string | undefined;
  readonly region?: string | undefined;
}

/** Decides by counting which faults strike, so the same calls in the same order get the same faults. */
export class Faults {
  readonly #settings: FaultSettings;
  readonly #hits = new Map<string, number>();
  readonly #used = new Map<object, number>();

  constructor(settings: FaultSettings) {
    this.#settings = settings;
  }

  /** Counts a request on arrival. */
  onRequest(): RequestFault | undefined {
    const { refuseEvery, throttleEvery, failEvery, htmlEvery, stallEvery } = this.#settings;
    return this.#firstStruck<RequestFault>([
      ['refuse', refuseEvery.every],
      ['throttle', throttleEvery],
      ['fail', failEvery],
      ['html', htmlEvery],
      ['stall', stallEvery],
    ]);
  }

  /** Counts an accepted and billed copy. */
  onCopy(): CopyFault | undefined {
    const { loseCopyAnswerEvery, emptyIdEvery, idempotentProcessingEvery } = this.#settings;
    return this.#firstStruck<CopyFault>([
      ['loseAnswer', loseCopyAnswerEvery],
      ['emptyId', emptyIdEvery],
      ['processing', idempotentProcessingEvery],
    ]);
  }

  /** Counts a new client token. Returns whether it is spent without a copy. */
  spendsToken(): boolean {
    return this.#firstStruck([['spent', this.#settings.idempotentFailedEvery]]) !== undefined;
  }

  /** @throws ApiError the next matching entry of `copyRefusals` */
  refuseCopy(copy: CopyMatch): void {
    const refusal = this.#take(this.#settings.copyRefusals, copy);
    if (refusal === undefined) return;
    throw new ApiError(refusal.code, `The scenario refuses this copy with ${refusal.code}.`, refusal.status);
  }

  /** Why a copy that is made now will end Failed; undefined when it will not. */
  failureOf(copy: CopyMatch): string | undefined {
    return this.#take(this.#settings.failCopies, copy)?.reason;
  }

  /** For how many ms a copy that is made now is shown Failed before it is Available; undefined when it is not. */
  flickerOf(copy: CopyMatch): number | undefined {
    return this.#take(this.#settings.flicker, copy)?.for;
  }

  /** Ms after which a copy that is made now disappears; undefined when it stays. */
  vanishesAfter(copy: CopyMatch): number | undefined {
    return this.#take(this.#settings.vanish, copy)?.after;
  }

  /** Counts for every fault, so that one fault does not shift the turn of another. */
  #firstStruck<Fault extends string>(faults: readonly (readonly [Fault, number | undefined])[]): Fault | undefined {
    const struck = faults.filter(([fault, every]) => {
      const hits = (this.#hits.get(fault) ?? 0) + 1;
      this.#hits.set(fault, hits);
      return every !== undefined && hits % every === 0;
    });
    return struck[0]?.[0];
  }

  #take<Rule extends CopyMatch & { times: number }>(rules: readonly Rule[], copy: CopyMatch): Rule | undefined {
    const rule = rules.find(
      (candidate) =>
        (candidate.source ?? copy.source) === copy.source &&
        (candidate.region ?? copy.region) === copy.region &&
        (this.#used.get(candidate) ?? 0) < candidate.times,
    );
    if (rule !== undefined) this.#used.set(rule, (this.#used.get(rule) ?? 0) + 1);
    return rule;
  }
}
