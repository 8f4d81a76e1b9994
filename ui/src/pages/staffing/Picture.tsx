// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One picture of the day on one axis of time: who comes, who is needed and planned, what that is worth,
// and under it who works when. Each part says in words what it shows; the figures stand in the table.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../staff/words';
import { number, share } from './numbers';
import { quarterOf, type Plan, type Shift } from './plan';

/** Lengths are in sixteenths of the page's letters, which are larger on a wall than on a desk. */
const LEFT = 44;
const RIGHT = 12;
const TOP = 8;
const BOTTOM = 20;

interface Axis {
  width: number;
  unit: number;
  x: (quarter: number) => number;
  hours: number[];
}

function useWidth() {
  const own = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = own.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    setWidth(element.clientWidth);
    return () => watch.disconnect();
  }, []);
  return { own, width };
}

function axisOf(plan: Plan, width: number): Axis {
  const [from, until] = [quarterOf(plan.from), quarterOf(plan.until)];
  const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
  const room = Math.max(60, width - (LEFT + RIGHT) * unit);
  const x = (quarter: number) => LEFT * unit + ((quarter - from) / Math.max(1, until - from)) * room;
  const every = [4, 8, 12, 16, 24].find((one) => (room * one) / (until - from) >= 34 * unit) ?? 24;
  const hours = [];
  for (let q = Math.ceil(from / every) * every; q <= until; q += every) hours.push(q);
  return { width, unit, x, hours };
}

function Hours({ axis, height }: { axis: Axis; height: number }) {
  return (
    <g class="axis">
      {axis.hours.map((q) => (
        <g key={q}>
          <line x1={axis.x(q)} x2={axis.x(q)} y1={TOP * axis.unit} y2={height - BOTTOM * axis.unit} />
          <text x={axis.x(q)} y={height - 6 * axis.unit} text-anchor="middle">
            {q / 4}
          </text>
        </g>
      ))}
    </g>
  );
}

function Part({ title, says, axis, height, ticks, y, children }: {
  title: string; says: string; axis: Axis; height: number; ticks: { at: number; text: string }[]; y: (value: number) => number; children: ComponentChildren;
}) {
  return (
    <figure class="staffing-part">
      <figcaption>{title}</figcaption>
      <svg width={axis.width} height={height} viewBox={`0 0 ${axis.width} ${height}`} role="img" aria-label={says}>
        <Hours axis={axis} height={height} />
        <g class="axis is-level">
          {ticks.map((tick) => (
            <g key={tick.at}>
              <line x1={LEFT * axis.unit} x2={axis.width - RIGHT * axis.unit} y1={y(tick.at)} y2={y(tick.at)} />
              <text x={(LEFT - 6) * axis.unit} y={y(tick.at) + 4 * axis.unit} text-anchor="end">
                {tick.text}
              </text>
            </g>
          ))}
        </g>
        {children}
      </svg>
    </figure>
  );
}

function scale(most: number, height: number, unit: number): (value: number) => number {
  const floor = height - BOTTOM * unit;
  return (value) => floor - (Math.min(value, most) / most) * (floor - TOP * unit);
}

function wholeTicks(most: number): { at: number; text: string }[] {
  const step = Math.max(1, Math.ceil(most / 4));
  const ticks = [];
  for (let at = 0; at <= most; at += step) ticks.push({ at, text: number(at, 0) });
  return ticks;
}

function Arrivals({ plan, axis }: { plan: Plan; axis: Axis }) {
  const most = Math.max(2, ...plan.demand.map((one) => one.high));
  const height = 130 * axis.unit;
  const y = scale(most, height, axis.unit);
  const busiest = plan.demand.reduce((best, one) => (one.arrivals > best.arrivals ? one : best), plan.demand[0] ?? { at: '', arrivals: 0 });
  const wide = axis.x(1) - axis.x(0);
  return (
    <Part
      title={t('staffing.part.arrivals')} says={t('staffing.says.arrivals', { n: number(plan.day_expected.arrivals, 0), at: busiest.at, most: number(busiest.arrivals) })}
      axis={axis} height={height} ticks={wholeTicks(most)} y={y}
    >
      {plan.demand.map((one) => {
        const x = axis.x(quarterOf(one.at));
        return (
          <g key={one.at}>
            <rect class="arrivals-range" x={x + 1} width={Math.max(1, wide - 2)} y={y(one.high)} height={Math.max(0, y(one.low) - y(one.high))} />
            <line class="arrivals-mean" x1={x + 1} x2={x + wide - 1} y1={y(one.arrivals)} y2={y(one.arrivals)} />
          </g>
        );
      })}
    </Part>
  );
}

/** A line of steps over neighbouring quarters; it breaks where the branch is closed. */
function stepsOf(rows: { at: string; value: number }[], axis: Axis, y: (value: number) => number): string {
  let path = '';
  let last = -2;
  for (const { at, value } of rows) {
    const q = quarterOf(at);
    path += `${q === last + 1 ? 'L' : 'M'}${axis.x(q)} ${y(value)}H${axis.x(q + 1)}`;
    last = q;
  }
  return path;
}

