import { MAX_PAYLOAD, payloadBytes } from '../payload/payload-size.js';
import type { CopyRecord } from './copy-record.js';
import { packRecords } from './packed-records.js';

/** Bytes of a region's payload beside its records: the copy options, controls and waits. */
const BESIDE = 16 * 1024;
/** Temporal terminates a run whose history exceeds 50 MiB. The rest is for controls. */
const MAX_HISTORY = 32 * 1024 * 1024;
/** A smaller selection may compress a little worse than all copies together. */
const MARGIN = 0.98;

/** Whether a run can carry its copies to their end. `fitting` is about how many copies would fit. */
export type Room =
  | { readonly kind: 'enough' }
  | { readonly kind: 'regionTooLarge'; readonly fitting: number }
  | { readonly kind: 'runTooLarge'; readonly fitting: number };

/**
 * Checks before anything starts that the payloads of each region, and the run's history, have room for the copies: a payload
 * that is too large would block the run for ever.
 *
 * How far a list can be compressed depends on what is in it. So the records are filled in as they will be at worst, with ids
 * that cannot be compressed, and packed. Their reasons can be left out, see `fitReasons`.
 *
 * @param records of one region, before it starts.
 * @param regions the number of regions that start with these records.
 */
export function roomForCopies(records: readonly CopyRecord[], regions: number): Room {
  const ended = payloadBytes(packRecords(endedAtWorst(records), { reasonLength: 0 }));
  const left = MAX_PAYLOAD - BESIDE;
  if (ended > left) return { kind: 'regionTooLarge', fitting: Math.floor((records.length * MARGIN * left) / ended) };
  // A run's history holds what each region starts with and what it returns.
  const history = regions * 2 * (ended + BESIDE);
  if (history <= MAX_HISTORY) return { kind: 'enough' };
  return { kind: 'runTooLarge', fitting: Math.floor((records.length * regions * MAX_HISTORY) / history) };
}

/** Copies that were renewed once and then failed, each with ids and times of its own. */
function endedAtWorst(records: readonly CopyRecord[]): CopyRecord[] {
  const random = new Random();
  const start = 1_800_000_000_000;
  const hour = 3_600_000;
  return records.map(({ source, bucket, path, name, sizeGiB }) => {
    const former = { id: random.id(source.length), generation: 7 };
    const requestedAt = start + random.integer(24 * hour);
    return {
      source,
      bucket,
      path,
      name,
      sizeGiB,
      state: 'failed',
      verdict: 'renew',
      generation: 8,
      attempts: random.integer(100),
      failures: 1,
      id: random.id(source.length),
      code: 'CopyFailed',
      requestId: random.uuid(),
      requestedAt,
      underWaySince: requestedAt,
      readyAt: requestedAt + random.integer(hour),
      expiresAt: new Date(start + 60_000 * random.integer(24 * 60)).toISOString(),
      seenAt: start + random.integer(hour),
      ended: [{ ...former, code: 'Renewed' }],
      deleteAfterwards: [{ ...former, source }],
    };
  });
}

/** The workflow sandbox looks a global up anew each time, which is slow. */
const { floor, imul } = Math;

/** Numbers that cannot be compressed and are the same in every replay: a linear congruential generator of 32 bits. */
class Random {
  private state = 1;

  /** From 0 to `below` - 1. */
  integer(below: number): number {
    this.state = (imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return floor((this.state / 2 ** 32) * below);
  }

  /** An id of the service: in a region, only its start is the same. */
  id(length: number): string {
    let id = 'edc-2ze';
    while (id.length < length) id += this.fourDigits(36);
    return id.slice(0, length);
  }

  /** A request id in the service's form. */
  uuid(): string {
    const [a, b, c, d, e, f, g, h] = Array.from({ length: 8 }, () => this.fourDigits(16).toUpperCase());
    return `${a}${b}-${c}-${d}-${e}-${f}${g}${h}`;
  }

  private fourDigits(radix: number): string {
    return this.integer(radix ** 4)
      .toString(radix)
      .padStart(4, '0');
  }
}
