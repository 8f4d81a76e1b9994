// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reports for the tests of the page, made as doc/formats/report.md says, always the same: a clinic with
// a map, a log without a map, nothing, one journey, a thousand activities, names that attack, names
// that are very long. node fixture.mjs KIND PAGE OUT puts one into a page.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const PLACE = '<script type="application/json" id="report"></script>';

/** Numbers that look like chance and are the same every time (mulberry32). */
function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function wilson(kept, n) {
  if (n === 0) return [null, null];
  const z = 1.959963984540054;
  const p = kept / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = ((z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n)));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

const units = { i: ['int', '1'], s: ['real', 's'], p: ['real', 'share'], r: ['real', '1'], t: ['text', ''], w: ['time', 'time'] };

/** columns as "name:letter" words; see `units`. */
function frame(measure, columns, rows, more = {}) {
  return {
    measure,
    title: more.title ?? measure,
    definition: more.definition ?? `What ${measure} means is written in the table of measures.`,
    n: more.n ?? rows.length,
    notes: more.notes ?? [],
    columns: columns.split(' ').map((word) => {
      const [name, letter] = word.split(':');
      return { name, label: name.replaceAll('_', ' '), type: units[letter][0], unit: units[letter][1] };
    }),
    rows,
  };
}

const text = (en, pl, vi) => ({ en, pl, vi });

const sources = {
  fast: { kind: 'expectation', name: 'patients-2026', title: text('What patients told us in 2026', 'Co powiedzieli nam pacjenci w 2026 roku', 'Điều bệnh nhân nói với chúng tôi năm 2026') },
  care: { kind: 'value', name: 'dignity', title: text('Dignity in every hour', 'Godność o każdej godzinie', 'Tôn trọng phẩm giá mọi lúc') },
  ministry: { kind: 'stakeholder', name: 'ministry', title: text('Ministry of Health', 'Ministerstwo Zdrowia', 'Bộ Y tế') },
  guide: { kind: 'guide', name: 'emergency-care', line: 'triage-in-10', title: text('Guide to emergency care', 'Przewodnik opieki doraźnej', 'Cẩm nang cấp cứu') },
};

function standard(name, source, limit, target, promise) {
  return { standard: name, promise, measure: limit ? 'wait' : 'outcome', limit, target, source: sources[source] };
}

function moment(name, title, critical, channels, owner, more = {}) {
  return { moment: name, title, critical, optional: false, repeats: false, channels, owner, begins: [name], ends: [name], standards: [], ...more };
}

const nurses = text('Nurses', 'Pielęgniarki', 'Điều dưỡng');
const desk = text('Reception', 'Recepcja', 'Quầy tiếp đón');
const doctors = text('Doctors', 'Lekarze', 'Bác sĩ');