function People({ plan, axis }: { plan: Plan; axis: Axis }) {
  const most = Math.max(2, ...plan.expected.map((one) => one.planned), ...plan.needed.map((one) => one.needed));
  const height = 130 * axis.unit;
  const y = scale(most + 0.3, height, axis.unit);
  const wide = axis.x(1) - axis.x(0);
  return (
    <Part
      title={t('staffing.part.people')} says={t('staffing.says.people', { most: number(Math.max(0, ...plan.needed.map((one) => one.needed)), 0), people: number(plan.plan.length, 0) })}
      axis={axis} height={height} ticks={wholeTicks(most)} y={y}
    >
      {plan.expected.map((one) => (
        <rect
          key={one.at} class="planned" x={axis.x(quarterOf(one.at)) + 0.5} width={Math.max(1, wide - 1)} y={y(one.planned)} height={Math.max(0, y(0) - y(one.planned))}
        />
      ))}
      <path class="needed" d={stepsOf(plan.needed.map((one) => ({ at: one.at, value: one.needed })), axis, y)} />
    </Part>
  );
}

function InTime({ plan, axis }: { plan: Plan; axis: Axis }) {
  const height = 150 * axis.unit;
  const y = scale(1, height, axis.unit);
  const known = plan.expected.filter((one) => one.simulated !== null);
  const missed = known.filter((one) => (one.high ?? 1) < plan.target);
  const wide = axis.x(1) - axis.x(0);
  const ticks = [0, 0.5, 1].map((at) => ({ at, text: share(at) }));
  return (
    <Part
      title={t('staffing.part.in-time', { target: share(plan.target), minutes: number(plan.within_s / 60) })}
      says={t('staffing.says.in-time', { share: share(plan.day_expected.within.mean), target: share(plan.target), n: number(missed.length, 0) })}
      axis={axis} height={height} ticks={ticks} y={y}
    >
      {known.map((one) => (
        <rect
          key={one.at} class={`in-time-range${(one.high ?? 1) < plan.target ? ' is-missed' : ''}`} x={axis.x(quarterOf(one.at)) + 0.5} width={Math.max(1, wide - 1)}
          y={y(one.high ?? 0)} height={Math.max(2, y(one.low ?? 0) - y(one.high ?? 0))}
        />
      ))}
      <path class="in-time" d={stepsOf(known.map((one) => ({ at: one.at, value: one.simulated ?? 0 })), axis, y)} />
      {plan.expected.map((one) => one.formula !== null && <circle key={one.at} class="by-formula" cx={axis.x(quarterOf(one.at) + 0.5)} cy={y(one.formula)} r={2 * axis.unit} />)}
      <line class="target" x1={LEFT * axis.unit} x2={axis.width - RIGHT * axis.unit} y1={y(plan.target)} y2={y(plan.target)} />
    </Part>
  );
}

function workedOf(shift: Shift): [number, number][] {
  const parts: [number, number][] = [];
  let from = quarterOf(shift.from);
  for (const [rests, until] of shift.breaks) {
    parts.push([from, quarterOf(rests)]);
    from = quarterOf(until);
  }
  parts.push([from, quarterOf(shift.until)]);
  return parts;
}

function Shifts({ plan, axis }: { plan: Plan; axis: Axis }) {
  const row = 28 * axis.unit;
  const height = (TOP + BOTTOM) * axis.unit + plan.plan.length * row;
  const y = (person: number) => TOP * axis.unit + (person - 0.5) * row;
  const says = plan.plan.map((one) => shiftText(one)).join('; ');
  return (
    <Part title={t('staffing.part.shifts')} says={says} axis={axis} height={height} ticks={plan.plan.map((one) => ({ at: one.person, text: String(one.person) }))} y={y}>
      {plan.plan.map((shift) => (
        <g key={shift.person}>
          {workedOf(shift).map(([from, until]) => (
            <rect key={from} class="shift" x={axis.x(from)} width={Math.max(1, axis.x(until) - axis.x(from))} y={y(shift.person) - 9 * axis.unit} height={18 * axis.unit} rx={3 * axis.unit} />
          ))}
          {shift.breaks.map(([rests, until]) => (
            <line key={rests} class="rest" x1={axis.x(quarterOf(rests))} x2={axis.x(quarterOf(until))} y1={y(shift.person)} y2={y(shift.person)} />
          ))}
        </g>
      ))}
    </Part>
  );
}

/** "1: 09:00–17:00, break 13:00–13:30" */
export function shiftText(shift: Shift): string {
  const rests = shift.breaks.map(([from, until]) => t('staffing.shift.break', { from, until })).join(', ');
  return `${shift.person}: ${shift.from}–${shift.until}${rests ? `, ${rests}` : ''}`;
}

function Legend({ plan }: { plan: Plan }) {
  const asked = ['arrivals', 'needed', 'planned'] as const;
  const marks = plan.runs > 0 ? ([...asked, 'in-time', 'by-formula', 'target'] as const) : asked;
  return (
    <ul class="staffing-legend">
      {marks.map((mark) => (
        <li key={mark}>
          <i class={`mark-${mark}`} aria-hidden="true" /> {t(`staffing.legend.${mark}`)}
        </li>
      ))}
    </ul>
  );
}

export function Picture({ plan }: { plan: Plan }) {
  const { own, width } = useWidth();
  const axis = axisOf(plan, width);
  return (
    <div class="staffing-picture" ref={own}>
      {width > 0 && (
        <>
          <Arrivals plan={plan} axis={axis} />
          <People plan={plan} axis={axis} />
          {plan.runs > 0 && <InTime plan={plan} axis={axis} />}
          <Shifts plan={plan} axis={axis} />
        </>
      )}
      <Legend plan={plan} />
    </div>
  );
}
