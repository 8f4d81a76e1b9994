// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A name for people in each language of the workspace.
import { isLanguage, languageNames, type Wording } from '../lib/language';
import { languageList } from '../live/words';
import type { Workspace } from '../live/shapes';
import { TextField } from './fields';
import { t } from './words';

interface Props {
  workspace: Workspace | null;
  value: Wording;
  change: (value: Wording) => void;
  fault?: string | null;
}

export function TitleFields({ workspace, value, change, fault }: Props) {
  const all = languageList(workspace?.languages);
  return (
    <div class="form-columns">
      {all.filter(isLanguage).map((one, index) => (
        <TextField
          key={one} label={t('title.in', { language: languageNames[one] })} value={value[one] ?? ''} lang={one} isNeeded={index === 0} isFirst={index === 0}
          change={(text) => change({ ...value, [one]: text })} fault={index === 0 ? fault : null}
        />
      ))}
    </div>
  );
}
