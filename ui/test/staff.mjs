// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A branch for the mock as its staff see it: a counter with a queue that can be served, people, places,
// measures. Tests change `house` and look at `house.commands`; `node test/staff.mjs FOLDER [PORT]` serves it.
import { pathToFileURL } from 'node:url';
import { clinicMap, kinds } from './fixture.mjs';
import { startMock } from './mock.mjs';
import { staffingOf } from './staffing.mjs';
import { poor, refusalOf, whatIfOf } from './twin.mjs';
import { fitOf, forecastOf, playedOf, scenarioFiles } from './played.mjs';

const MINUTE = 60_000_000;
const DAY = 1440 * MINUTE;
export const BRANCH = 7;
export const COUNTER = 7003;
export const now_us = () => Date.now() * 1000;
const ago = (minutes) => now_us() - minutes * MINUTE;
const title = (en, pl, vi) => ({ en, pl, vi });

const windows = [1, 2, 3, 4, 5].map((n) => title(`Window ${n}`, `Okienko ${n}`, `Quầy ${n}`));
const cheque = title('Cashing a cheque', 'Realizacja czeku', 'Đổi séc lấy tiền mặt');
const large = title('Cashing a large cheque', 'Realizacja czeku na wysoką kwotę', 'Đổi séc giá trị lớn');
const account = title('Opening an account', 'Otwarcie rachunku', 'Mở tài khoản');
const abroad = title('Foreign currency and transfers abroad', 'Waluty obce i przelewy zagraniczne', 'Ngoại tệ và chuyển tiền ra nước ngoài');

const service = (id, name, text, letter) => ({ service: id, workspace: 1, name, title: text, letter, cycle: 'cheque', usual_us: 6 * MINUTE, capacity: 0 });
const services = [service(1, 'cheque', cheque, 'A'), service(2, 'large-cheque', large, 'B'), service(3, 'account', account, 'C'), service(4, 'abroad', abroad, 'D')];
const classes = [
  { name: 'priority', title: title('Priority', 'Pierwszeństwo', 'Ưu tiên'), up_to: 2, is_asked: true },
  { name: 'normal', title: title('Ordinary', 'Zwykłe', 'Thông thường'), up_to: 0, is_asked: false },
];

const counter = (n, state, more = {}) => ({
  counter: 7000 + n, name: `window-${n}`, title: windows[n - 1], services: [], state, reason: null, staff: null, staff_title: null, since_us: ago(40), ticket: null,
  label: null, ticket_state: null, ticket_since_us: null, ...more,
});

const waiting = (ticket, label, of, minutes, more = {}) => ({
  ticket, label, service: of, class: 'normal', state: 'waiting', taken_us: ago(minutes), place_us: ago(minutes), for_counter: null, appointment_us: null, customer: null,
  customer_title: null, first_most_us: 12 * MINUTE, due_us: ago(minutes) + 10 * MINUTE, is_warned: false, is_missed: minutes > 10, ...more,
});

const clock = (id, ticket, label, promise, minutesLeft, more = {}) => ({
  clock: id, ticket, label, moment: 'waiting', moment_title: title('Waiting for your turn', 'Czekanie na swoją kolej', 'Chờ đến lượt'), standard: 'called-soon', promise,
  source: 'expectation customers-2026', is_critical: true, state: minutesLeft < 0 ? 'missed' : 'running', begun_us: ago(10 - minutesLeft), due_us: now_us() + minutesLeft * MINUTE,
  is_warned: false, chance: 0.2, response_state: 'none', response_say: null, response_procedure: null, response_tell: null, ...more,
});

const soon = title('You are called within 10 minutes.', 'Wezwanie do okienka następuje w ciągu 10 minut.', 'Quý khách được gọi trong vòng 10 phút.');
const greeted = title('You are greeted within 60 seconds of coming to the window.', 'Powitanie następuje w ciągu 60 sekund od podejścia do okienka.', 'Quý khách được chào trong vòng 60 giây khi đến quầy.');
const paid = title('You have your money within 8 minutes of presenting the cheque.', 'Wypłata następuje w ciągu 8 minut od okazania czeku.', 'Quý khách nhận tiền trong vòng 8 phút kể từ khi trình séc.');

