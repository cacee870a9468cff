import { ApiError } from './api-error.js';
import type { FaultSettings } from './scenario-faults.js';

/** What strikes a request of any action: `throttle`, or an answer that says nothing of what was done. */
export type RequestFault = 'throttle' | 'fail' | 'html' | 'stall';
/** What strikes the answer to a copy that was made. */
export type CopyFault = 'loseAnswer' | 'emptyId' | 'processing';

interface CopyMatch {
  readonly source?: string | undefined;
  readonly region?: string | undefined;
}

/** Decides which faults strike, by counting: the same calls in the same order meet the same faults. */
export class Faults {
  readonly #settings: FaultSettings;
  readonly #hits = new Map<string, number>();
  readonly #used = new Map<object, number>();

  constructor(settings: FaultSettings) {
    this.#settings = settings;
  }

  /** Counts a request on arrival. */
  onRequest(): RequestFault | undefined {
    const { throttleEvery, failEvery, htmlEvery, stallEvery } = this.#settings;
    return this.#firstStruck<RequestFault>([
      ['throttle', throttleEvery],
      ['fail', failEvery],
      ['html', htmlEvery],
      ['stall', stallEvery],
    ]);
  }

  /** Counts a copy that was made and billed. */
  onCopy(): CopyFault | undefined {
    const { loseCopyAnswerEvery, emptyIdEvery, idempotentProcessingEvery } = this.#settings;
    return this.#firstStruck<CopyFault>([
      ['loseAnswer', loseCopyAnswerEvery],
      ['emptyId', emptyIdEvery],
      ['processing', idempotentProcessingEvery],
    ]);
  }

  /** Counts a token seen for the first time; whether it is spent without a copy. */
  spendsToken(): boolean {
    return this.#firstStruck([['spent', this.#settings.idempotentFailedEvery]]) !== undefined;
  }

  /** @throws ApiError the next of `copyRefusals` that matches */
  refuseCopy(copy: CopyMatch): void {
    const refusal = this.#take(this.#settings.copyRefusals, copy);
    if (refusal === undefined) return;
    throw new ApiError(refusal.code, `The scenario refuses this copy with ${refusal.code}.`, refusal.status);
  }

  /** Why a copy that is made now ends Failed; undefined when it does not. */
  failureOf(copy: CopyMatch): string | undefined {
    return this.#take(this.#settings.failCopies, copy)?.reason;
  }

  /** Ms after which a copy that is made now is gone; undefined when it stays. */
  vanishesAfter(copy: CopyMatch): number | undefined {
    return this.#take(this.#settings.vanish, copy)?.after;
  }

  /** Counts for each, struck or not, so that no fault shifts the turn of another. */
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
