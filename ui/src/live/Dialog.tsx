// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A question over the page: the browser's own dialog, so that focus stays inside and goes back to where
// it came from, and Escape closes it.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  title: string;
  isOpen: boolean;
  close: () => void;
  children: ComponentChildren;
  class?: string;
}

export function Dialog({ title, isOpen, close, children, class: kind }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const dialog = element.current;
    if (isOpen && dialog && !dialog.open) dialog.showModal();
    if (!isOpen && dialog?.open) dialog.close();
  }, [isOpen]);
  return (
    <dialog class={`dialog ${kind ?? ''}`} ref={element} aria-labelledby={id} onClose={() => isOpen && close()}>
      <h2 id={id}>{title}</h2>
      {isOpen && children}
    </dialog>
  );
}