const step = (en, pl, vi) => ({ text: title(en, pl, vi) });
const moment = (name, text, more = {}) => ({
  moment: name, title: text, stage: 'window', is_critical: false, is_marked: true, state: 'coming', begun_us: null, ended_us: null, say: null, needs: null, procedure: null,
  procedure_title: null, steps: [], ...more,
});

function moments() {
  return [
    moment('greeting', title('Greeting', 'Powitanie', 'Chào hỏi'), {
      say: title('Good morning, thank you for waiting. What may I do for you?', 'Dzień dobry, dziękuję za cierpliwość. W czym mogę pomóc?', 'Kính chào quý khách, cảm ơn quý khách đã chờ. Tôi có thể giúp gì ạ?'),
      needs: title('Eye contact, the name when it is known, the papers of the one before put away.', 'Kontakt wzrokowy, nazwisko, jeśli jest znane, odłożone dokumenty poprzedniej osoby.', 'Ánh mắt thân thiện, gọi tên nếu biết, cất giấy tờ của khách trước.'),
    }),
    moment('verification', title('Verification of the cheque, its data and the funds', 'Weryfikacja czeku, jego danych i środków', 'Xác minh séc, thông tin và số dư'), {
      is_critical: true, procedure: 'check-the-cheque', procedure_title: title('Check the cheque', 'Sprawdzenie czeku', 'Kiểm tra séc'),
      say: title('I am checking the cheque now; it takes about two minutes.', 'Teraz sprawdzam czek, zajmie to około dwóch minut.', 'Tôi đang kiểm tra séc, mất khoảng hai phút.'),
      steps: [
        step('Compare the signature with the card.', 'Porównaj podpis z kartą wzorów.', 'So chữ ký với thẻ mẫu.'),
        step('Check the date and the amount in words.', 'Sprawdź datę i kwotę słownie.', 'Kiểm tra ngày và số tiền bằng chữ.'),
        step('Ask for the funds and wait for the answer.', 'Zapytaj o środki i poczekaj na odpowiedź.', 'Hỏi số dư và chờ trả lời.'),
      ],
    }),
    moment('denominations', title('Choice of denominations', 'Wybór nominałów', 'Chọn mệnh giá'), { say: title('Would you like larger or smaller notes?', 'Czy wypłacić w większych, czy mniejszych nominałach?', 'Quý khách muốn tờ mệnh giá lớn hay nhỏ?') }),
    moment('payment', title('Payment and goodbye', 'Wypłata i pożegnanie', 'Trả tiền và chào tạm biệt'), { is_critical: true }),
    moment('leaving', title('Leaving', 'Wyjście', 'Ra về'), { is_marked: false }),
  ];
}

const anna = {
  customer: 501, title: 'Anna Wiśniewska-Kowalczyk', telephone: '+48 601 234 567', email: 'anna.wisniewska@example.pl', language: 'pl', preference: 'hear', class: 'priority',
  note: 'Hears badly on the left side; sit down to speak.', visits: 4, last_us: ago(60 * 24 * 20),
};
const duc = { customer: 502, title: 'Nguyễn Thị Hồng Đức', telephone: '+84 90 123 4567', email: null, language: 'vi', preference: 'see', class: null, note: null, visits: 1, last_us: ago(60 * 24 * 3) };

function visitOf(ticket) {
  return {
    ticket: ticket.ticket, label: ticket.label, state: 'called', since_us: now_us(), taken_us: ticket.taken_us, called_us: now_us(), calls: 1, service: ticket.service, class: ticket.class,
    errands: [], language: 'pl', preference: 'hear', journey: 9000 + ticket.ticket, customer: ticket.customer ? anna : null, moments: moments(),
    clocks: [clock(11, ticket.ticket, ticket.label, greeted, 0.9, { begun_us: now_us(), moment_title: title('Greeting', 'Powitanie', 'Chào hỏi') }), clock(12, ticket.ticket, ticket.label, soon, -2.2, {
      response_state: 'wanted', response_tell: 'shift-lead',
      response_say: title('I am sorry that you had to wait longer than we promised.', 'Przepraszamy, że czekanie trwało dłużej, niż obiecaliśmy.', 'Xin lỗi quý khách vì phải chờ lâu hơn chúng tôi đã hứa.'),
    })],
    past: ticket.customer ? [
      { journey: 801, opened_us: ago(60 * 24 * 20), service_title: cheque, outcome: 'satisfied', mark: 5 },
      { journey: 640, opened_us: ago(60 * 24 * 90), service_title: account, outcome: 'dissatisfied', mark: 2 },
      { journey: 512, opened_us: ago(60 * 24 * 200), service_title: cheque, outcome: null, mark: null },
    ] : [],
  };
}

