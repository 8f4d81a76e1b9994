// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A branch's hall for the mock: kiosk, display, ticket, with a small queue behind them. Tests change
// `hall` and publish; `node test/hall.mjs FOLDER [PORT]` serves it with traffic, to look at.
import { pathToFileURL } from 'node:url';
import { startMock } from './mock.mjs';

const MINUTE = 60_000_000;
const now_us = () => Date.now() * 1000;
const title = (en, pl, vi) => ({ en, pl, vi });
export const BRANCH = 7;
export const WORD = 'Q0zWm3kPb2Lr8sTfXn5v';

const windows = [1, 2, 3, 4].map((n) => title(`Window ${n}`, `Okienko ${n}`, `Quầy ${n}`));

export function newHall() {
  return {
    languages: 'en pl vi',
    is_open: true,
    opens_us: null,
    house_title: title('Bridge Bank', 'Bank Most', 'Ngân hàng Nhịp Cầu'),
    title: title('Old Town branch', 'Oddział Stare Miasto', 'Chi nhánh Phố Cổ'),
    offers: [
      { service: 1, title: title('Cashing a cheque', 'Realizacja czeku', 'Đổi séc lấy tiền mặt'), letter: 'A', is_offered: true, why_not: null, waiting: 5, least_us: 8 * MINUTE, most_us: 12 * MINUTE },
      { service: 2, title: title('Cashing a large cheque', 'Realizacja czeku na wysoką kwotę', 'Đổi séc giá trị lớn'), letter: 'B', is_offered: true, why_not: null, waiting: 1, least_us: 2 * MINUTE, most_us: 5 * MINUTE },
      { service: 3, title: title('Opening an account', 'Otwarcie rachunku', 'Mở tài khoản'), letter: 'C', is_offered: true, why_not: null, waiting: 0, least_us: 0, most_us: 0 },
      { service: 4, title: title('Foreign currency and transfers abroad', 'Waluty obce i przelewy zagraniczne', 'Ngoại tệ và chuyển tiền ra nước ngoài'), letter: 'D', is_offered: false, why_not: 'full', waiting: 20, least_us: null, most_us: null },
      { service: 5, title: title('Advice on loans', 'Doradztwo kredytowe', 'Tư vấn vay vốn'), letter: 'E', is_offered: false, why_not: 'unserved', waiting: 0, least_us: null, most_us: null },
    ],
    classes: [
      { name: 'priority', title: title('I find standing hard', 'Trudno mi stać', 'Tôi khó đứng lâu'), up_to: 0, is_asked: true },
      { name: 'expecting', title: title('I am expecting a child, or have one on my arm', 'Ciąża lub małe dziecko na ręku', 'Đang mang thai hoặc bế con nhỏ'), up_to: 0, is_asked: true },
    ],
    waiting: 6,
    next: 'A-28 B-12 A-29 A-30',
    calls: [
      { ticket: 27, label: 'A-27', counter: 3, counter_title: windows[2], called_us: now_us() - 20_000_000, calls: 1, state: 'called', language: 'en', preference: 'see' },
      { ticket: 26, label: 'A-26', counter: 1, counter_title: windows[0], called_us: now_us() - 4 * MINUTE, calls: 1, state: 'serving', language: 'pl', preference: 'see' },
      { ticket: 11, label: 'B-11', counter: 2, counter_title: windows[1], called_us: now_us() - 6 * MINUTE, calls: 2, state: 'serving', language: 'vi', preference: 'see' },
      { ticket: 25, label: 'A-25', counter: 4, counter_title: windows[3], called_us: now_us() - 9 * MINUTE, calls: 1, state: 'serving', language: 'en', preference: 'see' },
    ],
    ticket: {
      ticket: 31, label: 'A-31', state: 'waiting', service_title: title('Cashing a cheque', 'Realizacja czeku', 'Đổi séc lấy tiền mặt'), taken_us: now_us() - 4 * MINUTE,
      ahead: 3, counters: 2, first_least_us: 8 * MINUTE, first_most_us: 12 * MINUTE, least_us: 6 * MINUTE, most_us: 11 * MINUTE, is_longer: false,
      counter_title: null, called_us: null, calls: 0, language: 'en', preference: 'see', errands: 0, answered_mark: null, question: null,
    },
    taken: [],
    answers: [],
  };
}

export const question = {
  survey: 'after-visit', item: 'whole',
  ask: title('All in all, how was your visit today?', 'Jak wypadła cała dzisiejsza wizyta?', 'Nhìn chung, lần giao dịch hôm nay của quý khách thế nào?'),
  from: 1, to: 5, from_label: title('Very bad', 'Bardzo źle', 'Rất kém'), to_label: title('Very good', 'Bardzo dobrze', 'Rất tốt'),
  thanks: title('Thank you. We read every answer and post on the wall what we change because of it.', 'Dziękujemy. Czytamy każdą odpowiedź, a zmiany, które z niej wynikają, ogłaszamy na tablicy w oddziale.', 'Cảm ơn quý khách. Chúng tôi đọc mọi câu trả lời và niêm yết tại chi nhánh những thay đổi từ góp ý đó.'),
};

