// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Something that folds away on a screen and is open on paper.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { isPrinting } from '../lib/printing';

interface Props {
  summary: ComponentChildren;
  children: ComponentChildren;
  class?: string;
  id?: string;
}

export function Fold({ summary, children, class: name, id }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details id={id} class={name} open={open || isPrinting.value} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
