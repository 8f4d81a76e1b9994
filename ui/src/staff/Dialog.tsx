// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A question over the page. The browser's own dialog keeps the focus inside, closes on Escape and gives
// the focus back where it came from; when that place is gone, to the page's main part. It is open before the
// page is painted, so that a key pressed right after the one that opened it goes to it.
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from './words';

interface Props {
  title: string;
  close: () => void;
  children: ComponentChildren;
  wide?: boolean;
  /** There is no way round it: Escape does not close it. */
  isFast?: boolean;
}

export function Dialog({ title, close, children, wide = false, isFast = false }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const from = document.activeElement as HTMLElement | null;
    const key = from?.closest('[data-focus]')?.getAttribute('data-focus');
    dialog.current?.showModal();
    return () => {
      requestAnimationFrame(() => {
        if (document.activeElement && document.activeElement !== document.body) return;
        const place = from?.isConnected ? from : key ? document.querySelector<HTMLElement>(`[data-focus="${CSS.escape(key)}"]`) : null;
        (place ?? document.getElementById('main'))?.focus({ preventScroll: true });
      });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog${wide ? ' is-wide' : ''}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        if (!isFast) close();
      }}
      onClick={(event) => {
        if (event.target === dialog.current && !isFast) close();
      }}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          {!isFast && (
            <button type="button" class="icon-button" aria-label={t('help.close')} onClick={close}>
              <svg viewBox="0 0 16 16" aria-hidden="true">
                <path d="M3.5 3.5l9 9M12.5 3.5l-9 9" />
              </svg>
            </button>
          )}
        </header>
        {children}
      </div>
    </dialog>
  );
}