export const clinicMap = {
  cycle: 'stay',
  organisation: text('Riverside Hospital', 'Szpital nad Rzeką', 'Bệnh viện Ven Sông'),
  title: text('From the call for help to going home', 'Od wezwania pomocy do powrotu do domu', 'Từ lúc gọi cấp cứu đến khi về nhà'),
  summary: text(
    'A patient calls, is fetched, received, treated and discharged; the family knows at every step what comes next.',
    'Pacjent dzwoni, zostaje przywieziony, przyjęty, leczony i wypisany; rodzina wie na każdym etapie, co będzie dalej.',
    'Người bệnh gọi, được đón, tiếp nhận, điều trị và xuất viện; gia đình luôn biết bước tiếp theo là gì.',
  ),
  stages: [
    {
      stage: 'call', title: text('Emergency call', 'Wezwanie pomocy', 'Gọi cấp cứu'),
      moments: [
        moment('answer', text('The call is answered', 'Odebranie telefonu', 'Trả lời cuộc gọi'), true, ['telephone'], text('Control room', 'Dyspozytornia', 'Trung tâm điều phối'), {
          summary: text('A calm voice answers and asks the right questions in the right order.', 'Spokojny głos odbiera i zadaje właściwe pytania we właściwej kolejności.', 'Một giọng nói bình tĩnh trả lời và hỏi đúng câu, đúng thứ tự.'),
          needs: text('Two people at the telephones at every hour; a list of questions.', 'Dwie osoby przy telefonach o każdej porze; lista pytań.', 'Luôn có hai người trực điện thoại; danh sách câu hỏi.'),
          say: text('Emergency call, where are you?', 'Pogotowie, gdzie Państwo są?', 'Cấp cứu nghe đây, quý khách đang ở đâu?'),
          backstage: text('A second call taker listens in and sends the ambulance.', 'Drugi dyspozytor słucha i wysyła karetkę.', 'Điều phối viên thứ hai cùng nghe và điều xe.'),
          standards: [standard('answered-in-10-s', 'ministry', '10 s', 0.95, text('Your call is answered within 10 seconds.', 'Telefon odbieramy w ciągu 10 sekund.', 'Cuộc gọi được trả lời trong 10 giây.'))],
          procedure: { procedure: 'answer-the-call', title: text('Answer the call', 'Odbierz telefon', 'Trả lời cuộc gọi') },
        }),
        moment('data', text('Taking the data', 'Zebranie danych', 'Ghi nhận thông tin'), false, ['telephone'], text('Control room', 'Dyspozytornia', 'Trung tâm điều phối')),
      ],
    },
    {
      stage: 'ambulance', title: text('Ambulance and first aid', 'Karetka i pierwsza pomoc', 'Xe cứu thương và sơ cứu'),
      moments: [
        moment('arrival', text('The ambulance arrives', 'Przyjazd karetki', 'Xe cứu thương đến'), true, ['onsite'], text('Ambulance service', 'Pogotowie ratunkowe', 'Đội cứu thương'), {
          needs: text('A free crew within 8 km; the address read back.', 'Wolna załoga w promieniu 8 km; powtórzenie adresu.', 'Một đội sẵn sàng trong vòng 8 km; nhắc lại địa chỉ.'),
          standards: [standard('there-in-15-min', 'fast', '15 min', 0.9, text('We are with you within 15 minutes.', 'Jesteśmy na miejscu w ciągu 15 minut.', 'Chúng tôi đến nơi trong vòng 15 phút.'))],
        }),
        moment('first-aid', text('First aid', 'Pierwsza pomoc', 'Sơ cứu'), false, ['onsite'], text('Ambulance service', 'Pogotowie ratunkowe', 'Đội cứu thương')),
      ],
    },
    {
      stage: 'reception', title: text('Reception', 'Przyjęcie', 'Tiếp nhận'),
      moments: [
        moment('triage', text('Triage', 'Segregacja medyczna', 'Phân loại cấp cứu'), true, ['counter'], nurses, {
          backstage: text('A nurse is free for triage in every shift; the board shows who waits.', 'Na każdej zmianie jedna pielęgniarka zajmuje się tylko segregacją; tablica pokazuje oczekujących.', 'Mỗi ca đều có một điều dưỡng phân loại; bảng hiển thị người đang chờ.'),
          standards: [
            standard('triage-in-10-min', 'guide', '10 min', 0.95, text('A nurse sees you within 10 minutes.', 'Pielęgniarka podchodzi w ciągu 10 minut.', 'Điều dưỡng khám cho quý khách trong vòng 10 phút.')),
            standard('told-what-next', 'care', undefined, 0.9, text('You are told what happens next.', 'Mówimy, co będzie dalej.', 'Quý khách được cho biết bước tiếp theo.')),
          ],
        }),
        moment('companion', text('Care of the person who came along', 'Opieka nad osobą towarzyszącą', 'Chăm sóc người đi cùng'), false, ['counter', 'paper'], desk),
        moment('registration', text('Registration and insurance', 'Rejestracja i ubezpieczenie', 'Đăng ký và bảo hiểm'), false, ['counter', 'paper'], desk, {
          standards: [standard('registered-in-20-min', 'fast', '20 min', 0.8, text('Papers take no longer than 20 minutes.', 'Formalności trwają nie dłużej niż 20 minut.', 'Thủ tục không quá 20 phút.'))],
        }),
      ],
    },
    {
      stage: 'treatment', title: text('Treatment', 'Leczenie', 'Điều trị'),
      moments: [
        moment('diagnosis', text('Examination and diagnosis', 'Badanie i rozpoznanie', 'Khám và chẩn đoán'), true, ['counter'], doctors, {
          standards: [standard('seen-in-60-min', 'fast', '60 min', 0.85, text('A doctor sees you within an hour.', 'Lekarz bada w ciągu godziny.', 'Bác sĩ khám trong vòng một giờ.'))],
        }),
        moment('treatment', text('Treatment and stabilisation', 'Leczenie i stabilizacja', 'Điều trị và ổn định'), true, ['counter'], doctors, {
          standards: [standard('pain-asked', 'care', undefined, 0.95, text('We ask about pain every four hours.', 'Co cztery godziny pytamy o ból.', 'Chúng tôi hỏi về cơn đau mỗi bốn giờ.'))],
        }),
      ],
    },
    {
      stage: 'discharge', title: text('Discharge and outcome', 'Wypis i wynik', 'Xuất viện và kết quả'),
      moments: [
        moment('discharge', text('Discharge with a letter', 'Wypis ze szpitala', 'Xuất viện kèm thư'), false, ['counter', 'paper'], nurses, {
          standards: [standard('letter-in-hand', 'care', undefined, 0.9, text('You leave with a letter that you understand.', 'Wypis jest zrozumiały i do ręki.', 'Quý khách ra về với thư xuất viện dễ hiểu.'))],
        }),
        moment('judgement', text('The patient’s judgement', 'Ocena pacjenta', 'Đánh giá của người bệnh'), false, ['web', 'telephone'], text('Quality', 'Jakość', 'Chất lượng')),
      ],
    },
  ],
};

