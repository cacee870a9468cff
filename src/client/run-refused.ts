/** Nothing was started: a run with another plan is under way under the same workflow id. The message is for the user. */
export class RunRefused extends Error {
  override readonly name = 'RunRefused';
}
