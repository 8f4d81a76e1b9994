// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A chart drawn by Observable Plot at the width there is, drawn again when that changes. To a screen
// reader it is one picture with a sentence; the table under it has the rest.
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  label: string;
  height: number;
  draw: (width: number) => Element;
}

export function Plotted({ label, height, draw }: Props) {
  const room = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = room.current;
    if (!element) return;
    let width = 0;
    const redraw = () => {
      const now = Math.floor(element.clientWidth);
      if (now === width || now === 0) return;
      width = now;
      const picture = draw(now);
      picture.setAttribute('aria-hidden', 'true');
      /* Live pages allow no style inside; what Plot would say there is in charts.css. */
      for (const style of picture.querySelectorAll('style')) style.remove();
      element.replaceChildren(picture);
    };
    const observer = new ResizeObserver(redraw);
    observer.observe(element);
    redraw();
    return () => observer.disconnect();
  }, [draw]);
  return <div class="plotted" role="img" aria-label={label} ref={room} style={{ minHeight: `${height}px` }} />;
}
