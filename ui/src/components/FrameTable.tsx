// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The table under every chart: all columns of the frame in the reader's language and, beside it, the
// same as a CSV file with the unrounded values. Long tables show their first rows until asked.
import { useMemo, useState } from 'preact/hooks';
import { formatCell, formatNumber } from '../lib/format';
import { type Column, type Frame, frameCsv } from '../lib/frame';
import { language, t, tMaybe } from '../lib/message';
import { isPrinting } from '../lib/printing';

const FIRST_ROWS = 100;
const PAPER_ROWS = 40;

export type NameCell = (column: Column, text: string) => string;

/** The measure's own label in English; elsewhere the word for this column of this measure, or for the column. */
function columnLabel(frame: Frame, column: Column): string {
  if (language.value === 'en' && column.label) return column.label;
  return tMaybe(`column.${frame.measure}.${column.name}`, tMaybe(`column.${column.name}`, column.label ?? column.name));
}

function isNumeric(column: Column): boolean {
  return column.type === 'int' || column.type === 'real';
}

export function CsvLink({ frame, name }: { frame: Frame; name: string }) {
  const url = useMemo(
    () => URL.createObjectURL(new Blob(['\ufeff', frameCsv(frame)], { type: 'text/csv;charset=utf-8' })),
    [frame],
  );
  return (
    <a class="csv" href={url} download={`${name}.csv`} aria-label={t('table.csv.of', { name })}>
      {t('table.csv')}
    </a>
  );
}

function Body({ frame, nameCell, caption }: { frame: Frame; nameCell?: NameCell | undefined; caption: string }) {
  const [all, setAll] = useState(false);
  const most = isPrinting.value ? PAPER_ROWS : all ? frame.rows.length : FIRST_ROWS;
  const rows = frame.rows.slice(0, most);
  const shown = (column: Column, cell: string | number | null) =>
    typeof cell === 'string' && column.unit !== 'time' && nameCell
      ? nameCell(column, cell)
      : formatCell(cell, column.unit);
  return (
    <div class="table-room" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {frame.columns.map((column) => (
              <th key={column.name} scope="col" class={isNumeric(column) ? 'number' : undefined}>
                {columnLabel(frame, column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {frame.columns.map((column, place) => (
                <td key={column.name} class={isNumeric(column) ? 'number' : undefined}>
                  {shown(column, row[place] ?? null)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {isPrinting.value && frame.rows.length > PAPER_ROWS && (
        <p class="quiet">{t('table.printed', { shown: PAPER_ROWS, n: frame.rows.length })}</p>
      )}
      {!all && frame.rows.length > FIRST_ROWS && (
        <button type="button" class="quiet-button" onClick={() => setAll(true)}>
          {t('table.all', { n: frame.rows.length })}
        </button>
      )}
    </div>
  );
}

export function FrameTable({ frame, title, nameCell }: { frame: Frame; title: string; nameCell?: NameCell | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <div class="under">
      <details class="table" open={open || isPrinting.value} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          {t('table.open')} <span class="n">{t('table.rows', { n: frame.rows.length })}</span>
        </summary>
        {(open || isPrinting.value) && (
          <Body frame={frame} nameCell={nameCell} caption={`${title} (${formatNumber(frame.rows.length)})`} />
        )}
      </details>
      <CsvLink frame={frame} name={frame.measure} />
    </div>
  );
}
