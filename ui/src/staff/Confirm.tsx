// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Asks before something that cannot be taken back, and says what stays.
import type { ComponentChildren } from 'preact';
import { Dialog } from './Dialog';
import { Form, useFormFault } from './fields';

interface Props {
  title: string;
  doIt: string;
  run: () => Promise<unknown>;
  close: () => void;
  children: ComponentChildren;
}

export function Confirm({ title, doIt, run, close, children }: Props) {
  const form = useFormFault();
  const send = async () => {
    await run();
    close();
  };
  return (
    <Dialog title={title} close={close}>
      <Form send={send} submit={doIt} cancel={close} fields={[]} form={form} isDangerous>
        {children}
      </Form>
    </Dialog>
  );
}
