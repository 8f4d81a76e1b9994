// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Without a map: the most frequent path as cards from left to right, and what is not on it.
import { formatDuration, formatNumber, formatShare } from '../../lib/format';
import { rowsOf } from '../../lib/frame';
import { t } from '../../lib/message';
import type { Report } from '../../lib/report';
import { stepsOf } from './sections/paths';

const FIRST_OTHERS = 24;
const FIRST_STEPS = 24;

export function SimplePath({ report }: { report: Report }) {
  const [variant] = rowsOf(report.frames.variants);
  const activities = new Map(rowsOf(report.frames.activities).map((row) => [row.text('activity'), row]));
  if (!variant || activities.size === 0) return null;
  const steps = stepsOf(variant.text('path')).slice(0, FIRST_STEPS);
  const onPath = new Set(steps.map((step) => step.name));
  const others = [...activities.keys()].filter((name) => !onPath.has(name));
  return (
    <section id="map" class="map-section" aria-labelledby="map-title" tabIndex={-1}>
      <h2 id="map-title">{t('path.title', { share: formatShare(variant.number('share') ?? 0), n: variant.number('count') ?? 0 })}</h2>
      <div class="map-room" tabIndex={0} role="region" aria-label={t('section.path')}>
        <ol class="simple-path">
          {steps.map((step, index) => {
            const row = activities.get(step.name);
            const duration = row?.number('mean_duration') ?? null;
            return (
              <li key={index} class="card">
                <span class="card-title" translate={false}>
                  {step.name}
                </span>
                {row && (
                  <span class="card-line">
                    {t('path.count', { n: row.number('count') ?? 0 })}
                    {row.number('share') !== null && <> · {t('path.share', { share: formatShare(row.number('share') ?? 0) })}</>}
                  </span>
                )}
                {duration !== null && <span class="card-line n">{t('activities.duration', { mean: formatDuration(duration) })}</span>}
                {step.times > 1 && <span class="card-line n">{t('variants.times', { n: step.times })}</span>}
              </li>
            );
          })}
        </ol>
      </div>
      {others.length > 0 && (
        <p class="others">
          {t('path.others', { n: others.length })}{' '}
          <span translate={false}>{others.slice(0, FIRST_OTHERS).join(' · ')}</span>
          {others.length > FIRST_OTHERS && <> {t('path.others.more', { n: formatNumber(others.length - FIRST_OTHERS) })}</>}
        </p>
      )}
      <p class="quiet">{t('path.map')}</p>
    </section>
  );
}
