// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads server-sent events from bytes as they come (the WHATWG form): EventSource itself cannot say
// who asks. Pure: pieces of text in, whole events out.

export interface StreamEvent {
  id: string | null;
  name: string;
  data: string;
}

export class EventReader {
  /** The last id that was told: where to go on from. */
  lastId: string | null = null;
  /** How long the server wants one to wait before coming back. */
  retry_ms: number | null = null;
  #rest = '';
  #name = '';
  #data: string[] = [];
  #isFirst = true;

  /** The events that this piece completes. */
  read(piece: string): StreamEvent[] {
    if (this.#isFirst && piece) {
      piece = piece.replace(/^\uFEFF/, '');
      this.#isFirst = false;
    }
    const text = this.#rest + piece;
    /* A carriage return at the very end may be half of a line end. */
    const usable = text.endsWith('\r') ? text.length - 1 : text.length;
    const lines = text.slice(0, usable).split(/\r\n|\r|\n/);
    this.#rest = (lines.pop() ?? '') + text.slice(usable);
    return lines.flatMap((line) => this.#line(line) ?? []);
  }

  #line(line: string): StreamEvent | null {
    if (line === '') return this.#complete();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#name = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.lastId = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry_ms = Number(value);
    return null;
  }

  #complete(): StreamEvent | null {
    const event = { id: this.lastId, name: this.#name || 'message', data: this.#data.join('\n') };
    const isEvent = this.#data.length > 0;
    this.#name = '';
    this.#data = [];
    return isEvent ? event : null;
  }
}
