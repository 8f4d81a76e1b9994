// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One measure: asked for, drawn, with its definition, n, table and CSV file; while it is asked for the
// room is kept, and what cannot be measured says why. Pictures are fetched when there is something to draw.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ComponentType } from 'preact';
import type { Frame } from '../../lib/frame';
import { language } from '../../lib/language';
import type { Report, ServiceMap } from '../../lib/report';
import { faultText } from '../../live/fault';
import { entries } from '../../staff/look';
import { Fault, get } from '../../staff/service';
import { t } from '../../staff/words';
import { pathOf, type Asking } from './asking';
import { measureName } from './Filters';
import type { PictureProps } from './Picture';

export interface About {
  measure: string;
  title: string;
  definition: string;
  grain: string;
  needs_map?: boolean;
}

/** What is asked for beside it, so that its picture is whole. */
const beside: Record<string, string> = { waits: 'wait_spread', follows: 'activities' };

interface State {
  of: string;
  frames: Record<string, Frame> | null;
  fault: unknown;
}

function useFrames(paths: [string, string][]): State & { isOld: boolean } {
  const of = paths.map(([, path]) => path).join(' ');
  const [state, setState] = useState<State>({ of: '', frames: null, fault: null });
  useEffect(() => {
    let isPast = false;
    const timer = setTimeout(() => {
      Promise.all(paths.map(async ([name, path]) => [name, await get<Frame>(path)] as const)).then(
        (found) => !isPast && setState({ of, frames: Object.fromEntries(found), fault: null }),
        (fault: unknown) => !isPast && setState({ of, frames: null, fault }),
      );
    }, 150);
    return () => {
      isPast = true;
      clearTimeout(timer);
    };
  }, [of, entries.value]);
  return { ...state, isOld: state.of !== of };
}

/** The part of the page that draws, fetched once. */
function usePicture(isWanted: boolean): ComponentType<PictureProps> | null {
  const [Picture, setPicture] = useState<{ is: ComponentType<PictureProps> } | null>(null);
  useEffect(() => {
    if (isWanted && !Picture) void import('./Picture').then((part) => setPicture({ is: part.Picture }));
  }, [isWanted]);
  return Picture?.is ?? null;
}

interface Props {
  name: string;
  asking: Asking;
  map: ServiceMap | null;
  about: About | undefined;
  workspace: number | null;
  instant: (day: string) => string;
}

export function Chosen({ name, asking, map, about, workspace, instant }: Props) {
  const names = [name, ...(beside[name] && asking.by.length === 0 ? [beside[name] ?? ''] : [])];
  const path = (measure: string) => pathOf(measure, asking, workspace, language.value, instant);
  const { frames, fault, isOld } = useFrames(names.map((one) => [one, path(one)]));
  const Picture = usePicture(frames !== null);
  const report = useMemo<Report | null>(() => (frames ? { cykl: '', map, frames } : null), [frames, map]);
  const title = about ? measureName(about) : name;
  if (fault && !isOld)
    return (
      <section class="finding trouble">
        <h2>{title}</h2>
        <p class="form-fault">{faultText(fault)}</p>
        {fault instanceof Fault && fault.message && fault.code !== 'offline' && (
          <p class="quiet small" lang="en">
            {fault.message}
          </p>
        )}
      </section>
    );
  if (!report || !Picture)
    return (
      <section class="finding" aria-busy="true">
        <div class="waiting-for is-picture" role="status">
          <span class="unseen">{t('state.loading', { what: title })}</span>
          <i />
          <i />
        </div>
      </section>
    );
  return (
    <div class={isOld ? 'is-old' : ''} aria-busy={isOld}>
      <Picture name={name} report={report} isBroken={asking.by.length > 0} title={title} />
    </div>
  );
}
