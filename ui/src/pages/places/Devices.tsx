// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Kiosks, displays and posters: paired by a link that is shown once, and where each was last seen.
import { useState } from 'preact/hooks';
import type { Device, House } from '../../live/shapes';
import { change } from '../../staff/change';
import { Confirm } from '../../staff/Confirm';
import { Dialog } from '../../staff/Dialog';
import { branches, may, named } from '../../staff/house';
import { useLook } from '../../staff/look';
import { PairedCard, PairForm, type Paired } from '../../staff/Pairing';
import { Wanted } from '../../staff/Shell';
import { RowButton, Table } from '../../staff/Table';
import { dayText, momentText, now_us } from '../../staff/time';
import { t, tMaybe } from '../../staff/words';

const QUIET_US = 120_000_000;

function Row({ device, home, remove }: { device: Device; home: House; remove: () => void }) {
  const branch = home.workspaces.flatMap((one) => one.branches).find((one) => one.branch === device.branch);
  const isQuiet = device.seen_us === null || now_us.value - device.seen_us > QUIET_US;
  return (
    <tr>
      <th scope="row">{device.title}</th>
      <td>{tMaybe(`device.${device.kind}`, device.kind ?? '')}</td>
      <td>{named(branch)}</td>
      <td>{device.paired_us ? dayText(device.paired_us) : ''}</td>
      <td>
        {device.kind !== 'poster' && <span class={`dot is-${isQuiet ? 'closed' : 'open'}`} aria-hidden="true" />}
        {device.seen_us ? momentText(device.seen_us) : t('never')}
      </td>
      <td class="row-do">
        {may('device_remove') && <RowButton text={t('remove')} name={device.title} focus={`device-${device.device}`} run={remove} />}
      </td>
    </tr>
  );
}

export function Devices({ home }: { home: House }) {
  const people = useLook('people');
  const [isPairing, setPairing] = useState(false);
  const [paired, setPaired] = useState<Paired | null>(null);
  const [removed, setRemoved] = useState<Device | null>(null);
  const list = people.data?.devices ?? [];
  const close = () => {
    setPairing(false);
    setPaired(null);
  };
  return (
    <section aria-labelledby="devices-title">
      <header class="part-head">
        <h2 id="devices-title">
          {t('places.devices')} <span class="count">{list.length}</span>
        </h2>
        {may('device_pair') && branches.value.length > 0 && (
          <button type="button" class="button is-main" data-focus="pair" onClick={() => setPairing(true)}>
            {t('pair.start')}
          </button>
        )}
      </header>
      {!people.data && <Wanted look={people} what={t('places.devices')} layout="list" />}
      {people.data && list.length === 0 && <p class="nothing">{t('device.none')}</p>}
      {list.length > 0 && (
        <Table label={t('places.devices')} heads={[t('pair.title'), t('pair.kind'), t('branch'), t('device.paired'), t('device.seen')]}>
          {list.map((one) => (
            <Row key={one.device} device={one} home={home} remove={() => setRemoved(one)} />
          ))}
        </Table>
      )}
      {isPairing && (
        <Dialog title={paired ? t('pair.paired', { title: paired.title }) : t('pair.start')} close={close} wide>
          {paired ? (
            <PairedCard paired={paired} close={close} />
          ) : (
            <PairForm branches={branches.value} branch={branches.value[0]?.branch ?? 0} done={setPaired} cancel={close} />
          )}
        </Dialog>
      )}
      {removed && (
        <Confirm
          title={t('device.remove', { title: removed.title ?? '' })} doIt={t('device.remove.do')} close={() => setRemoved(null)}
          run={() => change('device_remove', { device: removed.device ?? 0 }, t('device.removed'))}
        >
          <p>{t('device.remove.what')}</p>
        </Confirm>
      )}
    </section>
  );
}
