import { sha256Hex } from '../sha256-hex.js';

/** What makes a copy the copy it is. Nothing else may enter its client token, or an edited plan would buy again. */
export interface CopyIdentity {
  readonly sourceRegion: string;
  readonly source: string;
  readonly region: string;
  readonly bucket: string;
  readonly path: string;
  /** Starts at 0; grows only after a definite end of the former copy. */
  readonly generation: number;
}

/** The service takes ASCII, at most 64 characters: 4 for the prefix, 60 hex digits of the hash. */
const HASH_DIGITS = 60;

/**
 * The ClientToken of a copy: `er1-` and a hash of its identity.
 *
 * The identity is hashed as a JSON array, so that no two identities can run into one string.
 */
export function clientToken(identity: CopyIdentity): string {
  const { sourceRegion, source, region, bucket, path, generation } = identity;
  const text = JSON.stringify([sourceRegion, source, region, bucket, path, generation]);
  return `er1-${sha256Hex(text).slice(0, HASH_DIGITS)}`;
}