export function newHouse() {
  return {
    role: 'manager', staff: 31, name: 'marta.zielinska', title: 'Marta Zielińska', is_new: false, branches: [], signedIn: true, password: 'correct horse',
    counters: [
      counter(1, 'open', { staff: 32, staff_title: 'Piotr Nowak', ticket: 26, label: 'A-26', ticket_state: 'serving', ticket_since_us: ago(4.2) }),
      counter(2, 'open', { staff: 33, staff_title: 'Lê Minh Châu', ticket: 11, label: 'B-11', ticket_state: 'called', ticket_since_us: ago(0.4) }),
      counter(3, 'closed'),
      counter(4, 'paused', { staff: 34, staff_title: 'Katarzyna Wróblewska-Lewandowska', reason: 'break', since_us: ago(11) }),
      counter(5, 'closed', { services: [3, 4] }),
    ],
    waiting: [
      waiting(28, 'A-28', 1, 11.3, { class: 'priority', customer: 501, customer_title: anna.title }),
      waiting(29, 'A-29', 1, 8.2, { is_warned: true }),
      waiting(12, 'B-12', 2, 7.1),
      waiting(30, 'A-30', 1, 5.4, { for_counter: 7002 }),
      waiting(8, 'C-8', 3, 4, { appointment_us: now_us() + 3 * MINUTE }),
      waiting(31, 'A-31', 1, 2.2),
      waiting(5, 'D-5', 4, 0.5),
    ],
    aside: [waiting(24, 'A-24', 1, 21, { state: 'held' }), waiting(7, 'C-7', 3, 33, { state: 'parked' }), waiting(22, 'A-22', 1, 25, { state: 'missed' })],
    visit: null, served: 14, is_open: true, commands: [], appointments: null, customers: [anna, duc], devices: null, isCyclesBroken: false,
  };
}

const me = (house) => ({
  role: house.signedIn ? house.role : 'stranger', staff: house.signedIn ? house.staff : null, name: house.signedIn ? house.name : null, title: house.signedIn ? house.title : null,
  language: 'en', branches: house.branches, branch: null, counter: house.counters.find((one) => one.staff === house.staff)?.counter ?? null,
  house_title: title('Bridge Bank', 'Bank Most', 'Ngân hàng Nhịp Cầu'), is_new: house.is_new,
});

const place = (house) => ({
  branch: BRANCH, workspace: 1, name: 'old-town', title: title('Old Town branch', 'Oddział Stare Miasto', 'Chi nhánh Phố Cổ'), zone: 'Europe/Warsaw', calendar: 'old-town',
  is_open: true, changes_us: now_us() + 150 * MINUTE, counters: house.counters,
});

const homeOf = (house) => house.is_new ? { is_new: true, workspaces: [] } : ({
  is_new: false,
  workspaces: [{
    workspace: 1, name: 'bridge-bank', title: title('Bridge Bank', 'Bank Most', 'Ngân hàng Nhịp Cầu'), version: 3, loaded_us: ago(5000), languages: 'en pl vi', cycles: 'care',
    calendars: 'old-town shopping-centre hanoi', services, classes,
    departments: [{ department: 1, name: 'premises', title: title('Premises', 'Administracja budynku', 'Cơ sở vật chất') }, { department: 2, name: 'welcome', title: title('Welcome', 'Powitanie', 'Đón tiếp') }],
    branches: [place(house), { branch: 8, workspace: 1, name: 'hanoi', title: title('Hanoi branch', 'Oddział Hanoi', 'Chi nhánh Hà Nội'), zone: 'Asia/Ho_Chi_Minh', calendar: 'hanoi', is_open: false, changes_us: now_us() + 600 * MINUTE, counters: [] }],
  }],
});

