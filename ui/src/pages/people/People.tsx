// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// People: the staff and the programs' keys for those who answer for them; customers and agreed times for
// everybody who serves.
import { isAtLeast, may } from '../../staff/house';
import { useLook } from '../../staff/look';
import { Wanted } from '../../staff/Shell';
import { Tabs, usePart, type Part } from '../../staff/Tabs';
import { t } from '../../staff/words';
import { Appointments } from './Appointments';
import { Customers } from './Customers';
import { Keys } from './Keys';
import { Staff } from './Staff';

function parts(): Part[] {
  return [
    { name: 'staff', title: 'people.staff', isFor: isAtLeast('manager') },
    { name: 'customers', title: 'people.customers', isFor: true },
    { name: 'appointments', title: 'people.appointments', isFor: true },
    { name: 'keys', title: 'people.keys', isFor: may('key_add') },
  ];
}

function WithPeople({ part }: { part: string }) {
  const people = useLook('people');
  if (!people.data) return <Wanted look={people} what={t('place.people')} layout="list" />;
  return part === 'keys' ? <Keys people={people.data} /> : <Staff people={people.data} />;
}

export function People() {
  const all = parts();
  const part = usePart(all);
  return (
    <>
      <header class="page-head">
        <h1>{t(isAtLeast('lead') ? 'place.people' : 'place.customers')}</h1>
        <Tabs parts={all} at={part} label={t('place.people')} />
      </header>
      {part === 'customers' && <Customers />}
      {part === 'appointments' && <Appointments />}
      {(part === 'staff' || part === 'keys') && <WithPeople part={part} />}
    </>
  );
}
