import { sha256Hex } from '../sha256-hex.js';

/** The identity of a copy. Nothing else may enter its client token: otherwise an edited plan would buy the copy again. */
export interface CopyIdentity {
  readonly sourceRegion: string;
  readonly source: string;
  readonly region: string;
  readonly bucket: string;
  readonly path: string;
  /** Starts at 0 and grows only after a definite end of the former copy. */
  readonly generation: number;
}

/** The service accepts at most 64 ASCII characters: 4 for the prefix, 60 hex digits of the hash. */
const HASH_DIGITS = 60;

/**
 * The ClientToken of a copy: `er1-` and a hash of its identity.
 *
 * The identity is hashed as a JSON array, so that no two identities yield the same string.
 */
export function clientToken(identity: CopyIdentity): string {
  const { sourceRegion, source, region, bucket, path, generation } = identity;
  const text = JSON.stringify([sourceRegion, source, region, bucket, path, generation]);
  return `er1-${sha256Hex(text).slice(0, HASH_DIGITS)}`;
}