const deskOf = (house, id) => {
  const own = house.counters.find((one) => one.counter === id) ?? house.counters[2];
  return {
    branch: BRANCH, title: place(house).title, zone: 'Europe/Warsaw', number: house.number ?? 1, is_open: house.is_open, counter: own, visit: id === COUNTER ? house.visit : null,
    next: house.waiting[0]?.ticket ?? null, waiting: house.waiting, aside: house.aside, counters: house.counters, services, classes, served: house.served,
  };
};

const offers = () => services.map((one, index) => ({
  service: one.service, title: one.title, letter: one.letter, is_offered: index !== 3, why_not: index === 3 ? 'unserved' : null, waiting: [4, 1, 1, 1][index], least_us: [8, 2, 0, 0][index] * MINUTE,
  most_us: [13, 5, 0, 0][index] * MINUTE,
}));

function momentsNow() {
  return clinicMap.stages.flatMap((stage) => stage.moments.map((one, index) => ({
    cycle: clinicMap.cycle, stage: stage.stage, moment: one.moment, now: index === 2 ? null : (index * 5 + stage.moments.length) % 4, missed_now: one.critical && index === 0 ? 1 : 0,
    warned_now: index === 1 ? 2 : 0, judged: 20 + index * 3, kept: 17 + index * 2,
  })));
}

const todayOf = (house) => ({
  branch: BRANCH, title: place(house).title, zone: 'Europe/Warsaw', number: house.number ?? 1, now_us: now_us(), is_open: house.is_open, is_open_by_calendar: true,
  changes_us: now_us() + 150 * MINUTE, taken: house.isQuiet ? 3 : 172, served: house.isQuiet ? 1 : 131, left: house.isQuiet ? 1 : 31, missed: house.isQuiet ? 0 : 3, refused: 0,
  offers: offers(), waiting: house.waiting, aside: house.aside, counters: house.counters,
  clocks: house.isQuiet ? [] : [
    clock(21, 28, 'A-28', soon, -1.3, { response_state: 'wanted', response_tell: 'shift-lead', response_say: title('I am sorry that the wait is longer today.', 'Przepraszamy, czekanie trwa dziś dłużej.', 'Xin lỗi quý khách, hôm nay phải chờ lâu hơn.') }),
    clock(22, 26, 'A-26', paid, -0.4, { response_state: 'begun', is_critical: false, moment_title: title('Payment and goodbye', 'Wypłata i pożegnanie', 'Trả tiền và chào tạm biệt') }),
    clock(23, 29, 'A-29', soon, 1.8, { is_warned: true, chance: 0.83 }),
  ],
  moments: momentsNow(),
  bad_answers: house.isQuiet ? [] : [
    { ticket: 19, label: 'A-19', at_us: ago(35), mark: 1, from: 1, to: 5, words: 'I waited for forty minutes, then the window closed in front of me.' },
    { ticket: 3, label: 'C-3', at_us: ago(90), mark: 2, from: 1, to: 5, words: null },
  ],
});

const person = (staff, name, text, role, more = {}) => ({ staff, name, title: text, role, branches: [BRANCH], services: [], language: 'en', is_invited: false, seen_us: ago(3), sessions: 1, ...more });

