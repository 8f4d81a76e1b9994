// SPDX-FileCopyrightText: The Cykl founders
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The kiosk: a customer chooses what they came for and takes a number.
import { askFrom } from '../../live/api';
import { startPage } from '../../live/page';
import { Kiosk } from './Kiosk';
import { words } from './words';
import '../../live/live.css';
import './offers.css';
import './kiosk.css';
import './slip.css';

askFrom('kiosk');
void startPage(Kiosk, { words });