/** A right-skewed wait: its figures and a histogram with round bounds. */
function waitRow(name, kind, n, median, random) {
  const left = Math.round(n * 0.04 * random());
  const open = Math.round(n * 0.01 * random());
  return [name, kind, n, left, open, median * 1.4, median, median * 1.9, median * 3, median * 4.2, median * 11];
}

function spreadRows(name, n, median) {
  const steps = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];
  const step = steps.find((one) => one >= median / 3) ?? 86400;
  const share = (x) => 1 / (1 + (median / Math.max(1, x)) ** 2.2);
  return Array.from({ length: 16 }, (_, index) => [name, index * step, (index + 1) * step, Math.round(n * (share((index + 1) * step) - share(index * step)))]);
}

const WAITS = 'wait:t kind:t n:i left:i open:i mean:s median:s p75:s p90:s p95:s longest:s';

function pathFrames(activities, random, journeys) {
  const variants = [];
  let left = journeys;
  let covered = 0;
  for (let i = 0; i < Math.min(40, journeys) && left > 0; i++) {
    const count = i === 39 ? left : Math.max(1, Math.round(left * (i === 0 ? 0.41 : 0.22) * (0.6 + 0.5 * random())));
    const path = activities.filter((_, index) => i === 0 || index === 0 || random() > 0.12);
    if (i > 2) path.splice(2, 0, ...Array.from({ length: i % 4 }, () => path[1] ?? path[0]));
    covered += count;
    variants.push([i + 1, count, count / journeys, covered / journeys, 3600 * (40 + 100 * random()), path.join(' → ')]);
    left -= count;
  }
  const follows = [];
  activities.forEach((from, index) => {
    const next = activities[index + 1];
    if (next) follows.push([from, next, Math.round(journeys * (0.5 + 0.5 * random())), 5400, 900 + 9000 * random(), 40000]);
    const jump = activities[index + 2];
    if (jump && random() > 0.4) follows.push([from, jump, Math.round(journeys * 0.2 * random()) + 1, 5400, 600 + 20000 * random(), 90000]);
    if (random() > 0.7) follows.push([from, from, Math.round(journeys * 0.1 * random()) + 1, 900, 500 * random(), 4000]);
    const back = activities[index - 2];
    if (back && random() > 0.6) follows.push([from, back, Math.round(journeys * 0.08 * random()) + 1, 7200, -60 + 9000 * random(), 99000]);
  });
  return {
    variants: frame('variants', 'rank:i count:i share:p cumulative:p median:s path:t', variants, { title: 'The ways customers go', n: journeys }),
    follows: frame('follows', 'from:t to:t count:i mean:s median:s p95:s', follows, { title: 'What comes right after what' }),
    activities: frame(
      'activities',
      'activity:t count:i journeys:i share:p first:p last:p mean_duration:s within:p n:i',
      activities.map((name, index) => {
        const seen = Math.max(1, Math.round(journeys * (index === 0 ? 1 : 1 - 0.5 * random())));
        return [name, Math.round(seen * (1 + 0.3 * random())), seen, seen / journeys, index === 0 ? 1 : 0, index === activities.length - 1 ? 0.94 : 0.01, index % 5 === 4 ? null : 300 + 7000 * random(), random(), seen];
      }),
      { title: 'What is done' },
    ),
    rework: frame(
      'rework',
      'activity:t journeys:i repeated:i share:p low:p high:p extra:i onto_itself:i lost:s median_return:s',
      activities.map((name) => {
        const repeated = Math.round(journeys * 0.25 * random() ** 3);
        return [name, journeys, repeated, repeated / journeys, ...wilson(repeated, journeys), repeated * 2, repeated, repeated * 1400, repeated > 0 ? 4000 : null];
      }),
    ),
  };
}