const peopleOf = (house) => ({
  staff: house.isAlone ? [person(31, 'marta.zielinska', 'Marta Zielińska', 'administrator', { branches: [] })] : [
    person(31, 'marta.zielinska', 'Marta Zielińska', 'manager', { branches: [], language: 'pl' }), person(32, 'piotr.nowak', 'Piotr Nowak', 'lead'),
    person(33, 'chau.le', 'Lê Minh Châu', 'agent', { services: [1, 2], language: 'vi' }),
    person(34, 'katarzyna.wroblewska', 'Katarzyna Wróblewska-Lewandowska', 'agent', { is_invited: true, seen_us: null, sessions: 0 }),
  ],
  devices: house.devices ?? [
    { device: 41, branch: BRANCH, kind: 'kiosk', title: 'Kiosk at the entrance', paired_us: ago(9000), seen_us: ago(0.2) },
    { device: 42, branch: BRANCH, kind: 'display', title: 'Screen above the windows', paired_us: ago(9000), seen_us: ago(0.2) },
    { device: 43, branch: BRANCH, kind: 'poster', title: 'Poster in the window', paired_us: ago(9000), seen_us: null },
  ],
  keys: house.role === 'administrator' ? [{ key: 51, title: 'Figures for the intranet', role: 'lead', reads_only: true, branches: [], made_us: ago(90000), until_us: null, seen_us: ago(7) }] : [],
});

const appointment = (id, minutes, of, state, customer) => ({
  appointment: id, service: of, from_us: now_us() + minutes * MINUTE, to_us: now_us() + (minutes + 15) * MINUTE, state, code: `K${id}Q`, customer: customer ? 501 : null, customer_title: customer,
});

const SECRET = 'Xq7_Zr2mWc9Ln4Tb0Vp3Ks';
const ok = (body = {}) => ({ body });
const fault = (status, code, message, field = null) => ({ status, body: { fault: code, message, field, again: false } });

