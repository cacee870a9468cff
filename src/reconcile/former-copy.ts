/** A copy of ours that another one takes the place of. */
export interface FormerCopy {
  readonly id: string;
  /** What its tags say, by which it is known again before it is deleted. */
  readonly source: string;
  readonly generation: number;
  /** Deleted only while it has this status; absent: in any. */
  readonly status?: 'Failed';
}
