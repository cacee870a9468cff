/** No schedule goes by this name; the message is a sentence. */
export class ScheduleNotFound extends Error {
  override readonly name = 'ScheduleNotFound';
}