/** What commands do here: enough for a visit from the queue to its end. */
function commandsOf(house, tell) {
  const own = () => house.counters.find((one) => one.counter === COUNTER);
  const front = (state) => {
    const one = own();
    Object.assign(one, { ticket: house.visit?.ticket ?? null, label: house.visit?.label ?? null, ticket_state: state, ticket_since_us: now_us() });
  };
  const call = (id) => {
    const ticket = [...house.waiting, ...house.aside].find((one) => one.ticket === id);
    if (!ticket || house.visit) return fault(409, 'conflict', 'somebody is in front of this counter already');
    house.waiting = house.waiting.filter((one) => one !== ticket);
    house.aside = house.aside.filter((one) => one !== ticket);
    house.visit = visitOf(ticket);
    front('called');
    tell('ticket.called', id);
    return ok({ ticket: id, label: ticket.label });
  };
  const away = (kind, state) => ({ parts }) => {
    const { visit } = house;
    if (visit?.ticket === Number(parts.ticket) && state) house.aside.push(waiting(visit.ticket, visit.label, visit.service, 12, { state }));
    else house.waiting = house.waiting.filter((one) => one.ticket !== Number(parts.ticket));
    if (visit?.ticket === Number(parts.ticket)) house.visit = null;
    front(null);
    tell(kind, Number(parts.ticket));
    return ok();
  };
  return {
    'POST /api/counters/{counter}/open': ({ parts }) => {
      Object.assign(house.counters.find((one) => one.counter === Number(parts.counter)), { state: 'open', staff: house.staff, staff_title: house.title, since_us: now_us(), reason: null });
      tell('counter.opened', Number(parts.counter));
      return ok();
    },
    'POST /api/counters/{counter}/pause': ({ parts, body }) => {
      Object.assign(house.counters.find((one) => one.counter === Number(parts.counter)), { state: 'paused', reason: body.reason ?? null, since_us: now_us() });
      tell('counter.paused', Number(parts.counter));
      return ok();
    },
    'POST /api/counters/{counter}/close': ({ parts }) => {
      if (house.visit) return fault(409, 'conflict', 'A-28 is still in front of this counter: finish, hold, park or transfer it first');
      Object.assign(house.counters.find((one) => one.counter === Number(parts.counter)), { state: 'closed', staff: null, staff_title: null });
      tell('counter.closed', Number(parts.counter));
      return ok();
    },
    'POST /api/counters/{counter}/next': () => (house.waiting.length === 0 ? ok({ ticket: 0, label: '' }) : call(house.waiting[0].ticket)),
    'POST /api/tickets/{ticket}/call': ({ parts }) => call(Number(parts.ticket)),
    'POST /api/tickets/{ticket}/recall': () => ok({ calls: ++house.visit.calls }),
    'POST /api/tickets/{ticket}/missed': away('ticket.missed', 'missed'),
    'POST /api/tickets/{ticket}/begin': ({ parts }) => {
      Object.assign(house.visit, { state: 'serving', since_us: now_us() });
      front('serving');
      tell('service.begun', Number(parts.ticket));
      return ok();
    },
    'POST /api/tickets/{ticket}/hold': away('ticket.held', 'held'),
    'POST /api/tickets/{ticket}/park': away('ticket.parked', 'parked'),
    'POST /api/tickets/{ticket}/leave': away('ticket.left', null),
    'POST /api/tickets/{ticket}/transfer': away('ticket.transferred', null),
    'POST /api/tickets/{ticket}/resume': ({ parts, body }) => {
      if (body.counter) return call(Number(parts.ticket));
      const one = house.aside.find((ticket) => ticket.ticket === Number(parts.ticket));
      house.aside = house.aside.filter((ticket) => ticket !== one);
      house.waiting.unshift({ ...one, state: 'waiting' });
      tell('ticket.resumed', one.ticket);
      return ok();
    },
    'POST /api/tickets/{ticket}/errands': ({ parts, body }) => {
      if (house.visit?.ticket === Number(parts.ticket)) house.visit.errands.push(body.service);
      return ok();
    },
    'POST /api/tickets/{ticket}/moments/{moment}': ({ parts, body }) => {
      const one = house.visit.moments.find((found) => found.moment === parts.moment);
      Object.assign(one, body.mark === 'begun' ? { state: 'begun', begun_us: now_us() } : { state: body.mark, begun_us: one.begun_us ?? now_us(), ended_us: now_us() });
      tell('moment.ended', house.visit.ticket);
      return ok();
    },
    'POST /api/tickets/{ticket}/finish': ({ parts }) => {
      const isOver = (house.visit?.errands.length ?? 0) === 0;
      house.visit = null;
      house.served += 1;
      front(null);
      tell('service.finished', Number(parts.ticket));
      return ok({ is_over: isOver });
    },
    'POST /api/tickets/{ticket}/repair': () => ok(),
    'POST /api/tickets/{ticket}/prefer': ({ body }) => ok(Object.assign(house.visit ?? {}, body) && {}),
    'PATCH /api/tickets/{ticket}': ({ parts, body }) => {
      if (house.visit?.ticket === Number(parts.ticket) && body.customer) house.visit.customer = house.customers.find((one) => one.customer === body.customer) ?? null;
      for (const one of house.waiting) if (one.ticket === Number(parts.ticket)) Object.assign(one, body);
      return ok();
    },
    'POST /api/clocks/{clock}/response/begin': ({ parts }) => {
      for (const one of house.visit?.clocks ?? []) if (one.clock === Number(parts.clock)) one.response_state = 'begun';
      return ok();
    },
    'POST /api/clocks/{clock}/response/finish': ({ parts }) => {
      for (const one of house.visit?.clocks ?? []) if (one.clock === Number(parts.clock)) one.response_state = 'done';
      return ok();
    },
    'POST /api/branches/{branch}/day/open': () => ok(((house.is_open = true), { day: 5 })),
    'POST /api/branches/{branch}/day/close': () => ok(((house.is_open = false), { waiting: house.waiting.length })),
  };
}

