/** One thing that `doctor` looked at. */
export interface Check {
  readonly name: string;
  readonly result: 'ok' | 'warn' | 'fail';
  /** What was found. */
  readonly found: string;
  /** What to do about it; absent when all is well. */
  readonly mend?: string;
}
