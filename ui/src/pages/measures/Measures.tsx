// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Any figure of the catalogue as picture and table: of a branch or of all, between two days, limited and
// broken down as one likes. It begins with the promises and the waits of this branch, the last seven days.
import { useEffect, useState } from 'preact/hooks';
import { inLanguage, language } from '../../lib/language';
import type { ServiceMap } from '../../lib/report';
import { setZone } from '../../lib/format';
import { branch, branches, house, named, workspaceOf } from '../../staff/house';
import { useKeys } from '../../staff/keys';
import { entries } from '../../staff/look';
import { get } from '../../staff/service';
import { DAY_US, dayInput, fromInputs, now_us } from '../../staff/time';
import { t } from '../../staff/words';
import { addressOf, askingOf, type Asking } from './asking';
import { Chosen, type About } from './Chosen';
import { Filters } from './Filters';

function useCatalogue(): { about: About[]; fault: unknown } {
  const [state, setState] = useState<{ about: About[]; fault: unknown }>({ about: [], fault: null });
  useEffect(() => {
    get<{ measures: About[] }>('/api/measures').then(
      ({ measures }) => setState({ about: measures, fault: null }),
      (fault: unknown) => setState((before) => ({ ...before, fault })),
    );
  }, [entries.value]);
  return state;
}

function useCycles(workspace: number | null): ServiceMap[] {
  const [cycles, setCycles] = useState<ServiceMap[]>([]);
  useEffect(() => {
    if (workspace === null) return;
    get<{ cycles: ServiceMap[] }>(`/api/workspaces/${workspace}/cycles`).then(
      (found) => setCycles(found.cycles ?? []),
      () => setCycles([]),
    );
  }, [workspace, entries.value]);
  return cycles;
}

/** "16–22 Nov 2026" in the reader's way. */
function formatDays(from: string, to: string): string {
  const [first, last] = [new Date(`${from}T12:00:00Z`), new Date(`${to}T12:00:00Z`)];
  if (Number.isNaN(first.getTime()) || Number.isNaN(last.getTime()) || last < first) return `${from} – ${to}`;
  const tag = language.value === 'en' ? 'en-GB' : language.value;
  return new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).formatRange(first, last);
}

/** The measures of the first picture. */
const FIRST = ['standards', 'waits'];

export function Measures() {
  const own = branch.value;
  const zone = own?.zone ?? null;
  const day = (before: number) => dayInput(now_us.peek() - before * DAY_US, zone);
  const [asking, setAsking] = useState<Asking>(() => askingOf(location.search, own?.name ?? '', day));
  const { about, fault } = useCatalogue();
  const asked = branches.value.find((one) => one.name === asking.branch) ?? null;
  const workspace = workspaceOf(asked?.branch ?? own?.branch) ?? house.value?.workspaces[0] ?? null;
  const cycles = useCycles(workspace?.workspace ?? null);
  const map = cycles.find((one) => one.cycle === asking.cycle) ?? cycles[0] ?? null;
  setZone(asked?.zone ?? zone ?? 'UTC');
  const ask = (more: Partial<Asking>) => {
    const next = { ...asking, ...more };
    setAsking(next);
    history.replaceState(null, '', addressOf(next));
  };
  useKeys('help.measures', [{ key: 'f', what: 'key.filters', run: () => document.getElementById('measure')?.focus() }]);
  const instant = (text: string) => {
    const at = fromInputs(text, '00:00', asked?.zone ?? zone);
    return at === null ? '' : new Date(at / 1000).toISOString();
  };
  const names = asking.measure ? [asking.measure] : FIRST;
  return (
    <>
      <header class="page-head">
        <h1>{t('place.measures')}</h1>
        <p class="quiet">
          {asked ? named(asked) : t('measures.all-branches')} · {map && inLanguage(map.title)} · {formatDays(asking.from, asking.to)}
        </p>
      </header>
      <div class="measures">
        <Filters asking={asking} ask={ask} about={about} fault={fault} workspace={workspace} cycles={cycles} />
        <div class="findings" lang={language.value}>
          {names.map((name) => (
            <Chosen
              key={name} name={name} asking={asking} map={map} about={about.find((one) => one.measure === name)} workspace={workspace?.workspace ?? null}
              instant={instant}
            />
          ))}
        </div>
      </div>
    </>
  );
}
