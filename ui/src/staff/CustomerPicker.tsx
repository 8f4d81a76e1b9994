// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Finds a customer by a part of the name, telephone or e-mail, and gives the one that was chosen.
import { useEffect, useState } from 'preact/hooks';
import type { Customer } from '../live/shapes';
import { faultText } from '../live/fault';
import { TextField } from './fields';
import { look } from './service';
import { t } from './words';

const LEAST = 2;
const PAUSE_MS = 250;

/** Those found for a text; asked for once the typing rests. */
export function useCustomers(text: string, change: number): { found: Customer[] | null; fault: unknown } {
  const [state, setState] = useState<{ found: Customer[] | null; fault: unknown }>({ found: null, fault: null });
  const wanted = text.trim();
  useEffect(() => {
    if (wanted.length < LEAST) {
      setState({ found: null, fault: null });
      return;
    }
    let isPast = false;
    const timer = setTimeout(() => {
      look('customers', { text: wanted }).then(
        ({ customers }) => !isPast && setState({ found: customers, fault: null }),
        (fault: unknown) => !isPast && setState((before) => ({ ...before, fault })),
      );
    }, PAUSE_MS);
    return () => {
      isPast = true;
      clearTimeout(timer);
    };
  }, [wanted, change]);
  return state;
}

export function CustomerPicker({ choose, isFirst = true }: { choose: (customer: number, title: string) => void; isFirst?: boolean }) {
  const [text, setText] = useState('');
  const { found, fault } = useCustomers(text, 0);
  return (
    <div class="picker">
      <TextField label={t('customers.find')} type="search" value={text} change={setText} hint={t('customers.find.hint')} isFirst={isFirst} />
      <div role="status">
        {Boolean(fault) && <p class="form-fault">{faultText(fault)}</p>}
        {found && <p class="quiet small">{t('customers.found', { n: found.length })}</p>}
      </div>
      {found && found.length > 0 && (
        <ul class="menu">
          {found.map((one) => (
            <li key={one.customer}>
              <button type="button" class="menu-item" onClick={() => choose(one.customer ?? 0, one.title ?? '')}>
                <b>{one.title}</b> <span class="quiet small">{[one.telephone, one.email].filter(Boolean).join(' · ')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
