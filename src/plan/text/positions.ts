import type { Position } from '../problem.js';

/**
 * Finds lines and columns in a text. Every position that it returns exists: the YAML parser may report an error beyond the
 * end of a line, or of the text.
 */
export class Positions {
  /** The offsets at which lines start. */
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) this.starts.push(end + 1);
  }

  /** The position of an offset: at most one column after the last character of its line. */
  at(offset: number): Position {
    const within = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineOf(within);
    const column = Math.min(within - (this.starts[line - 1] ?? 0), this.line(line).length);
    return { line, column: column + 1 };
  }

  /** The text of a line, without its end. An empty string if there is no such line. */
  line(number: number): string {
    const start = this.starts[number - 1];
    if (start === undefined) return '';
    const end = (this.starts[number] ?? this.text.length + 1) - 1;
    return this.text.slice(start, end).replace(/\r$/, '');
  }

  private lineOf(offset: number): number {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }
}
