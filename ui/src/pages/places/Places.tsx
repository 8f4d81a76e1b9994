// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Places: branches with their counters, devices, services, departments.
import { house, isAtLeast } from '../../staff/house';
import { useLook } from '../../staff/look';
import { Wanted } from '../../staff/Shell';
import { Tabs, usePart, type Part } from '../../staff/Tabs';
import { t } from '../../staff/words';
import { Branches } from './Branches';
import { Departments } from './Departments';
import { Devices } from './Devices';
import { Services } from './Services';

function parts(): Part[] {
  return [
    { name: 'branches', title: 'places.branches', isFor: true },
    { name: 'devices', title: 'places.devices', isFor: isAtLeast('lead') },
    { name: 'services', title: 'places.services', isFor: isAtLeast('manager') },
    { name: 'departments', title: 'places.departments', isFor: isAtLeast('manager') },
  ];
}

export function Places() {
  const all = parts();
  const part = usePart(all);
  const look = useLook('house');
  if (look.data) house.value = look.data;
  return (
    <>
      <header class="page-head">
        <h1>{t('place.places')}</h1>
        <Tabs parts={all} at={part} label={t('place.places')} />
      </header>
      {!look.data && <Wanted look={look} what={t('place.places')} layout="list" />}
      {look.data?.workspaces.length === 0 && <p class="nothing">{t('places.none')} {isAtLeast('administrator') && <a href="/setup">{t('setup.title')}</a>}</p>}
      {look.data && part === 'branches' && <Branches home={look.data} />}
      {look.data && part === 'devices' && <Devices home={look.data} />}
      {look.data && part === 'services' && <Services home={look.data} />}
      {look.data && part === 'departments' && <Departments home={look.data} />}
    </>
  );
}
