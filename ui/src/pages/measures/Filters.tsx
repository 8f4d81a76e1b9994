// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What to measure, where, when, limited to what, broken down by what.
import { useState } from 'preact/hooks';
import type { Workspace } from '../../live/shapes';
import { faultText } from '../../live/fault';
import { inLanguage } from '../../lib/language';
import type { ServiceMap } from '../../lib/report';
import { tMaybe as tReport } from '../../lib/message';
import { ChoiceField, Field, TextField } from '../../staff/fields';
import { branches, named } from '../../staff/house';
import { t, tMaybe } from '../../staff/words';
import { BY_MOST, dimensions, type Asking } from './asking';
import type { About } from './Chosen';

interface Props {
  asking: Asking;
  ask: (more: Partial<Asking>) => void;
  about: About[];
  fault: unknown;
  workspace: Workspace | null;
  cycles: ServiceMap[];
}

function By({ asking, ask }: Pick<Props, 'asking' | 'ask'>) {
  const toggle = (name: string, isOn: boolean) => ask({ by: isOn ? [...asking.by, name].slice(-BY_MOST) : asking.by.filter((one) => one !== name) });
  return (
    <fieldset class="by">
      <legend>{t('measures.by')}</legend>
      <div class="chips-choice">
        {dimensions.map((name) => (
          <label key={name} class="chip">
            <input type="checkbox" checked={asking.by.includes(name)} onChange={(event) => toggle(name, event.currentTarget.checked)} />
            <span>{t(`dimension.${name}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Values that the house knows; others are typed. */
function valuesOf(dimension: string, workspace: Workspace | null): { value: string; text: string }[] {
  if (dimension === 'service') return (workspace?.services ?? []).map((one) => ({ value: one.name ?? '', text: named(one) }));
  if (dimension === 'class') return (workspace?.classes ?? []).map((one) => ({ value: one.name ?? '', text: named(one) }));
  return [];
}

function Where({ asking, ask, workspace }: Pick<Props, 'asking' | 'ask' | 'workspace'>) {
  const [dimension, setDimension] = useState('service');
  const [value, setValue] = useState('');
  const known = valuesOf(dimension, workspace);
  const wanted = value.trim() || known[0]?.value || '';
  const add = (event: Event) => {
    event.preventDefault();
    if (!wanted) return;
    ask({ where: [...new Set([...asking.where, `${dimension}=${wanted}`])] });
    setValue('');
  };
  return (
    <form class="where" onSubmit={add}>
      <fieldset>
        <legend>{t('measures.where')}</legend>
        {asking.where.length > 0 && (
          <ul class="where-list">
            {asking.where.map((one) => (
              <li key={one}>
                <button type="button" class="tag is-button" onClick={() => ask({ where: asking.where.filter((other) => other !== one) })}>
                  {tMaybe(`dimension.${one.split('=')[0]}`, one.split('=')[0] ?? '')}: {one.slice(one.indexOf('=') + 1)} <span aria-hidden="true">×</span>
                  <span class="unseen"> {t('remove')}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        <div class="where-add">
          <ChoiceField
            label={t('measures.where.what')} value={dimension}
            change={(next) => {
              setDimension(next);
              setValue('');
            }}
            choices={dimensions.filter((one) => one !== 'branch').map((one) => ({ value: one, text: t(`dimension.${one}`) }))}
          />
          {known.length > 0 ? (
            <ChoiceField label={t('measures.where.value')} value={wanted} change={setValue} choices={known} />
          ) : (
            <TextField label={t('measures.where.value')} value={value} change={setValue} hint={tMaybe(`dimension.${dimension}.hint`, '')} />
          )}
          <button type="submit" class="button">
            {t('measures.where.add')}
          </button>
        </div>
      </fieldset>
    </form>
  );
}

export function measureName(about: About): string {
  return tReport(`measure.${about.measure}`, about.title);
}

export function Filters({ asking, ask, about, fault, workspace, cycles }: Props) {
  return (
    <aside class="filters" aria-label={t('measures.filters')}>
      {Boolean(fault) && <p class="form-fault">{faultText(fault)}</p>}
      <Field label={t('measures.measure')}>
        {() => (
          <select id="measure" aria-label={t('measures.measure')} value={asking.measure} onChange={(event) => ask({ measure: event.currentTarget.value })}>
            <option value="">{t('measures.first')}</option>
            {about.map((one) => (
              <option key={one.measure} value={one.measure}>
                {measureName(one)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <ChoiceField
        label={t('branch')} value={asking.branch} change={(value) => ask({ branch: value })}
        choices={[{ value: '', text: t('measures.all-branches') }, ...branches.value.map((one) => ({ value: one.name ?? '', text: named(one) }))]}
      />
      {cycles.length > 1 && (
        <ChoiceField
          label={t('measures.cycle')} value={asking.cycle || (cycles[0]?.cycle ?? '')} change={(value) => ask({ cycle: value })}
          choices={cycles.map((one) => ({ value: one.cycle, text: inLanguage(one.title) || one.cycle }))}
        />
      )}
      <div class="two">
        <TextField label={t('measures.from')} type="date" value={asking.from} change={(value) => ask({ from: value })} />
        <TextField label={t('measures.to')} type="date" value={asking.to} change={(value) => ask({ to: value })} />
      </div>
      <By asking={asking} ask={ask} />
      <Where asking={asking} ask={ask} workspace={workspace} />
    </aside>
  );
}

