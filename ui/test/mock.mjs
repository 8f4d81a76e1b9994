// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A server for looking at live pages without the real one: the built pages, canned answers of the
// shapes of src/service/views.def, and a stream on which a test says what happens.
//
//     const mock = await startMock({ folder, routes: { 'GET /api/me': () => ({ body: me }) } });
//     mock.publish(branch, { kind: 'ticket.called', … });      mock.cut(); mock.isDown = true; await mock.stop();
//
// A route is "VERB /path/{part}" and a function of { parts, query, body, headers } that gives
// { status, body, type }; later routes take the place of earlier ones. `node test/mock.mjs FOLDER`
// serves the hall of test/hall.mjs with a little traffic until it is stopped.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';

const types = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.json': 'application/json',
};

/** The policy of the real server's pages (src/http/assets.c). */
export const policy =
  "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; object-src 'none'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

function compile(routes) {
  return Object.entries(routes).map(([row, answer]) => {
    const [verb, path] = row.split(' ');
    return { verb, form: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`), answer };
  });
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString('utf8');
  return text ? JSON.parse(text) : {};
}

/** Pages by their address: /kiosk is kiosk.html, /t/WORD is ticket.html. */
function fileOf(folder, path) {
  if (path.startsWith('/assets/')) return join(folder, normalize(path));
  const page = path === '/' ? 'index' : path.startsWith('/t/') ? 'ticket' : path.slice(1).replace(/\.js$/, '');
  if (path.endsWith('.js')) return join(folder, normalize(path));
  return /^[\w-]+$/.test(page) ? join(folder, `${page}.html`) : null;
}

export async function startMock({ folder, routes = {}, port = 0 }) {
  const table = compile(routes).reverse();
  const streams = new Set();
  const keys = new Map();
  let number = 1000;
  /** What pages asked for, for tests of sizes: path, bytes as sent, headers. */
  const asked = [];

  const reply = (response, path, status, type, body, headers = {}) => {
    const plain = Buffer.isBuffer(body) ? body : Buffer.from(body);
    const packed = gzipSync(plain, { level: 9 });
    const sent = packed.length < plain.length && !/woff2|wav/.test(type) ? packed : plain;
    asked.push({ path, status, size: sent.length });
    response.writeHead(status, {
      'Content-Type': type, 'Content-Length': sent.length, 'X-Content-Type-Options': 'nosniff',
      ...(sent === packed ? { 'Content-Encoding': 'gzip' } : {}), ...headers,
    });
    response.end(sent);
  };

  const page = (response, path) => {
    const file = fileOf(folder, path);
    if (!file || !existsSync(file)) return reply(response, path, 404, 'application/json', '{"fault":"not-found","message":"nothing here","again":false}');
    const type = types[extname(file)] ?? 'application/octet-stream';
    const cache = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    return reply(response, path, 200, type, readFileSync(file), { 'Cache-Control': cache, 'Content-Security-Policy': policy, 'Referrer-Policy': 'no-referrer' });
  };

  const stream = (request, response, path) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write('retry: 300\n\n');
    const one = { path, response };
    streams.add(one);
    request.on('close', () => streams.delete(one));
  };

  const api = async (request, response, path, query) => {
    if (path.endsWith('/stream')) return stream(request, response, path);
    const body = await bodyOf(request);
    for (const { verb, form, answer } of table) {
      const found = verb === request.method ? form.exec(path) : null;
      if (!found) continue;
      const key = request.headers['idempotency-key'];
      const told = (key && keys.get(key)) ?? (await answer({ parts: found.groups ?? {}, query, body, headers: request.headers }));
      if (key) keys.set(key, told);
      const { status = 200, type = 'application/json', body: given = {} } = told;
      return reply(response, path, status, type, Buffer.isBuffer(given) || typeof given === 'string' ? given : JSON.stringify(given));
    }
    return reply(response, path, 404, 'application/json', JSON.stringify({ fault: 'not-found', message: `no route ${request.method} ${path}`, again: false }));
  };

  const mock = {
    isDown: false,
    asked,
    streams,
    get number() {
      return number;
    },
    /** Tells all streams that something has happened. */
    publish(branch, happening) {
      number += 1;
      const data = { branch, number, at_us: Date.now() * 1000, journey: null, subject: null, staff: null, label: null, counter: null, counter_title: null,
        service: null, calls: null, language: null, moment: null, standard: null, outcome: null, mark: null, ...happening };
      for (const { response } of streams) response.write(`id: mock-${number}\nevent: ${data.kind}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    /** Breaks every stream off. */
    cut() {
      for (const { response } of streams) response.destroy();
      streams.clear();
    },
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://mock');
    if (mock.isDown) return request.socket.destroy();
    const work = pathname.startsWith('/api/') ? api(request, response, pathname, searchParams) : page(response, pathname);
    return Promise.resolve(work).catch((error) => reply(response, pathname, 500, 'application/json', JSON.stringify({ fault: 'broken', message: String(error), again: false })));
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  mock.url = `http://127.0.0.1:${server.address().port}`;
  mock.stop = () => {
    mock.cut();
    server.closeAllConnections?.();
    return new Promise((resolve) => server.close(resolve));
  };
  return mock;
}
