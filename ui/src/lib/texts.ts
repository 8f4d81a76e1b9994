// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// All of the report's words at once: a report is one file and speaks every language.
import en from '../../locale/en.json';
import pl from '../../locale/pl.json';
import vi from '../../locale/vi.json';
import { giveTexts } from './message';

giveTexts('en', en);
giveTexts('pl', pl);
giveTexts('vi', vi);
