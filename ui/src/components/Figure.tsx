// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A figure never stands alone: value, interval, n. Where there is too little to tell it says so.
import { formatShare, formatShareRange, NONE } from '../lib/format';
import { t } from '../lib/message';
import type { Row } from '../lib/frame';

export function TooFew({ n }: { n: number }) {
  return <span class="few">{t('figure.few', { n })}</span>;
}

interface ShareProps {
  row: Row | undefined;
  value?: string;
  low?: string;
  high?: string;
  n?: string;
}

/** A share with its interval: "82 % (78–86 %) · n 312". */
export function ShareFigure({ row, value = 'share', low = 'low', high = 'high', n = 'n' }: ShareProps) {
  if (!row) return <span class="figure">{NONE}</span>;
  const share = row.number(value);
  const count = row.number(n);
  if (share === null || row.text('met') === 'too few') return count === null ? <span class="figure">{NONE}</span> : <TooFew n={count} />;
  const from = row.number(low);
  const to = row.number(high);
  return (
    <span class="figure">
      <b>{formatShare(share)}</b>
      {from !== null && to !== null && <span class="interval"> ({formatShareRange(from, to)})</span>}
      {count !== null && (
        <>
          {' · '}
          <span class="n">{t('figure.n', { n: count })}</span>
        </>
      )}
    </span>
  );
}
