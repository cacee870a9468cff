/** No run goes by this name; the message is a sentence. */
export class RunNotFound extends Error {
  override readonly name = 'RunNotFound';
}
