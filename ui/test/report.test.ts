// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
import assert from 'node:assert/strict';
import { test } from 'node:test';
import '../src/lib/texts';
import { type Frame, frameCsv, largest, ranked, rowsOf } from '../src/lib/frame';
import { firstEdges, flowEdges, layFlow, smooth } from '../src/lib/graph';
import { anchor, stagesOf, statusOfMet, worst } from '../src/lib/moments';
import { readReport, type Report } from '../src/lib/report';
import { placeInBins } from '../src/pages/report/draw';
import { breaksFinding, fitFinding, standardsFinding, trendFinding, waitsFinding } from '../src/pages/report/findings';
import { stepsOf } from '../src/pages/report/sections/paths';
import { kinds } from './fixture.mjs';

const clinic = kinds.clinic() as unknown as Report;
const frame = (columns: string[], rows: Frame['rows']): Frame => ({ measure: 'm', columns: columns.map((name) => ({ name })), rows });

test('no data, broken data and data of a newer form are three different faults', () => {
  assert.deepEqual(readReport(' \n'), { fault: 'missing', detail: '' });
  assert.equal((readReport('{"cykl": ') as { fault: string }).fault, 'broken');
  assert.equal((readReport('[]') as { fault: string }).fault, 'broken');
  assert.equal((readReport('{"cykl": "0.1.0"}') as { fault: string }).fault, 'broken');
  assert.deepEqual(readReport('{"cykl": "7.2.0", "frames": {}}'), { fault: 'newer', detail: '7.2.0' });
});

test('a frame or a map that is not of the expected form is left out, the rest is read', () => {
  const text = JSON.stringify({ cykl: '0.1.0', map: { stages: 3 }, frames: { good: { columns: [{ name: 'a' }], rows: [[1]] }, bad: { columns: 'x', rows: [] }, worse: null } });
  const result = readReport(text);
  assert.ok('report' in result);
  assert.deepEqual(Object.keys(result.report.frames), ['good']);
  assert.equal(result.report.map, null);
});

test('marks that turn the direction of writing are taken out of names', () => {
  const result = readReport(JSON.stringify({ cykl: '0.1.0', frames: {}, source: { name: 'a\u202eb\u2067c' } }));
  assert.ok('report' in result);
  assert.equal(result.report.source?.name, 'abc');
});

test('CSV quotes what needs it and disarms formulas', () => {
  const csv = frameCsv(frame(['name', 'n'], [['a, "b"', 1], ['=HYPERLINK("x")', null], ['two\nlines', -0.5], ['-1+1', -2]]));
  assert.equal(csv, 'name,n\n"a, ""b""",1\n"\'=HYPERLINK(""x"")",\n"two\nlines",-0.5\n\'-1+1,-2\n');
});

test('rows rank by a column, those without a value last, equals in their order', () => {
  const rows = rowsOf(frame(['a', 'n'], [['x', 1], ['y', null], ['z', 3], ['w', 3]]));
  assert.deepEqual(ranked(rows, 'n').map((row) => row.text('a')), ['z', 'w', 'x', 'y']);
  assert.equal(largest(rows, 'n'), 3);
  assert.equal(rows[0]?.cell('no such column'), null);
});

test('a verdict of the frame is one of four states', () => {
  assert.deepEqual(['yes', 'no', 'unsure', 'too few', ''].map(statusOfMet), ['kept', 'missed', 'at-risk', 'unknown', 'unknown']);
  assert.equal(worst(['kept', 'unknown', 'missed']), 'missed');
  assert.equal(worst(['kept', 'unknown']), 'kept');
  assert.equal(worst([]), 'unknown');
});

test('each moment of the map finds its rows', () => {
  const moments = stagesOf(clinic).flatMap((stage) => stage.moments);
  const triage = moments.find((view) => view.moment.moment === 'triage');
  assert.equal(triage?.standards.length, 2);
  assert.ok(triage?.standards.every((one) => one.row));
  assert.equal(triage?.status, 'at-risk');
  assert.ok(triage?.wait && triage.breaks && triage.fit && triage.row);
  assert.equal(moments.find((view) => view.moment.moment === 'treatment')?.status, 'unknown');
});

