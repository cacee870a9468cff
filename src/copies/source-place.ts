import { defined } from '../defined.js';
import type { DataCache } from '../eci/eci.js';
import { placeKey } from '../spelling.js';
import type { CopyChange, CopyRecord } from './copy-record.js';

/**
 * Where a source is mounted, its name and size: what the plan does not set of a copy's destination is as the source has it.
 */
export type SourcePlace = Pick<DataCache, 'bucket' | 'path' | 'name' | 'sizeGiB'>;

/** Whether the destination of a copy depends on a source that has not been shown yet. */
export function isWithoutPlace({ bucket, path, name }: Omit<SourcePlace, 'sizeGiB'>): boolean {
  return bucket === '' || path === '' || name === '';
}

/** The destination of a copy whose source is shown at last. */
export function destinationOf(record: CopyRecord, { bucket, path, name, sizeGiB }: SourcePlace): SourcePlace {
  return {
    bucket: record.bucket || bucket,
    path: record.path || path,
    name: record.name || name,
    ...defined({ sizeGiB }),
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