function commonFrames(journeys, activities, random) {
  const resources = Array.from({ length: 9 }, (_, index) => `r${index + 1}`);
  return {
    summary: frame('summary', 'journeys:i events:i activities:i variants:i first:w last:w mean:s median:s p95:s longest:s', [
      [journeys, journeys * 11, activities.length, Math.min(40, journeys), '2026-01-05T06:12:00Z', '2026-11-20T21:40:12.5Z', 412000, 231840, 1203000, 5320000],
    ], { definition: "How many journeys, events, different activities and different paths there are, and how long journeys take: throughput is the time from a journey's earliest event to its latest." }),
    resources: frame(
      'resources',
      'resource:t events:i journeys:i busy:s idle:s first:w last:w',
      resources.map((name) => [name, Math.round(900 * random()) + 60, Math.round(journeys * random()) + 1, 3e6 * random(), 4e7 * random(), '2026-01-05T06:12:00Z', '2026-11-20T21:40:12Z']),
    ),
    trend: frame(
      'trend',
      'period:w journeys:i events:i mean:s median:s p95:s',
      Array.from({ length: 46 }, (_, week) => {
        const begun = Math.round((journeys / 46) * (0.7 + 0.6 * random()));
        return [new Date(Date.UTC(2026, 0, 5 + 7 * week)).toISOString(), begun, begun * 11, 400000, 200000 + 60000 * random() + 1500 * week, 900000 + 300000 * random()];
      }),
    ),
  };
}

function source(name, journeys) {
  return { name, format: 'csv', what: 'comma separated; columns patient, handling, time', bytes: journeys * 580, rows: journeys * 11, events: journeys * 11, bad: 0, bad_shown: [], notes: [] };
}

function envelope(parts) {
  return {
    cykl: '0.1.0',
    made: '2026-11-21T09:30:00Z',
    language: 'en',
    options: { zone: 'Europe/Warsaw', by_instance: true, within: 600, from: null, to: null, where: [] },
    map: null,
    problems: [],
    ...parts,
  };
}

function plain(activities, journeys, name = 'patients.csv', seed = 7) {
  const random = chance(seed);
  const waits = activities.slice(1).map((activity) => waitRow(activity, 'activity', journeys, 600 + 60000 * random() ** 2, random));
  return envelope({
    source: source(name, journeys),
    frames: {
      ...commonFrames(journeys, activities, random),
      ...pathFrames(activities, random, journeys),
      waits: frame('waits', WAITS, waits, { title: 'How long people wait' }),
      wait_spread: frame('wait_spread', 'wait:t from:s to:s count:i', waits.flatMap((row) => spreadRows(row[0], row[2], row[6]))),
    },
  });
}

const clinicActivities = ['Call received', 'Ambulance sent', 'Ambulance arrives', 'Triage and Assessment', 'Registration', 'Blood test', 'X-Ray', 'MRI SCAN', 'Discuss Results', 'Treatment', 'Check-out'];