test('an address holds no character that an address cannot', () => {
  assert.match(anchor('moment', '"><img src=x> ż'), /^moment-[A-Za-z0-9_.!~*'()-]+$/);
  assert.notEqual(anchor('moment', 'a b'), anchor('moment', 'a_b'));
});

test('the sentences say what the frames hold', () => {
  assert.equal(standardsFinding(clinic.frames.standards!), '2 of 7 measured promises are missed, most clearly “A doctor sees you within an hour”');
  assert.equal(breaksFinding(clinic.frames.breaks!), 'When “arrival” goes wrong, a journey ends badly 3.4 times as often');
  assert.equal(fitFinding(clinic.frames.fit!), '1,204 of 2,148 journeys follow the map wholly');
  assert.match(waitsFinding(clinic.frames.waits!), /^The longest wait is for “diagnosis”: half within 44.min/);
  assert.match(trendFinding(clinic.frames.trend!), /^The median journey moves between /);
});

test('where an interval holds one, nothing is said to break a journey', () => {
  const chance = frame(['moment', 'risk_ratio', 'low', 'high'], [['a', 4, 0.7, 22], ['b', null, null, null]]);
  assert.equal(breaksFinding(chance), 'No moment can be shown to break journeys');
});

test('empty frames have sentences too', () => {
  for (const finding of [standardsFinding, breaksFinding, waitsFinding, trendFinding]) assert.ok(finding(frame(['n'], [])).length > 10);
});

test('the same activity several times in a row is one step', () => {
  assert.deepEqual(stepsOf('a → b → b → b → a'), [{ name: 'a', times: 1 }, { name: 'b', times: 3 }, { name: 'a', times: 1 }]);
});

test('a duration stands between the bounds of its bin', () => {
  assert.equal(placeInBins(90, [0, 60, 120, 600]), 1.5);
  assert.equal(placeInBins(360, [0, 60, 120, 600]), 2.5);
  assert.equal(placeInBins(9e9, [0, 60, 120, 600]), 3);
});

test('the graph is laid out within its sheet, with loops and cycles', () => {
  const edges = flowEdges(rowsOf(frame(['from', 'to', 'count', 'median'], [['a', 'b', 5, 60], ['b', 'a', 2, null], ['b', 'b', 9, -5], ['b', '__proto__', 1, 1]])));
  assert.equal(edges[0]?.from, 'b');
  const placed = layFlow(edges, 2000);
  assert.equal(placed.nodes.length, 3);
  assert.equal(placed.edges.length, 4);
  for (const node of placed.nodes) assert.ok(node.x > 0 && node.x < placed.width && node.y > 0 && node.y < placed.height, node.name);
  for (const edge of placed.edges) assert.match(edge.path, /^M[-\d.]+ /);
  assert.ok(layFlow(edges, 100).height > layFlow(edges, 2000).height);
  assert.deepEqual(layFlow([], 100).nodes, []);
});

test('the first view of a large graph is small enough to read', () => {
  const edges = Array.from({ length: 900 }, (_, index) => ({ from: `a${index}`, to: `b${index}`, count: 900 - index, median: 1 }));
  assert.ok(firstEdges(edges) <= 24);
  assert.equal(firstEdges(edges.slice(0, 2)), 2);
});

test('a line through points begins and ends where it should', () => {
  assert.equal(smooth([]), '');
  assert.equal(smooth([{ x: 0, y: 0 }, { x: 10, y: 5 }]), 'M0.0 0.0L10.0 5.0');
  assert.match(smooth([{ x: 0, y: 0 }, { x: 5, y: 5 }, { x: 10, y: 0 }]), /^M0\.0 0\.0Q5\.0 5\.0 10\.0 0\.0$/);
});
