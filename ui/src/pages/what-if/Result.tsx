// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the changes do: the sentence, whether the twin may be believed, the figures of both days with
// their intervals and the difference between them, the map, the day, the customers, the tables.
import { Finding } from '../../components/Finding';
import { Fold } from '../../components/Fold';
import type { Frame } from '../../lib/frame';
import type { ServiceMap } from '../../lib/report';
import { Sayings } from '../../staff/Sayings';
import type { Saying } from '../../staff/twin';
import { Refusal, TrustLine } from '../../staff/TrustNote';
import { CompareMap } from './CompareMap';
import { ALL_ROW, comparedFor, formatChange, formatFigure, intervalOf, isClear, services, verdict, type Compared } from './figures';
import { Lines } from './Lines';
import { Play } from './Play';
import type { NameOf } from './saying';
import { frameOf, type Answer, type Refused, type Simulated } from './shapes';
import { t } from './words';

function Interval({ row, compared, isChange = false }: { row: Compared['before']; compared: Compared; isChange?: boolean }) {
  const interval = intervalOf(row, compared.figure.name);
  if (!interval) return null;
  const show = isChange ? formatChange : formatFigure;
  return (
    <span class="interval">
      {show(interval[0], compared.figure.unit)} … {show(interval[1], compared.figure.unit)}
    </span>
  );
}

/** Better, worse, or within chance: a word and a shape beside the figure. */
function wayOf({ figure, difference }: Compared): 'better' | 'worse' | 'same' {
  const value = difference?.number(figure.name) ?? null;
  if (value === null || figure.better === '' || !isClear(difference, figure.name)) return 'same';
  return value > 0 === (figure.better === 'more') ? 'better' : 'worse';
}

const marks = { better: '▲', worse: '▼', same: '●' };

function Both({ compared, limit_s }: { compared: Compared[]; limit_s: number | null }) {
  return (
    <div class="table-room" tabIndex={0} role="region" aria-label={t('both.name')}>
      <table class="both">
        <caption class="unseen">{t('both.name')}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">{t('both.figure')}</span>
            </th>
            <th scope="col" class="number">{t('before')}</th>
            <th scope="col" class="number">{t('after')}</th>
            <th scope="col" class="number">{t('difference')}</th>
          </tr>
        </thead>
        <tbody>
          {compared.map((one) => {
            const { figure, before, after, difference } = one;
            const way = wayOf(one);
            return (
              <tr key={figure.name} class={`is-${way}`}>
                <th scope="row">{t(`figure.${figure.name}` as 'figure.within', { limit: formatFigure(limit_s, 's') })}</th>
                <td class="number">
                  <b>{formatFigure(before?.number(figure.name) ?? null, figure.unit)}</b>
                  <Interval row={before} compared={one} />
                </td>
                <td class="number">
                  <b>{formatFigure(after?.number(figure.name) ?? null, figure.unit)}</b>
                  <Interval row={after} compared={one} />
                </td>
                <td class="number">
                  <b>{formatChange(difference?.number(figure.name) ?? null, figure.unit)}</b>
                  <Interval row={difference} compared={one} isChange />
                  {figure.better !== '' && (
                    <span class={`way-word is-${way}`}>
                      <span aria-hidden="true">{marks[way]}</span> {t(`way.${way}`)}
                    </span>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Assumed({ assumed }: { assumed: Saying[] }) {
  if (assumed.length === 0) return null;
  return (
    <Fold class="assumed" summary={t('assumed', { n: assumed.length })}>
      <Sayings class="small" sayings={assumed} />
    </Fold>
  );
}

/** A frame of one side, its title saying which. */
function titled(frame: Frame | undefined, side: string): Frame | undefined {
  return frame && { ...frame, title: `${frame.title ?? frame.measure} · ${side}`, measure: `${frame.measure}` };
}

function Tables({ answer }: { answer: Simulated }) {
  const frames = (name: string) =>
    ([['before', answer.before], ['after', answer.after], ['difference', answer.difference]] as const).map(([side, one]) => titled(frameOf(one, name), t(side)));
  return (
    <Finding id="played-tables" name={t('tables.name')} title={t('tables.title', { n: answer.runs })} frames={[...frames('sim_waits'), ...frames('sim_counters'), ...frames('standards')]} />
  );
}

function NoFigure({ answer, zone }: { answer: Refused; zone: string | null }) {
  const title = (
    <h2 id="verdict" tabIndex={-1}>
      {t('whatif.refused')}
    </h2>
  );
  return (
    <section class="finding verdict-first" aria-labelledby="verdict">
      <p class="eyebrow">{answer.day}</p>
      <Refusal trust={answer.trust} zone={zone} title={title} />
    </section>
  );
}

interface Shown {
  what: string;
  cycles: ServiceMap[];
  nameOf: NameOf;
  zone: string | null;
}

function Figures({ answer, what, cycles, nameOf, zone }: Shown & { answer: Simulated }) {
  const single = services(answer).filter((one) => one !== ALL_ROW);
  const serviceName = (name: string) => nameOf('service', name);
  return (
    <>
      <section class="finding verdict-first" aria-labelledby="verdict">
        <p class="eyebrow">{t('result.name', { n: answer.runs, day: answer.day })}</p>
        <h2 id="verdict" tabIndex={-1}>
          {verdict(answer, what)}
        </h2>
        {answer.trust && <TrustLine trust={answer.trust} zone={zone} />}
        <Both compared={comparedFor(answer, ALL_ROW)} limit_s={answer.within_s ?? null} />
        <p class="quiet small">{t('both.how')}</p>
        {single.length > 1 && (
          <Fold class="by-service" summary={t('both.services')}>
            {single.map((one) => (
              <div key={one}>
                <h3>{serviceName(one)}</h3>
                <Both compared={comparedFor(answer, one)} limit_s={answer.within_s ?? null} />
              </div>
            ))}
          </Fold>
        )}
        <Assumed assumed={answer.assumed} />
      </section>
      <CompareMap cycles={cycles} moments={answer.moments} />
      <Lines quarters={answer.quarters} hasBefore={answer.before.frames.length > 0} />
      <Play visits={answer.visits} nameOf={nameOf} zone={zone} />
      <Tables answer={answer} />
    </>
  );
}

export function Result({ answer, isOld, ...shown }: Shown & { answer: Answer; isOld: boolean }) {
  return (
    <div class={`played${isOld ? ' is-stale' : ''}`}>
      {isOld && <p class="stale">{t('result.old')}</p>}
      {answer.before === null ? <NoFigure answer={answer} zone={shown.zone} /> : <Figures answer={answer} {...shown} />}
    </div>
  );
}
