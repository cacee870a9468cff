/** One finding of `doctor`, as its JSON has it. */
export interface Check {
  readonly name: string;
  readonly result: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** The command or setting that fixes it; absent if all is well, or if `found` says it. */
  readonly fix?: string;
}