function clinic(map = clinicMap) {
  const random = chance(20);
  const journeys = 2148;
  const report = plain(clinicActivities, journeys, 'hospital-2026.csv.gz', 20);
  const kept = { 'answered-in-10-s': 0.985, 'there-in-15-min': 0.795, 'triage-in-10-min': 0.947, 'told-what-next': 0.94, 'registered-in-20-min': 0.873, 'seen-in-60-min': 0.71, 'pain-asked': 0.9, 'letter-in-hand': 0.96 };
  const waitSeconds = { answer: 6, arrival: 611, triage: 352, registration: 700, diagnosis: 2650 };
  const standards = [];
  const moments = [];
  const breaks = [];
  const fit = [];
  for (const stage of map.stages) {
    for (const one of stage.moments) {
      const n = one.moment === 'judgement' ? 0 : one.moment === 'companion' ? 3 : Math.round(journeys * (0.7 + 0.3 * random()));
      let all = 0;
      let of = 0;
      for (const own of one.standards) {
        const few = own.standard === 'pain-asked';
        const count = few ? 4 : n;
        const good = Math.round(count * (kept[own.standard] ?? 0.9));
        const [low, high] = wilson(good, count);
        const met = few ? 'too few' : low >= own.target ? 'yes' : high < own.target ? 'no' : 'unsure';
        standards.push([stage.stage, one.moment, own.standard, own.promise.en, own.measure, own.limit ?? '', own.target, count, good, few ? null : good / count, few ? null : low, few ? null : high, met, 'drop-within', 12, 1, own.source.name]);
        all += good;
        of += count;
      }
      const [low, high] = of > 10 ? wilson(all, of) : [null, null];
      const wait = waitSeconds[one.moment] ?? null;
      moments.push([stage.stage, one.moment, one.title.en, one.critical ? 1 : 0, n, n / journeys, n, wait ? Math.round(n * 0.02) : 0, 1, wait, wait ? wait * 4.2 : null, 800, 4100, of - all, of > 10 ? all / of : null, low, high]);
      if (one.standards.length > 0) {
        const wrong = Math.max(2, of - all);
        const ratio = { arrival: 3.42, triage: 1.91, diagnosis: 2.63, registration: 1.06 }[one.moment] ?? null;
        breaks.push([one.moment, ratio === null ? null : ratio > 1.4 ? 1 : 0, one.critical ? 1 : 0, wrong, ratio ? 0.09 * ratio : null, ratio ? 0.09 : null, ratio, ratio ? ratio * 0.72 : null, ratio ? ratio * 1.38 : null, ratio === null ? 'too few' : ratio > 1.4 ? (one.critical ? 'confirmed' : 'critical, not declared') : 'unsure']);
      }
      fit.push([stage.stage, one.moment, journeys, n, n / journeys, journeys - n, Math.round(20 * random()), Math.round(90 * random() ** 3)]);
    }
  }
  const waits = Object.entries(waitSeconds).map(([name, median]) => waitRow(name, 'moment', journeys, median, random));
  const outcomes = [['satisfied', 1687], ['dissatisfied', 305], ['abandoned', 88], ['open', 68]];
  report.source.bad = 14;
  report.source.bad_shown = [{ line: 17, reason: 'the time "2026-13-01" is not a time' }, { line: 4011, reason: '3 fields where 5 were expected' }];
  report.source.notes = ['The column "branch" is kept as a dimension.'];
  report.map = map;
  report.frames = {
    ...report.frames,
    outcomes: frame('outcomes', 'outcome:t journeys:i share:p low:p high:p', outcomes.map(([name, n]) => [name, n, n / journeys, ...wilson(n, journeys)])),
    waits: frame('waits', WAITS, waits, { title: 'How long people wait', notes: ['12 waits begin before the log does and are left out.'] }),
    wait_spread: frame('wait_spread', 'wait:t from:s to:s count:i', waits.flatMap((row) => spreadRows(row[0], row[2], row[6]))),
    standards: frame('standards', 'stage:t moment:t standard:t promise:t measure:t limit:t target:p n:i kept:i share:p low:p high:p met:t treatment:t left:i open:i source:t', standards),
    moments: frame('moments', 'stage:t moment:t title:t critical:i journeys:i share:p n:i left:i open:i wait_median:s wait_p95:s median:s p95:s missed:i attainment:p low:p high:p', moments),
    breaks: frame('breaks', 'moment:t critical:i declared:i went_wrong:i badly_after:p badly_otherwise:p risk_ratio:r low:r high:r verdict:t', breaks),
    fit: frame('fit', 'stage:t moment:t journeys:i seen:i share:p skipped:i out_of_order:i repeated:i', fit, { notes: ['1,204 of 2,148 journeys follow the map wholly.'] }),
    trend: {
      ...report.frames.trend,
      columns: [...report.frames.trend.columns, { name: 'attainment', label: 'attainment', type: 'real', unit: 'share' }, { name: 'n', label: 'n', type: 'int', unit: '1' }],
      rows: report.frames.trend.rows.map((row, index) => [...row, index === 8 ? null : 0.84 + 0.1 * random(), 210]),
    },
    'standards by branch': frame(
      'standards',
      'branch:t standard:t target:p n:i kept:i share:p low:p high:p',
      ['Old Town', 'Harbour'].flatMap((branch) => ['triage-in-10-min', 'seen-in-60-min'].map((name) => {
        const good = Math.round(900 * (0.75 + 0.2 * random()));
        return [branch, name, 0.9, 900, good, good / 900, ...wilson(good, 900)];
      })),
      { title: 'Promises by branch' },
    ),
  };
  return report;
}

