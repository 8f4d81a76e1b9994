// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A frame is what a measure found: columns with units, rows, notes (src/measures/frame.h). These
// helpers read it by column name, so that a page does not care for the order of columns.

export type Cell = string | number | null;

export interface Column {
  name: string;
  label?: string;
  type?: string;
  unit?: string;
}

export interface Frame {
  measure: string;
  title?: string;
  definition?: string;
  n?: number;
  notes?: string[];
  /** Of the notes; without it they are in English. */
  notes_language?: string;
  columns: Column[];
  rows: Cell[][];
}

/** One row, by column name. */
export class Row {
  constructor(
    private readonly places: ReadonlyMap<string, number>,
    readonly cells: Cell[],
  ) {}

  cell(name: string): Cell {
    const place = this.places.get(name);
    return place === undefined ? null : (this.cells[place] ?? null);
  }

  /** The number, or null where there is none. */
  number(name: string): number | null {
    const cell = this.cell(name);
    return typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
  }

  text(name: string): string {
    const cell = this.cell(name);
    return cell === null ? '' : String(cell);
  }
}

export function rowsOf(frame: Frame | undefined): Row[] {
  if (!frame) return [];
  const places = new Map(frame.columns.map((column, index) => [column.name, index]));
  return frame.rows.map((cells) => new Row(places, cells));
}

export function hasColumn(frame: Frame | undefined, name: string): boolean {
  return frame?.columns.some((column) => column.name === name) ?? false;
}

/** The rows with the largest value in a column first; rows without it last; the order of equals stays. */
export function ranked(rows: Row[], column: string): Row[] {
  const value = (row: Row) => row.number(column) ?? Number.NEGATIVE_INFINITY;
  return rows
    .map((row, index) => ({ row, index }))
    .sort((a, b) => (value(a.row) === value(b.row) ? a.index - b.index : value(a.row) < value(b.row) ? 1 : -1))
    .map(({ row }) => row);
}

export function largest(rows: Row[], column: string): number {
  return rows.reduce((most, row) => Math.max(most, row.number(column) ?? 0), 0);
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * RFC 4180 with a heading row. A text that a spreadsheet would run as a formula gets an apostrophe in
 * front: names in a log come from strangers.
 */
export function frameCsv(frame: Frame): string {
  const safe = (cell: Cell) => (typeof cell === 'string' && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
  const lines = [frame.columns.map((column) => csvCell(column.name)), ...frame.rows.map((row) => row.map((cell) => csvCell(safe(cell))))];
  return lines.map((cells) => `${cells.join(',')}\n`).join('');
}