function managing(house) {
  return {
    'POST /api/staff': ({ body }) => (body.name === 'piotr.nowak' ? fault(409, 'conflict', 'somebody signs in with this name already', 'name') : ok({ staff: 60, invitation: SECRET })),
    'PATCH /api/staff/{staff}': () => ok(), 'DELETE /api/staff/{staff}': () => ok(), 'POST /api/staff/{staff}/invitation': () => ok({ invitation: SECRET }),
    'POST /api/keys': () => ok({ key: 52, secret: SECRET }), 'DELETE /api/keys/{key}': () => ok(),
    'POST /api/branches/{branch}/devices': ({ body }) => {
      house.devices = [...peopleOf(house).devices, { device: 60 + peopleOf(house).devices.length, branch: BRANCH, kind: body.kind, title: body.title, paired_us: now_us(), seen_us: null }];
      return ok({ device: 44, secret: SECRET });
    },
    'DELETE /api/devices/{device}': () => ok(),
    'POST /api/customers': ({ body }) => ok(house.customers.push({ ...duc, ...body, customer: 600 }) && { customer: 600 }), 'PATCH /api/customers/{customer}': () => ok(),
    'DELETE /api/customers/{customer}': ({ parts }) => ok(((house.customers = house.customers.filter((one) => one.customer !== Number(parts.customer))), {})),
    'POST /api/branches/{branch}/appointments': () => ok({ appointment: 9, code: 'K9Q' }), 'PATCH /api/appointments/{appointment}': () => ok(),
    'DELETE /api/appointments/{appointment}': () => ok(),
    'POST /api/workspaces/{workspace}/branches': () => ok({ branch: 9 }), 'PATCH /api/branches/{branch}': () => ok(),
    'DELETE /api/branches/{branch}': () => fault(409, 'conflict', '7 customers are waiting in this branch'),
    'POST /api/branches/{branch}/counters': () => ok({ counter: 7006 }), 'PATCH /api/counters/{counter}': () => ok(), 'DELETE /api/counters/{counter}': () => ok(),
    'POST /api/workspaces/{workspace}/services': () => ok({ service: 9 }), 'PATCH /api/services/{service}': () => ok(), 'DELETE /api/services/{service}': () => ok(),
    'POST /api/workspaces/{workspace}/departments': () => ok({ department: 9 }), 'DELETE /api/departments/{department}': () => ok(),
    'POST /api/example': () => ok(((house.is_new = false), { workspace: 1, version: 1 })),
    'POST /api/password': ({ body }) => (body.old === house.password ? ok() : fault(403, 'forbidden', 'this is not your password so far', 'old')),
    'DELETE /api/sessions': () => ok({ closed: 2 }),
  };
}

/** A breakdown as the program would give it. */
function brokenDown(frame, by) {
  const columns = [...by.map((name) => ({ name, type: 'text', unit: '' })), ...frame.columns];
  const rows = ['Old Town', 'Harbour'].flatMap((value) => frame.rows.slice(0, 3).map((row) => [...by.map(() => value), ...row]));
  return { ...frame, columns, rows };
}

function measuring() {
  const { frames } = kinds.clinic();
  const about = Object.values(frames).filter((one, index, all) => all.findIndex((other) => other.measure === one.measure) === index)
    .map((one) => ({ measure: one.measure, title: one.title ?? one.measure, definition: one.definition ?? '', grain: 'event', needs_map: false }));
  return {
    'GET /api/measures': () => ok({ measures: about }),
    'GET /api/measures/{measure}': ({ parts, query }) => {
      const frame = frames[parts.measure];
      if (!frame) return fault(404, 'not-found', `there is no measure "${parts.measure}"`);
      if (query.getAll('where').includes('form=nothing')) return ok({ ...frame, n: 0, rows: [] });
      if (query.getAll('where').includes('form=wrong')) return fault(400, 'bad-input', 'no event has a form', 'where');
      const by = (query.get('by') ?? '').split(',').filter(Boolean);
      return ok(by.length > 0 ? brokenDown(frame, by) : frame);
    },
    'GET /api/workspaces/{workspace}/cycles': () => ok({ cycles: [clinicMap] }),
  };
}

/** The branch to come and as it is played. */
function playing(house) {
  const names = { counters: house.counters.map((one) => one.name), services: services.map((one) => one.name), moments: clinicMap.stages.flatMap((stage) => stage.moments.map((one) => one.moment)) };
  return {
    'GET /api/branches/{branch}/forecast': () => ok(forecastOf({ isYoung: house.isYoung })),
    'GET /api/branches/{branch}/fit': () => (house.isYoung ? fault(409, 'conflict', 'too little has happened here') : ok(fitOf(names.counters))),
    'GET /api/workspaces/{workspace}/scenarios': () => ok({ scenarios: scenarioFiles }),
    'POST /api/branches/{branch}/simulate': ({ body }) => ok(playedOf(body, { ...names, isYoung: house.isYoung, isDoubted: house.isDoubted })),
  };
}