const ATTACK = '</script><img src=x onerror="window.attacked=1"><b>';
const LONG = 'Konstantynopolitańczykowianeczka-Bezwyznaniowościowo-Rozentuzjazmowany'.repeat(2);
const LONG_VI = 'Nghiêng nghiêng khuya khoắt thưởng thức '.repeat(5).trim();

/** The same report with every text from outside replaced. */
function renamed(report, rename) {
  return JSON.parse(JSON.stringify(report), (key, value) =>
    typeof value === 'string' && !['cykl', 'made', 'language', 'zone', 'type', 'unit', 'measure', 'name', 'met', 'kind', 'outcome', 'period', 'first', 'last', 'format'].includes(key) ? rename(value) : value,
  );
}

function hostile() {
  const names = clinicActivities.map((name, index) => (index % 2 ? `${ATTACK} ${name}` : `=HYPERLINK("http://x") ${name}\u202e`));
  const report = plain(names, 300, `${ATTACK}.csv`);
  const map = renamed(clinicMap, (value) => (value.length > 24 ? `${ATTACK}${value}` : value));
  const other = clinic(map);
  return { ...other, source: { ...other.source, name: report.source.name, bad_shown: [{ line: 1, reason: ATTACK }], notes: [ATTACK] }, frames: { ...other.frames, variants: report.frames.variants, follows: report.frames.follows, activities: report.frames.activities, rework: report.frames.rework } };
}

function long() {
  const names = clinicActivities.map((name, index) => `${index % 2 ? LONG : LONG_VI} ${name}`);
  const report = plain(names, 300, `${LONG}.csv`);
  const map = renamed(clinicMap, (value) => (value.length > 20 ? `${value} ${LONG_VI}` : value.length > 9 ? `${value} ${LONG}` : value));
  const other = clinic(map);
  return { ...other, source: report.source, frames: { ...other.frames, variants: report.frames.variants, follows: report.frames.follows, activities: report.frames.activities, rework: report.frames.rework } };
}

function empty() {
  const none = frame('summary', 'journeys:i events:i activities:i variants:i first:w last:w mean:s median:s p95:s longest:s', [[0, 0, 0, 0, null, null, null, null, null, null]]);
  return envelope({ source: { ...source('empty.csv', 0), bad: 0 }, frames: { summary: none, variants: frame('variants', 'rank:i count:i share:p cumulative:p median:s path:t', []) } });
}

function one() {
  const report = plain(['Call', 'Answer'], 1, 'one.csv');
  report.frames.trend.rows = report.frames.trend.rows.slice(0, 1);
  report.frames.waits.rows = report.frames.waits.rows.map((row) => [row[0], row[1], 1, 0, 0, null, null, null, null, null, null]);
  return report;
}

export const kinds = {
  clinic,
  plain: () => plain(clinicActivities, 500),
  empty,
  one,
  thousand: () => plain(Array.from({ length: 1000 }, (_, index) => `Activity ${index + 1}`), 20000, 'thousand.csv.gz'),
  hostile,
  long,
  newer: () => ({ ...empty(), cykl: '7.2.0' }),
};

/** The page with a report in it, as the program writes it. */
export function filled(page, report) {
  const json = JSON.stringify(report).replaceAll('<', '\\u003c');
  return page.replace(PLACE, () => PLACE.replace('></script>', () => `>${json}</script>`));
}

if (process.argv.length === 5 && process.argv[1] === fileURLToPath(import.meta.url)) {
  const [kind, page, out] = process.argv.slice(2);
  writeFileSync(out, filled(readFileSync(page, 'utf8'), kinds[kind]()));
}