/** A second of a tone: what the real server says in words. */
export function recording() {
  const rate = 8000;
  const data = Buffer.alloc(44 + rate * 2);
  data.write('RIFF', 0);
  data.writeUInt32LE(36 + rate * 2, 4);
  data.write('WAVEfmt ', 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(rate, 24);
  data.writeUInt32LE(rate * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write('data', 36);
  data.writeUInt32LE(rate * 2, 40);
  for (let at = 0; at < rate; at += 1) data.writeInt16LE(Math.round(6000 * Math.sin((at * 2 * Math.PI * 330) / rate)), 44 + at * 2);
  return data;
}

const qr = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#fff" d="M0 0h8v8H0z"/><path d="M1 1h2v2H1zm4 0h2v2H5zM1 5h2v2H1zm4 1h1v1H5z"/></svg>';

export function hallRoutes(hall, numberOf) {
  const branch = { branch: BRANCH, title: hall.title, house_title: hall.house_title, zone: 'Europe/Warsaw' };
  const about = () => ({ ...branch, languages: hall.languages, number: numberOf() });
  const own = ({ headers }) => headers.authorization === `Ticket ${WORD}`;
  const notMine = { status: 404, body: { fault: 'not-found', message: 'there is no such ticket', again: false } };
  return {
    'GET /api/me': () => ({ body: { role: 'kiosk', staff: null, name: null, title: null, language: null, branches: [BRANCH], branch: BRANCH, counter: null, house_title: hall.house_title, is_new: false } }),
    'GET /api/branches/{branch}/kiosk': () => ({ body: { ...about(), is_open: hall.is_open, opens_us: hall.opens_us, offers: hall.offers, classes: hall.classes } }),
    'GET /api/branches/{branch}/display': () => ({ body: { ...about(), is_open: hall.is_open, waiting: hall.waiting, next: hall.next, calls: hall.calls } }),
    'GET /api/branches/{branch}/voice': () => ({ type: 'audio/wav', body: recording() }),
    'POST /api/branches/{branch}/tickets': ({ body }) => {
      const offer = hall.offers.find((one) => one.service === body.services?.[0]);
      if (body.code && body.code !== '4711') return { status: 404, body: { fault: 'not-found', message: 'no appointment has this code today', field: 'code', again: false } };
      if (!offer?.is_offered) return { status: 409, body: { fault: 'conflict', message: 'no ticket can be had', field: 'services', again: false } };
      hall.taken.push(body);
      return { body: { ticket: 31, label: `${offer.letter}-31`, secret: WORD, journey: 9, ahead: offer.waiting, least_us: offer.least_us ?? 0, most_us: offer.most_us ?? 0 } };
    },
    'GET /api/ticket': (request) => (own(request) ? { body: { ...about(), branch_title: hall.title, ...hall.ticket } } : notMine),
    'GET /api/ticket/qr': (request) => (own(request) ? { type: 'image/svg+xml', body: qr } : notMine),
    'POST /api/ticket/prefer': (request) => {
      Object.assign(hall.ticket, request.body);
      return own(request) ? { body: {} } : notMine;
    },
    'POST /api/ticket/leave': (request) => {
      hall.ticket.state = 'left';
      return own(request) ? { body: {} } : notMine;
    },
    'POST /api/ticket/answer': (request) => {
      hall.answers.push(request.body);
      hall.ticket = { ...hall.ticket, answered_mark: request.body.mark, question: null };
      return own(request) ? { body: {} } : notMine;
    },
  };
}

/** The hall behind a mock, and the one function that calls somebody there. */
export async function startHall(folder, { port = 0, hall = newHall(), routes = {} } = {}) {
  let mock;
  mock = await startMock({ folder, port, routes: { ...hallRoutes(hall, () => mock?.number ?? 1000), ...routes } });
  const callNext = (counter, lang = 'en') => {
    const [label, ...rest] = hall.next.split(' ');
    if (!label) return;
    hall.next = rest.join(' ');
    hall.waiting = Math.max(0, hall.waiting - 1);
    const call = { ticket: Number(label.slice(2)), label, counter, counter_title: windows[counter - 1], called_us: now_us(), calls: 1, state: 'called', language: lang, preference: 'see' };
    hall.calls = [call, ...hall.calls.filter((one) => one.counter !== counter)];
    mock.publish(BRANCH, { kind: 'ticket.called', subject: call.ticket, label, counter, counter_title: windows[counter - 1], calls: 1, language: lang });
  };
  const changeTicket = (change, kind) => {
    Object.assign(hall.ticket, change);
    mock.publish(BRANCH, { kind, subject: hall.ticket.ticket, label: hall.ticket.label });
  };
  return { mock, hall, callNext, changeTicket };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { mock, hall, callNext } = await startHall(process.argv[2], { port: Number(process.argv[3] ?? 0) });
  let last = 30;
  setInterval(() => {
    last = last >= 999 ? 1 : last + 1;
    hall.next = `${hall.next} A-${last}`.trim();
    hall.waiting += 1;
    callNext(1 + (last % 4), ['en', 'pl', 'vi'][last % 3]);
  }, 15_000).unref();
  console.log(`${mock.url}/kiosk\n${mock.url}/display\n${mock.url}/visit\n${mock.url}/t/${WORD}`);
  process.stdin.resume();
}