export function staffRoutes(house, tell) {
  const guarded = (routes) => Object.fromEntries(Object.entries(routes).map(([row, answer]) => [row, (asked) => {
    if (!house.signedIn) return fault(401, 'sign-in', 'sign in first');
    if (!row.startsWith('GET')) {
      if (asked.headers['x-cykl'] !== '1') return fault(403, 'forbidden', 'X-Cykl is missing');
      house.commands.push([row, { ...asked.parts, ...asked.body }]);
    }
    return answer(asked);
  }]));
  return {
    'GET /api/me': () => ok(me(house)),
    'POST /api/session': ({ body }) => {
      if (body.password !== house.password) return fault(401, 'sign-in', 'name and password do not go together');
      house.signedIn = true;
      return ok(me(house));
    },
    'DELETE /api/session': () => ok(((house.signedIn = false), {})),
    'POST /api/invitation': ({ body }) => (body.invitation === SECRET ? ok(((house.signedIn = true), me(house))) : fault(404, 'not-found', 'this link was used already or is too old', 'invitation')),
    ...guarded({
      'GET /api/house': () => ok(homeOf(house)),
      'GET /api/people': () => ok(peopleOf(house)),
      'GET /api/counters/{counter}/desk': ({ parts }) => ok(deskOf(house, Number(parts.counter))),
      'GET /api/branches/{branch}/today': () => ok(todayOf(house)),
      'GET /api/branches/{branch}/what-if': ({ query }) => ok(house.trust ? refusalOf(BRANCH, house.trust(now_us())) : whatIfOf(BRANCH, house.counters, house.waiting, now_us(), Number(query.get('limit_us')))),
      'GET /api/branches/{branch}/staffing': ({ query }) => (query.get('day') === '2026-11-29' ? fault(404, 'not-found', 'the branch is closed on that day', 'day') : ok(staffingOf(query, house.isDoubted ? poor(Date.now() * 1000) : undefined))),
      'GET /api/customers': ({ query }) => ok({ customers: house.customers.filter((one) => one.title.toLowerCase().includes(query.get('text').toLowerCase())) }),
      'GET /api/branches/{branch}/appointments': () => ok({ appointments: house.appointments ?? [appointment(1, -60, 1, 'missed', null), appointment(2, 30, 3, 'agreed', anna.title), appointment(3, 75, 4, 'agreed', duc.title)] }),
      'GET /api/tickets/{ticket}': () => ok({ ticket: 29, branch: BRANCH, branch_title: place(house).title, label: 'A-29', state: 'waiting', service_title: cheque, taken_us: ago(8), zone: 'Europe/Warsaw', first_least_us: 8 * MINUTE, first_most_us: 12 * MINUTE, counter_title: null }),
      'GET /api/search': ({ query }) => ok({
        found: [
          { kind: 'customer', id: 501, branch: null, name: null, title: anna.title }, { kind: 'ticket', id: 29, branch: BRANCH, name: null, title: 'A-29' },
          { kind: 'moment', id: null, branch: null, name: 'triage', title: 'Triage' }, { kind: 'procedure', id: null, branch: null, name: 'check-the-cheque', title: 'Check the cheque' },
          { kind: 'branch', id: BRANCH, branch: BRANCH, name: 'old-town', title: 'Old Town branch' }, { kind: 'staff', id: 33, branch: null, name: 'chau.le', title: 'Lê Minh Châu' },
        ].filter((one) => one.title.toLowerCase().includes(query.get('text').toLowerCase())),
      }),
      ...commandsOf(house, tell),
      ...managing(house),
      ...measuring(),
      ...playing(house),
    }),
  };
}

export async function startStaff(folder, { port = 0, house = newHouse(), routes = {} } = {}) {
  let mock = null;
  const tell = (kind, subject) => {
    mock.publish(BRANCH, { kind, subject });
    house.number = mock.number;
  };
  mock = await startMock({ folder, port, routes: { ...staffRoutes(house, tell), ...routes } });
  return { mock, house, url: mock.url };
}

export { DAY, SECRET };

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url } = await startStaff(process.argv[2], { port: Number(process.argv[3] ?? 0) });
  console.log(url);
}
