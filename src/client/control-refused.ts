/** A run does not do what it was asked for while under way; the message is its own sentence. */
export class ControlRefused extends Error {
  override readonly name = 'ControlRefused';
}
