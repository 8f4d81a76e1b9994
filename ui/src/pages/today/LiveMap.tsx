// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The map from left to right as the customer lives it, and on each moment how many are in it now, whose
// promise is in danger, and how many of today's promises were kept. The same grid as in the report.
import { useEffect, useState } from 'preact/hooks';
import type { MomentNow, Today, Workspace } from '../../live/shapes';
import { MapGrid } from '../../components/MapGrid';
import { Shape } from '../../components/Shape';
import { inLanguage } from '../../lib/language';
import { anchor, stagesOf, type MomentView, type StageView, type Status } from '../../lib/moments';
import type { ServiceMap } from '../../lib/report';
import { faultText } from '../../live/fault';
import { recall, remember } from '../../lib/theme';
import { get } from '../../staff/service';
import { Ring } from '../../staff/Shape';
import { t } from '../../staff/words';

function useCycles(workspace: Workspace | null): { cycles: ServiceMap[]; fault: unknown } {
  const [state, setState] = useState<{ cycles: ServiceMap[]; fault: unknown }>({ cycles: [], fault: null });
  const version = workspace?.version ?? null;
  useEffect(() => {
    if (!workspace) return;
    get<{ cycles: ServiceMap[] }>(`/api/workspaces/${workspace.workspace}/cycles`).then(
      ({ cycles }) => setState({ cycles: cycles ?? [], fault: null }),
      (fault: unknown) => setState((before) => ({ ...before, fault })),
    );
  }, [workspace?.workspace, version]);
  return state;
}

function statusOf(now: MomentNow | undefined): Status {
  if (now?.missed_now) return 'missed';
  if (now?.warned_now) return 'at-risk';
  return now?.now ? 'kept' : 'unknown';
}

function LiveCard({ view, now }: { view: MomentView; now: MomentNow | undefined }) {
  const { moment } = view;
  const isHere = (now?.now ?? 0) > 0;
  return (
    <div id={anchor('card', moment.moment)} tabIndex={-1} class={`card live-card is-${statusOf(now)}${moment.critical ? ' is-critical' : ''}${isHere ? ' is-here' : ''}`}>
      <span class="card-title">
        {moment.critical && <Ring />}
        <span>{inLanguage(moment.title) || moment.moment}</span>
      </span>
      <span class="live-now">
        {now?.now === null || now === undefined ? <span class="quiet small">{t('map.unseen')}</span> : <b>{t('map.now', { n: now.now })}</b>}
        {Boolean(now?.missed_now) && (
          <span class="status is-missed">
            <Shape status="missed" />
            {t('map.missed', { n: now?.missed_now ?? 0 })}
          </span>
        )}
        {Boolean(now?.warned_now) && (
          <span class="status is-at-risk">
            <Shape status="at-risk" />
            {t('map.warned', { n: now?.warned_now ?? 0 })}
          </span>
        )}
      </span>
      {Boolean(now?.judged) && <span class="card-line">{t('map.kept', { kept: now?.kept ?? 0, n: now?.judged ?? 0 })}</span>}
    </div>
  );
}

function momentNow(today: Today, cycle: string, moment: string): MomentNow | undefined {
  return today.moments.find((one) => one.cycle === cycle && one.moment === moment);
}

function hereIn(today: Today, cycle: string): number {
  return today.moments.filter((one) => one.cycle === cycle).reduce((sum, one) => sum + (one.now ?? 0), 0);
}

/** Jumps to the card that the address names. */
function useCardOfAddress(isThere: boolean): void {
  useEffect(() => {
    const go = () => {
      const found = /^#moment\/(.+)$/.exec(location.hash);
      const card = found && document.getElementById(anchor('card', decodeURIComponent(found[1] ?? '')));
      card?.scrollIntoView({ block: 'center', inline: 'center' });
      card?.focus({ preventScroll: true });
    };
    if (isThere) go();
    addEventListener('hashchange', go);
    return () => removeEventListener('hashchange', go);
  }, [isThere]);
}

export function LiveMap({ today, workspace }: { today: Today; workspace: Workspace | null }) {
  const { cycles, fault } = useCycles(workspace);
  const [chosen, setChosen] = useState(recall('cycle') ?? '');
  const present = cycles.filter((cycle) => today.moments.some((one) => one.cycle === cycle.cycle));
  const cycle = present.find((one) => one.cycle === chosen) ?? present[0];
  useCardOfAddress(cycle !== undefined);
  if (fault && !cycle) return <p class="form-fault">{t('map.fault')} {faultText(fault)}</p>;
  if (!cycle) return <div class="map-waiting" aria-hidden="true" />;
  const stages: StageView[] = stagesOf({ cykl: '', map: cycle, frames: {} });
  return (
    <section class="live-map" aria-labelledby="map-title">
      <header class="live-map-head">
        <h2 id="map-title">{inLanguage(cycle.title) || cycle.cycle}</h2>
        {present.length > 1 && (
          <div class="tabs" role="group" aria-label={t('map.cycles')}>
            {present.map((one) => (
              <button
                key={one.cycle} type="button" aria-pressed={one.cycle === cycle.cycle}
                onClick={() => {
                  setChosen(one.cycle);
                  remember('cycle', one.cycle);
                }}
              >
                {inLanguage(one.title) || one.cycle} <span class="count">{hereIn(today, one.cycle)}</span>
              </button>
            ))}
          </div>
        )}
      </header>
      <MapGrid stages={stages} card={(view) => <LiveCard view={view} now={momentNow(today, cycle.cycle, view.moment.moment)} />} isShort />
    </section>
  );
}
