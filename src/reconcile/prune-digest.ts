import { sha256Hex } from '../sha256-hex.js';

/** A region's candidates in short. */
export interface RegionDigest {
  readonly region: string;
  /** {@link digestOfIds}. */
  readonly digest: string;
  readonly candidates: number;
}

/** Of the ids that would be deleted in one region, whatever their order: 64 hex digits. */
export function digestOfIds(ids: readonly string[]): string {
  return hash(ids.toSorted());
}

/**
 * Of everything that would be deleted, by region and id: what a preview shows, and a deletion must find unchanged. A
 * region with nothing to delete adds nothing.
 */
export function pruneDigest(regions: readonly RegionDigest[]): string {
  return hash(
    regions
      .filter(({ candidates }) => candidates > 0)
      .map(({ region, digest }) => `${region} ${digest}`)
      .toSorted(),
  );
}

function hash(lines: readonly string[]): string {
  return sha256Hex(JSON.stringify(lines));
}
