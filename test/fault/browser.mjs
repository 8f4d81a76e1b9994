// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a browser is to `cykl serve`, without its window: an address of its own, one connection that is
// kept, cookies, commands sent again with the same key as the pages do (ui/src/live/api.ts), and a live
// stream that goes on with Last-Event-ID where it was cut (ui/src/live/stream.ts). A hundred of them fit
// into one process.
//
// The server is told that a proxy stands on this machine, so the address that a browser says is the one
// that limits count; each is one person's, and the limits stay as they are.
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';

const RETRY_MS = [300, 1000, 2500, 5000];
const ANSWER_MS = 60_000;

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Browser {
  static #born = 0;
  /** How often an answer was "try again", or did not come. */
  static again = 0;
  #address;
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #cookies = new Map();

  /** url: of the node that it asks. */
  constructor(url) {
    const n = ++Browser.#born;
    this.url = url;
    this.#address = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
  }

  #headers(more) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { 'X-Forwarded-For': this.#address, 'X-Cykl': '1', ...(cookie && { Cookie: cookie }), ...more };
  }

  #keep(answer) {
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [name, value] = line.split(';')[0].split('=');
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }

  #once(method, path, headers, body) {
    return new Promise((done, failed) => {
      const asked = request(this.url + path, { method, headers: this.#headers(headers), agent: this.#agent, timeout: ANSWER_MS }, (answer) => {
        const pieces = [];
        this.#keep(answer);
        answer.on('data', (piece) => pieces.push(piece));
        answer.on('error', failed);
        answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(pieces).toString() }));
      });
      asked.on('timeout', () => asked.destroy(new Error(`no answer within ${ANSWER_MS / 1000} s`)));
      asked.on('error', failed);
      asked.end(body);
    });
  }

  /** The link of a device: leaves its cookie here. */
  async open(path) {
    const { status } = await this.#once('GET', path, {});
    if (status !== 303 && status !== 302) throw new Error(`the link of a device answers ${status}`);
  }

  look(path) {
    return this.#tried('GET', path, { Accept: 'application/json' });
  }

  send(path, values = {}) {
    const body = JSON.stringify(values);
    return this.#tried('POST', path, {
      Accept: 'application/json', 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body),
      'Idempotency-Key': randomBytes(16).toString('hex'),
    }, body);
  }

  async #tried(method, path, headers, body) {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#once(method, path, headers, body).catch((error) => ({ status: 0, headers: {}, text: String(error) }));
      if (answer.status >= 200 && answer.status < 300) return JSON.parse(answer.text);
      const isWorthRetrying = [0, 429, 502, 503, 504].includes(answer.status);
      if (!isWorthRetrying || attempt >= RETRY_MS.length) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 500)}`);
      Browser.again += 1;
      await pause(Math.max(RETRY_MS[attempt], 1000 * Number(answer.headers['retry-after'] ?? 0)));
    }
  }

  /** Follows a stream until stopped; happened(value) gets each event's JSON. The result can cut, move and stop it. */
  follow(path, happened) {
    const stream = { isOpen: false, opened: 0, isOver: false, cut: () => undefined };
    let lastId = null;
    const take = (lines) => {
      const field = (name) => lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trimStart());
      lastId = field('id').at(-1) ?? lastId;
      const data = field('data');
      if (data.length > 0) happened(JSON.parse(data.join('\n')));
    };
    const once = () => new Promise((done) => {
      let rest = '';
      const headers = this.#headers({ Accept: 'text/event-stream', ...(lastId !== null && { 'Last-Event-ID': lastId }) });
      const asked = request(this.url + path, { headers, agent: false }, (answer) => {
        if (answer.statusCode !== 200) {
          answer.resume();
          answer.on('end', done);
          return;
        }
        stream.isOpen = true;
        stream.opened += 1;
        answer.setEncoding('utf8');
        answer.on('data', (piece) => {
          const blocks = (rest + piece).split('\n\n');
          rest = blocks.pop();
          for (const block of blocks) take(block.split('\n'));
        });
        answer.on('error', () => undefined);
        answer.on('close', done);
      });
      stream.cut = () => asked.destroy();
      asked.on('error', done);
      asked.end();
    });
    const run = async () => {
      while (!stream.isOver) {
        await once();
        stream.isOpen = false;
        if (!stream.isOver && stream.opened === 0) await pause(100);
      }
    };
    stream.moveTo = (url) => { this.url = url; stream.cut(); };
    stream.stop = () => { stream.isOver = true; stream.cut(); };
    void run();
    return stream;
  }
}
