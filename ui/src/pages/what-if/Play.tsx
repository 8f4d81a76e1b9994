// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One of the played days, customer by customer: the lines before each service, the counters, who was
// served and who gave up, both days at the same time of day. Under the pictures the same in words. It
// stands still until somebody plays it; who wants less motion sees a quarter of an hour at a time.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { useKeys } from '../../staff/keys';
import { timeInput } from '../../staff/time';
import { spanOf, sceneAt, type Scene } from './scene';
import type { NameOf } from './saying';
import type { Visits } from './shapes';
import { t } from './words';

const TICK_MS = 120;
const speeds = [120, 300, 900];
const ROW = 34;
const GAP = 16;
/** A wide picture, and one that can be read on a phone. */
const wide = { width: 640, lineEnd: 420, places: 22, counters: 470 };
const narrow = { width: 380, lineEnd: 210, places: 12, counters: 244 };

interface Shown {
  scene: Scene;
  visits: Visits;
  nameOf: NameOf;
}

function useMedia(query: string): boolean {
  const [is, set] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const hear = () => set(media.matches);
    media.addEventListener('change', hear);
    return () => media.removeEventListener('change', hear);
  }, [query]);
  return is;
}

function inWords({ scene, visits, nameOf }: Shown): string {
  const lines = visits.services.map((name, service) => ({ name, n: scene.waiting.filter((one) => one.service === service).length })).filter(({ n }) => n > 0);
  const waiting = lines.length === 0 ? t('play.nobody') : t('play.waiting', { list: lines.map(({ name, n }) => `${nameOf('service', name)} ${n}`).join(', ') });
  return `${waiting} ${t('play.rest', { serving: scene.serving.length, served: scene.served, left: scene.left })}`;
}

function Picture({ scene, visits, nameOf }: Shown) {
  const form = useMedia('(max-width: 40rem)') ? narrow : wide;
  const rows = Math.max(visits.services.length, visits.counters.length, 1);
  const y = (row: number) => row * ROW + ROW / 2;
  const dot = (key: number, x: number, row: number, kind: string) => <circle key={key} class={`who ${kind}`} r="6" style={{ transform: `translate(${x}px, ${y(row)}px)` }} />;
  return (
    <svg class="scene" viewBox={`0 0 ${form.width} ${rows * ROW}`} aria-hidden="true">
      {visits.services.map((name, row) => (
        <g key={name}>
          <line class="floor" x1="0" x2={form.lineEnd + 10} y1={y(row) + 13} y2={y(row) + 13} />
          <text class="scene-name" x="0" y={y(row) - 5}>
            {nameOf('service', name)}
          </text>
          {scene.waiting.filter((one) => one.service === row).length > form.places && (
            <text class="scene-more" x="0" y={y(row) + 9}>
              +{scene.waiting.filter((one) => one.service === row).length - form.places}
            </text>
          )}
        </g>
      ))}
      {visits.counters.map((name, row) => (
        <g key={name}>
          <rect class="window" x={form.counters} y={y(row) - 12} width="24" height="24" rx="4" />
          <text class="scene-name" x={form.counters + 32} y={y(row) + 4}>
            {nameOf('counter', name)}
          </text>
        </g>
      ))}
      {scene.waiting.filter((one) => one.place < form.places).map((one) => dot(one.key, form.lineEnd - one.place * GAP, one.service, 'is-waiting'))}
      {scene.serving.map((one) => dot(one.key, form.counters + 12, one.counter, one.isComing ? 'is-coming' : 'is-serving'))}
    </svg>
  );
}

function Day({ name, shown }: { name: string; shown: Shown }) {
  return (
    <section class="scene-day" aria-label={name}>
      <h3>{name}</h3>
      <Picture {...shown} />
      <p class="small scene-words">{inWords(shown)}</p>
    </section>
  );
}

/** Seconds of the day, going on while it plays. */
function useDay(visits: Visits) {
  const { from_s, until_s } = useMemo(() => spanOf(visits), [visits]);
  const [at_s, setAt] = useState(from_s);
  const [isPlaying, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(300);
  const isStill = useMedia('(prefers-reduced-motion: reduce)');
  useEffect(() => {
    setAt(from_s);
    setPlaying(false);
  }, [visits]);
  useEffect(() => {
    if (!isPlaying) return;
    const every_ms = isStill ? 1500 : TICK_MS;
    const step_s = isStill ? 900 : (speed * TICK_MS) / 1000;
    const timer = setInterval(() => setAt((before) => Math.min(before + step_s, until_s)), every_ms);
    return () => clearInterval(timer);
  }, [isPlaying, speed, isStill, until_s]);
  useEffect(() => {
    if (at_s >= until_s) setPlaying(false);
  }, [at_s, until_s]);
  const toggle = () => {
    if (!isPlaying && at_s >= until_s) setAt(from_s);
    setPlaying(!isPlaying);
  };
  return { from_s, until_s, at_s, setAt, isPlaying, toggle, speed, setSpeed, isStill };
}

export function Play({ visits, nameOf, zone }: { visits: Visits; nameOf: NameOf; zone: string | null }) {
  const day = useDay(visits);
  const begins_us = (Date.parse(visits.from) || 0) * 1000;
  const clock = (second: number) => timeInput(begins_us + second * 1_000_000, zone);
  useKeys('help.play', [{ key: 'p', what: 'key.play', run: day.toggle }]);
  if (visits.before.length + visits.after.length === 0) return null;
  const shown = (cells: Visits['before']): Shown => ({ scene: sceneAt(cells, day.at_s), visits, nameOf });
  return (
    <section class="finding play" aria-labelledby="play-title">
      <p class="eyebrow">{t('play.name')}</p>
      <h2 id="play-title">{t('play.title')}</h2>
      <div class="play-tools">
        <button type="button" class="button" aria-pressed={day.isPlaying} onClick={day.toggle}>
          {t(day.isPlaying ? 'play.pause' : 'play.play')}
        </button>
        <label class="play-time">
          <span class="unseen">{t('play.time')}</span>
          <input
            type="range" min={day.from_s} max={day.until_s} step={60} value={day.at_s} aria-valuetext={clock(day.at_s)}
            onInput={(event) => day.setAt(Number(event.currentTarget.value))}
          />
        </label>
        <output class="play-clock">{clock(day.at_s)}</output>
        {!day.isStill && (
          <label class="play-speed">
            <span class="unseen">{t('play.speed')}</span>
            <select value={String(day.speed)} onChange={(event) => day.setSpeed(Number(event.currentTarget.value))}>
              {speeds.map((one) => (
                <option key={one} value={String(one)}>
                  {t('play.times', { n: one })}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div class={`scenes${day.isPlaying && !day.isStill ? ' is-moving' : ''}`}>
        {visits.before.length > 0 && <Day name={t('before')} shown={shown(visits.before)} />}
        {visits.after.length > 0 && <Day name={t('after')} shown={shown(visits.after)} />}
      </div>
      <p class="quiet small">{t('play.how')}</p>
    </section>
  );
}
