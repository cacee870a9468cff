/** HTTP/2: what a client sends first, and the shape of each frame. */
const PREFACE_BYTES = 24;
const HEADER_BYTES = 9;
const HEADERS_FRAME = 1;

/** Counts the gRPC calls that a client begins on one connection without TLS: each opens with one frame of headers. */
export class CallCounter {
  #rest = Buffer.alloc(0);
  #toSkip = PREFACE_BYTES;

  /** @returns how many calls begin in these bytes, which follow the ones before. */
  begun(bytes: Buffer): number {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    let calls = 0;
    for (;;) {
      const skipped = Math.min(this.#toSkip, this.#rest.length);
      this.#toSkip -= skipped;
      this.#rest = this.#rest.subarray(skipped);
      if (this.#toSkip > 0 || this.#rest.length < HEADER_BYTES) return calls;
      if (this.#rest[3] === HEADERS_FRAME) calls += 1;
      this.#toSkip = HEADER_BYTES + this.#rest.readUIntBE(0, 3);
    }
  }
}
