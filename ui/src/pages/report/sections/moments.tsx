// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Moment by moment: what happens, what it takes, what we promise and why, and what came of it. A card of
// the map opens its moment here.
import type { ComponentChildren } from 'preact';
import { RowChart } from '../../../components/RowChart';
import { Ring, StatusWord } from '../../../components/Shape';
import { formatDuration, formatNumber, formatShare, formatShareRange } from '../../../lib/format';
import type { Row } from '../../../lib/frame';
import { inLanguage, t, tMaybe } from '../../../lib/message';
import { anchor, type MomentView, type StageView } from '../../../lib/moments';
import { isPrinting } from '../../../lib/printing';
import type { Report } from '../../../lib/report';
import { openMoments, setMomentOpen } from '../state';
import { shareAxis, standardRow } from './standards';
import { binsOf, Spread } from './waits';

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  if (!children) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Facts({ view }: { view: MomentView }) {
  const { moment } = view;
  const channels = (moment.channels ?? []).map((channel) => tMaybe(`channel.${channel}`, channel)).join(', ');
  return (
    <dl class="facts">
      <Fact name={t('moment.needs')}>{inLanguage(moment.needs)}</Fact>
      <Fact name={t('moment.say')}>{moment.say && <q>{inLanguage(moment.say)}</q>}</Fact>
      <Fact name={t('map.backstage')}>{inLanguage(moment.backstage)}</Fact>
      <Fact name={t('moment.owner')}>{inLanguage(moment.owner)}</Fact>
      <Fact name={t('map.channels')}>{channels}</Fact>
      <Fact name={t('moment.procedure')}>{moment.procedure && (inLanguage(moment.procedure.title) || moment.procedure.procedure)}</Fact>
    </dl>
  );
}

function shareOf(row: Row | undefined, column: string): string | null {
  const value = row?.number(column) ?? null;
  return value === null ? null : formatShare(value);
}

function durationOf(row: Row | undefined, column: string): string | null {
  const value = row?.number(column) ?? null;
  return value === null ? null : formatDuration(value);
}

function Figures({ view }: { view: MomentView }) {
  const { row, breaks, fit } = view;
  const count = (column: string) => {
    const value = row?.number(column) ?? null;
    return value === null ? null : formatNumber(value);
  };
  const ratio = breaks?.number('risk_ratio') ?? null;
  const low = breaks?.number('low') ?? null;
  const high = breaks?.number('high') ?? null;
  const figures: [string, ComponentChildren][] = [
    [t('moment.passages'), count('n')],
    [t('moment.journeys'), shareOf(row, 'share')],
    [t('moment.median'), durationOf(row, 'median')],
    [t('moment.p95'), durationOf(row, 'p95')],
    [t('waits.left'), row?.number('left') ? count('left') : null],
    [t('moment.missed'), view.standards.length > 0 ? count('missed') : null],
    [t('moment.skipped'), fit?.number('skipped') ? formatNumber(fit.number('skipped') ?? 0) : null],
    [
      t('moment.breaks'),
      ratio === null || low === null || high === null
        ? null
        : t('moment.ratio', { ratio: formatNumber(ratio, 1), low: formatNumber(low, 1), high: formatNumber(high, 1) }),
    ],
  ];
  const known = figures.filter(([, value]) => value !== null);
  if (known.length === 0) return null;
  return (
    <dl class="small-figures">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface ArticleProps {
  view: MomentView;
  bins: Map<string, Row[]>;
  back: (name: string) => void;
}

function Article({ view, bins, back }: ArticleProps) {
  const { moment } = view;
  const name = inLanguage(moment.title) || moment.moment;
  const open = openMoments.value.has(moment.moment) || isPrinting.value;
  const share = view.row?.number('attainment') ?? null;
  const low = view.row?.number('low') ?? null;
  const high = view.row?.number('high') ?? null;
  const n = view.row?.number('n') ?? null;
  return (
    <details
      class="moment"
      id={anchor('moment', moment.moment)}
      open={open}
      onToggle={(event) => !isPrinting.value && setMomentOpen(moment.moment, event.currentTarget.open)}
    >
      <summary>
        <span class="moment-name">
          {moment.critical && <Ring />}
          <span>{name}</span>
        </span>
        <span class="moment-state">
          {view.standards.length > 0 && <StatusWord status={view.status} />}
          {share !== null && low !== null && high !== null && (
            <span class="figure">
              <b>{formatShare(share)}</b> <span class="interval">({formatShareRange(low, high)})</span>
            </span>
          )}
          {n !== null && <span class="n">{n === 0 ? t('card.unseen') : t('card.passages', { n })}</span>}
        </span>
      </summary>
      {open && (
        <div class="moment-body">
          {moment.summary && <p class="lead">{inLanguage(moment.summary)}</p>}
          <Figures view={view} />
          {view.standards.length > 0 && (
            <>
              <h4>{t('moment.promises')}</h4>
              <RowChart rows={view.standards.map((one) => standardRow(one, true))} axis={shareAxis(t('standard.axis'))} kind="dot" />
            </>
          )}
          {view.wait && <Spread wait={view.wait} bins={bins.get(moment.moment) ?? []} name={t('moment.wait')} />}
          <Facts view={view} />
          <button type="button" class="quiet-button back" onClick={() => back(moment.moment)}>
            {t('moment.back')}
          </button>
        </div>
      )}
    </details>
  );
}

interface Props {
  report: Report;
  stages: StageView[];
  back: (name: string) => void;
}

export function Moments({ report, stages, back }: Props) {
  const bins = binsOf(report);
  return (
    <section id="moments" class="finding" aria-labelledby="moments-title" tabIndex={-1}>
      <p class="eyebrow">{t('section.moments')}</p>
      <h2 id="moments-title">{t('moments.title')}</h2>
      {stages.map(({ stage, moments }) => (
        <div class="moment-stage" key={stage.stage}>
          <h3>{inLanguage(stage.title) || stage.stage}</h3>
          {moments.map((view) => (
            <Article key={view.moment.moment} view={view} bins={bins} back={back} />
          ))}
        </div>
      ))}
    </section>
  );
}
