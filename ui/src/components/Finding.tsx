// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One finding: what it is about, a sentence, a picture, and under it how it is measured and the table.
import type { ComponentChildren } from 'preact';
import type { Frame } from '../lib/frame';
import { language, t, tMaybe } from '../lib/message';
import { FrameTable, type NameCell } from './FrameTable';
import { Fold } from './Fold';

export function measureTitle(frame: Frame): string {
  if (language.value === 'en' && frame.title) return frame.title;
  return tMaybe(`measure.${frame.measure}`, frame.title || frame.measure);
}

/** The measure's own definition in English, its translation elsewhere. */
export function measureDefinition(frame: Frame): string {
  if (language.value === 'en' && frame.definition) return frame.definition;
  return tMaybe(`measure.${frame.measure}.definition`, frame.definition ?? '');
}

function Definition({ frame }: { frame: Frame }) {
  const notes = frame.notes ?? [];
  return (
    <Fold
      class="definition"
      summary={
        <>
          {t('figure.how')} {typeof frame.n === 'number' && <span class="n">{t('figure.n', { n: frame.n })}</span>}
        </>
      }
    >
      <p>{measureDefinition(frame)}</p>
      {notes.length > 0 && (
        <ul lang={frame.notes_language ?? 'en'}>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </Fold>
  );
}

interface Props {
  id: string;
  name: string;
  title: string;
  lead?: ComponentChildren;
  frames: (Frame | undefined)[];
  nameCell?: NameCell;
  children?: ComponentChildren;
}

export function Finding({ id, name, title, lead, frames, nameCell, children }: Props) {
  const present = frames.filter((frame): frame is Frame => frame !== undefined);
  return (
    <section id={id} class="finding" aria-labelledby={`${id}-title`} tabIndex={-1}>
      <p class="eyebrow">{name}</p>
      <h2 id={`${id}-title`}>{title}</h2>
      {lead && <div class="lead">{lead}</div>}
      {children}
      {present.map((frame, index) => (
        <div class="foot" key={index}>
          {present.length > 1 && <p class="foot-name">{measureTitle(frame)}</p>}
          <Definition frame={frame} />
          <FrameTable frame={frame} title={measureTitle(frame)} nameCell={nameCell} />
        </div>
      ))}
    </section>
  );
}
