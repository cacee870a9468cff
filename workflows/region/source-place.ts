import type { SourcePlace } from '../../activities/watch-data-caches.js';
import type { CopyChange, CopyRecord } from '../../src/copies/copy-record.js';
import { placeKey } from '../../src/spelling.js';

/** Whether the destination of a copy depends on a source that has not been shown yet. */
export function isWithoutPlace({ bucket, path, name }: SourcePlace): boolean {
  return bucket === '' || path === '' || name === '';
}

/** The destination of a copy whose source is shown at last: what the plan does not set is as the source has it. */
export function destinationOf(record: SourcePlace, place: SourcePlace): SourcePlace {
  return {
    bucket: record.bucket || place.bucket,
    path: record.path || place.path,
    name: record.name || place.name,
  };
}

/** Two copies of a plan cannot have one destination. With all sources known, the plan would have been refused. */
export function sharedPlace(record: CopyRecord, records: readonly CopyRecord[]): CopyChange | undefined {
  const key = placeKey(record);
  const other = records.find((each) => each !== record && each.bucket !== '' && placeKey(each) === key);
  if (other === undefined) return undefined;
  const reason = `${other.source} has the same bucket and path: give one of them another path with \`as\``;
  return { state: 'failed', code: 'PathTaken', reason };
}
