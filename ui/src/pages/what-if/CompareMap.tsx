// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The map with both days on every moment: as it is on the left, with the changes on the right.
import { MapGrid } from '../../components/MapGrid';
import { Ring } from '../../components/Shape';
import { formatDuration, formatShare } from '../../lib/format';
import { inLanguage } from '../../lib/language';
import { anchor, stagesOf, type MomentView } from '../../lib/moments';
import type { ServiceMap } from '../../lib/report';
import type { Moment, MomentSide } from './shapes';
import { t } from './words';

/** Is there a figure of this moment on either side? */
function tells(moment: Moment | undefined): boolean {
  return [moment?.before, moment?.after].some((side) => (side?.attainment ?? side?.wait_median_s ?? null) !== null);
}

function Side({ name, side, isAfter }: { name: string; side: MomentSide | null | undefined; isAfter: boolean }) {
  const kept = side?.attainment ?? null;
  const wait = side?.wait_median_s ?? null;
  return (
    <span class={`side${isAfter ? ' is-after' : ''}`}>
      <span class="side-name">{name}</span>
      {kept !== null && <b>{formatShare(kept)}</b>}
      {wait !== null && <span class={kept === null ? 'side-main' : 'small'}>{t('map.wait', { wait: formatDuration(wait) })}</span>}
      {kept === null && wait === null && <span class="quiet">–</span>}
    </span>
  );
}

function Card({ view, moment }: { view: MomentView; moment: Moment | undefined }) {
  const isSeen = tells(moment);
  return (
    <div id={anchor('card', view.moment.moment)} class={`card compare-card${view.moment.critical ? ' is-critical' : ''}${isSeen ? ' is-seen' : ''}`}>
      <span class="card-title">
        {view.moment.critical && <Ring />}
        <span>{inLanguage(view.moment.title) || view.moment.moment}</span>
      </span>
      {isSeen ? (
        <span class="sides">
          <Side name={t('before')} side={moment?.before} isAfter={false} />
          <Side name={t('after')} side={moment?.after} isAfter />
        </span>
      ) : (
        <span class="card-line">{t('map.unplayed')}</span>
      )}
    </div>
  );
}

export function CompareMap({ cycles, moments }: { cycles: ServiceMap[]; moments: Moment[] }) {
  const has = (cycle: ServiceMap) => cycle.stages.some((stage) => (stage.moments ?? []).some((one) => moments.some((found) => found.moment === one.moment && tells(found))));
  const cycle = cycles.find(has) ?? cycles[0];
  if (!cycle) return null;
  return (
    <section class="finding compare-map" aria-labelledby="map-title">
      <p class="eyebrow">{t('map.eyebrow')}</p>
      <h2 id="map-title">{inLanguage(cycle.title) || cycle.cycle}</h2>
      <p class="quiet small">{t('map.legend')}</p>
      <MapGrid
        stages={stagesOf({ cykl: '', map: cycle, frames: {} })} isShort
        card={(view) => <Card view={view} moment={moments.find((one) => one.moment === view.moment.moment)} />}
      />
    </section>
  );
}
