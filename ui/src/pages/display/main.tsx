// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The screen of a branch: who is called where.
import { askFrom } from '../../live/api';
import { startPage } from '../../live/page';
import { Display } from './Display';
import { words } from './words';
import '../../live/live.css';
import './display.css';

askFrom('display');
void startPage(Display, { words });
